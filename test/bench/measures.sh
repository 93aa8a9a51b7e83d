# measures.sh - the measures against sum()/sum() over the same columns, ten
# million rows.  The bars are 1.15, and 1.5 for numeric, which is exact.

psql -Xq -f "$root/test/bench/measures.sql"
printf '\n%-48s %11s %7s\n' 'measures, 10M rows' 'base' 'ratio'
for workers in 0 2; do
	set_workers="SET max_parallel_workers_per_gather = $workers"
	against() {
		pair "$1, $workers workers" "$set_workers" \
			"SELECT $2 FROM bench_measures" \
			"SELECT earlyhelp.$3 FROM bench_measures"
	}
	against 'prevention_ratio, integer' 'sum(a4)::float8 / sum(b4)' 'prevention_ratio(a4, b4)'
	against 'prevention_ratio, bigint' 'sum(a8) / sum(b8)' 'prevention_ratio(a8, b8)'
	against 'prevention_ratio, double precision' 'sum(af) / sum(bf)' 'prevention_ratio(af, bf)'
	against 'prevention_ratio, numeric' 'sum(an) / sum(bn)' 'prevention_ratio(an, bn)'
	against 'early_share, bigint' 'sum(a8) / (sum(a8) + sum(b8))' 'early_share(a8, b8)'
	against 'spend_per_child, numeric' 'sum(an) / sum(b8)' 'spend_per_child(an, b8)'
	against 'share' 'count(*) FILTER (WHERE t)::float8 / count(*)' 'share(t)'
done

by_group() {
	pair "$1" 'SET max_parallel_workers_per_gather = 0' \
		"SELECT la, $2 FROM bench_measures GROUP BY la" \
		"SELECT la, earlyhelp.$3 FROM bench_measures GROUP BY la"
}
by_group 'prevention_ratio, integer, 150 groups' 'sum(a4)::float8 / sum(b4)' 'prevention_ratio(a4, b4)'
pair 'prevention_ratio_state, integer, 100,000 groups' "SET work_mem = '1GB'" \
	'SELECT count(s) FROM (SELECT sum(a4) AS s, sum(b4) FROM bench_measures GROUP BY (la * 1000 + a4) % 100000) AS t' \
	'SELECT count(s) FROM (SELECT earlyhelp.prevention_ratio_state(a4, b4) AS s FROM bench_measures GROUP BY (la * 1000 + a4) % 100000) AS t'
