# Parallel plans: workers aggregate their share, and the answer is the same
# to the last digit.
use strict;
use warnings;
use Test::More;
use Earlyhelp;

my $node = server('parallel');
$node->safe_psql('postgres', q{
	CREATE EXTENSION earlyhelp;
	CREATE TABLE rows AS
	SELECT i % 7 AS la, CASE WHEN i % 50 <> 0 THEN i % 1000 END AS a, i % 3000 + 1000 AS b,
		(i % 1000 + 0.25)::numeric(12,2) AS n, i / 7.0::double precision AS f,
		i % 4 = 0 AS t, earlyhelp.proportion(i % 3, 3) AS p, earlyhelp.ratio(i, 3.5) AS r
	FROM generate_series(1, 200000) AS i;
	ANALYZE rows;
});

my $serial = 'SET max_parallel_workers_per_gather = 0;';
my $parallel = q{
	SET max_parallel_workers_per_gather = 2;
	SET parallel_setup_cost = 0;
	SET parallel_tuple_cost = 0;
	SET min_parallel_table_scan_size = 0;
};

for my $call (
	'prevention_ratio_state(a, b)', 'early_help_rate_state(a, b::bigint)',
	'early_share_state(n, b)', 'spend_per_child_state(n, b)',
	'share_state(t)', 'share_state(a, b)', 'rollup(p)', 'rollup(r)',
	'prevention_ratio(a, b)', 'share(t)')
{
	for my $grouped (0, 1)
	{
		my $sql = $grouped
		  ? "SELECT la, earlyhelp.$call FROM rows GROUP BY la ORDER BY la"
		  : "SELECT earlyhelp.$call FROM rows";
		like(
			$node->safe_psql('postgres', "$parallel EXPLAIN (COSTS OFF) $sql"),
			qr/Gather.*Partial \w*Aggregate/s,
			"$call is split among workers" . ($grouped ? ', by group' : ''));
		is( $node->safe_psql('postgres', "$parallel $sql"),
			$node->safe_psql('postgres', "$serial $sql"),
			'and the state is the same');
	}
}

# Doubles: the same to some 30 digits, so the same once rounded.
my $doubles = q{SELECT earlyhelp.numerator(s), earlyhelp.denominator(s),
	round(earlyhelp.value(s)::numeric, 13)
	FROM (SELECT earlyhelp.spend_per_child_state(f, b) AS s FROM rows) AS t};
is( $node->safe_psql('postgres', "$parallel $doubles"),
	$node->safe_psql('postgres', "$serial $doubles"),
	'sums of doubles are the same');

$node->stop;
done_testing();
