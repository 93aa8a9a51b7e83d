/*
 * 66_bands.sql - where an authority stands among its peers, as the
 * department's Local Authority Interactive Tool has it.
 */
CREATE FUNCTION earlyhelp.quartile_band(value double precision, polarity text)
	RETURNS text
	AS 'MODULE_PATHNAME', 'eh_quartile_band_window'
	LANGUAGE C IMMUTABLE WINDOW PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.quartile_band(double precision, text) IS
'Window function: the quarter of its partition that a value is in, A the best to D. polarity is high where high values are good, low where low ones are; NULL or - gives no band. Quartiles as R quantile(type = 7) over the values that are not NULL; a value on a quartile is in the band below it (so of high polarity in the worse one), as in the Local Authority Interactive Tool. PARTITION BY indicator and year; the frame does not matter. An error: a value not finite, another polarity.';
