# Expected curves of survival, by R's survival package.  Run by hand:
#
#	Rscript test/oracle/survival.R > test/unit/survival_expected.h

suppressMessages(library(survival))
set.seed(20)
num <- function(x) ifelse(is.na(x), "NAN", ifelse(is.infinite(x), "INFINITY", sprintf("%.17g", x)))
ints <- function(x) paste(num(as.numeric(x)), collapse = ", ")
cat("/* Written by test/oracle/survival.R with ", R.version.string, ", survival ",
    as.character(packageVersion("survival")), ". */\n\n", sep = "")

n <- 400
entry <- sample(0:300, n, TRUE)
late <- data.frame(entry = entry, time = entry + sample(1:500, n, TRUE), event = rbinom(n, 1, 0.6))
sets <- list(
  maintained = with(subset(aml, x == "Maintained"), data.frame(entry = NA, time = time, event = status)),
  nonmaintained = with(subset(aml, x != "Maintained"), data.frame(entry = NA, time = time, event = status)),
  waiting = with(subset(heart, transplant == 0), data.frame(entry = start, time = stop, event = event)),
  transplanted = with(subset(heart, transplant == 1), data.frame(entry = start, time = stop, event = event)),
  lung = with(lung, data.frame(entry = NA, time = time, event = status - 1)),
  late = late,
  days = data.frame(entry = NA, time = sample(c(0, 1:40, 365, 366), 1000, TRUE), event = rbinom(1000, 1, 0.3)),
  fractions = data.frame(entry = NA, time = round(rexp(50), 3) - 0.5, event = rbinom(50, 1, 0.7)),
  none = data.frame(entry = NA, time = c(5, 9, 12), event = c(0, 0, 0)),
  one = data.frame(entry = NA, time = 7, event = 1))

curve_of <- function(d, type, level) {
  s <- if (all(is.na(d$entry))) Surv(d$time, d$event) else Surv(d$entry, d$time, d$event)
  survfit(s ~ 1, conf.type = type, conf.int = level)
}
# the first time a line is at or below one half
crosses <- function(time, line) { at <- which(!is.na(line) & line <= 0.5 + 1e-12); if (length(at)) time[at[1]] else NA }

cat("typedef struct survival_step\n{\n\tdouble time, n_risk, n_event, n_censored, surv, std_error, log_low, log_high,\n",
    "\t\tlog_log_low, log_log_high;\n} survival_step;\n\n", sep = "")
for (name in names(sets)) {
  d <- sets[[name]]
  cat("static const double ", name, "_entry[] = {", if (all(is.na(d$entry))) "0" else ints(d$entry), "};\n", sep = "")
  cat("static const double ", name, "_time[] = {", ints(d$time), "};\n", sep = "")
  cat("static const bool ", name, "_event[] = {", ints(d$event), "};\n", sep = "")
  f <- curve_of(d, "log", 0.95); g <- curve_of(d, "log-log", 0.95)
  at <- which(f$n.event > 0)
  cat("static const survival_step ", name, "_step[] = {\n", sep = "")
  for (k in seq_along(at)) {
    i <- at[k]
    upto <- if (k < length(at)) at[k + 1] - 1 else length(f$time)
    gone <- f$surv[i] < 1e-14 # rounding in R's product; the curve is at 0
    v <- c(f$time[i], f$n.risk[i], f$n.event[i], sum(f$n.censor[i:upto]), if (gone) 0 else f$surv[i],
           if (gone) NA else f$surv[i] * f$std.err[i],
           if (gone) rep(NA, 4) else c(f$lower[i], f$upper[i], g$lower[i], g$upper[i]))
    cat("\t{", paste(num(v), collapse = ", "), "},\n", sep = "")
  }
  if (!length(at)) cat("\t{0}\n")
  cat("};\n\n")
}

cat("static const struct survival_case\n{\n\tconst char *name;\n\tbool late;\n\tint n, steps;\n\tconst double *entry, *time;\n",
    "\tconst bool *event;\n\tconst survival_step *step;\n\tdouble median, log_low, log_high, log_log_low, log_log_high;\n",
    "\tdouble day, surv_at, low_at, high_at;\n} survival_cases[] = {\n", sep = "")
for (name in names(sets)) {
  d <- sets[[name]]
  f <- curve_of(d, "log", 0.9); g <- curve_of(d, "log-log", 0.9)
  h <- curve_of(d, "log", 0.99)
  ev <- f$n.event > 0
  med <- c(crosses(f$time[ev], f$surv[ev]), crosses(f$time[ev], f$lower[ev]), crosses(f$time[ev], f$upper[ev]),
           crosses(g$time[ev], g$lower[ev]), crosses(g$time[ev], g$upper[ev]))
  day <- floor(median(d$time)) - 0.25
  p <- summary(h, times = day)
  cat("\t{\"", name, "\", ", if (all(is.na(d$entry))) "false" else "true", ", ", nrow(d), ", ", sum(ev), ", ", name, "_entry, ",
      name, "_time, ", name, "_event, ", name, "_step,\n\t\t", paste(num(med), collapse = ", "), ",\n\t\t",
      paste(num(c(day, if (length(p$surv)) c(p$surv, p$lower, p$upper) else c(NA, NA, NA))), collapse = ", "), "},\n", sep = "")
}
cat("};\n")
