# The oracle cases of survival and of re-referrals (s24, s25, s26), in several
# orders of rows and with workers; and a search of all pairs in SQL over
# random logs, rule by rule.
use strict;
use warnings;
use JSON::PP;
use PostgreSQL::Test::Utils;
use Test::More;
use Earlyhelp;

my $node = server('events_oracles');
$node->safe_psql('postgres', 'CREATE EXTENSION earlyhelp');

my $parallel = 'SET max_parallel_workers_per_gather = 2; SET parallel_setup_cost = 0; '
  . 'SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;';

sub rows
{
	return map { [ split /\|/, $_, -1 ] } split /\n/, $node->safe_psql('postgres', shift);
}

# --- a search of all pairs ---------------------------------------------------

# Fifty logs of 60 events; days where months and leap years matter.
$node->safe_psql('postgres', q{
	SELECT setseed(0.26);
	CREATE TABLE pairs AS
	SELECT i, g AS log, (random() * 7)::integer AS child,
		CASE (random() * 2)::integer WHEN 0 THEN date '2019-02-26' + (random() * 5)::integer + 365 * (random() * 3)::integer
			ELSE date '2019-01-01' + (random() * 1400)::integer END AS day
	FROM generate_series(1, 50) AS g, generate_series(1, 60) AS i;
	CREATE VIEW searched AS
	SELECT log, v.name, count(*) AS referrals, count(*) FILTER (WHERE EXISTS (
		SELECT FROM pairs AS p WHERE p.log = t.log AND p.child = t.child AND (p.day < t.day OR v.same_day AND p.day = t.day AND p.i < t.i)
			AND CASE v.way WHEN 'back' THEN p.day >= t.day - v.within WHEN 'forward' THEN t.day <= p.day + v.within
				WHEN 'back out' THEN p.day > t.day - v.within END)) AS again,
		count(*) FILTER (WHERE t.day - v.within > (SELECT min(day) - 1 FROM pairs AS p WHERE p.log = t.log)) AS observed
	FROM pairs AS t, (VALUES ('12 months back', interval '12 months', 'back', false), ('365 days', '365 days', 'back', false),
		('12 months on', '12 months', 'forward', false), ('edge out', '12 months', 'back out', false),
		('a month', '1 month', 'back', false), ('a month on', '1 month', 'forward', false), ('odd', '1 month 15 days', 'back', false),
		('same day', '12 months', 'back', true)) AS v(name, within, way, same_day)
	GROUP BY log, v.name;
	CREATE VIEW counted AS
	SELECT log, v.name, r.referrals, r.rereferrals AS again, r.observed_before AS observed
	FROM (SELECT log, earlyhelp.rereferrals_state(child, day) AS e FROM pairs GROUP BY log) AS s,
		(VALUES ('12 months back', earlyhelp.rereferral_rule()), ('365 days', earlyhelp.rereferral_rule(within => '365 days')),
			('12 months on', earlyhelp.rereferral_rule(anchor => 'earlier')), ('edge out', earlyhelp.rereferral_rule(edge => 'out')),
			('a month', earlyhelp.rereferral_rule(within => '1 month')), ('a month on', earlyhelp.rereferral_rule(within => '1 month', anchor => 'earlier')),
			('odd', earlyhelp.rereferral_rule(within => '1 month 15 days')), ('same day', earlyhelp.rereferral_rule(same_day => 'counted'))) AS v(name, rule),
		earlyhelp.rereferrals(s.e, v.rule) AS r;
});
is($node->safe_psql('postgres', 'SELECT count(*) FROM searched JOIN counted USING (log, name, referrals, again)'),
	'400', 'fifty logs by eight rules: as a search of all pairs has them');
is($node->safe_psql('postgres', q{SELECT count(*) FROM searched JOIN counted USING (log, name, observed)
	WHERE name IN ('12 months back', '365 days', 'a month', 'odd')}),
	'200', 'and which of them could be looked back over');
is($node->safe_psql('postgres', q{SELECT count(*) FROM (SELECT log, child, min(day) AS first FROM pairs GROUP BY log, child) AS f
	JOIN (SELECT log, child, earlyhelp.rereferrals_state(child, day) AS e FROM pairs GROUP BY log, child) AS s USING (log, child),
	earlyhelp.rereferrals(s.e) AS r
	WHERE r.rereferrals + r.initial_later_rereferred + r.initial_not_rereferred = r.referrals AND r.children = 1}),
	$node->safe_psql('postgres', 'SELECT count(DISTINCT (log, child)) FROM pairs'),
	'every referral is in one of the three classes');

# Time to the next referral: the same from a search.
is($node->safe_psql('postgres', q{
	SELECT count(*) FROM (SELECT log, earlyhelp.time_to_rereferral(earlyhelp.rereferrals_state(child, day), since => 'referral') AS d FROM pairs GROUP BY log) AS s
	WHERE s.d::text = (SELECT earlyhelp.survival(coalesce(n, last) - day, n IS NOT NULL)::text
		FROM (SELECT day, (SELECT min(b.day) FROM pairs AS b WHERE b.log = a.log AND b.child = a.child AND b.day > a.day) AS n,
			(SELECT max(b.day) FROM pairs AS b WHERE b.log = a.log) AS last FROM pairs AS a WHERE a.log = s.log) AS t)}),
	'50', 'times to the next referral: as a search has them');

# --- oracles -----------------------------------------------------------------

unless (defined shared())
{
	diag('SKIPPED: oracle cases of events: there is no folder of real figures (EARLYHELP_SHARED)');
  SKIP: { skip 'oracle cases of events', 1; }
	$node->stop;
	done_testing();
	exit 0;
}
my $cases = shared() . '/oracles/cases';
my ($case, $tested, $orders);

# A case's rows as a table of its name, and its answers.
sub load
{
	my ($name, $key) = @_;
	$case = decode_json(slurp_file("$cases/$name/case.json"));
	$tested = {};
	my $columns = join ', ', map { "$_->{name} $_->{type}" } @{ $case->{data}{columns} };
	$node->safe_psql('postgres', "CREATE TABLE $name ($columns)");
	my $copy = "$ENV{TESTDATADIR}/$name.sql";
	append_to_file($copy, "\\copy $name FROM '$cases/$name/$case->{data}{file}' (FORMAT csv, HEADER)\n");
	ok(run_file($node, 'postgres', $copy), "$name: $case->{title}");
	return;
}

sub want
{
	my ($value, $path) = @_;
	$value = $value->{$_} for split /\./, $path;
	return $value;
}

# Within the tolerance that the case gives the quantity.
sub answer
{
	my ($path, $got, $key) = @_;
	my ($quantity) = $path =~ /^([^.]+)/;
	my $want = defined $key ? $case->{expected}{values}{$quantity}{$key} : want($case->{expected}{values}, $path);
	my $t = $case->{expected}{tolerance}{$quantity};
	my $name = "$case->{name} $path" . (defined $key ? " $key" : '');
	$tested->{$quantity} = 1;
	return ok($got eq '', "$name has no value") unless defined $want;
	my $within = 0;
	for my $bound (($t->{rel} // 0) * abs($want), $t->{abs} // 0)
	{
		$within = $bound if $bound > $within;
	}
	ok($got ne '' && abs($got - $want) <= $within, $name)
	  or diag("got '$got', want $want within $within");
	return;
}

sub required
{
	my @lists = map { [$_] } @{ $case->{expected}{required} // [] };
	push @lists, @{ $case->{expected}{required_any} // [] };
	my @left = grep { my $l = $_; !grep { $tested->{$_} } @$l } @lists;
	ok(!@left, "$case->{name}: all that is required was asked for") or diag(explain(\@left));
	return;
}

load('s26_rereferral_20');
my %rule = (
	re_365d => "within => '365 days'",
	re_lt365d => "within => '365 days', edge => 'out'",
	re_12m_back => '',
	re_12m_fwd => "anchor => 'earlier'",
	re_365d_sameday => "within => '365 days', same_day => 'counted'");
my $referrals = 'SELECT child_id, authority, referral_date FROM s26_rereferral_20';
for my $order ('event_id', 'event_id DESC', 'referral_date', 'md5(event_id::text)', 'child_id DESC, referral_date DESC')
{
	my $state = "(SELECT earlyhelp.rereferrals_state(child_id, referral_date ORDER BY $order) AS e FROM s26_rereferral_20) AS s";
	for my $key (sort keys %rule)
	{
		my ($r) = rows("SELECT r.rereferrals, r.referrals, r.referrals + r.excluded, r.excluded, r.children
			FROM $state, earlyhelp.rereferrals(s.e, earlyhelp.rereferral_rule($rule{$key})) AS r");
		answer($key, $r->[0]);
		answer('n_referrals', $r->[1]);
		answer('n_events', $r->[2]);
		answer('n_excluded', $r->[3]);
		answer('n_children', $r->[4]);
	}
	my ($r) = rows("SELECT r.rate, r.children_rereferred, r.initial_later_rereferred, r.initial_not_rereferred, r.rereferrals,
		r.observed_before, r.rereferrals_observed, r.observed_after, r.followed
		FROM $state, earlyhelp.rereferrals(s.e, earlyhelp.rereferral_rule(within => '365 days')) AS r");
	answer('rate_365d', $r->[0]);
	answer('children_re_365d', $r->[1]);
	answer('class.initial_later', $r->[2]);
	answer('class.initial_only', $r->[3]);
	answer('class.re', $r->[4]);
	answer('back.n', $r->[5]);
	answer('back.re_365d', $r->[6]);
	answer('fwd.n', $r->[7]);
	answer('fwd.re_365d', $r->[8]);
	($r) = rows("SELECT r.referrals, r.rereferrals
		FROM $state, earlyhelp.rereferrals(s.e, earlyhelp.rereferral_rule(within => '365 days', same_day => 'merged')) AS r");
	answer('dedup.n', $r->[0]);
	answer('dedup.re_365d', $r->[1]);
	# years of the case are named by their start, ours by their end
	for my $y (rows("SELECT r.year - 1, r.referrals, r.rereferrals
		FROM $state, earlyhelp.rereferrals_by_year(s.e, earlyhelp.rereferral_rule(within => '365 days')) AS r"))
	{
		answer("fy.$y->[0].n", $y->[1]);
		answer("fy.$y->[0].re_365d", $y->[2]);
	}
}
my ($one) = rows("SELECT earlyhelp.rereferral_rate(child_id, referral_date, earlyhelp.rereferral_rule(within => '365 days')) FROM s26_rereferral_20");
answer('rate_365d', $one->[0]);
my ($keyed) = rows("SELECT r.rereferrals FROM (SELECT earlyhelp.rereferrals_state(authority, child_id, referral_date) AS e FROM s26_rereferral_20) AS s,
	earlyhelp.rereferrals(s.e, earlyhelp.rereferral_rule(within => '365 days')) AS r");
answer('re_365d_auth', $keyed->[0]);
my ($closed) = rows("SELECT r.rereferrals FROM (SELECT earlyhelp.missed_opportunities_state(child_id, day, event) AS e
		FROM (SELECT child_id, referral_date AS day, 'referral' AS event FROM s26_rereferral_20
			UNION ALL SELECT child_id, closed_date, 'closed_other' FROM s26_rereferral_20 WHERE closed_date IS NOT NULL) AS l) AS s,
	earlyhelp.rereferrals(s.e, earlyhelp.rereferral_rule(within => '365 days', clock => 'closure', observed_to => '2022-09-01')) AS r");
answer('re_365d_closed', $closed->[0]);
for my $a (rows("SELECT authority, r.referrals, r.rereferrals FROM (SELECT authority, earlyhelp.rereferrals_state(child_id, referral_date) AS e
	FROM s26_rereferral_20 GROUP BY authority) AS s, earlyhelp.rereferrals(s.e, earlyhelp.rereferral_rule(within => '365 days')) AS r"))
{
	answer("auth.$a->[0].n", $a->[1]);
	answer("auth.$a->[0].re_365d_auth", $a->[2]);
}
required();

# Curves; with workers and without, and with rows in other orders.
sub curves
{
	my ($name, $group, $call) = @_;
	load($name);
	for my $how ('', $parallel, 'SET enable_hashagg = off;')
	{
		for my $r (rows("$how SELECT g || '\@' || l.days, l.n_risk, l.n_event, l.survival, l.std_error, l.conf_low, l.conf_high, ll.conf_low, ll.conf_high
			FROM (SELECT $group AS g, earlyhelp.survival($call) AS d FROM $name GROUP BY $group) AS s,
			earlyhelp.survival_curve(s.d) AS l JOIN LATERAL earlyhelp.survival_curve(s.d, method => 'log_log') AS ll USING (days)"))
		{
			my $i = 0;
			for my $q (qw(n_risk n_event surv se_surv ci_log_lo ci_log_hi ci_loglog_lo ci_loglog_hi))
			{
				$i++;
				next unless exists $case->{expected}{values}{$q} && exists $case->{expected}{values}{$q}{ $r->[0] };
				answer($q, $r->[$i], $r->[0]);
			}
		}
		for my $r (rows("$how SELECT g, q.days FROM (SELECT $group AS g, earlyhelp.survival($call) AS d FROM $name GROUP BY $group) AS s,
			earlyhelp.survival_quantile(s.d) AS q"))
		{
			answer('median', $r->[1], $r->[0]) if exists $case->{expected}{values}{median}{ $r->[0] };
		}
	}
	required();
	return;
}
curves('s24_km_aml', 'grp', 'time, event = 1');
curves('s25_km_heart', 'transplant', 'stop, event = 1, start');

$node->stop;
done_testing();
