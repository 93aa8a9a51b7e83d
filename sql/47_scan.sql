/*
 * 47_scan.sql - fits over any query, in constant memory.
 */
CREATE TYPE earlyhelp.scan_result AS (
	fit earlyhelp.logit_fit,
	passes integer,
	rows bigint,
	missing bigint,
	seconds double precision,
	status text,
	message text
);
COMMENT ON TYPE earlyhelp.scan_result IS
'A logistic fit by passes over a query: the fit, how often the query ran, the rows used and left out by the last pass, seconds, and the fit''s status in a word and in words.';

CREATE FUNCTION earlyhelp.logit_scan(query text,
		weight text DEFAULT NULL,
		weight_kind text DEFAULT NULL,
		exposure_offset text DEFAULT NULL,
		intercept boolean DEFAULT true,
		reference text[] DEFAULT NULL,
		trials text DEFAULT NULL,
		max_passes integer DEFAULT 40)
	RETURNS earlyhelp.scan_result
	AS 'MODULE_PATHNAME', 'eh_logit_scan'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION earlyhelp.logit_scan(text, text, text, text, boolean, text[], text, integer) IS
'Logistic regression over the rows of a query, which runs some six times, in the memory of a block of rows. Its first column is the response (boolean, 0 or 1, or successes where trials is given), the others are predictors: numbers, booleans, and text or enums as factors of up to 100 levels. weight, exposure_offset and trials name columns of the query; weight_kind is frequency or probability; reference names levels to compare with, as ARRAY[''region=London'']. One SELECT that only reads; it runs as the caller. The fit is that of logit() without AUC, clusters and margins of levels. Call it in FROM or in a scalar sub-select.';

CREATE TYPE earlyhelp.linear_scan_result AS (
	fit earlyhelp.linear_fit,
	passes integer,
	rows bigint,
	missing bigint,
	seconds double precision,
	status text,
	message text
);
COMMENT ON TYPE earlyhelp.linear_scan_result IS
'A linear fit by passes over a query: the fit, how often the query ran, the rows used and left out by the first pass, seconds, and the fit''s status in a word and in words.';

CREATE FUNCTION earlyhelp.linear_scan(query text,
		weight text DEFAULT NULL,
		weight_kind text DEFAULT NULL,
		exposure_offset text DEFAULT NULL,
		intercept boolean DEFAULT true,
		reference text[] DEFAULT NULL,
		robust boolean DEFAULT true)
	RETURNS earlyhelp.linear_scan_result
	AS 'MODULE_PATHNAME', 'eh_linear_scan'
	LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION earlyhelp.linear_scan(text, text, text, text, boolean, text[], boolean) IS
'Least squares over the rows of a query, in the memory of a block of rows; query and options as in logit_scan(). robust => false takes one pass, that of linear_state(), and leaves robust errors NULL; with them the rows are read some four times more, through a cursor. Without clusters.';
