# Formulas: what R fits from the same text (test/oracle/formula.R), whatever
# the data are called and whoever fits; whose rights count; what text from
# outside can do, which is nothing; and the published study's inspections.
use strict;
use warnings;
use PostgreSQL::Test::Utils;
use Test::More;
use Earlyhelp;

my $node = server('formula', "min_parallel_table_scan_size = 0\n"
	  . "parallel_setup_cost = 0\nparallel_tuple_cost = 0\n");
$node->safe_psql('postgres', 'CREATE EXTENSION earlyhelp;
	ALTER DATABASE postgres SET search_path = public, earlyhelp');
ok(run_file($node, 'postgres', root() . '/test/t/formula_data.sql'), 'the rows and what R makes of them');
$node->safe_psql('postgres', q{
	CREATE VIEW "Visits, seen" AS SELECT id AS number, team, year, region, rate, spend, imd, flag, n, good, seen, k, cost, grade FROM visit;
	CREATE MATERIALIZED VIEW kept AS SELECT * FROM visit;
	CREATE TABLE parted (LIKE visit) PARTITION BY LIST (year);
	CREATE TABLE parted_1 PARTITION OF parted FOR VALUES IN (2014, 2015, 2016);
	CREATE TABLE parted_2 PARTITION OF parted DEFAULT;
	INSERT INTO parted SELECT * FROM visit;
	CREATE TABLE turned AS SELECT grade, cost, k, seen, good, n, flag, imd, spend, rate, region, year, team FROM visit ORDER BY md5(id::text);
	ANALYZE});

# --- as R has it --------------------------------------------------------------

my %data = (
	'a table' => 'visit',
	'a table by its schema, in quotes' => ' public . "visit" ',
	'a view' => '"Visits, seen"',
	'a materialized view' => 'kept',
	'a table in parts' => 'parted',
	'rows in another order' => 'turned',
	'a query' => "SELECT * FROM visit -- all of them",
	'a query that renames' => 'WITH v AS (SELECT team, year, region, rate * 1 AS rate, spend, imd, flag, n, good, seen, k, cost, grade FROM visit) TABLE v;',
	'a table, and workers' => 'visit',
	'a query, and workers' => 'SELECT * FROM visit');

my @model = map { [ split /\x01/, $_, -1 ] } split /\n/,
  $node->safe_psql('postgres', q{SELECT DISTINCT ON (model) concat_ws(E'\x01', model, formula, options, tolerance) FROM expected ORDER BY model});
for my $data (sort keys %data)
{
	my $set = $data =~ /workers/ ? 'SET max_parallel_workers_per_gather = 2;' : 'SET max_parallel_workers_per_gather = 0;';
	for my $m (@model)
	{
		my ($number, $formula, $options, $tolerance) = @$m;
		# distance in R's standard errors; of errors, in proportion
		my $worst = $node->safe_psql('postgres', "$set
			WITH got AS (SELECT CASE effect WHEN 'fixed' THEN term ELSE concat_ws(' ', term, group_name) END AS term, estimate, std_error
				FROM fit_formula(\$q\$$formula\$q\$, \$q\$$data{$data}\$q\$" . ($options ? ", $options" : '') . ") WHERE term <> 'variance')
			SELECT concat_ws(' ', count(*) FILTER (WHERE e.term IS NULL OR g.term IS NULL),
				count(*) FILTER (WHERE NOT abs(g.estimate - e.estimate) <= $tolerance * coalesce(e.std_error, 3 * e.estimate)),
				count(*) FILTER (WHERE NOT abs(g.std_error / e.std_error - 1) <= 20 * $tolerance))
			FROM got AS g FULL JOIN (SELECT * FROM expected WHERE model = $number) AS e USING (term)");
		is($worst, '0 0 0', "$data: $formula");
	}
}

# The fits themselves, their rows and names.
is($node->safe_psql('postgres', q{SELECT string_agg(concat_ws(' ', e.model, e.rows_used = g.rows_used), ', ')
	FROM (SELECT DISTINCT model, formula, rows_used FROM expected WHERE model IN (1, 5, 10) ORDER BY model) AS e, glance(logit_formula(e.formula, 'visit')) AS g}),
	'1 t, 5 t, 10 t', 'as many rows as R keeps');

# --- workers ------------------------------------------------------------------

# what the fit's query plans to do, as it runs from fit_formula()
my ($ret, $out, $err) = $node->psql('postgres', q{LOAD 'auto_explain'; SET auto_explain.log_min_duration = 0; SET auto_explain.log_nested_statements = on;
	SET client_min_messages = log; SET max_parallel_workers_per_gather = 2;
	SELECT count(*) FROM fit_formula('good ~ log(spend) + rate', 'SELECT * FROM visit')});
like($err, qr/Workers Planned.*?Partial Aggregate/s, 'a fit from a formula may use workers');

# --- rights -------------------------------------------------------------------

$node->safe_psql('postgres', q{
	CREATE ROLE analyst; CREATE ROLE owner;
	CREATE TABLE secret AS SELECT * FROM visit;
	CREATE VIEW opened AS SELECT * FROM secret;
	GRANT SELECT ON visit, opened TO analyst;
	CREATE TABLE ruled AS SELECT * FROM visit;
	ALTER TABLE ruled ENABLE ROW LEVEL SECURITY;
	CREATE POLICY own ON ruled TO analyst USING (region = 'London');
	GRANT SELECT ON ruled TO analyst});

# as_analyst SQL: what it gives, or its error
sub as_analyst
{
	my ($sql) = @_;
	my ($code, $got, $said) = $node->psql('postgres', "SET ROLE analyst; $sql");
	return $code == 0 ? $got : ($said =~ /ERROR:\s+(.*)/)[0];
}
is(as_analyst("SELECT count(*) FROM fit_formula('good ~ rate', 'visit')"), '2', 'whoever may read may fit');
is(as_analyst("SELECT count(*) FROM fit_formula('good ~ rate', 'secret')"), 'permission denied for table secret', 'whoever may not, may not');
is(as_analyst("SELECT count(*) FROM fit_formula('good ~ rate', 'SELECT * FROM secret')"), 'permission denied for table secret', 'nor by a query');
is(as_analyst("SELECT count(*) FROM fit_formula('good ~ rate', 'opened')"), '2', 'a view lends its own rights, as ever');
is(as_analyst("SELECT g.rows_used = (SELECT count(rate) FROM visit WHERE region = 'London') FROM glance(logit_formula('good ~ rate', 'ruled')) AS g"),
	't', 'policies of rows hold');

# --- text from outside --------------------------------------------------------

$node->safe_psql('postgres', q{CREATE TABLE target (x integer); INSERT INTO target VALUES (1);
	CREATE TABLE odd ("y" boolean, "a); DROP TABLE target; --" double precision, "quo""te" double precision, "back\slash" text, "select" double precision);
	INSERT INTO odd SELECT i % 3 = 0, i % 7, i % 5, 'l\\' || i % 4 || '''', i % 11 FROM generate_series(1, 200) AS i});
sub terms_of
{
	my ($formula, $data, $options) = @_;
	my ($code, $got, $said) = $node->psql('postgres', "SELECT string_agg(term, ' | ') FROM fit_formula(\$q\$$formula\$q\$, \$q\$$data\$q\$" . ($options // '') . ')');
	return $code == 0 ? $got : ($said =~ /ERROR:\s+(.*)/)[0];
}
for my $conforming ('on', 'off')
{
	$node->safe_psql('postgres', "ALTER DATABASE postgres SET standard_conforming_strings = $conforming; ALTER DATABASE postgres SET escape_string_warning = off");
	is(terms_of('y ~ "a); DROP TABLE target; --" + `quo"te` + "select"', 'odd'), '(Intercept) | a); DROP TABLE target; -- | quo"te | select',
		"names are quoted, standard_conforming_strings $conforming");
	is(terms_of('y ~ I("a); DROP TABLE target; --"^2) + "quo""te":"select"', 'odd'), '(Intercept) | I("a); DROP TABLE target; --"^2) | quo"te:select', 'in arithmetic');
	like(terms_of(q{y ~ factor("back\slash", reference = 'l\\2''')}, 'odd'), qr/^\(Intercept\) \| back\\slash=/, 'a reference with a quote and a backslash');
	is(terms_of(q{y ~ factor("select", reference = '''); DROP TABLE target; --')}, 'odd', ", family => 'binomial'"),
		'(Intercept) | ' . join(' | ', map { "select=$_" } 1 .. 10), 'a reference that would be a statement');
	is(terms_of('y ~ (1 | "back\slash":"a); DROP TABLE target; --")', 'odd'), '(Intercept) | sd | variance', 'names of groupings');
}
$node->safe_psql('postgres', "ALTER DATABASE postgres RESET standard_conforming_strings");
like(terms_of('y ~ 1', 'odd', q{, weight => 'a); DROP TABLE target; --', weight_kind => 'frequency'}), qr/weight/, 'a weight is a name');
is(terms_of('y ~ 1', 'odd', q{, weight => '"select"', weight_kind => 'x''); DROP TABLE target; --'}), q{unknown weight_kind "x'); DROP TABLE target; --"}, 'its kind a value');
like(terms_of('y ~ 1', 'odd', q{, cluster => '"select", (SELECT 1)'}), qr/cluster/, 'a cluster is a name');
like(terms_of('y ~ 1', 'odd', q{, errors => 'x''); DROP TABLE target; --'}), qr/x'\); DROP TABLE target; --/, 'errors a value');
my $reads = 'data must be one query that reads';
for my $data ('DROP TABLE target', 'SELECT * FROM odd; DROP TABLE target', 'INSERT INTO target VALUES (2) RETURNING true AS y', 'DELETE FROM target RETURNING true AS y',
	'WITH d AS (DELETE FROM target RETURNING true AS y) SELECT y FROM d', 'SELECT * INTO taken FROM odd', 'SELECT * FROM odd FOR UPDATE', '',
	'SELECT * FROM (SELECT * FROM odd FOR SHARE) AS s', 'COPY odd TO STDOUT', 'SELECT y INTO taken FROM odd UNION ALL SELECT y FROM odd', 'EXPLAIN SELECT 1')
{
	is(terms_of('y ~ 1', $data), $reads, "data: $data");
}
like(terms_of('y ~ 1', $_), qr/^(syntax error|unterminated|relation .* does not exist)/, "data: $_")
  for ('SELECT * FROM odd) AS data; DROP TABLE target; --', 'SELECT * FROM odd /* ', 'odd) AS data; DROP TABLE target; --', '"odd; DROP TABLE target; --"');
is($node->safe_psql('postgres', 'SELECT count(*), max(x) FROM target'), '1|1', 'nothing was done to the target');

# The functions are the server's, whatever the search path offers.
is($node->safe_psql('postgres', q{CREATE SCHEMA bait; CREATE FUNCTION bait.ln(double precision) RETURNS double precision LANGUAGE sql RETURN 0;
	CREATE FUNCTION bait.logit(boolean, double precision) RETURNS text LANGUAGE sql RETURN 'caught';
	SET search_path = bait, public, pg_catalog;
	SELECT count(DISTINCT round(estimate::numeric, 9)) FROM earlyhelp.fit_formula('good ~ log(spend)', 'visit')}), '2', 'functions of the same name are not called');

# --- the published study ------------------------------------------------------

SKIP:
{
	skip 'there is no folder of real figures', 2 unless defined shared();
	my $csv = "$ENV{TESTDATADIR}/formula_inspections.sql";
	append_to_file($csv, "\\i " . root() . "/sql/views/10_tables.sql\n"
		  . "ALTER TABLE inspection_model DROP CONSTRAINT inspection_model_la_code_fkey;\n"
		  . "\\copy inspection_model FROM '" . shared() . "/data/inspection_model.csv' (FORMAT csv, HEADER)\n");
	ok(run_file($node, 'postgres', $csv), 'the inspections are loaded');
	# Webb, Bennett and Bywaters (2022), as test/t/012_mixed_oracles.pl has it from glmmTMB
	is($node->safe_psql('postgres', q{SELECT concat_ws(' ', model, term, round(estimate::numeric, 3), round(conf_low::numeric, 3), round(conf_high::numeric, 3), fit_status)
		FROM fit_formula('good ~ prevent_100 + safeguard_100 + imd_decile + (1 | la_code) + (1 | year)', 'inspection_model', exponentiate => true)
		WHERE term = 'prevent_100'}), 'mixed_logit prevent_100 1.685 1.270 2.237 ok', 'the published odds ratio');
}

$node->stop;
done_testing();
