# Rows past work_mem become sums: the fit is that of the rows held, in any
# order, or says that it is not; and workers send sums.
use strict;
use warnings;
use Test::More;
use Earlyhelp;

my $node = server('stream', "max_parallel_workers_per_gather = 0\nmin_parallel_table_scan_size = 0\nparallel_setup_cost = 0\nparallel_tuple_cost = 0\n");
my $n = 1_400_000;
$node->safe_psql('postgres', "CREATE EXTENSION earlyhelp;
	CREATE UNLOGGED TABLE many AS
	SELECT i, r < 1 / (1 + exp(0.4 - 0.7 * x1 + 0.5 * x2)) AS y, x1, x2, s::integer AS shard,
		r < 1 / (1 + exp(-0.6 * x1)) AND i > $n / 2 OR r < 1 / (1 + exp(1 - x2)) AND i <= $n / 2 AS drifting
	FROM (SELECT i, random() AS r, random() * 2 - 1 AS x1, random() * 3 AS x2, random() * 4 AS s
		FROM (SELECT setseed(0.25)) AS seed, generate_series(1, $n) AS i) AS t;
	ANALYZE many");

my $held = "SET work_mem = '1GB'";
my $passing = "SET work_mem = '4MB'";

# One row: what differs most between two fits of a response in an order, in
# standard errors, and what the second says of itself.
sub apart
{
	my ($settings, $y, $from, $errors) = @_;
	$errors //= 'model';
	my $reference = $node->safe_psql('postgres', "$held;
		DROP TABLE IF EXISTS reference;
		CREATE TABLE reference AS SELECT earlyhelp.logit($y, x1, x2) AS f FROM many");
	return split /\|/, $node->safe_psql('postgres', "$settings;
		WITH b AS MATERIALIZED (SELECT earlyhelp.logit($y, x1, x2) AS f FROM $from)
		SELECT g.status, g.rows_streamed, g.max_error,
			(SELECT max(abs(p.estimate - q.estimate) / q.std_error)
			 FROM reference AS a, earlyhelp.tidy(b.f, errors => '$errors') AS p,
				earlyhelp.tidy(a.f, errors => '$errors') AS q WHERE p.term = q.term),
			(SELECT max(abs(p.std_error / q.std_error - 1))
			 FROM reference AS a, earlyhelp.tidy(b.f, errors => '$errors') AS p,
				earlyhelp.tidy(a.f, errors => '$errors') AS q WHERE p.term = q.term),
			(SELECT max(abs(p.estimate - q.estimate) / q.std_error)
			 FROM reference AS a, earlyhelp.margins(b.f) AS p, earlyhelp.margins(a.f) AS q WHERE p.term = q.term),
			abs(g.log_lik / ag.log_lik - 1), abs(g.tjur_r2 - ag.tjur_r2), ag.rows_streamed, g.nobs
		FROM b, earlyhelp.glance(b.f) AS g, reference AS r, earlyhelp.glance(r.f) AS ag");
}

for my $errors ('model', 'hc0')
{
	my ($status, $streamed, $said, $off, $error, $margin, $likelihood, $tjur, $none, $nobs) =
	  apart($passing, 'y', 'many', $errors);
	is($status, 'ok', "$errors: rows at random: the status is ok");
	cmp_ok($streamed, '>', $n / 2, '  most rows were summed');
	is($none, 0, '  and none in the fit it is compared with');
	is($nobs, $n, '  and none are lost');
	is($node->safe_psql('postgres', "$passing; SELECT g.method, g.rows_held + g.rows_streamed
		FROM (SELECT earlyhelp.logit(y, x1, x2) AS f FROM many) AS m, earlyhelp.glance(m.f) AS g"),
		"logit_streamed|$n", '  held or summed, and the method says so') if $errors eq 'model';
	cmp_ok($off, '<=', $said, "  $off standard errors apart, $said said");
	cmp_ok($off, '<', 1e-6, '  which is little');
	cmp_ok($error, '<', 1e-5, "  standard errors agree to $error");
	cmp_ok($margin, '<', 1e-4, "  margins to $margin of their errors");
	cmp_ok($likelihood, '<', 1e-12, '  log-likelihoods agree');
	cmp_ok($tjur, '<', 1e-6, "  Tjur's R2 to $tjur");
}

# Orders that mislead: right, or a status that says so.
for my $order ('y, i', 'x1', '0.7 * x1 - 0.5 * x2', 'shard')
{
	my ($status, $streamed, $said, $off) = apart($passing, 'y', "(SELECT * FROM many ORDER BY $order OFFSET 0) AS t");
	ok($status ne 'ok' || $off < 1e-6, "by $order: $status, " . ($off || 'no number') . ' standard errors off');
	ok($status eq 'not_converged' || $off eq '' || $said eq '' || $off <= $said + 1e-9, "  no further than it says: " . ($said || 'no word'));
}
{
	my ($status, $streamed, $said, $off) = apart($passing, 'drifting', '(SELECT * FROM many ORDER BY i OFFSET 0) AS t');
	isnt($status, 'ok', "another population halfway: $status");
	like($node->safe_psql('postgres', "$passing; SELECT g.message FROM (SELECT earlyhelp.logit(drifting, x1, x2) AS f
		FROM (SELECT * FROM many ORDER BY i OFFSET 0) AS t) AS m, earlyhelp.glance(m.f) AS g"), qr/raise work_mem/, '  with the remedy');
	($status, $streamed, $said, $off) = apart($held, 'drifting', '(SELECT * FROM many ORDER BY i OFFSET 0) AS t');
	is($status, 'ok', '  which is one');
}

# What needs its rows keeps them.
is($node->safe_psql('postgres', "$passing; SELECT g.rows_streamed FROM (SELECT earlyhelp.logit($_) AS f FROM many) AS m, earlyhelp.glance(m.f) AS g"),
	0, "$_: rows are held")
  for 'y, x1, shard::text', 'earlyhelp.outcome(y, cluster => shard), x1';

# Workers: those of many rows send sums, and what is left over joins them.
my $parallel = 'SET max_parallel_workers_per_gather = 2';
like($node->safe_psql('postgres', "$parallel; EXPLAIN SELECT earlyhelp.logit(y, x1, x2) FROM many"), qr/Partial Aggregate/, 'workers take part');
for my $setting ($passing, $held)
{
	my ($status, $streamed, $said, $off) = apart("$parallel; $setting", 'y', 'many');
	cmp_ok($off, '<', 1e-5, "2 workers: $status, $off standard errors apart, " . ($said || 'nothing') . " said, $streamed streamed");
	ok($status eq 'ok' || $off <= $said, '  ok, or no further than it says');
}

# Cancelled while it sums: each cancel falls somewhere inside the fit.
my $fit = 'SELECT earlyhelp.logit(y, x1, x2) IS NULL FROM many';
my ($whole) = $node->safe_psql('postgres', "$passing; EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) $fit") =~ /Execution Time: ([\d.]+)/;
for my $tenths (3, 6, 9)
{
	my $limit = int($whole * $tenths / 10) + 1;
	my ($rc, $out, $err) = $node->psql('postgres', "$passing; SET statement_timeout = $limit; $fit");
	ok($rc == 0 || $err =~ /canceling statement due to statement timeout/,
		"a limit of $limit ms " . ($rc == 0 ? 'was enough' : 'ended it'));
}
is($node->safe_psql('postgres', "$passing; $fit"), 'f', 'and the next fit is as good as ever');

$node->stop;
done_testing();
