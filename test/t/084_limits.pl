# What a server runs out of: temporary files, time, disk, memory, the size of a
# value.  A clear error, the server up, and nothing left behind.
use strict;
use warnings;
use PostgreSQL::Test::Utils;
use Test::More;
use Earlyhelp;

my $node = server('limits', "autovacuum = off\nmax_parallel_workers_per_gather = 0\nlogging_collector = off\nlog_statement = none");
my $path = 'SET search_path = earlyhelp, public;';
$node->safe_psql('postgres', q{CREATE EXTENSION earlyhelp;
	CREATE TABLE many AS SELECT i, hashint4(i) % 3 = 0 AS y, sin(i) AS x, cos(i * 1.7) AS z, 'g' || i % 70 AS g,
		i % 90000 AS child, date '2018-04-01' + (hashint4(i) & 1023) AS day, i % 4 AS grade FROM generate_series(1, 300000) AS i;
	ANALYZE many; CREATE ROLE analyst LOGIN; GRANT SELECT ON many TO analyst});
my $begun = $node->safe_psql('postgres', 'SELECT pg_postmaster_start_time()');

sub left_behind
{
	my ($dir) = @_;
	return join ' ', map { my $d = $_; map { s/.*\///r } glob("$d/pgsql_tmp/*"), glob("$d/*/pgsql_tmp/*") } $node->data_dir . '/base', $dir // ();
}

# refuses NAME, SETTINGS, QUERY, ERROR: and answers afterwards
sub refuses
{
	my ($name, $settings, $query, $error) = @_;
	my (undef, $out, $err) = $node->psql('postgres', "$path $settings; $query", on_error_stop => 1);
	like($err, $error, $name);
	unlike($err, qr/XX\d|server closed|terminated/, '  and nothing worse') or diag($err);
}

# --- spills: temp_file_limit, and a disk that is full ------------------------

my %spill = (
	'a log' => 'SELECT events FROM (SELECT earlyhelp.rereferrals_state(child, day) AS s FROM many, generate_series(1, 10)) AS q, LATERAL (SELECT count(*) AS events FROM rereferrals(q.s)) AS r',
	'a fit of rows' => 'SELECT (glance(f)).nobs FROM (SELECT ordinal_logit(grade, x, z) AS f FROM many, generate_series(1, 4)) AS q',
	'a linear fit with factors' => 'SELECT (glance(f)).nobs FROM (SELECT linear(x, z, g, child) AS f FROM many, generate_series(1, 4)) AS q');
for my $what (sort keys %spill)
{
	my ($rc, $out, $err) = $node->psql('postgres', "$path SET work_mem = '64kB'; SET temp_file_limit = '256kB'; $spill{$what}");
	if ($rc == 0)
	{
		pass("$what does not spill");
		next;
	}
	like($err, qr/temporary file size exceeds temp_file_limit|needs? more memory|work_mem|memory/, "$what: temp_file_limit is an error in words");
	is(left_behind(), '', '  and no file is left');
}

SKIP:
{
	my $mounted = $ENV{EARLYHELP_SMALL_DISK} // '';
	unless (-d $mounted)
	{
		diag('SKIPPED: a full disk: root mounts a tmpfs of 1 MB, owned by the server\'s user, and names it in EARLYHELP_SMALL_DISK');
		skip 'a full disk', 1;
	}
	$node->safe_psql('postgres', "CREATE TABLESPACE small LOCATION '$mounted'");
	for my $what (sort keys %spill)
	{
		my ($rc, $out, $err) = $node->psql('postgres', "$path SET work_mem = '64kB'; SET temp_tablespaces = small; $spill{$what}");
		if ($rc == 0) { pass("$what does not spill"); next; }
		like($err, qr/No space left on device|could not write/, "$what: a full disk is an error in words");
		is(left_behind($mounted), '', '  and no file is left');
	}
	$node->safe_psql('postgres', 'DROP TABLESPACE small');
}

# --- time ---------------------------------------------------------------------

for my $query ('SELECT mixed_logit(y, ARRAY[g], x, z) FROM many', 'SELECT logit(y, x, z, g, child) FROM many', 'SELECT ordinal_logit(grade, x, g) FROM many',
	'SELECT rereferrals_state(child, day) FROM many, generate_series(1, 20)', 'SELECT logit_scan($$SELECT y, x, z, g FROM many$$)',
	'SELECT * FROM fit_formula($$y ~ x + z + (1 | g)$$, $$many$$)', 'SELECT logit_profile(y, x, z, g) FROM many')
{
	refuses("statement_timeout in $query", "SET statement_timeout = '40ms'", $query, qr/canceling statement due to statement timeout/);
}
is(left_behind(), '', 'no file is left of what was cancelled');

# --- sizes --------------------------------------------------------------------

refuses('a state of more rows than its limit', '', "SELECT rollup(s) FROM (SELECT logit_state(i % 2 = 0, VARIADIC ARRAY(SELECT sin(i * k) FROM generate_series(1, 600) AS k)) AS s FROM generate_series(1, 20000) AS i) AS q, generate_series(1, 3)",
	qr/rows of a logit_state are too many to be held, and cannot be summed.*take 64 MB, the limit/s);
refuses('a pass cut short', '', "SELECT ('1:' || repeat('00', 3))::logit_pass", qr/logit_pass/);
my $most = $node->safe_psql('postgres', "$path SELECT overlay(s PLACING '7fffffffffffffff' FROM 3 + 2 * (4 + 4 * 8) - 16 FOR 16) FROM (SELECT linear_state(NULL, 1)::text AS s) AS q");
refuses('more missing rows than are counted', '', "SELECT '$most'::linear_state", qr/linear_state/);
for my $e (307, -310)
{
	refuses("predictors of 1e$e in a pass", '', "SELECT next_beta(logit_step(i % 3 = 0, NULL::float8[], i * 1e$e)) FROM generate_series(-9, 9) AS i", qr/the sums of a pass are out of range/);
}
refuses('figures of more than 256 MB', '', 'SELECT rollup(s) IS NULL FROM (SELECT variation_state(i) AS s FROM generate_series(1, 3000000) AS i) AS q, generate_series(1, 20)',
	qr/these figures do not fit a state.*256 MB/s);
refuses('a factor of more levels than a fit takes', '', "SELECT logit(y, i::text) IS NULL FROM many", qr/levels/);
is(left_behind(), '', 'no file is left');
is($node->safe_psql('postgres', 'SELECT pg_postmaster_start_time()'), $begun, 'the server was up all the time');

# --- memory: an address space that ends -----------------------------------------

# A server of 16 MB of buffers starts in some 95 MB: then a little more, and
# calls fail at ever later places.
$node->stop;
my %seen;
my @work = (
	'SELECT logit(y, x, z, g) IS NULL FROM many', 'SELECT mixed_logit(y, ARRAY[g], x) IS NULL FROM many', 'SELECT ordinal_logit(grade, x, z) IS NULL FROM many',
	'SELECT length(rereferrals_state(child, day)::text) FROM many', 'SELECT logit_state(y, x, z) IS NULL FROM many', 'SELECT linear(x, z, g) IS NULL FROM many',
	'SELECT survival(child, y) IS NULL FROM many', 'SELECT length(svg(funnel_chart(i::text, 1, 1 + i))) FROM many WHERE i < 900', 'SELECT gini(i) FROM many',
	'SELECT length(vega_lite(spend_chart(2000 + i, i, i))) FROM many WHERE i < 90', 'SELECT firth_logit(y, x) IS NULL FROM many', 'SELECT logit_profile(y, x) IS NULL FROM many');
for my $mb (98, 101, 104, 108, 112, 118, 126, 140)
{
	my $log = "$ENV{TESTLOGDIR}/limits_memory.log";
	my $kb = 1024 * $mb;
	my $started = system('sh', '-c', "ulimit -v $kb; exec pg_ctl -w -t 30 -D '" . $node->data_dir . "' -l '$log' -o '-c shared_buffers=16MB -c work_mem=200MB -c max_connections=10 -c max_worker_processes=0 -c log_min_messages=warning' start >/dev/null 2>&1");
	if ($started != 0) { $seen{unstarted}++; next; }
	my $host = $node->host;
	my $port = $node->port;
	for my $query (@work)
	{
		my $out = qx(psql -XAtq -h '$host' -p $port -d postgres -c "SET search_path = earlyhelp, public; SET jit = off" -c '$query' -c 'SELECT 41 + 1' 2>&1);
		if ($out =~ /out of memory|Cannot allocate memory/) { $seen{failed}++; like($out, qr/^42$/m, "$query in $mb MB: out of memory, and the session goes on"); }
		elsif ($out =~ /^42$/m) { $seen{worked}++; }
		else { fail("$query in $mb MB"); diag($out); }
	}
	unlike(slurp_file($log), qr/terminated by signal|PANIC/, "  no session was lost in $mb MB");
	system('pg_ctl', '-w', '-D', $node->data_dir, '-m', 'fast', 'stop');
}
note(join ', ', map { "$_ $seen{$_}" } sort keys %seen);
cmp_ok($seen{failed} // 0, '>', 5, ($seen{failed} // 0) . ' calls ran out of memory, ' . ($seen{worked} // 0) . ' did not');
is(left_behind(), '', 'and no file is left');

done_testing();
