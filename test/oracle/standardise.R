# Expected rates and ratios, by R.  Run by hand:
#
#	Rscript test/oracle/standardise.R > test/unit/standardise_expected.h
#
# The formulas are those of PHEindicatormethods 2.1.0, evaluated by R: phe_rate,
# calculate_dsr (Dobson et al. 1991), with events that are not independent too,
# and calculate_ISRatio.  pops2 and deaths2 are the example of its DSR vignette
# (vignettes/DSR-vignette.Rmd: no deaths in three bands); esp2013 is the European
# Standard Population of 2013.  epitools 0.5-10.1, ageadjust.direct(), agrees on
# the rate where it is installed: the program stops if it does not.

num <- function(x) ifelse(is.na(x), "NAN", sprintf("%.17g", x))
pair <- function(a) if (length(a) > 1) paste0("{", paste(num(a), collapse = ", "), "}") else num(a)
row <- function(...) cat("\t{", paste(sapply(list(...), pair), collapse = ", "), "},\n", sep = "")
cat("/* Written by test/oracle/standardise.R with ", R.version.string, ". */\n\n", sep = "")

z <- function(l) qnorm(l + (1 - l) / 2)
byar <- function(x, l) c(
  if (x == 0) 0 else max(0, x * (1 - 1 / (9 * x) - z(l) / (3 * sqrt(x)))^3),
  (x + 1) * (1 - 1 / (9 * (x + 1)) + z(l) / (3 * sqrt(x + 1)))^3)
exact <- function(x, l) c(qchisq((1 - l) / 2, 2 * x) / 2, qchisq(l + (1 - l) / 2, 2 * x + 2) / 2)
phe <- function(x, l) if (x < 10) exact(x, l) else byar(x, l)

# events, sum of squares, level; phe, byar and exact limits of the clustered count
cat("static const struct clustered_case\n{\n\tdouble x, squares, level, phe[2], byar[2], exact[2];\n} clustered_cases[] = {\n")
for (c1 in list(c(65, 65, .95), c(65, 90, .95), c(65, 90, .998), c(5, 5, .95), c(5, 13, .95),
                c(0, 0, .95), c(1, 1, .9), c(1200, 3111, .99))) {
  s <- if (c1[1] == 0) 1 else sqrt(c1[2] / c1[1])
  draw <- function(l) { v <- c1[1] + s * (l - c1[1]); c(max(0, v[1]), v[2]) }
  row(c1[1], c1[2], c1[3], draw(phe(c1[1], c1[3])), draw(byar(c1[1], c1[3])), draw(exact(c1[1], c1[3])))
}
cat("};\n\n")

esp2013 <- c(5000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000,
             7000, 6500, 6000, 5500, 5000, 4000, 2500, 1500, 1000)
pops2 <- c(30, 35, 35, 35, 40, 40, 45, 50, 50, 50, 60, 60, 70, 75, 70, 60, 20, 20, 15)
deaths2 <- c(1, 1, 0, 0, 0, 1, 1, 3, 3, 3, 3, 10, 10, 10, 10, 8, 8, 8, 8)
cat("static const eh_rate_band vignette[] = {\n")
for (i in 1:19) row(deaths2[i], pops2[i], esp2013[i], deaths2[i])
cat("};\n\n")
dsr <- function(x, n, w, ss = x) {
  v <- sum(w * x / n) / sum(w); s <- sqrt(sum(w^2 * ss / n^2)) / sum(w); X <- sum(x)
  lim <- function(l) v + s / sqrt(X) * (byar(X, l) - X)
  c(v, s, lim(.95), lim(.998))
}
if (requireNamespace("epitools", quietly = TRUE))
  stopifnot(abs(epitools::ageadjust.direct(deaths2, pops2, stdpop = esp2013)["adj.rate"] -
                dsr(deaths2, pops2, esp2013)[1]) < 1e-15)
set.seed(20260101)
n <- sample(10000:20000, 19); x <- sample(200, 19)
f3 <- floor(x * .1 / 3); f2 <- floor(x * .2 / 2); f1 <- x - 3 * f3 - 2 * f2
# by frequency, as calculate_dsr() goes about it
var_by_frequency <- sum(c(1, 4, 9) * sapply(list(f1, f2, f3), function(f)
  sum(esp2013^2 * f / n^2) / sum(esp2013)^2))
ss <- f1 + 4 * f2 + 9 * f3
stopifnot(abs(dsr(x, n, esp2013, ss)[2]^2 / var_by_frequency - 1) < 1e-14)
cat("static const eh_rate_band repeated[] = {\n")
for (i in 1:19) row(x[i], n[i], esp2013[i], ss[i])
cat("};\n\n/* rate, standard error, limits at 95 and 99.8 per cent */\n")
cat("static const double vignette_rate[] = {", paste(num(dsr(deaths2, pops2, esp2013)), collapse = ", "), "};\n", sep = "")
cat("static const double single_rate[] = {", paste(num(dsr(x, n, esp2013)), collapse = ", "), "};\n", sep = "")
cat("static const double repeated_rate[] = {", paste(num(dsr(x, n, esp2013, ss)), collapse = ", "), "};\n\n", sep = "")

xr <- sample(2000, 19); nr <- sample(100000:200000, 19)
cat("static const eh_ratio_band of_reference[] = {\n")
for (i in 1:19) row(x[i], n[i], xr[i], nr[i])
cat("};\n\n/* ratio, expected, limits at 95 and 99.8; then of the first two bands with 7 events */\n")
isr <- function(x, n, xr, nr) { e <- sum(xr / nr * n); X <- sum(x); c(X / e, e, phe(X, .95) / e, phe(X, .998) / e) }
cat("static const double indirect[] = {", paste(num(isr(x, n, xr, nr)), collapse = ", "), "};\n", sep = "")
cat("static const double indirect_few[] = {", paste(num(isr(c(4, 3), n[1:2], xr[1:2], nr[1:2])), collapse = ", "), "};\n", sep = "")
