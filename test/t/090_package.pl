# What is released: the archive for PGXN, its description, what make installs
# and takes away again, the page of errors; versions agree.
use strict;
use warnings;
use File::Copy qw(copy);
use File::Find;
use File::Path qw(make_path);
use JSON::PP;
use PostgreSQL::Test::Utils;
use Test::More;
use Earlyhelp;
use Upgrade;

my $version = version();
my $scratch = "$ENV{TESTDATADIR}/package";
mkdir $scratch or die;

# said COMMAND...: whether it went well, and what it wrote
sub said
{
	my ($out, $err) = ('', '');
	my $ok = IPC::Run::run([@_], '>', \$out, '2>', \$err);
	return ($ok, $out . $err);
}

# --- one version, in one place ------------------------------------------------

like($version, qr/^\d+\.\d+\.\d+$/, "the version has three parts: $version");
my $meta = decode_json(slurp_file(root() . '/META.json'));
is($meta->{version}, $version, 'META.json has it');
is($meta->{provides}{earlyhelp}{version}, $version, 'and what it provides');
like(slurp_file(root() . '/CHANGELOG.md'), qr/\A# Changes\n\n## \Q$version\E\b/, 'it is the first in CHANGELOG.md');
like(slurp_file(root() . '/.ci/debian/changelog.in'), qr/\@VERSION\@-/, 'the Debian package takes it when it is built');

# --- META.json, by the rules of PGXN -------------------------------------------

sub refused
{
	my ($changed) = @_;
	write_file("$scratch/META.json", encode_json($changed));
	my ($ok, $said) = said('python3', root() . '/test/package/meta.py', "$scratch/META.json");
	return $ok ? '' : $said;
}

is(refused($meta), '', 'META.json is what PGXN takes');
my $file = $meta->{provides}{earlyhelp};
for my $bad (
	[ 'no name', sub { delete $_[0]{name} } ], [ 'a version of two parts', sub { $_[0]{version} = '0.1' } ],
	[ 'a licence by its SPDX name', sub { $_[0]{license} = 'GPL-3.0-or-later' } ], [ 'an unknown key', sub { $_[0]{licence} = 'gpl_3' } ],
	[ 'a server of one part', sub { $_[0]{prereqs}{runtime}{requires}{PostgreSQL} = '14' } ], [ 'no tags', sub { $_[0]{tags} = [] } ],
	[ 'a tag with a slash', sub { $_[0]{tags} = ['a/b'] } ], [ 'nothing provided', sub { $_[0]{provides} = {} } ],
	[ 'no file', sub { delete $_[0]{provides}{earlyhelp}{file} } ], [ 'another spec', sub { $_[0]{'meta-spec'}{version} = '2.0.0' } ],
	[ 'a name with a space', sub { $_[0]{name} = 'early help' } ], [ 'no maintainer', sub { $_[0]{maintainer} = [] } ],
	[ 'a resource that is no address', sub { $_[0]{resources} = { homepage => 'nowhere' } } ], [ 'a status of no meaning', sub { $_[0]{release_status} = 'ready' } ])
{
	my $changed = decode_json(encode_json($meta));
	$bad->[1]->($changed);
	isnt(refused($changed), '', "  and $bad->[0] is refused");
}

# --- make dist ------------------------------------------------------------------

my @sources;
find({ no_chdir => 1, wanted => sub {
	push @sources, substr($_, length(root()) + 1) if -f && !m{/(?:\.git|build|shared|tmp_check|results|node_modules)/};
} }, root());
@sources = grep { !/\.(?:o|bc|so)$/ } @sources;
SKIP:
{
	if (grep { system("command -v $_ >$scratch/found") != 0 } 'git', 'unzip')
	{
		diag('SKIPPED: make dist: git and unzip make and open the archive');
		skip 'no git or unzip', 1;
	}
	my $clone = "$scratch/clone";
	for my $source (@sources)
	{
		my $to = "$clone/$source";
		make_path($to =~ s{/[^/]*$}{}r);
		copy(root() . "/$source", $to) or die "$source: $!";
		chmod +(stat root() . "/$source")[2] & 0777, $to;
	}
	my @git = ('git', '-C', $clone, '-c', 'user.name=test', '-c', 'user.email=test@example.org', '-c', 'safe.directory=*');
	my ($ok, $said) = said('sh', '-c', 'set -e; "$@" init -q; "$@" add -A -f; "$@" commit -qm sources', 'sh', @git);
	ok($ok, 'the sources can be committed') or diag($said);
	my @make = ('make', '-s', '-C', $clone);
	($ok, $said) = said(@make, 'dist');
	ok($ok, 'make dist') or diag($said);
	my $zip = "$clone/build/earlyhelp-$version.zip";
	my @in = sort grep { !m{/$} } split /\n/, qx(unzip -Z1 '$zip');
	is_deeply(\@in, [ sort map { "earlyhelp-$version/$_" } @sources ], '  holds what is committed, in a folder of its name');
	my %in = map { $_ => 1 } @in;
	ok($in{"earlyhelp-$version/$_"}, "  $_ is there")
	  for $file->{file}, $file->{docfile}, 'META.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'Makefile', 'check', 'demo';
	system('unzip', '-q', $zip, '-d', "$scratch/unzipped") == 0 or die;
	ok(-x "$scratch/unzipped/earlyhelp-$version/check", '  check can be run as it comes out');
	($ok, $said) = said('make', '-n', '-C', "$scratch/unzipped/earlyhelp-$version", 'with_llvm=no', 'install');
	ok($ok, '  make install has all that it needs') or diag($said);
	append_to_file("$clone/README.md", "\n");
	($ok, $said) = said(@make, 'dist');
	ok(!$ok && $said =~ /not committed:.*README\.md/s, 'make dist with something uncommitted is refused');
}

# --- make install, make uninstall ------------------------------------------------

# The library is taken as built: what is tested is where things go.
SKIP:
{
	stage();
	my ($library) = map { glob "$_/*/earlyhelp.so $_/*/*/*/*/earlyhelp.so $_/*/*/*/*/*/earlyhelp.so" } "$ENV{TESTDATADIR}/stage";
	skip 'the library lies in folders of the server', 1 unless defined $library;
	my $tree = "$scratch/tree";
	system('cp', '-r', root() . "/$_", "$tree/") == 0 or die
	  for grep { -d $tree || mkdir $tree } 'Makefile', 'earlyhelp.control', 'sql', 'src', 'test';
	copy($library, "$tree/earlyhelp.so") or die "$library: $!";
	write_file("$tree/sql/earlyhelp--0.0.9--$version.sql", "SELECT 1;\n");
	my @make = ('make', '-s', '-C', $tree, 'with_llvm=no', '-o', 'earlyhelp.so', "DESTDIR=$scratch/dest");
	my ($ok, $said) = said(@make, 'install');
	ok($ok, 'make install') or diag($said);
	my $installed = sub {
		my @files;
		find(sub { push @files, $_ if -f }, "$scratch/dest");
		return join ' ', sort @files;
	};
	is($installed->(), "earlyhelp--0.0.9--$version.sql earlyhelp--$version.sql earlyhelp.control earlyhelp.so",
		'  the control file, the library, the script, and scripts that bring older versions here');
	($ok, $said) = said(@make, 'uninstall');
	ok($ok, 'make uninstall') or diag($said);
	is($installed->(), '', '  leaves nothing');
}

# --- the page of errors -------------------------------------------------------------

my ($ok, $errors) = said('python3', root() . '/test/package/messages.py', root());
ok($ok, 'the errors can be read from the sources') or diag($errors);
is($errors, slurp_file(root() . '/doc/errors.md'), 'doc/errors.md has them all (make docs)');
my %family = map { $_ => 1 } map { split /, / } $errors =~ /^\| ((?:\w{5})(?:, \w{5})*) \|/mg;
my @unknown = grep { !$family{$_} } $errors =~ /^\| .*? \| (\w{5}) \|/mg;
is("@unknown", '', 'and each is of a family that the page explains');
my $calls = () = join('', map { slurp_file($_) } glob(root() . '/src/pg/*.c')) =~ /\berrmsg\(/g;
cmp_ok(scalar(() = $errors =~ /^\| .*? \| \w{5} \|/mg), '>=', 0.95 * $calls, "for $calls places where one is raised");

done_testing();
