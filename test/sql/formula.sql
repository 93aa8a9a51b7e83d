-- Fits from a formula: the query it stands for, what its terms are called,
-- and what an error points at.  The numbers are held against R in
-- test/t/018_formula.pl, how formulas are read in test/unit/formula.c.
SET search_path = public, earlyhelp;
CREATE TYPE grade AS ENUM ('poor', 'fair', 'good');
CREATE TABLE visit AS
SELECT i, (i * 7919 + team * 40) % 101 < 30 + team * 4 + 3 * year AS seen, (i * 31 % 17 < 8)::integer AS again,
	team, year, (i * 37 % 83)::integer AS age, (1 + i * 53 % 19)::numeric(6,2) AS spend, i % 7 = 0 AS urgent,
	(ARRAY['North', 'South', 'East'])[1 + i * 7 % 3] AS region, (enum_range(NULL::grade))[1 + i * 7919 % 101 % 3] AS grade,
	i % 5 AS won, 6 AS played, 1 + i % 3 AS n, date '2020-01-01' + i AS day, sqrt(i) AS cost, (i * 11 % 13)::double precision AS "Odd Name"
FROM (SELECT i, i * 13 % 12 AS team, i / 12 % 6 AS year FROM generate_series(1, 600) AS i) AS s;
CREATE FUNCTION shown(formula text, data text DEFAULT 'visit', family text DEFAULT NULL) RETURNS text LANGUAGE sql
	RETURN (SELECT model || ': ' || string_agg(concat_ws(' ', group_name, term), ' | ') FROM earlyhelp.fit_formula(formula, data, family => family) GROUP BY model);

-- The query it stands for.
\pset format unaligned
SELECT formula_sql('seen ~ age + factor(region, reference = ''North'') + (1 | team) + (1 | year)', 'visit');
SELECT formula_sql('Seen ~ log(spend)*age + I(age^2/100) + "Odd Name" - 1', 'SELECT * FROM public.visit;', level => 0.9, exponentiate => true);
SELECT formula_sql('cbind(won, played - won) ~ age + offset(log(n)) + (1 | region/team)', '"public" . visit', quadrature_points => 9, errors => 'profile');
SELECT formula_sql('log(cost) ~ urgent:age + age', 'visit', 'gaussian', weight => 'n', weight_kind => 'frequency', cluster => 'team', errors => 'cr1s');
SELECT formula_sql('won / played ~ scale(age)', 'visit', errors => 'profile');
SELECT formula_sql('won / played ~ age', 'visit', 'linear');
\pset format aligned

-- It is the query that runs, and the fit is the one written by hand.
CREATE FUNCTION same(one text, other text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE differing bigint;
BEGIN
	EXECUTE format('WITH o AS (%s), t AS (%s) SELECT count(*) FROM ((TABLE o EXCEPT ALL TABLE t) UNION ALL (TABLE t EXCEPT ALL TABLE o)) AS d', one, other)
	INTO differing;
	RETURN differing = 0;
END $$;
SELECT same(formula_sql(f, 'visit'), format('SELECT * FROM earlyhelp.fit_formula(%L, ''visit'')', f)) FROM unnest(ARRAY['seen ~ age + region', 'seen ~ log(spend) + (1 | team)']) AS f;
SELECT same('SELECT term, estimate, std_error FROM fit_formula(''seen ~ age*spend + region'', ''visit'')',
	'SELECT term, estimate, std_error FROM (SELECT logit(seen, age, spend, region, x) AS f FROM (SELECT *, age::float8 * spend::float8 AS x FROM visit) AS v) AS m,
		tidy(m.f, terms => ''{NULL,NULL,NULL,NULL,NULL,age:spend}'')');
SELECT same('SELECT effect, group_name, term, estimate, conf_low FROM fit_formula(''seen ~ age + (1 | year)'', ''visit'', quadrature_points => 7, level => 0.9, errors => ''profile'')',
	'SELECT effect, group_name, term, estimate, conf_low FROM (SELECT mixed_logit(seen, ARRAY[year::text], mixed_options(7, 0.9), age) AS f FROM visit) AS m, tidy(m.f, level => 0.9, errors => ''profile'')');

-- What terms are called.
SELECT shown('seen ~ 1'), shown('seen ~ factor(year) + year'), shown('seen ~ "Odd Name" + `Odd Name`:age');
SELECT shown('seen ~ spend', 'SELECT seen, age AS spend FROM visit'), shown('seen ~ (1 | team/year)');
SELECT shown('again ~ age*spend*urgent'), shown('grade ~ age'), shown('grade ~ age + factor(year)', family => 'ordinal');
SELECT shown('year ~ age', family => 'ordinal'), shown('cost ~ age + region', family => 'gaussian'), shown('seen ~ age', family => 'firth');
SELECT shown('seen ~ log(age + 1)', 'SELECT *, 0 AS "log(age + 1)" FROM visit'), shown('seen ~ "log(age + 1)" + log(age + 1)', 'SELECT *, i % 4 AS "log(age + 1)" FROM visit');
SELECT shown('y ~ x', 'VALUES (true, 1)') AS not_named;
SELECT shown('column1 ~ column2', 'VALUES (true, 1), (false, 2), (true, 3), (false, 1), (true, 2)');

-- The fits as values, for all their readers.
SELECT g.rows_used, g.status, g.method FROM glance(logit_formula('seen ~ age', 'visit')) AS g;
SELECT g.method FROM glance(logit_formula('seen ~ age', 'visit', family => 'firth')) AS g;
SELECT DISTINCT errors FROM tidy(logit_formula('seen ~ age', 'visit', profile => true));
SELECT c.df, c.status FROM compare(logit_formula('seen ~ age', 'visit'), mixed_formula('seen ~ age + (1 | team)', 'visit')) AS c;
SELECT count(*), count(DISTINCT level) FROM effects(mixed_formula('seen ~ age + (1 | team:year)', 'visit', quadrature_points => 9));
SELECT quadrature_points FROM glance(mixed_formula('seen ~ 1 + (1 | team)', 'visit', 9));
SELECT g.nobs, g.clusters FROM glance(linear_formula('cost ~ age', 'visit', cluster => 'team', weight => 'n', weight_kind => 'frequency')) AS g;
SELECT g.grades FROM glance(ordinal_formula('grade ~ age', 'visit')) AS g;
SELECT log1p(1e-17) = 1e-17 AS log1p, abs(log1p(1) - ln(2.0::float8)) < 1e-15 AS of_1, log1p(NULL);
SELECT log1p(-1);

-- A colon in a name of a group is not that between two.
SELECT count(DISTINCT level) FROM effects(mixed_formula('y ~ 1 + (1 | a:b)', $$SELECT i % 3 = 0 AS y, (ARRAY['x:y', 'x'])[1 + i % 2] AS a, (ARRAY['z', 'y:z', 'q'])[1 + i % 3] AS b FROM generate_series(1, 60) AS i$$));

-- Rows with a NULL are missing; no rows are no trouble.
SELECT g.rows_used, g.missing FROM glance(logit_formula('seen ~ log(spend)', 'SELECT seen, CASE WHEN i > 10 THEN spend END AS spend FROM visit')) AS g;
SELECT model, term, status, fit_status FROM fit_formula('seen ~ age', 'SELECT * FROM visit WHERE false');
SELECT logit_formula('seen ~ age', 'SELECT * FROM visit WHERE false') IS NULL AS no_rows;

-- Errors point at their place.
SELECT shown('seen ~ age + * spend');
SELECT shown('seen ~ age +');
SELECT shown('seen ~ agge + spend');
SELECT shown('seen ~ "Age"');
SELECT shown('Seen ~ nothing_like_it', 'SELECT seen, age AS "Age in years" FROM visit');
SELECT shown(E'seen ~\n\tage + spent');
SELECT shown('seen ~ ' || repeat('age + ', 40) || 'spent + ' || repeat(' + age', 40));
SELECT shown('seen ~ é + è + age ^ 2');
SELECT shown('seen ~ age + (spend | team)');
SELECT shown('seen ~ .');
SELECT shown('seen ~ my.age');
SELECT shown('seen ~ region:age');
SELECT shown('seen ~ 0 + region');
SELECT shown('seen ~ age - 1 + urgent');
SELECT shown('seen ~ urgent:age');
SELECT shown('seen ~ 0 + I((urgent))');
SELECT shown('seen ~ 0 + I(urgent + 0)');
SELECT shown('spend / played ~ age');
SELECT shown('seen ~ factor(year) - 1');
SELECT shown('seen ~ 0');
SELECT shown('seen ~ day');
SELECT shown('seen ~ log(region)');
SELECT shown('region ~ age');
SELECT shown('cost ~ age');
SELECT shown('I(cost > 2) ~ age');
SELECT shown('sqrt(cost) ~ age');
SELECT shown('cost ~ age + (1 | team)', family => 'gaussian');
SELECT shown('grade ~ age - 1');
SELECT shown('cbind(won, played) ~ age', family => 'gaussian');
SELECT shown('seen ~ age', 'SELECT seen, age, team AS age FROM visit');
SELECT shown('seen ~ I(age * 1 * 2 * 3 * 4 * 5 * 6 * 7 * 8 * 9 * 10 * 11 * 12 * 13 * 14)');
SELECT shown('seen ~ ' || repeat('(', 100));
SELECT shown('seen ~ age', family => 'poisson');
SELECT shown('seen ~ age', 'nowhere');
SELECT shown('seen ~ age', 'visit; SELECT 1');
SELECT shown('seen ~ age', 'DELETE FROM visit');
SELECT shown('seen ~ age', 'SELECT * FROM visit FOR UPDATE');
SELECT shown('seen ~ age', 'WITH d AS (DELETE FROM visit RETURNING *) SELECT * FROM d');
SELECT shown('seen ~ age', 'SELECT 1; SELECT 2');
SELECT shown('seen ~ age', 'SELECT * FROM visit WHERE (');
CREATE SEQUENCE numbers;
SELECT shown('seen ~ age', 'numbers');
DROP SEQUENCE numbers;
SELECT shown(NULL);
SELECT * FROM fit_formula('cost ~ age', 'visit', 'gaussian', exponentiate => true);
SELECT * FROM fit_formula('seen ~ age', 'visit', level => 95);
SELECT * FROM fit_formula('seen ~ age', 'visit', weight => 'n');
SELECT * FROM fit_formula('seen ~ age', 'visit', weight => 'm', weight_kind => 'frequency');
SELECT * FROM fit_formula('seen ~ age', 'visit', cluster => 'team + year');
SELECT * FROM fit_formula('seen ~ age', 'visit', quadrature_points => 9);
SELECT logit_formula('seen ~ age + (1 | team)', 'visit') IS NULL;
SELECT logit_formula('seen ~ age', 'visit', family => 'gaussian') IS NULL;
SELECT mixed_formula('seen ~ age', 'visit') IS NULL;
-- A whole number that is not 0 or 1 is refused by the fit itself.
\set VERBOSITY terse
SELECT shown('year ~ age');
\set VERBOSITY default
SELECT count(*) FROM visit;
DROP FUNCTION shown, same;
DROP TABLE visit;
DROP TYPE grade;
