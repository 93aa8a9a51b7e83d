# A fit of 20,000 rows by R's glm.fit, for sums of them.  Run by hand:
#
#	Rscript test/oracle/logit_state.R > test/unit/logit_state_expected.h
#
# The rows are Park and Miller's numbers (16807, modulo 2^31 - 1), which are
# exact in a double: test/unit/logit_state.c makes the same ones.

n <- 20000
seed <- 20240401
u <- numeric(4 * n)
for (i in seq_along(u)) {
  seed <- (16807 * seed) %% 2147483647
  u[i] <- seed / 2147483647
}
u <- matrix(u, ncol = 4, byrow = TRUE)
X <- cbind(1, 4 * u[, 1] - 2, 1e6 + 3 * u[, 2], u[, 3] > 0.7)
y <- as.numeric(u[, 4] < plogis(-0.4 + 0.7 * X[, 2] - 0.5 * (X[, 3] - 1e6) + 0.8 * X[, 4]))
C <- X
C[, 3] <- X[, 3] - 1e6
f <- glm.fit(C, y, family = binomial(), control = glm.control(epsilon = 1e-15, maxit = 100))
b <- f$coefficients
mu <- plogis(drop(C %*% b))
stopifnot(max(abs(crossprod(C, y - mu))) < 1e-8)
cov <- solve(crossprod(C, C * (mu * (1 - mu))))
# back to columns that are not centred
A <- diag(4)
A[1, 3] <- -1e6
b <- drop(A %*% b)
cov <- A %*% cov %*% t(A)

num <- function(x) paste(sprintf("%.17g", x), collapse = ", ")
cat("/* Written by test/oracle/logit_state.R with ", R.version.string, ". */\n\n", sep = "")
cat("#define R_ROWS ", n, "\n\n", sep = "")
cat(sprintf("static const double r_ones = %d;\n", sum(y)))
cat(sprintf("static const double r_slope[3] = {\n\t%s};\n", num(b[-1])))
cat(sprintf("static const double r_error[3] = {\n\t%s};\n", num(sqrt(diag(cov))[-1])))
cat(sprintf("static const double r_log_lik = %s;\n", num(sum(dbinom(y, 1, mu, log = TRUE)))))
