# Expected indices of inequality, by R.  Run by hand:
#
#	Rscript test/oracle/inequality.R > test/unit/inequality_expected.h
#
# The formulas of Gini() and Theil() of ineq 0.2-13 and sd()/mean(), and the
# weighted ones as a table in which a row stands for as many as its weight.

num <- function(x) ifelse(is.na(x), "NAN", sprintf("%.17g", x))
cat("/* Written by test/oracle/inequality.R with ", R.version.string, ". */\n\n", sep = "")
gini <- function(x) { x <- sort(x); n <- length(x); 2 * sum(x * 1:n) / (n * sum(x)) - 1 - 1 / n }
theil <- function(x) { x <- x[x > 0] / mean(x); sum(x * log(x)) }
set.seed(20260105)
cases <- list(c(541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261), # the example of ineq
              rep(7, 12), c(0, 0, 0, 5), round(exp(rnorm(149, 5, .4)), 2), 1e9 + c(3, 1, 4, 1, 5, 9, 2, 6))
cat("static const struct plain_case\n{\n\tint n;\n\tdouble gini, theil, cv, value[149];\n} plain_cases[] = {\n")
for (x in cases)
  cat("\t{", length(x), ", ", num(gini(x)), ", ", num(theil(x) / length(x)), ", ", num(sd(x) / mean(x)), ",\n\t\t{",
      paste(num(x), collapse = ", "), "}},\n", sep = "")
cat("};\n\n")
x <- round(exp(rnorm(30, 5, .4)), 2); w <- sample(50, 30, TRUE); y <- rep(x, w)
cat("static const double weighted[30][2] = {\n")
for (i in 1:30) cat("\t{", num(x[i]), ", ", num(w[i]), "},\n", sep = "")
cat("};\nstatic const double weighted_gini = ", num(gini(y)), ", weighted_theil = ", num(theil(y) / length(y)),
    ",\n\tweighted_cv = ", num(sqrt(mean((y - mean(y))^2)) / mean(y)), ";\n", sep = "")
