# Oracle cases of linear and ordinal fits, in several orders of the rows and
# with workers.
use strict;
use warnings;
use PostgreSQL::Test::Utils;
use Test::More;
use Earlyhelp;
use Oracles;

skip_without_shared('oracle cases of linear and ordinal_logit');
my $node = server('model_oracles', "min_parallel_table_scan_size = 0\n"
	  . "parallel_setup_cost = 0\nparallel_tuple_cost = 0\n");
$node->safe_psql('postgres', 'CREATE EXTENSION earlyhelp;
	ALTER DATABASE postgres SET search_path = public, earlyhelp');

# The call that a case describes; an ordinal response as an enum.
sub call
{
	my ($case, $order) = @_;
	my $m = $case->{model};
	my $name = $case->{name};
	my $y = "\"$m->{response}{column}\"";
	my @options;
	if (my $levels = $m->{response}{levels})
	{
		$node->safe_psql('postgres', "DROP TYPE IF EXISTS ${name}_grade; CREATE TYPE ${name}_grade AS ENUM (" . join(', ', map { quoted($_) } @$levels) . ')');
		$y .= "::${name}_grade";
	}
	push @options, "weight => \"$m->{weights}{column}\"", "weight_kind => '$m->{weights}{kind}'" if $m->{weights};
	push @options, 'intercept => false' if exists $m->{intercept} && !$m->{intercept};
	$y = 'outcome(' . join(', ', $y, @options) . ')' if @options;
	my $aggregate = $case->{family} eq 'linear' ? 'linear' : 'ordinal_logit';
	return "$aggregate(" . join(', ', $y, map { "\"$_->{column}\"" } @{ $m->{terms} }) . (defined $order ? " ORDER BY $order" : '') . ')';
}

my %term = (coef => 'estimate', se => 'std_error', z => 'statistic', p => 'p_value', ci_lo => 'conf_low', ci_hi => 'conf_high',
	cut => 'estimate', se_cut => 'std_error');
my %glance = (loglik => 'log_lik', loglik_null => 'null_log_lik', deviance => 'deviance', aic => 'aic', n_rows => 'rows_used',
	n_dropped => 'missing', sum_weights => 'nobs', sigma => 'sigma', rss => 'residual_ss', r2 => 'r2');

for my $name (qw(s14_ologit_ucla s15_mental_counts s27_nist_norris s28_nist_noint1))
{
	my $case = load_case($node, $name);
	my $values = $case->{expected}{values};
	for my $order (undef, "md5($name\::text)", "$name\::text DESC", 'workers')
	{
		my $workers = defined $order && $order eq 'workers';
		my $how = $workers ? 'two workers' : $order // 'as it lies';
		set_workers($node, $workers ? 2 : 0);
		my $fit = 'SELECT ' . call($case, $workers ? undef : $order) . " AS f FROM $name";
		like($node->safe_psql('postgres', "EXPLAIN $fit"), qr/Partial Aggregate/, "$name: with workers") if $workers;
		my ($fine, %seen) = (1);
		for my $quantity (sort keys %$values)
		{
			if (my $column = $term{$quantity})
			{
				my %got = map { my ($value, @term) = @$_; join('|', @term) => $value }
				  rows($node, "SELECT $column, term FROM ($fit) AS t, tidy(t.f)");
				$fine &= within($case, $quantity, $_, $got{$_}, $values->{$quantity}{$_}) for sort keys %{ $values->{$quantity} };
				$seen{$quantity} = 1;
			}
			elsif ($column = $glance{$quantity})
			{
				my ($row) = rows($node, "SELECT $column FROM ($fit) AS t, glance(t.f)");
				$fine &= within($case, $quantity, undef, $row->[0], $values->{$quantity});
				$seen{$quantity} = 1;
			}
		}
		ok($fine, "$name, $how: " . join(' ', sort keys %seen));
		is_deeply([ grep { !$seen{$_} } sort keys %$values ], [], '  and nothing is left');
	}
}

$node->stop;
done_testing();
