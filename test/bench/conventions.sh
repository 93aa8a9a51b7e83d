# conventions.sh - the functions of official statistics against the plainest
# query of the same columns, a million rows, with nanoseconds a row above it;
# exact limits over 20,000 rows; aggregates by 10,000 groups of 19 bands
# against three sums, simulated slope indices against analytic ones.

psql -Xq -f "$root/test/bench/conventions.sql"

# a_row NAME ROWS BASE QUERY: nanoseconds a row by which QUERY is over BASE
a_row() {
	i=0
	over=
	while [ "$i" -lt "${BENCH_RUNS:-7}" ]; do
		over="$over$(milliseconds "$no_workers" "$3") $(milliseconds "$no_workers" "$4")
"
		i=$((i + 1))
	done
	printf '%-48s %8.0f ns a row\n' "$1" \
		"$(printf '%s' "$over" | awk -v rows="$2" '{ print ($2 - $1) * 1e6 / rows }' | median)"
}
no_workers='SET max_parallel_workers_per_gather = 0'

printf '\n%-48s\n' 'scalar functions, above count(x / n)'
for call in 'wilson(x, n)' 'wilson_95_998(x, n)' 'byar(x)' 'rate_limits(x, n)' 'rate_limits_95_998(x, n)' \
	'clustered_rate_limits(x, x, n)' 'funnel_limits(0.2, n)' 'funnel_flag(x, n, 0.2)' 'funnel_rate_flag(x, n, 0.2)'; do
	a_row "$call" 1000000 'SELECT count(x / n) FROM bench_areas' "SELECT count((earlyhelp.$call)) FROM bench_areas"
done
for call in 'exact_limits(x, n)' 'garwood(x)' 'funnel_rate_limits(0.2, x)'; do
	a_row "$call" 20000 'SELECT count(x / n) FROM (SELECT * FROM bench_areas LIMIT 20000) AS t' \
		"SELECT count((earlyhelp.$call)) FROM (SELECT * FROM bench_areas LIMIT 20000) AS t"
done

printf '\n%-48s %11s %7s\n' 'windows and aggregates' 'base' 'ratio'
pair 'quantile_band(x, 10) / ntile(10), 1M rows' "SET work_mem = '256MB'" \
	'SELECT max(b) FROM (SELECT ntile(10) OVER (ORDER BY x DESC) AS b FROM bench_areas) AS t' \
	'SELECT max(b) FROM (SELECT earlyhelp.quantile_band(x, 10) OVER () AS b FROM bench_areas) AS t'
pair 'standardised_rate / three sums, 10,000 x 19' "$no_workers" \
	'SELECT area, sum(x), sum(n), sum(w) FROM bench_bands GROUP BY area' \
	'SELECT area, earlyhelp.standardised_rate(x, n, w) FROM bench_bands GROUP BY area'
pair 'indirect_ratio / three sums, 10,000 x 19' "$no_workers" \
	'SELECT area, sum(x), sum(n), sum(w) FROM bench_bands GROUP BY area' \
	'SELECT area, earlyhelp.indirect_ratio(x, n) FROM bench_bands GROUP BY area'
for index in gini theil coefficient_of_variation; do
	pair "$index / stddev, 1M rows" "$no_workers" 'SELECT stddev(x) FROM bench_areas' \
		"SELECT earlyhelp.$index(x) FROM bench_areas"
done
pair 'slope_index, 100,000 draws / analytic, 100 areas' "$no_workers" \
	"SELECT count(i) FROM (SELECT area, earlyhelp.slope_index_state(band, n, x, 1) AS s FROM bench_bands WHERE area <= 100 GROUP BY area) AS t, earlyhelp.slope_index(t.s, method => 'analytic') AS i" \
	"SELECT count(i) FROM (SELECT area, earlyhelp.slope_index_state(band, n, x, 1) AS s FROM bench_bands WHERE area <= 100 GROUP BY area) AS t, earlyhelp.slope_index(t.s) AS i"
