# linear through SQL: NIST's reference problems, R's lm() and sandwich on R's
# own data (test/oracle/linear.py, models.R), in several orders of the rows and
# with workers; cancels; fits in a dump.
use strict;
use warnings;
use PostgreSQL::Test::Utils;
use Test::More;
use Earlyhelp;

my $node = server('linear', "min_parallel_table_scan_size = 0\n"
	  . "parallel_setup_cost = 0\nparallel_tuple_cost = 0\n");
$node->safe_psql('postgres', 'CREATE EXTENSION earlyhelp;
	ALTER DATABASE postgres SET search_path = public, earlyhelp');
ok(run_file($node, 'postgres', root() . "/test/t/$_"), "$_ is there") for ('linear_nist.sql', 'models_data.sql');
$node->safe_psql('postgres', 'ANALYZE');

sub row
{
	my ($sql) = @_;
	return split /\|/, $node->safe_psql('postgres', $sql), -1;
}

# How a fit is worked out: each is tried.
my @ways = ([ 'as it lies', 0, undef ], [ 'shuffled', 0, 'md5(%s::text)' ], [ 'backwards', 0, '%s::text DESC' ], [ 'two workers', 2, undef ]);

# fit TABLE, ARGUMENTS, WAY, WHERE: settings, and a query that gives f
sub fit
{
	my ($table, $arguments, $way, $where) = @_;
	my ($name, $workers, $order) = @$way;
	my $set = "SET max_parallel_workers_per_gather = $workers";
	my $sort = defined $order ? ' ORDER BY ' . sprintf($order, $table) : '';
	my $sql = "SELECT linear($arguments$sort) AS f FROM $table" . ($where // '');
	like($node->safe_psql('postgres', "$set; EXPLAIN $sql"), qr/Partial Aggregate/, "$table: with workers")
	  if $workers && !defined $where;
	return ("$set; ", $sql);
}

# NIST: the coefficients are least squares of the doubles, and so the certified
# ones but for Filip's, whose powers of x are rounded.
for (split /\n/, $node->safe_psql('postgres', 'SELECT problem, terms, intercept FROM nist_fit ORDER BY problem'))
{
	my ($problem, $terms, $intercept) = split /\|/;
	my $x = join ', ', map { "x[$_]" } 1 .. $terms;
	my $y = $intercept eq 't' ? 'y' : 'outcome(y, intercept => false)';
	for my $way (@ways)
	{
		my ($set, $fit) = fit('nist', "$y, $x", $way, " WHERE problem = '$problem'");
		my ($given, $certified, $se) = row("$set SELECT max(abs(t.estimate / k.given - 1)), max(abs(t.estimate / k.certified - 1)),
				max(abs(t.std_error - k.std_error) / nullif(k.std_error, 0)) FILTER (WHERE e.sigma > 1e-12)
			FROM ($fit) AS s, tidy(s.f) WITH ORDINALITY AS t(term, estimate, std_error, a, b, c, d, e, g, h, n), nist_term AS k JOIN nist_fit AS e USING (problem)
			WHERE k.problem = '$problem' AND k.k = t.n - CASE WHEN '$intercept' = 't' THEN 1 ELSE 0 END");
		cmp_ok($given, '<=', 1e-13, "$problem, $way->[0]: the least squares");
		cmp_ok($certified, '<=', $problem eq 'Filip' ? 3e-8 : 1e-13, '  and as certified');
		cmp_ok($se, '<=', 1e-12, '  standard errors') if $se ne '';
		my ($fine) = row("$set SELECT abs(g.r2 - e.r2) <= 1e-13 AND CASE WHEN e.sigma > 1e-12 THEN abs(g.sigma / e.sigma - 1) <= 1e-12
					AND abs(g.residual_ss / e.rss - 1) <= 1e-12 AND (abs(g.f_statistic / e.f - 1) <= 1e-11 OR NOT e.intercept)
				ELSE g.sigma = 0 AND g.residual_ss = 0 AND g.f_statistic IS NULL AND g.message ~ '^the fit is exact' END
			FROM ($fit) AS s, glance(s.f) AS g, nist_fit AS e WHERE e.problem = '$problem'");
		is($fine, 't', '  sigma, residual squares, R2 and F');
	}
}

my %smaller = (car => 'mpg, wt', loom => 'breaks', town_people => "outcome(fertility, weight => n, weight_kind => 'frequency'), farming, school");
my $cyl = "factor(cyl, reference => '4')";
my @fits = (
	[ 'car', 'car', "outcome(mpg, cluster => carb), wt, hp, $cyl" ],
	[ 'car', 'car', "mpg, wt, hp, $cyl" ],
	[ 'car_sampled', 'car', "outcome(mpg, weight => w, weight_kind => 'probability'), wt, hp, $cyl" ],
	[ 'car_origin', 'car', 'outcome(mpg, intercept => false, exposure_offset => wt / 2), wt, hp' ],
	[ 'loom', 'loom', "breaks, wool, factor(tension, reference => 'L')" ],
	[ 'town_people', 'town', "outcome(fertility, weight => n, weight_kind => 'frequency'), farming, exam, school, catholic, deaths" ]);
for (@fits)
{
	my ($model, $table, $arguments) = @$_;
	my $clustered = $arguments =~ /cluster/ ? 'true' : 'false';
	for my $way (@ways)
	{
		my ($set, $fit) = fit($table, $arguments, $way);
		my ($terms, $kinds, $estimate, $se, $limits, $p) = row("$set SELECT count(*), count(DISTINCT e.errors), max(abs(t.estimate - e.estimate) / e.std_error),
				max(abs(t.std_error / e.std_error - 1)), max(greatest(abs(t.conf_low - e.conf_low), abs(t.conf_high - e.conf_high)) / e.std_error),
				max(abs(t.p_value - e.p_value) / (e.p_value + 1e-300))
			FROM ($fit) AS s, expected_term AS e, tidy(s.f, errors => e.errors) AS t
			WHERE e.model = '$model' AND t.term = e.term AND ($clustered OR e.errors NOT LIKE 'cr%')");
		my $all = $node->safe_psql('postgres', "SELECT count(*) FROM expected_term WHERE model = '$model' AND ($clustered OR errors NOT LIKE 'cr%')");
		is($terms, $all, "$model, $way->[0]: every term, $kinds kinds of errors");
		cmp_ok($estimate, '<=', 1e-10, '  estimates as R\'s');
		cmp_ok($se, '<=', 1e-10, '  standard errors');
		cmp_ok($limits, '<=', 1e-9, '  limits, by Student\'s t');
		cmp_ok($p, '<=', 1e-7, '  p-values');
		my ($n, $worst) = row("$set SELECT count(*), max(abs(g.value::float8 - e.value) / (abs(e.value) + 1e-9))
			FROM ($fit) AS s, glance(s.f) AS l, to_jsonb(l) AS j, jsonb_each_text(j) AS g, expected_value AS e
			WHERE e.model = '$model' AND e.quantity = g.key AND g.value IS NOT NULL");
		cmp_ok($worst || 0, '<=', 1e-9, "  $n numbers of the whole");
		cmp_ok($n, '>=', 12, '  all of them') if $smaller{$model} && $arguments !~ /cluster/;
		my ($pairs) = row("$set SELECT max(abs(c.covariance - e.covariance) / (abs(e.covariance) + 1e-12))
			FROM ($fit) AS s, covariance(s.f, 'hc1') AS c JOIN expected_covariance AS e USING (term, other_term) WHERE e.model = '$model' AND e.errors = 'hc1'");
		cmp_ok($pairs, '<=', 1e-8, '  covariances');
		next unless $smaller{$model};
		my ($compared) = row("$set SELECT abs(c.statistic / f.value - 1) < 1e-9 AND abs(c.p_value / p.value - 1) < 1e-7 AND c.df = d.value
				AND (c.message IS NULL) = (NOT $clustered) AND b = c
			FROM ($fit) AS s, (SELECT linear($smaller{$model}) AS f FROM $table) AS l, compare(l.f, s.f) AS c, compare(s.f, l.f) AS b,
				expected_value AS f, expected_value AS p, expected_value AS d
			WHERE (f.model, f.quantity, p.model, p.quantity, d.model, d.quantity) = ('$model', 'compare_f', '$model', 'compare_p', '$model', 'compare_df')");
		is($compared, 't', '  the F test of a smaller fit, either way round');
	}
}
is($node->safe_psql('postgres', "SELECT abs(predict(f, 3.0, 120, '6'::text) / a.value - 1) < 1e-12 AND abs(predict_error(f, 3.0, 120, '6'::text) / b.value - 1) < 1e-10
	FROM (SELECT linear($fits[1][2]) AS f FROM car) AS s, expected_value AS a, expected_value AS b
	WHERE a.quantity = 'predict' AND b.quantity = 'predict_error'"), 't', 'the mean at a point, and its error');

# Fits are dumped, restored and copied in binary as they are.
$node->safe_psql('postgres', "CREATE DATABASE copy; CREATE TABLE fits AS SELECT wool, linear(outcome(breaks, cluster => tension), tension) AS f FROM loom GROUP BY wool");
my $dump = "$ENV{TESTDATADIR}/fits.dump";
$node->command_ok([ 'pg_dump', '-Fc', '-f', $dump, '-d', $node->connstr('postgres') ], 'fits are dumped');
$node->command_ok([ 'pg_restore', '--exit-on-error', '-d', $node->connstr('copy'), $dump ], 'and restored');
my $all = 'SELECT wool, f FROM public.fits ORDER BY wool';
is($node->safe_psql('copy', $all), $node->safe_psql('postgres', $all), 'as they were');
$node->safe_psql('copy', "COPY fits TO '$dump.bin' (FORMAT binary); TRUNCATE fits; COPY fits FROM '$dump.bin' (FORMAT binary)");
is($node->safe_psql('copy', $all), $node->safe_psql('postgres', $all), 'binary COPY gives the same');

# A cancel lands within half a second, wherever it falls.
$node->safe_psql('postgres', "CREATE TABLE wide AS SELECT i % 7 + sin(i) AS y, sin(i * 1.7) AS x, i % 2500 AS team FROM generate_series(1, 100000) AS i");
my $call = "linear(outcome(y, cluster => team), x, factor(team))";
for my $limit (0.1, 0.3, 0.6, 1, 1.5, 2, 2.5)
{
	my $took = ended_after($node, $limit, "SELECT $call FROM wide", 'SET max_parallel_workers_per_gather = 0');
	ok($took eq '' || $took < $limit + 0.5, "a limit of $limit s ended it after " . ($took || 'no') . ' s');
}

$node->stop;
done_testing();
