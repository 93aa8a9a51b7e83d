# Expected standard errors of a ratio of totals, by R's survey package.  Run
# by hand:
#
#	Rscript test/oracle/ratio_estimator.R > test/unit/ratio_estimator_expected.h

suppressMessages(library(survey))
num <- function(x) sprintf("%.17g", x)
cat("/* Written by test/oracle/ratio_estimator.R with ", R.version.string,
    ", survey ", as.character(packageVersion("survey")), ". */\n\n", sep = "")

# twelve made-up areas: children helped, children in need; nearly the same
# ratio everywhere in the third, so that the squares cancel
areas <- list(
  list(x = c(120, 95, 310, 42, 77, 205, 18, 260, 133, 54, 88, 171),
       p = c(240, 180, 505, 90, 171, 398, 41, 400, 300, 99, 160, 365), N = 152),
  list(x = c(1, 0, 7), p = c(10, 3, 0), N = Inf),
  list(x = 1e6 * (1:8) + c(1, -1, 0, 2, -2, 1, 0, -1), p = 2e6 * (1:8), N = 40),
  list(x = c(-5.25, 10.5, 3.75, 100), p = c(12, 30.5, 8, 250), N = 10))
cat("static const struct estimator_case\n{\n\tint n;\n\tdouble x[12], p[12], population, ",
    "ratio, std_error;\n} estimator_cases[] = {\n", sep = "")
for (a in areas) {
  n <- length(a$x)
  d <- data.frame(x = a$x, p = a$p)
  design <- if (is.finite(a$N)) svydesign(~1, data = d, fpc = rep(a$N, n))
            else svydesign(~1, data = d, weights = rep(1, n))
  r <- svyratio(~x, ~p, design)
  cat("\t{", n, ", {", paste(num(a$x), collapse = ", "), "},\n\t\t{", paste(num(a$p), collapse = ", "),
      "}, ", if (is.finite(a$N)) num(a$N) else "INFINITY", ",\n\t\t", num(coef(r)), ", ", num(SE(r)), "},\n", sep = "")
}
cat("};\n")
