# Shards: the rows live on three servers, a fourth asks by postgres_fdw.  What
# travels is states, the answers are those of one node, and what goes wrong
# on a shard is an error and no more.
use strict;
use warnings;
use PostgreSQL::Test::Utils;
use Test::More;
use Earlyhelp;

my $rows = 3000;
my $memory = "shared_buffers = 16MB\nmax_connections = 20\n";

# --- three shards, a partition each, and an empty one beside the last ---------

my $data = slurp_file(root() . '/test/t/shards_data.sql');
my %shard = map { $_ => server($_, $memory) } qw(north south east);
my $national = server('national', $memory);
for my $node (values %shard, $national)
{
	$node->safe_psql('postgres', 'CREATE ROLE analyst LOGIN; CREATE DATABASE england');
	$node->safe_psql('england', "CREATE EXTENSION earlyhelp; $data");
}
for my $name (keys %shard)
{
	$shard{$name}->safe_psql('england', "
		CREATE TABLE activity AS SELECT * FROM cases('$name', $rows);
		CREATE TABLE activity_none AS SELECT * FROM activity LIMIT 0;
		CREATE TABLE months AS
		SELECT shard, date_trunc('month', referred_on)::date AS month,
			earlyhelp.prevention_ratio_state(early_help, social_care) AS prevention,
			earlyhelp.share_state(ended) AS ended,
			earlyhelp.rereferrals_state(child_id, referred_on) AS log
		FROM activity GROUP BY shard, month;
		GRANT SELECT ON ALL TABLES IN SCHEMA public TO analyst");
}

$shard{$_}->safe_psql('england', "CREATE UNLOGGED TABLE many AS SELECT * FROM sample('$_', 550000, 0);
	CREATE UNLOGGED TABLE unlike AS SELECT * FROM sample('$_', 550000, ('$_' = 'east')::integer)") for 'south', 'east';

# server_sql NAME, NODE, DATABASE, OPTIONS: a foreign server and who may use it
sub server_sql
{
	my ($name, $node, $db, $options) = @_;
	return sprintf(
		"CREATE SERVER %s FOREIGN DATA WRAPPER postgres_fdw
			OPTIONS (host '%s', port '%s', dbname '%s', async_capable 'true'%s);
		CREATE USER MAPPING FOR CURRENT_USER SERVER %s;
		CREATE USER MAPPING FOR analyst SERVER %s OPTIONS (user 'analyst', password_required 'false');
		GRANT USAGE ON FOREIGN SERVER %s TO analyst;\n",
		$name, $node->host, $node->port, $db, $options, ($name) x 3);
}

my $ours = ", extensions 'earlyhelp'";
my $sql = "CREATE EXTENSION postgres_fdw;
	CREATE TABLE whole AS SELECT c.* FROM unnest(ARRAY['north', 'south', 'east']) AS s, cases(s, $rows) AS c;
	CREATE TABLE activity (LIKE whole) PARTITION BY LIST (shard);
	CREATE TABLE months (shard text, month date, prevention earlyhelp.ratio,
		ended earlyhelp.proportion, log earlyhelp.events) PARTITION BY LIST (shard);
	CREATE TABLE many (shard text, y boolean, x double precision, z double precision) PARTITION BY LIST (shard);
	CREATE TABLE unlike (LIKE many) PARTITION BY LIST (shard);
	CREATE TABLE regions AS SELECT 'E' || i AS la_code, 'R' || i % 2 AS region FROM generate_series(0, 6) AS i;\n";
for my $name (sort keys %shard)
{
	$sql .= server_sql($name, $shard{$name}, 'england', $ours)
	  . "CREATE FOREIGN TABLE activity_$name PARTITION OF activity FOR VALUES IN ('$name')
			SERVER $name OPTIONS (table_name 'activity');
		CREATE FOREIGN TABLE months_$name PARTITION OF months FOR VALUES IN ('$name')
			SERVER $name OPTIONS (table_name 'months');\n";
	$sql .= join '', map { "CREATE FOREIGN TABLE ${_}_$name PARTITION OF $_ FOR VALUES IN ('$name')
			SERVER $name OPTIONS (table_name '$_', fetch_size '20000');\n" } 'many', 'unlike' if $name ne 'north';
}
$national->safe_psql('england', "$sql
	CREATE FOREIGN TABLE activity_none PARTITION OF activity FOR VALUES IN ('none')
		SERVER south OPTIONS (table_name 'activity_none');
	CREATE TYPE kind AS ENUM ('referral', 'closed_step_down', 'early_help_start');
	CREATE FOREIGN TABLE activity_kind (shard text, child_id bigint, referred_on date, event kind)
		SERVER east OPTIONS (table_name 'activity');
	CREATE TABLE by_child (LIKE whole) PARTITION BY HASH (child_id);
	CREATE FOREIGN TABLE by_child_0 PARTITION OF by_child FOR VALUES WITH (MODULUS 1, REMAINDER 0)
		SERVER east OPTIONS (table_name 'activity');
	GRANT SELECT ON ALL TABLES IN SCHEMA public TO analyst");

my $set = 'SET search_path = earlyhelp, public; SET enable_partitionwise_aggregate = on';

sub answer
{
	my ($query, @options) = @_;
	return $national->safe_psql('england', "$set; $query", @options);
}

# The statements that a query sends to the shards, and its plan.
sub remote
{
	my ($query, $settings) = @_;
	my $plan = $national->safe_psql('england',
		($settings // $set) . "; EXPLAIN (VERBOSE, COSTS OFF) $query");
	return ($plan, $plan =~ /Remote SQL: (.*)/g);
}

# ships QUERY, STATE, NAME, PARTS: each part is asked for states by group, all
# at the same time, and for no row
sub ships
{
	my ($query, $state, $name, $parts) = @_;
	$parts //= 4;
	my ($plan, @sent) = remote($query);
	my $fine = @sent == $parts
	  && (grep { /\bearlyhelp\.\Q$state\E\(.* GROUP BY / } @sent) == $parts
	  && (() = $plan =~ /Async Foreign Scan/g) == $parts;
	ok($fine, "$name: states travel") or diag($plan);
	return $sent[0];
}

# travels QUERY, STATE, NAME: the rows do
sub travels
{
	my ($query, $state, $name, $settings) = @_;
	my ($plan, @sent) = remote($query, $settings);
	my $fine = @sent && !grep { /\bearlyhelp\.\Q$state\E\(|GROUP BY/ } @sent;
	ok($fine, "$name: rows travel") or diag($plan);
}

sub by_shard
{
	my ($call, $from) = @_;
	return 'SELECT shard, ' . $call . ' AS s FROM ' . ($from // 'activity') . ' GROUP BY shard';
}

# --- every state, in two levels ------------------------------------------------

# The same text: sums of whole numbers, of numerics, and logs are exact.
for my $call (
	'prevention_ratio_state(early_help, social_care)',
	'early_share_state(early_help, social_care)',
	'spend_per_child_state(spend, children)',
	'share_state(ended)',
	'share_state(early_help - 1, social_care + 12)',
	'rereferrals_state(child_id, referred_on)',
	'rereferrals_state(la_code, child_id, referred_on)',
	'rereferrals_state(la_code, referred_on)',
	'rereferrals_state(child_id, seen_at)',
	'missed_opportunities_state(la_code, child_id, seen_at, event)',
	'survival(days, ended)',
	'survival(days, ended, days - 1)')
{
	my ($state) = $call =~ /^(\w+)/;
	ships('SELECT rollup(s) FROM (' . by_shard($call) . ') AS q', $state, $call);
	my ($sharded) = answer('SELECT rollup(s) FROM (' . by_shard($call) . ') AS q');
	my ($one) = answer("SELECT $call FROM whole");
	ok($sharded eq $one && length $one > 20, '  and are one node\'s') or diag("$sharded\n$one");
}

# Sums of doubles depend on their order, in the last digits alone.
my $net = 'spend_per_child_state(net, children)';
ships('SELECT rollup(s) FROM (' . by_shard($net) . ') AS q', 'spend_per_child_state', $net);
is( answer("SELECT abs(value(q.s) / value(w.s) - 1) < 1e-15, rows_used(q.s) = rows_used(w.s)
	FROM (SELECT rollup(s) AS s FROM (" . by_shard($net) . ") AS q) AS q, (SELECT $net AS s FROM whole) AS w"),
	't|t', '  and agree with one node\'s');

# A fit over the shards: of their rows while they are few, of sums where it is linear.
for my $call (
	'logit_state(good, prevent, safeguard)',
	'logit_state(good::integer, prevent, safeguard)',
	'logit_state(good, children, log(social_care))',
	'logit_state(good)',
	'logit_state(outcome(good, exposure_offset => safeguard), prevent)',
	'logit_state(outcome_of(good::integer * (children + 1), children + 1), prevent)',
	'linear_state(net, prevent, safeguard)',
	'logit_state(outcome_of(early_help - 1, social_care + 12), prevent, safeguard)')
{
	my $two = 'SELECT fit(rollup(s)) AS f FROM (' . by_shard($call) . ') AS q';
	ships($two, $call =~ /^(\w+)/, $call);
	my ($apart, $n, $text) = split /\|/, answer("SELECT max(abs(a.estimate - b.estimate) / b.std_error + abs(a.std_error / b.std_error - 1)),
			count(*), min(a.status || b.status)
		FROM ($two) AS q, (SELECT fit($call) AS f FROM whole) AS w, tidy(q.f) AS a JOIN LATERAL tidy(w.f) AS b USING (term)");
	ok($n > 0 && $apart < 1e-8 && $text eq 'okok', "  and fit as one node's") or diag("$apart $n $text");
}

travels(by_shard("logit_state(outcome(good, weight => children, weight_kind => 'probability'), prevent)"),
	'logit_state', 'a kind of weight, which is a text constant');

# Past half a million rows a shard sends sums, of some kilobytes; what they
# lose is no more than the fit says.  A shard unlike the others costs more.
my $apart = "(SELECT max(abs(a.estimate - b.estimate) / b.std_error) FROM tidy(q.f) AS a JOIN tidy(h.f) AS b USING (term))";
for my $what ([ 'many', 'ok' ], [ 'unlike', 'approximate' ])
{
	my ($table, $expected) = @$what;
	my $two = 'SELECT fit(rollup(s), ARRAY[\'x\', \'z\']) AS f, max(length(s::text)) AS bytes FROM (' . by_shard('logit_state(y, x, z)', $table) . ') AS q';
	ships($two, 'logit_state', "$table rows", 2);
	my ($status, $said, $bytes, $off, $nobs) = split /\|/, answer("SET work_mem = '1GB';
		CREATE TABLE held_$table AS SELECT logit(y, x, z) AS f FROM (SELECT * FROM $table OFFSET 0) AS t;
		WITH q AS MATERIALIZED ($two) SELECT g.status, g.max_error, q.bytes, $apart, g.nobs FROM q, glance(q.f) AS g, held_$table AS h");
	cmp_ok($bytes, '<', 5000, "  as $bytes bytes");
	is($nobs, 1_100_000, '  for all rows');
	ok($said ne '' ? $off <= $said : $status ne 'ok', "  status $status, $off standard errors apart, " . ($said || 'no bound') . ' said');
	is($status, $expected, "  and so it is $expected");
}

# Pass by pass it is exact, whatever the shards are like: each pass is an
# argument of the next, as a scalar sub-select.
my $pass = 'SELECT rollup(s) FROM (' . by_shard('logit_step(y, (SELECT p FROM pass), x, z)', 'unlike') . ') AS q';
answer('CREATE TABLE pass AS SELECT NULL::logit_pass AS p');
like(ships($pass, 'logit_step', 'a pass', 2), qr/logit_step\(y, \$1::earlyhelp\.logit_pass, VARIADIC ARRAY\[x, z\]\)/, '  to and from each shard');
like(answer(join ";\n", ("UPDATE pass SET p = ($pass)") x 6,
		"SELECT converged(p), $apart < 1e-8 FROM pass, LATERAL (SELECT fit(p, ARRAY['x', 'z']) AS f OFFSET 0) AS q, held_unlike AS h"),
	qr/^t\|t$/, '  six of them to the fit of one node');
is( answer("SELECT s.status, s.rows = $rows * 3, $apart < 1e-8 FROM logit_scan('SELECT good, prevent, safeguard FROM activity') AS s,
	LATERAL (SELECT s.fit AS f) AS q, (SELECT logit(good, prevent, safeguard) AS f FROM whole) AS h"),
	'ok|t|t', 'logit_scan() reads the shards\' rows to the same fit');

# Read above: limits of the whole, and each shard beside it.
my $shares = by_shard('share_state(ended)');
is( answer("SELECT l = (SELECT limits(share_state(ended)) FROM whole) FROM
	(SELECT rollup(s) AS s FROM ($shares) AS q) AS t, limits(t.s) AS l"),
	't', 'limits over the shards');
is( answer("SELECT string_agg(shard || ' ' || cases(s) + missing(s), ', ' ORDER BY shard) FROM ($shares) AS q"),
	"east $rows, north $rows, south $rows", 'a shard without rows has no group');
is( answer("SELECT value(rollup(s)) IS NULL, cases(rollup(s)) FROM (" . by_shard('share_state(ended)', 'activity_none') . ') AS q'),
	't|0', 'and alone is no case');

# --- rules and other arguments ---------------------------------------------------

my $child = 'la_code, child_id, referred_on';
for my $rule (
	'rereferral_rule()',
	"rereferral_rule(within => '6 months', edge => 'out', same_day => 'merged')",
	"rereferral_rule(observed_from => '2018-04-01', count_from => '2019-04-01', observed_to => date '2022-03-31')",
	"(SELECT rereferral_rule(within => '6 months', anchor => 'earlier'))",
	"'1: within 6 months 0 days; edge in; same_day apart; anchor later; clock referral; "
	  . "observed - to -; counted - to -; help - days; years from month 4'::rereferral_rule")
{
	my $sent = ships("SELECT rollup(s) FROM (" . by_shard("rereferrals_state($child, $rule)") . ') AS q',
		'rereferrals_state', substr($rule, 0, 60));
	like($sent, qr/rereferrals_state\(la_code, child_id, referred_on, ('1: within .*'|\$1)::earlyhelp\.rereferral_rule\)/,
		'  and the rule as a value');
	is( answer("SELECT (SELECT rereferrals(rollup(s))::text FROM (" . by_shard("rereferrals_state($child, $rule)") . ') AS q) '
		  . "= (SELECT rereferrals(rereferrals_state($child, $rule))::text FROM whole)"),
		't', '  with one node\'s answer');
}
my $events = by_shard("missed_opportunities_state($child, lower(event), rereferral_rule(help_days => 28))");
ships("SELECT missed_opportunities(rollup(s)) FROM ($events) AS q", 'missed_opportunities_state', 'lower(event)');
is( answer("SELECT (SELECT missed_opportunities(rollup(s))::text FROM ($events) AS q) = (SELECT missed_opportunities(
	missed_opportunities_state($child, event, rereferral_rule(help_days => 28)))::text FROM whole)"),
	't', '  with one node\'s answer');

# Where no child is in two shards, logs need not travel: what is read from them.
my $read = by_shard('rereferrals(rereferrals_state(child_id, referred_on))');
like(ships($read, 'rereferrals', 'a log read where it is'), qr/SELECT shard, earlyhelp\.rereferrals\(earlyhelp\.rereferrals_state\(/, '  is no log any more');
is( answer("SELECT bool_and(q.s::text = w.s::text), count(*) FROM ($read) AS q JOIN (" . ($read =~ s/activity/whole/r) . ') AS w USING (shard)'),
	't|3', '  but a row for each shard');

# What ships as an argument, and what does not.
for my $argument ('early_help > 2', "event = 'referral'", "event IN ('referral', 'other')", "event LIKE 'closed%'",
	"referred_on >= '2020-04-01'", 'CASE WHEN ended THEN true ELSE false END')
{
	ships(by_shard("share_state($argument)"), 'share_state', $argument);
}
travels(by_shard("share_state($_)"), 'share_state', $_)
  for 'coalesce(ended, false)', 'ended IS TRUE', 'referred_on < current_date';
travels(by_shard("rereferrals_state($_)"), 'rereferrals_state', $_)
  for 'child_id::text, referred_on', '(la_code, child_id), referred_on';
travels(by_shard("missed_opportunities_state(child_id, referred_on, 'referral'::text)"),
	'missed_opportunities_state', 'a text constant');
travels(by_shard('missed_opportunities_state(child_id, referred_on, event)', 'activity_kind'),
	'missed_opportunities_state', 'a column of an enum that the extension does not have');

# --- clauses around it -----------------------------------------------------------

my $ratio = 'prevention_ratio_state(early_help, social_care)';
my $sent = ships("SELECT rollup(s) FROM (SELECT shard, $ratio FILTER (WHERE days > 30) AS s FROM activity
	WHERE ended AND referred_on >= '2019-04-01' GROUP BY shard HAVING count(*) > 10) AS q",
	'prevention_ratio_state', 'FILTER, WHERE and HAVING');
like($sent, qr/FILTER \(WHERE \(days > 30/, '  with the filter');
like($sent, qr/WHERE .*referred_on >= .*GROUP BY 1 HAVING \(\(count\(\*\) > 10\)\)/, '  the condition and what groups must have');
ships("SELECT region, value(rollup(s)) FROM (SELECT shard, la_code, $ratio AS s FROM activity GROUP BY shard, la_code) AS q
	JOIN regions USING (la_code) GROUP BY region", 'prevention_ratio_state', 'a local table joined above');
is( answer("SELECT bool_and(t.v = w.v), count(*) FROM (SELECT region, value(rollup(s)) AS v
	FROM (SELECT shard, la_code, $ratio AS s FROM activity GROUP BY shard, la_code) AS q JOIN regions USING (la_code) GROUP BY region) AS t
	JOIN (SELECT region, prevention_ratio(early_help, social_care) AS v FROM whole JOIN regions USING (la_code) GROUP BY region) AS w USING (region)"),
	't|2', '  with one node\'s answer');
ships("SELECT rollup(s) FROM (SELECT shard, $ratio AS s FROM activity WHERE shard IN ('north', 'east') GROUP BY shard) AS q",
	'prevention_ratio_state', 'two of the shards', 2);
travels("SELECT $ratio FROM activity", 'prevention_ratio_state', 'one level');
travels("SELECT la_code, $ratio FROM activity GROUP BY la_code", 'prevention_ratio_state', 'groups that are not the shards\'');
travels("SELECT tableoid, $ratio FROM activity GROUP BY tableoid", 'prevention_ratio_state', 'GROUP BY tableoid');
travels("SELECT shard, la_code, $ratio FROM activity GROUP BY ROLLUP (shard, la_code)", 'prevention_ratio_state', 'GROUP BY ROLLUP');
travels("SELECT shard, extract(year FROM referred_on), $ratio FROM activity GROUP BY 1, 2", 'prevention_ratio_state', 'a year taken from a day');
travels("SELECT shard, $ratio FROM by_child GROUP BY shard", 'prevention_ratio_state', 'partitions that are not the groups\'');
travels(by_shard($ratio), 'prevention_ratio_state', 'enable_partitionwise_aggregate off', 'SET search_path = earlyhelp, public');
is( answer("SELECT $ratio = (SELECT $ratio FROM whole) FROM activity" =~ s/ratio_state\(early_help, social_care\)/ratio(early_help, social_care)/gr),
	't', 'one level is right all the same');

# A view of the parts frees those who use it from the setting.  Its columns
# must all be used, or the shards are asked one after another; WITH ...
# MATERIALIZED uses them.
my $parts = join ' UNION ALL ', map { "SELECT shard, la_code, $ratio AS prevention, share_state(ended) AS ended
	FROM activity_$_ GROUP BY shard, la_code" } sort keys %shard;
$national->safe_psql('england', "SET search_path = earlyhelp, public; CREATE VIEW parts AS $parts;
	CREATE VIEW states AS WITH parts AS MATERIALIZED ($parts) SELECT * FROM parts");
for (['parts', 0], ['states', 3])
{
	my ($view, $async) = @$_;
	my ($plan, @sent) = remote("SELECT value(rollup(prevention)), rollup(ended) FROM $view", 'SET search_path = earlyhelp, public');
	is((grep { /prevention_ratio_state\(.*share_state\(.* GROUP BY 1, 2/ } @sent), 3, "the view $view: states travel without the setting") or diag($plan);
	is((() = $plan =~ /Async Foreign Scan/g), $async, "  $async shards at the same time") or diag($plan);
	is( answer("SELECT rollup(prevention)::text = (SELECT ${ratio}::text FROM whole) FROM $view"), 't', '  and are one node\'s');
}

# States that shards have stored.
$sent = ships('SELECT value(rollup(p)), rollup(e) FROM (SELECT shard, rollup(prevention) AS p, rollup(ended) AS e
	FROM months GROUP BY shard) AS q', 'rollup', 'stored states', 3);
like($sent, qr/SELECT shard, earlyhelp\.rollup\(prevention\), earlyhelp\.rollup\(ended\) FROM public\.months GROUP BY 1/, '  rolled up where they are');
is( answer("SELECT rollup(prevention)::text = (SELECT ${ratio}::text FROM whole),
		rollup(log)::text = (SELECT rereferrals_state(child_id, referred_on)::text FROM whole), count(*) > 100 FROM months"),
	't|t|t', '  or here, as they are');

# A role with no right but to read: the extension asks for none.
is( answer("SELECT rollup(s)::text = (SELECT ${ratio}::text FROM whole) FROM (" . by_shard($ratio) . ') AS q',
		extra_params => [ '-U', 'analyst' ]),
	't', 'a plain role asks the shards');

# --- what goes wrong ---------------------------------------------------------------

$shard{east}->safe_psql('postgres', "$data; CREATE TABLE activity AS SELECT * FROM cases('east', 10)");
$national->safe_psql('england', join '', map { server_sql($_->[0], $shard{east}, @$_[1, 2]) . "CREATE SCHEMA $_->[0];
	IMPORT FOREIGN SCHEMA public LIMIT TO (activity) FROM SERVER $_->[0] INTO $_->[0];\n" }
	  [ 'east_rows', 'england', '' ], [ 'east_bare', 'postgres', $ours ]);

travels(by_shard($ratio, 'east_rows.activity'), 'prevention_ratio_state', 'a server without the option extensions');
is( answer("SELECT s::text = (SELECT ${ratio}::text FROM whole WHERE shard = 'east') FROM (" . by_shard($ratio, 'east_rows.activity') . ') AS q'),
	't', '  to the same answer');
my ($rc, $out, $err) = $national->psql('england', "$set; " . by_shard($ratio, 'east_bare.activity'));
like($err, qr/ERROR:  schema "earlyhelp" does not exist/, 'a shard without the extension says so');
like($err, qr/remote SQL command: SELECT shard, earlyhelp\.prevention_ratio_state/, '  and which statement it was');

# An error of ours on a shard is one here, with its detail and hint.
$shard{south}->safe_psql('england', "INSERT INTO activity (shard, early_help, social_care) VALUES ('south', -1, 5)");
($rc, $out, $err) = $national->psql('england', "$set; SELECT rollup(s) FROM (" . by_shard($ratio) . ') AS q');
like($err, qr/ERROR:  .*negative.*\n(DETAIL|HINT):.*/, 'a bad value on a shard is an error here');
$shard{south}->safe_psql('england', 'DELETE FROM activity WHERE early_help < 0');

# Down, and up again, in the middle of one session.
my $east = $shard{east};
my $control = sub { return "\\! pg_ctl -D '" . $east->data_dir . "' -l '" . $east->logfile . "' -m fast -w $_[0] >/dev/null 2>&1" };
my $query = 'SELECT rows_used(rollup(s)) FROM (' . by_shard($ratio) . ') AS q;';
my $used = answer("SELECT rows_used($ratio) FROM whole");
$national->psql('england', join("\n", $set . ';', $query,
		'-- a restart between two statements is not noticed', $control->('restart'), $query,
		'-- one that is down is an error, and the others answer', $control->('stop'), $query,
		$query =~ s/FROM activity/FROM activity WHERE shard <> 'east'/r,
		'-- within a transaction the connection is lost, and so the transaction', $control->('start'),
		'BEGIN;', $query, $control->('restart'), $query, 'ROLLBACK;', $query),
	stdout => \$out, stderr => \$err, on_error_stop => 0);
is($out, join("\n", $used, $used, answer("SELECT rows_used($ratio) FROM whole WHERE shard <> 'east'"), $used, $used),
	'a shard restarts, stops and comes back in one session');
like($err, qr/could not connect to server "east"/, 'a shard that is down is named');
is((() = $err =~ /^psql:.*ERROR: /mg), 2, '  and there is no other error than in the transaction that lost one') or diag($err);

$_->stop for $national, values %shard;
done_testing();
