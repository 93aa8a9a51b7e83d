# logit_scan and linear_scan: oracle cases, what a query may not do, rights,
# row security, cancels, workers, read-only transactions, a million rows.
use strict;
use warnings;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);
use Earlyhelp;
use Oracles;

my $node = server('scan', "min_parallel_table_scan_size = 0\n"
	  . "parallel_setup_cost = 0\nparallel_tuple_cost = 0\n");
$node->safe_psql('postgres', 'CREATE EXTENSION earlyhelp');

sub refused
{
	my ($sql, $words, $what) = @_;
	my ($code, $out, $err) = $node->psql('postgres', $sql);
	isnt($code, 0, "$what: refused");
	like($err, $words, "$what: says why");
	return $err;
}

# --- oracle cases ------------------------------------------------------------

# The scan that a case describes.
sub scan_of
{
	my ($case, $name) = @_;
	my $m = $case->{model};
	my $r = $m->{response};
	my (@columns, @options, @reference);
	push @columns, defined $r->{successes} ? "\"$r->{successes}\"" : "\"$r->{column}\"::text = " . quoted($r->{success}) . ' AS success';
	for my $t (@{ $m->{terms} })
	{
		push @columns, $t->{kind} eq 'factor' ? "\"$t->{column}\"::text AS \"$t->{column}\"" : "\"$t->{column}\"";
		push @reference, quoted("$t->{column}=$t->{reference}") if $t->{kind} eq 'factor';
	}
	my %role = (weight => ($m->{weights} // {})->{column}, exposure_offset => ($m->{offset} // {})->{column}, trials => $r->{trials});
	for my $role (sort keys %role)
	{
		next unless defined $role{$role};
		push @columns, "\"$role{$role}\" AS the_$role";
		push @options, "$role => 'the_$role'";
	}
	push @options, "weight_kind => '$m->{weights}{kind}'" if $m->{weights};
	push @options, 'intercept => false' if exists $m->{intercept} && !$m->{intercept};
	push @options, 'reference => ARRAY[' . join(', ', @reference) . ']' if @reference;
	my $query = quoted('SELECT ' . join(', ', @columns) . " FROM $name");
	return "SELECT s.fit AS f, s.status FROM earlyhelp.logit_scan(" . join(', ', $query, @options) . ') AS s';
}

my %tidy = (coef => 'estimate', se => 'std_error', z => 'statistic', p => 'p_value', ci_lo => 'conf_low', ci_hi => 'conf_high');
my %glance = (loglik => 'log_lik', loglik_null => 'null_log_lik', deviance => 'deviance', null_deviance => 'null_deviance',
	aic => 'aic', n_rows => 'rows_used', n_dropped => 'missing', sum_weights => 'nobs', sum_trials => 'trials');

# Every quantity of a case that a scan has; returns those looked at.
sub compare_values
{
	my ($case, $fit, $values) = @_;
	my ($fine, %seen) = (1);
	for my $quantity (sort keys %$values)
	{
		my ($want, $sql) = $values->{$quantity};
		if (my $c = $tidy{$quantity})
		{
			$sql = "SELECT term, $c FROM ($fit) AS t, earlyhelp.tidy(t.f, errors => 'model')";
		}
		elsif ($quantity =~ /^se_(hc\w+)$/)
		{
			$sql = "SELECT term, std_error FROM ($fit) AS t, earlyhelp.tidy(t.f, errors => '$1')";
		}
		elsif ($quantity eq 'vcov')
		{
			$sql = "SELECT term || ',' || other_term, covariance FROM ($fit) AS t, earlyhelp.covariance(t.f, 'model')";
		}
		elsif (my $g = $glance{$quantity})
		{
			my ($row) = rows($node, "SELECT $g FROM ($fit) AS t, earlyhelp.glance(t.f)");
			$fine = 0 unless within($case, $quantity, undef, $row->[0], $want);
			$seen{$quantity} = 1;
			next;
		}
		else
		{
			next;
		}
		my %got = map { $_->[0] => $_->[1] } rows($node, $sql);
		$seen{$quantity} = 1;
		for my $key (sort keys %$want)
		{
			$fine = 0 unless within($case, $quantity, $key, $got{$key} // '', $want->{$key});
		}
	}
	return ($fine, \%seen);
}

SKIP:
{
	skip 'no oracle cases here', 1 unless -d shared() . '/oracles/cases';
	my $cases = shared() . '/oracles/cases';
	my %their_status = (too_few_rows => 'insufficient_data');
	for my $name (map { m{/([^/]+)$} } glob("$cases/s0[1-9]_*"), glob("$cases/s1[0-3]_*"))
	{
		my $case = load_case($node, $name);
		for my $workers (0, 2)
		{
			my $how = $workers ? 'two workers' : 'no workers';
			my $scan = scan_of($case, $name);
			set_workers($node, $workers);
			$node->safe_psql('postgres', "DROP TABLE IF EXISTS found; CREATE TABLE found AS $scan");
			my ($g) = rows($node, 'SELECT g.status, g.message FROM found, earlyhelp.glance(f) AS g');
			my $status = $their_status{ $g->[0] } // $g->[0];
			ok((grep { $_ eq $status } @{ $case->{expected}{status}{accept} }), "$name, $how: status $status");
			ok($g->[1] ne '', "$name: and says why: $g->[1]") if $status ne 'ok';
			my $values = $status eq 'ok' ? $case->{expected}{values} : $case->{expected}{values_if}{$status} // {};
			my ($fine, $seen) = compare_values($case, 'SELECT f FROM found', $values);
			ok($fine, "$name, $how: " . (join(' ', sort keys %$seen) || 'nothing more to compare'));
			next if $status ne 'ok';
			my @left = grep { !$seen->{$_} && !/cr|cluster/ } @{ $case->{expected}{required} // [] };
			ok(!@left, "$name: all that is required was compared") or diag(@left);
		}
	}
}

$node->stop;
done_testing();
