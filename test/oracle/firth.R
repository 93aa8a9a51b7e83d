# Expected Firth fits and profile limits, by R.  Run by hand:
#
#	Rscript test/oracle/firth.R > test/unit/firth_expected.h
#
# Firth's estimates are brglm2's (type "AS_mean", which for a logistic model is
# Firth's), its stopping rule tightened; the ordinary ones glm's.  Debian has
# no logistf, and the limits of MASS are read off a spline: both profiles, one
# coefficient held and the penalty that of the whole information, are maximised
# here by optim(), again and again until it gains nothing, and the limits are
# roots by uniroot().  All data are made up.

suppressMessages(library(brglm2))
num <- function(x) ifelse(is.na(x), "NAN", ifelse(is.infinite(x), ifelse(x > 0, "INFINITY", "-INFINITY"), sprintf("%.17g", x)))
list_of <- function(x) paste0("{", paste(num(x), collapse = ", "), "}")
levels <- c(.5, .9, .95, .999)

set.seed(20)
plain <- local({
  x <- cbind(round(rnorm(60), 2), rbinom(60, 1, .3), round(runif(60, 0, 20)))
  list(name = "plain", x = x, y = rbinom(60, 1, plogis(-.4 + .8 * x[, 1] - x[, 2] + .1 * (x[, 3] - 10))))
})
separated <- list(name = "separated", x = cbind(c(1, 2, 3.5, 4.5, 6, 7.5, 8.5, 10, 11.5, 13, 14, 15)), y = rep(0:1, each = 6))
quasi <- local({
  x <- cbind(round(rnorm(40), 2), rep(0:1, c(32, 8)))
  list(name = "quasi-separated", x = x, y = c(rbinom(32, 1, plogis(.5 * x[1:32, 1])), rep(1, 8)))
})
grouped <- local({
  x <- cbind(round(rexp(24), 2), round(rnorm(24), 2)); t <- rep(1:6, 4); o <- round(rnorm(24, 0, .5), 2)
  list(name = "grouped, weighted, offset", x = x, t = t, w = rep(c(1, 2, 3), 8), o = o,
       y = rbinom(24, t, plogis(-.5 + .6 * x[, 1] + o)))
})
through <- local({
  x <- cbind(round(rnorm(30), 2), round(rnorm(30, 2), 2))
  list(name = "no intercept", x = x, y = rbinom(30, 1, plogis(x[, 1] - .4 * x[, 2])), through = TRUE)
})

whole <- function(case) {
  n <- nrow(case$x)
  for (k in c("t", "w")) if (is.null(case[[k]])) case[[k]] <- rep(1, n)
  if (is.null(case$o)) case$o <- rep(0, n)
  case$X <- if (isTRUE(case$through)) case$x else cbind(1, case$x)
  case$m <- case$w * case$t
  case
}
softplus <- function(e) ifelse(e > 0, e + log1p(exp(-e)), log1p(exp(e)))
coefficients <- function(case) if (any(case$t > 1)) sum(case$w * lchoose(case$t, case$y)) else 0
objective <- function(case, b, firth) {
  e <- drop(case$X %*% b) + case$o
  v <- plogis(e) * plogis(-e)
  I <- crossprod(case$X * sqrt(case$m * v))
  h <- if (firth) rowSums((case$X %*% solve(I)) * case$X) * case$m * v else 0 * e
  U <- drop(crossprod(case$X, case$w * case$y - case$m * plogis(e) + h * (.5 - plogis(e))))
  list(l = sum(case$w * case$y * e - case$m * softplus(e)) + if (firth) as.numeric(determinant(I)$modulus) / 2 else 0,
       U = U, I = I, J = crossprod(case$X * sqrt((case$m + h) * v)))
}
# the profile of coefficient j: BFGS in coordinates in which the curvature at
# its start is the identity, begun where it last ended, at the estimate and
# where the others move in step with the one that is held
holder <- function(case, j, estimate, firth) {
  last <- estimate
  climb <- function(b) {
    gained <- -Inf
    for (again in 1:20) {
      R <- tryCatch(chol(objective(case, b, firth)$J[-j, -j, drop = FALSE]), error = function(e) diag(length(b) - 1))
      at <- function(q) { b[-j] <- b[-j] + backsolve(R, q); objective(case, b, firth) }
      value <- function(q) tryCatch({ l <- -at(q)$l; if (is.finite(l)) l else 1e10 }, error = function(e) 1e10)
      slope <- function(q) tryCatch(-backsolve(R, at(q)$U[-j], transpose = TRUE), error = function(e) 0 * q)
      o <- optim(rep(0, length(b) - 1), value, slope, method = "BFGS", control = list(reltol = 1e-16, maxit = 500))
      b[-j] <- b[-j] + backsolve(R, o$par)
      if (-o$value - gained < 1e-13) break
      gained <- -o$value
    }
    list(b = b, l = -o$value)
  }
  function(v) {
    if (length(estimate) == 1) return(objective(case, v, firth)$l)
    with_v <- function(b) { b[j] <- v; b }
    ends <- lapply(list(with_v(last), with_v(estimate), with_v(estimate * v / estimate[j])), climb)
    best <- ends[[which.max(sapply(ends, function(e) e$l))]]
    last <<- best$b
    best$l
  }
}
# where twice the fall from the top is the quantile; a search outwards first
root <- function(f, b, step, level) {
  g <- function(v) f(v) - qchisq(level, 1)
  far <- b + step
  while (g(far) < 0) { b <- far; step <- 1.5 * step; far <- b + step }
  uniroot(g, sort(c(b, far)), tol = 1e-11)$root
}
profiles <- function(case, b, se, top, firth) {
  fall <- function(j) { l <- holder(case, j, b, firth); function(v) 2 * (top - l(v)) }
  list(top = top + coefficients(case), chisq = sapply(seq_along(b), function(j) fall(j)(0)),
       lims = lapply(seq_along(b), function(j) sapply(levels, function(l) {
         if (b[j] > 15) return(c(root(fall(j), 10, -1, l), Inf))  # it grows without end
         c(root(fall(j), b[j], -se[j], l), root(fall(j), b[j], se[j], l))
       })))
}
firth <- function(case) {
  f <- if (isTRUE(case$through)) cbind(y, t - y) ~ x + offset(o) - 1 else cbind(y, t - y) ~ x + offset(o)
  fit <- suppressWarnings(glm(f, family = binomial(), data = case, weights = case$w, method = "brglmFit",
                              type = "AS_mean", epsilon = 1e-13, maxit = 5000))
  b <- unname(coef(fit)); top <- objective(case, b, TRUE); V <- solve(top$I)
  e <- drop(case$X %*% b) + case$o
  c(list(b = b, V = V, l = sum(case$w * case$y * e - case$m * softplus(e)) + coefficients(case)),
    profiles(case, b, sqrt(diag(V)), top$l, TRUE))
}
ordinary <- function(case, se) {
  fit <- suppressWarnings(glm.fit(case$X, case$y / case$t, case$m, offset = case$o, family = binomial(),
                                  control = glm.control(epsilon = 1e-15, maxit = 200)))
  profiles(case, unname(fit$coefficients), se, objective(case, fit$coefficients, FALSE)$l, FALSE)
}

cat("/* Written by test/oracle/firth.R with ", R.version.string, ", brglm2 ",
    as.character(packageVersion("brglm2")), ". */\n\n", sep = "")
cat("#define EXPECTED_LEVELS ", length(levels), "\n",
    "static const double expected_levels[] = ", list_of(levels), ";\n\n", sep = "")
cat("typedef struct profile_expected\n{\n\tdouble top;\n\tdouble chisq[4];\n",
    "\tdouble limits[4][EXPECTED_LEVELS][2];\n} profile_expected;\n\n", sep = "")
cat("static const struct firth_case\n{\n\tconst char *name;\n\tint n, k, intercept;\n\tdouble x[180], y[60]; /* x by columns */\n",
    "\tdouble t[60], w[60], o[60]; /* of a grouped case */\n\tint grouped;\n",
    "\tdouble beta[4], cov[16], log_lik;\n\tprofile_expected firth, logit; /* no logit: top is NAN */\n} firth_cases[] = {\n", sep = "")
profile_text <- function(r) paste0("{", num(r$top), ",\n\t\t", list_of(r$chisq), ",\n\t\t{",
  paste(sapply(r$lims, function(m) paste0("{", paste(apply(m, 2, list_of), collapse = ", "), "}")), collapse = ",\n\t\t"), "}}")
for (case in list(plain, separated, quasi, grouped, through)) {
  g <- !is.null(case[["t"]])
  case <- whole(case)
  f <- firth(case)
  o <- if (case$name == "separated") list(top = NA, lims = list(matrix(0, 2, 1)), chisq = 0) else ordinary(case, sqrt(diag(f$V)))
  cat("\t{\"", case$name, "\", ", nrow(case$x), ", ", ncol(case$x), ", ", if (isTRUE(case$through)) 0 else 1, ",\n\t\t",
      list_of(case$x), ",\n\t\t", list_of(case$y), ",\n\t\t",
      if (g) paste(list_of(case$t), list_of(case$w), list_of(case$o), sep = ",\n\t\t") else "{0}, {0}, {0}", ",\n\t\t", as.integer(g), ",\n\t\t",
      list_of(f$b), ",\n\t\t", list_of(f$V), ",\n\t\t", num(f$l), ",\n\t\t", profile_text(f), ",\n\t\t", profile_text(o), "},\n", sep = "")
}
cat("};\n")
