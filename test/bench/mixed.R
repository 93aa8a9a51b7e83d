# mixed.R - FILE RUNS: the inspections' crossed fit by glmer, at its defaults
# and run on to the optimum, and by glmmTMB.  A line each: name, the median
# of the milliseconds of the fit and its errors, log-likelihood.
suppressPackageStartupMessages({ library(lme4); library(glmmTMB) })
args <- commandArgs(trailingOnly = TRUE)
d <- read.csv(args[1], colClasses = c(la_code = "character"))
d$year <- factor(d$year)
f <- good ~ prevent_100 + safeguard_100 + imd_decile + (1 | la_code) + (1 | year)
tight <- glmerControl(optimizer = "bobyqa", tolPwrss = 1e-13,
	optCtrl = list(rhoend = 1e-8, maxfun = 1e5))
fits <- list(
	"lme4 glmer, defaults" = function() glmer(f, d, binomial),
	"lme4 glmer, to the same optimum" = function() glmer(f, d, binomial, control = tight),
	"glmmTMB" = function() glmmTMB(f, d, binomial))
for (name in names(fits)) {
	ms <- sapply(seq_len(as.integer(args[2])), function(i) {
		start <- proc.time()[["elapsed"]]
		m <<- suppressMessages(suppressWarnings(fits[[name]]()))
		suppressWarnings(vcov(m))
		1000 * (proc.time()[["elapsed"]] - start)
	})
	cat(name, "|", median(ms), "|", sprintf("%.6f", logLik(m)), "\n", sep = "")
}
