# recovery.sh - simulated data sets in the shape of the published study: 374
# inspections of 149 authorities in nine years.  How often does the 95%
# interval hold the true slope, and what becomes of the standard deviations?
#
#	BENCH_SETS    data sets of each kind (200)

psql -Xq -v ON_ERROR_STOP=1 -v sets="${BENCH_SETS:-200}" -f "$root/test/bench/recovery.sql"
