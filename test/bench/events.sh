# events.sh - re-referral rates of ten million events against counting the
# same columns, and the window query that analysts write against ours; with
# BENCH_LARGE=yes also a hundred million events in 256 MB of work_mem.

psql -Xq -f "$root/test/bench/events.sql"
serial="SET max_parallel_workers_per_gather = 0; SET work_mem = '64MB'"
count='SELECT count(child), count(day) FROM'
rate='SELECT earlyhelp.rereferral_rate(child, day) FROM'
lag="SELECT count(*) FILTER (WHERE day <= before + interval '12 months' AND day > before)::float8 / count(*)
	FROM (SELECT day, lag(day) OVER (PARTITION BY child ORDER BY day) AS before FROM bench_events) AS t"

printf '\n%-48s %11s %7s\n' 'events, 10M rows' 'two counts' 'ratio'
pair 'rereferral_rate, bigint, unsorted' "$serial" "$count bench_events" "$rate bench_events"
pair 'rereferral_rate, bigint, in order' "$serial" "$count bench_events_ordered" "$rate bench_events_ordered"
pair 'rereferral_rate, bigint, work_mem 4 MB' "SET max_parallel_workers_per_gather = 0; SET work_mem = '4MB'" \
	"$count bench_events" "$rate bench_events"
pair 'rereferral_rate, text, unsorted' "$serial" "SELECT count(name), count(day) FROM bench_events" \
	"SELECT earlyhelp.rereferral_rate(name, day) FROM bench_events"
pair 'rereferral_rate, text, work_mem 512 MB' "SET max_parallel_workers_per_gather = 0; SET work_mem = '512MB'" \
	"SELECT count(name), count(day) FROM bench_events" "SELECT earlyhelp.rereferral_rate(name, day) FROM bench_events"
pair 'rereferrals_state, bigint, unsorted' "$serial" "$count bench_events" \
	"SELECT earlyhelp.rereferrals_state(child, day) IS NULL FROM bench_events"

printf '\n%-48s %11s %7s\n' 'the same, by others' 'ours' 'ratio'
pair 'lag() over a window' "$serial" "$rate bench_events" "$lag"
pair 'lag() over a window, work_mem 1 GB' "SET max_parallel_workers_per_gather = 0; SET work_mem = '1GB'" "$rate bench_events" "$lag"

# Workers are a setting, so these are timed in turn by hand.
printf '\nrereferrals(rereferrals_state(...)), 0 and 2 workers, milliseconds\n'
read="SELECT r.rate FROM (SELECT earlyhelp.rereferrals_state(child, day) AS s FROM bench_events) AS t, earlyhelp.rereferrals(t.s) AS r"
for i in $(seq "${BENCH_RUNS:-7}"); do
	echo "$(milliseconds "$serial" "$read") $(milliseconds "SET max_parallel_workers_per_gather = 2; SET work_mem = '64MB'" "$read")"
done

if [ -n "${BENCH_LARGE:-}" ]; then
	psql -Xq <<-'END'
		SELECT to_regclass('bench_events_large') IS NULL AS make \gset
		\if :make
		CREATE UNLOGGED TABLE bench_events_large AS
		SELECT (hashint8(i) & 33554431)::bigint AS child, date '2014-04-01' + (hashint8extended(i, 7) & 2047)::integer AS day
		FROM generate_series(1::bigint, 100000000) AS i;
		VACUUM (FREEZE, ANALYZE) bench_events_large;
		\endif
	END
	printf '\n100M events in 256 MB of work_mem: two counts, rereferral_rate, milliseconds\n'
	memory="SET max_parallel_workers_per_gather = 0; SET work_mem = '256MB'"
	milliseconds "$memory" "$count bench_events_large"
	milliseconds "$memory" "$rate bench_events_large"
	psql -XAt -c "$memory" -c "EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, TIMING OFF) $rate bench_events_large" \
		-c "SELECT 'largest memory of the server, kB: ' || substring(pg_read_file('/proc/self/status') FROM 'VmHWM:\s*(\d+)')" | grep -E 'temp|Time|largest'
fi
