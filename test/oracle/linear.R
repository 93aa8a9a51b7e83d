# Expected least squares, by R's lm() and package sandwich.  Run by hand:
#
#	Rscript test/oracle/linear.R > test/unit/linear_expected.h
#
# The data are made up here, rounded, and printed with the answers.  Weights that
# count people are given to R as so many rows; sampling weights as lm()'s weights.
# Where columns are far from nought or nearly depend on each other, R fits columns
# that are not and the answer is carried over by the linear map between the two.

suppressMessages(library(sandwich))
num <- function(x) {
  short <- sprintf("%.15g", x)
  ifelse(is.na(x), "NAN",
    ifelse(suppressWarnings(as.numeric(short)) == x, short, sprintf("%.17g", x)))
}
wrap <- function(x) paste(strwrap(paste(x, collapse = ", "), 74), collapse = "\n\t")
cat("/* Written by test/oracle/linear.R with ", R.version.string, ", sandwich ",
  as.character(packageVersion("sandwich")), ". */\n\n", sep = "")
cases <- character(0)
arrays <- character(0)

# One case.  dense: list of columns; factors: list of codes from 0; kind: 0 none,
# 1 frequency, 2 probability; A: beta = A gamma with gamma fitted on Z, and shift
# added to the first; Y: the response Z is fitted to.
add <- function(name, y, dense = list(), factors = list(), reference = rep(0, length(factors)),
                intercept = TRUE, w = NULL, kind = 0, off = NULL, cl = NULL,
                Z = NULL, A = NULL, Y = y, shift = 0, status = "EH_FIT_OK") {
  n <- length(y)
  W <- if (is.null(w)) rep(1, n) else w
  O <- if (is.null(off)) rep(0, n) else off
  X <- if (intercept) matrix(1, n, 1) else matrix(0, n, 0)
  for (x in dense) X <- cbind(X, x)
  levels <- vapply(factors, function(f) max(f) + 1, 0)
  for (k in seq_along(factors)) for (l in setdiff(seq_len(levels[k]) - 1, reference[k]))
    X <- cbind(X, as.numeric(factors[[k]] == l))
  X <- unname(X)
  p <- ncol(X)
  carried <- !is.null(Z)
  if (!carried) { Z <- X; A <- diag(p) }
  rows <- if (kind == 1) rep(seq_len(n), W) else which(W > 0)
  D <- list(y = Y[rows], Z = Z[rows, , drop = FALSE], o = O[rows], w = if (kind == 2) W[rows] else rep(1, length(rows)))
  m <- if (kind == 2) lm(y ~ Z - 1, D, weights = w, offset = o) else lm(y ~ Z - 1, D, offset = o)
  live <- !is.na(coef(m))
  full <- function(v) { out <- matrix(0, p, p); out[live, live] <- v; out <- A %*% out %*% t(A); if (!carried) { out[!live, ] <- NA; out[, !live] <- NA }; out }
  b <- coef(m); b[!live] <- 0
  beta <- drop(A %*% b)
  beta[1] <- beta[1] + shift
  if (!carried) beta[!live] <- NA
  r <- residuals(m)
  rss <- sum(D$w * r^2)
  v <- D$y - D$o
  tss <- sum(D$w * (v - if (intercept) weighted.mean(v, D$w) else 0)^2)
  df <- length(rows) - sum(live)
  stopifnot(all.equal(rss / df, summary(m)$sigma^2))
  sum_w <- sum(D$w)
  ll <- function(s) -sum_w / 2 * (log(2 * pi) + 1 + log(s / sum_w))
  if (kind != 2) stopifnot(all.equal(ll(rss), as.numeric(logLik(m))))
  V <- sqrt(D$w) * D$Z[, live, drop = FALSE]
  if (intercept) {
    i <- V[, 1] / sqrt(sum(V[, 1]^2))
    V <- V[, -1, drop = FALSE]
    V <- V - i %*% crossprod(i, V)
  }
  V <- sweep(V, 2, sqrt(colSums(V^2)), "/")
  condition <- if (carried) NA else if (ncol(V) < 2) 1 else { d <- svd(V)$d; d[1] / d[length(d)] }
  hc0 <- vcovHC(m, type = "HC0", omega = NULL)
  cr0 <- if (!is.null(cl)) vcovCL(m, cl[rows], type = "HC0", cadjust = FALSE)

  shown <- seq_len(min(p, 7))
  corner <- function(x) full(x)[shown, shown]
  id <- paste0("l", length(cases) + 1)
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
    x = array("x", unlist(dense)), code = array("code", unlist(factors), "int32_t"),
    nlevels = array("nlevels", if (length(levels)) levels, "int32_t"),
    reference = array("reference", if (length(levels)) reference, "int32_t"),
    y = array("y", y), weight = array("weight", w), offset = array("offset", off),
    cluster = array("cluster", if (!is.null(cl)) as.integer(factor(cl)) - 1L, "int32_t"),
    beta = array("beta", beta), cov = array("cov", corner(vcov(m)[live, live])),
    hc0 = array("hc0", corner(hc0)), cr0 = array("cr0", if (!is.null(cl)) corner(cr0)))
  cat("\n")
  cases <<- c(cases, paste0("\t{.name = \"", name, "\",\n\t\t.status = ", status,
    ",\n\t\t.nrows = ", n, ", .intercept = ", as.integer(intercept), ", .ndense = ", length(dense),
    ", .nfactors = ", length(factors), ", .kind = ", kind, ", .nclusters = ",
    if (is.null(cl)) 0 else length(unique(cl)), ", .parameters = ", p, ", .shown = ", length(shown), ",\n\t\t",
    paste0(".", names(fields), " = ", fields, collapse = ", "),
    ",\n\t\t.sum_weights = ", num(sum_w), ", .cases = ", num(length(rows)),
    ", .rss = ", num(rss), ", .tss = ", num(tss), ", .df_model = ", num(sum(live) - intercept),
    ", .df_residual = ", num(df), ",\n\t\t.sigma = ", num(sqrt(rss / df * length(rows) / sum_w)),
    ", .log_lik = ", num(ll(rss)), ", .log_lik_null = ", num(ll(tss)),
    ", .condition = ", num(condition), "},\n"))
}

set.seed(20261)
n <- 150
a <- round(rnorm(n), 3)
b <- round(rnorm(n, 2, 3), 3)
d <- round(rexp(n), 3)
y <- round(3 - 0.7 * a + 0.2 * b * d + rnorm(n, 0, 1 + d), 3)
cl <- sample(1:13, n, TRUE)
w <- sample(0:4, n, TRUE)
pw <- round(rexp(n, 0.1), 2)
pw[c(3, 77)] <- 0
g <- sample(0:3, n, TRUE)
h <- sample(0:2, n, TRUE)
wide <- sample(c(0:44, 0:44, sample(0:44, n - 90, TRUE)))

add("plain", y, list(a, b, d), cl = cl)
add("frequency weights", y, list(a, b, d), w = w, kind = 1, cl = cl)
add("probability weights", y, list(a, b), w = pw, kind = 2, cl = cl)
add("offset", y, list(a, d), off = round(b / 4, 2))
add("frequency weights and offset", y, list(a), w = w, kind = 1, off = round(b / 4, 2))
add("two factors", y, list(a, b), list(g, h), c(2, 1), cl = cl)
add("factor without intercept", y, list(b), list(g), 0, intercept = FALSE, cl = cl)
add("no intercept, probability weights", y, list(a, d), intercept = FALSE, w = pw, kind = 2)
add("intercept alone", y, cl = cl)
add("collinear", y, list(a, b, round(2 * a - 3 * b + 1, 3), d), status = "EH_FIT_ALIASED")
add("a constant column", y, list(a, rep(7, n), d), status = "EH_FIT_ALIASED")
add("a factor of 45 levels", y, list(a, b), list(wide), 3, cl = cl)
add("... and another, sampling weights", y, list(a), list(wide, g), c(0, 1), w = pw, kind = 2, cl = cl)
add("... and a column that follows from it", y, list(wide %% 2, a), list(wide), 0, status = "EH_FIT_ALIASED")

# x' = 1e9 + x, y' = 1e12 + y, exactly; gamma is of x and y
ax <- round(a * 1024) / 1024
bx <- round(b * 64) / 64
ys <- round(y * 8) / 8
add("x near 1e9, y near 1e12", 1e12 + ys, list(1e9 + ax, bx - 3e9), Y = ys, Z = cbind(1, ax, bx), shift = 1e12,
  A = rbind(c(1, -1e9, 3e9), c(0, 1, 0), c(0, 0, 1)), cl = cl)
add("... with weights", 1e12 + ys, list(1e9 + ax, bx - 3e9), Y = ys, Z = cbind(1, ax, bx), shift = 1e12,
  A = rbind(c(1, -1e9, 3e9), c(0, 1, 0), c(0, 0, 1)), w = pw, kind = 2)
# powers of a year, by way of powers of the year less 2010
year <- sample(2000:2020, n, TRUE)
u <- year - 2010
add("a raw cubic of the year", y, list(year, year^2, year^3), Z = cbind(1, u, u^2, u^3),
  A = rbind(c(1, -2010, 2010^2, -2010^3), c(0, 1, -2 * 2010, 3 * 2010^2), c(0, 0, 1, -3 * 2010), c(0, 0, 0, 1)))
# a column that is another but for a 1e-7th; by their difference
near <- ax + round(1024 * b) * 2^-30
add("nearly the same column", y, list(ax, near), Z = cbind(1, ax, round(1024 * b) / 1024),
  A = rbind(c(1, 0, 0), c(0, 1, -2^20), c(0, 0, 2^20)))
dummies <- sapply(setdiff(0:44, 3), function(l) as.numeric(wide == l))
turn <- diag(3 + ncol(dummies))
turn[2, 3] <- -2^20
turn[3, 3] <- 2^20
add("... beside a factor of 45 levels", y, list(ax, near), list(wide), 3, cl = cl,
  Z = cbind(1, ax, round(1024 * b) / 1024, dummies), A = turn, w = pw, kind = 2)

cat("static const struct linear_case\n{\n\tconst char *name;\n\teh_fit_status status;\n",
  "\tint nrows, intercept, ndense, nfactors, kind, nclusters, parameters, shown;\n",
  "\tconst double *x;\n\tconst int32_t *code, *nlevels, *reference;\n",
  "\tconst double *y, *weight, *offset;\n\tconst int32_t *cluster;\n",
  "\tconst double *beta, *cov, *hc0, *cr0; /* matrices: their first shown */\n",
  "\tdouble sum_weights, cases, rss, tss, df_model, df_residual, sigma, log_lik;\n",
  "\tdouble log_lik_null, condition;\n} linear_cases[] = {\n", cases, "};\n", sep = "")
