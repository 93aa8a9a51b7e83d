# logit.sh - logistic fits of six parameters against five sums of the same
# columns: one fit of ten million rows, and a hundred thousand of a hundred.

psql -Xq -f "$root/test/bench/logit.sql"
five='sum(x1), sum(x2), sum(x3), sum(x4), sum(x5)'
fit='earlyhelp.logit(y, x1, x2, x3, x4, x5)'
printf '\n%-48s %11s %7s\n' 'logit, 10M rows, 6 parameters' 'five sums' 'ratio'
held="SET work_mem = '2GB'"
pair 'rows held' "$held" \
	"SELECT $five FROM bench_logit" "SELECT $fit IS NULL FROM bench_logit"
pair 'rows held, jit' "$held; SET jit = on" \
	"SELECT $five FROM bench_logit" "SELECT $fit IS NULL FROM bench_logit"
pair 'rows summed past 64 MB' "SET work_mem = '64MB'" \
	"SELECT $five FROM bench_logit" "SELECT $fit IS NULL FROM bench_logit"
pair 'rows summed past 64 MB, jit' "SET work_mem = '64MB'; SET jit = on" \
	"SELECT $five FROM bench_logit" "SELECT $fit IS NULL FROM bench_logit"
pair 'rows summed past 64 MB, 2 workers' "SET work_mem = '64MB'; SET max_parallel_workers_per_gather = 2" \
	"SELECT $five FROM bench_logit" "SELECT $fit IS NULL FROM bench_logit"
printf '\n%-48s %11s %7s\n' 'a factor beside two numbers, 2M rows' 'without' 'ratio'
for factor in few many; do
	pair "text, $factor levels" "SET work_mem = '1GB'" \
		'SELECT earlyhelp.logit(y, x1, x2) IS NULL FROM bench_factor' \
		"SELECT earlyhelp.logit(y, x1, x2, $factor) IS NULL FROM bench_factor"
done
printf '\n%-48s %11s %7s\n' 'logit by group, 6 parameters' 'five sums' 'ratio'
for group in block spread; do
	pair "100,000 groups of 100, by $group" \
		"SET max_parallel_workers_per_gather = 0; SET work_mem = '2GB'; SET enable_sort = off" \
		"SELECT count(s) FROM (SELECT sum(x1) AS s, sum(x2), sum(x3), sum(x4), sum(x5) FROM bench_logit GROUP BY $group) AS t" \
		"SELECT count(f) FROM (SELECT $fit AS f FROM bench_logit GROUP BY $group) AS t"
done
