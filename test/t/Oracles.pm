# Oracles.pm - cases with known answers: their rows in a table, and a number
# held against a case's tolerance.
package Oracles;

use strict;
use warnings;
use JSON::PP;
use PostgreSQL::Test::Utils;
use Test::More;
use Earlyhelp;
use Exporter 'import';

our @EXPORT = qw(load_case quoted within rows set_workers);

sub quoted
{
	my ($s) = @_;
	$s =~ s/'/''/g;
	return "'$s'";
}

sub rows
{
	my ($node, $sql) = @_;
	return map { [ split /\|/, $_, -1 ] } split /\n/, $node->safe_psql('postgres', $sql);
}

# load_case NODE, NAME: its table, of its name; returns the case
sub load_case
{
	my ($node, $name) = @_;
	my $folder = shared() . "/oracles/cases/$name";
	my $case = decode_json(slurp_file("$folder/case.json"));
	my $columns = join ', ', map { qq{"$_->{name}" $_->{type}} } @{ $case->{data}{columns} };
	$node->safe_psql('postgres', "CREATE TABLE $name ($columns)");
	my $copy = "$ENV{TESTDATADIR}/$name.sql";
	unlink $copy; # another test may have loaded the case as well
	append_to_file($copy, "\\copy $name FROM '$folder/$case->{data}{file}' (FORMAT csv, HEADER)\n");
	ok(run_file($node, 'postgres', $copy), "$name: $case->{title}");
	$node->safe_psql('postgres', "ANALYZE $name");
	return $case;
}

# set_workers NODE, N: from now on so many a query
my %workers_now;
sub set_workers
{
	my ($node, $n) = @_;
	return if $n == ($workers_now{ $node->name } // -1);
	$node->safe_psql('postgres', "ALTER SYSTEM SET max_parallel_workers_per_gather = $n;
		SELECT pg_reload_conf(); SELECT pg_sleep(0.05)");
	$workers_now{ $node->name } = $n;
}

# within CASE, QUANTITY, KEY, GOT, WANT: by the case's tolerance, for an
# estimate with the standard error that belongs to it
sub within
{
	my ($case, $quantity, $key, $got, $want) = @_;
	my $t = $case->{expected}{tolerance}{$quantity} // {};
	my $errors = $case->{expected}{values}{ $quantity eq 'cut' ? 'se_cut' : 'se' };
	my $bound = 0;
	for my $b (($t->{rel} // 0) * abs($want), $t->{abs} // 0, ($t->{se_fraction} // 0) * ($errors->{ $key // '' } // 0))
	{
		$bound = $b if $b > $bound;
	}
	return 1 if defined $got && $got ne '' && abs($got - $want) <= $bound;
	diag("$case->{name} $quantity " . ($key // '') . ': got ' . ($got // 'nothing') . ", want $want within $bound");
	return 0;
}

1;
