# logit_scan and linear_scan: oracle cases, what a query may not do, rights,
# row security, cancels, workers, read-only transactions, a million rows.
use strict;
use warnings;
use PostgreSQL::Test::Utils;
use Test::More;
use Earlyhelp;
use Oracles;

# What scans are compared with holds its rows: sums would be off by 1e-8.
my $node = server('scan', "work_mem = '256MB'\nmin_parallel_table_scan_size = 0\n"
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


# --- NIST's problems, by sums and through a cursor ---------------------------

ok(run_file($node, 'postgres', root() . '/test/t/linear_nist.sql'), 'NIST: the problems are there');
set_workers($node, 0);
for (split /\n/, $node->safe_psql('postgres', 'SELECT problem, terms, intercept FROM nist_fit ORDER BY problem'))
{
	my ($problem, $terms, $intercept) = split /\|/;
	my $x = join ', ', map { "x[$_]" } 1 .. $terms;
	my $y = $intercept eq 't' ? 'y' : 'earlyhelp.outcome(y, intercept => false)';
	my $query = "SELECT y, " . join(', ', map { "x[$_] AS x$_" } 1 .. $terms) . " FROM nist WHERE problem = '$problem'";
	my $none = $intercept eq 't' ? '' : ', intercept => false';
	my %way = (
		'linear_state' => "SELECT earlyhelp.fit(earlyhelp.linear_state($y, $x)) AS f FROM nist WHERE problem = '$problem'",
		'rollup' => "SELECT earlyhelp.fit(earlyhelp.rollup(s)) AS f FROM (SELECT earlyhelp.linear_state($y, $x) AS s FROM nist WHERE problem = '$problem' GROUP BY i % 3) AS t",
		'linear_scan' => "SELECT fit AS f FROM earlyhelp.linear_scan(" . quoted($query) . "$none)",
		'linear_scan in one pass' => "SELECT fit AS f FROM earlyhelp.linear_scan(" . quoted($query) . "$none, robust => false)");
	for my $way (sort keys %way)
	{
		my $bound = 1e-12;
		my ($r) = rows($node, "SELECT max(abs(t.estimate / k.given - 1)), coalesce(max(abs(t.std_error - k.std_error) / nullif(k.std_error, 0)) FILTER (WHERE e.sigma > 1e-12), 0)
			FROM ($way{$way}) AS s, earlyhelp.tidy(s.f) WITH ORDINALITY AS t(term, estimate, std_error, a, b, c, d, e, g, h, n), nist_term AS k JOIN nist_fit AS e USING (problem)
			WHERE k.problem = '$problem' AND k.k = t.n - CASE WHEN '$intercept' = 't' THEN 1 ELSE 0 END");
		cmp_ok($r->[0], '<=', $bound, "$problem, $way: the least squares of the doubles");
		cmp_ok($r->[1], '<=', $bound, '  and their errors');
	}
}

# --- a million rows, against the aggregates ----------------------------------

$node->safe_psql('postgres', q{
	SELECT setseed(0.25);
	CREATE TABLE visit AS
	SELECT i AS id, random() < 1 / (1 + exp(1 - 0.4 * a + 0.2 * b)) AS good, a, b, 1e9 + c AS stamp,
		(ARRAY['north', 'south', 'east'])[1 + i % 3] AS region, CASE WHEN i % 1000 = 0 THEN NULL ELSE i % 7 END AS day
	FROM (SELECT i, random() * 3 AS a, random() * 2 AS b, random() AS c FROM generate_series(1, 1000000) AS i) AS t;
	ANALYZE visit});
my $apart = sub {
	my ($one, $other) = @_;
	my ($r) = rows($node, "SELECT count(*), max(abs(a.estimate - b.estimate) / a.std_error), max(abs(a.std_error / b.std_error - 1)),
			max(abs(h.std_error / i.std_error - 1)), bool_and(a.term = b.term)
		FROM (WITH x AS MATERIALIZED ($one), y AS MATERIALIZED ($other) SELECT x.f AS f, y.f AS g FROM x, y OFFSET 0) AS s,
			earlyhelp.tidy(s.f) WITH ORDINALITY AS a(term, estimate, std_error, c, d, e, f, g, h, i, n)
			JOIN earlyhelp.tidy(s.g) WITH ORDINALITY AS b(term, estimate, std_error, c, d, e, f, g, h, i, n) USING (n)
			JOIN earlyhelp.tidy(s.f, errors => 'hc0') WITH ORDINALITY AS h(term, estimate, std_error, c, d, e, f, g, h, i, n) USING (n)
			JOIN earlyhelp.tidy(s.g, errors => 'hc0') WITH ORDINALITY AS i(term, estimate, std_error, c, d, e, f, g, h, i, n) USING (n)");
	return $r;
};
my $scan = "SELECT fit AS f FROM earlyhelp.logit_scan('SELECT good, a, region, b, stamp, day FROM visit')";
for my $workers (0, 2)
{
	set_workers($node, $workers);
	my $r = $apart->('SELECT earlyhelp.logit(good, a, region, b, stamp, day) AS f FROM visit', $scan);
	is("$r->[0] $r->[4]", '7 t', "a million rows, $workers workers: the terms of logit, in its order");
	cmp_ok($r->[1], '<=', 1e-8, '  estimates');
	cmp_ok($r->[2], '<=', 1e-8, '  errors');
	cmp_ok($r->[3], '<=', 1e-8, '  robust errors');
}
is($node->safe_psql('postgres', "SELECT rows, missing, status FROM earlyhelp.logit_scan('SELECT good, a, region, b, stamp, day FROM visit')"),
	'999000|1000|ok', 'rows and missing rows are counted');

# auto_explain shows what the passes ran as.
like(($node->psql('postgres', "LOAD 'auto_explain'; SET auto_explain.log_min_duration = 0; SET auto_explain.log_nested_statements = on;
	SET client_min_messages = log; SELECT status FROM earlyhelp.logit_scan('SELECT good, a FROM visit')"))[2],
	qr/Partial Aggregate/, 'passes run in workers');

# By hand: passes as aggregates, told the pass before, in groups rolled up.
$node->safe_psql('postgres', q{
	CREATE TABLE pass (n integer, p earlyhelp.logit_pass);
	INSERT INTO pass SELECT 1, earlyhelp.logit_step(good, NULL::earlyhelp.logit_pass, a, b, stamp) FROM visit;});
for my $n (1 .. 8)
{
	$node->safe_psql('postgres', "INSERT INTO pass SELECT $n + 1, earlyhelp.rollup(s) FROM (SELECT earlyhelp.logit_step(good,
		(SELECT p FROM pass WHERE n = $n), a, b, stamp) AS s FROM visit GROUP BY region) AS t");
	last if $node->safe_psql('postgres', "SELECT earlyhelp.converged(p) FROM pass WHERE n = $n + 1") eq 't';
}
my $r = $apart->('SELECT earlyhelp.logit(good, a, b, stamp) AS f FROM visit',
	"SELECT earlyhelp.fit(p, ARRAY['a', 'b', 'stamp']) AS f FROM pass ORDER BY n DESC LIMIT 1");
cmp_ok($r->[1], '<=', 1e-8, 'passes by hand, stored, grouped and rolled up: estimates');
cmp_ok($r->[3], '<=', 1e-8, '  robust errors');
is($node->safe_psql('postgres', 'SELECT bool_and(p::text::earlyhelp.logit_pass::text = p::text) FROM pass'), 't', '  and they survive as text');

# --- what a query may not do -------------------------------------------------

$node->safe_psql('postgres', 'CREATE TABLE target (x integer)');
my %bad = (
	'SELECT good, a FROM visit; DROP TABLE target' => qr/It has 2 statements/,
	'SELECT good, a FROM visit) AS q; DROP TABLE target; --' => qr/syntax error/,
	'SELECT good, a FROM visit) AS q(c1, c2) UNION SELECT (SELECT 1' => qr/syntax error/,
	'' => qr/It has 0 statements/,
	'DELETE FROM visit RETURNING good, a' => qr/another kind of statement/,
	'WITH d AS (DELETE FROM visit RETURNING good, a) SELECT * FROM d' => qr/Its WITH changes data/,
	'SELECT * FROM (WITH d AS (INSERT INTO target VALUES (1) RETURNING x) SELECT true, x FROM d) AS t' => qr/Its WITH changes data/,
	'SELECT good, a INTO other FROM visit' => qr/It has an INTO/,
	'SELECT good, a FROM visit FOR UPDATE' => qr/FOR UPDATE or FOR SHARE/,
	'SELECT good, a FROM (SELECT * FROM visit FOR SHARE) AS t' => qr/FOR UPDATE or FOR SHARE/,
	'SELECT good, $1 FROM visit' => qr/parameter such as/,
	'EXPLAIN SELECT good, a FROM visit' => qr/another kind of statement/,
	'SELECT good, nothing FROM visit' => qr/column "nothing" does not exist[\s\S]*query given to logit_scan/,
	'SELECT good, a / 0 FROM visit' => qr/division by zero[\s\S]*a \/ 0 FROM visit/,
	'SELECT region, a FROM visit' => qr/the response, "region", cannot be of type text/,
	'SELECT good, ARRAY[a] FROM visit' => qr/column "array" cannot be of type/,
	'SELECT good, id::text AS key FROM visit' => qr/column "key" has more than 100 levels/);
refused('SELECT status FROM earlyhelp.logit_scan(' . quoted($_) . ')', $bad{$_}, $_ eq '' ? 'nothing' : $_) for sort keys %bad;
is($node->safe_psql('postgres', 'SELECT count(*) FROM target'), '0', 'nothing was dropped or written');
refused(q{SELECT status FROM earlyhelp.logit_scan('SELECT good, a FROM visit', weight => 'n; DROP TABLE target')},
	qr/weight names no column.*[\s\S]*columns are good, a/, 'a column that is none');
refused(q{SELECT status FROM earlyhelp.logit_scan('SELECT good, a, b FROM visit', weight => 'b', weight_kind => E'x\'); DROP TABLE target; --')},
	qr/x'\); DROP TABLE target/, 'a kind of weights that is none');
$node->safe_psql('postgres', q{
	CREATE TABLE odd AS SELECT i % 3 = 0 AS good, CASE i % 4 WHEN 0 THEN E'a''b' WHEN 1 THEN '\\' WHEN 2 THEN '"; DROP TABLE target; --' ELSE '' END AS kind,
		i % 5 AS "b""c" FROM generate_series(1, 200) AS i});
is($node->safe_psql('postgres', q{SELECT string_agg(term, ' ' ORDER BY n) FROM earlyhelp.tidy((SELECT fit FROM earlyhelp.logit_scan('TABLE odd;'))) WITH ORDINALITY AS t(term, a, b, c, d, e, f, g, h, i, n)}),
	q{(Intercept) kind="; DROP TABLE target; -- kind=\ kind=a'b b"c}, 'levels and names with quotes stay what they are');

# --- whose rights, which rows ------------------------------------------------

$node->safe_psql('postgres', q{
	CREATE ROLE analyst; CREATE ROLE stranger;
	CREATE TABLE secret AS SELECT id, good, a, region FROM visit WHERE id <= 3000;
	GRANT SELECT ON secret TO analyst;
	ALTER TABLE secret ENABLE ROW LEVEL SECURITY;
	CREATE POLICY north ON secret FOR SELECT TO analyst USING (region = 'north')});
my $secret = q{SELECT rows FROM earlyhelp.logit_scan('SELECT good, a FROM secret')};
refused("SET ROLE stranger; $secret", qr/permission denied for table secret/, 'a role without rights');
is($node->safe_psql('postgres', "SET ROLE analyst; $secret"), '1000', 'row security: the rows that the role may see');
is($node->safe_psql('postgres', "BEGIN READ ONLY; $secret; COMMIT"), '3000', 'a read-only transaction');
is($node->safe_psql('postgres', q{
	CREATE FUNCTION by_region(name text) RETURNS bigint LANGUAGE plpgsql AS $$
	DECLARE s earlyhelp.scan_result;
	BEGIN
		SELECT * INTO s FROM earlyhelp.logit_scan(format('SELECT good, a FROM secret WHERE region = %L', name));
		RETURN s.rows;
	END $$;
	SELECT string_agg(by_region(r)::text, ' ') FROM unnest(ARRAY['north', 'south']) AS r}), '1000 1000', 'within plpgsql, more than once');

# --- cancels -----------------------------------------------------------------

for my $query ("SELECT good, a, b, stamp FROM visit, generate_series(1, 40)", "SELECT a > 1.5, a, b FROM visit, generate_series(1, 40)")
{
	my $took = ended_after($node, 1.5, "SELECT status FROM earlyhelp.logit_scan('$query')", '');
	isnt($took, '', 'a long scan is cancelled');
	cmp_ok($took || 9, '<', 2, "  at once, after $took s");
}

$node->stop;
done_testing();
