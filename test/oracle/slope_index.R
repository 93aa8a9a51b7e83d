# Expected slope and relative indices of inequality, by R.  Run by hand:
#
#	Rscript test/oracle/slope_index.R > test/unit/slope_index_expected.h
#
# lm(value sqrt(a) ~ sqrt(a) + b sqrt(a) - 1), as phe_sii() of PHEindicatormethods
# 2.1.0 fits it; with transform on logarithms or logits.  The two areas are the
# example of its documentation (R/SII_function.R).  Simulated limits are of a
# million draws by R's rnorm(), at the order statistics phe_sii() takes.

num <- function(x) ifelse(is.na(x), "NAN", sprintf("%.17g", x))
cat("/* Written by test/oracle/slope_index.R with ", R.version.string, ". */\n\n", sep = "")
pop <- list(c(7291, 7997, 6105, 7666, 5790, 6934, 5918, 5974, 7147, 7534),
            c(21675, 20065, 19750, 24713, 20112, 19618, 22408, 19752, 18939, 19312))
val <- list(c(75.9, 78.3, 83.8, 83.6, 80.5, 81.1, 81.7, 84.2, 80.6, 86.3),
            c(70.5, 71.6, 72.5, 73.5, 73.1, 76.2, 78.7, 80.6, 80.9, 80))
err <- list(c(1.64, 1.58, 1.51, 1.78, 1.7, 1.56, 1.37, 1.4, 2.43, 1.57),
            c(.23, .26, .3, .16, .79, .78, .4, .28, .23, .35))
cases <- list(
  list(k = 0, t = 0, m = 1, l = .95, i = 1), list(k = 0, t = 0, m = 1, l = .95, i = 2),
  list(k = 0, t = 0, m = -1, l = .998, i = 2), list(k = 1, t = 0, m = 1, l = .95, i = 2),
  list(k = 1, t = 1, m = 1, l = .95, i = 2), list(k = 1, t = 1, m = -1, l = .98, i = 1),
  list(k = 2, t = 0, m = -100, l = .95, i = 1), list(k = 2, t = 1, m = 1, l = .95, i = 2))
to <- list(identity, log, qlogis); from <- list(identity, exp, plogis)
reps <- 1e6
cat("#define GROUPS 10\nstatic const struct slope_case\n{\n\tint kind, transform;\n\tdouble multiplier, level;\n",
    "\teh_slope_group group[GROUPS];\n\tdouble sii, rii, intercept, std_error;\n",
    "\tdouble simulated_sii[2], simulated_rii[2], spread_sii, spread_rii;\n} slope_cases[] = {\n", sep = "")
set.seed(20260102)
for (c1 in cases) {
  p <- pop[[c1$i]]; v <- val[[c1$i]]; se <- err[[c1$i]]
  if (c1$k == 2) v <- v / 100
  if (c1$k == 1) se <- se / v
  if (c1$k == 2) se <- se / 100 / v / (1 - v)
  T <- to[[c1$k + 1]]; B <- from[[c1$k + 1]]
  a <- p / sum(p); b <- cumsum(a) - a / 2; m <- c1$m
  y <- if (c1$t) T(v) else v
  fit <- lm(I(y * sqrt(a)) ~ I(sqrt(a)) + I(b * sqrt(a)) - 1)
  co <- unname(coef(fit))
  X <- cbind(sqrt(a), b * sqrt(a)); H <- solve(crossprod(X), t(X * sqrt(a)))
  fse <- if (c1$t || c1$k == 0) se else if (c1$k == 1) v * se else v * (1 - v) * se
  line_se <- sqrt(sum(H[2, ]^2 * fse^2))
  ends <- function(s) { mid <- co[1] + co[2] / 2; c(B(mid - s / 2), B(mid + s / 2)) }
  rel <- function(e) if (m < 0) e[1] / e[2] else e[2] / e[1]
  e <- if (c1$t) ends(co[2]) else c(co[1], co[1] + co[2])
  draws <- matrix(rnorm(10 * reps, T(v), se), nrow = 10)
  if (!c1$t) draws <- B(draws)
  cf <- H %*% draws
  q <- .5 + c1$l / 2; pos <- round(reps * c(1 - q, q))
  ord <- function(x) sort(x)[pos]
  if (c1$t) {
    s <- ord(cf[2, ]); el <- ends(s[1]); eh <- ends(s[2])
    sii <- sort(m * c(diff(el), diff(eh))); rii <- sort(c(rel(el), rel(eh)))
    spread <- c(diff(sii), diff(rii)) / 4
  } else {
    sii <- ord(m * cf[2, ]); r <- if (m < 0) cf[1, ] / (cf[1, ] + cf[2, ]) else (cf[1, ] + cf[2, ]) / cf[1, ]
    rii <- ord(r); spread <- c(sd(m * cf[2, ]), sd(r))
  }
  cat("\t{", c1$k, ", ", c1$t, ", ", m, ", ", c1$l, ",\n\t\t{", sep = "")
  for (i in 1:10) cat("{", i, ", ", p[i], ", ", num(v[i]), ", ", num(se[i]), "}", if (i < 10) ", ", sep = "")
  cat("},\n\t\t", paste(num(c(m * diff(e), rel(e), e[1] * abs(m), line_se)), collapse = ", "), ",\n\t\t{",
      paste(num(sii), collapse = ", "), "}, {", paste(num(rii), collapse = ", "), "}, ",
      paste(num(spread), collapse = ", "), "},\n", sep = "")
}
cat("};\n")
