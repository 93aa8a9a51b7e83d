# Expected bands of equal number, by R.  Run by hand:
#
#	Rscript test/oracle/quantile.R > test/unit/quantile_expected.h
#
# floor((k + 1) - ceiling(((m + 1) - rank) / (m / k))), 0 becoming 1, with
# rank(ties.method = "min"): phe_quantile() of PHEindicatormethods 2.1.0.

cat("/* Written by test/oracle/quantile.R with ", R.version.string, ". */\n\n", sep = "")
set.seed(20260104)
cases <- list(list(v = sample(40, 100, TRUE), k = 10), list(v = sample(1000, 151), k = 5), list(v = c(3, 1, 2), k = 3),
              list(v = c(3, 1, NA), k = 3), list(v = c(2, 2, 2, 2, 2, NA, 1), k = 4), list(v = sample(9, 47, TRUE), k = 7))
cat("#define MOST 151\nstatic const struct quantile_case\n{\n\tint n, k;\n\tdouble value[MOST];\n",
    "\tint low[MOST], high[MOST];\n} quantile_cases[] = {\n", sep = "")
band <- function(v, k) {
  m <- sum(!is.na(v)); if (m < k) return(rep(0, length(v)))
  r <- rank(v, ties.method = "min", na.last = "keep")
  b <- floor((k + 1) - ceiling(((m + 1) - r) / (m / k))); b[b == 0] <- 1; b[is.na(b)] <- 0; b
}
for (c1 in cases)
  cat("\t{", length(c1$v), ", ", c1$k, ",\n\t\t{", paste(ifelse(is.na(c1$v), "NAN", c1$v), collapse = ", "), "},\n\t\t{",
      paste(band(c1$v, c1$k), collapse = ", "), "},\n\t\t{",
      paste(band(max(c1$v, na.rm = TRUE) - c1$v, c1$k), collapse = ", "), "}},\n", sep = "")
cat("};\n")
