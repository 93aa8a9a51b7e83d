# Upgrading a database gives what installing anew gives, to the last comment
# and dependency: for every update script there is, and for an older version
# made up here, so that the comparing itself is tested.
use strict;
use warnings;
use PostgreSQL::Test::Utils;
use Test::More;
use Earlyhelp;
use Upgrade;

my ($conf, $folder) = stage();
plan(skip_all => 'the server can use the extension from its own folders only') unless defined $conf;
my $new = version();
my @script = statements(slurp_file("$folder/earlyhelp--$new.sql"));
cmp_ok(scalar @script, '>', 1000, 'the install script is read: ' . @script . ' statements');

# --- an older version, made of this one --------------------------------------

# Statements that came since, and pairs (statement, what it was).
my @since = grep { /dfe_symbol\(|funding_gap_(?:accum|merge|final|summary)\(/ } @script;
my ($body) = grep { /CREATE FUNCTION earlyhelp\.dfe_dashboard_number\(/ } @script;
my ($row) = grep { /CREATE TYPE earlyhelp\.total_estimate AS/ } @script;
my ($link) = grep { /CREATE FUNCTION earlyhelp\.dfe_number\(/ } @script;
my ($said) = grep { /COMMENT ON FUNCTION earlyhelp\.missing\(earlyhelp\.ratio\)/ } @script;
my ($last) = $row =~ /,\s*(\w+ \w+)\s*\);$/;
my %was = (
	$body => $body =~ s/RETURN .*;/RETURN CASE WHEN value NOT IN (-100, -200) THEN value END;/sr,
	$row => $row =~ s/,\s*\w+ \w+(\s*\);)$/$1/r,
	$link => $link =~ s/PARALLEL SAFE/PARALLEL UNSAFE/r =~ s/IMMUTABLE/STABLE/r,
	$said => "COMMENT ON FUNCTION earlyhelp.missing(earlyhelp.ratio) IS 'Rows left out.';");
is(scalar @since, 10, 'ten statements came since');
is(scalar(grep { $was{$_} ne $_ } keys %was), 4, 'four are changed');
my %is_new = map { $_ => 1 } @since;
write_file("$folder/earlyhelp--0.0.9.sql", map { $was{$_} // $_ } grep { !$is_new{$_} } @script);
my @update = (
	"ALTER TYPE earlyhelp.total_estimate ADD ATTRIBUTE $last;",
	$body =~ s/CREATE FUNCTION/CREATE OR REPLACE FUNCTION/r,
	'ALTER FUNCTION earlyhelp.dfe_number(text) IMMUTABLE PARALLEL SAFE;', $said, @since);
write_file("$folder/earlyhelp--0.0.9--$new.sql", @update);

my $node = PostgreSQL::Test::Cluster->new('upgrade');
$node->init;
$node->append_conf('postgresql.conf', $conf);
$node->start;
$node->safe_psql('postgres', 'CREATE ROLE analyst LOGIN');

# database NAME, VERSION: owned by one who is no superuser
sub database
{
	my ($name, $version) = @_;
	$node->safe_psql('postgres', "CREATE DATABASE $name OWNER analyst");
	$node->safe_psql($name, "CREATE EXTENSION earlyhelp VERSION '$version'", extra_params => [ '-U', 'analyst' ]);
	return catalogue($node, $name);
}

my @installed = database('installed', $new);
cmp_ok(scalar @installed, '>', 4000, 'the catalogue says ' . @installed . ' things of it');
my @older = database('upgraded', '0.0.9');
my @differ = differences(\@older, \@installed);
like("@differ", qr/$_/, "the comparing sees $_") for (
	'\+ member function earlyhelp.dfe_symbol', '- type earlyhelp.total_estimate', '- function earlyhelp.dfe_number\(text\).*"provolatile": "s"',
	'- comment function earlyhelp.missing', '\+ dependence function earlyhelp.funding_gap_summary', '- function earlyhelp.dfe_dashboard_number');

# What a user has made of the old version goes on through the update.
$node->safe_psql('upgraded', q{
	CREATE TABLE kept AS SELECT earlyhelp.prevention_ratio_state(i, 2 * i) AS s FROM generate_series(1, 9) AS i;
	CREATE VIEW total AS SELECT e.* FROM earlyhelp.national_estimate((SELECT earlyhelp.rollup(s) FROM kept), 1000, 40) AS e;
	CREATE VIEW cell AS SELECT earlyhelp.dfe_number('1,234') AS n}, extra_params => [ '-U', 'analyst' ]);
my $read = 'SELECT total, n FROM total';
my $before = $node->safe_psql('upgraded', $read);
$node->safe_psql('upgraded', 'ALTER EXTENSION earlyhelp UPDATE', extra_params => [ '-U', 'analyst' ]);
my @upgraded = catalogue($node, 'upgraded');
is(join("\n", differences(\@upgraded, \@installed)), '', 'upgrading gives what installing gives');
is($node->safe_psql('upgraded', $read), $before, 'a view over the old composite reads the same');
is($node->safe_psql('upgraded', "SELECT n, earlyhelp.dfe_symbol('c') FROM cell"), '1234|confidential', 'and new functions are there');

# An update that forgets something is found out, whatever it is.
my %fault = (
	'a comment' => [ qr/COMMENT ON FUNCTION earlyhelp.dfe_symbol/, qr/^\+ comment function earlyhelp.dfe_symbol\(text\)/ ],
	'an attribute' => [ qr/ADD ATTRIBUTE/, qr/type earlyhelp.total_estimate/ ],
	'parallel safety' => [ qr/ALTER FUNCTION/, qr/"proparallel": "s"/ ],
	'a body' => [ qr/dfe_dashboard_number/, qr/- function earlyhelp.dfe_dashboard_number/ ],
	'an aggregate' => [ qr/AGGREGATE/, qr/\+ aggregate earlyhelp.funding_gap_summary/ ]);
for my $what (sort keys %fault)
{
	my ($left_out, $seen) = @{ $fault{$what} };
	write_file("$folder/earlyhelp--0.0.9--$new.sql", grep { $_ !~ $left_out } @update);
	my $db = 'without_' . $what =~ s/ /_/gr;
	database($db, '0.0.9');
	$node->safe_psql($db, "ALTER EXTENSION earlyhelp UPDATE TO '$new'");
	my @found = differences([ catalogue($node, $db) ], \@installed);
	ok(scalar(grep { $_ =~ $seen } @found), "an update without $what is found out");
}
unlink glob "$folder/earlyhelp--0.0.9*";

# --- the update scripts that there are ---------------------------------------

# Each version that has an install script kept here (test/t/released) and a
# road to this one.
my @released = map { m{earlyhelp--([\d.]+)\.sql$} } sort glob(root() . '/test/t/released/earlyhelp--*.sql');
for my $old (@released)
{
	my $db = 'from_' . $old =~ s/\./_/gr;
	write_file("$folder/earlyhelp--$old.sql", slurp_file(root() . "/test/t/released/earlyhelp--$old.sql"));
	database($db, $old);
	$node->safe_psql($db, 'ALTER EXTENSION earlyhelp UPDATE');
	is(join("\n", differences([ catalogue($node, $db) ], \@installed)), '', "upgrading from $old gives what installing gives");
}
my %known = map { $_ => 1 } @released;
my @from = map { m{earlyhelp--([\d.]+)--} } glob(root() . '/sql/earlyhelp--*--*.sql');
is(join(' ', grep { !$known{$_} } @from), '', 'every version that is upgraded from is kept, to be tested');

$node->stop;
done_testing();
