/*
 * 70_charts.sql - charts: the type, the aggregates that make one of rows, and
 * what writes one as SVG and as Vega-Lite.
 */
CREATE TYPE earlyhelp.chart;

CREATE FUNCTION earlyhelp.chart_in(cstring) RETURNS earlyhelp.chart
	AS 'MODULE_PATHNAME', 'eh_chart_in'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.chart_in(cstring) IS 'I/O';

CREATE FUNCTION earlyhelp.chart_out(earlyhelp.chart) RETURNS cstring
	AS 'MODULE_PATHNAME', 'eh_chart_out'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.chart_out(earlyhelp.chart) IS 'I/O';

CREATE FUNCTION earlyhelp.chart_recv(internal) RETURNS earlyhelp.chart
	AS 'MODULE_PATHNAME', 'eh_chart_recv'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.chart_recv(internal) IS 'I/O';

CREATE FUNCTION earlyhelp.chart_send(earlyhelp.chart) RETURNS bytea
	AS 'MODULE_PATHNAME', 'eh_chart_send'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.chart_send(earlyhelp.chart) IS 'I/O';

CREATE TYPE earlyhelp.chart (
	INPUT = earlyhelp.chart_in,
	OUTPUT = earlyhelp.chart_out,
	RECEIVE = earlyhelp.chart_recv,
	SEND = earlyhelp.chart_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = extended
);
COMMENT ON TYPE earlyhelp.chart IS
'What a chart shows, without its words and measures: kind, rows, labels. Storable; svg() and vega_lite() draw it.';

CREATE FUNCTION earlyhelp.missing(chart earlyhelp.chart) RETURNS bigint
	AS 'MODULE_PATHNAME', 'eh_chart_missing'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.missing(earlyhelp.chart) IS
'Rows left out because a value was NULL; a note under the chart says so too.';

CREATE FUNCTION earlyhelp.chart_with(chart earlyhelp.chart, level double precision, note text)
	RETURNS earlyhelp.chart
	AS 'MODULE_PATHNAME', 'eh_chart_with'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.chart_with(earlyhelp.chart, double precision, text) IS
'The chart with the level of its limits (0.95) and a line of text under it; a NULL leaves the level as it is, or no line.';

-- --- drawing ------------------------------------------------------------------

CREATE FUNCTION earlyhelp.svg(chart earlyhelp.chart,
		title text DEFAULT NULL,
		subtitle text DEFAULT NULL,
		units text DEFAULT NULL,
		source text DEFAULT NULL,
		width integer DEFAULT 640,
		height integer DEFAULT NULL,
		thin boolean DEFAULT NULL)
	RETURNS text
	AS 'MODULE_PATHNAME', 'eh_chart_to_svg'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.svg(earlyhelp.chart, text, text, text, text, integer, integer, boolean) IS
'The chart as SVG, in ASCII: no script, nothing fetched, with title and description for screen readers. units: what the values are, on their axis. width, height: pixels, 160 to 4000; a chart of many rows is higher than asked. thin: without what is said on pointing at a mark; if left out, only where the text would pass 32,766 characters (Power BI). Error: words over 4,000 bytes.';

CREATE FUNCTION earlyhelp.vega_lite(chart earlyhelp.chart,
		title text DEFAULT NULL,
		subtitle text DEFAULT NULL,
		units text DEFAULT NULL,
		source text DEFAULT NULL,
		width integer DEFAULT 640,
		height integer DEFAULT NULL)
	RETURNS text
	AS 'MODULE_PATHNAME', 'eh_chart_to_vega_lite'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.vega_lite(earlyhelp.chart, text, text, text, text, integer, integer) IS
'The chart as a Vega-Lite 5 specification with its data in it, JSON as ASCII text; arguments as of svg().';

CREATE FUNCTION earlyhelp.svg_address(svg text) RETURNS text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	RETURN 'data:image/svg+xml;utf8,' || pg_catalog.replace(pg_catalog.replace(
		pg_catalog.replace(svg, '%', '%25'), '#', '%23'), E'\n', '');
COMMENT ON FUNCTION earlyhelp.svg_address(text) IS
'An SVG as an address (data:image/svg+xml) for Power BI''s image columns and for src of an img element.';

-- --- what the aggregates share -------------------------------------------------

CREATE FUNCTION earlyhelp.chart_combine(internal, internal) RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_chart_combine'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.chart_combine(internal, internal) IS 'Combine function of the charts.';

CREATE FUNCTION earlyhelp.chart_serial(internal) RETURNS bytea
	AS 'MODULE_PATHNAME', 'eh_chart_serial'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.chart_serial(internal) IS 'Serialisation function of the charts.';

CREATE FUNCTION earlyhelp.chart_deserial(bytea, internal) RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_chart_deserial'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.chart_deserial(bytea, internal) IS 'Deserialisation function of the charts.';

-- --- the aggregates -------------------------------------------------------------

CREATE FUNCTION earlyhelp.forest_chart_accum(internal, text, double precision, double precision, double precision) RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_chart_forest_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.forest_chart_accum(internal, text, double precision, double precision, double precision) IS
'Transition function of forest_chart.';

CREATE FUNCTION earlyhelp.forest_chart_final(internal) RETURNS earlyhelp.chart
	AS 'MODULE_PATHNAME', 'eh_chart_forest_final'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.forest_chart_final(internal) IS 'Final function of forest_chart.';

CREATE AGGREGATE earlyhelp.forest_chart(term text, odds_ratio double precision, conf_low double precision, conf_high double precision) (
	SFUNC = earlyhelp.forest_chart_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.forest_chart_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.chart_combine,
	SERIALFUNC = earlyhelp.chart_serial,
	DESERIALFUNC = earlyhelp.chart_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.forest_chart(text, double precision, double precision, double precision) IS
'Odds ratios with their limits on a log axis, a row each in the order they come (write ORDER BY within the call). A limit that is NULL or infinite is open and drawn as an arrow; a row without any value is named in a note. Error: an odds ratio of 0 or less, limits in the wrong order, over 200 rows.';

CREATE FUNCTION earlyhelp.coefficient_chart_accum(internal, text, double precision, double precision, double precision) RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_chart_coefficient_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.coefficient_chart_accum(internal, text, double precision, double precision, double precision) IS
'Transition function of coefficient_chart.';

CREATE FUNCTION earlyhelp.coefficient_chart_final(internal) RETURNS earlyhelp.chart
	AS 'MODULE_PATHNAME', 'eh_chart_coefficient_final'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.coefficient_chart_final(internal) IS 'Final function of coefficient_chart.';

CREATE AGGREGATE earlyhelp.coefficient_chart(term text, estimate double precision, conf_low double precision, conf_high double precision) (
	SFUNC = earlyhelp.coefficient_chart_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.coefficient_chart_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.chart_combine,
	SERIALFUNC = earlyhelp.chart_serial,
	DESERIALFUNC = earlyhelp.chart_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.coefficient_chart(text, double precision, double precision, double precision) IS
'As forest_chart(), of numbers on a linear axis about 0: coefficients of a linear fit, differences, margins.';

CREATE FUNCTION earlyhelp.ratio_chart_accum(internal, text, double precision, double precision, double precision) RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_chart_ratio_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.ratio_chart_accum(internal, text, double precision, double precision, double precision) IS
'Transition function of ratio_chart.';

CREATE FUNCTION earlyhelp.ratio_chart_final(internal) RETURNS earlyhelp.chart
	AS 'MODULE_PATHNAME', 'eh_chart_ratio_final'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.ratio_chart_final(internal) IS 'Final function of ratio_chart.';

CREATE AGGREGATE earlyhelp.ratio_chart(label text, ratio double precision, conf_low double precision, conf_high double precision) (
	SFUNC = earlyhelp.ratio_chart_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.ratio_chart_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.chart_combine,
	SERIALFUNC = earlyhelp.chart_serial,
	DESERIALFUNC = earlyhelp.chart_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.ratio_chart(text, double precision, double precision, double precision) IS
'Ratios by size, with limits, about the line 1:1. Over 40 rows each is a thin line and those whose limits leave 1:1 out are named. Error: limits in the wrong order, over 400 rows.';

CREATE FUNCTION earlyhelp.ratio_state_accum(internal, text, earlyhelp.ratio) RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_chart_ratio_state_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.ratio_state_accum(internal, text, earlyhelp.ratio) IS
'Transition function of ratio_chart.';

CREATE AGGREGATE earlyhelp.ratio_chart(label text, state earlyhelp.ratio) (
	SFUNC = earlyhelp.ratio_state_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.ratio_chart_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.chart_combine,
	SERIALFUNC = earlyhelp.chart_serial,
	DESERIALFUNC = earlyhelp.chart_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.ratio_chart(text, earlyhelp.ratio) IS
'Ratios of states by size about the line 1:1, without limits: those need a method, see limits(). Error: over 400 rows.';

CREATE FUNCTION earlyhelp.funnel_chart_accum(internal, text, double precision, double precision) RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_chart_funnel_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.funnel_chart_accum(internal, text, double precision, double precision) IS
'Transition function of funnel_chart.';

CREATE FUNCTION earlyhelp.funnel_chart_final(internal) RETURNS earlyhelp.chart
	AS 'MODULE_PATHNAME', 'eh_chart_funnel_final'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.funnel_chart_final(internal) IS 'Final function of funnel_chart.';

CREATE AGGREGATE earlyhelp.funnel_chart(label text, events double precision, cases double precision) (
	SFUNC = earlyhelp.funnel_chart_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.funnel_chart_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.chart_combine,
	SERIALFUNC = earlyhelp.chart_serial,
	DESERIALFUNC = earlyhelp.chart_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.funnel_chart(text, double precision, double precision) IS
'Shares against the number of cases, within 95 and 99.8 per cent limits about the share of all: where Wilsons interval just reaches it. Those outside 99.8 are named where there is room. Rows with a NULL are missing. Error: more events than cases, over 10,000 rows.';

CREATE FUNCTION earlyhelp.spend_chart_accum(internal, integer, double precision, double precision) RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_chart_spend_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.spend_chart_accum(internal, integer, double precision, double precision) IS
'Transition function of spend_chart.';

CREATE FUNCTION earlyhelp.spend_chart_final(internal) RETURNS earlyhelp.chart
	AS 'MODULE_PATHNAME', 'eh_chart_spend_final'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.spend_chart_final(internal) IS 'Final function of spend_chart.';

CREATE AGGREGATE earlyhelp.spend_chart(financial_year_end integer, early double precision, late double precision) (
	SFUNC = earlyhelp.spend_chart_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.spend_chart_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.chart_combine,
	SERIALFUNC = earlyhelp.chart_serial,
	DESERIALFUNC = earlyhelp.chart_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.spend_chart(integer, double precision, double precision) IS
'Early and late spend by year, rows of a year added up, and the share of early below. Cash and real amounts do not belong in one chart: units of svg() says which these are. Rows with a NULL are missing. Error: over 10,000 rows.';

CREATE FUNCTION earlyhelp.tile_chart_accum(internal, integer, double precision) RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_chart_tile_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.tile_chart_accum(internal, integer, double precision) IS
'Transition function of tile_map.';

CREATE FUNCTION earlyhelp.tile_chart_final(internal) RETURNS earlyhelp.chart
	AS 'MODULE_PATHNAME', 'eh_chart_tile_final'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.tile_chart_final(internal) IS 'Final function of tile_map.';

CREATE FUNCTION earlyhelp.tile_chart_accum(internal, text, double precision) RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_chart_tile_text_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.tile_chart_accum(internal, text, double precision) IS
'Transition function of tile_map.';

CREATE AGGREGATE earlyhelp.tile_map(la_code text, value double precision) (
	SFUNC = earlyhelp.tile_chart_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.tile_chart_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.chart_combine,
	SERIALFUNC = earlyhelp.chart_serial,
	DESERIALFUNC = earlyhelp.chart_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.tile_map(text, double precision) IS
'A square of equal size for each upper-tier authority of England by DfE''s three-digit number, placed roughly as they lie, shaded by the value in five classes of equal number. Rows with a NULL are missing; codes without a square are listed under the map. Error: over 1,000 rows.';

CREATE AGGREGATE earlyhelp.tile_map(la_code integer, value double precision) (
	SFUNC = earlyhelp.tile_chart_accum,
	STYPE = internal,
	SSPACE = 1024,
	FINALFUNC = earlyhelp.tile_chart_final,
	FINALFUNC_MODIFY = READ_ONLY,
	COMBINEFUNC = earlyhelp.chart_combine,
	SERIALFUNC = earlyhelp.chart_serial,
	DESERIALFUNC = earlyhelp.chart_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.tile_map(integer, double precision) IS
'A square of equal size for each upper-tier authority of England by DfEs three-digit number, placed roughly as they lie, shaded by the value in five classes of equal number. Rows with a NULL are missing; codes without a square are listed under the map. Error: over 1,000 rows.';

CREATE TYPE earlyhelp.tile_place AS (
	la_code text,
	name text,
	brief text,
	tile_column integer,
	tile_row integer,
	replaced_by text
);
COMMENT ON TYPE earlyhelp.tile_place IS
'A square of tile_map(): the authority, three letters or so for it, its column from the west and row from the north; replaced_by is one that came after an authority that was abolished, else NULL.';

CREATE FUNCTION earlyhelp.tile_places() RETURNS SETOF earlyhelp.tile_place
	AS 'MODULE_PATHNAME', 'eh_tile_places_rows'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 160;
COMMENT ON FUNCTION earlyhelp.tile_places() IS
'Where tile_map() has the squares of the 153 upper-tier authorities and of those abolished since 2009, for maps made elsewhere. The layout is this extension''s own.';
