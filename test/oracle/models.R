# Linear and ordinal fits through SQL, by R.  Run by hand:
#
#	Rscript test/oracle/models.R > test/t/models_data.sql
#
# The data are R's own (datasets, MASS, ordinal), in the order that they have
# there.  lm() with package sandwich for least squares; for proportional odds
# ordinal::clm(), taken to the last digits by Newton steps, which must agree.
# Weights that count people are given to lm() as so many rows.

suppressMessages({library(MASS); library(ordinal); library(sandwich)})
source("test/oracle/proportional_odds.R")
num <- function(x) ifelse(is.na(x) | is.infinite(x), "NULL", sprintf("%.17g", x))
quoted <- function(x) if (is.numeric(x)) num(x) else paste0("'", x, "'")
table_of <- function(name, types, data) {
  cat("CREATE TABLE ", name, " (", paste(names(data), types, collapse = ", "), ");\nINSERT INTO ", name, " VALUES\n", sep = "")
  rows <- do.call(paste, c(lapply(data, function(x) quoted(if (is.factor(x)) as.character(x) else x)), sep = ", "))
  lines <- split(paste0("(", rows, ")"), (seq_along(rows) - 1) %/% 5)
  cat("\t", paste(sapply(lines, paste, collapse = ", "), collapse = ",\n\t"), ";\n", sep = "")
}
insert <- function(table, ...) cat(sprintf("INSERT INTO %s VALUES (%s);\n", table, paste(..., sep = ", ")), sep = "")
# a term for each kind of errors: statistic, p and limits by t with df
terms <- function(model, errors, names, b, V, df) {
  se <- sqrt(diag(V))
  half <- qt(.975, df) * se
  insert("expected_term", quoted(model), quoted(errors), quoted(names), num(b), num(se), num(b / se),
         num(2 * pt(-abs(b / se), df)), num(b - half), num(b + half))
}
values <- function(model, ...) { v <- c(...); insert("expected_value", quoted(model), quoted(names(v)), num(v)) }
pairs <- function(model, errors, names, V)
  insert("expected_covariance", quoted(model), quoted(errors), quoted(rep(names, length(names))),
         quoted(rep(names, each = length(names))), num(V))

cat("-- Written by test/oracle/models.R with ", R.version.string, ", sandwich ", as.character(packageVersion("sandwich")),
    ", ordinal ", as.character(packageVersion("ordinal")), ".\n", sep = "")
cat("CREATE TABLE expected_term (model text, errors text, term text, estimate float8, std_error float8, statistic float8, p_value float8, conf_low float8, conf_high float8);\n")
cat("CREATE TABLE expected_value (model text, quantity text, value float8);\n")
cat("CREATE TABLE expected_covariance (model text, errors text, term text, other_term text, covariance float8);\n")

# --- least squares ---------------------------------------------------------

car <- with(mtcars, data.frame(mpg, wt, hp, cyl = factor(cyl), carb))
car$w <- rep(c(1, 2, .5, 3), 8)
loom <- with(warpbreaks, data.frame(breaks, wool, tension))
town <- data.frame(fertility = swiss$Fertility, farming = swiss$Agriculture, exam = swiss$Examination,
                   school = swiss$Education, catholic = swiss$Catholic, deaths = swiss$Infant.Mortality)
town$n <- rep(1:4, length.out = nrow(town))
table_of("car", c("float8", "float8", "integer", "text", "integer", "float8"), car)
table_of("loom", c("integer", "text", "text"), loom)
table_of("town", c("float8", "float8", "integer", "integer", "float8", "float8", "integer"), town)

label <- function(x) sub("^(cyl|wool|tension|temp|contact|infl|type|cont)([^=]+)$", "\\1=\\2", x)
whole <- function(model, m, null) {
  s <- summary(m)
  a <- anova(null, m)
  values(model, nobs = nobs(m), r2 = s$r.squared, adjusted_r2 = s$adj.r.squared, sigma = s$sigma,
         f_statistic = s$fstatistic[[1]], f_p_value = pf(s$fstatistic[[1]], s$fstatistic[[2]], s$fstatistic[[3]], lower.tail = FALSE),
         df_model = s$fstatistic[[2]], df_residual = m$df.residual, log_lik = as.numeric(logLik(m)),
         aic = AIC(m), bic = BIC(m), residual_ss = deviance(m), compare_f = a[2, "F"], compare_p = a[2, "Pr(>F)"], compare_df = a[2, "Df"])
}
linear <- function(model, m, cluster = NULL) {
  b <- coef(m); names <- label(names(b)); df <- m$df.residual
  terms(model, "model", names, b, vcov(m), df)
  terms(model, "hc0", names, b, vcovHC(m, "HC0"), df)
  terms(model, "hc1", names, b, vcovHC(m, "HC1"), df)
  pairs(model, "hc1", names, vcovHC(m, "HC1"))
  if (is.null(cluster)) return(invisible())
  g <- length(unique(cluster)) - 1
  terms(model, "cr0", names, b, vcovCL(m, cluster, "HC0", cadjust = FALSE), g)
  terms(model, "cr1", names, b, vcovCL(m, cluster, "HC0", cadjust = TRUE), g)
  terms(model, "cr1s", names, b, vcovCL(m, cluster, "HC1", cadjust = TRUE), g)
}
m <- lm(mpg ~ wt + hp + cyl, car)
linear("car", m, car$carb); whole("car", m, lm(mpg ~ wt, car))
p <- predict(m, data.frame(wt = 3, hp = 120, cyl = "6"), se.fit = TRUE)
values("car", predict = p$fit[[1]], predict_error = p$se.fit[[1]])
m <- lm(mpg ~ wt + hp + cyl, car, weights = w)
linear("car_sampled", m)
values("car_sampled", r2 = summary(m)$r.squared, adjusted_r2 = summary(m)$adj.r.squared, residual_ss = deviance(m))
m <- lm(mpg ~ wt + hp - 1, car, offset = wt / 2)
linear("car_origin", m)
m <- lm(breaks ~ wool + tension, loom)
linear("loom", m); whole("loom", m, lm(breaks ~ 1, loom))
many <- town[rep(seq_len(nrow(town)), town$n), ]
m <- lm(fertility ~ farming + exam + school + catholic + deaths, many)
linear("town_people", m); whole("town_people", m, lm(fertility ~ farming + school, many))

# --- proportional odds -----------------------------------------------------

home <- with(housing, data.frame(sat = as.integer(Sat), infl = factor(Infl, ordered = FALSE), type = Type, cont = Cont, freq = Freq))
taste <- with(wine, data.frame(rating = as.integer(rating), temp, contact, judge = as.integer(judge)))
taste$w <- rep(c(1, 2, .5), 24)
taste$o <- rep(c(0, .25, -.5, 1), 18)
table_of("home", c("integer", "text", "text", "text", "integer"), home)
table_of("taste", c("integer", "text", "text", "integer", "float8", "float8"), taste)

ordinal_fit <- function(model, m, y, Z, w = rep(1, length(y)), o = rep(0, length(y)), people = NULL, cluster = NULL, test = TRUE) {
  J <- max(y)
  f <- newton(c(m$beta, m$alpha), y - 1, Z, w, o)
  stopifnot(max(abs(f$par - c(m$beta, m$alpha))) < 1e-6, all.equal(f$l, as.numeric(logLik(m))))
  V <- solve(f$I)
  names <- c(label(colnames(Z)), paste0(seq_len(J - 1), "|", 1 + seq_len(J - 1)))
  n <- sum(if (is.null(people)) rep(1, length(y)) else people)
  S <- f$S * if (is.null(people)) w else sqrt(w)
  hc0 <- V %*% crossprod(S) %*% V
  if (is.null(people) && all(w == 1)) stopifnot(all.equal(unname(vcov(m)), unname(V[c(ncol(Z) + seq_len(J - 1), seq_len(ncol(Z))), c(ncol(Z) + seq_len(J - 1), seq_len(ncol(Z)))]), tolerance = 1e-5))
  terms(model, "model", names, f$par, V, Inf)
  terms(model, "hc0", names, f$par, hc0, Inf)
  terms(model, "hc1_ml", names, f$par, hc0 * n / (n - 1), Inf)
  pairs(model, "hc0", names, hc0)
  if (!is.null(cluster)) {
    g <- length(unique(cluster))
    cr0 <- V %*% crossprod(rowsum(f$S * w, cluster)) %*% V
    terms(model, "cr0", names, f$par, cr0, Inf)
    terms(model, "cr1", names, f$par, cr0 * g / (g - 1), Inf)
  }
  k <- length(f$par)
  values(model, nobs = n, grades = J, log_lik = f$l, deviance = -2 * f$l, df_residual = n - k)
  if (is.null(people) && any(w != 1)) return(f)
  values(model, aic = 2 * k - 2 * f$l, bic = log(n) * k - 2 * f$l)
  if (!test) return(f)
  b <- brant(y - 1, Z, w, o)
  values(model, brant_chisq = b[1], brant_df = ncol(Z) * (J - 2), brant_p_value = pchisq(b[1], ncol(Z) * (J - 2), lower.tail = FALSE))
  insert("expected_value", quoted(model), quoted(paste("brant", names[seq_len(ncol(Z))])), num(b[-1]))
  f
}
home$grade <- factor(home$sat)
taste$grade <- factor(taste$rating)
tight <- clm.control(gradTol = 1e-9)
design <- function(formula, data) model.matrix(formula, data)[, -1, drop = FALSE]
m <- clm(grade ~ infl + type + cont, data = home, weights = freq, control = tight)
f <- ordinal_fit("home", m, home$sat, design(~ infl + type + cont, home), home$freq, people = home$freq)
m0 <- clm(grade ~ infl, data = home, weights = freq, control = tight)
values("home", null_log_lik = as.numeric(logLik(clm(grade ~ 1, data = home, weights = freq, control = tight))),
       compare_chisq = 2 * (f$l - as.numeric(logLik(m0))), compare_df = 4,
       compare_p = pchisq(2 * (f$l - as.numeric(logLik(m0))), 4, lower.tail = FALSE))
p <- predict(m, data.frame(infl = "Medium", type = "Atrium", cont = "High"))$fit
values("home", setNames(p, paste("predict", 1:3)))
m <- clm(grade ~ temp + contact, data = taste, control = tight)
ordinal_fit("taste", m, taste$rating, design(~ temp + contact, taste), cluster = taste$judge, test = FALSE) -> f
m <- clm(grade ~ temp + contact + offset(o), data = taste, weights = w, control = tight)
ordinal_fit("taste_sampled", m, taste$rating, design(~ temp + contact, taste), taste$w, taste$o) -> f
