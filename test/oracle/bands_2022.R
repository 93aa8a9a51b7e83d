# Bands of the re-referral percentages of 2021-22, by R.  Run by hand beside
# the folder of real figures:
#
#	Rscript test/oracle/bands_2022.R DATA/need.csv
#
# test/t/060_areas.pl quotes what it prints.

need <- read.csv(commandArgs(TRUE)[1], colClasses = c(la_code = "character"))
d <- need[need$financial_year_end == 2022 & !is.na(need$rereferral_pct_published), ]
x <- d$rereferral_pct_published
q <- quantile(x, type = 7)
band <- ifelse(x <= q[2], "A", ifelse(x <= q[3], "B", ifelse(x <= q[4], "C", "D")))
cat(length(x), ":", format(q, digits = 15), "\n")
print(table(band))
cat("303 (Bexley):", x[d$la_code == "303"], band[d$la_code == "303"], "rank", rank(x, ties.method = "min")[d$la_code == "303"], "\n")
cat(paste(d$la_code[band == "A"], collapse = " "), "\n")
