# scan.sh - fits by passes: a pass and a whole scan of ten million rows
# against five sums of the same columns, and a pass against plain SQL's.

psql -Xq -f "$root/test/bench/logit.sql" -f "$root/test/bench/scan.sql"
five='SELECT sum(x1), sum(x2), sum(x3), sum(x4), sum(x5) FROM bench_logit'
at='ARRAY[-0.5, 0.8, -0.4, 0.3, 0.2, -0.1]'
scan="'SELECT y, x1, x2, x3, x4, x5 FROM bench_logit'"
least="'SELECT x1, x2, x3, x4, x5 FROM bench_logit'"
printf '\n%-48s %11s %7s\n' 'passes, 10M rows, 6 parameters' 'five sums' 'ratio'
pair 'logit_step, the first pass' '' "$five" \
	"SELECT earlyhelp.logit_step(y, NULL::float8[], x1, x2, x3, x4, x5) IS NULL FROM bench_logit"
pair 'logit_step, a pass at coefficients' '' "$five" \
	"SELECT earlyhelp.logit_step(y, $at, x1, x2, x3, x4, x5) IS NULL FROM bench_logit"
pair 'linear_state, 5 parameters' '' "$five" \
	"SELECT earlyhelp.linear_state(x1, x2, x3, x4, x5) IS NULL FROM bench_logit"
pair 'logit_scan, all its passes' '' "$five" \
	"SELECT passes FROM earlyhelp.logit_scan($scan)"
pair 'logit_scan, 2 workers' 'SET max_parallel_workers_per_gather = 2' "$five" \
	"SELECT passes FROM earlyhelp.logit_scan($scan)"
pair 'linear_scan, one pass' '' "$five" \
	"SELECT passes FROM earlyhelp.linear_scan($least, robust => false)"
pair 'linear_scan, robust' '' "$five" \
	"SELECT passes FROM earlyhelp.linear_scan($least)"
printf 'passes of logit_scan: %s\n' \
	"$(psql -XAtc "SELECT passes FROM earlyhelp.logit_scan($scan)")"
printf '\n%-48s %11s %7s\n' 'a pass of 200,000 rows' 'logit_step' 'ratio'
pair 'plpgsql, array state' '' \
	"SELECT earlyhelp.logit_step(y, $at, x1, x2, x3, x4, x5) IS NULL FROM bench_scan_few" \
	"SELECT bench_newton(y, $at, ARRAY[1, x1, x2, x3, x4, x5]) IS NULL FROM bench_scan_few"
