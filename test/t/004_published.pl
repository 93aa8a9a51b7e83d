# Real figures: what was published, reproduced from the official tables.
use strict;
use warnings;
use PostgreSQL::Test::Utils;
use Test::More;
use Earlyhelp;

skip_without_shared('published figures');
my $node = server('published');
my $sql = root() . '/sql';
$node->safe_psql('postgres', 'CREATE EXTENSION earlyhelp; CREATE SCHEMA demo;
	ALTER DATABASE postgres SET search_path = demo');
ok(run_file($node, 'postgres', "$sql/views/10_tables.sql"), 'the tables are made');
ok(run_file($node, 'postgres', "$sql/views/20_load.sql", shared() . '/data'), 'and loaded');
ok(run_file($node, 'postgres', "$sql/views/30_views.sql"), 'and their views made');

is(holds($node, 'postgres', slurp_file(root() . '/test/t/published_checks.sql') =~ s/;\s*$//r, 'demo'),
	118, 'every published figure was asked for');

# BI tools take double precision, integer, bigint, varchar(n), numeric(p,s).
is( $node->safe_psql('postgres', q{
	SELECT string_agg(c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod), ', ')
	FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
	WHERE c.relkind = 'v' AND c.relnamespace = 'demo'::regnamespace AND a.attnum > 0
	AND format_type(a.atttypid, a.atttypmod)
		!~ '^(double precision|integer|bigint|date|character varying\(\d+\)|numeric\(\d+,\d+\))$'}),
	'', 'no column of a view is of a type that BI tools cannot take');

my ($ok, $out) = run_file($node, 'postgres', "$sql/demo/questions_real.sql", undef, '-e');
ok($ok, 'the demo answers its questions');
like($out, qr/2010-11 .*37\.8 .*39\.1/, 'the early share of 2010-11 among them');
like($out, qr/preventative spend \| +1\.685 \| 1\.270 \| 2\.237$/m, 'and the odds ratio of the published study');

$node->stop;
done_testing();
