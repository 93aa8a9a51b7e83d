# Expected proportional odds fits and Brant's tests, by R.  Run by hand:
#
#	Rscript test/oracle/ordinal.R > test/unit/ordinal_expected.h
#
# The data are made up here, rounded, and printed with the answers.  ordinal::clm
# finds the estimate; Newton steps by the derivatives written out below take it to
# the last digits.  That these are clm's, and MASS::polr's, and the robust errors
# package sandwich's, is checked on the way.  Weights that count people are given
# as so many rows.  Where a column is far from nought R fits one that is not, and
# the answer is carried over.  Brant (1990), Biometrics 46, 1171-1178, is written
# out from the formulae: Debian has no package of it.

suppressMessages({library(MASS); library(ordinal); library(sandwich)})
num <- function(x) {
  short <- sprintf("%.15g", x)
  ifelse(is.na(x), "NAN",
    ifelse(suppressWarnings(as.numeric(short)) == x, short, sprintf("%.17g", x)))
}
wrap <- function(x) paste(strwrap(paste(x, collapse = ", "), 74), collapse = "\n\t")
cat("/* Written by test/oracle/ordinal.R with ", R.version.string, ", ordinal ",
  as.character(packageVersion("ordinal")), ". */\n\n", sep = "")
cases <- character(0)
arrays <- character(0)

source("test/oracle/proportional_odds.R")

# One case; as in logit.R.  shift: x as given is Z plus this, by column.  keep:
# where levels are separated the rows that are not certain in the limit; columns
# and upper cut points that these do not determine have no estimate.
add <- function(name, y, dense = list(), factors = list(), reference = rep(0, length(factors)),
                w = NULL, kind = 0, off = NULL, cl = NULL, shift = rep(0, length(dense)),
                status = "EH_FIT_OK", test = FALSE, keep = rep(TRUE, length(y))) {
  n <- length(y)
  J <- max(y) + 1
  W <- if (is.null(w)) rep(1, n) else w
  far <- if (is.null(off)) 0 else mean(off)
  O <- if (is.null(off)) rep(0, n) else off - far
  Z <- matrix(0, n, 0)
  for (x in dense) Z <- cbind(Z, x)
  levels <- vapply(factors, function(f) max(f) + 1, 0)
  for (k in seq_along(factors)) for (l in setdiff(seq_len(levels[k]) - 1, reference[k]))
    Z <- cbind(Z, as.numeric(factors[[k]] == l))
  Z <- unname(Z)
  p <- ncol(Z)
  every <- if (kind == 1) rep(seq_len(n), W) else which(W > 0)
  rows <- every[keep[every]]
  q <- qr(cbind(1, Z)[rows, ], tol = 1e-9)
  live <- (seq_len(p) + 1) %in% q$pivot[seq_len(q$rank)]
  ww <- if (kind == 2) W[rows] else rep(1, length(rows))
  wa <- if (kind == 2) W[every] else rep(1, length(every))
  D <- list(y = factor(y[rows], ordered = TRUE), Z = Z[rows, live, drop = FALSE], o = O[rows], w = ww)
  all_cuts <- J - 1
  J <- max(y[rows]) + 1
  m <- if (J > 2) suppressWarnings(clm(if (any(live)) y ~ Z + offset(o) else y ~ 1 + offset(o), data = D, weights = w, control = clm.control(gradTol = 1e-9)))
  start <- if (J > 2) c(m$beta, m$alpha) else {
    g <- coef(glm.fit(cbind(1, D$Z), y[rows], ww, offset = D$o, family = binomial())); c(g[-1], -g[1]) }
  f <- newton(start, y[rows], D$Z, ww, D$o)
  V <- solve(f$I)
  # residues of clm itself, and of sandwich
  if (J > 2) {
    stopifnot(all.equal(unname(start), unname(f$par), tolerance = 1e-6), all.equal(as.numeric(logLik(m)), f$l))
    k <- sum(live)
    own <- vcov(m)[c(J - 1 + seq_len(k), seq_len(J - 1)), c(J - 1 + seq_len(k), seq_len(J - 1))]
    stopifnot(all.equal(unname(own), unname(V), tolerance = 1e-5))
    if (k && kind == 0 && is.null(off)) {
      d <- as.data.frame(D$Z); d$y <- D$y
      s <- sandwich(polr(y ~ ., d, Hess = TRUE, control = list(reltol = 1e-15)))
      stopifnot(all.equal(unname(s), unname(V %*% crossprod(f$S) %*% V), tolerance = 1e-3))
    }
  }
  null <- if (is.null(off)) { t <- tapply(wa, y[every], sum); sum(t * log(t / sum(t))) } else {
    s0 <- qlogis(cumsum(tapply(ww, y[rows], sum))[-J] / sum(ww)) + weighted.mean(D$o, ww)
    newton(unname(s0), y[rows], matrix(0, length(rows), 0), ww, D$o)$l }
  hc0 <- V %*% crossprod(f$S * ww) %*% V
  cr0 <- if (!is.null(cl)) V %*% crossprod(rowsum(f$S * ww, cl[rows])) %*% V
  total <- p + all_cuts
  at <- c(which(live), p + seq_len(J - 1))
  A <- diag(total)
  A[p + seq_len(all_cuts), seq_along(dense)] <- rep(shift, each = all_cuts)
  full <- function(x) { out <- matrix(0, total, total); out[at, at] <- x; out <- A %*% out %*% t(A)
    dead <- setdiff(seq_len(total), at); out[dead, ] <- NA; out[, dead] <- NA; out }
  par <- rep(0, total); par[at] <- f$par; par <- drop(A %*% par); par[p + seq_len(all_cuts)] <- par[p + seq_len(all_cuts)] + far; par[setdiff(seq_len(total), at)] <- NA
  shown <- if (total <= 9) seq_len(total) else c(1:4, total - 2:0)
  corner <- function(x) full(x)[shown, shown]
  id <- paste0("o", length(cases) + 1)
  array <- function(suffix, x, type = "double") {
    if (is.null(x) || length(x) == 0) return("NULL")
    content <- paste0(type, wrap(if (type == "double") num(x) else x))
    if (content %in% names(arrays)) return(arrays[[content]])
    own <- paste0(id, "_", suffix)
    arrays[content] <<- own
    cat("static const ", type, " ", own, "[] = {\n\t", substring(content, nchar(type) + 1), "};\n", sep = "")
    own
  }
  cat("/* ", name, " */\n", sep = "")
  fields <- c(
    x = array("x", unlist(Map(`+`, dense, shift))), code = array("code", unlist(factors), "int32_t"),
    nlevels = array("nlevels", if (length(levels)) levels, "int32_t"),
    reference = array("reference", if (length(levels)) reference, "int32_t"),
    y = array("y", y), weight = array("weight", w), offset = array("offset", off),
    cluster = array("cluster", if (!is.null(cl)) as.integer(factor(cl)) - 1L, "int32_t"),
    par = array("par", par), place = array("place", shown - 1L, "int32_t"),
    cov = array("cov", corner(V)), hc0 = array("hc0", corner(hc0)),
    cr0 = array("cr0", if (!is.null(cl)) corner(cr0)),
    brant = array("brant", if (test) brant(y[rows], Z[rows, , drop = FALSE], ww, D$o)))
  cat("\n")
  cases <<- c(cases, paste0("\t{.name = \"", name, "\",\n\t\t.status = ", status,
    ",\n\t\t.nrows = ", n, ", .levels = ", all_cuts + 1, ", .ndense = ", length(dense),
    ", .nfactors = ", length(factors), ", .kind = ", kind, ", .nclusters = ",
    if (is.null(cl)) 0 else length(unique(cl)), ", .parameters = ", p, ", .shown = ", length(shown), ",\n\t\t",
    paste0(".", names(fields), " = ", fields, collapse = ", "),
    ",\n\t\t.sum_weights = ", num(sum(wa)), ", .log_lik = ", num(f$l), ", .log_lik_null = ", num(null), "},\n"))
}

set.seed(1980)
n <- 240
a <- round(rnorm(n), 3)
b <- round(rnorm(n, 2, 3), 3)
d <- round(rexp(n), 3)
latent <- 0.8 * a - 0.2 * b + 0.4 * d + rlogis(n)
level <- function(J) as.numeric(findInterval(latent, quantile(latent, seq_len(J - 1) / J)))
cl <- sample(1:13, n, TRUE)
w <- sample(0:4, n, TRUE)
pw <- round(rexp(n, 0.1), 2)
pw[c(3, 77)] <- 0
g <- sample(0:3, n, TRUE)
h <- sample(0:2, n, TRUE)
wide <- sample(c(rep(0:39, 4), sample(0:39, n - 160, TRUE)))
few <- as.numeric(findInterval(latent, c(-0.5, sort(latent)[sum(latent < -0.5) + 2] - 1e-9, 1)))

add("two levels", level(2), list(a, b, d), cl = cl)
add("three levels", level(3), list(a, b, d), cl = cl, test = TRUE)
add("four, people", level(4), list(a, b, d), w = w, kind = 1, cl = cl, test = TRUE)
add("five, sampling weights", level(5), list(a, b), w = pw, kind = 2, cl = cl)
add("six, offset", level(6), list(a, d), off = round(b / 4, 2), test = TRUE)
add("four, two factors", level(4), list(a), list(g, h), c(2, 1), cl = cl, test = TRUE)
add("one person in a level", few, list(a, b), cl = cl)
add("cut points alone", level(4), cl = cl)
add("cut points and an offset", level(3), off = round(b, 2))
add("offset far out", level(3), list(a), off = 900 + round(d, 2))
add("a factor of 40 levels", level(3), list(a), list(wide), 3, cl = cl)
add("... and another", level(4), list(a, b), list(wide, h), c(0, 1), w = pw, kind = 2, cl = cl)
add("collinear", level(3), list(a, b, round(2 * a - 3 * b + 1, 3), d), status = "EH_FIT_ALIASED")
add("a constant column", level(3), list(a, rep(7, n), d), status = "EH_FIT_ALIASED")
add("x near 1e9", level(4), list(round(a * 1024) / 1024, round(b * 64) / 64), shift = c(1e9, -3e9), cl = cl, test = TRUE)

# in the limit: who are all in the lowest level, all in the top one; both; a top
# level with nobody else in a group; and a group within which the levels part
group <- sample(0:4, n, TRUE)
low <- ifelse(group == 4, 0, level(4))
add("a group in the lowest level", low, list(a, b), list(group), cl = cl, keep = group != 4, status = "EH_FIT_QUASI_SEPARATED")
ends <- ifelse(group == 4, 0, ifelse(group == 2, 3, level(4)))
add("... and one in the top, people", ends, list(a, b), list(group), w = w, kind = 1, cl = cl, keep = !(group %in% c(2, 4)), status = "EH_FIT_QUASI_SEPARATED")
top <- as.numeric(level(5) == 4)
add("the top level has a column", level(5), list(a, top, d), w = pw, kind = 2, cl = cl, keep = level(5) < 4, status = "EH_FIT_QUASI_SEPARATED")
add("a wide group in the lowest level", ifelse(wide %in% c(7, 23), 0, level(3)), list(a), list(wide), 3, cl = cl, keep = !(wide %in% c(7, 23)), status = "EH_FIT_QUASI_SEPARATED")

cat("/* place: which parameters, then cuts, the matrices show; brant: overall, terms */\n",
  "static const struct ordinal_case\n{\n\tconst char *name;\n\teh_fit_status status;\n",
  "\tint nrows, levels, ndense, nfactors, kind, nclusters, parameters, shown;\n",
  "\tconst double *x;\n\tconst int32_t *code, *nlevels, *reference;\n",
  "\tconst double *y, *weight, *offset;\n\tconst int32_t *cluster;\n",
  "\tconst double *par;\n\tconst int32_t *place;\n\tconst double *cov, *hc0, *cr0, *brant;\n",
  "\tdouble sum_weights, log_lik, log_lik_null;\n} ordinal_cases[] = {\n", cases, "};\n", sep = "")
