# linear.sh - linear fits of six parameters, and ordinal ones of five and four
# grades, against five sums of the same columns: ten million rows.

psql -Xq -f "$root/test/bench/linear.sql"
five='sum(x1), sum(x2), sum(x3), sum(x4), sum(x5)'
printf '\n%-48s %11s %7s\n' '10M rows' 'five sums' 'ratio'
for workers in 0 2; do
	set_workers="SET work_mem = '1GB'; SET max_parallel_workers_per_gather = $workers"
	pair "linear, 6 parameters, $workers workers" "$set_workers" \
		"SELECT $five FROM bench_linear" \
		"SELECT earlyhelp.linear(y, x1, x2, x3, x4, x5) IS NULL FROM bench_linear"
done
set_workers="SET work_mem = '1GB'; SET max_parallel_workers_per_gather = 0"
pair 'linear, 6 parameters, rows through outcome()' "$set_workers" \
	"SELECT $five FROM bench_linear" \
	"SELECT earlyhelp.linear(earlyhelp.outcome(y), x1, x2, x3, x4, x5) IS NULL FROM bench_linear"
pair 'ordinal_logit, 4 grades, with the test' "$set_workers" \
	"SELECT $five FROM bench_linear" \
	"SELECT earlyhelp.ordinal_logit(grade, x1, x2, x3, x4, x5) IS NULL FROM bench_linear"
