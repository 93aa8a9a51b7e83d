# The oracle cases of the measures: answers worked out outside this project.
use strict;
use warnings;
use JSON::PP;
use PostgreSQL::Test::Utils;
use Test::More;
use Earlyhelp;

skip_without_shared('oracle cases');
my $cases = shared() . '/oracles/cases';
my $node = server('oracles');
$node->safe_psql('postgres', 'CREATE EXTENSION earlyhelp');

my ($case, $tested);

# A case's rows as a table of its name, and its answers.
sub load
{
	my ($name) = @_;
	$case = decode_json(slurp_file("$cases/$name/case.json"));
	$tested = {};
	my $columns = join ', ', map { "$_->{name} $_->{type}" } @{ $case->{data}{columns} };
	$node->safe_psql('postgres', "CREATE TABLE $name ($columns)");
	my $copy = "$ENV{TESTDATADIR}/$name.sql";
	append_to_file($copy, "\\copy $name FROM '$cases/$name/$case->{data}{file}' (FORMAT csv, HEADER)\n");
	ok(run_file($node, 'postgres', $copy), "$name: $case->{title}");
	return;
}

# answer QUANTITY, GOT, EXPECTED: within the tolerance that the case gives
sub answer
{
	my ($quantity, $key, $got) = @_;
	my $values = $case->{expected}{values}{$quantity};
	my $want = ref $values ? $values->{$key} : $values;
	my $t = $case->{expected}{tolerance}{$quantity};
	my $name = "$case->{name} $quantity" . (defined $key ? " $key" : '');
	$tested->{$quantity} = 1;
	if (!defined $want)
	{
		ok($got eq '', "$name has no value");
		return;
	}
	my $within = 0;
	for my $bound (($t->{rel} // 0) * abs($want), $t->{abs} // 0)
	{
		$within = $bound if $bound > $within;
	}
	ok($got ne '' && abs($got - $want) <= $within, $name)
	  or diag("got $got, want $want within $within");
	return;
}

sub rows
{
	return map { [ split /\|/, $_, -1 ] } split /\n/, $node->safe_psql('postgres', shift);
}

# Every quantity that the case requires has been asked for.
sub required
{
	my @lists = map { [$_] } @{ $case->{expected}{required} // [] };
	push @lists, @{ $case->{expected}{required_any} // [] };
	my @left = grep { my $l = $_; !grep { $tested->{$_} } @$l } @lists;
	ok(!@left, "$case->{name}: all that is required was asked for");
	return;
}

load('s20_wilson');
for my $method (qw(wilson wilson_cc exact))
{
	for my $r (rows("SELECT id, l.estimate, l.conf_low, l.conf_high FROM s20_wilson,
		earlyhelp.limits(earlyhelp.proportion(x, n), level => conf, method => '$method') AS l"))
	{
		answer('estimate', $r->[0], $r->[1]);
		answer("${method}_lo", $r->[0], $r->[2]);
		answer("${method}_hi", $r->[0], $r->[3]);
	}
}
required();

load('s21_byar');
for my $method ([ byar => 'byar' ], [ poisson => 'exact' ], [ phe => 'phe' ])
{
	for my $r (rows("SELECT id, per * l.estimate, per * l.conf_low, per * l.conf_high FROM s21_byar,
		earlyhelp.limits(earlyhelp.ratio(events, denom, counts => true), level => conf,
			method => '$method->[0]') AS l"))
	{
		answer('rate', $r->[0], $r->[1]);
		answer("$method->[1]_lo", $r->[0], $r->[2]);
		answer("$method->[1]_hi", $r->[0], $r->[3]);
	}
}
required();

# A sample's ratio, its error with and without the finite population factor,
# limits by t and, from the error, by the normal's 1.959963984540054.
sub sample
{
	my ($name, $x, $p, $size) = @_;
	load($name);
	my ($s) = rows("SELECT l.estimate, l.std_error, l.conf_low, l.conf_high, b.std_error
		FROM (SELECT earlyhelp.prevention_ratio_state($x, $p) AS s FROM $name) AS t,
		earlyhelp.limits(t.s, method => 'sample', population_size => $size) AS l,
		earlyhelp.limits(t.s, method => 'between_units') AS b");
	answer('ratio', undef, $s->[0]);
	answer('se_ratio', undef, $s->[1]);
	answer('ci_t_lo', undef, $s->[2]);
	answer('ci_t_hi', undef, $s->[3]);
	answer('se_ratio_nofpc', undef, $s->[4]);
	answer('ci_lo', undef, $s->[0] - 1.959963984540054 * $s->[1]);
	answer('ci_hi', undef, $s->[0] + 1.959963984540054 * $s->[1]);
	return;
}

sample('s22_ratio_10_cities', 'pop1930', 'pop1920', 49);
my ($total) = rows("SELECT e.total, e.std_error, e.n, e.population_size
	FROM (SELECT earlyhelp.prevention_ratio_state(pop1930, pop1920) AS s FROM s22_ratio_10_cities) AS t,
	earlyhelp.national_estimate(t.s, 5054, 49) AS e");
answer('total', undef, $total->[0]);
answer('se_total_scaled', undef, $total->[1]);
is("$total->[2] of $total->[3]", '10 of 49', 's22 n of N');
required();
sample('s23_ratio_schools', 'api_stu', 'enroll', 6194);
required();

load('s29_spend_ratio');
for my $r (rows("SELECT coalesce(authority, '(all)'), earlyhelp.value(s), earlyhelp.rows_used(s),
	earlyhelp.numerator(s), earlyhelp.denominator(s)
	FROM (SELECT authority, earlyhelp.early_share_state(early_help, other) AS s
		FROM s29_spend_ratio GROUP BY ROLLUP (authority)) AS t"))
{
	answer('ratio', $r->[0], $r->[1]);
	answer('n_used', $r->[0], $r->[2]);
	answer('sum_numerator', $r->[0], $r->[3]);
	answer('sum_denominator', $r->[0], $r->[4]);
}
my ($mean) = rows("SELECT avg(r) FROM (SELECT earlyhelp.early_share(early_help, other) AS r
	FROM s29_spend_ratio GROUP BY authority) AS t");
answer('mean_of_group_ratios', undef, $mean->[0]);
required();

$node->stop;
done_testing();
