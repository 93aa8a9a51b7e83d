# mixed.sh - mixed logistic fits: 374 inspections of 149 authorities and nine
# years beside R's lme4 and glmmTMB; then what rows and groups cost.
#
#	BENCH_INSPECTIONS    a CSV file of inspection_model (the synthetic England's)

need r-base-core r-cran-lme4 r-cran-glmmtmb
psql -Xq -v ON_ERROR_STOP=1 -c 'CREATE SCHEMA inspected' \
	-c 'SET search_path = inspected' -f "$root/sql/views/10_tables.sql" >/dev/null 2>&1
if [ -n "${BENCH_INSPECTIONS:-}" ]; then
	psql -Xq -v ON_ERROR_STOP=1 -c 'ALTER TABLE inspected.inspection_model DROP CONSTRAINT inspection_model_la_code_fkey' \
		-c "\\copy inspected.inspection_model FROM '$BENCH_INSPECTIONS' (FORMAT csv, HEADER)"
else
	psql -Xq -v ON_ERROR_STOP=1 -c 'SET search_path = inspected' -f "$root/sql/demo/synthetic.sql" >/dev/null
fi
inspections="$work/inspections.csv"
psql -Xq -c "\\copy (SELECT good, la_code, year, prevent_100, safeguard_100, imd_decile FROM inspected.inspection_model) TO '$inspections' (FORMAT csv, HEADER)"

# middle SETTINGS QUERY: the median of so many runs
middle() {
	[ -n "$(milliseconds "$1" "$2")" ] || exit 1
	i=0
	while [ "$i" -lt "${BENCH_RUNS:-7}" ]; do
		milliseconds "$1" "$2"
		i=$((i + 1))
	done | median
}

study='earlyhelp.mixed_logit(good, ARRAY[la_code, year::text], prevent_100, safeguard_100, imd_decile)'
ours=$(middle 'SET jit = off' "SELECT $study IS NULL FROM inspected.inspection_model")
printf '\n%-44s %12s %10s %18s\n' '374 inspections, authority and year' 'ms' 'ratio' 'log-likelihood'
printf '%-44s %9.2f ms %10s %18s\n' 'mixed_logit, the query' "$ours" '' \
	"$(psql -XAtc "SELECT round(g.log_lik::numeric, 6) FROM (SELECT $study AS f FROM inspected.inspection_model) AS m, earlyhelp.glance(m.f) AS g")"
Rscript --vanilla "$root/test/bench/mixed.R" "$inspections" "${BENCH_RUNS:-7}" |
	while IFS='|' read -r name ms log_lik; do
		printf '%-44s %9.2f ms %10.1f %18s\n' "$name" "$ms" "$(echo "$ms $ours" | awk '{ print $1 / $2 }')" "$log_lik"
	done

psql -Xq -v ON_ERROR_STOP=1 -c "CREATE UNLOGGED TABLE bench_mixed AS
	SELECT i, x1, x2, random() < 1 / (1 + exp(0.5 - 0.8 * x1 + 0.4 * x2 - sin(i % 100000 * 12.9898) * 1.2)) AS y
	FROM (SELECT i, random() * 2 - 1 AS x1, random() * 3 AS x2
		FROM (SELECT setseed(0.5)) AS seed, generate_series(0::bigint, 999999) AS i) AS s" -c 'ALTER TABLE bench_mixed ADD PRIMARY KEY (i)' \
	-c 'VACUUM (FREEZE, ANALYZE) bench_mixed'
settings="SET max_parallel_workers_per_gather = 0; SET jit = off; SET work_mem = '1GB'"
printf '\n%-44s %12s %14s\n' 'one grouping, two predictors' 'ms' 'us a row'
# cost ROWS GROUPS [OPTIONS,]
cost() {
	ms=$(middle "$settings" "SELECT earlyhelp.mixed_logit(y, ARRAY[(i % $2)::text], ${3:-}x1, x2) IS NULL FROM bench_mixed WHERE i < $1")
	printf '%-44s %9.1f ms %11.3f us\n' "$1 rows, $2 groups${4:-}" "$ms" "$(echo "$ms $1" | awk '{ print 1000 * $1 / $2 }')"
}
for rows in 1000 10000 100000 1000000; do
	cost $rows 100
done
for groups in 10 100 1000 10000 100000; do
	cost 1000000 $groups
done
for groups in 1000 100000; do
	cost 1000000 $groups 'earlyhelp.mixed_options(9), ' ', 9 points'
done
