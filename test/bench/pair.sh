# pair.sh - two queries timed in turn, and the ratio of their times.
#
# Sourced by the benchmarks.  A machine's speed wanders, so a query is only
# ever compared with its base run right before it; the median of the ratios
# is printed with the smallest and the largest.
#
#	BENCH_PSQL    how to reach the server: psql and its options
#	BENCH_RUNS    pairs of runs (7)

# milliseconds SETTINGS QUERY: server time of one run, client's \timing
milliseconds() {
	printf '%s;\n\\timing on\n%s;\n' "$1" "$2" |
		$BENCH_PSQL -XqAt -v ON_ERROR_STOP=1 | sed -n 's/^Time: \([0-9.]*\) ms.*/\1/p'
}

# median: of the numbers on standard input
median() {
	sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

# pair NAME SETTINGS BASE QUERY
pair() {
	# one run of each to warm up, and to stop here if either is wrong
	[ -n "$(milliseconds "$2" "$3")" ] && [ -n "$(milliseconds "$2" "$4")" ] ||
		exit 1
	i=0
	runs=
	while [ "$i" -lt "${BENCH_RUNS:-7}" ]; do
		runs="$runs$(milliseconds "$2" "$3") $(milliseconds "$2" "$4")
"
		i=$((i + 1))
	done
	ratios=$(printf '%s' "$runs" | awk '{ print $2 / $1 }' | sort -n)
	printf '%-48s %8.0f ms %7.3f (%.3f to %.3f)\n' "$1" \
		"$(printf '%s' "$runs" | awk '{ print $1 }' | median)" \
		"$(printf '%s\n' "$ratios" | median)" \
		"$(printf '%s\n' "$ratios" | head -n 1)" \
		"$(printf '%s\n' "$ratios" | tail -n 1)"
}
