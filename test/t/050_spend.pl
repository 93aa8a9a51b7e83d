# Spend: the loaders of official files, schemes and real terms on the real
# data, and the claims made of them.
use strict;
use warnings;
use PostgreSQL::Test::Utils;
use Test::More;
use Earlyhelp;

my $node = server('spend');
my $sql = root() . '/sql';
my $dir = "$ENV{TESTDATADIR}/spend";
mkdir $dir;

# A file in an official layout, as bytes.
sub file
{
	my ($name, $text) = @_;
	open my $fh, '>:raw', "$dir/$name" or die;
	print $fh $text;
	close $fh;
	return "file=$dir/$name";
}

# load DATABASE, LOADER, NAME=VALUE ...: (whether it went well, its messages)
sub load
{
	my ($db, $loader, @vars) = @_;
	my ($out, $err) = ('', '');
	my $ok = IPC::Run::run(
		[   'psql', '-Xq', (map { ('-v', $_) } @vars),
			'-d', $node->connstr($db), '-f', "$sql/load/$loader"
		],
		'>', \$out, '2>', \$err);
	return ($ok, $out . $err);
}

sub database
{
	my ($db) = @_;
	$node->safe_psql('postgres', "CREATE DATABASE $db");
	$node->safe_psql($db, "CREATE EXTENSION earlyhelp; CREATE SCHEMA demo; ALTER DATABASE $db SET search_path = demo");
	ok(run_file($node, $db, "$sql/views/10_tables.sql"), "$db: the tables are made");
}

# --- loaders, on small files in the official layouts ---------------------------

database('small');
$node->safe_psql('small', q{
	INSERT INTO authorities (la_code, ons_code, name, region, established, excluded_small_authority) VALUES
	('202', 'E09000007', 'Camden', 'London', NULL, 0), ('801', 'E06000023', 'Bristol, City of', 'South West', NULL, 0),
	('205', 'E09000013', 'Hammersmith and Fulham', 'London', NULL, 0),
	('835', 'E10000009', 'Dorset', 'South West', NULL, 0), ('838', 'E06000059', 'Dorset', 'South West', '2019-04-01', 0)});

# Section 251: a byte-order mark, CRLF, thousands, symbols, a comma in a name.
my $head = 'time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,'
  . 'new_la_code,old_la_code,la_name,category_of_expenditure,description_of_expenditure,'
  . 'own_provision,private_provision,other_public_sector_provision,voluntary_provision,total_expenditure,income';
my $camden = '202122,Financial year,Local authority,E92000001,England,E12000007,Inner London,E09000007,202,Camden';
my $bristol = '202122,Financial year,Local authority,E92000001,England,E12000009,South West,E06000023,801,"Bristol, City of"';
my @lines = (
	"$camden,Sure Start and children aged under 5,3.0.1 Spend on individual Sure Start Childrens Centres,1,0,0,0,\"1,010.5\",10,1000.5",
	"$camden,Sure Start and children aged under 5,3.0.5 Total Sure Start childrens centres and other spend on children under 5,1,0,0,0,1010.5,10,1000.5",
	"$camden,Children looked after,3.1.1 Residential care,1,0,0,0,500,600,-100",
	"$camden,Total,5.0.2 Total Children and Young Peoples Services Expenditure (excluding CERA),1,0,0,0,1510.5,610,900.5",
	"$bristol,Children looked after,3.1.1 Residential care,1,0,0,0,c,z,c",
	'202122,Financial year,National,E92000001,England,,,,,,Children looked after,3.1.1 Residential care,9,9,9,9,9,9,9');
my ($ok, $said) = load('small', 's251_outturn.sql',
	file('s251.csv', "\xEF\xBB\xBF" . join("\r\n", "$head,net_current_expenditure", @lines) . "\r\n"), 'unit=1');
ok($ok, 'a file of Section 251 is loaded') or diag($said);
is( $node->safe_psql('small', q{
	SELECT string_agg(concat_ws(' ', la_code, financial_year, line, gross_gbp, net_gbp, net_symbol), ', ' ORDER BY la_code, line)
	FROM s251_outturn}),
	'202 2022 3.0.1 1010.50 1000.50, 202 2022 3.0.5 1010.50 1000.50, 202 2022 3.1.1 500.00 -100.00, '
	  . '202 2022 5.0.2 1510.50 900.50, 801 2022 3.1.1 confidential',
	'with its authorities alone, negative lines and symbols');
like($said, qr/2022 \| +2 \| +0\.00/, 'its lines sum to its total');
is( $node->safe_psql('small', q{
	SELECT string_agg(line_group || ' ' || net, ', ' ORDER BY line_group)
	FROM (SELECT earlyhelp.s251_group(line, financial_year, 'early_late_net') AS line_group, sum(net_gbp) AS net
		FROM s251_outturn WHERE la_code = '202' GROUP BY 1) AS g}),
	'early 1000.50, late -100.00, subtotal 1000.50, total 900.50', 'and are grouped with nothing twice');

# Without a net column, columns in another order, in million pounds.
$node->safe_psql('small', 'DROP TABLE s251_outturn');
($ok, $said) = load('small', 's251_outturn.sql', file('s251_millions.csv',
	"description_of_expenditure,category_of_expenditure,income,total_expenditure,la_name,old_la_code,geographic_level,time_period\n"
	  . "3.1.1 Residential care,Children looked after,0.25,1.5,Camden,202,Local authority,202021\n"
	  . "3.9.9 A line of the future,Other,0,1,Camden,202,Local authority,202021\n"), 'unit=1000000');
ok($ok, 'one without a net column') or diag($said);
is($node->safe_psql('small', "SELECT gross_gbp, net_gbp FROM s251_outturn WHERE line = '3.1.1'"), '1500000.00|1250000.00',
	'has net as gross less income, in pounds');
like($said, qr/2021 \| 3\.9\.9 +\| A line of the future/, 'and a line that no scheme knows is told');

($ok, $said) = load('small', 's251_outturn.sql', file('latin1.csv',
	"time_period,geographic_level,old_la_code,la_name,category_of_expenditure,description_of_expenditure,total_expenditure,income,\xA3m\n"
	  . "201920,Local authority,202,Caf\xE9,x,3.1.1 Residential care,7,2,1\n"), 'unit=1', 'encoding=LATIN1');
ok($ok, 'a file in another encoding is read when it is named') or diag($said);
is($node->safe_psql('small', "SELECT la_name = U&'Caf\\00E9', net_gbp FROM s251_outturn WHERE financial_year = 2020"), 't|5.00', 'as what it says');

($ok, $said) = load('small', 's251_outturn.sql', file('other.csv', "time_period,geographic_level,old_la_code,la_name,category_of_expenditure\n"), 'unit=1');
ok(!$ok, 'another table is refused');
like($said, qr/the file has no column description_of_expenditure.*It has time_period, geographic_level/s, 'with the columns it has');
($ok, $said) = load('small', 's251_outturn.sql', file('year.csv', "$head\n" . ($lines[0] =~ s/^202122/202124/r =~ s/,1000.5$//r) . "\n"), 'unit=1');
ok(!$ok && $said =~ /this is not a year: "202124"/, 'a period that is no financial year is refused') or diag($said);

# Children in need, the names of 2024-25 and those before.
my $la = 'Local authority,E92000001,England,E12000007,London,202,E09000007,Camden';
($ok, $said) = load('small', 'children_in_need.sql', file('c1_2025.csv',
	'time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,old_la_code,new_la_code,la_name,category,'
	  . "referral_count,rereferral_count,rereferral_percent,no_further_action_count,no_further_action_percent,not_in_need_count,not_in_need_percent,referral_child_count,rereferral_child_count,rereferral_child_percent\n"
	  . "2025,Reporting year,$la,Total,\"2,010\",300,14.9,12,0.6,400,19.9,1900,280,14.7\n"
	  . "2024,Reporting year,$la,Total,2000,c,c,x,x,0,0.0,1900,z,z\n"));
ok($ok, 'a file of children in need is loaded') or diag($said);
($ok, $said) = load('small', 'children_in_need.sql', file('c1_2022.csv',
	'time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,old_la_code,new_la_code,la_name,'
	  . "Referrals,Re_referrals,Re_referrals_percent,No_Further_Action,Not_in_Need,Referrals_child,Re_referrals_child\n"
	  . "2022,Reporting year,$la,1800,:,:,5,6,7,8\n"));
ok($ok, 'and one of an earlier release') or diag($said);
is( $node->safe_psql('small', q{
	SELECT string_agg(concat_ws(' ', financial_year, referrals, coalesce(rereferrals::text, '-'), assessed_not_in_need, children_referred, why_missing), ', ' ORDER BY financial_year)
	FROM cin_referrals}),
	'2022 1800 - 6 7 unavailable, 2024 2000 - 0 1900 confidential, 2025 2010 300 400 1900',
	'counts, nought as nought, and why one is missing');

# Ofsted: names, not codes; columns of over 63 bytes.
my $ofsted = 'Web link,Local authority name,Ofsted region,Inspection date,Publication date,Overall effectiveness,'
  . 'The impact of leaders on social work practice with children and families,'
  . 'The experiences and progress of children who need help and protection,'
  . "The experiences and progress of children in care,The experiences and progress of care leavers\n";
($ok, $said) = load('small', 'ofsted_outcomes.sql', file('ofsted.csv', $ofsted
	  . "x,Bristol,South West,16/01/2023,17/03/2023,Requires improvement to be good,Good,Inadequate,Good,Outstanding\n"
	  . "x,Hammersmith & Fulham,London,08/03/2024,15/04/2024,Outstanding,Outstanding,Outstanding,Outstanding,\n"
	  . "x,Dorset,South West,27/09/2021,12/11/2021,Good,Good,Good,Good,Good\n"
	  . "x,Camden,London,Not yet inspected,,,,,,\n"));
ok($ok, 'judgements are loaded') or diag($said);
is( $node->safe_psql('small', q{
	SELECT string_agg(concat_ws(' ', la_code, inspection_date, financial_year_published, good, help_and_protection, care_leavers), ', ' ORDER BY la_code) FROM ofsted_outcomes}),
	'205 2024-03-08 2025 1 outstanding, 801 2023-01-16 2023 0 inadequate outstanding, 838 2021-09-27 2022 1 good good',
	'by name, the newest authority of a name, by the year of publication');
($ok, $said) = load('small', 'ofsted_outcomes.sql', file('ofsted_other.csv', $ofsted . "x,Atlantis,Sea,16/01/2023,17/03/2023,Good,Good,Good,Good,Good\n"));
ok(!$ok && $said =~ /nothing was loaded: Atlantis/, 'an authority that is not known stops the load') or diag($said);

# Population: districts into counties, 18 and over left out, both sexes.
my $districts = "ladcode23,laname23,country,sex,age,population_2018,population_2019\n"
  . join('', map { my $d = $_; map { my $s = $_; map { "$d,$s,$_," . (10 + $_) . ',' . (20 + $_) . "\n" } (0, 17, 18, 90) } qw(F M) }
	  ('E07000008,Cambridge,E', 'E07000009,East Cambridgeshire,E', 'E09000007,Camden,E', 'W06000001,Isle of Anglesey,W'));
file('lookup.csv', "\"LAD23CD\",\"LAD23NM\",\"CTYUA23CD\",\"CTYUA23NM\"\nE07000008,Cambridge,E10000003,Cambridgeshire\n"
	  . "E07000009,East Cambridgeshire,E10000003,Cambridgeshire\nE09000007,Camden,E09000007,Camden\n");
($ok, $said) = load('small', 'population.sql', file('myeb1.csv', $districts), "lookup=$dir/lookup.csv");
ok($ok, 'population is loaded') or diag($said);
# by hand: (10 + 27) x 2 sexes, x 2 districts in the county
is( $node->safe_psql('small', q{
	SELECT string_agg(concat_ws(' ', ons_code, mid_year, financial_year, children_0_17, edition), ', ' ORDER BY ons_code, mid_year) FROM children_mid_year}),
	'E09000007 2018 2019 74 myeb1.csv, E09000007 2019 2020 114 myeb1.csv, E10000003 2018 2019 148 myeb1.csv, E10000003 2019 2020 228 myeb1.csv',
	'summed to authorities, beside the year that starts in it');
file('short.csv', "LTLA23CD,UTLA23CD\nE09000007,E09000007\n");
($ok, $said) = load('small', 'population.sql', "file=$dir/myeb1.csv", "lookup=$dir/short.csv");
ok(!$ok && $said =~ /has not: E07000008, E07000009/, 'a lookup without a district stops the load') or diag($said);

# Any measure.
($ok, $said) = load('small', 'indicators.sql', file('csww.csv',
	"time_period,time_identifier,geographic_level,old_la_code,la_name,role,agency_rate_fte,turnover_rate_fte\n"
	  . "2021,Calendar year,Local authority,202,Camden,Total,15.5,z\n2021,Calendar year,Local authority,202,Camden,Manager,1,1\n"
	  . "2021,Calendar year,National,,,Total,9,9\n"), "names=agency_rate_fte, turnover_rate_fte", "filter=role = 'Total'");
ok($ok, 'measures of any file') or diag($said);
is( $node->safe_psql('small', q{
	SELECT string_agg(concat_ws(' ', la_code, period, indicator, value, symbol), ', ' ORDER BY indicator) FROM indicators}),
	'202 2021 agency_rate_fte 15.5, 202 2021 turnover_rate_fte not_applicable', 'are rows of one plain table');
($ok, $said) = load('small', 'indicators.sql', "file=$dir/csww.csv", 'names=vacancy_rate_fte');
ok(!$ok && $said =~ /no column vacancy_rate_fte/, 'a measure the file has not is an error') or diag($said);

# --- workers ---------------------------------------------------------------------

$node->safe_psql('small', q{
	CREATE TABLE gaps AS SELECT i, 1000 + i % 977 AS a, 10 + i % 7 AS b, 900 + i % 881 AS c, 11 + i % 5 AS d FROM generate_series(1, 200000) AS i;
	INSERT INTO gaps VALUES (0, NULL, 1, 1, 1); ANALYZE gaps});
my $workers = 'SET min_parallel_table_scan_size = 0; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET max_parallel_workers_per_gather = 2';
my $gap = 'earlyhelp.funding_gap_summary(a, b, c, d)';
like($node->safe_psql('small', "$workers; EXPLAIN SELECT $gap FROM gaps"), qr/Partial Aggregate/, 'gaps are summed by workers');
is( $node->safe_psql('small', qq{
	$workers;
	CREATE TABLE by_workers AS SELECT (s).* FROM (SELECT $gap AS s FROM gaps) AS t;
	SET max_parallel_workers_per_gather = 0;
	SELECT count(*), bool_and(w.authorities = o.authorities AND w.missing = 1 AND w.authorities_short = o.authorities_short
		AND abs(w.gap_of_totals / o.gap_of_totals - 1) < 1e-12 AND abs(w.sum_of_gaps / o.sum_of_gaps - 1) < 1e-12
		AND abs(w.sum_of_shortfalls / o.sum_of_shortfalls - 1) < 1e-12)
	FROM by_workers AS w, (SELECT (s).* FROM (SELECT $gap AS s FROM gaps ORDER BY 1) AS t) AS o}),
	'1|t', 'as by one');

# --- the real data ---------------------------------------------------------------

skip_without_shared('spend on the real data');
database('official');
my $data = shared() . '/data';
ok(run_file($node, 'official', "$sql/views/20_load.sql", $data), 'the files are loaded');
ok(run_file($node, 'official', "$sql/load/tidy.sql", $data), 'and lines and deprivation');
ok(run_file($node, 'official', "$sql/views/40_spend.sql"), 'and the views made');
my $checks = holds($node, 'official', slurp_file(root() . '/test/t/spend_checks.sql') =~ s/;\s*$//r, 'demo');
is($checks, 122, 'every figure was asked for');

is( $node->safe_psql('official', q{
	SELECT string_agg(c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod), ', ')
	FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
	WHERE c.relkind = 'v' AND c.relnamespace = 'demo'::regnamespace AND a.attnum > 0
	AND format_type(a.atttypid, a.atttypmod)
		!~ '^(double precision|integer|bigint|date|character varying\(\d+\)|numeric\(\d+,\d+\))$'}),
	'', 'no column of a view is of a type that BI tools cannot take');

# The real figures, put into the official layouts and back by the loaders.
sub official
{
	my ($name, $query) = @_;
	my $text = $node->safe_psql('official', "COPY ($query) TO STDOUT (FORMAT csv, HEADER)");
	return file($name, "$text\n");
}
($ok, $said) = load('official', 's251_outturn.sql', official('s251_real.csv', q{
	SELECT '201819' AS time_period, 'Local authority' AS geographic_level, la_code AS old_la_code, name AS la_name,
		'' AS category_of_expenditure, l.line || ' ' || n.description AS description_of_expenditure,
		l.gross_gbp AS total_expenditure, l.gross_gbp - l.net_gbp AS income
	FROM spend_lines AS l JOIN authorities USING (la_code) JOIN earlyhelp.s251_lines('early_late_net', 2019) AS n USING (line)
	WHERE financial_year_end = 2019
	UNION ALL SELECT '201819', 'Local authority', la_code, name, '', '5.0.2 Total', gross_gbp, income_gbp
	FROM spend JOIN authorities USING (la_code) WHERE financial_year_end = 2019 AND category = 'total_excluding_cera'}), 'unit=1');
ok($ok, 'Section 251 of 2018-19 in the official layout') or diag($said);
like($said, qr/2019 \| +152 \| +[0-4]\.00$/m, 'sums to the published totals, within four pounds');
is( $node->safe_psql('official', q{
	SELECT count(*) FROM s251_outturn AS o FULL JOIN spend_lines AS l
		ON l.la_code = o.la_code AND l.line = o.line AND l.financial_year_end = o.financial_year
	WHERE (o.line IS DISTINCT FROM '5.0.2' AND (o.net_gbp, o.gross_gbp) IS DISTINCT FROM (l.net_gbp, l.gross_gbp))
	AND coalesce(l.financial_year_end, 2019) = 2019}), '0', 'line by line');

($ok, $said) = load('official', 'children_in_need.sql', official('c1_real.csv', q{
	SELECT financial_year_end AS time_period, 'Local authority' AS geographic_level, la_code AS old_la_code, ons_code AS new_la_code, name AS la_name,
		coalesce(referrals::text, 'x') AS "Referrals", coalesce(rereferrals_within_12_months::text, 'c') AS "Re_referrals",
		coalesce(referrals_no_further_action::text, '') AS "No_Further_Action", coalesce(referrals_assessed_not_in_need::text, ':') AS "Not_in_Need",
		coalesce(children_referred::text, 'z') AS "Referrals_child", coalesce(children_rereferred::text, '..') AS "Re_referrals_child"
	FROM need JOIN authorities USING (la_code) WHERE financial_year_end >= 2013}));
ok($ok, 'children in need in the official layout') or diag($said);
is( $node->safe_psql('official', q{
	SELECT count(*), count(*) FILTER (WHERE (o.referrals, o.rereferrals, o.no_further_action, o.assessed_not_in_need, o.children_referred, o.children_rereferred)
		IS DISTINCT FROM (n.referrals, n.rereferrals_within_12_months, n.referrals_no_further_action, n.referrals_assessed_not_in_need, n.children_referred, n.children_rereferred))
	FROM cin_referrals AS o JOIN need AS n ON n.la_code = o.la_code AND n.financial_year_end = o.financial_year}),
	$node->safe_psql('official', 'SELECT count(*) FROM need WHERE financial_year_end >= 2013') . '|0', 'come back as they were');

for my $edition (2015, 2019)
{
	($ok, $said) = load('official', 'imd.sql', official("imd_$edition.csv", qq{
		SELECT ons_code AS "Upper Tier Local Authority District code ($edition)", la_code AS "Upper Tier Local Authority District name ($edition)",
			imd_average_rank AS "IMD - Average rank ", imd_average_score AS "IMD - Average score ", imd_rank_of_average_score AS "IMD - Rank of average score ",
			imd_share_lsoas_most_deprived_10pct AS "IMD - Proportion of LSOAs in most deprived 10% nationally ",
			1 AS "IMD - Rank of proportion of LSOAs in most deprived 10% nationally "
		FROM deprivation WHERE imd_edition = $edition}), "edition=$edition");
	ok($ok, "deprivation of $edition in the official layout") or diag($said);
}
is( $node->safe_psql('official', q{
	SELECT count(*), count(*) FILTER (WHERE i.decile <> d.imd_decile_of_authorities OR i.average_score <> d.imd_average_score)
	FROM imd AS i JOIN deprivation AS d ON d.imd_edition = i.edition AND d.ons_code = i.ons_code}), '303|0',
	'has the deciles of the published model');

$node->stop;
done_testing();
