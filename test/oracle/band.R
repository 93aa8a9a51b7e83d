# Expected quartiles and bands, by R.  Run by hand:
#
#	Rscript test/oracle/band.R > test/unit/band_expected.h
#
# quantile(type = 7), and bands by its edges, each of the
# band below it.

num <- function(x) paste(sprintf("%.17g", x), collapse = ", ")
set.seed(66)
samples <- list(3, c(1, 2), c(2, 2, 2, 2), c(1, 1, 2, 3, 5, 8, 13), 1:9,
                round(rnorm(40, 20, 5), 1), rpois(151, 4), round(100 * runif(153), 1),
                rnorm(30) * 1e-9 + 1e9)
cat("/* Written by test/oracle/band.R with ", R.version.string, ". */\n\n", sep = "")
cat("static const struct banded\n{\n\tint n;\n\tdouble q[3];\n\tdouble x[160];\n",
    "\tconst char *low_is_good;\n} samples[] = {\n", sep = "")
for (x in samples) {
  q <- quantile(x, c(.25, .5, .75), type = 7, names = FALSE)
  band <- ifelse(x <= q[1], "A", ifelse(x <= q[2], "B", ifelse(x <= q[3], "C", "D")))
  cat("\t{", length(x), ", {", num(q), "},\n\t\t{", num(x), "},\n\t\t\"", paste(band, collapse = ""), "\"},\n", sep = "")
}
cat("};\n")
