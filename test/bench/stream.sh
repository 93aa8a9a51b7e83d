# stream.sh - a logistic fit of more rows than are held: does a row cost the
# same at a hundred million as at one, and does memory stay?
#
# Ten and a hundred million are the million rows of one table, and its ten
# million, read over: what is measured is the scan and the sums, not the
# estimate.  Memory is what the backend has of its own (RssAnon), before the
# fit and at its most during it.

psql -Xq -f "$root/test/bench/logit.sql"
columns='y, x1, x2, x3, x4, x5'
five='sum(x1), sum(x2), sum(x3), sum(x4), sum(x5)'
settings="SET work_mem = '64MB'; SET max_parallel_workers_per_gather = 0"

# repeated N SOURCE: the rows of a source, N times over
repeated() {
	i=1
	printf '(SELECT %s FROM %s' "$columns" "$2"
	while [ "$i" -lt "$1" ]; do
		printf ' UNION ALL SELECT %s FROM %s' "$columns" "$2"
		i=$((i + 1))
	done
	printf ') AS t'
}

own_kb() {
	sed -n 's/^RssAnon:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$1/status" 2>/dev/null
}

# grown QUERY: "MB before, MB at most", of a fresh backend
grown() {
	rm -f "$work/backend.out"
	mkfifo "$work/backend"
	psql -XAtq <"$work/backend" >"$work/backend.out" &
	client=$!
	exec 9>"$work/backend"
	printf '%s;\nSELECT pg_backend_pid();\n' "$settings" >&9
	while [ ! -s "$work/backend.out" ]; do sleep 0.1; done
	pid=$(cat "$work/backend.out")
	before=$(own_kb "$pid")
	most=$before
	printf '%s;\n' "$1" >&9
	exec 9>&-
	while kb=$(own_kb "$pid") && [ -n "$kb" ]; do
		[ "$kb" -le "$most" ] || most=$kb
		sleep 0.02
	done
	wait "$client"
	rm "$work/backend"
	printf '%s MB before, %s MB at most' $((before / 1024)) $((most / 1024))
}

psql -Xq -c 'CREATE UNLOGGED TABLE IF NOT EXISTS bench_million AS SELECT y, x1, x2, x3, x4, x5 FROM bench_logit LIMIT 1000000' \
	-c 'VACUUM (FREEZE, ANALYZE) bench_million'
printf '\n%-48s %11s %7s\n' 'logit past 64 MB, 6 parameters' 'five sums' 'ratio'
for size in '1 bench_million' '10 bench_million' '1 bench_logit' '10 bench_logit'; do
	source=$(repeated $size)
	pair "$size" "$settings" "SELECT $five FROM $source" \
		"SELECT earlyhelp.logit($columns) IS NULL FROM $source"
	printf '   ns a row: %s; %s\n' \
		"$(milliseconds "$settings" "SELECT earlyhelp.logit($columns) IS NULL FROM $source" |
			awk -v n="${size%% *}" -v t="${size#* }" \
				'{ printf "%.0f", $1 * 1e6 / (n * (t == "bench_logit" ? 1e7 : 1e6)) }')" \
		"$(grown "SELECT earlyhelp.logit($columns) IS NULL FROM $source")"
done
