# The synthetic England: calibrated to published figures, the same each time,
# and the demo's questions have answers.
use strict;
use warnings;
use PostgreSQL::Test::Utils;
use Test::More;
use Earlyhelp;

my $node = server('synthetic');
my $sql = root() . '/sql';

sub england
{
	my ($db) = @_;
	$node->safe_psql('postgres', "CREATE DATABASE $db");
	$node->safe_psql($db, "CREATE EXTENSION earlyhelp; CREATE SCHEMA demo;
		ALTER DATABASE $db SET search_path = demo");
	ok(run_file($node, $db, "$sql/views/10_tables.sql"), "$db: the tables are made");
	ok(run_file($node, $db, "$sql/demo/synthetic.sql"), 'and filled');
	return;
}

england('first');
is(holds($node, 'first', slurp_file(root() . '/test/t/synthetic_checks.sql') =~ s/;\s*$//r, 'demo'),
	74, 'every calibration was asked for');

# Each table says what it is.
is( $node->safe_psql('first', q{SELECT string_agg(relname, ', ') FROM pg_class
	WHERE relnamespace = 'demo'::regnamespace AND relkind = 'r'
	AND obj_description(oid) !~ '^SYNTHETIC'}),
	'', 'every table is labelled synthetic');

# A second time, with other settings, every table is the same.
england('second');
my @tables = split /\n/, $node->safe_psql('first',
	"SELECT relname FROM pg_class WHERE relnamespace = 'demo'::regnamespace AND relkind = 'r' ORDER BY 1");
cmp_ok(scalar @tables, '>', 10, 'there are tables');
for my $table (@tables)
{
	my $digest = "SELECT md5(string_agg(t::text, E'\\n' ORDER BY t::text)) FROM $table AS t";
	is($node->safe_psql('second', $digest), $node->safe_psql('first', $digest), "$table is the same each time");
}

ok(run_file($node, 'first', "$sql/views/30_views.sql"), 'the views stand over it');
my ($ok, $out) = run_file($node, 'first', "$sql/demo/questions_synthetic.sql", undef, '-e');
ok($ok, 'the demo answers its questions');
like($out, qr/2020 \| 2:3 +\| 0\.680/, 'two for every three in 2020');
like($out, qr/preventative spend \| +1\.6\d\d /, 'and the odds ratio that inspections were drawn with');

$node->stop;
done_testing();
