# peers.sh - the same logistic fit by R's glm, statsmodels and scikit-learn,
# their reading of the rows counted as well as without it: one million rows
# of five predictors and 374.  Peers read by the fastest way they have here: a
# COPY as CSV into data.table and pandas.
#
#	BENCH_PEER_ROWS    rows of the large fit (1000000)

rows=${BENCH_PEER_ROWS:-1000000}
need r-base-core r-cran-data.table python3-pandas python3-statsmodels python3-sklearn
psql -Xq -f "$root/test/bench/logit.sql"
psql -Xq -c "DROP TABLE IF EXISTS bench_peers" -c "CREATE UNLOGGED TABLE bench_peers AS
	SELECT y, x1, x2, x3, x4, x5 FROM bench_logit LIMIT $rows" -c 'VACUUM (FREEZE, ANALYZE) bench_peers'
psql -Xq -c "DROP TABLE IF EXISTS bench_few" -c "CREATE UNLOGGED TABLE bench_few AS
	SELECT * FROM bench_peers LIMIT 374" -c 'VACUUM (FREEZE, ANALYZE) bench_few'

# ours TABLE: milliseconds, as a client sees them; then the slope of x1
ours() {
	milliseconds 'SET jit = off' \
		"SELECT earlyhelp.odds_ratio(f, 'x1') FROM (SELECT earlyhelp.logit(y, x1, x2, x3, x4, x5) AS f FROM $1 OFFSET 0) AS t"
}

printf '\n%-28s %12s %12s %10s %10s\n' "logit, 6 parameters" 'with reading' 'fit alone' 'ratio' 'fit ratio'
for table in bench_peers bench_few; do
	n=$(psql -XAtc "SELECT count(*) FROM $table")
	for peer in R statsmodels scikit-learn; do
		runs=
		for i in 1 2 3; do
			own=$(ours "$table")
			case $peer in
			R) theirs=$(Rscript --vanilla "$root/test/bench/peers.R" "$table") ;;
			*) theirs=$(/usr/bin/python3 "$root/test/bench/peers.py" "$peer" "$table") ;;
			esac
			runs="$runs$own $theirs
"
		done
		# ours, read, fit, slope: the median of each peer's own three
		printf '%s' "$runs" | sort -k 3 -n | sed -n 2p |
			awk -v name="$peer, $n rows" '{
				printf "%-28s %9.0f ms %9.0f ms %10.1f %10.1f   (ours %.1f ms; its slope of x1 %.9f)\n",
					name, $2 + $3, $3, ($2 + $3) / $1, $3 / $1, $1, $4 }'
	done
	psql -XAtF ' ' -c "SELECT 'earlyhelp''s slope of x1', estimate FROM earlyhelp.tidy(
		(SELECT earlyhelp.logit(y, x1, x2, x3, x4, x5) FROM $table)) WHERE term = 'x1'"
done
