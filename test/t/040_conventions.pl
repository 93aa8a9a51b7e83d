# The conventions of official statistics: workers, storage, cancels, windows
# that spill, and the re-referrals of England's authorities.
use strict;
use warnings;
use PostgreSQL::Test::Utils;
use Test::More;
use Earlyhelp;

my $node = server('conventions');
$node->safe_psql('postgres', q{
	CREATE EXTENSION earlyhelp;
	CREATE TABLE rows AS
	SELECT i % 11 AS area, i % 13 AS band, i % 40 AS x, 1000 + i % 900 AS n, 100 + i % 50 AS w,
		CASE WHEN i % 100 <> 0 THEN (i * 7919 % 100003) / 7.0 END AS v
	FROM generate_series(1, 100000) AS i;
	ANALYZE rows;
	CREATE TABLE groups AS SELECT area, rank, 900 + rank AS people, 50 + rank + area AS value, 1.5 AS se
	FROM generate_series(1, 11) AS area, generate_series(1, 10) AS rank;
	ANALYZE groups;
});
my $serial = 'SET max_parallel_workers_per_gather = 0;';
my $parallel = q{
	SET max_parallel_workers_per_gather = 2;
	SET parallel_setup_cost = 0;
	SET parallel_tuple_cost = 0;
	SET min_parallel_table_scan_size = 0;
};

# Workers send rows; their order is another, the rounded answer is not.
for my $call (
	[ 'standardised_rate(x, n, w)', 'rows', [qw(estimate conf_low_998 std_error events)] ],
	[ 'standardised_rate(x, n, w, x * x)', 'rows', [qw(estimate conf_high)] ],
	[ 'indirect_ratio(x, n, w, 10000)', 'rows', [qw(estimate expected conf_high)] ],
	[ 'overdispersion(x, n)', 'rows', [qw(phi phi_raw tau2 average)] ],
	[ 'slope_index(rank, people, value, se)', 'groups', [qw(sii sii_low rii_high)] ])
{
	my ($agg, $table, $columns) = @$call;
	my $list = join ', ', map { "round((a).$_\::numeric, 11)" } @$columns;
	my $sql = "SELECT area, $list FROM (SELECT area, earlyhelp.$agg AS a FROM $table GROUP BY area) AS t ORDER BY area";
	like($node->safe_psql('postgres', "$parallel EXPLAIN (COSTS OFF) $sql"), qr/Gather.*Partial \w*Aggregate/s, "$agg is split among workers");
	is($node->safe_psql('postgres', "$parallel $sql"), $node->safe_psql('postgres', "$serial $sql"), 'and the answer is the same');
}
for my $index (qw(gini theil coefficient_of_variation))
{
	my $sql = "SELECT round(earlyhelp.$index(v)::numeric, 13), round(earlyhelp.$index(v, n)::numeric, 13) FROM rows";
	is($node->safe_psql('postgres', "$parallel $sql"), $node->safe_psql('postgres', "$serial $sql"), "$index: workers and one alike");
	my $rolled = "SELECT round(earlyhelp.$index(s)::numeric, 13) FROM (SELECT earlyhelp.rollup(s) AS s FROM
		(SELECT earlyhelp.variation_state(v, n) AS s FROM rows GROUP BY area) AS a) AS b";
	is($node->safe_psql('postgres', $rolled), (split /\|/, $node->safe_psql('postgres', $sql))[1], 'and states rolled up');
}

# Stored, and through binary COPY and a dump's text.
is($node->safe_psql('postgres', q{
	CREATE TABLE kept AS SELECT area, earlyhelp.standardised_rate_state(x, n, w) AS s FROM rows GROUP BY area;
	SELECT current_setting('data_directory') || '/kept.bin' AS file \gset
	COPY kept TO :'file' (FORMAT binary);
	CREATE TABLE back (area integer, s earlyhelp.figures);
	COPY back FROM :'file' (FORMAT binary);
	SELECT count(*) FILTER (WHERE kept.s::text = back.s::text) FROM kept JOIN back USING (area)}), 11, 'states come back from binary COPY');

# Bands of a partition that spills, against the rule in plain SQL.
is($node->safe_psql('postgres', q{
	SET work_mem = '64kB';
	SELECT count(*), count(*) FILTER (WHERE band IS DISTINCT FROM
		CASE WHEN v IS NOT NULL THEN greatest(1, 8 - ((m + 1 - r) * 7 + m - 1) / m) END) FROM (
		SELECT v, earlyhelp.quantile_band(v, 7) OVER (PARTITION BY area % 2) AS band,
			rank() OVER (PARTITION BY area % 2 ORDER BY v DESC NULLS LAST) AS r, count(v) OVER (PARTITION BY area % 2) AS m
		FROM rows) AS t}), '100000|0', 'bands of 50,000 rows are those of the rule');

# A simulation of many seconds is cancelled within half a second.
for my $query (
	q{SELECT earlyhelp.slope_index(s, repetitions => 10000000) FROM (SELECT earlyhelp.slope_index_state(rank, 9, rank, 1) AS s FROM generate_series(1, 100) AS rank) AS t},
	q{SELECT earlyhelp.gini(v) FROM rows, generate_series(1, 100)},
	q{SELECT max(b) FROM (SELECT earlyhelp.quantile_band(v, 7) OVER () AS b FROM rows, generate_series(1, 30)) AS t})
{
	my $took = ended_after($node, 0.4, $query, '');
	my ($name) = $query =~ /earlyhelp\.(\w+)/;
	cmp_ok($took || 9, '<', 0.9, "$name: a limit of 0.4 s ended it after $took s");
}

SKIP: {
	skip 'no folder of real figures', 1 unless defined shared();

	# Reference: R 4.2.2, test/oracle/need.R over the same file.
	my $sql = root() . '/sql';
	$node->safe_psql('postgres', 'CREATE SCHEMA demo; ALTER DATABASE postgres SET search_path = demo');
	ok(run_file($node, 'postgres', "$sql/views/10_tables.sql"), 'the tables are made');
	ok(run_file($node, 'postgres', "$sql/views/20_load.sql", shared() . '/data'), 'and loaded');
	$node->safe_psql('postgres', q{
		CREATE VIEW area AS SELECT la_code, rereferrals_within_12_months AS x, referrals AS n,
			sum(rereferrals_within_12_months) OVER ()::float8 / sum(referrals) OVER () AS average
		FROM need WHERE financial_year_end = 2022 AND referrals IS NOT NULL AND rereferrals_within_12_months IS NOT NULL});
	my $flags = q{SELECT string_agg(count::text, ' ' ORDER BY flag) FROM (
		SELECT array_position(ARRAY['Low (0.001)', 'Low (0.025)', 'Not significant', 'High (0.025)', 'High (0.001)'],
			earlyhelp.funnel_flag(x, n, average, %s)) AS flag, count(*) FROM area GROUP BY 1) AS t};
	is($node->safe_psql('postgres', sprintf $flags, '0'), '70 17 33 2 29', 're-referrals 2022: chance alone leaves 33 of 151 in the funnel');
	is($node->safe_psql('postgres', sprintf $flags, '(SELECT (earlyhelp.overdispersion(x, n)).tau2 FROM area)'),
		'3 15 125 5 3', 'with the variance between areas, 125');
	my %checks = (
		q{SELECT conf_low_95 FROM area, earlyhelp.funnel_limits(average, n) WHERE la_code = '303'} => 0.20158911139289246,
		q{SELECT conf_high_998 FROM area, earlyhelp.funnel_limits(average, n) WHERE la_code = '303'} => 0.23607067683162503,
		'SELECT (earlyhelp.overdispersion(x, n)).average FROM area' => 0.21497128953017117,
		'SELECT (earlyhelp.overdispersion(x, n)).phi_raw FROM area' => 75.12175995076791,
		'SELECT (earlyhelp.overdispersion(x, n)).phi FROM area' => 26.623292514217404,
		'SELECT (earlyhelp.overdispersion(x, n)).tau2 FROM area' => 0.001023202935929926,
		'SELECT earlyhelp.gini(x::float8 / n) FROM area' => 0.13887249945182914,
		'SELECT earlyhelp.gini(x::float8 / n, n) FROM area' => 0.1352700495473147,
		'SELECT earlyhelp.coefficient_of_variation(x::float8 / n) FROM area' => 0.26352324302144936,
		'SELECT earlyhelp.theil(x::float8 / n, n) FROM area' => 0.031902243995077233);
	for my $query (sort keys %checks)
	{
		my $got = $node->safe_psql('postgres', $query);
		cmp_ok(abs($got / $checks{$query} - 1), '<', 1e-10, "$query: $got");
	}
	is($node->safe_psql('postgres', q{SELECT string_agg(n::text, ' ' ORDER BY band) FROM (SELECT band, count(*) AS n FROM (
		SELECT earlyhelp.quantile_band(x::float8 / n, 5) OVER () AS band FROM area) AS b GROUP BY band) AS c}), '31 30 30 30 30', 'in fifths as R has them');
}

$node->stop;
done_testing();
