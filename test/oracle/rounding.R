# Expected roundings, by R.  Run by hand:
#
#	Rscript test/oracle/rounding.R > test/unit/rounding_expected.h
#
# The formula of dfeR 1.0.1, round_five_up (rdrr.io/cran/dfeR), evaluated by R:
# |x| 10^dp + 1/2 + sqrt(eps), cut off, over 10^dp, with the sign of x.  The
# numbers are ratios of counts, where a half often falls short by a bit, and
# the same just outside the formula's sqrt(eps).

round_five <- function(x, dp)
  sign(x) * (trunc(abs(x) * 10^dp + 0.5 + sqrt(.Machine$double.eps)) / 10^dp)

set.seed(20)
n <- sample(1:2000, 300, replace = TRUE)
x <- round(n * runif(300))
ratios <- data.frame(x = 100 * x / n, dp = rep(c(0, 1, 2), 100))
halves <- data.frame(x = c(2.675, 1.005, -2.675, 0.285 * 100, 1.15, 8.345, -0.5, 0.5, 1.5, 2.5,
                           -2.5, 2485.85, 2485.85, 2485.85, 2485.85, 2485.85, 642985, 394999.5, 0, 0.3),
                     dp = c(2, 2, 2, 0, 1, 2, 0, 0, 0, 0, 0, 2, 1, 0, -1, -2, -1, -3, 1, 1))
edges <- data.frame(x = c(2.5 - 1e-8, 2.5 - 2e-8, 24.85 - 1e-9, 24.85 - 2e-9, 24.85 + 1e-9), dp = c(0, 0, 1, 1, 1))
cat("/* Written by test/oracle/rounding.R with ", R.version.string, ". */\n\n", sep = "")
cat("static const struct rounding\n{\n\tdouble x, nearest, rounded;\n} roundings[] = {\n")
all <- rbind(ratios, halves, edges)
for (i in seq_len(nrow(all)))
  cat(sprintf("\t{%.17g, %s, %.17g},\n", all$x[i], format(10^-all$dp[i]), round_five(all$x[i], all$dp[i])))
cat("};\n")
