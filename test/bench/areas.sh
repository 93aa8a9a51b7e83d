# areas.sh - what a row of the conventions costs: each function inside count()
# or sum(), against the same without it, three million rows.  The ratio's
# excess over 1 times the base, over three million, is the cost of a call.

psql -Xq -f "$root/test/bench/areas.sql"
printf '\n%-48s %11s %7s\n' 'a call per row, 3M rows' 'base' 'ratio'
call() {
	pair "$1" 'SET max_parallel_workers_per_gather = 0' \
		"SELECT count($2) FROM bench_areas" \
		"SELECT count($3) FROM bench_areas"
}
call 'like_for_like, three digits' 'la' 'earlyhelp.like_for_like(la, 2010, 2022)'
call 'like_for_like, codes of ONS' 'ons' 'earlyhelp.like_for_like(ons, 2010, 2022)'
call 'is_authority' 'la' 'earlyhelp.is_authority(la)'
call 'dfe_number, of cells' 'cell' 'earlyhelp.dfe_number(cell)'
call 'a cast to numeric, of plain digits' 'plain' 'plain::numeric'
call 'round_half_up, double precision' 'x' 'earlyhelp.round_half_up(x, 0.1)'
call 'round, double precision (whole, to even)' 'x' 'round(x)'
call 'round_half_up, numeric' 'n' 'earlyhelp.round_half_up(n, 0.1)'
call 'round, numeric' 'n' 'round(n, 1)'

printf '\n%-48s %11s %7s\n' 'over areas and lists, 3M rows' 'base' 'ratio'
pair 'complete_sum by area and year' "SET work_mem = '256MB'" \
	'SELECT la, year, sum(x) FROM bench_areas GROUP BY 1, 2' \
	'SELECT earlyhelp.like_for_like(la, 2010, 2022), year, earlyhelp.complete_sum(x, la, year, 2010, 2022) FROM bench_areas GROUP BY 1, 2'
pair 'suppress, lists of 150' "SET work_mem = '1GB'" \
	'SELECT max(s) FROM (SELECT sum(k) OVER (PARTITION BY k / 5) AS s FROM bench_areas) AS t' \
	'SELECT max(s) FROM (SELECT earlyhelp.suppress(k % 50) OVER (PARTITION BY k / 5) AS s FROM bench_areas) AS t'
pair 'quartile_band, partitions of 150' "SET work_mem = '1GB'" \
	'SELECT max(s) FROM (SELECT sum(k) OVER (PARTITION BY k / 5) AS s FROM bench_areas) AS t' \
	"SELECT max(s) FROM (SELECT earlyhelp.quartile_band(x, 'low') OVER (PARTITION BY k / 5) AS s FROM bench_areas) AS t"
