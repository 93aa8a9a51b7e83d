# The view of sql/views/60_indicators.sql: neighbours, ranks, bands, changes.
use strict;
use warnings;
use PostgreSQL::Test::Utils;
use Test::More;
use Earlyhelp;

my $node = server('indicators');
$node->safe_psql('postgres', 'CREATE EXTENSION earlyhelp; CREATE SCHEMA demo;
	ALTER DATABASE postgres SET search_path = demo');
ok(run_file($node, 'postgres', root() . "/sql/views/$_"), "$_ runs") for ('10_tables.sql', '60_indicators.sql');

# Two kinds of codes, a suppressed figure, a gap in the years, ties.
$node->safe_psql('postgres', q{
	INSERT INTO authorities (la_code, name, region, region_code, excluded_small_authority)
	SELECT code, 'LA ' || code, 'somewhere', CASE code WHEN '390' THEN 'E12000001' ELSE 'E12000007' END, 0
	FROM unnest(ARRAY['301', '302', '303', '304', '390']) AS code;
	INSERT INTO polarity VALUES ('rate', 'low'), ('share', 'high'), ('number', '-');
	INSERT INTO indicator VALUES
		('301', 2020, 'rate', 20), ('302', 2020, 'rate', 10), ('303', 2020, 'rate', 20), ('304', 2020, 'rate', 40),
		('E08000037', 2020, 'rate', NULL), ('301', 2021, 'rate', 21), ('302', 2021, 'rate', 12),
		('303', 2022, 'rate', 30), ('E09000002', 2022, 'rate', 25),
		('E12000007', 2020, 'rate', 23.5), ('E92000001', 2020, 'rate', 24.5),
		('301', 2020, 'share', 1), ('302', 2020, 'share', 2), ('303', 2020, 'share', 2), ('304', 2020, 'share', 0),
		('301', 2020, 'number', 7);
	INSERT INTO neighbours VALUES ('301', '302'), ('301', '304'), ('301', 'E09000004'), ('301', '390'), ('302', '390')});

# la_code, year, value, change, rank of ranked, band, neighbours (mean median
# counted), region, England; worked by hand.  The neighbours of 301 have 10,
# 40, 20 and no figure: mean 70/3, median 20.  303 has a gap before 2022.
is($node->safe_psql('postgres', q{
	SELECT concat_ws(' ', la_code, year, value, coalesce(change::text, '-'), coalesce(rank::text, '-'), ranked,
		coalesce(band, '-'), coalesce(round(neighbours_mean::numeric, 2)::text, '-'), coalesce(neighbours_median::text, '-'),
		coalesce(neighbours_counted::text, '-'), coalesce(region::text, '-'), coalesce(england::text, '-'))
	FROM indicator_authorities WHERE indicator = 'rate' AND value IS NOT NULL ORDER BY year, la_code}),
	join("\n",
		'301 2020 20 - 2 4 B 23.33 20 3 23.5 24.5',
		'302 2020 10 - 1 4 A - - 0 23.5 24.5',
		'303 2020 20 - 2 4 B - - - 23.5 24.5',
		'304 2020 40 - 4 4 D - - - 23.5 24.5',
		'301 2021 21 1 2 2 D 12.00 12 1 - -',
		'302 2021 12 2 1 2 A - - - - -',
		'301 2022 25 4 1 2 A 30.00 30 1 - -',
		'303 2022 30 - 2 2 D - - - - -'),
	'low is good');
is($node->safe_psql('postgres', q{
	SELECT string_agg(concat_ws(' ', la_code, rank, band), ', ' ORDER BY la_code) FROM indicator_authorities WHERE indicator = 'share'}),
	'301 3 C, 302 1 B, 303 1 B, 304 4 D', 'high is good');
is($node->safe_psql('postgres', q{
	SELECT count(rank) + count(band) FROM indicator_authorities WHERE indicator = 'number' OR value IS NULL}),
	'0', 'neither, or no figure: no rank and no band');
is($node->safe_psql('postgres', q{
	SELECT string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod), ', ')
	FROM pg_attribute AS a WHERE a.attrelid = 'demo.indicator_authorities'::regclass AND a.attnum > 0
	AND format_type(a.atttypid, a.atttypmod) !~ '^(double precision|integer|bigint|character varying\(\d+\))$'}),
	'', 'no column is of a type that BI tools cannot take');

$node->stop;
done_testing();
