# Mixed logistic fits of made data, where the truth is known: spreads near 0
# and near 10, three crossed groupings, a hundred thousand levels; stored,
# dumped and restored; by group and with workers; cancelled.
use strict;
use warnings;
use Test::More;
use Earlyhelp;

my $node = server('mixed_made', "min_parallel_table_scan_size = 0\n"
	  . "parallel_setup_cost = 0\nparallel_tuple_cost = 0\n");
$node->safe_psql('postgres', q{CREATE EXTENSION earlyhelp;
	ALTER DATABASE postgres SET search_path = public, earlyhelp;
	CREATE FUNCTION uniform(n bigint, seed bigint) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE
		RETURN ((hashint8extended(n, seed) & 4503599627370495) + 0.5) / 4503599627370496;
	CREATE FUNCTION normal(n bigint, seed bigint) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE
		RETURN sqrt(-2 * ln(uniform(n, seed))) * cos(2 * pi() * uniform(n, seed + 1));
	CREATE FUNCTION chance(eta float8) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE
		RETURN 1 / (1 + exp(-eta))});

# made NAME, ROWS, SQL of log odds from i and x
sub made
{
	my ($name, $rows, $groups, $eta) = @_;
	$node->safe_psql('postgres', "CREATE TABLE $name AS
		SELECT i, $groups, x, uniform(i, 77) < chance($eta) AS y
		FROM (SELECT i, normal(i, 11) AS x FROM generate_series(1, $rows) AS i) AS s; ANALYZE $name");
	return;
}

sub row
{
	my ($sql) = @_;
	return split /\|/, $node->safe_psql('postgres', $sql), -1;
}

# holds NAME, CALL, TABLE, {sd of a grouping}: the slope is 0.8
sub holds_truth
{
	my ($call, $table, %sd) = @_;
	my ($status, $slope, $error) = row("SELECT g.status, t.estimate, t.std_error
		FROM (SELECT $call AS f FROM $table) AS m, glance(m.f) AS g, tidy(m.f) AS t WHERE t.term = 'x'");
	is($status, 'ok', "$table: $call");
	cmp_ok(abs($slope - 0.8), '<', 3.3 * $error, "slope $slope, error $error, truth 0.8");
	for my $group (sort keys %sd)
	{
		my ($low, $high) = row("SELECT t.conf_low, t.conf_high FROM (SELECT $call AS f FROM $table) AS m,
			tidy(m.f, level => 0.999) AS t WHERE t.term = 'sd' AND t.group_name = '$group'");
		ok($low < $sd{$group} && $sd{$group} < $high, "sd of $group between $low and $high, truth $sd{$group}");
	}
	return;
}

# A spread near 10: the response is all but decided by the group.
made('wide', 6000, "i % 200 AS g", '0.8 * x + 10 * normal(i % 200, 21)');
holds_truth('mixed_logit(y, ARRAY[g::text], mixed_options(quadrature_points => 25), x)', 'wide', g => 10);
# Three crossed groupings, of 300, 40 and 7 levels.
made('crossed', 9000, 'i % 3 AS k, i % 300 AS a, i * 7 / 3 % 40 AS b, i / 5 % 7 AS c',
	'0.8 * x - 1 + normal(i % 300, 31) + 0.6 * normal(i * 7 / 3 % 40, 41) + 0.9 * normal(i / 5 % 7, 51)');
holds_truth('mixed_logit(y, ARRAY[a::text, b::text, c::text], x)', 'crossed', b => 0.6, c => 0.9);
# Nested ones: the inner is known by the outer's name and its own.
made('nested', 8000, 'i % 40 AS a, i % 400 AS b', '0.8 * x + 0.5 * normal(i % 40, 61) + 0.8 * normal(i % 400, 71)');
holds_truth('mixed_logit(y, ARRAY[a::text, b::text], x)', 'nested', a => 0.5);

# A spread near 0 is either at the boundary or small, and the rest as without.
made('flat', 5000, 'i % 100 AS g', '0.8 * x + 0.02 * normal(i % 100, 81)');
my ($status, $sd, $apart) = row("SELECT g.status, v.sd, max(abs(a.estimate - b.estimate) / b.std_error)
	FROM (SELECT mixed_logit(y, ARRAY[g::text], x) AS f, logit(y, x) AS l FROM flat) AS m, glance(m.f) AS g,
		variance_components(m.f) AS v, tidy(m.f) AS a JOIN LATERAL tidy(m.l) AS b USING (term) GROUP BY 1, 2");
ok($status eq 'boundary' ? $sd == 0 : $status eq 'ok' && $sd < 0.25, "a spread near 0: $status, $sd");
cmp_ok($apart, '<', 0.1, 'the fixed part is as without groups');

# A hundred thousand levels, three rows each.
made('many', 300000, "'level ' || i / 3 AS g", '0.8 * x - 0.5 + normal(i / 3, 91)');
holds_truth('mixed_logit(y, ARRAY[g], mixed_options(quadrature_points => 9), x)', 'many', g => 1);
$node->safe_psql('postgres', 'CREATE TABLE many_fit AS SELECT mixed_logit(y, ARRAY[g], x) AS f FROM many');
is(join(' ', row("SELECT g.status, v.levels FROM many_fit, glance(f) AS g, variance_components(f) AS v")),
	'ok 100001', 'and by Laplace');
is(join(' ', row("SET statement_timeout = '20s'; SELECT count(*), count(DISTINCT e.level), min(e.rank), bool_and(e.conf_low < e.estimate),
		bool_and(e.rank = r) FROM (SELECT *, rank() OVER (ORDER BY estimate DESC) AS r FROM many_fit, effects(many_fit.f)) AS e")),
	'100001 100001 1 t t', 'all their effects are read at once');
my ($predicted) = row("SELECT predict_link(f, ARRAY['level 99999'], 0.5) - predict_link(f, NULL, 0.5) - e.estimate
	FROM many_fit, effects(many_fit.f) AS e WHERE e.level = 'level 99999'");
cmp_ok(abs($predicted), '<', 1e-12, 'a row of one of the last levels is predicted');

# By group, with workers, and in any order: the same fits.
my $by_group = "SELECT string_agg(format('%s %s %s', k, round(t.estimate::numeric, 7), round(t.std_error::numeric, 7)), ' ' ORDER BY k, t.effect, t.term)
	FROM (SELECT k, mixed_logit(y, ARRAY[a::text, c::text], x) AS f FROM crossed GROUP BY k) AS m, tidy(m.f) AS t";
like($node->safe_psql('postgres', "SET max_parallel_workers_per_gather = 2; EXPLAIN $by_group"),
	qr/Partial \w*Aggregate/, 'by group, with workers');
is($node->safe_psql('postgres', "SET max_parallel_workers_per_gather = 2; $by_group"),
	$node->safe_psql('postgres', "SET max_parallel_workers_per_gather = 0; $by_group"), 'workers find what one process finds');
(my $shuffled = $by_group) =~ s/, x\) AS f/, x ORDER BY md5(i::text)) AS f/;
is($node->safe_psql('postgres', $shuffled), $node->safe_psql('postgres', $by_group), 'and so does another order');

# One leaves out what another has: a worker that met no group is no harm.
is(join(' ', row("SET max_parallel_workers_per_gather = 2; SELECT g.rows_used, g.missing, g.groupings
	FROM (SELECT mixed_logit(y, CASE WHEN i > 8990 THEN ARRAY[(i % 3)::text] END, x) AS f FROM crossed) AS m, glance(m.f) AS g")),
	'10 8990 group_1 (3)', 'groups that only a few rows have');

# Stored fits: dumped and restored, copied in binary.
$node->safe_psql('postgres', q{CREATE TABLE stored AS
	SELECT 1 AS k, mixed_logit(y, ARRAY[a::text, c::text], x) AS f FROM crossed
	UNION ALL SELECT 2, mixed_logit(y, ARRAY[g::text], mixed_options(5, 0.9), x) FROM flat
	UNION ALL SELECT 3, mixed_logit(y, ARRAY['alone'], x) FROM flat
	UNION ALL SELECT 4, mixed_logit(true, ARRAY[g::text], x) FROM flat
	UNION ALL SELECT 5, f FROM many_fit;
	CREATE DATABASE copy});
my $dump = "$ENV{TESTDATADIR}/mixed.dump";
$node->command_ok([ 'pg_dump', '-Fc', '-t', 'stored', '--no-owner', '-f', $dump, '-d', $node->connstr('postgres') ], 'a table of fits is dumped');
$node->safe_psql('copy', 'CREATE EXTENSION earlyhelp');
$node->command_ok([ 'pg_restore', '--exit-on-error', '-d', $node->connstr('copy'), $dump ], 'and restored');
my $digest = 'SELECT string_agg(md5(f::text), chr(32) ORDER BY k), count(*) FROM stored';
is($node->safe_psql('copy', $digest), $node->safe_psql('postgres', $digest), 'every fit is as it was');
my $file = "$ENV{TESTDATADIR}/mixed.bin";
$node->safe_psql('copy', "COPY stored TO '$file' (FORMAT binary); TRUNCATE stored; COPY stored FROM '$file' (FORMAT binary)");
is($node->safe_psql('copy', $digest), $node->safe_psql('postgres', $digest), 'and through binary COPY');
is($node->safe_psql('copy', "SELECT string_agg(g.status, ' ' ORDER BY k) FROM stored, earlyhelp.glance(f) AS g"),
	'ok boundary boundary no_variation ok', 'and is read as before');

# A cancel lands within half a second, wherever the fit is: in the rows' way
# in, the fixed part, the search, the profile.
$node->safe_psql('postgres', q{
	CREATE TABLE long AS SELECT y, g, (i % 2900)::text AS h, x, sin(i) AS x2, cos(i * 1.7) AS x3 FROM many});
my %call = (
	crossed => 'mixed_logit(y, ARRAY[g, h], x, x2, x3)',
	points => 'mixed_logit(y, ARRAY[h], mixed_options(101, 0.95), x, x2, x3)');
for my $what (sort keys %call)
{
	for my $limit (0.2, 0.6, 1.2, 2.5, 5)
	{
		my $took = ended_after($node, $limit, "SELECT $call{$what} FROM long", 'SET max_parallel_workers_per_gather = 0');
		ok($took eq '' || $took < $limit + 0.5, "$what: a limit of $limit s " . ($took eq '' ? 'was enough' : "ended it after $took s"));
	}
}

# Many fits in one session leave nothing behind.
my $watched = $node->safe_psql('postgres', q{
	CREATE INDEX ON crossed (i);
	CREATE FUNCTION fits(n integer) RETURNS bigint LANGUAGE plpgsql AS $$
	DECLARE bytes bigint;
	BEGIN
		FOR k IN 1 .. n LOOP
			PERFORM tidy(f), effects(f), predict(f, ARRAY['1', '2'], 0.3)
			FROM (SELECT mixed_logit(y, ARRAY[a::text, c::text], x) AS f FROM crossed WHERE i < 200) AS m;
			BEGIN
				PERFORM mixed_logit(i, ARRAY[a::text], x) FROM crossed WHERE i < 50;
			EXCEPTION WHEN invalid_parameter_value THEN NULL;
			END;
		END LOOP;
		SELECT sum(total_bytes) INTO bytes FROM pg_backend_memory_contexts;
		RETURN bytes;
	END $$;
	SELECT fits(20) IS NULL;
	WITH a AS MATERIALIZED (SELECT fits(20) AS bytes), b AS MATERIALIZED (SELECT fits(200) AS bytes FROM a)
	SELECT b.bytes < a.bytes + 300000 FROM a, b});
is((split /\n/, $watched)[-1], 't', 'memory is flat over two hundred fits and errors');

$node->stop;
done_testing();
