# ordinal_logit through SQL: R's clm() and sandwich on R's own data
# (test/oracle/models.R), in several orders of the rows and with workers;
# cancels; fits in a dump.
use strict;
use warnings;
use PostgreSQL::Test::Utils;
use Test::More;
use Earlyhelp;

my $node = server('ordinal', "min_parallel_table_scan_size = 0\n"
	  . "parallel_setup_cost = 0\nparallel_tuple_cost = 0\n");
$node->safe_psql('postgres', 'CREATE EXTENSION earlyhelp;
	ALTER DATABASE postgres SET search_path = public, earlyhelp');
ok(run_file($node, 'postgres', root() . '/test/t/models_data.sql'), 'the data are there');
$node->safe_psql('postgres', "CREATE TYPE stars AS ENUM ('1', '2', '3', '4', '5'); ANALYZE");

sub row
{
	my ($sql) = @_;
	return split /\|/, $node->safe_psql('postgres', $sql), -1;
}

my $home = "factor(infl, reference => 'Low'), factor(type, reference => 'Tower'), factor(cont, reference => 'Low')";
my $taste = "factor(temp, reference => 'cold'), factor(contact, reference => 'no')";
my @fits = (
	[ 'home', 'home', "outcome(sat, weight => freq, weight_kind => 'frequency'), $home" ],
	[ 'taste', 'taste', "outcome(rating, cluster => judge), $taste" ],
	[ 'taste', 'taste', "outcome(rating::text::stars, cluster => judge), $taste" ],
	[ 'taste', 'taste', "rating::text::stars, $taste" ],
	[ 'taste_sampled', 'taste', "outcome(rating, weight => w, weight_kind => 'probability', exposure_offset => o), $taste" ]);
for (@fits)
{
	my ($model, $table, $arguments) = @$_;
	my $clustered = $arguments =~ /cluster/ ? 'true' : 'false';
	for my $order ('as it lies', "md5($table\::text)", "$table\::text DESC", 'two workers')
	{
		my $sort = $order =~ /::/ ? " ORDER BY $order" : '';
		my $fit = "SELECT ordinal_logit($arguments$sort) AS f FROM $table";
		my $set = 'SET max_parallel_workers_per_gather = ' . ($order eq 'two workers' ? 2 : 0) . ';';
		like($node->safe_psql('postgres', "$set EXPLAIN $fit"), qr/Partial Aggregate/, "$table: with workers")
		  if $order eq 'two workers';
		my ($terms, $kinds, $estimate, $se, $limits, $p) = row("$set SELECT count(*), count(DISTINCT e.errors), max(abs(t.estimate - e.estimate) / e.std_error),
				max(abs(t.std_error / e.std_error - 1)), max(greatest(abs(t.conf_low - e.conf_low), abs(t.conf_high - e.conf_high)) / e.std_error),
				max(abs(t.p_value - e.p_value) / (e.p_value + 1e-300))
			FROM ($fit) AS s, expected_term AS e, tidy(s.f, errors => e.errors) AS t
			WHERE e.model = '$model' AND t.term = e.term AND ($clustered OR e.errors NOT LIKE 'cr%')");
		my $all = $node->safe_psql('postgres', "SELECT count(*) FROM expected_term WHERE model = '$model' AND ($clustered OR errors NOT LIKE 'cr%')");
		is($terms, $all, "$model, $order: every term and cut point, $kinds kinds of errors");
		cmp_ok($estimate, '<=', 1e-8, '  estimates as R\'s');
		cmp_ok($se, '<=', 1e-8, '  standard errors');
		cmp_ok($limits, '<=', 1e-8, '  limits');
		cmp_ok($p, '<=', 1e-6, '  p-values');
		my ($n, $worst) = row("$set SELECT count(*), max(abs(g.value::float8 - e.value) / (abs(e.value) + 1e-9))
			FROM ($fit) AS s, glance(s.f) AS l, to_jsonb(l) AS j, jsonb_each_text(j) AS g, expected_value AS e
			WHERE e.model = '$model' AND e.quantity = g.key AND g.value IS NOT NULL");
		cmp_ok($worst, '<=', 1e-9, "  $n numbers of the whole");
		cmp_ok($n, '>=', { home => 11, taste => 7, taste_sampled => 5 }->{$model}, '  all of them');
		my ($pairs) = row("$set SELECT max(abs(c.covariance - e.covariance) / (abs(e.covariance) + 1e-12))
			FROM ($fit) AS s, covariance(s.f, 'hc0') AS c JOIN expected_covariance AS e USING (term, other_term) WHERE e.model = '$model' AND e.errors = 'hc0'");
		cmp_ok($pairs, '<=', 1e-8, '  covariances');
		next if $model ne 'home';
		my ($brant) = row("$set SELECT count(*) = 6 AND max(abs(b.chisq - e.value)) < 1e-8 AND bool_and(b.df = 1 AND b.status = 'ok')
			FROM ($fit) AS s, brant(s.f) AS b, expected_value AS e WHERE e.model = 'home' AND e.quantity = 'brant ' || b.term");
		is($brant, 't', '  Brant\'s test of each term');
	}
}

my $small = "ordinal_logit(outcome(sat, weight => freq, weight_kind => 'frequency'), factor(infl, reference => 'Low'))";
is($node->safe_psql('postgres', "SELECT abs(c.statistic / x.value - 1) < 1e-9 AND abs(c.p_value / p.value - 1) < 1e-6 AND c.df = 4 AND c.status = 'ok' AND b = c
	FROM (SELECT $small AS a, ordinal_logit($fits[0][2]) AS f FROM home) AS s, compare(s.a, s.f) AS c, compare(s.f, s.a) AS b, expected_value AS x, expected_value AS p
	WHERE (x.model, x.quantity, p.model, p.quantity) = ('home', 'compare_chisq', 'home', 'compare_p')"), 't', 'likelihood-ratio test, either way round');
is($node->safe_psql('postgres', "SELECT count(*) = 3 AND max(abs(p.p - e.value)) < 1e-9
	FROM (SELECT ordinal_logit($fits[0][2]) AS f FROM home) AS s, unnest(predict(s.f, 'Medium'::text, 'Atrium'::text, 'High'::text)) WITH ORDINALITY AS p(p, k), expected_value AS e
	WHERE e.quantity = 'predict ' || p.k"), 't', 'probabilities of the grades');
is($node->safe_psql('postgres', "SELECT bool_and(abs(o.estimate - exp(e.estimate)) < 1e-8 AND abs(o.conf_low - exp(e.conf_low)) < 1e-8 AND o = q)
	FROM (SELECT ordinal_logit($fits[0][2]) AS f FROM home) AS s, expected_term AS e, odds_ratio(s.f, e.term) AS o, odds_ratio(s.f, 3) AS q
	WHERE (e.model, e.errors, e.term) = ('home', 'model', 'type=Apartment')"), 't', 'odds ratios by name and position');

# With two grades it is the logit, cut point and intercept of other sign.
is($node->safe_psql('postgres', "SELECT count(*) = 3 AND max(abs(o.estimate - CASE WHEN o.term = '0|1' THEN -1 ELSE 1 END * l.estimate)) < 1e-8
		AND max(abs(o.std_error - l.std_error)) < 1e-8 AND bool_and(g.log_lik - h.log_lik BETWEEN -1e-9 AND 1e-9 AND g.brant_df IS NULL)
	FROM (SELECT ordinal_logit((rating > 2)::integer, temp, contact) AS o, logit(rating > 2, temp, contact) AS l FROM taste) AS s,
		tidy(s.o) AS o, tidy(s.l) AS l, glance(s.o) AS g, glance(s.l) AS h
	WHERE o.term = CASE WHEN l.term = '(Intercept)' THEN '0|1' ELSE l.term END"), 't', 'two grades are a logit');

# Fits are dumped, restored and copied in binary as they are.
$node->safe_psql('postgres', "CREATE DATABASE copy; CREATE TABLE fits AS SELECT cont, ordinal_logit(outcome(sat, weight => freq, weight_kind => 'frequency'), type) AS f FROM home GROUP BY cont");
my $dump = "$ENV{TESTDATADIR}/ordinal.dump";
$node->command_ok([ 'pg_dump', '-Fc', '-f', $dump, '-d', $node->connstr('postgres') ], 'fits are dumped');
$node->command_ok([ 'pg_restore', '--exit-on-error', '-d', $node->connstr('copy'), $dump ], 'and restored');
my $all = 'SELECT cont, f FROM fits ORDER BY cont';
is($node->safe_psql('copy', $all), $node->safe_psql('postgres', $all), 'as they were');
$node->safe_psql('copy', "COPY fits TO '$dump.bin' (FORMAT binary); TRUNCATE fits; COPY fits FROM '$dump.bin' (FORMAT binary)");
is($node->safe_psql('copy', $all), $node->safe_psql('postgres', $all), 'binary COPY gives the same');

# A cancel lands within half a second: in the steps, in a large matrix, and in
# Brant's test of a hundred grades.
$node->safe_psql('postgres', "CREATE TABLE wide AS SELECT (i % 7 + sin(i) + 1)::integer / 3 AS y, i % 97 AS fine, sin(i * 1.7) AS x, sin(i * 2.3) AS z, i % 2500 AS team
	FROM generate_series(1, 100000) AS i");
for my $call ('ordinal_logit(outcome(y, cluster => team), x, factor(team))', 'ordinal_logit(fine, x, z, x ^ 2, z ^ 2)')
{
	for my $limit (0.1, 0.3, 0.6, 1, 2, 4)
	{
		my $took = ended_after($node, $limit, "SELECT $call FROM wide", 'SET max_parallel_workers_per_gather = 0');
		ok($took eq '' || $took < $limit + 0.5, "a limit of $limit s ended it after " . ($took || 'no') . ' s');
	}
}

$node->stop;
done_testing();
