# Upgrade.pm - versions of the extension beside one another: a folder that
# holds their scripts, and what the catalogue says after each road.
package Upgrade;

use strict;
use warnings;
use File::Basename;
use File::Copy qw(copy);
use File::Path qw(make_path);
use PostgreSQL::Test::Utils;
use Earlyhelp;
use Exporter 'import';

our @EXPORT = qw(version statements stage catalogue differences write_file);

# The version stands in earlyhelp.control alone.
sub version
{
	my ($version) = slurp_file(root() . '/earlyhelp.control') =~ /^default_version = '(.*)'/m;
	return $version;
}

sub write_file
{
	my ($path, @text) = @_;
	open my $fh, '>', $path or die "$path: $!";
	print $fh @text;
	close $fh;
	return;
}

# The statements of a script, each with the comments before it.
sub statements
{
	my ($script) = @_;
	my @statements;
	my $plain = qr{ [^;'"\$/-] | /(?!\*) | -(?!-) | \$(?!\w*\$) }x;
	my $quoted = qr{ '(?:[^']|'')*' | "[^"]*" | (\$\w*\$) .*? \g{-1} }xs;
	my $comment = qr{ --[^\n]* | /\* .*? \*/ }xs;
	$script =~ s/^\\[^\n]*\n//;    # \echo
	while ($script =~ /\G((?:(?:\s|$comment)*)((?:$comment|$quoted|$plain)+);)/gcs)
	{
		# the body of a function goes on to its END
		my ($whole, $end) = ($1, pos $script);
		if ($whole =~ /\bBEGIN ATOMIC\b/ && $script =~ /\G.*?^\s*END;/gcms)
		{
			$whole .= substr $script, $end, pos($script) - $end;
		}
		push @statements, $whole;
	}
	die 'not a statement: ' . substr($script, pos $script // 0, 200)
	  if substr($script, pos $script // 0) =~ /\S/;
	return @statements;
}

# What the server was told of the staged extension, told of a copy of it in
# which more versions have their scripts: (settings, folder of the scripts).
# Where nothing is staged, the server's own folder, if that may be written to.
sub stage
{
	my ($conf, $to) = ($ENV{EARLYHELP_CONF} // '', "$ENV{TESTDATADIR}/stage");
	my $share = qx(pg_config --sharedir);
	my $lib = qx(pg_config --pkglibdir);
	chomp($share, $lib);
	my ($from) = $conf =~ m{^extension_(?:destdir = '(?=/)|control_path = ')([^:']*)}m
	  or return -w "$share/extension" ? ('', "$share/extension") : ();
	$from =~ s{\Q$share\E$}{};
	make_path("$to$lib", "$to$share/extension");
	copy($_, "$to$lib") or die "$_: $!" for glob "$from$lib/*.so";
	copy($_, "$to$share/extension") or die "$_: $!" for glob "$from$share/extension/*";
	$conf =~ s/\Q$from\E/$to/g;
	return ($conf, "$to$share/extension");
}

# The lines of catalogue.sql for a database.
sub catalogue
{
	my ($node, $db) = @_;
	my ($ok, $out) = run_file($node, $db, root() . '/test/t/catalogue.sql', undef, '-At');
	die "catalogue.sql failed in $db" unless $ok;
	return split /\n/, $out;
}

# differences [LINES], [LINES]: what only the first has with -, the second +
sub differences
{
	my ($one, $two) = @_;
	my %count;
	$count{$_}-- for @$one;
	$count{$_}++ for @$two;
	return map { ($count{$_} < 0 ? '-' : '+') . " $_" } grep { $count{$_} } sort keys %count;
}

1;
