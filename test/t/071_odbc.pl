# BI tools over ODBC, really: psqlODBC through Python's pyodbc.
use strict;
use warnings;
use IPC::Run;
use PostgreSQL::Test::Utils;
use Test::More;
use Earlyhelp;

if (system('/usr/bin/python3 -c "import pyodbc" 2>/dev/null') != 0
	|| qx(odbcinst -q -d 2>/dev/null) !~ /PostgreSQL Unicode/)
{
	diag('SKIPPED: ODBC: no python3-pyodbc and odbc-postgresql here');
  SKIP: { skip 'no ODBC', 1; }
	done_testing();
	exit 0;
}

my $node = server('bi');
my $sql = root() . '/sql';
$node->safe_psql('postgres', q{
	CREATE DATABASE england;
	ALTER DATABASE england SET search_path = demo, earlyhelp, public});
$node->safe_psql('england', 'CREATE EXTENSION earlyhelp; CREATE SCHEMA demo');
ok(run_file($node, 'england', "$sql/$_"), "$_ runs")
  for ('views/10_tables.sql', 'demo/synthetic.sql', 'views/30_views.sql', 'views/50_fits.sql');
$node->safe_psql('england', q{
	CREATE TABLE referral AS SELECT i % 4000 AS child, date '2018-04-01' + (hashint4(i) & 1023) AS day
	FROM generate_series(1, 10000) AS i;
	CREATE TABLE named (place text, y integer);
	CREATE SEQUENCE rows_read});

my ($out, $err) = ('', '');
IPC::Run::run(
	[ '/usr/bin/python3', root() . '/test/odbc/odbc.py', $node->host, $node->port, 'england' ],
	'>', \$out, '2>', \$err);
is($?, 0, 'the checks ran to their end') or diag($err);
for my $line (split /\n/, $out)
{
	ok($1 eq 'ok', $2) if $line =~ /^(ok|not ok) \d+ - (.*)/;
	diag($line) if $line =~ /^#/;
}
like($out, qr/^1\.\.\d+\n\z/m, 'and all of them');

$node->stop;
done_testing();
