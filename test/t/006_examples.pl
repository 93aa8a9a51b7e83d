# Every example of the documentation runs, and shows what it says.
#
# A page's ```sql blocks run in one session each, one after another, in a
# database of the page's own with the synthetic England in the search path.
# A ```text block right after one is what psql prints.
use strict;
use warnings;
use PostgreSQL::Test::Utils;
use Test::More;
use Earlyhelp;

my $node = server('examples');
my $sql = root() . '/sql';
$node->safe_psql('postgres', 'CREATE DATABASE england');
$node->safe_psql('england', 'CREATE EXTENSION earlyhelp; CREATE SCHEMA demo;
	ALTER DATABASE england SET search_path = demo, earlyhelp, public');
ok(run_file($node, 'england', "$sql/$_"), "$_ runs")
  for ('views/10_tables.sql', 'demo/synthetic.sql', 'views/30_views.sql');

for my $page (root() . '/README.md', sort glob(root() . '/doc/*.md'))
{
	my $text = slurp_file($page);
	my ($name) = $page =~ m{([^/]+)\.md$};
	my $db = lc "page_$name";
	$node->safe_psql('postgres', "CREATE DATABASE $db TEMPLATE england");
	$node->safe_psql('postgres', "ALTER DATABASE $db SET search_path = demo, earlyhelp, public");
	while ($text =~ /^```sql\n(.*?)^```\n(?:\s*```text\n(.*?)^```\n)?/gms)
	{
		my ($example, $shown) = ($1, $2);
		my ($first) = $example =~ /^\s*(.*)/;
		my $file = "$ENV{TESTDATADIR}/example.sql";
		open my $fh, '>', $file or die;
		print $fh $example;
		close $fh;
		my ($ok, $out, $err) = run_file($node, $db, $file, root(), '-P', 'footer=off');
		ok($ok, "$name: $first") or next;
		next unless defined $shown;
		s/[ \t]+$//mg, s/\n+\z/\n/ for ($out, $shown);
		is($out, $shown, '  and shows what the page says');
	}
}

# The reference is the catalogue's.
my ($ok, $out) = run_file($node, 'england', root() . '/doc/reference.sql', undef, '-At');
ok($ok, 'the reference can be written');
is($out, slurp_file(root() . '/doc/reference.md'), 'and is up to date (make docs)');

$node->stop;
done_testing();
