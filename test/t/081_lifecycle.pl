# The life of a database that holds states and fits: installed by a plain
# owner, dumped and restored, upgraded, replicated, and left clean.
use strict;
use warnings;
use PostgreSQL::Test::Utils;
use Test::More;
use Earlyhelp;

my $conf = "wal_level = logical\nmax_wal_senders = 4\n" . ($ENV{EARLYHELP_CONF} // '') . "\n";
my $node = PostgreSQL::Test::Cluster->new('primary');
$node->init(allows_streaming => 'logical');
$node->append_conf('postgresql.conf', $conf);
$node->start;

# --- in, and out again without a trace --------------------------------------

my $objects = q{
	SELECT 'proc ' || oid::regprocedure FROM pg_proc UNION ALL SELECT 'type ' || oid::regtype FROM pg_type
	UNION ALL SELECT 'class ' || oid::regclass FROM pg_class WHERE relnamespace <> 'pg_toast'::regnamespace
	UNION ALL SELECT 'operator ' || oid::regoperator FROM pg_operator UNION ALL SELECT 'cast ' || castsource::regtype || castfunc FROM pg_cast
	UNION ALL SELECT 'comment ' || count(*) FROM pg_description UNION ALL SELECT 'depend ' || count(*) FROM pg_depend ORDER BY 1};
$node->safe_psql('postgres', 'CREATE ROLE analyst LOGIN; CREATE ROLE stranger LOGIN; CREATE DATABASE council OWNER analyst; CREATE DATABASE bare');
my $before = $node->safe_psql('bare', $objects);
$node->safe_psql('bare', 'CREATE EXTENSION earlyhelp; DROP EXTENSION earlyhelp; DROP SCHEMA earlyhelp');
is($node->safe_psql('bare', $objects), $before, 'DROP EXTENSION leaves nothing but an empty schema');

# A schema of that name that holds somebody's functions and operators.
$node->safe_psql('bare', q{
	CREATE SCHEMA earlyhelp AUTHORIZATION stranger; SET ROLE stranger;
	CREATE FUNCTION earlyhelp.trap(double precision, double precision) RETURNS double precision LANGUAGE sql AS 'SELECT 666.0::float8';
	CREATE OPERATOR earlyhelp.* (FUNCTION = earlyhelp.trap, LEFTARG = double precision, RIGHTARG = double precision)});
my ($rc, $out, $err) = $node->psql('bare', 'CREATE EXTENSION earlyhelp');
isnt($rc, 0, 'a schema earlyhelp with something in it is not installed into');
like($err, qr/schema earlyhelp is not empty.*DETAIL:.*trap.*HINT/s, '  and the error says what is there');
$node->safe_psql('bare', 'DROP SCHEMA earlyhelp CASCADE; CREATE SCHEMA earlyhelp AUTHORIZATION stranger; CREATE EXTENSION earlyhelp');
is($node->safe_psql('bare', 'SELECT earlyhelp.prevention_ratio(2, 4)'), '0.5', 'an empty one is, as a restore needs');

# --- a database with a value of every type ----------------------------------

my @analyst = (extra_params => [ '-U', 'analyst' ]);
$node->safe_psql('council', 'CREATE EXTENSION earlyhelp', @analyst);
$node->safe_psql('council', slurp_file(root() . "/test/t/$_.sql"), @analyst) for 'samples', 'lifecycle';
is($node->safe_psql('council', 'SELECT * FROM not_kept'), '', 'a value of every type is kept in a table');
my $answers = 'SELECT * FROM answers';
my $then = $node->safe_psql('council', $answers, @analyst);
cmp_ok(length $then, '>', 20000, 'and read again: ' . length($then) . ' characters of values and answers');
unlike($then, qr/unreadable/, '  without an error');

# --- dumped and restored ----------------------------------------------------

for my $format ('plain', 'custom')
{
	my $dump = "$ENV{TESTDATADIR}/council.$format";
	$node->safe_psql('postgres', "CREATE DATABASE copy_$format OWNER analyst");
	$node->command_ok([ 'pg_dump', "-F$format", '-U', 'analyst', '-f', $dump, '-d', $node->connstr('council') ], "its owner dumps it, $format");
	my $to = $node->connstr("copy_$format");
	$node->command_ok($format eq 'plain' ? [ 'psql', '-Xq', '-v', 'ON_ERROR_STOP=1', '-o', '/dev/null', '-d', $to, '-f', $dump ]
		: [ 'pg_restore', '--exit-on-error', '-d', $to, $dump ], '  and a superuser restores it');
	is($node->safe_psql("copy_$format", $answers), $then, '  the same values and answers');
}

# --- a standby, and a subscriber --------------------------------------------

$node->backup('base');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($node, 'base', has_streaming => 1);
$standby->start;
$node->safe_psql('council', 'CREATE TABLE later AS SELECT * FROM "kept earlyhelp.mixed_fit"', @analyst);
$node->wait_for_catchup($standby);
is($standby->safe_psql('council', $answers), $then, 'a standby answers the same');
is($standby->safe_psql('council', 'SELECT count(*) > 0 AND count(t.term) > 0 FROM later, earlyhelp.tidy(v) AS t'), 't', 'also of what came later');
is($standby->safe_psql('council', 'SELECT g.status FROM (SELECT earlyhelp.logit(y, x, z) AS f FROM row_of) AS m, earlyhelp.glance(m.f) AS g'), 'ok', 'and fits');
$standby->stop;

my $other = server('subscriber');
$other->safe_psql('postgres', 'CREATE EXTENSION earlyhelp');
my @kept = split /\n/, $node->safe_psql('council', "SELECT format('%I', relname) || ' ' || substr(relname, 6) FROM pg_class WHERE relname LIKE 'kept %' AND relkind = 'r' ORDER BY 1");
for (@kept)
{
	my ($table, $kind) = /^(".*") (.*)$/;
	$other->safe_psql('postgres', "CREATE TABLE $table (id integer PRIMARY KEY, v $kind)");
}
my $reach = $node->connstr('council') =~ s/'/''/gr;
$node->safe_psql('council', 'CREATE PUBLICATION states FOR TABLE ' . join(', ', map { /^(".*") / } @kept));
$other->safe_psql('postgres', "CREATE SUBSCRIPTION states CONNECTION '$reach' PUBLICATION states WITH (binary = true)");
$other->wait_for_subscription_sync($node, 'states');
my $texts = join ' UNION ALL ', map { /^(".*") (.*)$/; "SELECT '$2', id, v::text FROM $1" } @kept;
is($other->safe_psql('postgres', "$texts ORDER BY 1, 2"), $node->safe_psql('council', "$texts ORDER BY 1, 2"), 'logical replication carries every type, in binary');
$node->safe_psql('council', "INSERT INTO $_ (v) SELECT v FROM $_ LIMIT 1") for map { /^(".*") / } @kept;
$node->wait_for_catchup('states');
is($other->safe_psql('postgres', "$texts ORDER BY 1, 2"), $node->safe_psql('council', "$texts ORDER BY 1, 2"), 'and what is inserted later');
$other->safe_psql('postgres', 'DROP SUBSCRIPTION states');
$other->stop;

# --- upgraded to the next server, here the same -----------------------------

$then = $node->safe_psql('council', $answers);
$node->stop;
my $new = PostgreSQL::Test::Cluster->new('upgraded');
$new->init;
$new->append_conf('postgresql.conf', $ENV{EARLYHELP_CONF}) if defined $ENV{EARLYHELP_CONF};
my $bin = qx(dirname \$(command -v pg_ctl));
chomp $bin;
my @fast = qx("$bin/pg_upgrade" --help) =~ /--no-sync/ ? '--no-sync' : ();    # from 15 on
$new->command_ok([ "$bin/pg_upgrade", @fast, '-d', $node->data_dir, '-D', $new->data_dir, '-b', $bin, '-B', $bin,
	'-s', $new->host, '-p', $node->port, '-P', $new->port ], 'pg_upgrade');
$new->start;
is($new->safe_psql('council', $answers), $then, '  the same values and answers');
$new->safe_psql('council', 'DROP EXTENSION earlyhelp CASCADE');
is($new->safe_psql('council', "SELECT count(*) FROM pg_proc WHERE probin LIKE '%earlyhelp%'"), '0', 'and the extension leaves, with all that hangs on it');

$new->stop;
done_testing();
