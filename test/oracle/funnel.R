# Expected funnels, flags and overdispersion, by R.  Run by hand:
#
#	Rscript test/oracle/funnel.R > test/unit/funnel_expected.h
#
# Of a proportion the limits are found here from Wilson's interval itself, as the
# proportion one of whose limits (prop.test without correction) is the average; of
# rates and ratios by qchisq() (poisson_funnel() of PHEindicatormethods 2.1.0
# bisects for the same to 1e-7).  Flags as assign_funnel_significance() has them.
# phi and tau2: Spiegelhalter (2005), Quality and Safety in Health Care 14,
# 347-351, with quantile(type = 7).

num <- function(x) ifelse(is.na(x), "NAN", sprintf("%.17g", x))
pair <- function(a) if (length(a) > 1) paste0("{", paste(num(a), collapse = ", "), "}") else num(a)
row <- function(...) cat("\t{", paste(sapply(list(...), pair), collapse = ", "), "},\n", sep = "")
cat("/* Written by test/oracle/funnel.R with ", R.version.string, ". */\n\n", sep = "")
z <- function(l) qnorm(l + (1 - l) / 2)
wilson <- function(p, n, l, side) (2 * n * p + z(l)^2 + side * z(l) * sqrt(z(l)^2 + 4 * n * p * (1 - p))) / 2 / (n + z(l)^2)
# the proportion whose upper (side 1) or lower (-1) Wilson limit is the average
invert <- function(pi, n, l, side) {
  f <- function(p) wilson(p, n, l, side) - pi
  ends <- if (side == 1) c(0, pi) else c(pi, 1)
  if (f(ends[1]) * f(ends[2]) > 0) return(if (side == 1) 0 else 1)
  uniroot(f, ends, tol = 1e-15, maxiter = 10000)$root
}
cat("static const struct funnel_case\n{\n\tdouble average, n, inner[2], outer[2];\n} funnel_cases[] = {\n")
for (c1 in list(c(.215, 1000), c(.215, 30), c(.80642448, 41), c(.80642448, 110000), c(.02, 900), c(.5, 7)))
  row(c1[1], c1[2], c(invert(c1[1], c1[2], .95, 1), invert(c1[1], c1[2], .95, -1)),
      c(invert(c1[1], c1[2], .998, 1), invert(c1[1], c1[2], .998, -1)))
cat("};\n\n")
exact <- function(x, l) c(qchisq((1 - l) / 2, 2 * x) / 2, qchisq(l + (1 - l) / 2, 2 * x + 2) / 2)
cat("static const struct funnel_rate_case\n{\n\tdouble average, events, inner[2], outer[2];\n} funnel_rate_cases[] = {\n")
for (c1 in list(c(1, 1), c(1, 5), c(1, 28), c(1, 716), c(.001161720835, 10), c(.001161720835, 1360), c(1, 0))) {
  i <- exact(c1[2], .95); o <- exact(c1[2], .998); v <- c1[1] * c1[2]
  row(c1[1], c1[2], c(v / i[2], if (v > 0) v / i[1] else NA), c(v / o[2], if (v > 0) v / o[1] else NA))
}
cat("};\n\n")
# the first and some later areas of testdata_funnel_ratio_inputs.csv of the package
obs <- c(8, 151, 159, 191, 0, 206, 160, 507, 677, 16, 43, 48, 6, 7, 3)
exp <- c(6.239860227, 106.4429719, 232.9329036, 184.0963855, 240.6273499, 139.4719025, 97.12273886,
         272.3024867, 349.8165659, 36.38844667, 71.57123835, 86.81497558, 4.293052052, 17.5, 11.2)
byar <- function(x, l) c(x * (1 - 1 / (9 * x) - z(l) / (3 * sqrt(x)))^3,
                         (x + 1) * (1 - 1 / (9 * (x + 1)) + z(l) / (3 * sqrt(x + 1)))^3)
sig <- function(x, e) {
  lim <- function(l) if (x < 10) exact(x, l) else byar(x, l)
  o <- lim(.998) / e; i <- lim(.95) / e
  if (1 < o[1]) 4 else if (1 < i[1]) 3 else if (1 > o[2]) 0 else if (1 > i[2]) 1 else 2
}
cat("static const struct flag_case\n{\n\tdouble observed, expected;\n\tint flag;\n} ratio_flags[] = {\n")
for (i in seq_along(obs)) row(obs[i], exp[i], sig(obs[i], exp[i]))
cat("};\n\n")
set.seed(20260103)
n <- round(exp(rnorm(150, 7, .8))); p <- plogis(rnorm(150, qlogis(.2), .25)); x <- rbinom(150, n, p)
cat("static const eh_case areas[] = {\n")
for (i in 1:150) row(x[i], n[i])
cat("};\n\n/* average, phi raw, phi, tau2, statistic, p: proportion, rate, ratio */\n")
over <- function(v, t, s2, w) {
  z <- (v - t) / sqrt(s2); q <- quantile(z, c(w, 1 - w)); k <- pmin(pmax(z, q[1]), q[2]); I <- length(z); a <- 1 / s2
  phi <- mean(k^2)
  c(t, mean(z^2), phi, max(0, (I * phi - (I - 1)) / (sum(a) - sum(a^2) / sum(a))), I * phi,
    pchisq(I * phi, I - 1, lower.tail = FALSE))
}
t <- sum(x) / sum(n); e <- n * t
cat("static const double over[3][6] = {\n")
for (o in list(over(x / n, t, t * (1 - t) / n, .1), over(x / n, t, t / n, 0), over(x / e, 1, 1 / e, .1)))
  cat("\t", pair(o), ",\n", sep = "")
cat("};\n")
