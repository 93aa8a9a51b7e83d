-- bands: quarters of peers.
\pset null '(null)'
SET search_path = earlyhelp;

-- B1, B2, B3 of src/core/band.c.  Reference: R 4.2.2,
-- quantile(c(1, 1, 2, 3, 5, 8, 13), type = 7) is 1 1.5 3 6.5 13 (test/oracle/band.R)
SELECT x, quartile_band(x, 'low') OVER () AS low, quartile_band(x, 'High') OVER () AS high, quartile_band(x, '-') OVER () AS neither,
	quartile_band(x, NULL) OVER () AS not_known
FROM unnest(ARRAY[13, 1, 8, NULL, 2, 1, 5, 3]) AS x ORDER BY x;
-- a value on a quartile is in the band below it, whichever that is
SELECT x, quartile_band(x, 'low') OVER () AS low, quartile_band(x, 'high') OVER () AS high FROM generate_series(1, 5) AS x;
-- of one, of equals, of none
SELECT la, x, quartile_band(x, 'low') OVER (PARTITION BY la) FROM (VALUES ('one', 3), ('equals', 2), ('equals', 2), ('none', NULL)) AS v(la, x) ORDER BY 1;
-- by partition, and whatever the frame; polarity may differ by row
SELECT year, x, quartile_band(x, CASE WHEN year = 2020 THEN 'low' ELSE 'high' END) OVER (PARTITION BY year ORDER BY x ROWS 1 PRECEDING)
FROM generate_series(2020, 2021) AS year, generate_series(1, 4) AS x ORDER BY 1, 2;
SELECT quartile_band(x, 'up') OVER () FROM generate_series(1, 2) AS x;
SELECT quartile_band(x, 'low') OVER () FROM unnest(ARRAY[1, 'NaN'::double precision]) AS x;
SELECT quartile_band(1, 'low');
