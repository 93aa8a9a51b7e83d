# logit_state: the fit of a state is logit's of the rows held, in any order and
# any split, or says that it is not; states are stored, sent and merged.
use strict;
use warnings;
use PostgreSQL::Test::Utils;
use Test::More;
use Earlyhelp;

my $node = server('logit_state', "max_parallel_workers_per_gather = 0\nmin_parallel_table_scan_size = 0\nparallel_setup_cost = 0\nparallel_tuple_cost = 0\nwork_mem = '64MB'\njit = off\n");
my $n = 1_400_000;
$node->safe_psql('postgres', 'CREATE EXTENSION earlyhelp; ALTER DATABASE postgres SET search_path = public, earlyhelp');
$node->safe_psql('postgres', "CREATE UNLOGGED TABLE many AS
	SELECT i, r < 1 / (1 + exp(0.4 - 0.7 * x1 + 0.5 * x2)) AS y, x1, x2, s::integer AS shard, 1 + i % 12 AS month,
		r < 1 / (1 + exp(-0.6 * x1)) AND i > $n / 2 OR r < 1 / (1 + exp(1 - x2)) AND i <= $n / 2 AS drifting,
		r < 1 / (1 + exp(CASE WHEN s < 1 THEN 3 * x1 ELSE 0.4 - 0.7 * x1 + 0.5 * x2 END)) AS unlike
	FROM (SELECT i, random() AS r, random() * 2 - 1 AS x1, random() * 3 AS x2, random() * 4 AS s
		FROM (SELECT setseed(0.25)) AS seed, generate_series(1, $n) AS i) AS t;
	CREATE TABLE truth AS SELECT t.y, f.* FROM (SELECT 'y' AS y, logit(y, x1, x2) AS f FROM many
		UNION ALL SELECT 'drifting', logit(drifting, x1, x2) FROM many
		UNION ALL SELECT 'unlike', logit(unlike, x1, x2) FROM many) AS t, tidy(t.f) AS f;
	ANALYZE many");
my $held = $node->safe_psql('postgres', "SELECT max(g.rows_streamed) FROM (SELECT logit(y, x1, x2) AS f FROM many) AS t, glance(t.f) AS g");
is($held, 0, 'the fit that states are compared with holds its rows');

# status, rows in sums, what is said, what is so in standard errors, the largest
# difference of an estimate, rows: of the state that a query gives as s.
sub told
{
	my ($y, $query) = @_;
	return split /\|/, $node->safe_psql('postgres', "WITH s AS MATERIALIZED ($query), f AS MATERIALIZED (SELECT fit(s) AS f FROM s)
		SELECT g.status, g.rows_streamed, g.max_error, max(abs(t.estimate - u.estimate) / u.std_error), max(abs(t.estimate - u.estimate)),
			g.rows_used
		FROM f, glance(f.f) AS g, tidy(f.f) AS t JOIN truth AS u ON u.y = '$y' AND u.term = t.term GROUP BY g.status, g.rows_streamed, g.max_error, g.rows_used");
}

# Never a wrong number with the status ok, and never further off than is said.
sub sound
{
	my ($what, $y, $query) = @_;
	my ($status, $streamed, $said, $off, $by, $rows) = told($y, $query);
	is($rows, $n, "$what: every row is there");
	ok($status ne 'ok' || $by < 1e-8, "  $status, $streamed summed: " . ($by || 'no number') . ' off');
	ok($status eq 'not_converged' || $off eq '' || $said eq '' || $off <= $said + 1e-9,
		'  ' . ($off || 'no') . ' standard errors, ' . ($said || 'nothing') . ' said');
	return $status;
}

my $state = 'logit_state(y, x1, x2) AS s';
is(sound('rows at random', 'y', "SELECT $state FROM many"), 'ok', '  which is ok');
sound("by $_", 'y', "SELECT $state FROM (SELECT * FROM many ORDER BY $_ OFFSET 0) AS t")
  for 'y, i', 'y DESC, i', 'x1', 'x2', '0.7 * x1 - 0.5 * x2';
sound('a drift halfway', 'drifting', 'SELECT logit_state(drifting, x1, x2) AS s FROM (SELECT * FROM many ORDER BY i OFFSET 0) AS t');

# Splits: shards, months, an outcome each, slices of x1, tiny ones, one huge and many tiny.
my %split = (
	'12 months' => 'month', 'each shard' => 'shard', 'each outcome' => 'y', 'slices of x1' => 'floor(x1 * 10)',
	'states of 1 to 50 rows' => 'i / (1 + i / 1000 % 50), i / 1000', 'one huge and many tiny' => "CASE WHEN i > 100000 THEN 0 ELSE -i / 7 - 1 END");
for my $split (sort keys %split)
{
	my $parts = "SELECT $state, min(i) AS i FROM many GROUP BY $split{$split}";
	sound($split, 'y', "SELECT rollup(s) AS s FROM ($parts) AS t");
	sound("$split, by halves", 'y', "SELECT rollup(s) AS s FROM (SELECT rollup(s) AS s FROM ($parts) AS t GROUP BY i % 64) AS u");
}
is(sound('12 months into a year', 'y', "SELECT rollup(s) AS s FROM (SELECT $state FROM many GROUP BY month) AS t"), 'ok', '  which is ok');
sound('one shard another population', 'unlike', 'SELECT rollup(s) AS s FROM (SELECT logit_state(unlike, x1, x2) AS s FROM many GROUP BY shard) AS t');

# Workers.
my $parallel = 'SET max_parallel_workers_per_gather = 2';
like($node->safe_psql('postgres', "$parallel; EXPLAIN SELECT $state FROM many"), qr/Partial Aggregate/, 'workers take part');
$node->safe_psql('postgres', "$parallel; CREATE TABLE of_workers AS SELECT $state FROM many");
sound('of workers', 'y', 'SELECT s FROM of_workers');
$node->safe_psql('postgres', "$parallel; CREATE TABLE of_groups AS SELECT month, $state FROM many GROUP BY month");
sound('of workers by group', 'y', 'SELECT rollup(s) AS s FROM of_groups');

# Stored: rows out of line, sums in it; by text, in binary, by dump.
$node->safe_psql('postgres', "CREATE TABLE kept (name text, s logit_state);
	INSERT INTO kept SELECT 'month ' || month, $state FROM many WHERE month < 4 GROUP BY month;
	INSERT INTO kept SELECT 'all', s FROM of_workers;
	INSERT INTO kept SELECT 'few', $state FROM many WHERE i < 20;
	INSERT INTO kept SELECT 'none', logit_state(NULL::boolean, x1) FROM many WHERE i < 20;
	INSERT INTO kept SELECT 'weighed', logit_state(outcome(y, 1 + month, 'probability', x1, intercept => false), x2) FROM many WHERE i < 2000");
my $all = "SELECT name, md5(s::text), md5(logit_state_send(s)), rows_used(s), missing(s) FROM kept ORDER BY name";
my $before = $node->safe_psql('postgres', $all);
is($node->safe_psql('postgres', "SELECT pg_relation_size(reltoastrelid) > 2000000 FROM pg_class WHERE relname = 'kept'"), 't',
	'states of many rows lie out of line');
is($node->safe_psql('postgres', "SELECT bool_and(s::text::logit_state::text = s::text) FROM kept"), 't', 'text gives the same');
my $file = "$ENV{TESTDATADIR}/kept.bin";
$node->safe_psql('postgres', "COPY kept TO '$file' (FORMAT binary); TRUNCATE kept; COPY kept FROM '$file' (FORMAT binary)");
is($node->safe_psql('postgres', $all), $before, 'binary COPY gives the same');
$node->safe_psql('postgres', 'CREATE DATABASE copy');
$node->safe_psql('copy', 'CREATE EXTENSION earlyhelp');
my $dump = "$ENV{TESTDATADIR}/kept.dump";
$node->command_ok([ 'pg_dump', '-Fc', '-t', 'kept', '-f', $dump, '-d', $node->connstr('postgres') ], 'they are dumped');
$node->command_ok([ 'pg_restore', '--exit-on-error', '-d', $node->connstr('copy'), $dump ], 'and restored');
is($node->safe_psql('copy', "SET search_path = public, earlyhelp; $all"), $before, 'as they were');
is($node->safe_psql('copy', "SET search_path = earlyhelp, public; SELECT sum((g).rows_used) FROM (SELECT glance(fit(s)) AS g FROM kept) AS t"),
	$node->safe_psql('postgres', 'SELECT sum(rows_used(s)) FROM kept'), 'and fitted');

# Damaged on the wire: every byte of small states, some of large ones.
my $refused = $node->safe_psql('postgres', q{
	CREATE FUNCTION try(wire bytea) RETURNS text LANGUAGE plpgsql AS $$
	BEGIN
		RETURN (SELECT g.status FROM glance(fit(('1:' || encode(wire, 'hex'))::logit_state)) AS g);
	EXCEPTION WHEN invalid_text_representation THEN RETURN 'refused';
	END $$;
	SELECT count(*) FILTER (WHERE try(set_byte(w, i, get_byte(w, i) # bit)) = 'refused') > 0, count(*) > 500
	FROM (SELECT logit_state_send(s) AS w FROM kept WHERE name IN ('few', 'all')) AS t, unnest(ARRAY[1, 64, 128]) AS bit,
		generate_series(0, octet_length(w) - 1, 1 + octet_length(w) / 400) AS i});
is($refused, 't|t', 'changed bytes are refused or do no harm');

# Rows that can be neither held nor summed; a cancel on the way.
my ($rc, $out, $err) = $node->psql('postgres', "SELECT logit_state(i = 1, x1, x2, x1, x2, x1, x2, x1, x2) FROM many");
like($err, qr/too many to be held.*not sound.*logit_scan/s, 'an outcome that is rare, in too many rows');
($rc, $out, $err) = $node->psql('postgres', "SELECT logit_state(y, VARIADIC array_fill(x1, ARRAY[21])) FROM many");
like($err, qr/too many to be held.*more than 20 predictors/s, 'too many predictors');
is($node->safe_psql('postgres', "SELECT g.status FROM (SELECT logit_state(i <= 40, x1, x2) AS s FROM many) AS t, glance(fit(t.s)) AS g"), 'ok',
	'a rare outcome in fewer rows is held');
for my $limit (20, 150, 400)
{
	($rc, $out, $err) = $node->psql('postgres', "SET statement_timeout = $limit; SELECT fit($state) IS NULL FROM many" =~ s/ AS s//r);
	ok($rc == 0 || $err =~ /canceling statement/, "a limit of $limit ms");
}

$node->stop;
done_testing();
