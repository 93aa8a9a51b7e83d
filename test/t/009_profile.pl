# Profile limits through SQL, against R (test/oracle/profile.R): factors among
# the numbers, grouped rows and frequencies, an estimate that is infinite; in
# any order of the rows, and with workers.
use strict;
use warnings;
use Test::More;
use Earlyhelp;

my $node = server('profile', "min_parallel_table_scan_size = 0\n"
	  . "parallel_setup_cost = 0\nparallel_tuple_cost = 0\n");
$node->safe_psql('postgres', 'CREATE EXTENSION earlyhelp;
	ALTER DATABASE postgres SET search_path = earlyhelp, public');
ok(run_file($node, 'postgres', root() . '/test/t/profile_data.sql'), 'the data are there');
$node->safe_psql('postgres', 'CREATE TABLE answer AS
	SELECT gender, dept, true AS let_in, admitted AS n FROM admission
	UNION ALL SELECT gender, dept, false, refused FROM admission');
$node->safe_psql('postgres', 'ANALYZE');

my @fits = (
	[ 'birth', 'birth', "low, age, factor(race, reference => 'white'), lwt, smoke" ],
	[ 'admission', 'admission', 'outcome_of(admitted, admitted + refused), gender, dept' ],
	[ 'admission', 'answer', "outcome(let_in, weight => n, weight_kind => 'frequency'), gender, dept" ],
	[ 'quasi', 'quasi', 'y, x, part' ]);
for (@fits)
{
	my ($model, $table, $arguments) = @$_;
	for my $order ('as it lies', "md5($table\::text)", 'two workers')
	{
		my $sort = $order =~ /md5/ ? " ORDER BY $order" : '';
		my $fit = "SELECT logit_profile($arguments$sort) AS f FROM $table";
		my $set = 'SET max_parallel_workers_per_gather = ' . ($order eq 'two workers' ? 2 : 0);
		like($node->safe_psql('postgres', "$set; EXPLAIN $fit"), qr/Partial Aggregate/, "$table: with workers")
		  if $order eq 'two workers';
		my ($terms, $low, $high, $tested, $open) = split /\|/, $node->safe_psql('postgres', "$set;
			SELECT count(*), max(abs(t.conf_low - e.low) / e.se), max(abs(t.conf_high - e.high) / e.se),
				bool_and(abs(t.statistic ^ 2 - e.chisq) <= 1e-8 + 1e-7 * e.chisq
					AND abs(t.p_value - e.p) <= 1e-12 + 1e-4 * e.p
					AND t.estimate * t.statistic >= 0 IS NOT FALSE),
				bool_and((t.conf_low IS NULL) = (e.low IS NULL) AND (t.conf_high IS NULL) = (e.high IS NULL)
					AND (t.status = 'infinite') = (e.high IS NULL) AND t.errors = 'profile')
			FROM ($fit) AS m, expected AS e, tidy(m.f, level => e.level) AS t
			WHERE e.model = '$model' AND t.term = e.term");
		my $all = $node->safe_psql('postgres', "SELECT count(*) FROM expected WHERE model = '$model'");
		is($terms, $all, "$table, $order: every term at three levels");
		cmp_ok($low, '<=', 1e-6, 'lower limits within 1e-6 of a standard error of R\'s');
		cmp_ok($high, '<=', 1e-6, 'upper limits');
		is($tested, 't', 'signed root, chi-square and p');
		is($open, 't', 'open where R has no root');
	}
}

# odds_ratio reads the same limits.
is($node->safe_psql('postgres', "SELECT bool_and(abs(o.conf_low / exp(-10 * e.high) - 1) < 1e-5
		AND abs(o.conf_high / exp(-10 * e.low) - 1) < 1e-5 AND o.statistic * t.statistic < 0)
	FROM (SELECT logit_profile($fits[0][2]) AS f FROM birth) AS m, expected AS e,
		odds_ratio(m.f, e.term, per => -10, level => e.level) AS o, tidy(m.f) AS t
	WHERE e.model = 'birth' AND e.term IN ('age', 'lwt') AND t.term = e.term"),
	't', 'odds ratios of -10 units: the limits change sides');

$node->stop;
done_testing();
