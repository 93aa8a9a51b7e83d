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
