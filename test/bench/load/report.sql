-- What became of the calls; the last line is the one that decides.
SELECT kind, count(*) AS calls, count(*) FILTER (WHERE ended = 'same') AS same, count(*) FILTER (WHERE ended = 'cancelled') AS cancelled,
	count(*) FILTER (WHERE ended NOT IN ('same', 'cancelled')) AS wrong, round(max(seconds)::numeric, 1) AS longest FROM load.call GROUP BY ROLLUP (kind) ORDER BY kind;
SELECT kind, name, ended, count(*) FROM load.call WHERE ended NOT IN ('same', 'cancelled') GROUP BY 1, 2, 3 ORDER BY 4 DESC LIMIT 5;
