# Real figures: authorities like for like, bands, and small counts hidden.
use strict;
use warnings;
use PostgreSQL::Test::Utils;
use Test::More;
use Earlyhelp;

skip_without_shared('authorities like for like');
my $node = server('areas');
my $sql = root() . '/sql';
$node->safe_psql('postgres', 'CREATE EXTENSION earlyhelp; CREATE SCHEMA demo;
	ALTER DATABASE postgres SET search_path = demo, earlyhelp');
ok(run_file($node, 'postgres', "$sql/views/10_tables.sql"), 'the tables are made');
ok(run_file($node, 'postgres', "$sql/views/20_load.sql", shared() . '/data'), 'and loaded');

# asks(QUERY, WANT, NAME)
sub asks
{
	my ($query, $want, $name) = @_;
	is($node->safe_psql('postgres', $query), $want, $name);
}

# The facts against authorities.csv, whose dates are the orders'.
asks(q{SELECT count(*) FROM authorities WHERE la_code(la_code) IS DISTINCT FROM la_code
	OR (ons_code IS NOT NULL AND la_code(ons_code) IS DISTINCT FROM la_code)
	OR (ons_code_former IS NOT NULL AND la_code(ons_code_former) IS DISTINCT FROM la_code)},
	0, 'every code of the file is known');
asks(q{SELECT count(*) FROM authorities, generate_series(2008, 2026) AS year
	WHERE is_authority(la_code, year) IS DISTINCT FROM
		(make_date(year - 1, 4, 1) >= coalesce(established, '-infinity') AND make_date(year - 1, 4, 1) < coalesce(abolished, 'infinity'))},
	0, 'and was there when the file says');
asks(q{SELECT count(*) FROM authorities, generate_series(2008, 2026) AS year
	WHERE ons_code_changed IS NOT NULL AND ons_code(la_code, year) IS DISTINCT FROM
		CASE WHEN make_date(year - 1, 4, 1) < ons_code_changed THEN ons_code_former ELSE ons_code END},
	0, 'under the code the file gives');
asks(q{SELECT count(*) FROM children WHERE NOT is_authority(la_code, financial_year_end)}, 0,
	'the children of no year are under a code of another');

# Every pair of years: no child lost or counted twice.
asks(q{
	WITH pair AS (SELECT f, t FROM generate_series(2010, 2022) AS f, generate_series(2010, 2022) AS t WHERE f <= t),
	area AS (
		SELECT f, t, financial_year_end AS year, like_for_like(la_code, f, t) AS area,
			complete_sum(children_0_17, la_code, financial_year_end, f, t) AS s
		FROM pair JOIN children ON financial_year_end IN (f, t)
		GROUP BY 1, 2, 3, 4),
	england AS (
		SELECT f, t, year, bool_and((s).status = 'complete' AND area IS NOT NULL) AS whole, sum((s).value) AS children,
			string_agg(area, ',' ORDER BY area) AS areas
		FROM area GROUP BY 1, 2, 3)
	SELECT count(DISTINCT (f, t)), bool_and(whole), count(DISTINCT (f, t, areas)),
		bool_and(children = (SELECT sum(children_0_17) FROM children WHERE financial_year_end = year))
	FROM england}, '91|t|91|t', 'over 91 pairs of years, each area is whole, in both years, and together they are England');

# Against recoding by hand, and the file itself for what did not change.
asks(q{
	WITH hand AS (
		SELECT CASE WHEN la_code IN ('835', '836', '837', '838', '839') THEN '838+839'
			WHEN la_code IN ('928', '940', '941') THEN '940+941' ELSE la_code END AS area, financial_year_end AS year,
			sum(children_0_17) AS children FROM children GROUP BY 1, 2),
	ours AS (
		SELECT like_for_like(la_code, 2010, 2022) AS area, financial_year_end AS year,
			complete_sum(children_0_17, la_code, financial_year_end, 2010, 2022) AS s FROM children GROUP BY 1, 2)
	SELECT count(*), count(*) FILTER (WHERE children = (s).value) FROM hand FULL JOIN ours USING (area, year)},
	'1950|1950', 'the same as by hand: 150 areas over 13 years');
asks(q{SELECT string_agg(year || ' ' || (s).value, ', ' ORDER BY year) FROM (
	SELECT financial_year_end AS year, complete_sum(children_0_17, la_code, financial_year_end, 2019, 2020) AS s
	FROM children WHERE financial_year_end IN (2019, 2020) AND like_for_like(la_code, 2019, 2020) = '838+839' GROUP BY 1) AS t},
	'2019 143260, 2020 143436', 'Bournemouth, Poole and Dorset with Christchurch: 76,699 + 30,188 + 36,373 and 67,868 + 75,568');

# Figures that were not supplied: Hackney in 2021 and 2022, and others.
asks(q{SELECT string_agg((s).status, '; ' ORDER BY area), count(*) FILTER (WHERE (s).status = 'complete') FROM (
	SELECT like_for_like(la_code, 2010, 2022) AS area, complete_sum(referrals, la_code, financial_year_end, 2010, 2022) AS s
	FROM need GROUP BY 1) AS t WHERE (s).status <> 'complete' OR area = '303'},
	'missing: 201 in 2011; missing: 204 in 2021, 204 in 2022; complete; missing: 311 in 2012; missing: 316 in 2012; '
	. 'missing: 393 in 2015; missing: 420 in 2011, 420 in 2017; missing: 908 in 2014; missing: 926 in 2013|1',
	'areas without all their referrals say whose are missing');
asks(q{SELECT (s).status FROM (SELECT complete_sum(referrals, la_code, financial_year_end, 2010, 2022, '201 / 204') AS s
	FROM need WHERE like_for_like(la_code, 2010, 2022, '201 / 204') = '201+204') AS t},
	'missing: 201 in 2011, 204 in 2021, 204 in 2022', 'City of London reported with Hackney');

# Bands of re-referrals in 2021-22: R 4.2.2, test/oracle/bands_2022.R.
asks(q{SELECT string_agg(band || ' ' || n, ', ' ORDER BY band) FROM (SELECT band, count(*) AS n FROM (
	SELECT quartile_band(rereferral_pct_published, 'low') OVER () AS band FROM need WHERE financial_year_end = 2022) AS b
	WHERE band IS NOT NULL GROUP BY 1) AS t},
	'A 38, B 40, C 35, D 38', 'bands of 151 authorities');
asks(q{SELECT string_agg(la_code, ' ' ORDER BY la_code) FROM (
	SELECT la_code, quartile_band(rereferral_pct_published, 'low') OVER () AS band FROM need WHERE financial_year_end = 2022) AS t
	WHERE band = 'A'},
	'201 202 203 205 208 210 302 304 309 310 314 316 318 355 371 382 390 420 800 802 803 811 813 815 838 841 845 856 857 860 865 872 884 893 895 919 926 929',
	'and which of them are in the first');
ok(run_file($node, 'postgres', "$sql/views/60_indicators.sql"), 'the view of indicators is made');
asks(q{INSERT INTO polarity VALUES ('rereferrals', 'low');
	INSERT INTO indicator SELECT la_code, financial_year_end, 'rereferrals', rereferral_pct_published FROM need;
	INSERT INTO neighbours VALUES ('303', '302'), ('303', '301');
	SELECT value, rank, ranked, band, neighbours_mean = (SELECT avg(rereferral_pct_published) FROM need WHERE financial_year_end = 2022 AND la_code IN ('301', '302'))
	FROM indicator_authorities WHERE la_code = '303' AND year = 2022},
	'20.8|98|151|C|t', 'Bexley in 2021-22: 20.8%, 98th of 151, band C');

# Small counts.  What is published has none from 1 to 5 left, so all up to 60
# are small here: none shows, and no region has a single one hidden beside its
# total.
asks(q{
	WITH cell AS (
		SELECT region, cla_started AS n, suppress(cla_started, 60) OVER w AS cell, suppress_total(cla_started, 60) OVER w AS total
		FROM need JOIN authorities USING (la_code) WHERE financial_year_end = 2022
		WINDOW w AS (PARTITION BY region ORDER BY la_code)),
	region AS (
		SELECT count(*) FILTER (WHERE n BETWEEN 1 AND 60 AND cell <> 'c') AS shown, count(*) FILTER (WHERE cell = 'c') AS hidden,
			count(*) FILTER (WHERE cell = 'c' AND n > 60) AS as_well, bool_or(total = 'c') AS no_total
		FROM cell GROUP BY region)
	SELECT sum(shown), sum(hidden) > 5, sum(as_well) > 0, bool_and(hidden <> 1 OR no_total), bool_or(no_total) FROM region},
	'0|t|t|t|f', 'children who started to be looked after: nothing small is shown, nothing hidden alone');

$node->stop;
done_testing();
