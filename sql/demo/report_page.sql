/*
 * report_page.sql - how the page of report.sql is written: its head, and one
 * section for each question.
 *
 * A section is given as SQL, run as it stands and shown as it was run:
 *
 *	tables	{name, caption, query} each: the query makes a temporary table of
 *			that name, and the page shows its rows
 *	before	SQL that makes what they read, where the database does not have it
 *	answer	a query of those tables that gives one sentence, so that every
 *			number in it comes from rows that are shown
 *	charts	{legend, query} each: the query gives SVG; {width} in it becomes
 *			pixels, {source} where the figures are from
 *	sources	of the figures, in words
 *	print	rows of published_figures to set beside the answer
 *
 * All text from data goes through escaped(); nothing else reaches the page but
 * what these files say and what svg() draws, which escapes on its own.
 */

/* Text as HTML; characters no page may hold or that reverse a line are dropped. */
CREATE FUNCTION pg_temp.escaped(said text) RETURNS text IMMUTABLE STRICT
LANGUAGE sql RETURN replace(replace(replace(replace(replace(
	regexp_replace(said, '[\u0001-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]', '', 'g'),
	'&', '&amp;'), '<', '&lt;'), '>', '&gt;'), '"', '&quot;'), '''', '&#39;');

/* The same where it is read and not copied: years are not broken, a minus is one. */
CREATE FUNCTION pg_temp.said(words text) RETURNS text IMMUTABLE STRICT
LANGUAGE sql RETURN regexp_replace(regexp_replace(pg_temp.escaped(words), '(^|[ (])-(?=\d)', U&'\\1\2212', 'g'),
	'\y\d{4}-\d\d\y', '<span class="year">\&</span>', 'g');

/* A number as it is read: 12345.60 as 12,345.60, with a minus for a hyphen. */
CREATE FUNCTION pg_temp.figure(n numeric) RETURNS text IMMUTABLE STRICT
LANGUAGE sql RETURN replace(to_char(n, 'FM999,999,999,999,990'
	|| CASE WHEN scale(n) > 0 THEN '.' || repeat('0', scale(n)) ELSE '' END), '-', U&'\2212');

CREATE FUNCTION pg_temp.cell(shown text, is_number boolean, first boolean) RETURNS text IMMUTABLE
LANGUAGE sql RETURN
	CASE WHEN first THEN '<th scope="row"' ELSE '<td' END
	|| CASE WHEN is_number THEN ' class="n">' ELSE '>' END
	|| CASE WHEN shown IS NULL THEN '<span title="no figure">' || U&'\2013' || '</span>'
			WHEN is_number THEN pg_temp.figure(shown::numeric)
			ELSE pg_temp.said(shown) END
	|| CASE WHEN first THEN '</th>' ELSE '</td>' END;

/* The rows of a table as HTML, in a box that scrolls by itself. */
CREATE FUNCTION pg_temp.html_table(of regclass, caption text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	head text;
	body text;
	many integer;
BEGIN
	CREATE TEMP TABLE shown_column ON COMMIT DROP AS
	SELECT attnum AS k, attname::text AS name,
		   atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype, 'float8'::regtype, 'numeric'::regtype) AS is_number
	FROM pg_attribute WHERE attrelid = of AND attnum > 0;
	SELECT string_agg('<th scope="col"' || CASE WHEN is_number THEN ' class="n">' ELSE '>' END
					  || pg_temp.said(name) || '</th>', '' ORDER BY k)
	INTO head FROM shown_column;
	EXECUTE format($q$
		SELECT count(*), string_agg('<tr>' || (
				   SELECT string_agg(pg_temp.cell(c.value, s.is_number, s.k = 1), '' ORDER BY s.k)
				   FROM json_each_text(t.fields) WITH ORDINALITY AS c(name, value, k) JOIN shown_column AS s USING (k)
			   ) || '</tr>', E'\n' ORDER BY t.place)
		FROM (SELECT row_number() OVER () AS place, row_to_json(r) AS fields FROM %s AS r) AS t$q$, of)
	INTO many, body;
	DROP TABLE shown_column;
	RETURN format('<div class="rows%s" role="region" tabindex="0" aria-labelledby="caption-%s">', CASE WHEN many > 20 THEN ' tall' END, of)
		   || format(E'\n<table id="table-%s">\n<caption id="caption-%s">', of, of) || '<span>' || pg_temp.said(caption)
		   || E'</span></caption>\n<thead><tr>' || head || E'</tr></thead>\n<tbody>\n'
		   || coalesce(body, '<tr><td>No rows.</td></tr>') || E'\n</tbody></table></div>\n';
END $$;

CREATE FUNCTION pg_temp.shown_sql(part text, section text, title text, query text) RETURNS text IMMUTABLE
LANGUAGE sql RETURN '<p>' || pg_temp.escaped(title) || E'</p>\n<pre role="region" tabindex="0" aria-label="SQL: '
	|| pg_temp.escaped(section || ', ' || title) || '" data-part="' || part || '"><code>' || pg_temp.escaped(query) || E'</code></pre>\n';

/* The same chart a second time on a page: its ids may not be there twice. */
CREATE FUNCTION pg_temp.second(svg text) RETURNS text IMMUTABLE STRICT
LANGUAGE sql RETURN regexp_replace(regexp_replace(svg, '( aria-labelledby="[td])(\w+ [td])', '\12\22'), '( id="[td])', '\12', 'g');

CREATE FUNCTION pg_temp.section(id text, heading text, answer text, tables text[], charts text[], sources text,
								notes text[] DEFAULT '{}', print text[] DEFAULT '{}', synthetic boolean DEFAULT NULL,
								before text DEFAULT NULL)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	made_up boolean := coalesce(synthetic, (SELECT f.synthetic FROM figures AS f));
	from_where text := CASE WHEN made_up THEN 'SYNTHETIC figures (no real authority, no real child)' ELSE sources END;
	page text;
	code text := '';
	query text;
	sentence text;
	wide text;
	narrow text;
	i integer;
BEGIN
	page := format(E'\n<section id="%s" aria-labelledby="%s-heading">\n<h2 id="%s-heading">', id, id, id)
			|| pg_temp.said(heading) || E'</h2>\n';
	IF before IS NOT NULL THEN
		before := btrim(before, E'\n');
		EXECUTE before;
		code := pg_temp.shown_sql('before', id, 'The cases', before || ';');
	END IF;
	FOR i IN 1 .. array_length(tables, 1) LOOP
		query := format('CREATE TEMP TABLE %I AS%s%s', tables[i][1], E'\n', btrim(tables[i][3], E'\n'));
		EXECUTE query;
		code := code || pg_temp.shown_sql('table', id, 'Table: ' || tables[i][2], query || ';');
	END LOOP;
	answer := btrim(answer, E'\n');
	EXECUTE answer INTO sentence;
	code := code || pg_temp.shown_sql('answer', id, 'The answer', answer || ';');
	page := page || '<p class="answer">' || pg_temp.said(coalesce(sentence, 'These figures give no answer.')) || E'</p>\n';
	IF made_up THEN
		page := page || E'<p class="tag">Synthetic: about no real place</p>\n';
	END IF;
	FOR i IN 1 .. coalesce(array_length(charts, 1), 0) LOOP
		query := replace(btrim(charts[i][2], E'\n'), '{source}', quote_literal(from_where));
		EXECUTE replace(query, '{width}', '352') INTO narrow;
		query := replace(query, '{width}', '712');
		EXECUTE query INTO wide;
		code := code || pg_temp.shown_sql('chart', id, 'Chart ' || i || ' (width => 352 for a phone)', query || ';');
		page := page || E'<figure>\n<div class="wide">' || wide || E'</div>\n<div class="narrow">' || pg_temp.second(narrow)
				|| E'</div>\n<figcaption>' || pg_temp.said(charts[i][1]) || E'</figcaption>\n</figure>\n';
	END LOOP;
	FOR i IN 1 .. array_length(tables, 1) LOOP
		page := page || pg_temp.html_table(('pg_temp.' || quote_ident(tables[i][1]))::regclass, tables[i][2]);
	END LOOP;
	page := page || coalesce((SELECT string_agg('<p>' || pg_temp.said(n) || E'</p>\n', '' ORDER BY k)
							  FROM unnest(notes) WITH ORDINALITY AS u(n, k)), '');
	page := page || coalesce((SELECT E'<p class="print-head">In print</p>\n<ul class="published">\n'
							  || string_agg('<li>' || pg_temp.said(statement) || ': <b>' || pg_temp.figure(published::numeric)
								  || '</b>' || CASE WHEN unit = 'count' THEN '' ELSE ' (' || pg_temp.escaped(unit) || ')' END || ' <cite>' || pg_temp.escaped(publication)
								  || E'</cite></li>\n', '' ORDER BY k) || E'</ul>\n'
							  FROM unnest(print) WITH ORDINALITY AS u(figure, k) JOIN published_figures USING (figure)), '');
	RETURN page || '<p class="source">Source: ' || pg_temp.escaped(from_where) || E'.</p>\n<details><summary>The SQL of this section</summary>\n'
		   || code || E'</details>\n</section>\n';
END $$;
