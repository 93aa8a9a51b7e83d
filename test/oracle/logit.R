# Expected logistic fits, by R.  Run by hand:
#
#	Rscript test/oracle/logit.R > test/unit/logit_expected.h
#
# The data are made up here, rounded, and printed with the answers.  glm() finds
# the estimate; a few Newton steps take it to the last digits and the errors are
# of the information there, where glm()'s own are one step old.  Where a column
# is far from nought or nearly a combination of others, R fits columns that are
# not and the answer is carried over by the linear map between the two.

num <- function(x) {
  short <- sprintf("%.15g", x)
  ifelse(is.na(x), "NAN",
    ifelse(suppressWarnings(as.numeric(short)) == x, short, sprintf("%.17g", x)))
}
wrap <- function(x) paste(strwrap(paste(x, collapse = ", "), 74), collapse = "\n\t")
cat("/* Written by test/oracle/logit.R with ", R.version.string, ". */\n\n", sep = "")
cases <- character(0)
arrays <- character(0)

# The fit of X %*% t(inv(A)), that is with beta = A gamma for gamma on Z = X A.
fit <- function(Z, s, t, w, off) {
  size <- w * t
  mean <- ifelse(t > 0, s / pmax(t, 1e-300), 0)
  q <- qr(sqrt(size) * Z, tol = 1e-9)
  live <- seq_len(ncol(Z)) %in% q$pivot[seq_len(q$rank)]
  Zl <- Z[, live, drop = FALSE]
  b <- suppressWarnings(glm.fit(Zl, mean, weights = size, offset = off,
    family = binomial(), control = list(epsilon = 1e-14, maxit = 100)))$coefficients
  for (i in 1:6) {
    mu <- plogis(drop(off + Zl %*% b))
    R <- chol(crossprod(sqrt(size * mu * (1 - mu)) * Zl))
    b <- b + backsolve(R, forwardsolve(t(R), crossprod(Zl, w * s - size * mu)))[, 1]
  }
  mu <- plogis(drop(off + Zl %*% b))
  list(b = b, live = live, mu = mu, Z = Zl, v = size * mu * (1 - mu), size = size,
       cov = chol2inv(chol(crossprod(sqrt(size * mu * (1 - mu)) * Zl))))
}

spread <- function(m, live) {
  out <- matrix(NA_real_, length(live), length(live))
  out[live, live] <- m
  out
}

kernel <- function(eta, s, t, w) {
  sum(w * (s * plogis(eta, log.p = TRUE) + (t - s) * plogis(-eta, log.p = TRUE)))
}

# One case.  dense: named list of columns; factors: list of codes from 0;
# kind 0 none, 1 frequency, 2 probability; A: beta = A gamma where gamma is fitted
# on Z; NULL: Z is the design as it is.
add <- function(name, s, dense = list(), factors = list(), reference = rep(0, length(factors)),
                intercept = TRUE, t = NULL, w = NULL, kind = 0, off = NULL, cl = NULL,
                Z = NULL, A = NULL, status = "EH_FIT_OK", keep = NULL) {
  n <- length(s)
  grouped <- !is.null(t)
  T <- if (grouped) t else rep(1, n)
  W <- if (is.null(w)) rep(1, n) else w
  O <- if (is.null(off)) rep(0, n) else off
  X <- if (intercept) matrix(1, n, 1) else matrix(0, n, 0)
  for (x in dense) X <- cbind(X, x)
  levels <- vapply(factors, function(f) max(f) + 1, 0)
  for (k in seq_along(factors)) for (l in setdiff(seq_len(levels[k]) - 1, reference[k]))
    X <- cbind(X, as.numeric(factors[[k]] == l))
  X <- unname(X)
  p <- ncol(X)
  if (is.null(Z)) { Z <- X; A <- diag(p) }
  rows <- W * T > 0
  inside <- rows & (if (is.null(keep)) TRUE else keep)
  f <- fit(Z[inside, , drop = FALSE], s[inside], T[inside], W[inside], O[inside])
  B <- A[, f$live, drop = FALSE]
  live <- if (identical(A, diag(p))) f$live else rep(TRUE, p)
  lost <- attr(keep, "lost")
  live[lost] <- FALSE
  beta <- drop(B %*% f$b)
  beta[!live] <- NA
  carry <- function(m) { m <- B %*% m %*% t(B); m[!live, ] <- NA; m[, !live] <- NA; m }
  r <- (W * s)[inside] - f$size * f$mu
  square <- if (kind == 1) r^2 / W[inside] else r^2
  hc0 <- f$cov %*% crossprod(f$Z, square * f$Z) %*% f$cov
  cr0 <- if (is.null(cl)) matrix(NA, ncol(f$Z), ncol(f$Z)) else {
    U <- rowsum(r * f$Z, cl[inside])
    f$cov %*% crossprod(U) %*% f$cov
  }
  eta <- qlogis(f$mu)
  eta <- drop(O[inside] + f$Z %*% f$b)
  choose <- if (grouped) sum(W * lchoose(T, s)) else 0
  llk <- kernel(eta, s[inside], T[inside], W[inside])
  null <- if (intercept) {
    g <- fit(matrix(1, sum(rows), 1), s[rows], T[rows], W[rows], O[rows])
    kernel(O[rows] + g$b, s[rows], T[rows], W[rows])
  } else kernel(O[rows], s[rows], T[rows], W[rows])
  part <- function(a, b) ifelse(a > 0, a * log(a / b), 0)
  sat <- sum((W * (part(s, T) + part(T - s, T)))[rows])

  # rows that separate are certain, whatever the others are
  mu <- rep(NA_real_, n)
  mu[inside] <- f$mu
  score <- rep(NA_real_, n)
  score[inside] <- eta
  out <- rows & !inside
  mu[out] <- ifelse(s[out] > 0, 1, 0)
  score[out] <- ifelse(s[out] > 0, Inf, -Inf)
  hit <- (W * s)[rows]
  miss <- (W * (T - s))[rows]
  e <- signif(score[rows], 13)
  won <- 0
  for (i in seq_along(e)) won <- won + hit[i] * sum(miss * ((e < e[i]) + 0.5 * (e == e[i])))
  auc <- won / (sum(hit) * sum(miss))
  tjur <- sum(hit * mu[rows]) / sum(hit) - sum(miss * mu[rows]) / sum(miss)

  # condition: weighted columns beside the intercept, of unit length
  V <- sqrt(f$v) * (if (identical(A, diag(p))) X[inside, f$live, drop = FALSE] else Z[inside, , drop = FALSE])
  if (intercept) {
    i <- V[, 1] / sqrt(sum(V[, 1]^2))
    V <- V[, -1, drop = FALSE]
    V <- V - i %*% crossprod(i, V)
  }
  V <- sweep(V, 2, sqrt(colSums(V^2)), "/")
  condition <- if (!identical(A, diag(p))) NA else if (ncol(V) < 2) 1 else { d <- svd(V)$d; d[1] / d[length(d)] }

  # margins
  margin <- rep(NA_real_, p)
  gradient <- matrix(NA_real_, p, p)
  total <- sum((W * T)[rows])
  vx <- f$v * (1 - 2 * f$mu)
  first <- as.integer(intercept)
  for (j in seq_along(dense)) {
    k <- first + j
    margin[k] <- beta[k] * sum(f$v) / total
    gradient[k, ] <- beta[k] * colSums(vx * X[inside, , drop = FALSE]) / total
    gradient[k, k] <- gradient[k, k] + sum(f$v) / total
  }
  at <- first + length(dense)
  if (sum(levels - 1) <= 32) for (q in seq_along(factors)) {
    own <- at + seq_len(levels[q] - 1)
    at <- at + levels[q] - 1
    if (any(!live[own]) && !is.null(keep)) next
    bare <- O[inside] + drop(X[inside, , drop = FALSE][, -own, drop = FALSE] %*% ifelse(is.na(beta), 0, beta)[-own])
    v0 <- f$size * dlogis(bare)
    for (k in own) {
      if (is.na(beta[k])) next
      vl <- f$size * dlogis(bare + beta[k])
      margin[k] <- sum(f$size * (plogis(bare + beta[k]) - plogis(bare))) / total
      gradient[k, ] <- colSums((vl - v0) * X[inside, , drop = FALSE]) / total
      gradient[k, own] <- 0
      gradient[k, k] <- sum(vl) / total
    }
  }
  gradient[is.na(margin), ] <- NA
  gradient[!is.na(margin), is.na(beta)] <- 0

  # of large matrices only a corner is shown
  shown <- seq_len(min(p, 7))
  corner <- function(m) m[shown, shown]

  id <- paste0("c", length(cases) + 1)
  array <- function(suffix, x, type = "double") {
    if (is.null(x)) return("NULL")
    content <- paste0(type, wrap(if (type == "double") num(x) else x))
    if (content %in% names(arrays)) return(arrays[[content]])
    own <- paste0(id, "_", suffix)
    arrays[content] <<- own
    cat("static const ", type, " ", own, "[] = {\n\t", substring(content, nchar(type) + 1), "};\n", sep = "")
    own
  }
  cat("/* ", name, " */\n", sep = "")
  fields <- c(
    x = array("x", unlist(dense)),
    code = array("code", unlist(factors), "int32_t"),
    nlevels = array("nlevels", if (length(levels)) levels, "int32_t"),
    reference = array("reference", if (length(levels)) reference, "int32_t"),
    success = array("success", s), trials = array("trials", t), weight = array("weight", w),
    offset = array("offset", off),
    cluster = array("cluster", if (!is.null(cl)) as.integer(factor(cl)) - 1L, "int32_t"),
    beta = array("beta", beta),
    cov = array("cov", corner(carry(f$cov))), hc0 = array("hc0", corner(carry(hc0))),
    cr0 = array("cr0", if (!is.null(cl)) corner(carry(cr0))),
    margin = array("margin", margin),
    margin_gradient = array("margin_gradient", t(corner(gradient))))
  cat("\n")
  cases <<- c(cases, paste0("\t{.name = \"", name, "\",\n\t\t.status = ", status,
    ",\n\t\t.nrows = ", n, ", .intercept = ", as.integer(intercept), ", .ndense = ", length(dense),
    ", .nfactors = ", length(factors), ", .kind = ", kind, ", .nclusters = ",
    if (is.null(cl)) 0 else length(unique(cl)), ", .parameters = ", p, ", .shown = ", length(shown), ",\n\t\t",
    paste0(".", names(fields), " = ", fields, collapse = ", "),
    ",\n\t\t.sum_weights = ", num(sum(W[rows])), ", .sum_trials = ", num(total),
    ", .log_lik = ", num(llk + choose), ", .log_lik_kernel = ", num(llk),
    ", .log_lik_null = ", num(null + choose), ",\n\t\t.deviance = ", num(2 * (sat - llk)),
    ", .null_deviance = ", num(2 * (sat - null)), ", .auc = ", num(auc), ", .tjur = ", num(tjur),
    ", .condition = ", num(condition), "},\n"))
}

set.seed(20221107)
n <- 160
a <- round(rnorm(n), 3)
b <- round(rnorm(n, 2, 3), 3)
d <- round(rexp(n), 3)
y <- as.numeric(runif(n) < plogis(-0.3 + 0.8 * a - 0.2 * b + 0.4 * d))
cl <- sample(1:13, n, TRUE)
w <- sample(0:4, n, TRUE)
pw <- round(rexp(n, 0.1), 2)
t <- sample(0:9, n, TRUE)
s <- rbinom(n, t, plogis(-0.3 + 0.8 * a))
g <- sample(0:3, n, TRUE)
h <- sample(0:2, n, TRUE)

add("plain", y, list(a, b, d), cl = cl)
add("frequency weights", y, list(a, b, d), w = w, kind = 1, cl = cl)
add("probability weights", y, list(a, b), w = pw, kind = 2, cl = cl)
add("grouped", s, list(a, b), t = t, cl = cl)
add("grouped, weights and offset", s, list(a), t = t, w = w, kind = 1, off = round(b / 4, 2))
add("offset near -900", y, list(a), off = -900 + d)
add("proportions", round(runif(n), 2), list(a, d))
add("two factors", y, list(a), list(g, h), c(2, 1), cl = cl)
add("factor without intercept", y, list(b), list(g), 0, intercept = FALSE, cl = cl)
add("no intercept", y, list(a, d), intercept = FALSE)
add("no intercept, offset", y, list(a, d), intercept = FALSE, off = round(b / 5, 2))
add("intercept alone", y, cl = cl)
add("one column alone", y, list(d), intercept = FALSE)
add("strong", as.numeric(runif(n) < plogis(8 * a)), list(a, b))
rare <- rep(0, n); rare[c(7, 50)] <- 1; yr <- y; yr[7] <- 1; yr[50] <- 0
add("rare covariate", yr, list(a, rare))
few <- rep(0, n); few[c(3, 40, 90)] <- 1
add("rare events", few, list(a, d), w = ifelse(few == 1, 1, 20000), kind = 1)

# near 1e9: x = 1e9 + 100 a, so beta_x = gamma_a / 100
add("near 1e9", y, list(1e9 + round(100 * a), b), Z = cbind(1, round(100 * a), b),
    A = rbind(c(1, -1e9, 0), c(0, 1, 0), c(0, 0, 1)))
us <- round(a * 86400) * 1e6
add("microseconds", y, list(1.6e15 + us, b), Z = cbind(1, us / 1e11, b),
    A = rbind(c(1, -1.6e4, 0), c(0, 1e-11, 0), c(0, 0, 1)))

# years, squared and cubed: the map from powers of year - 2015
year <- sample(2011:2019, n, TRUE)
z <- year - 2015
c1 <- -2015
add("raw cubic", y, list(year, year^2, year^3), Z = cbind(1, z, z^2, z^3),
    A = rbind(c(1, c1, c1^2, c1^3), c(0, 1, 2 * c1, 3 * c1^2), c(0, 0, 1, 3 * c1), c(0, 0, 0, 1)))

# x2 = x1 + e / 2^30 exactly, for x1 in 1024ths
x1 <- round(a * 1024) / 1024
e <- round(d * 8) / 8
add("nearly collinear", y, list(x1, x1 + e / 2^30), Z = cbind(1, x1, e),
    A = rbind(c(1, 0, 0), c(0, 1, -2^30), c(0, 0, 2^30)))

# aliased
one <- as.numeric(g == 1)
add("dummy trap", y, list(a, one, 1 - one), status = "EH_FIT_ALIASED", cl = cl)
add("constant column", y, list(a, rep(7.25, n), b), status = "EH_FIT_ALIASED")
area <- sample(0:7, n, TRUE)
add("levels within levels", y, list(a), list(area %/% 4, area), c(0, 0), status = "EH_FIT_ALIASED")

# separated in part: the limit is the fit of the other rows
keep <- g != 3
yq <- ifelse(g == 3, 1, y)
attr(keep, "lost") <- 5
add("one level all successes", yq, list(a), list(g), 0, keep = keep, status = "EH_FIT_QUASI_SEPARATED", cl = cl)
keep <- g != 0
yq <- ifelse(g == 0, 0, y)
attr(keep, "lost") <- c(1, 3, 4, 5)
add("reference level all failures", yq, list(a), list(g), 0, keep = keep, status = "EH_FIT_QUASI_SEPARATED")
# x is 0 but in a few rows, and there its sign is the outcome
x <- rep(0, n); x[1:9] <- round(rexp(9), 2) * (2 * y[1:9] - 1)
keep <- x == 0
attr(keep, "lost") <- 3
add("sign where not nought", y, list(a, x), keep = keep, status = "EH_FIT_QUASI_SEPARATED")

# more levels than are expanded
m <- 400
many <- c(0:39, sample(0:39, m - 40, TRUE))
other <- c(sample(0:4, m, TRUE))
am <- round(rnorm(m), 2)
ym <- as.numeric(runif(m) < plogis(0.5 * am + ((many * 7) %% 5 - 2) / 3))
for (l in 0:39) { i <- which(many == l); if (length(i) > 1) { ym[i[1]] <- 0; ym[i[2]] <- 1 } }
clm <- sample(1:11, m, TRUE)
add("forty levels and five", ym, list(am), list(many, other), c(3, 1), cl = clm)
add("forty levels, no intercept, weights", ym, list(am), list(other, many), c(0, 0),
    intercept = FALSE, w = sample(1:3, m, TRUE), kind = 2)
add("region of forty levels", ym, list(am), list(many %% 4, many), c(0, 0), status = "EH_FIT_ALIASED")

cat("static const struct logit_case\n{\n\tconst char *name;\n\teh_fit_status status;\n",
    "\tint64_t nrows;\n\tint intercept, ndense, nfactors, kind, nclusters, parameters, shown;\n",
    "\tconst double *x;\n\tconst int32_t *code, *nlevels, *reference;\n",
    "\tconst double *success, *trials, *weight, *offset;\n\tconst int32_t *cluster;\n",
    "\tconst double *beta, *cov, *hc0, *cr0, *margin, *margin_gradient;\n",
    "\tdouble sum_weights, sum_trials, log_lik, log_lik_kernel, log_lik_null;\n",
    "\tdouble deviance, null_deviance, auc, tjur, condition;\n} logit_cases[] = {\n",
    cases, "};\n", sep = "")
