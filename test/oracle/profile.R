# Profile limits through SQL, by R.  Run by hand:
#
#	Rscript test/oracle/profile.R > test/t/profile_data.sql
#
# Limits are roots, by uniroot(), of the deviance of glm.fit() with one
# coefficient held as an offset, its stopping rule tightened; confint() of MASS
# reads them off a spline and must agree to 1% of a standard error, or nothing
# is written.  birthwt (MASS) and UCBAdmissions (datasets) are R's; the third
# data set is made up: of level "c" every outcome is 1, so that its estimate is
# infinite and its upper limits are open.

suppressMessages(library(MASS))
levels_at <- c(.9, .95, .99)
num <- function(x) ifelse(is.infinite(x), "NULL", sprintf("%.17g", x))
quoted <- function(x) if (is.numeric(x)) as.character(x) else paste0("'", x, "'")

birth <- with(birthwt, data.frame(low, age, race = factor(c("white", "black", "other")[race], c("white", "black", "other")), lwt, smoke))
admit <- reshape(as.data.frame(UCBAdmissions), idvar = c("Gender", "Dept"), timevar = "Admit", direction = "wide")
admit <- data.frame(admitted = admit$Freq.Admitted, refused = admit$Freq.Rejected,
                    gender = factor(as.character(admit$Gender)), dept = admit$Dept)
set.seed(31)
quasi <- data.frame(x = round(rnorm(36), 2), part = factor(rep(c("a", "b", "c"), each = 12)))
quasi$y <- ifelse(quasi$part == "c", 1, rbinom(36, 1, plogis(.3 * quasi$x + (quasi$part == "b") / 2)))

fit <- function(X, y, m, offset = rep(0, nrow(X)), start = NULL) suppressWarnings(
  glm.fit(X, y / m, m, start = start, offset = offset, family = binomial(), control = glm.control(epsilon = 1e-15, maxit = 200)))

# infinite: a column whose coefficient grows without end; at the end of it the
# rows that have it say nothing of the others
profile_limits <- function(name, formula, data, y, m, infinite = NULL) {
  X <- model.matrix(formula, data)
  free <- setdiff(colnames(X), infinite)
  rows <- if (is.null(infinite)) rep(TRUE, nrow(X)) else X[, infinite] == 0
  whole <- fit(X[rows, free], y[rows], m[rows])
  se <- setNames(sqrt(diag(chol2inv(qr.R(whole$qr)))), free[whole$qr$pivot])
  check <- NULL
  if (is.null(infinite)) {
    ordinary <- glm(cbind(y, m - y) ~ X - 1, family = binomial(), epsilon = 1e-14)
    check <- sapply(levels_at, function(l) suppressMessages(confint(ordinary, level = l)), simplify = FALSE)
  }
  for (j in colnames(X)) {
    use <- rows | identical(j, infinite)
    others <- setdiff(free, j)
    start <- if (identical(j, infinite)) whole$coefficients  # glm's own start goes astray
    fall <- function(v)
      fit(X[use, others, drop = FALSE], y[use], m[use], X[use, j] * v, start)$deviance - whole$deviance
    estimate <- if (identical(j, infinite)) Inf else whole$coefficients[[j]]
    step <- if (is.finite(estimate)) se[[j]] else 1
    root <- function(level, side) {
      if (is.infinite(estimate) && side > 0) return(Inf)
      near <- if (is.finite(estimate)) estimate else 10
      far <- near + side * step
      while (fall(far) < qchisq(level, 1)) { near <- far; far <- far + side * step }
      uniroot(function(v) fall(v) - qchisq(level, 1), sort(c(near, far)), tol = 1e-12)$root
    }
    chisq <- fall(0)
    for (l in seq_along(levels_at)) {
      limits <- c(root(levels_at[l], -1), root(levels_at[l], 1))
      if (!is.null(check))
        stopifnot(abs(limits - check[[l]][paste0("X", j), ]) < .01 * se[[j]])
      cat(sprintf("\t('%s', '%s', %s, %s, %s, %s, %s, %s)%s\n", name, term(j), levels_at[l], num(limits[1]), num(limits[2]),
                  num(chisq), num(pchisq(chisq, 1, lower.tail = FALSE)), num(step), if (j == tail(colnames(X), 1) && l == length(levels_at) && name == "quasi") ";" else ","))
    }
  }
}
term <- function(j) sub("^(race|gender|dept|part)(.)", "\\1=\\2", j)
table_of <- function(name, types, data) {
  cat("CREATE TABLE ", name, " (", paste(names(data), types, collapse = ", "), ");\nINSERT INTO ", name, " VALUES\n", sep = "")
  rows <- do.call(paste, c(lapply(data, function(x) quoted(if (is.factor(x)) as.character(x) else x)), sep = ", "))
  lines <- split(paste0("(", rows, ")"), (seq_along(rows) - 1) %/% 5)
  cat("\t", paste(sapply(lines, paste, collapse = ", "), collapse = ",\n\t"), ";\n", sep = "")
}

cat("-- Written by test/oracle/profile.R with ", R.version.string, ", MASS ", as.character(packageVersion("MASS")), ".\n", sep = "")
table_of("birth", c("integer", "integer", "text", "integer", "integer"), birth)
table_of("admission", c("integer", "integer", "text", "text"), admit)
table_of("quasi", c("double precision", "text", "integer"), quasi)
cat("CREATE TABLE expected (model text, term text, level float8, low float8, high float8, chisq float8, p float8, se float8);\n")
cat("INSERT INTO expected VALUES\n")
profile_limits("birth", ~ age + race + lwt + smoke, birth, birth$low, rep(1, nrow(birth)))
profile_limits("admission", ~ gender + dept, admit, admit$admitted, admit$admitted + admit$refused)
profile_limits("quasi", ~ x + part, quasi, quasi$y, rep(1, nrow(quasi)), "partc")
