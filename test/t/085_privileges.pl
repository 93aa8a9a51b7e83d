# Nobody's code runs but the caller's, and nobody reads more than the caller
# may: a hostile schema first in search_path, tables without rights, row
# security, definers, and texts that are more than one query that reads.
use strict;
use warnings;
use PostgreSQL::Test::Utils;
use Test::More;
use Earlyhelp;

my $node = server('privileges', "autovacuum = off");
my @mallory = (extra_params => [ '-U', 'mallory' ]);
my @analyst = (extra_params => [ '-U', 'analyst' ]);
$node->safe_psql('postgres', 'CREATE EXTENSION earlyhelp; CREATE ROLE analyst LOGIN; CREATE ROLE mallory LOGIN;
	GRANT CREATE ON SCHEMA public TO analyst; CREATE SCHEMA evil AUTHORIZATION mallory; GRANT USAGE ON SCHEMA evil TO PUBLIC');

# --- what the catalogue says ------------------------------------------------

my $ours = "FROM pg_proc AS p JOIN pg_depend AS d ON d.objid = p.oid AND d.classid = 'pg_proc'::regclass AND d.deptype = 'e'
	JOIN pg_extension AS e ON e.oid = d.refobjid AND e.extname = 'earlyhelp'";
is($node->safe_psql('postgres', "SELECT p.oid::regprocedure $ours WHERE p.prosecdef"), '', 'no function runs with its owner\'s rights');
is($node->safe_psql('postgres', "SELECT p.oid::regprocedure $ours WHERE p.prolang = (SELECT oid FROM pg_language WHERE lanname = 'sql') AND p.prosqlbody IS NULL"),
	'', 'no SQL function is kept as text');
is($node->safe_psql('postgres', "SELECT p.oid::regprocedure $ours WHERE p.prolang NOT IN (SELECT oid FROM pg_language WHERE lanname IN ('sql', 'c', 'internal'))"), '', 'none is in another language');
is($node->safe_psql('postgres', "SELECT p.oid::regprocedure $ours WHERE p.proname ~ '(_formula|_scan|formula_sql)\$' AND (p.provolatile <> 'v' OR p.proparallel <> 'u')"),
	'', 'what runs queries is volatile, and not for workers');

# --- a hostile schema -------------------------------------------------------

$node->safe_psql('postgres', slurp_file(root() . "/test/t/$_.sql"), @analyst) for 'samples', 'hostile';
$node->safe_psql('postgres', q{
	CREATE TABLE visit AS SELECT i % 3 = 0 AS seen, i::float8 AS age, i % 7 AS spend, (i * 0.7)::numeric AS cost, 'r' || i % 3 AS region, 't' || i % 5 AS team,
		i % 4 AS won, 5 AS played FROM generate_series(1, 60) AS i;
	CREATE FUNCTION answers(path text) RETURNS SETOF text LANGUAGE plpgsql AS $$
	DECLARE
		query text;
		answer text;
	BEGIN
		PERFORM pg_catalog.set_config('search_path', path, true);
		FOREACH query IN ARRAY ARRAY[
			'SELECT pg_catalog.md5(pg_catalog.array_agg(f)::pg_catalog.text) FROM earlyhelp.fit_formula(''seen ~ age*spend + scale(age) + I(-age^2 / 3) + log(age) + factor(region) + offset(age / 100) + offset(age)'', ''public.visit'') AS f',
			'SELECT earlyhelp.formula_sql(''cbind(won, played) ~ age'', ''SELECT won, played, age FROM public.visit'') IS NULL',
			'SELECT pg_catalog.md5(pg_catalog.array_agg(f)::pg_catalog.text) FROM earlyhelp.fit_formula(''cbind(won, played) ~ age - 1'', ''SELECT won, played, age FROM public.visit'') AS f',
			'SELECT pg_catalog.md5(pg_catalog.array_agg(f)::pg_catalog.text) FROM earlyhelp.fit_formula(''seen ~ log1p(age) + (1 | team/spend)'', ''public.visit'', quadrature_points => 1) AS f',
			'SELECT pg_catalog.md5(earlyhelp.linear_formula(''cost ~ age + region'', ''public.visit'', weight => ''age'', weight_kind => ''probability'')::pg_catalog.text)',
			'SELECT pg_catalog.md5(earlyhelp.logit_formula(''won / played ~ age'', ''public.visit'', cluster => ''team'')::pg_catalog.text)',
			'SELECT pg_catalog.md5(earlyhelp.mixed_formula(''seen ~ age + (1 | spend)'', ''public.visit'')::pg_catalog.text)',
			'SELECT pg_catalog.md5(earlyhelp.ordinal_formula(''won ~ age'', ''public.visit'')::pg_catalog.text)',
			'SELECT pg_catalog.md5((s.fit)::pg_catalog.text) FROM earlyhelp.logit_scan(''SELECT seen, age, region, spend FROM public.visit'', weight => ''spend'', weight_kind => ''frequency'', reference => ARRAY[''region=r1'']) AS s',
			'SELECT pg_catalog.md5((s.fit)::pg_catalog.text) FROM earlyhelp.logit_scan(''SELECT won, age, played FROM public.visit'', trials => ''played'', exposure_offset => ''age'') AS s',
			'SELECT pg_catalog.md5((s.fit)::pg_catalog.text) FROM earlyhelp.linear_scan(''SELECT cost, age, region, seen FROM public.visit'') AS s',
			'SELECT pg_catalog.md5(earlyhelp.svg_address(earlyhelp.svg(earlyhelp.forest_chart(earlyhelp.logit_formula(''seen ~ age + region'', ''public.visit'')))))',
			'SELECT earlyhelp.forest_chart(earlyhelp.mixed_formula(''seen ~ age + (1 | team)'', ''public.visit'')) IS NULL',
			'SELECT earlyhelp.forest_chart(earlyhelp.linear_formula(''cost ~ age'', ''public.visit'')) IS NULL',
			'SELECT earlyhelp.forest_chart(earlyhelp.ordinal_formula(''won ~ age'', ''public.visit'')) IS NULL'] LOOP
			BEGIN
				EXECUTE query INTO answer;
			EXCEPTION WHEN OTHERS THEN
				answer := pg_catalog.concat(SQLSTATE, ' ', SQLERRM, ' in ', query);
			END;
			RETURN NEXT answer;
		END LOOP;
	END $$}, @analyst);
my $quiet = $node->safe_psql('postgres', "SELECT * FROM answers('pg_catalog')", @analyst);
unlike($quiet, qr/^[0-9A-Z]{5} /m, 'fits from formulas and scans, and SQL functions');
$node->safe_psql('postgres', slurp_file(root() . '/test/t/privileges.sql'), @mallory);
my $count = $node->safe_psql('postgres', "SELECT count(*) FROM pg_proc WHERE pronamespace = 'evil'::regnamespace");
cmp_ok($count, '>', 1000, "a schema of $count functions that raise");
my ($rc, $out, $err) = $node->psql('postgres', "SET search_path = evil, pg_catalog; SELECT 1.0::float8 * 2.0::float8", @analyst);
like($err, qr/evil was called|function/, '  that are called where the path leads to them');
is($node->safe_psql('postgres', "SELECT * FROM public.answers('$_')", @analyst), $quiet, "the same answers with search_path = $_")
  for 'evil', 'evil, pg_catalog', 'evil, earlyhelp, public, pg_catalog', 'public, evil', '';

# Every SQL function, by the catalogue, with ordinary arguments.
my @sql = split /\n/, $node->safe_psql('postgres', "SELECT f FROM callable JOIN pg_proc ON oid = f WHERE prolang = (SELECT oid FROM pg_language WHERE lanname = 'sql') ORDER BY 1", @analyst);
cmp_ok(scalar @sql, '>', 5, scalar(@sql) . ' SQL functions');
for my $f (@sql)
{
	my $call = $node->safe_psql('postgres', "SELECT format('SELECT earlyhelp.%I(%s) IS NULL', (SELECT proname FROM pg_proc WHERE oid = c.f), array_to_string(a, ', '))
		FROM callable AS c, calls_of(c) AS a WHERE c.f = '$f'::regprocedure LIMIT 1", @analyst) =~ s/::text/::pg_catalog.text/gr =~ s/::numeric/::pg_catalog.numeric/gr;
	(undef, undef, $err) = $node->psql('postgres', "SET search_path = evil, pg_catalog; $call", @analyst);
	unlike($err, qr/evil was called/, "$f does not call what is not ours") or diag($call);
}

# --- rights -----------------------------------------------------------------

$node->safe_psql('postgres', q{
	CREATE TABLE closed AS SELECT i % 3 = 0 AS seen, i::float8 AS age FROM generate_series(1, 60) AS i;
	CREATE TABLE mine AS SELECT i % 3 = 0 AS seen, i::float8 AS age, CASE WHEN i % 2 = 0 THEN 'analyst' ELSE 'other' END AS owner FROM generate_series(1, 60) AS i;
	ALTER TABLE mine ENABLE ROW LEVEL SECURITY; CREATE POLICY own ON mine USING (owner = current_user); GRANT SELECT ON mine TO analyst;
	CREATE TABLE partly AS SELECT * FROM closed; GRANT SELECT (seen) ON partly TO analyst;
	CREATE FUNCTION count_of(data text) RETURNS bigint SECURITY DEFINER LANGUAGE sql SET search_path = pg_catalog, public
		AS $$SELECT g.nobs FROM earlyhelp.logit_formula('seen ~ age', data) AS f, earlyhelp.glance(f) AS g$$;
	CREATE TABLE written (n integer); GRANT SELECT, INSERT ON written TO analyst;
	CREATE SEQUENCE numbers});
my %text = (
	fit_formula => q{SELECT count(*) FROM earlyhelp.fit_formula('seen ~ age', '%s')}, logit_formula => q{SELECT earlyhelp.logit_formula('seen ~ age', '%s') IS NULL},
	linear_formula => q{SELECT earlyhelp.linear_formula('age ~ seen', '%s') IS NULL}, ordinal_formula => q{SELECT earlyhelp.ordinal_formula('seen ~ age', '%s') IS NULL},
	mixed_formula => q{SELECT earlyhelp.mixed_formula('seen ~ age + (1 | age)', '%s') IS NULL},
	logit_scan => q{SELECT * FROM earlyhelp.logit_scan('%s')}, linear_scan => q{SELECT * FROM earlyhelp.linear_scan('%s')});
my @refused = (
	'SELECT seen, age FROM closed' => qr/permission denied for table closed/,
	'SELECT seen, age FROM partly' => qr/permission denied for table partly/,
	'SELECT seen, age FROM mine; DROP TABLE visit' => qr/one query that|statement/,
	'SELECT seen, age FROM mine) AS q; DROP TABLE visit; SELECT 1 FROM (SELECT 1' => qr/syntax error/,
	'WITH d AS (DELETE FROM visit RETURNING seen, age) SELECT seen, age FROM d' => qr/changes data|writes to a table/,
	'WITH d AS (INSERT INTO written VALUES (1) RETURNING n) SELECT n = 1 AS seen, n::float8 AS age FROM d' => qr/changes data|writes to a table/,
	'SELECT * FROM (WITH d AS (UPDATE visit SET age = 0 RETURNING seen, age) SELECT * FROM d) AS x' => qr/changes data|writes to a table|syntax error|WITH clause containing/,
	'SELECT seen, age INTO TEMP stolen FROM visit' => qr/INTO/,
	'SELECT seen, age FROM visit FOR UPDATE' => qr/FOR UPDATE/,
	'DELETE FROM visit RETURNING seen, age' => qr/kind of statement|is no query/,
	'COPY visit TO PROGRAM $$true$$' => qr/kind of statement|is no query/,
	'DO $$BEGIN DROP TABLE visit; END$$' => qr/kind of statement|is no query/,
	'SELECT (nextval($$numbers$$) > 0) AS seen, 1.0::float8 AS age' => qr/permission denied for sequence numbers/,
	'SELECT seen, age FROM visit WHERE pg_read_file($$/etc/passwd$$) IS NULL' => qr/permission denied for function pg_read_file/,
	'SELECT true AS seen, set_config($$role$$, $$postgres$$, false)::float8 AS age' => qr/permission denied to set role|invalid value for parameter "role"/);
for my $function (sort keys %text)
{
	for (my $i = 0; $i < @refused; $i += 2)
	{
		(undef, undef, $err) = $node->psql('postgres', sprintf($text{$function}, $refused[$i]), @analyst);
		like($err, $refused[ $i + 1 ], "$function: $refused[$i]");
	}
}
is($node->safe_psql('postgres', 'SELECT count(*) FROM visit', @analyst), '60', 'and nothing was changed');
is($node->safe_psql('postgres', 'SELECT count(*) FROM written'), '0', '  nor written');

# A function that the caller calls does what the caller may.
$node->safe_psql('postgres', 'CREATE FUNCTION writes(v float8) RETURNS float8 LANGUAGE plpgsql AS $$BEGIN INSERT INTO closed VALUES (true, v); RETURN v; END$$', @analyst);
(undef, undef, $err) = $node->psql('postgres', q{SELECT * FROM earlyhelp.logit_scan('SELECT seen, writes(age) FROM visit')}, @analyst);
like($err, qr/permission denied for table closed/, 'a function in the query has the caller\'s rights');

# Row security, roles and definers.
my $rows = q{SELECT (earlyhelp.glance(earlyhelp.logit_formula('seen ~ age', 'mine'))).nobs, s.rows FROM earlyhelp.logit_scan('SELECT seen, age FROM mine') AS s};
is($node->safe_psql('postgres', $rows, @analyst), '30|30', 'row security holds for formulas and scans');
is($node->safe_psql('postgres', $rows), '60|60', '  which the owner is above');
is($node->safe_psql('postgres', "SET ROLE analyst; $rows"), '30|30', '  and a role that was set is not');
is($node->safe_psql('postgres', q{SELECT count_of('closed')}, @analyst), '60', 'a definer\'s function has its owner\'s rights, as in any query');
(undef, undef, $err) = $node->psql('postgres', q{SELECT earlyhelp.logit_formula('seen ~ age', 'closed')}, @analyst);
like($err, qr/permission denied for table closed/, '  its caller does not');
is($node->safe_psql('postgres', q{
	CREATE VIEW opened AS SELECT f FROM earlyhelp.logit_formula('seen ~ age', 'closed') AS f; GRANT SELECT ON opened TO analyst;
	SET ROLE analyst; DO $$BEGIN PERFORM f FROM opened; EXCEPTION WHEN insufficient_privilege THEN RAISE NOTICE 'refused'; END$$; SELECT 'asked'}), 'asked',
	'a view over a formula is read with its reader\'s rights, as functions in views are');

$node->stop;
done_testing();
