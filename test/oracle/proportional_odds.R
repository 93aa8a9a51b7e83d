# Proportional odds and Brant's test from their formulae, for ordinal.R and
# models.R, which run in the folder above test/.  y: levels from 0; Z: columns
# without an intercept; w, o: weight and offset of each row.

# log-likelihood, scores by row and information; parameters: beta, then cuts
model <- function(par, y, Z, w, o) {
  q <- ncol(Z); J <- max(y) + 1
  cut <- c(-Inf, par[q + seq_len(J - 1)], Inf)
  eta <- if (q) drop(Z %*% par[seq_len(q)]) + o else o
  hi <- cut[y + 2] - eta; lo <- cut[y + 1] - eta
  # the smaller tail, so that nothing cancels
  flip <- lo > 0 & is.finite(lo)
  P <- ifelse(flip, plogis(-lo) - plogis(-hi), plogis(hi) - plogis(lo))
  fh <- dlogis(hi); fl <- dlogis(lo)
  gh <- ifelse(is.finite(hi), fh * (1 - 2 * plogis(hi)), 0)
  gl <- ifelse(is.finite(lo), fl * (1 - 2 * plogis(lo)), 0)
  C <- matrix(0, length(y), J - 1); L <- C
  C[cbind(seq_along(y), y + 1)[y < J - 1, , drop = FALSE]] <- 1
  L[cbind(seq_along(y), y)[y > 0, , drop = FALSE]] <- 1
  H <- cbind(-Z, C); G <- cbind(-Z, L)
  S <- (H * fh - G * fl) / P
  I <- crossprod(S * sqrt(w)) - crossprod(H, H * (w * gh / P)) + crossprod(G, G * (w * gl / P))
  list(l = sum(w * log(P)), S = S, I = I)
}
newton <- function(par, y, Z, w, o) {
  for (i in 1:8) {
    f <- model(par, y, Z, w, o)
    par <- par + solve(f$I, colSums(f$S * w))
  }
  c(list(par = par), model(par, y, Z, w, o))
}
brant <- function(y, Z, w, o) {
  q <- ncol(Z); J <- max(y) + 1; X <- cbind(1, Z)
  fits <- lapply(seq_len(J - 1), function(j) {
    b <- suppressWarnings(glm.fit(X, as.numeric(y >= j), w, offset = o, family = binomial(), control = list(epsilon = 1e-14, maxit = 100)))$coefficients
    for (i in 1:4) {
      mu <- plogis(drop(X %*% b) + o)
      b <- b + solve(crossprod(X * sqrt(w * mu * (1 - mu))), crossprod(X, w * ((y >= j) - mu)))[, 1]
    }
    mu <- plogis(drop(X %*% b) + o)
    list(b = b[-1], mu = mu, V = solve(crossprod(X * sqrt(w * mu * (1 - mu)))))
  })
  b <- unlist(lapply(fits, `[[`, "b"))
  V <- matrix(0, length(b), length(b))
  for (j in seq_along(fits)) for (l in seq_along(fits)) {
    v <- fits[[max(j, l)]]$mu - fits[[j]]$mu * fits[[l]]$mu
    V[(j - 1) * q + 1:q, (l - 1) * q + 1:q] <- (fits[[j]]$V %*% crossprod(X, X * (w * v)) %*% fits[[l]]$V)[-1, -1]
  }
  D <- cbind(matrix(rep(diag(q), J - 2), ncol = q, byrow = FALSE)[rep(1:q, J - 2) + 0, ], -diag(q * (J - 2)))
  D[, 1:q] <- do.call(rbind, rep(list(diag(q)), J - 2))
  chisq <- function(rows) { d <- D[rows, , drop = FALSE] %*% b; sum(d * solve(D[rows, , drop = FALSE] %*% V %*% t(D[rows, , drop = FALSE]), d)) }
  c(chisq(seq_len(q * (J - 2))), sapply(seq_len(q), function(k) chisq(k + q * (seq_len(J - 2) - 1))))
}
