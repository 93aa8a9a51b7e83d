# peers.R - TABLE: reads it, fits it by glm(); prints milliseconds of reading,
# milliseconds of fitting and the slope of x1.
suppressPackageStartupMessages(library(data.table))
table <- commandArgs(trailingOnly = TRUE)[1]
start <- proc.time()[["elapsed"]]
rows <- fread(cmd = sprintf("psql -Xq -c \"\\copy (SELECT y::int, x1, x2, x3, x4, x5 FROM %s) TO STDOUT CSV HEADER\"", table))
read <- proc.time()[["elapsed"]]
fit <- glm(y ~ x1 + x2 + x3 + x4 + x5, binomial, rows)
errors <- coef(summary(fit))
end <- proc.time()[["elapsed"]]
cat((read - start) * 1000, (end - read) * 1000, format(coef(fit)[["x1"]], digits = 12), "\n")
