# Logs of some size: split among workers, spilled, merged, cancelled, dumped;
# the answer is always that of one log in memory.
use strict;
use warnings;
use PostgreSQL::Test::Utils;
use Test::More;
use Earlyhelp;

my $node = server('events_large', "max_parallel_workers = 4\nlog_temp_files = 0\njit = off");
$node->safe_psql('postgres', q{
	CREATE EXTENSION earlyhelp;
	CREATE TABLE log AS
	SELECT (hashint8(i) & 262143)::bigint AS child, date '2014-04-01' + (hashint8extended(i, 7) & 2047)::integer AS day,
		CASE WHEN i % 1000 <> 0 THEN md5((hashint8(i) & 262143)::text) END AS name,
		'L' || (hashint8(i) & 262143) % 5 AS la,
		(ARRAY['referral', 'referral', 'closed_no_action', 'closed_step_down', 'early_help_start', 'moved_away'])[1 + (hashint8extended(i, 9) & 1023)::integer % 6] AS event
	FROM generate_series(1::bigint, 600000) AS i;
	ANALYZE log;
});

my $large = q{SET work_mem = '512MB'; SET max_parallel_workers_per_gather = 0;};
my $small = q{SET work_mem = '64kB'; SET max_parallel_workers_per_gather = 0;};
my $parallel = q{
	SET max_parallel_workers_per_gather = 2; SET parallel_setup_cost = 0;
	SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;
};
my $rule = 'earlyhelp.rereferral_rule(help_days => 60)';

my %state = (
	'numbers' => 'earlyhelp.rereferrals_state(child, day)',
	'text' => 'earlyhelp.rereferrals_state(name, day)',
	'authority and child' => 'earlyhelp.rereferrals_state(la, child, day)',
	'kinds' => "earlyhelp.missed_opportunities_state(name, day, event, $rule)");
for my $what (sort keys %state)
{
	my $sql = "SELECT md5(earlyhelp.events_send($state{$what})) FROM log";
	my $plain = $node->safe_psql('postgres', "$large $sql");
	my $spilled = $node->safe_psql('postgres', "$small $sql");
	is($spilled, $plain, "$what: the log is the same where it spills");
	like($node->safe_psql('postgres', "$parallel EXPLAIN (COSTS OFF) $sql"), qr/Gather.*Partial Aggregate/s, '  it is split among workers');
	is($node->safe_psql('postgres', "$parallel $sql"), $plain, '  and is the same');
	is($node->safe_psql('postgres', "$parallel SET work_mem = '64kB'; $sql"), $plain, '  and the same where those spill');
	my $parts = "SELECT md5(earlyhelp.events_send(earlyhelp.rollup(s))) FROM (SELECT $state{$what} AS s FROM log GROUP BY hashint4(day - date '2000-01-01') % 7) AS t";
	is($node->safe_psql('postgres', "$small $parts"), $plain, '  and the same from seven parts, spilled');
	is($node->safe_psql('postgres', "$large $parts"), $plain, '  or not');
}
like(slurp_file($node->logfile), qr/temporary file: path/, 'there were temporary files');

# In one call: spilled or not, and the same as from the state.
my $rate = 'SELECT earlyhelp.rereferral_rate(child, day), earlyhelp.rereferral_rate(la, child, day) FROM log';
is($node->safe_psql('postgres', "$small $rate"), $node->safe_psql('postgres', "$large $rate"), 'one call: the same where it spills');
is($node->safe_psql('postgres', "$large SELECT earlyhelp.rereferral_rate(child, day) FROM log"),
	$node->safe_psql('postgres', "$large SELECT r.rate FROM (SELECT earlyhelp.rereferrals_state(child, day) AS s FROM log) AS t, earlyhelp.rereferrals(t.s) AS r"),
	'and as from the state');
is($node->safe_psql('postgres', "$small SELECT earlyhelp.missed_opportunities(name, day, event, $rule) FROM log"),
	$node->safe_psql('postgres', "$parallel SELECT m FROM (SELECT earlyhelp.missed_opportunities_state(name, day, event) AS s FROM log) AS t, earlyhelp.missed_opportunities(t.s, $rule) AS m"),
	'missed opportunities too');
is($node->safe_psql('postgres', "$small SELECT md5(earlyhelp.time_to_rereferral(child, NULL::date, day)::text) FROM log"),
	$node->safe_psql('postgres', "$large SELECT md5(earlyhelp.time_to_rereferral(child, NULL::date, day)::text) FROM log"),
	'and times to a re-referral');

# Groups, in a hash table that is too large and by sorting: each its own log.
my $groups = 'SELECT child % 3000 AS g, earlyhelp.rereferral_rate(child, day) AS r FROM log GROUP BY 1';
my $digest = "SELECT md5(string_agg(g || ' ' || r, ',' ORDER BY g)) FROM ($groups) AS t";
is($node->safe_psql('postgres', "$small $digest"), $node->safe_psql('postgres', "$large SET enable_hashagg = off; $digest"), '3,000 groups are the same, hashed or sorted');
# a group of its own spills while others do not
my $skewed = "SELECT md5(string_agg(g || ' ' || r, ',' ORDER BY g)) FROM (SELECT CASE WHEN child % 10 < 9 THEN 0 ELSE child % 500 END AS g, earlyhelp.rereferral_rate(child, day) AS r FROM log GROUP BY 1) AS t";
is($node->safe_psql('postgres', "$small $skewed"), $node->safe_psql('postgres', "$large $skewed"), 'one large group among small ones');

# A hash table may be read again: the answer of a log that is used up is kept.
$node->safe_psql('postgres', 'CREATE TABLE four AS SELECT i FROM generate_series(1, 4) AS i');
my $again = 'SELECT count(*), count(DISTINCT (r, m)::text) FROM four AS a LEFT JOIN LATERAL (SELECT child % 2 AS g,
	earlyhelp.rereferral_rate(child, day) AS r, earlyhelp.missed_opportunities(child, day, event, ' . $rule . ') AS m
	FROM log WHERE child < 4000 GROUP BY 1 OFFSET 0) AS b ON b.g = a.i % 2';
is($node->safe_psql('postgres', "$large SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_material = off; SET enable_memoize = off; $again"), '4|2', 'a rescan gives the same again');

# Survival in workers.
my $curve = 'SELECT md5(earlyhelp.durations_send(earlyhelp.survival((day - date \'2014-04-01\')::double precision, child % 3 = 0))) FROM log';
is($node->safe_psql('postgres', "$parallel $curve"), $node->safe_psql('postgres', "$large $curve"), 'durations are the same from workers');

# A cursor's log spills under the cursor's own resources.
is((split /\n/, $node->safe_psql('postgres', "$small BEGIN; DECLARE c CURSOR FOR SELECT earlyhelp.rereferral_rate(child, day) FROM log GROUP BY child % 4 ORDER BY child % 4;
	FETCH 1 FROM c; SAVEPOINT s; FETCH 1 FROM c; ROLLBACK TO s; FETCH 2 FROM c; CLOSE c; COMMIT;"))[-1] > 0, 1, 'a cursor of logs that spill, with a savepoint');

# --- too large, and cancelled ------------------------------------------------

$node->safe_psql('postgres', q{
	CREATE TABLE stored AS SELECT earlyhelp.rereferrals_state(hashint8(i) & 16777215, date '2014-04-01' + (hashint8extended(i, 7) & 2047)::integer) AS s
	FROM generate_series(1::bigint, 4000000) AS i;
});
my $many = "SELECT earlyhelp.rereferral_rate(hashint8(i) & 16777215, date '2014-04-01' + (i % 2048)::integer) FROM generate_series(1::bigint, 4000000) AS i";
my $stored = 'SELECT r.rate FROM stored, earlyhelp.rereferrals(s) AS r, earlyhelp.limits(s) AS l, earlyhelp.rereferrals(s, level => 0.9) AS t';
my $merged = 'SELECT length(earlyhelp.rollup(s)::text) FROM (SELECT s FROM stored UNION ALL SELECT s FROM stored) AS t';
for my $query ($many, $stored, $merged)
{
	for my $limit (0.05, 0.1, 0.2, 0.4, 0.7, 1.1)
	{
		for my $memory ('4MB', '512MB')
		{
			my $took = ended_after($node, $limit, $query, "SET work_mem = '$memory'") || 0;
			cmp_ok($took, '<', $limit + 0.5, sprintf('%.40s...: a limit of %s s, %s: %s', $query, $limit, $memory, $took ? "ended it after $took s" : 'was enough'));
		}
	}
}
is($node->safe_psql('postgres', "SELECT count(*) FROM pg_ls_tmpdir()"), '0', 'no temporary file is left behind');


# --- stored ------------------------------------------------------------------

$node->safe_psql('postgres', q{
	CREATE DATABASE copy;
	CREATE TABLE kept (what text, e earlyhelp.events, d earlyhelp.durations, r earlyhelp.rereferral_rule);
	INSERT INTO kept SELECT 'numbers', earlyhelp.rereferrals_state(child, day), earlyhelp.survival(child % 700, child % 2 = 0), earlyhelp.rereferral_rule() FROM log WHERE child < 20000;
	INSERT INTO kept SELECT 'kinds', earlyhelp.missed_opportunities_state(la, name, day, event, earlyhelp.rereferral_rule(help_days => 60)), NULL,
		earlyhelp.rereferral_rule(within => '365 days', same_day => 'merged', count_from => '2015-04-01') FROM log;
	INSERT INTO kept SELECT 'none', earlyhelp.rereferrals_state(child, day), earlyhelp.survival(1, true), NULL FROM log WHERE false;
});
my $all = 'SELECT what, md5(e::text), md5(d::text), r FROM kept ORDER BY what';
my $before = $node->safe_psql('postgres', $all);
my $dump = "$ENV{TESTDATADIR}/events.dump";
$node->command_ok([ 'pg_dump', '-Fc', '-t', 'kept', '-f', $dump, '-d', $node->connstr('postgres') ], 'logs are dumped');
$node->safe_psql('copy', 'CREATE EXTENSION earlyhelp');
$node->command_ok([ 'pg_restore', '--exit-on-error', '-d', $node->connstr('copy'), $dump ], 'and restored');
is($node->safe_psql('copy', $all), $before, 'and are as they were');
my $file = "$ENV{TESTDATADIR}/events.bin";
$node->safe_psql('copy', "COPY kept TO '$file' (FORMAT binary); TRUNCATE kept; COPY kept FROM '$file' (FORMAT binary)");
is($node->safe_psql('copy', $all), $before, 'binary COPY gives the same');

# Damaged bytes: of a small row of each type, every one in turn.
my ($refused, $taken, $lost) = (0, 0, 0);
$node->safe_psql('copy', "COPY (SELECT earlyhelp.missed_opportunities_state(c, date '2020-01-01' + c, 'referral'::text, earlyhelp.rereferral_rule()), earlyhelp.survival(c, true, 0), earlyhelp.rereferral_rule()
	FROM generate_series(1, 4) AS c) TO '$file' (FORMAT binary)");
my $bytes = slurp_file($file);
my $damaged = "$ENV{TESTDATADIR}/damaged_events.bin";
for my $at (21 .. length($bytes) - 3)
{
	my $other = $bytes;
	substr($other, $at, 1) = chr(ord(substr($bytes, $at, 1)) ^ 0x91);
	open my $fh, '>:raw', $damaged or die;
	print $fh $other;
	close $fh;
	my ($rc, $out, $err) = $node->psql('copy', "CREATE TEMP TABLE t (e earlyhelp.events, d earlyhelp.durations, r earlyhelp.rereferral_rule); "
		  . "COPY t FROM '$damaged' (FORMAT binary); SELECT e, d, r, earlyhelp.rereferrals(e, r), earlyhelp.survival_quantile(d), earlyhelp.time_to_rereferral(e) FROM t");
	$rc == 0 ? $taken++ : $err =~ /ERROR/ ? $refused++ : $lost++;
}
is($lost, 0, 'no damaged byte ends the session');
cmp_ok($refused, '>', 100, "$refused damaged bytes are refused ($taken are another value)");
is($node->safe_psql('copy', $all), $before, 'and the server goes on');

$node->stop;
done_testing();
