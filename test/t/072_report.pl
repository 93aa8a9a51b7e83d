# The report of ./demo --report, on the synthetic England, on real figures and
# on hostile names: every section has its parts, the SQL it shows runs again
# and gives its tables, its answer and its charts, every number of an answer
# stands in a table; in a browser it fetches nothing, runs nothing, scrolls
# only up and down, and axe-core finds nothing serious.
use strict;
use warnings;
use utf8;
use Encode qw(decode_utf8 encode_utf8);
use File::Copy;
use PostgreSQL::Test::Utils;
use Test::More;
use Earlyhelp;

my $dir = $ENV{TESTDATADIR};
my $node = server('report', "work_mem = '64MB'\njit = off");
my $sql = root() . '/sql';

sub there
{
	my ($program) = @_;
	return grep { -x "$_/$program" } split /:/, $ENV{PATH};
}

sub skipped
{
	my ($what) = @_;
	diag("SKIPPED: $what");
	skip $what, 1;
}

sub database
{
	my ($db, @of) = @_;
	$node->safe_psql('postgres', "CREATE DATABASE $db @of");
	$node->safe_psql('postgres', "ALTER DATABASE $db SET search_path = demo");
	return;
}

# The page of a database, as characters.
sub page
{
	my ($db) = @_;
	ok(run_file($node, $db, "$sql/demo/report.sql", undef, '-o', "$dir/$db.html"), "$db: the report is written");
	return decode_utf8(slurp_file("$dir/$db.html"));
}

sub same
{
	my ($got, $expected, $name) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	return is(encode_utf8($got), encode_utf8($expected // ''), $name);
}

sub plain
{
	my ($html) = @_;
	$html =~ s/<[^>]*>//g;
	my %of = (lt => '<', gt => '>', quot => '"', '#39' => "'", amp => '&');
	$html =~ s/&(lt|gt|quot|#39|amp);/$of{$1}/g;
	return $html;
}

# Text of a page as the server writes it: no separators, a hyphen for a minus.
sub as_sql
{
	my ($text) = @_;
	return $text =~ s/\x{2212}/-/gr;
}

sub numbers
{
	my ($text) = @_;
	return map { s/,(?=\d{3})//gr } as_sql($text) =~ /\d{4}-\d\d\b|\d[\d,]*(?:\.\d+)?/g;
}

# The rows of a table of the page, a line each.
sub rows
{
	my ($table) = @_;
	my ($body) = $table =~ m{<tbody>(.*)</tbody>}s;
	my @rows;
	for my $row ($body =~ m{<tr>(.*?)</tr>}gs)
	{
		my @cells;
		while ($row =~ m{<t[hd](?: scope="row")?( class="n")?>(.*?)</t[hd]>}gs)
		{
			my ($number, $cell) = ($1, as_sql(plain($2)));
			$cell = '' if $cell eq "\x{2013}";
			$cell =~ s/,// while $number && $cell =~ /,/;
			push @cells, $cell;
		}
		push @rows, join "\x1f", @cells;
	}
	return @rows;
}

# What psql says to a script, a text for each \echo @.
sub said
{
	my ($db, $script) = @_;
	open my $fh, '>:utf8', "$dir/again.sql" or die;
	print $fh $script;
	close $fh;
	my ($ok, $out) = run_file($node, $db, "$dir/again.sql", undef, '-At', '-F', "\x1f");
	ok($ok, 'the SQL runs again');
	return split /^@\n/m, decode_utf8($out);
}

# What is there in each section, and whether its SQL gives it again.
sub sections
{
	my ($db, $page, $synthetic) = @_;
	my @sections = $page =~ m{(<section .*?</section>)}gs;
	is(scalar @sections, 9, "$db: nine sections");
	for my $section (@sections)
	{
		my ($id) = $section =~ /<section id="(\w+)"/;
		my ($heading) = $section =~ m{<h2[^>]*>(.*?)</h2>}s;
		my ($answer) = map { plain($_) } $section =~ m{<p class="answer">(.*?)</p>}s;
		my ($details) = $section =~ m{<details><summary>.*?</summary>(.*)</details>}s;
		my @tables = $section =~ m{(<table .*?</table>)}gs;
		my @wide = $section =~ m{<div class="wide">(.*?)</div>}gs;
		my @narrow = $section =~ m{<div class="narrow">(.*?)</div>}gs;
		my %part;
		push @{ $part{$1} }, plain($2) while $details =~ m{data-part="(\w+)"><code>(.*?)</code>}gs;

		like($answer, qr/^[A-Z0-9].*\d.*\.$/, "$db, $id: an answer in a sentence");
		unlike($answer, qr/no answer/, '  which is one');
		ok(@wide > 0 && @wide == @narrow && @wide == @{ $part{chart} }, '  charts, for a desk and for a phone, and their SQL');
		is(scalar @tables, scalar @{ $part{table} // [] }, '  as many tables as SQL of them');
		is(scalar(grep { m{<caption [^>]*><span>.+</span></caption>} && m{<th scope="col"} && m{<th scope="row"} } @tables),
			scalar @tables, '  each with a caption and headings');

		my $made_up = $synthetic || $id =~ /^(missed|wait)$/;
		is(scalar(grep { /Source: SYNTHETIC/ } @wide, @narrow), $made_up ? 2 * @wide : 0, '  charts say what the figures are')
		  or diag($section =~ /(Source: [^<]*)/);
		is($section =~ m{<p class="source">Source: SYNTHETIC}, $made_up, '  and the section does');

		my %known = map { $_ => 1 } map { numbers(plain(s/></> </gr)) } $heading, @tables;
		same(join(' ', grep { !$known{$_} } numbers($answer)), '', '  every number of the answer is in a table');

		# a number typed into the sentence is one of the question's own words
		my %word = map { $_ => 1 } map { numbers(plain($_)) } $heading, map { m{(<caption.*?</caption>)}s, m{(<th scope="col".*?</th>)}gs } @tables;
		my $literals = join ' ', grep { !/^'FM[\d,]+'$/ } $part{answer}[0] =~ s/"[^"]*"//gr =~ /'[^']*'/g;
		same(join(' ', grep { !$word{$_} } numbers($literals)), '', '  and none was typed in');

		my @again = said($db, join("\n", (map { "$_\n" } @{ $part{before} // [] }),
			(map { /TABLE (\w+)/ && "$_\nTABLE $1;\n\\echo @\n" } @{ $part{table} }),
			(map { "$_\n\\echo @\n" } @{ $part{answer} }, @{ $part{chart} })));
		is(scalar @again, @tables + 1 + @wide, '  and says all of it');
		for my $table (@tables)
		{
			my ($name) = $table =~ /id="table-(\w+)"/;
			same(join("\n", rows($table)) . "\n", shift @again, "  table $name is what its SQL gives");
		}
		same(as_sql($answer) . "\n", shift @again, '  the answer is what its SQL gives');
		same("$_\n", shift @again, '  a chart is what its SQL gives') for @wide;
	}
	return;
}

# --- the synthetic England -------------------------------------------------------
database('synthetic');
$node->safe_psql('synthetic', 'CREATE EXTENSION earlyhelp; CREATE SCHEMA demo');
ok(run_file($node, 'synthetic', "$sql/$_"), "$_ runs")
  for ('views/10_tables.sql', 'demo/synthetic.sql', 'views/30_views.sql', 'views/50_fits.sql');
database('hostile', 'TEMPLATE synthetic');
my $page = page('synthetic');
like($page, qr{^<!DOCTYPE html>\n<html lang="en-GB">}, 'a page in English');
like($page, qr{<title>SYNTHETIC: }, 'its title says synthetic');
like($page, qr{<strong>These figures are synthetic\.</strong>}, 'and so does its head');
is(() = $page =~ /<h1/g, 1, 'one first heading');
sections('synthetic', $page, 1);
my @pages = ('synthetic');

# What was put into the synthetic England comes out: published figures.
like(plain($page), qr/in need in 2019-20, 2\.04 were in targeted early help, a ratio of 2:3/, 'two for every three');
like(plain($page), qr/39\.1% of early and late spend in 2010-11/, 'the published 39%');

# --- names that would be markup --------------------------------------------------
$node->safe_psql('hostile', q{
	UPDATE authorities SET name = '<script>document.title="owned"</script>' || right(name, 2) WHERE region = 'London';
	UPDATE authorities SET name = '</title></style></code></pre><b onclick=alert(1)>&amp; ' || right(name, 2) WHERE region = 'South East';
	UPDATE authorities SET name = E'\u202Edeknil \x01<a href="javascript:alert(1)">' || right(name, 2) WHERE region = 'South West';
	UPDATE authorities SET name = E'it''s "quoted" $1 {width} {source} \\\\1' || right(name, 2) WHERE region = 'East Midlands';
	UPDATE authorities SET region = '<img src=x onerror=alert(1)>' WHERE region = 'North East';
	UPDATE published_figures SET statement = '<iframe src="//example.org">', publication = '<svg onload=alert(1)>', unit = ']]>'});
$page = page('hostile');
unlike($page, qr/<script|<img|<iframe|<a href="java|onload=alert\(1\)>|\x{202E}|\x01/, 'markup in names is text');
like($page, qr/<th scope="row">&lt;script&gt;document\.title=&quot;owned&quot;&lt;\/script&gt;/, 'and is shown');
like($page, qr/&lt;img src=x onerror=alert\(1\)&gt;/, 'in regions too');
like($page, qr/it&#39;s &quot;quoted&quot; \$1 \{width\} \{source\} \\1/, 'and nothing in a name is filled in');
push @pages, 'hostile';

# --- real figures --------------------------------------------------------------------
SKIP:
{
	skipped('the report on real figures: there is no folder of them (EARLYHELP_SHARED)') unless defined shared();
	database('official');
	$node->safe_psql('official', 'CREATE EXTENSION earlyhelp; CREATE SCHEMA demo');
	ok(run_file($node, 'official', "$sql/views/10_tables.sql"), 'tables of real figures');
	ok(run_file($node, 'official', "$sql/views/20_load.sql", shared() . '/data'), 'are loaded');
	ok(run_file($node, 'official', "$sql/views/$_"), "$_ runs") for ('30_views.sql', '50_fits.sql');
	$page = page('official');
	is($node->safe_psql('official', "SELECT string_agg(relname, ' ') FROM pg_class WHERE relname ~ '^ssd'"), '',
		'and leaves no synthetic case behind');
	ok(run_file($node, 'official', "$sql/$_"), "$_, to run the page's SQL again")
	  for ('demo/ssd_tables.sql', 'demo/ssd_synthetic.sql', 'views/ssd.sql');
	like($page, qr{<title>Early help}, 'the title does not say synthetic');
	like($page, qr{<strong>These are official figures</strong>}, 'the head says official');
	sections('official', $page, 0);
	# Webb, Bennett and Bywaters (2022): 1.69 (1.275 to 2.24); the spend is rebuilt
	# (glmmTMB on the same rows: 1.685)
	like(plain($page), qr/×1\.685 \(1\.270 to 2\.237\)/, 'the published odds ratio');
	like(plain($page), qr/£67\.07 a child above the West Midlands in 2015-16 and £90\.16 in 2019-20/, 'the published 67 and 90 pounds');
	push @pages, 'official';
}
$node->stop;

# --- in a browser -----------------------------------------------------------------------
SKIP:
{
	skipped('the report is not looked at in a browser: there is no chromium') unless there('chromium');
	skipped('the report is not looked at in a browser: there is no node with npm') unless there('node') && there('npm');
	my $project = "$dir/report";
	mkdir $project;
	copy(root() . "/test/report/$_", "$project/$_") or die for ('package.json', 'package-lock.json', 'page.mjs');
	local $ENV{HOME} = $dir;
	local $ENV{TMPDIR} = $dir; # which this user may write to, whoever made the one above
	my $said = '';
	my $ok = IPC::Run::run(
		['npm', 'ci', '--no-audit', '--no-fund', '--ignore-scripts'], '>', \$said, '2>&1',
		init => sub { chdir $project; $ENV{npm_config_cache} = "$dir/npm" },
		IPC::Run::timeout(180));
	skipped('the report is not looked at in a browser: npm ci did not get its packages') unless $ok;
	my $err = '';
	$ok = IPC::Run::run(['node', 'page.mjs', map { "$dir/$_.html" } @pages], '>', \$said, '2>', \$err,
		init => sub { chdir $project }, IPC::Run::timeout(180));
	ok($ok, 'the pages are looked at') or diag($err);
	for my $line (split /\n/, $said)
	{
		ok($1 eq 'ok', $2) if $line =~ /^(ok|not ok) (.*)/;
		note($line) if $line =~ /^#/;
	}
	is(() = $said =~ /^(?:not )?ok /mg, 34 * @pages, 'every page at both sizes');
}

done_testing();
