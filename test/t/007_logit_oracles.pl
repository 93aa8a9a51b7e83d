# Oracle cases of logistic fits, in several orders of the rows and with
# workers, and the published inspections' fits by R.
use strict;
use warnings;
use PostgreSQL::Test::Utils;
use Test::More;
use Earlyhelp;
use Oracles;

skip_without_shared('oracle cases of logit');
my $cases = shared() . '/oracles/cases';
my $node = server('logit_oracles', "min_parallel_table_scan_size = 0\n"
	  . "parallel_setup_cost = 0\nparallel_tuple_cost = 0\n");
$node->safe_psql('postgres', 'CREATE EXTENSION earlyhelp');

# The call that a case describes.
sub call
{
	my ($case, $aggregate, $order) = @_;
	my $m = $case->{model};
	my $r = $m->{response};
	my @options;
	push @options, "weight => \"$m->{weights}{column}\"", "weight_kind => '$m->{weights}{kind}'" if $m->{weights};
	push @options, "exposure_offset => \"$m->{offset}{column}\"" if $m->{offset};
	push @options, "cluster => \"$m->{cluster}{column}\"" if $m->{cluster};
	push @options, 'intercept => false' if exists $m->{intercept} && !$m->{intercept};
	my $y = defined $r->{successes} ? "\"$r->{successes}\", \"$r->{trials}\"" : "\"$r->{column}\"::text = " . quoted($r->{success});
	my $f = defined $r->{successes} ? 'outcome_of' : 'outcome';
	$y = "earlyhelp.$f(" . join(', ', $y, @options) . ')' if @options || $f eq 'outcome_of';
	my @x = map {
		$_->{kind} eq 'factor'
		  ? "earlyhelp.factor(\"$_->{column}\", reference => " . quoted($_->{reference}) . ')'
		  : "\"$_->{column}\""
	} @{ $m->{terms} };
	return "earlyhelp.$aggregate(" . join(', ', $y, @x) . (defined $order ? " ORDER BY $order" : '') . ')';
}

my %their_status = (too_few_rows => 'insufficient_data');

my %glance = (
	loglik => 'log_lik', loglik_null => 'null_log_lik', deviance => 'deviance',
	loglik_penalized => 'penalized_log_lik',
	null_deviance => 'null_deviance', aic => 'aic', n_rows => 'rows_used', n_dropped => 'missing',
	sum_weights => 'nobs', sum_trials => 'trials', n_clusters => 'clusters');

# Every quantity of a case that there is; returns those that were looked at.
sub compare_values
{
	my ($case, $fit, $values) = @_;
	my ($fine, %seen) = (1);
	my %column = (coef => 'estimate', se => 'std_error', z => 'statistic', p => 'p_value',
		ci_lo => 'conf_low', ci_hi => 'conf_high');
	my %profile = (pl_lo => 'conf_low', pl_hi => 'conf_high', pl_chisq => 'statistic ^ 2', pl_p => 'p_value');
	for my $quantity (sort keys %$values)
	{
		my $want = $values->{$quantity};
		my %got;
		if (my $c = $column{$quantity})
		{
			%got = map { $_->[0] => $_->[1] } rows($node, "SELECT term, $c FROM ($fit) AS t, earlyhelp.tidy(t.f, errors => 'model')");
		}
		elsif (my $p = $profile{$quantity})
		{
			%got = map { $_->[0] => $_->[1] } rows($node, "SELECT term, $p FROM ($fit) AS t, earlyhelp.tidy(t.f) AS r WHERE errors = 'profile'");
		}
		elsif ($quantity =~ /^se_(\w+)$/)
		{
			%got = map { $_->[0] => $_->[1] } rows($node, "SELECT term, std_error FROM ($fit) AS t, earlyhelp.tidy(t.f, errors => '$1')");
		}
		elsif ($quantity eq 'vcov')
		{
			%got = map { ("$_->[0],$_->[1]" => $_->[2]) } rows($node, "SELECT term, other_term, covariance FROM ($fit) AS t, earlyhelp.covariance(t.f, 'model')");
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
		$seen{$quantity} = 1;
		for my $key (sort keys %$want)
		{
			$fine = 0 unless within($case, $quantity, $key, $got{$key} // '', $want->{$key});
		}
	}
	return ($fine, \%seen);
}

my @logit = map { m{/([^/]+)$} } glob("$cases/s0[1-9]_*"), glob("$cases/s1[0-3]_*");
for my $name (@logit)
{
	my $case = load_case($node, $name);
	for my $order (undef, "md5($name\::text)", "$name\::text DESC", 'workers')
	{
		my $workers = defined $order && $order eq 'workers';
		my $how = $workers ? 'two workers' : $order // 'as it lies';
		my $call = call($case, 'logit', $workers ? undef : $order);
		my $fit = "SELECT $call AS f FROM $name";
		set_workers($node, $workers ? 2 : 0);
		like($node->safe_psql('postgres', "EXPLAIN $fit"), qr/Partial Aggregate/, "$name: with workers") if $workers;
		my ($g) = rows($node, "SELECT status, message FROM ($fit) AS t, earlyhelp.glance(t.f)");
		my $status = $their_status{ $g->[0] } // $g->[0];
		ok((grep { $_ eq $status } @{ $case->{expected}{status}{accept} }), "$name, $how: status $status");
		ok($g->[1] ne '', "$name: and says why: $g->[1]") if $status ne 'ok';
		my $values = $status eq 'ok' ? $case->{expected}{values} : $case->{expected}{values_if}{$status} // {};
		my ($fine, $seen) = compare_values($case, $fit, $values);
		ok($fine, "$name, $how: " . (join(' ', sort keys %$seen) || 'nothing more to compare'));
		next if $status ne 'ok';
		my @left = grep { !$seen->{$_} } @{ $case->{expected}{required} // [] };
		ok(!@left, "$name: all that is required was compared") or diag(@left);
	}
}

# Firth's fits: s19 is separated, and finite all the same.
for my $name (map { m{/([^/]+)$} } glob("$cases/s1[89]_*"))
{
	my $case = load_case($node, $name);
	for my $order (undef, "md5($name\::text)", "$name\::text DESC", 'workers')
	{
		my $workers = defined $order && $order eq 'workers';
		my $how = $workers ? 'two workers' : $order // 'as it lies';
		my $fit = 'SELECT ' . call($case, 'firth_logit', $workers ? undef : $order) . " AS f FROM $name";
		set_workers($node, $workers ? 2 : 0);
		like($node->safe_psql('postgres', "EXPLAIN $fit"), qr/Partial Aggregate/, "$name: with workers") if $workers;
		my ($g) = rows($node, "SELECT status FROM ($fit) AS t, earlyhelp.glance(t.f)");
		is($g->[0], 'ok', "$name, $how: status");
		my ($fine, $seen) = compare_values($case, $fit, $case->{expected}{values});
		ok($fine, "$name, $how: " . join(' ', sort keys %$seen));
		ok(!(grep { !$seen->{$_} } @{ $case->{expected}{required} }, qw(loglik_penalized pl_lo pl_hi pl_chisq pl_p)),
			"$name: all that is required was compared");
	}
}

# The inspections: R 4.2.2 (glm, sandwich), all five kinds of errors.
my $csv = "$ENV{TESTDATADIR}/inspections.sql";
append_to_file($csv, "\\i " . root() . "/sql/views/10_tables.sql\n"
	  . "ALTER TABLE inspection_model DROP CONSTRAINT inspection_model_la_code_fkey;\n"
	  . "CREATE TABLE oracle (model text, term text, estimate float8, std_error float8, z float8, odds_ratio float8,"
	  . " or_low float8, or_high float8, n int, n_authorities int, log_lik float8, aic float8, note text);\n"
	  . "\\copy inspection_model FROM '" . shared() . "/data/inspection_model.csv' (FORMAT csv, HEADER)\n"
	  . "\\copy oracle FROM '" . shared() . "/data/model_oracles.csv' (FORMAT csv, HEADER)\n");
ok(run_file($node, 'postgres', $csv), 'the inspections are loaded');
$node->safe_psql('postgres', q{
	CREATE TABLE centred AS SELECT *, prevent_100 - avg(prevent_100) OVER () AS p,
		safeguard_100 - avg(safeguard_100) OVER () AS s FROM inspection_model;
	CREATE TABLE fit AS
	SELECT 'rebuilt:glm' AS model, earlyhelp.logit(earlyhelp.outcome(good, cluster => la_code), p, s, imd_decile) AS f FROM centred
	UNION ALL
	SELECT 'rebuilt:glm_uncentred', earlyhelp.logit(earlyhelp.outcome(good, cluster => la_code), prevent_100, safeguard_100, imd_decile) FROM inspection_model
	UNION ALL
	SELECT 'rebuilt:glm_year_effects', earlyhelp.logit(earlyhelp.outcome(good, cluster => la_code), p, s, imd_decile, earlyhelp.factor(year)) FROM centred});
my %errors = (model_based => 'model', robust_hc0 => 'hc0', cluster_cr0 => 'cr0', cluster_cr1 => 'cr1', cluster_cr1s => 'cr1s');
for my $theirs (sort keys %errors)
{
	my $sql = "SELECT count(*), coalesce(max(abs(o.estimate - t.estimate) / o.std_error), 9),
		coalesce(max(abs(o.std_error - t.std_error) / o.std_error), 9), coalesce(max(abs(o.log_lik - g.log_lik)), 9)
		FROM fit, earlyhelp.tidy(fit.f, errors => '$errors{$theirs}') AS t, earlyhelp.glance(fit.f) AS g, oracle AS o
		WHERE o.model = fit.model || '/se=$theirs'
		AND t.term = regexp_replace(o.term, '^factor\\((\\w+)\\)', '\\1=')";
	my ($r) = rows($node, $sql);
	my ($expected) = rows($node, "SELECT count(*) FROM oracle WHERE model ~ '^rebuilt:glm(_uncentred|_year_effects)?/se=$theirs\$'");
	is($r->[0], $expected->[0], "$theirs: every term of three fits is there");
	cmp_ok($r->[1], '<=', 1e-8, "$theirs: estimates within 1e-8 of a standard error");
	cmp_ok($r->[2], '<=', 1e-8, "$theirs: standard errors as R's");
	cmp_ok($r->[3], '<=', 1e-9, "$theirs: log-likelihood");
}

$node->stop;
done_testing();
