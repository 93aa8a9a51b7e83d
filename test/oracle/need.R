# Re-referrals of the authorities of England in a funnel, by R: what
# test/t/040_conventions.pl expects of the same table.  Run by hand:
#
#	Rscript test/oracle/need.R need.csv
#
# The formulas are those of test/oracle/funnel.R, quantile.R and inequality.R.

d <- read.csv(commandArgs(TRUE)[1], colClasses = c(la_code = "character"))
d <- d[d$financial_year_end == 2022 & !is.na(d$referrals) & !is.na(d$rereferrals_within_12_months), ]
x <- d$rereferrals_within_12_months; n <- d$referrals; t <- sum(x) / sum(n)
num <- function(...) cat(sprintf("%.17g", c(...)), sep = "\n")
cat("areas", nrow(d), "events", sum(x), "of", sum(n), "\n")
lim <- function(p) t + c(-1, 1) * qnorm(p) * sqrt(t * (1 - t) / n[d$la_code == "303"])
cat("Bexley's funnel\n"); num(lim(.975), lim(.999))
flags <- function(s2, tau2 = 0) { z <- (x / n - t) / sqrt(s2 + tau2)
  table(cut(z, c(-Inf, -qnorm(.999), -qnorm(.975), qnorm(.975), qnorm(.999), Inf), right = FALSE)) }
s2 <- t * (1 - t) / n
z <- (x / n - t) / sqrt(s2); q <- quantile(z, c(.1, .9)); phi <- mean(pmin(pmax(z, q[1]), q[2])^2); I <- length(z)
tau2 <- max(0, (I * phi - (I - 1)) / (sum(1 / s2) - sum(1 / s2^2) / sum(1 / s2)))
cat("flags: low .001, low .025, within, high .025, high .001\n"); print(unname(c(flags(s2)))); print(unname(c(flags(s2, tau2))))
cat("average, phi raw, phi, tau2\n"); num(t, mean(z^2), phi, tau2)
r <- rank(max(x / n) - x / n, ties.method = "min"); m <- length(r)
b <- floor(6 - ceiling((m + 1 - r) / (m / 5))); b[b == 0] <- 1
cat("fifths\n"); print(unname(c(table(b)))); cat("Bexley", b[d$la_code == "303"], "\n")
p <- x / n; i <- order(p); S <- cumsum(n[i] * p[i]); S0 <- c(0, S[-I])
cat("gini of rates, of rates by referrals, cv, theil by referrals\n")
num(2 * sum(sort(p) * 1:I) / (I * sum(p)) - 1 - 1 / I, 1 - sum(n[i] * (S + S0)) / (sum(n) * S[I]), sd(p) / mean(p),
    sum(n * p / t * log(ifelse(p > 0, p / t, 1))) / sum(n))
