# Expected limits of proportions and counts, by R.  Run by hand:
#
#	Rscript test/oracle/interval.R > test/unit/interval_expected.h
#
# prop.test() gives Wilson's limits with and without continuity correction,
# binom.test() and poisson.test() the exact ones.  Byar's are the formula of
# PHEindicatormethods 2.1.0 (byars_lower, byars_upper), evaluated by R.

num <- function(x) sprintf("%.17g", x)
cat("/* Written by test/oracle/interval.R with ", R.version.string, ". */\n\n", sep = "")

cases <- rbind(
  c(65, 100, .95), c(65, 100, .998), c(0, 10, .95), c(10, 10, .95), c(1, 3, .95),
  c(3, 20, .99), c(719, 3270, .95), c(139500, 650270, .95), c(139500, 650270, .998),
  c(1, 1, .95), c(0, 1, .9), c(499999, 1000000, .95), c(1, 1000000, .95),
  c(358000, 999999, .5))
cat("static const struct proportion_case\n{\n\tdouble x, n, level;\n",
    "\tdouble wilson[2], wilson_cc[2], exact[2];\n} proportion_cases[] = {\n", sep = "")
for (i in seq_len(nrow(cases))) {
  x <- cases[i, 1]; n <- cases[i, 2]; l <- cases[i, 3]
  w <- suppressWarnings(prop.test(x, n, conf.level = l, correct = FALSE)$conf.int)
  # prop.test() lowers the correction to |x - n p0| for its own test's p0 = x/n
  # only at the estimate; its interval always uses the full half
  cc <- suppressWarnings(prop.test(x, n, p = if (x / n > .5) .01 else .99,
                                   conf.level = l, correct = TRUE)$conf.int)
  e <- binom.test(x, n, conf.level = l)$conf.int
  cat("\t{", num(x), ", ", num(n), ", ", num(l), ",\n\t\t{", num(w[1]), ", ", num(w[2]),
      "},\n\t\t{", num(cc[1]), ", ", num(cc[2]), "},\n\t\t{", num(e[1]), ", ", num(e[2]), "}},\n", sep = "")
}
cat("};\n\n")

byar <- function(x, l) {
  z <- qnorm(l + (1 - l) / 2)
  lower <- if (x == 0) 0 else x * (1 - 1 / (9 * x) - z / (3 * sqrt(x)))^3
  upper <- (x + 1) * (1 - 1 / (9 * (x + 1)) + z / (3 * sqrt(x + 1)))^3
  c(lower, upper)
}
counts <- rbind(c(65, .95), c(65, .998), c(0, .95), c(1, .95), c(5, .95), c(9, .99),
                c(10, .95), c(18, .99), c(1045, .95), c(100000, .95), c(1000000, .9))
cat("static const struct count_case\n{\n\tdouble x, level;\n",
    "\tdouble byar[2], exact[2];\n} count_cases[] = {\n", sep = "")
for (i in seq_len(nrow(counts))) {
  x <- counts[i, 1]; l <- counts[i, 2]
  b <- byar(x, l); e <- poisson.test(x, conf.level = l)$conf.int
  cat("\t{", num(x), ", ", num(l), ", {", num(b[1]), ", ", num(b[2]), "}, {",
      num(e[1]), ", ", num(e[2]), "}},\n", sep = "")
}
cat("};\n\n")
cat("static const struct t_case\n{\n\tdouble level, df, t;\n} t_cases[] = {\n")
for (df in c(1, 2, 9, 58, 151, 1e5)) for (l in c(.95, .99, .998))
  cat("\t{", num(l), ", ", num(df), ", ", num(qt(1 - (1 - l) / 2, df)), "},\n", sep = "")
cat("};\n")
