/*
 * 60_indicators.sql - every authority beside its statistical neighbours, its
 * region and England, as the department's Local Authority Interactive Tool
 * lays it out.  Run it after 10_tables.sql, in the same schema, and fill the
 * three tables; they are yours.
 *
 * indicator: one row for each area, year and indicator, in whichever codes;
 * regions (E12...) and England (E92000001) as published, since their figures
 * are ratios of sums and no mean of authorities gives them.  neighbours: the
 * ten of each authority in the set you use; sets are revised, so keep one for
 * all years compared.  polarity: high where high values are good, low where
 * low ones are, - where neither is.
 */
CREATE TABLE indicator (
	la_code text NOT NULL,
	year integer NOT NULL,
	indicator text NOT NULL,
	value double precision,
	PRIMARY KEY (indicator, year, la_code)
);

CREATE TABLE neighbours (
	la_code text NOT NULL,
	neighbour_la_code text NOT NULL,
	PRIMARY KEY (la_code, neighbour_la_code)
);

CREATE TABLE polarity (
	indicator text PRIMARY KEY,
	polarity text NOT NULL CHECK (polarity IN ('high', 'low', '-'))
);

/*
 * indicator_authorities - one row for each authority, year and indicator.
 *
 * change is from the year before, and NULL if that year has no figure: never
 * across a gap.  rank is 1 for the best, equal values share the better rank;
 * without a polarity there is neither rank nor band.  neighbours_mean is the
 * plain mean of those that have a figure (neighbours_counted says how many),
 * as in the Interactive Tool; the department's dashboard shows the median.
 */
CREATE VIEW indicator_authorities AS
WITH figure AS (
	SELECT a.la_code, a.name, a.region_code, i.indicator, i.year, i.value, p.polarity
	FROM indicator AS i
	JOIN authorities AS a ON a.la_code = earlyhelp.la_code(i.la_code)
	LEFT JOIN polarity AS p USING (indicator)
), near AS (
	SELECT earlyhelp.la_code(n.la_code) AS la_code, f.indicator, f.year,
		   avg(f.value) AS mean,
		   percentile_cont(0.5) WITHIN GROUP (ORDER BY f.value) AS median,
		   count(f.value) AS counted
	FROM neighbours AS n
	JOIN figure AS f ON f.la_code = earlyhelp.la_code(n.neighbour_la_code)
	GROUP BY 1, 2, 3
)
SELECT f.la_code::varchar(9) AS la_code,
	   f.name::varchar(60) AS authority,
	   f.indicator::varchar(80) AS indicator,
	   f.year,
	   f.value,
	   f.value - first_value(f.value) OVER (PARTITION BY f.indicator, f.la_code
		   ORDER BY f.year RANGE BETWEEN 1 PRECEDING AND 1 PRECEDING) AS change,
	   CASE WHEN f.value IS NOT NULL AND f.polarity <> '-' THEN
		   rank() OVER (PARTITION BY f.indicator, f.year, f.value IS NULL
			   ORDER BY CASE f.polarity WHEN 'high' THEN -f.value ELSE f.value END)
		   END AS rank,
	   count(f.value) OVER (PARTITION BY f.indicator, f.year) AS ranked,
	   (earlyhelp.quartile_band(f.value, f.polarity)
		   OVER (PARTITION BY f.indicator, f.year))::varchar(1) AS band,
	   near.mean AS neighbours_mean,
	   near.median AS neighbours_median,
	   near.counted AS neighbours_counted,
	   r.value AS region,
	   e.value AS england
FROM figure AS f
LEFT JOIN near USING (la_code, indicator, year)
LEFT JOIN indicator AS r ON r.indicator = f.indicator AND r.year = f.year AND r.la_code = f.region_code
LEFT JOIN indicator AS e ON e.indicator = f.indicator AND e.year = f.year AND e.la_code = 'E92000001';
