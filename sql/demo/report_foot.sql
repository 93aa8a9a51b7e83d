/* report_foot.sql - the page's end. */
SELECT E'</main>\n<footer>\n<p>' || CASE WHEN synthetic THEN 'Synthetic figures. ' ELSE 'Official figures, and synthetic cases where marked. ' END
	   || 'Made on <time>' || current_date || '</time> by earlyhelp ' || pg_temp.escaped(extversion)
	   || ' and PostgreSQL ' || pg_temp.escaped(split_part(current_setting('server_version'), ' ', 1))
	   || E'. Every number is the result of the SQL under it; nothing was typed in.</p>\n'
	   || E'<p>A dash is a figure the source does not have. Limits are 95% unless they say otherwise.</p>\n</footer>\n</body>\n</html>'
FROM figures, pg_extension WHERE extname = 'earlyhelp';
