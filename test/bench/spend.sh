# spend.sh - what a row costs in s251_group and real_terms, five million rows,
# against the same query of the columns alone.  The bar is 100 ns a row for
# s251_group: a ratio of 1 + 500 ms / base.

psql -Xq -f "$root/test/bench/spend.sql"
printf '\n%-48s %11s %7s\n' 'spend, 5M rows' 'base' 'ratio'
one_worker='SET max_parallel_workers_per_gather = 0'
row_cost() {
	pair "$1" "$one_worker" "SELECT $2 FROM bench_spend" "SELECT $3 FROM bench_spend"
}
row_cost 's251_group, by number' 'count(line), count(year)' \
	"count(earlyhelp.s251_group(line, year, 'early_late_net')), count(year)"
row_cost 's251_group, by the text of the file' 'count(text_of_line), count(year)' \
	"count(earlyhelp.s251_group(text_of_line, year, 'early_late_net')), count(year)"
row_cost 'real_terms, double precision, built in' 'sum(gbp), count(year)' \
	'sum(earlyhelp.real_terms(gbp, year, 2019)), count(year)'
row_cost 'real_terms, numeric, built in' 'sum(gbp_numeric), count(year)' \
	'sum(earlyhelp.real_terms(gbp_numeric, year, 2019)), count(year)'
row_cost '  against the product and quotient written out' \
	'sum(gbp_numeric * 100 / CASE year WHEN 2017 THEN 96.31115 WHEN 2018 THEN 97.975025 ELSE 100.0 END)' \
	'sum(earlyhelp.real_terms(gbp_numeric, year, 2019))'
row_cost 'real_terms, double precision, own series of 36' 'sum(gbp), count(year)' \
	'sum(earlyhelp.real_terms(gbp, year, 2019, (SELECT d FROM bench_deflator))), count(year)'
row_cost 'funding_gap_summary' 'sum(gbp), sum(children), sum(gbp + 1), sum(children + 1)' \
	'earlyhelp.funding_gap_summary(gbp, children, gbp + 1, children + 1)'
pair 's251_group, GROUP BY' "$one_worker" \
	'SELECT left(line, 3), sum(gbp) FROM bench_spend GROUP BY 1' \
	"SELECT earlyhelp.s251_group(line, year, 'early_late_net'), sum(gbp) FROM bench_spend GROUP BY 1"
