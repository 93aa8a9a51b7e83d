# Mixed logistic fits against known answers, in several orders of the rows and
# with workers: oracle cases s16 and s17 by Laplace, by 25 points and exactly,
# and the published study's inspections against glmmTMB and lme4.
use strict;
use warnings;
use JSON::PP;
use PostgreSQL::Test::Utils;
use Test::More;
use Earlyhelp;

skip_without_shared('oracle cases of mixed_logit');
my $cases = shared() . '/oracles/cases';
my $node = server('mixed_oracles', "min_parallel_table_scan_size = 0\n"
	  . "parallel_setup_cost = 0\nparallel_tuple_cost = 0\n");
$node->safe_psql('postgres', 'CREATE EXTENSION earlyhelp;
	ALTER DATABASE postgres SET search_path = public, earlyhelp');

my $workers = 0;

sub rows
{
	my ($sql) = @_;
	return map { [ split /\|/, $_, -1 ] }
	  split /\n/, $node->safe_psql('postgres', "SET max_parallel_workers_per_gather = $workers; $sql");
}

# near NAME, GOT, WANT, TOLERANCE
sub near
{
	my ($name, $got, $want, $tolerance) = @_;
	my $fine = defined $got && $got ne '' && abs($got - $want) <= $tolerance;
	ok($fine, $name) or diag('got ' . ($got // 'nothing') . ", want $want within $tolerance");
	return;
}

# A table's fits in every order: [name, workers, ORDER BY]
sub orders
{
	my ($table) = @_;
	return ([ 'as it lies', 0, '' ], [ 'shuffled', 0, " ORDER BY md5($table\::text)" ],
		[ 'turned round', 0, " ORDER BY $table\::text DESC" ], [ 'two workers', 2, '' ]);
}

# fit CALL, TABLE, ORDER: a sub-select f of one fit
sub fit
{
	my ($call, $table, $order) = @_;
	$workers = $order->[1];
	(my $ordered = $call) =~ s/\)$/$order->[2])/;
	my $fit = "SELECT $ordered AS f FROM $table";
	like($node->safe_psql('postgres', "SET max_parallel_workers_per_gather = 2; EXPLAIN $fit"),
		qr/Partial Aggregate/, "$table: with workers")
	  if $workers > 0;
	return $fit;
}

# --- s16 and s17: R, and 60 digits ------------------------------------------

my %response = (
	s16_mixed_cbpp => 'outcome_of(incidence, size)',
	s17_mixed_schizophrenia => "disorder = 'present'");
my %predictors = (
	s16_mixed_cbpp => "factor(period, reference => '1')",
	s17_mixed_schizophrenia => "factor(onset, reference => '< 20 yrs'), month");
# So many points that more change nothing stand for the exact integral.
my %points = (nagq1 => 1, nagq25 => 25, exact => 101);

sub compare_case
{
	my ($case, $what, $fit, $how) = @_;
	my $want = $case->{expected}{values}{$what};
	my $t = $case->{expected}{tolerance};
	my %got = map { $_->[0] => [ @$_[ 1, 2 ] ] }
	  rows("SELECT term, estimate, std_error FROM ($fit) AS s, tidy(s.f)");
	for my $term (sort keys %{ $want->{coef} })
	{
		near("$how: $term", $got{$term}[0], $want->{coef}{$term}, $t->{coef}{se_fraction} * $want->{se}{$term});
		near("$how: its error", $got{$term}[1], $want->{se}{$term}, $t->{se}{rel} * $want->{se}{$term});
	}
	near("$how: sigma", $got{sd}[0], $want->{sigma}, $t->{sigma}{rel} * $want->{sigma});
	near("$how: variance", $got{variance}[0], $want->{variance}, $t->{variance}{rel} * $want->{variance});
	my ($g) = rows("SELECT log_lik, rows_used, missing, status, quadrature_points FROM ($fit) AS s, glance(s.f)");
	near("$how: log-likelihood with all constants", $g->[0], $want->{loglik}, $t->{loglik}{abs});
	is("@$g[1 .. 4]", "$case->{expected}{values}{n_rows} $case->{expected}{values}{n_dropped} ok $points{$what}",
		"$how: rows, missing rows, status");
	my ($v) = rows("SELECT levels FROM ($fit) AS s, variance_components(s.f)");
	is($v->[0], $case->{expected}{values}{n_groups}, "$how: groups");
	return;
}

for my $name (sort keys %response)
{
	my $case = decode_json(slurp_file("$cases/$name/case.json"));
	my $columns = join ', ', map { "$_->{name} $_->{type}" } @{ $case->{data}{columns} };
	$node->safe_psql('postgres', "CREATE TABLE $name ($columns)");
	my $copy = "$ENV{TESTDATADIR}/$name.sql";
	append_to_file($copy, "\\copy $name FROM '$cases/$name/data.csv' (FORMAT csv, HEADER)\n");
	ok(run_file($node, 'postgres', $copy), "$name: $case->{title}");
	$node->safe_psql('postgres', "ANALYZE $name");
	for my $order (orders($name))
	{
		for my $what (sort keys %points)
		{
			my $call = "mixed_logit($response{$name}, ARRAY[$case->{model}{group}{column}::text], "
			  . "mixed_options(quadrature_points => $points{$what}), $predictors{$name})";
			compare_case($case, $what, fit($call, $name, $order), "$name, $what, $order->[0]");
		}
	}
}

# --- the inspections of the published study ---------------------------------

my $csv = "$ENV{TESTDATADIR}/mixed_inspections.sql";
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
	CREATE TABLE split AS SELECT *, avg(prevent_100) OVER (PARTITION BY la_code) AS usual FROM inspection_model;
	ANALYZE});

my %model = (
	glmmTMB_authority_year => 'mixed_logit(good, ARRAY[la_code, year::text], p, s, imd_decile)',
	glmer_authority_nAGQ1 => 'mixed_logit(good, ARRAY[la_code], p, s, imd_decile)',
	glmer_authority_nAGQ25 => 'mixed_logit(good, ARRAY[la_code], mixed_options(quadrature_points => 25), p, s, imd_decile)',
	glmer_authority_year_laplace => 'mixed_logit(good, ARRAY[la_code, year::text], p, s, imd_decile)',
	glmer_null_authority_year => 'mixed_logit(good, ARRAY[la_code, year::text])');

# Other programs' terms beside ours: the largest distance in their standard
# errors, and of errors and variances in proportion.
sub beside
{
	my ($fit, $theirs) = @_;
	my ($r) = rows("SELECT count(*), max(abs(o.estimate - t.estimate) / o.std_error), max(abs(t.std_error / o.std_error - 1)),
			max(abs(t.estimate / o.estimate - 1)) FILTER (WHERE t.effect = 'random'), max(g.log_lik - o.log_lik)
		FROM ($fit) AS m, tidy(m.f) AS t, glance(m.f) AS g, oracle AS o WHERE o.model = 'rebuilt:$theirs'
		AND o.term = CASE t.effect WHEN 'fixed' THEN t.term ELSE t.term || ':' || t.group_name END");
	my ($all) = rows("SELECT count(*) FROM oracle WHERE model = 'rebuilt:$theirs'");
	is($r->[0], $all->[0], "$theirs: every term is there");
	return @$r[ 1 .. 4 ];
}

for my $order (orders('centred'))
{
	my ($estimate, $error, $variance, $rise);
	for my $theirs ('glmmTMB_authority_year', 'glmer_authority_nAGQ25')
	{
		($estimate, $error, $variance, $rise) = beside(fit($model{$theirs}, 'centred', $order), $theirs);
		near("$theirs, $order->[0]: estimates", $estimate, 0, 1e-5);
		near("$theirs, $order->[0]: errors", $error, 0, 1e-5);
		near("$theirs, $order->[0]: variance", $variance, 0, 1e-5) if $variance ne '';
		near("$theirs, $order->[0]: log-likelihood", $rise, 0, 1e-6);
	}
	# where lme4 stopped early the maximum is higher, and not far
	for my $theirs ('glmer_authority_nAGQ1', 'glmer_authority_year_laplace', 'glmer_null_authority_year')
	{
		($estimate, $error, $variance, $rise) = beside(fit($model{$theirs}, 'centred', $order), $theirs);
		cmp_ok($rise, '>=', -1e-9, "$theirs, $order->[0]: no lower");
		cmp_ok($rise, '<', 0.01, 'nor much higher');
		near('estimates near by', $estimate, 0, 0.02);
	}
	my ($g) = rows('SELECT log_lik, v.variance, t.estimate FROM (' . fit($model{glmer_authority_nAGQ1}, 'centred', $order)
		  . ") AS m, glance(m.f) AS g, variance_components(m.f) AS v, tidy(m.f) AS t WHERE t.term = 'p'");
	near("one grouping by Laplace, $order->[0]: log-likelihood", $g->[0], -236.625257, 1e-6);
	near('variance', $g->[1], 0.52914, 1e-5);
	near('slope', $g->[2], 0.221803, 2e-6);
}

# The table the study is known by; nothing is centred by hand.
my $study = 'mixed_logit(good, ARRAY[la_code, year::text], prevent_100, safeguard_100, imd_decile)';
for my $order (orders('inspection_model'))
{
	my $fit = fit($study, 'inspection_model', $order);
	my ($g) = rows("SELECT log_lik, status, groupings FROM ($fit) AS m, glance(m.f)");
	near("the study, $order->[0]: log-likelihood", $g->[0], -227.207250, 1e-6);
	is("$g->[1], $g->[2]", 'ok, la_code (149), year (9)', 'status and groupings');
	my %t = map { $_->[0] => "@$_[1 .. 4]" }
	  rows("SELECT term, round(estimate::numeric, 3), round(conf_low::numeric, 3), round(conf_high::numeric, 3), p_value < 0.05
		FROM ($fit) AS m, tidy(m.f, exponentiate => true) WHERE effect = 'fixed'");
	is($t{prevent_100}, '1.685 1.270 2.237 t', 'odds ratio of preventative spend');
	is($t{imd_decile}, '0.842 0.751 0.944 t', 'of deprivation');
	like($t{safeguard_100}, qr/ f$/, 'safeguarding not associated');
}

# Most of it is between authorities.
my ($within) = rows("SELECT round(estimate::numeric, 2), round(conf_low::numeric, 2), round(conf_high::numeric, 2)
	FROM (SELECT mixed_logit(good, ARRAY[la_code, year::text], prevent_100 - usual, usual, safeguard_100, imd_decile) AS f
		FROM split) AS m, odds_ratio(m.f, 1)");
is("@$within", '1.24 0.87 1.76', 'within an authority');
my ($between) = rows("SELECT round(estimate::numeric, 2)
	FROM (SELECT mixed_logit(good, ARRAY[la_code, year::text], prevent_100 - usual, usual, safeguard_100, imd_decile) AS f
		FROM split) AS m, odds_ratio(m.f, 'usual')");
is($between->[0], '2.23', 'between authorities');

$node->stop;
done_testing();
