# Expected mixed logistic fits, by R.  Run by hand, some two minutes:
#
#	Rscript test/oracle/mixed.R > test/unit/mixed_expected.h
#
# Laplace: glmmTMB's likelihood and its exact gradient, maximised on with
# Newton's method, since its own search and lme4's stop early; its information
# by Richardson differences of that gradient.  Modes and their errors given
# the rest are TMB's random effects there and the inverse of its Hessian by
# them.  One factor by points: written out below, points by the eigenvalues of
# Golub and Welsch; one point must give glmmTMB's likelihood, whose curvature
# loses digits where outcomes are all but certain, and lme4 with as many points
# must agree.  Exact: each level's integral
# by the trapezoidal rule over 14 standard deviations either side, which for a
# smooth integrand that dies away is right to every digit.  Profile limits:
# all else maximised again, roots by uniroot().
# cbpp is lme4's; the other data are made up.

suppressMessages({library(lme4); library(glmmTMB); library(numDeriv)})
num <- function(x) ifelse(is.na(x), "NAN", ifelse(is.infinite(x), ifelse(x > 0, "INFINITY", "-INFINITY"), sprintf("%.17g", x)))
list_of <- function(x) paste0("{", paste(num(x), collapse = ", "), "}")
softplus <- function(e) ifelse(e > 0, e + log1p(exp(-abs(e))), log1p(exp(-abs(e))))

set.seed(42)
outcomes <- function(case, beta, sds) {
  e <- drop(cbind(1, case$x) %*% beta) + if (is.null(case$o)) 0 else case$o
  for (k in seq_along(sds)) e <- e + (sds[k] * rnorm(max(case$g[, k]) + 1))[case$g[, k] + 1]
  case$y <- rbinom(nrow(case$x), if (is.null(case$t)) 1 else case$t, plogis(e))
  case
}
# until glmmTMB, too, is led to 0 there
at_zero <- function(make) repeat {
  case <- make(); d <- frame(case)
  f <- suppressWarnings(glmmTMB(as.formula(paste("y ~ x +", paste0("(1 | g", seq_len(ncol(case$g)), ")", collapse = "+"))), data = d, family = binomial))
  sds <- exp(f$fit$par[-(1:(ncol(case$x) + 1))])
  if (sds[case$zero] < 1e-3 && all(sds[-case$zero] > .3)) return(case)
}
cases <- function() list(
  local({ d <- lme4::cbpp
    list(name = "cbpp", x = cbind(d$period == 2, d$period == 3, d$period == 4) + 0, g = cbind(as.integer(d$herd) - 1), y = d$incidence, t = d$size,
         points = c(1, 2, 5, 25, 0)) }),
  outcomes(list(name = "crossed, weights, offset", x = cbind(round(rnorm(240), 2), rbinom(240, 1, .4)), g = cbind(rep(0:39, 6), sample(rep(0:5, each = 40))),
                w = sample(1:3, 240, TRUE), o = round(rnorm(240, 0, .5), 2), points = 1), c(-.3, .6, .5), c(1.2, .7)),
  outcomes(list(name = "three factors", x = cbind(round(rnorm(300), 2)), g = cbind(sample(0:5, 300, TRUE), sample(0:24, 300, TRUE), sample(0:11, 300, TRUE)),
                points = 1), c(.2, -.5), c(.8, 1, .6)),
  outcomes(list(name = "nested", x = cbind(round(runif(320, 0, 10), 1)), g = cbind(rep(0:39, 8), rep(rep(0:7, each = 5), 8)), points = 1), c(-1, .2), c(.7, .9)),
  outcomes(list(name = "wide", x = cbind(round(rnorm(400, 0, 8), 2)), g = cbind(rep(0:39, each = 10)), points = c(1, 7, 25, 100)), c(1, 1), 10),
  outcomes(list(name = "grouped, quadrature", x = cbind(round(rnorm(90), 2)), g = cbind(sample(0:17, 90, TRUE)), t = sample(1:5, 90, TRUE),
                w = sample(1:2, 90, TRUE), o = round(rnorm(90, 0, .3), 2), points = c(1, 4, 25, 0)), c(-.5, .4), .9),
  at_zero(function() outcomes(list(name = "one of two at 0", x = cbind(round(rnorm(200), 2)), g = cbind(rep(0:24, 8), rep(0:7, each = 25)), points = 1, zero = 2), c(.3, .5), c(.9, 0))),
  at_zero(function() outcomes(list(name = "at 0", x = cbind(round(rnorm(150), 2)), g = cbind(rep(0:29, 5)), points = c(1, 9), zero = 1), c(.3, .8), 0)))

# --- Laplace, by TMB ----------------------------------------------------------
frame <- function(case) {
  d <- data.frame(y = case$y, t = if (is.null(case$t)) 1 else case$t, w = if (is.null(case$w)) 1 else case$w, o = if (is.null(case$o)) 0 else case$o)
  d$x <- case$x
  for (k in seq_len(ncol(case$g))) d[[paste0("g", k)]] <- factor(case$g[, k])
  d
}
climb <- function(fn, gr, par, H = function(p) jacobian(gr, p), own = gr) {  # a minimum
  par <- nlminb(par, fn, own, control = list(rel.tol = 1e-15, iter.max = 500, eval.max = 1000))$par
  for (i in 1:6) {
    g <- drop(gr(par)); h <- H(par); h <- (h + t(h)) / 2
    s <- solve(h, g); par <- par - s
    if (sqrt(sum(s * g)) < 1e-10) break
  }
  list(par = par, H = h, value = fn(par))
}
limits <- function(fn, gr, best, top, at) {
  q <- qchisq(.95, 1)
  fall <- function(ls) {
    if (length(best) == 1) return(2 * (fn(ls) - top) - q)
    z <- nlminb(best[-at], function(p) { b <- best; b[at] <- ls; b[-at] <- p; fn(b) },
                if (!is.null(gr)) function(p) { b <- best; b[at] <- ls; b[-at] <- p; drop(gr(b))[-at] }, control = list(rel.tol = 1e-15, iter.max = 500, eval.max = 1000))
    2 * (z$objective - top) - q
  }
  low <- if (fall(log(1e-5)) < 0) 0 else exp(uniroot(fall, c(log(1e-5), best[at]), tol = 1e-11)$root)
  c(low, exp(uniroot(fall, c(best[at], best[at] + 4), tol = 1e-11)$root))
}
laplace <- function(case, factors) {
  d <- frame(case)
  f <- as.formula(paste("cbind(y, t - y) ~ x + offset(o) +", paste0("(1 | g", factors, ")", collapse = "+")))
  fit <- suppressWarnings(glmmTMB(f, data = d, family = binomial, weights = w))
  o <- fit$obj
  p <- ncol(case$x) + 1; q <- length(factors)
  m <- climb(o$fn, o$gr, fit$fit$par)
  o$fn(m$par)
  full <- o$env$last.par
  b <- full[o$env$random]
  s <- sqrt(diag(solve(as.matrix(o$env$spHess(full, random = TRUE)))))
  stopifnot(max(abs(b - unlist(lapply(ranef(fit)$cond, function(r) r[, 1])))) < 1e-2)
  scale <- c(rep(1, p), exp(m$par[p + seq_len(q)]))
  list(points = 1, beta = m$par[1:p], sd = exp(m$par[p + seq_len(q)]), joint = solve(m$H) * outer(scale, scale), ll = -m$value, mode = unname(b), mode_error = unname(s),
       limits = sapply(seq_len(q), function(k) limits(o$fn, o$gr, m$par, m$value, p + k)))
}

# --- one factor, by points or exactly ------------------------------------------
quadrature <- function(case, points, start) {
  d <- frame(case); X <- cbind(1, case$x); g <- case$g[, 1] + 1; m <- d$w * d$t; h <- d$w * d$y
  J <- matrix(0, max(points, 1), max(points, 1))
  if (points > 1) J[cbind(1:(points - 1), 2:points)] <- J[cbind(2:points, 1:(points - 1))] <- sqrt(1:(points - 1))
  node <- eigen(J, symmetric = TRUE)$values
  psi <- cbind(0, rep(1, length(node)))  # orthonormal polynomials of the normal law
  for (i in seq_len(max(points - 1, 0))) psi <- cbind(psi[, 2], (node * psi[, 2] - sqrt(i - 1) * psi[, 1]) / sqrt(i))
  weight <- -log(points * psi[, 2]^2) + node^2 / 2  # over its density
  if (points == 0) { node <- seq(-14, 14, length.out = 561); weight <- rep(log(node[2] - node[1]) - log(2 * pi) / 2, 561) }
  fn <- function(par) {
    sd <- exp(par[length(par)]); e0 <- drop(X %*% par[-length(par)]) + d$o; u <- rep(0, max(g))
    for (i in 1:200) {
      e <- e0 + sd * u[g]; mu <- plogis(e)
      D <- 1 + sd^2 * drop(rowsum(m * mu * plogis(-e), g))
      step <- (sd * drop(rowsum(h - m * mu, g)) - u) / D
      k <- sd * abs(step); u <- u + ifelse(k > 1, log1p(k) / k, 1) * step
      if (max(abs(step)) < 1e-13) break
    }
    s <- 1 / sqrt(D)
    a <- sapply(seq_along(node), function(k) {
      v <- u + s * node[k]; e <- e0 + sd * v[g]
      weight[k] + drop(rowsum(h * e - m * softplus(e), g)) - v^2 / 2
    })
    top <- apply(a, 1, max)
    -sum(log(s) + top + log(rowSums(exp(a - top)))) - sum(d$w * lchoose(d$t, d$y))
  }
  gr <- function(p) grad(fn, p)
  M <- climb(fn, gr, start, function(p) hessian(fn, p), NULL)
  p <- ncol(X); scale <- c(rep(1, p), exp(M$par[p + 1]))
  if (points > 1 && is.null(case$w) && max(d$t) == 1 && points <= 25) {
    r <- suppressMessages(glmer(y ~ x + offset(o) + (1 | g1), data = d, family = binomial, nAGQ = points,
                                control = glmerControl(optimizer = "bobyqa", tolPwrss = 1e-12, optCtrl = list(maxfun = 2e5, rhoend = 1e-9), check.conv.grad = "ignore")))
    message(case$name, ", ", points, " points: above lme4 by ", format(c(-M$value - logLik(r))))
    stopifnot(abs(-M$value - logLik(r)) < 1e-5)
  }
  list(points = points, beta = M$par[1:p], sd = exp(M$par[p + 1]), joint = solve(M$H) * outer(scale, scale), ll = -M$value,
       limits = if (points %in% c(1, 25)) cbind(limits(fn, NULL, M$par, M$value, p + 1)))
}

# --- an sd of 0: the fit without that factor -----------------------------------
without <- function(case, points) {
  d <- frame(case); p <- ncol(case$x) + 1; q <- ncol(case$g); keep <- setdiff(seq_len(q), case$zero)
  if (length(keep)) {
    f <- laplace(case, keep); known <- c(1:p, p + keep)
  } else {
    m <- glm(cbind(y, t - y) ~ x + offset(o), data = d, family = binomial, weights = w, control = glm.control(epsilon = 1e-15, maxit = 100))
    f <- list(beta = coef(m), joint = vcov(m), sd = numeric(0), ll = as.numeric(logLik(m)), mode = NULL, limits = NULL); known <- 1:p
  }
  J <- matrix(NA, p + q, p + q); J[known, known] <- f$joint
  sd <- rep(0, q); sd[keep] <- f$sd
  list(points = points, beta = f$beta, sd = sd, joint = J, ll = f$ll)
}

# --- out ----------------------------------------------------------------------
one <- function(case, points) {
  if (!is.null(case$zero)) return(without(case, points))
  l <- laplace(case, seq_len(ncol(case$g)))
  if (ncol(case$g) > 1) return(l)
  r <- quadrature(case, points, c(l$beta, log(l$sd)))
  if (points == 1) {
    stopifnot(abs(r$ll - l$ll) < 1e-8)
    r$mode <- l$mode; r$mode_error <- l$mode_error
  }
  r
}
fit_text <- function(r, q) paste0("{", r$points, ", ", list_of(r$beta), ", ", list_of(r$sd), ",\n\t\t\t", list_of(r$joint), ",\n\t\t\t", num(r$ll), ", ",
  if (is.null(r$limits)) "{{0}}" else paste0("{", paste(apply(r$limits, 2, list_of), collapse = ", "), "}"), ", ", as.integer(!is.null(r$mode)), ",\n\t\t\t",
  if (is.null(r$mode)) "{0}, {0}" else paste(list_of(r$mode), list_of(r$mode_error), sep = ",\n\t\t\t"), "}")

cat("/* Written by test/oracle/mixed.R with ", R.version.string, ", lme4 ", as.character(packageVersion("lme4")), ", glmmTMB ", as.character(packageVersion("glmmTMB")), ". */\n\n", sep = "")
cat("typedef struct mixed_expected\n{\n\tint points; /* 0: the exact integral */\n\tdouble beta[4], sd[3], joint[25], log_lik;\n",
    "\tdouble limits[3][2]; /* profile, level 0.95; 0, 0: not worked out */\n\tint has_modes;\n\tdouble mode[60], mode_error[60];\n} mixed_expected;\n\n", sep = "")
cat("static const struct mixed_case\n{\n\tconst char *name;\n\tint n, k, q;\n\tint levels[3];\n\tdouble x[500]; /* by columns */\n\tint32_t g[1000];\n\tdouble y[400];\n\tint has_t, has_w, has_o;\n",
    "\tdouble t[400], w[400], o[400];\n\tmixed_expected fit[5]; /* up to one of 0 beta */\n} mixed_cases[] = {\n", sep = "")
for (case in cases()) {
  q <- ncol(case$g)
  opt <- function(v) if (is.null(v)) "{0}" else list_of(v)
  cat("\t{\"", case$name, "\", ", nrow(case$x), ", ", ncol(case$x), ", ", q, ", {", paste(apply(case$g, 2, max) + 1, collapse = ", "), "},\n\t\t",
      list_of(case$x), ",\n\t\t{", paste(case$g, collapse = ", "), "},\n\t\t", list_of(case$y), ",\n\t\t",
      as.integer(!is.null(case$t)), ", ", as.integer(!is.null(case$w)), ", ", as.integer(!is.null(case$o)), ",\n\t\t",
      opt(case$t), ", ", opt(case$w), ", ", opt(case$o), ",\n\t\t{", sep = "")
  cat(paste(sapply(case$points, function(p) fit_text(one(case, p), q)), collapse = ",\n\t\t"), "}},\n", sep = "")
}
cat("};\n")
