# Formulas as R reads them, and the fits they stand for.  Run by hand:
#
#	Rscript test/oracle/formula.R terms > test/unit/formula_expected.h
#	Rscript test/oracle/formula.R fits  > test/t/formula_data.sql
#
# terms(): the labels in R's order and whether there is an intercept, from
# stats::terms; groupings from lme4::findbars, the names of each in order of
# the alphabet (lme4 turns a/b into b:a and a).

suppressMessages({library(lme4); library(MASS)})
what <- commandArgs(TRUE)[1]

# --- how formulas are read -------------------------------------------------

read <- c(
  "y ~ 1", "y ~ a", "y ~ a + b", "y ~ b + a + b", "y ~ a*b", "y ~ a*b*d", "y ~ a*b:d", "y ~ a:b + d", "y ~ a:b*d",
  "y ~ d + a:b + b:a", "y ~ a:a", "y ~ a*a", "y ~ a:b:a", "y ~ a:b*b:d", "y ~ a - 1", "y ~ -1 + a", "y ~ 0 + a", "y ~ a + 0",
  "y ~ a - 1 + 1", "y ~ 1 + a + 0", "y ~ +a", "y ~ log(a)", "y ~ log(a + 1)*b", "y ~ log( a+1 ) + log(a + 1)",
  "y ~ I(a^2) + I(a ^ 2)", "y ~ I(a*b) + a:b", "y ~ I(-a^2)", "y ~ I((a + b)/d - 2*a)", "y ~ I(a^b^d)", "y ~ I((a^b)^d)",
  "y ~ I(2^-a)", "y ~ I(a - b - d)", "y ~ I(a - (b - d))", "y ~ I(a/b/d)", "y ~ sqrt(abs(a)) + exp(-b)", "y ~ log1p(a):log10(b)",
  "y ~ scale(a)*b", "y ~ a + offset(log(b))", "log(y) ~ a", "cbind(y, b) ~ a", "y/b ~ a",
  "y ~ a + (1 | g)", "y ~ (1 | g)", "y ~ (1 | g) + a + (1 | h)", "y ~ a + (1 | g/h)", "y ~ a + (1 | g:h)", "y ~ a + (1|g/h/k)",
  "y ~ 0 + a + (1 | h:g)", "y ~ b*a + (1 | k) + d - 1")
set.seed(1)
some <- function() paste("y ~", paste(replicate(sample(4, 1),
  paste(sample(c("a", "b", "d", "log(e)"), sample(3, 1)), collapse = sample(c(":", "*", " + "), 1))), collapse = " + "))
read <- unique(c(read, "y ~ a + b + b:a", replicate(40, some())))
label <- function(s) gsub("\"", "\\\\\"", s)
if (what == "terms") {
  cat("/* Written by test/oracle/formula.R with ", R.version.string, ", lme4 ", as.character(packageVersion("lme4")), ". */\n", sep = "")
  cat("static const struct\n{\n\tconst char *formula;\n\tint intercept;\n\tint offsets;\n\tconst char *terms;\n\tconst char *groupings;\n} read_by_r[] = {\n")
  for (s in read) {
    f <- as.formula(s)
    t <- terms(suppressWarnings(nobars(f)))
    groups <- vapply(findbars(f), function(b) paste(sort(all.vars(b[[3]])), collapse = ":"), "")
    cat(sprintf("\t{\"%s\", %d, %d, \"%s\", \"%s\"},\n", label(s), attr(t, "intercept"), length(attr(t, "offset")),
                label(paste(attr(t, "term.labels"), collapse = "; ")), paste(sort(as.character(groups)), collapse = "; ")))
  }
  cat("};\n")
  quit()
}

# --- what they fit ---------------------------------------------------------
#
# The data are made here.  R is given the text of the formula that SQL is
# given; fits are taken to the last digits they have.  brglm2 for Firth's,
# ordinal::clm for grades.

suppressMessages({library(brglm2); library(ordinal)})
set.seed(20)
n <- 480
visit <- data.frame(id = 1:n, team = sprintf("T%02d", sample(24, n, TRUE)), year = sample(2014:2019, n, TRUE),
  region = sample(c("East", "London", "North", "South"), n, TRUE), rate = round(rnorm(n), 3),
  spend = round(exp(rnorm(n, 1, .6)), 2), imd = sample(10, n, TRUE), flag = runif(n) < .4, n = 5L + rpois(n, 6))
shift <- rnorm(24, 0, .9)[match(visit$team, sort(unique(visit$team)))] + c(-.9, -.3, .2, .7, -.6, .9)[visit$year - 2013] +
  rnorm(144, 0, .6)[as.integer(factor(paste(visit$team, visit$year)))]
eta <- with(visit, -.4 + .6 * rate + .15 * spend - .08 * imd + .5 * flag) + shift
visit$good <- runif(n) < plogis(eta)
visit$seen <- as.integer(runif(n) < plogis(eta / 2 + .5))
visit$k <- rbinom(n, visit$n, plogis(eta / 2))
visit$cost <- round(exp(.5 + .3 * visit$rate + .1 * visit$spend + rnorm(n, 0, .4)), 3)
visit$grade <- as.integer(cut(eta + rlogis(n), c(-Inf, -1.2, .3, 1.6, Inf)))
visit$spend[c(7, 70, 300)] <- NA
visit$rate[c(9, 90, 301)] <- NA
visit$region[c(11, 110)] <- NA
visit$k[13] <- NA

sql <- function(x) ifelse(is.na(x), "NULL", if (is.logical(x)) tolower(x) else if (is.numeric(x)) sprintf("%.17g", x) else paste0("'", gsub("'", "''", x), "'"))
cat("-- Written by test/oracle/formula.R with ", R.version.string, paste0(", ", c("lme4", "ordinal", "brglm2"), " ",
    sapply(c("lme4", "ordinal", "brglm2"), function(p) as.character(packageVersion(p)))), ".\n", sep = "")
cat("CREATE TABLE visit (id integer, team text, year integer, region text, rate double precision, spend double precision, imd integer,",
    "flag boolean, n integer, good boolean, seen integer, k integer, cost double precision, grade integer);\nINSERT INTO visit VALUES\n")
rows <- paste0("\t(", do.call(paste, c(lapply(visit, sql), sep = ", ")), ")")
cat(paste(rows, collapse = ",\n"), ";\n", sep = "")
cat("CREATE TABLE expected (model integer, formula text, options text, tolerance double precision, rows_used integer, term text, estimate double precision, std_error double precision);\n")

# R's names as the aggregates have them
ours <- function(s) {
  s <- gsub("relevel\\(factor\\(region\\), ref = \"South\"\\)|factor\\(region\\)", "region", s)
  s <- gsub("\\bregion(East|London|North|South)", "region=\\1", s)
  s <- gsub("factor\\(year\\)", "year=", s)
  gsub("flagTRUE", "flag", s)
}
model <- 0
put <- function(formula, options, tolerance, rows, names, b, se) {
  model <<- model + 1
  cat(sprintf("INSERT INTO expected VALUES (%d, %s, %s, %g, %d, %s, %s, %s);\n", model, sql(formula), sql(options),
              tolerance, rows, sql(ours(names)), sql(b), sql(se)), sep = "")
}
tight <- glm.control(epsilon = 1e-15, maxit = 100)
# one more step from the last: R's errors are those of the step before
logistic <- function(formula, options = "", ...) {
  m <- glm(as.formula(formula), binomial, visit, control = tight, ...)
  p <- fitted(m); X <- model.matrix(m); w <- m$prior.weights * p * (1 - p)
  put(formula, options, 1e-7, nobs(m), names(coef(m)), coef(m), sqrt(diag(solve(crossprod(X * sqrt(w))))))
}
straight <- function(formula, options = "family => 'gaussian'", ...) {
  m <- lm(as.formula(formula), visit, ...)
  put(formula, options, 1e-7, nobs(m), names(coef(m)), coef(m), sqrt(diag(vcov(m))))
}
multilevel <- function(formula, options = "", ...) {
  m <- glmer(as.formula(formula), visit, binomial, control = glmerControl("bobyqa", optCtrl = list(maxfun = 1e5, rhoend = 1e-9), tolPwrss = 1e-13), ...)
  sd <- sapply(VarCorr(m), function(v) attr(v, "stddev")[[1]])
  parts <- sapply(strsplit(names(sd), ":"), function(p) paste(sort(p), collapse = ":"))
  put(formula, options, 2e-3, nobs(m), c(names(fixef(m)), paste("sd", parts)), c(fixef(m), sd),
      c(sqrt(diag(as.matrix(vcov(m)))), rep(NA, length(sd))))
}

logistic("good ~ spend + imd + flag + region")
logistic("good ~ log(spend)*rate + I(imd^2) + factor(year)")
logistic("good ~ rate*flag + relevel(factor(region), ref = \"South\")")
logistic("good ~ rate:imd + spend + rate:flag + rate")
logistic("cbind(k, n - k) ~ rate + offset(log(spend)/10) + offset(imd/7)")
logistic("k/n ~ scale(rate) + sqrt(spend) + scale(rate):imd", weights = visit$n)
logistic("seen ~ 0 + rate + spend")
logistic("seen ~ rate + log10(spend) - 1")
logistic("seen ~ 1")
logistic("seen ~ I((rate - 2)^3/10) + I(-spend^2/100) + I(2^-imd) + I(10 - spend - rate)")
straight("log(cost) ~ spend*rate*imd + relevel(factor(region), ref = \"South\")")
straight("cost ~ rate + flag + exp(rate/2) + abs(rate):log1p(spend) + offset(spend/10)")
straight("k/n ~ rate + factor(region)")
straight("cost ~ I(flag + 0) + rate - 1")
multilevel("good ~ rate + flag + (1 | team) + (1 | year)")
multilevel("good ~ rate + (1 | team/year)")
multilevel("cbind(k, n - k) ~ log(spend) + (1 | team:year)")
multilevel("good ~ spend + (1 | team)", "quadrature_points => 9", nAGQ = 9)
m <- glm(good ~ rate + log(spend), binomial, visit, method = "brglmFit", type = "AS_mean", epsilon = 1e-13, maxit = 500)
put("good ~ rate + log(spend)", "family => 'firth', errors => 'model'", 1e-6, nobs(m), names(coef(m)), coef(m), sqrt(diag(vcov(m))))
m <- clm(factor(grade) ~ rate + log(spend) + region, data = visit, control = clm.control(gradTol = 1e-12))
put("grade ~ rate + log(spend) + region", "family => 'ordinal'", 1e-6, nobs(m),
    c(names(m$alpha), names(m$beta)), c(m$alpha, m$beta), sqrt(diag(vcov(m))))
