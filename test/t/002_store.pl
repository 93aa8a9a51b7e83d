# States in tables: dumped and restored unchanged, copied in binary, damaged
# on the wire, and the extension installed by a plain owner of a database.
use strict;
use warnings;
use PostgreSQL::Test::Utils;
use Test::More;
use Earlyhelp;

my $node = server('store');
$node->safe_psql('postgres', q{
	CREATE ROLE analyst LOGIN;
	CREATE ROLE reader LOGIN;
	CREATE DATABASE council OWNER analyst;
	CREATE DATABASE copy OWNER analyst;
});
my @analyst = (extra_params => [ '-U', 'analyst' ]);
my @reader = (extra_params => [ '-U', 'reader' ]);

# The control file says trusted: no superuser is needed.
is($node->psql('council', 'CREATE EXTENSION earlyhelp', @analyst),
	0, 'the owner of a database installs the extension');
is( $node->safe_psql('council', 'SELECT earlyhelp.prevention_ratio(2, 3) > 0.6', @reader),
	't', 'and anybody uses it');

$node->safe_psql('council', q{
	CREATE TABLE months (month date, r earlyhelp.ratio, p earlyhelp.proportion);
	INSERT INTO months
	SELECT '2020-01-01'::date + i * interval '1 month',
		earlyhelp.spend_per_child_state(k + i + 0.07, k), earlyhelp.share_state(k % (i + 2) = 0)
	FROM generate_series(0, 11) AS i, generate_series(1, 100) AS k GROUP BY i;
	INSERT INTO months SELECT '2021-01-01',
		earlyhelp.spend_per_child_state(k / 7.0::double precision, k), earlyhelp.share_state(NULL)
	FROM generate_series(1, 100) AS k;
	INSERT INTO months VALUES ('2021-02-01', NULL, NULL);
	CREATE VIEW years AS SELECT extract(year FROM month) AS year, earlyhelp.rollup(r) AS r,
		earlyhelp.value(earlyhelp.rollup(p)) AS share FROM months GROUP BY 1;
}, @analyst);

my $all = 'SELECT month, r, p FROM months ORDER BY month';
my $years = 'SELECT * FROM years ORDER BY year';
my $before = $node->safe_psql('council', $all);
my $years_before = $node->safe_psql('council', $years);
my $dump = "$ENV{TESTDATADIR}/council.dump";
$node->command_ok(
	[ 'pg_dump', '-Fc', '-U', 'analyst', '-f', $dump, '-d', $node->connstr('council') ],
	'the owner dumps it');
$node->command_ok(
	[ 'pg_restore', '--exit-on-error', '-U', 'analyst', '-d', $node->connstr('copy'), $dump ],
	'and restores it');
is($node->safe_psql('copy', $all), $before, 'every state is as it was');
is($node->safe_psql('copy', $years), $years_before, 'and what is rolled up from them');

# Binary COPY goes through send and recv.
my $file = "$ENV{TESTDATADIR}/months.bin";
$node->safe_psql('copy', "COPY months TO '$file' (FORMAT binary); TRUNCATE months; "
	  . "COPY months FROM '$file' (FORMAT binary)");
is($node->safe_psql('copy', $all), $before, 'binary COPY gives the same');

# Damaged bytes: every byte of a row of each type in turn.
my $damaged = "$ENV{TESTDATADIR}/damaged.bin";
$node->safe_psql('copy', "COPY (SELECT r, p FROM months WHERE month = '2020-05-01') TO '$file' (FORMAT binary)");
my $bytes = slurp_file($file);
my ($refused, $taken, $lost) = (0, 0, 0);
for my $at (19 .. length($bytes) - 3)
{
	my $other = $bytes;
	substr($other, $at, 1) = chr(ord(substr($bytes, $at, 1)) ^ 0xA5);
	open my $fh, '>:raw', $damaged or die;
	print $fh $other;
	close $fh;
	my ($rc, $out, $err) = $node->psql('copy', "CREATE TEMP TABLE t (r earlyhelp.ratio, p earlyhelp.proportion); "
		  . "COPY t FROM '$damaged' (FORMAT binary); SELECT r, p, earlyhelp.value(r), earlyhelp.value(p) FROM t");
	$rc == 0 ? $taken++ : $err =~ /ERROR/ ? $refused++ : $lost++;
}
is($lost, 0, 'no damaged byte ends the session');
cmp_ok($refused, '>', 50, "$refused damaged bytes are refused ($taken are another state)");
is($node->safe_psql('copy', $years), $years_before, 'and the server goes on');

is($node->psql('council', 'DROP EXTENSION earlyhelp', @analyst), 3,
	'the extension does not go while tables hold its types');
$node->safe_psql('council', 'DROP EXTENSION earlyhelp CASCADE', @analyst);
is( $node->safe_psql('council', "SELECT count(*) FROM pg_proc AS p JOIN pg_namespace AS n
	ON n.oid = p.pronamespace WHERE n.nspname = 'earlyhelp'"),
	'0', 'with CASCADE it leaves nothing');

$node->stop;
done_testing();
