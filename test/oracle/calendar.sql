-- Expected days, by PostgreSQL's own dates and intervals.  Run by hand:
--
--	psql -XAtq -f test/oracle/calendar.sql > test/unit/calendar_expected.h
SELECT '/* Written by test/oracle/calendar.sql with PostgreSQL '
       || split_part(current_setting('server_version'), ' ', 1) || '. */';
SELECT '';

-- year, month, day of dates near and far; years before 1 counted from 0
SELECT E'static const struct civil_case\n{\n\tint32_t day, year, month, mday;\n} civil_cases[] = {';
SELECT format(E'\t{%s, %s, %s, %s},', d - date '2000-01-01',
              extract(year FROM d) + (extract(year FROM d) < 0)::int, extract(month FROM d), extract(day FROM d))
FROM (VALUES (date '4713-11-24 BC'), ('4713-12-31 BC'), ('0401-02-28 BC'), ('0001-12-31 BC'), ('0001-01-01'),
             ('1582-10-15'), ('1752-09-14'), ('1899-12-31'), ('1900-01-01'), ('1900-02-28'), ('1900-03-01'),
             ('1999-12-31'), ('2000-01-01'), ('2000-02-29'), ('2000-03-01'), ('2079-06-06'), ('2100-02-28'),
             ('2100-03-01'), ('2400-02-29'), ('2999-12-31'), ('9999-12-31'), ('5874897-12-31')) AS t(d);
SELECT '};';
SELECT '';

-- a month away, where months end
SELECT E'static const struct months_case\n{\n\tint32_t day, months, to;\n} months_cases[] = {';
SELECT format(E'\t{%s, %s, %s},', d - date '2000-01-01', m, (d + make_interval(months => m))::date - date '2000-01-01')
FROM (SELECT date '2019-01-01' + g AS d FROM generate_series(0, 900) AS g) AS days,
     (VALUES (-1), (1), (-12), (12), (-6), (-120), (11), (-25)) AS months(m)
WHERE extract(day FROM d) IN (1, 28, 29, 30, 31) AND extract(month FROM d) IN (1, 2, 3, 4, 12)
ORDER BY d, m;
SELECT '};';
SELECT '';

-- every day of two centuries by every number of months to three years, as
-- one number a month: the sum of what comes out, each by its own weight
SELECT E'static const struct all_days_case\n{\n\tint32_t months;\n\tint64_t sum;\n} all_days_cases[] = {';
SELECT format(E'\t{%s, INT64_C(%s)},', m,
              sum(((d + make_interval(months => m))::date - date '2000-01-01')::bigint * ((d - date '1900-01-01') % 1009 + 1)))
FROM (SELECT date '1900-01-01' + g AS d FROM generate_series(0, 73048) AS g) AS days,
     generate_series(-36, 36) AS m
GROUP BY m ORDER BY m;
SELECT '};';
