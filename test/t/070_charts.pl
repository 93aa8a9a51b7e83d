# Charts as programs see them: every picture of doc/charts.md is what its block
# gives and is rendered by librsvg; hostile and extreme ones are rendered
# too; the Vega-Lite of each kind is held to Vega-Lite's schema and rendered
# by Vega.
use strict;
use warnings;
use File::Copy;
use PostgreSQL::Test::Utils;
use Test::More;
use Earlyhelp;

my $dir = $ENV{TESTDATADIR};
my $node = server('charts');
my $sql = root() . '/sql';
$node->safe_psql('postgres', 'CREATE DATABASE england');
$node->safe_psql('england', 'CREATE EXTENSION earlyhelp; CREATE SCHEMA demo;
	ALTER DATABASE england SET search_path = demo, earlyhelp, public');
ok(run_file($node, 'england', "$sql/$_"), "$_ runs")
  for ('views/10_tables.sql', 'demo/synthetic.sql', 'views/30_views.sql');

sub there
{
	my ($program) = @_;
	return grep { -x "$_/$program" } split /:/, $ENV{PATH};
}

sub skipped
{
	my ($what, $n) = @_;
	diag("SKIPPED: $what");
	skip $what, $n;
}

sub write_file
{
	my ($name, $text) = @_;
	open my $fh, '>', $name or die "$name: $!";
	print $fh $text;
	close $fh;
}

# What a picture has: its size, and how many of each element.
sub structure
{
	my ($svg) = @_;
	my ($wide, $high) = $svg =~ /viewBox="0 0 (\d+) (\d+)"/;
	my %n;
	$n{$1}++ while $svg =~ /<(\w+)[ >]/g;
	return ($wide, $high, \%n);
}

# Width and height of a PNG; none if it is not one.
sub png_size
{
	my ($name) = @_;
	open my $fh, '<:raw', $name or return;
	read $fh, my $head, 24;
	return $head =~ /^\x89PNG/ ? unpack('NN', substr $head, 16, 8) : ();
}

# --- the pictures of the page are what its blocks give -----------------------
my $pictures = "$dir/pictures";
mkdir $pictures;
{
	local $ENV{PGHOST} = $node->host;
	local $ENV{PGPORT} = $node->port;
	local $ENV{PGDATABASE} = 'england';
	is(system('sh', root() . '/doc/pictures.sh', $pictures), 0, 'doc/pictures.sh runs');
}
my @drawn = sort map { s{.*/}{}r } glob("$pictures/*.svg");
my @kept = sort map { s{.*/}{}r } glob(root() . '/doc/pictures/*.svg');
is("@drawn", "@kept", 'as many as there are in doc/pictures');
for my $name (@kept)
{
	# an id is of the last bit of every number, which may differ by processor
	my ($new, $old) = map { slurp_file($_) =~ s/"[td]?[0-9a-f]{8}[^"]*"/id/gr =~ s/aria-labelledby=\S+ \S+/id/r }
	  ("$pictures/$name", root() . "/doc/pictures/$name");
	is($new, $old, "$name is up to date (doc/pictures.sh)");
}

# --- every kind, hostile and extreme, at three widths ---------------------------
my $hostile = q{E'<script>alert("1")</script> ]]> & \x01 \u202e' || repeat('long ', 40) || i};
my %chart = (
	forest => ["forest_chart($hostile, exp(sin(i)), CASE WHEN i % 3 > 0 THEN exp(sin(i) - 0.4) END, CASE WHEN i % 4 > 0 THEN exp(sin(i) + 0.4) END)", 20, 'circle', 20],
	coefficients => ["coefficient_chart($hostile, sin(i) * 1e9, -1e10, 'infinity')", 3, 'circle', 3],
	ratio => ["ratio_chart($hostile, i / 10.0, i / 12.0, i / 9.0)", 160, 'circle', 160],
	funnel => ["funnel_chart($hostile, i * (30 + i % 17), i * 100)", 160, undef, undef],
	funnel_many => ["funnel_chart($hostile, i * (30 + i % 17), i * 100)", 10000, undef, undef],
	spend => ["spend_chart(2000 + i % 12, -1e9 * (i % 3), 1e12 / i)", 100, 'circle', undef],
	survival => ["(SELECT survival_chart(CASE WHEN k % 2 = 0 THEN '<b>' ELSE 'b' END, s) FROM (SELECT k, survival(j * k, j % 3 = 0) AS s FROM generate_series(1, 100) AS j, generate_series(1, 4) AS k GROUP BY k) AS t)", 1, undef, undef],
	tiles => ["tile_map(i, i % 23)", 999, undef, undef],
	empty => ["funnel_chart('x', i, i) FILTER (WHERE i < 0)", 1, undef, undef],
	one => ["ratio_chart('x', 1, NULL, NULL)", 1, 'circle', undef]);
my %made;
for my $kind (sort keys %chart)
{
	my ($call, $rows, $element, $expected) = @{ $chart{$kind} };
	for my $width (160, 360, 640)
	{
		my $svg = $node->safe_psql('england',
			"SELECT svg((SELECT $call\n FROM generate_series(1, $rows) AS i), title => E'A <title> & \\u202e \\U0001F600', width => $width)");
		my ($wide, $high, $n) = structure($svg);
		is($wide, $width, "$kind: $width pixels wide");
		is($n->{script} // 0, 0, '  no script');
		cmp_ok(length $svg, '<', 32766, '  fits Power BI') if $rows <= 160;
		my $marks = () = $svg =~ /<$element [^>]*r="[\d.]+"[^>]*(?:\/>|><title>)/g if defined $element;
		cmp_ok($marks, '>=', $expected, "  a mark a row") if defined $expected;
		write_file("$dir/$kind-$width.svg", $svg);
		$made{"$kind-$width"} = [$wide, $high];
	}
}

# Ticks stand where their numbers are: the axis of odds ratios is even in logs.
{
	my $svg = $node->safe_psql('england',
		"SELECT svg(forest_chart('x', o, o, o)) FROM unnest(ARRAY[0.25, 4]) AS o");
	my %at = reverse $svg =~ /<text x="([\d.]+)"[^>]*text-anchor="middle">(0\.25|0\.5|1|2|4)</g;
	is(join(' ', sort { $a <=> $b } keys %at), '0.25 0.5 1 2 4', 'readable ticks of odds ratios');
	ok(abs($at{$_} * 2 - $at{ $_ / 2 } - $at{ $_ * 2 }) < 0.3, "  $_ lies midway between its half and its double")
	  for (0.5, 1, 2);
}

SKIP:
{
	skipped('pictures are not rendered: there is no rsvg-convert (librsvg2-bin)', 1)
	  unless there('rsvg-convert');
	for my $file ((map { "$pictures/$_" } @kept), map { "$dir/$_.svg" } sort keys %made)
	{
		my ($name) = $file =~ m{([^/]+)\.svg$};
		my ($wide, $high) = structure(slurp_file($file));
		my $out = '';
		IPC::Run::run(['rsvg-convert', '-o', "$dir/$name.png", $file], '2>', \$out);
		is(join(' x ', png_size("$dir/$name.png")), "$wide x $high", "$name is rendered") or diag($out);
	}
}

# --- Vega-Lite --------------------------------------------------------------------
SKIP:
{
	skipped('Vega-Lite is not rendered: there is no node with npm', 1)
	  unless there('node') && there('npm');
	my $project = "$dir/vega";
	mkdir $project;
	copy(root() . "/test/charts/$_", "$project/$_") or die
	  for ('package.json', 'package-lock.json', 'render.mjs');
	my $said = '';
	my $ok = IPC::Run::run(
		['npm', 'ci', '--no-audit', '--no-fund', '--ignore-scripts'], '>', \$said, '2>&1',
		init => sub { chdir $project; $ENV{HOME} = $dir; $ENV{npm_config_cache} = "$dir/npm" },
		IPC::Run::timeout(180));
	skipped('Vega-Lite is not rendered: npm ci did not get its packages', 1) unless $ok;
	for my $kind (sort keys %chart)
	{
		my ($call, $rows) = @{ $chart{$kind} };
		write_file("$dir/$kind.json", $node->safe_psql('england',
			"SELECT vega_lite((SELECT $call\n FROM generate_series(1, $rows) AS i), title => E'A <title> & \\U0001F600', source => 'it')"));
	}
	my @files = map { "$dir/$_.json" } sort keys %chart;
	my $err = '';
	IPC::Run::run(['node', 'render.mjs', @files], '>', \$said, '2>', \$err, init => sub { chdir $project });
	my %result = map { /^(\w+)\.json (.*)/ ? ($1, $2) : () } split /\n/, $said;
	for my $kind (sort keys %chart)
	{
		like($result{$kind} // $err, qr/^ok \d+$/, "$kind: valid Vega-Lite, rendered without a warning");
	}
	ok(-s "$dir/funnel.json.svg", 'and there is a picture');
}

$node->stop;
done_testing();
