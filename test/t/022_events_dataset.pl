# The Standard Safeguarding Dataset: our views over its tables, uncast, on
# synthetic rows whose rates are known; and our counts against plain SQL.
use strict;
use warnings;
use PostgreSQL::Test::Utils;
use Test::More;
use Earlyhelp;

my $node = server('events_dataset');
my $sql = root() . '/sql';
$node->safe_psql('postgres', 'CREATE EXTENSION earlyhelp; ALTER DATABASE postgres SET search_path = public, earlyhelp');
ok(run_file($node, 'postgres', "$sql/demo/ssd_tables.sql"), 'the tables are made');
ok(run_file($node, 'postgres', "$sql/demo/ssd_synthetic.sql", undef, '-v', 'referrals_a_year=13000'), 'and filled');
ok(run_file($node, 'postgres', "$sql/views/ssd.sql"), 'the views stand over them');

is(holds($node, 'postgres', q{
	SELECT c.* FROM (SELECT rereferrals_state(child, referred_on) AS e FROM ssd_referrals) AS s,
		(SELECT missed_opportunities_state(child, happened_on, event) AS e FROM ssd_events) AS l,
		rereferrals(s.e, rereferral_rule(count_from => '2015-04-01')) AS r,
		missed_opportunities(l.e, rereferral_rule(help_days => 60, observed_from => '2014-04-01', observed_to => '2020-03-31')) AS m,
		survival_at(time_to_rereferral(l.e, rule => rereferral_rule(observed_to => '2020-03-31')), 365) AS a,
		LATERAL (VALUES ('referrals a year', r.referrals / 5.0, 13000, 650, 'as asked for'),
			('re-referral rate, %', 100 * r.rate, 22, 1, 'set to 22'),
			('closed without help, %', 100 * m.share_without_help, 85, 1, 'set to 85'),
			('back after no action and no help, %', 100 * m.rate, 25, 1, 'set to 25'),
			('back after help, %', 100 * m.started_rate, 10, 2.5, 'set to 10'),
			('back within a year, the last year''s among them, %', 100 * a.happened, 23, 1, 'a mixture of the rates'),
			('excluded', m.excluded, 0, 0, 'every event is known')) AS c(name, got, expected, tolerance, why)}, 'public, earlyhelp'),
	7, 'every rate was asked for');

# Plain SQL, by the day: re-referrals; closures without help and back.
is($node->safe_psql('postgres', q{SELECT r.rereferrals FROM (SELECT rereferrals_state(child, referred_on) AS e FROM ssd_referrals) AS s, rereferrals(s.e) AS r}),
	$node->safe_psql('postgres', q{SELECT count(*) FROM ssd_referrals AS t WHERE EXISTS (SELECT FROM ssd_referrals AS p WHERE p.child = t.child
		AND p.referred_on::date < t.referred_on::date AND p.referred_on::date >= t.referred_on::date - interval '12 months')}),
	're-referrals as a self-join has them');
$node->safe_psql('postgres', 'CREATE TABLE happened AS SELECT child, happened_on::date AS day, event FROM ssd_events; CREATE INDEX ON happened (child, event, day); ANALYZE happened');
is($node->safe_psql('postgres', q{SELECT m.closed_without_help, m.observed, m.missed_opportunities
		FROM (SELECT missed_opportunities_state(child, happened_on, event) AS e FROM ssd_events) AS s,
		missed_opportunities(s.e, rereferral_rule(help_days => 60, observed_from => '2014-04-01', observed_to => '2020-03-31')) AS m}),
	$node->safe_psql('postgres', q{
		SELECT count(*) FILTER (WHERE NOT helped), count(*) FILTER (WHERE NOT helped AND seen >= day + interval '12 months'),
			count(*) FILTER (WHERE NOT helped AND seen >= day + interval '12 months' AND back <= day + interval '12 months')
		FROM (SELECT c.day, least(date '2020-03-31', l.day) AS seen, b.back,
				EXISTS (SELECT FROM happened AS h WHERE h.child = c.child AND h.event = 'early_help_start'
					AND h.day BETWEEN c.day AND least(c.day + 60, b.back)) AS helped
			FROM happened AS c
			LEFT JOIN LATERAL (SELECT min(day) AS back FROM happened AS b WHERE b.child = c.child AND b.event = 'referral' AND b.day > c.day) AS b ON true
			LEFT JOIN LATERAL (SELECT min(day) AS day FROM happened AS g WHERE g.child = c.child AND g.event = 'turned_18' AND g.day >= c.day) AS l ON true
			WHERE c.event = 'closed_no_action') AS t
		WHERE seen >= day + 60}),
	'missed opportunities as plain SQL has them');

# A reason that is none, and an open episode whose assessment ended it.
is($node->safe_psql('postgres', q{
	INSERT INTO ssd_cin_episodes VALUES ('X1', 'X', '2016-01-01', NULL, NULL, 'N', 'RC99', '2016-02-01'),
		('X2', 'X', '2017-01-01', NULL, NULL, 'N', NULL, NULL), ('X3', NULL, '2017-01-01', NULL, NULL, NULL, NULL, NULL);
	INSERT INTO ssd_cin_assessments VALUES ('XA', 'X', 'X2', '2017-01-02', '2017-02-01', NULL, 'Y');
	SELECT m.closures, m.excluded FROM (SELECT missed_opportunities_state(child, happened_on, event) AS e FROM ssd_events WHERE child = 'X' OR child IS NULL) AS s,
		missed_opportunities(s.e, rereferral_rule(help_days => 60)) AS m}), '1|2', 'what cannot be told is counted as excluded');

# The same rows each time.
$node->safe_psql('postgres', 'CREATE DATABASE again');
$node->safe_psql('again', 'CREATE EXTENSION earlyhelp');
ok(run_file($node, 'again', "$sql/demo/$_"), "$_ again") for qw(ssd_tables.sql ssd_synthetic.sql);
is($node->safe_psql('again', 'SELECT count(*) FROM ssd_cin_episodes'), '26386', 'and are as many by default');

$node->stop;
done_testing();
