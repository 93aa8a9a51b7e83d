/*
 * 71_fit_charts.sql - charts of what a fit or a survival state holds.
 */
CREATE FUNCTION earlyhelp.chart_terms(fit earlyhelp.logit_fit, intercept boolean) RETURNS bigint[]
	AS 'MODULE_PATHNAME', 'eh_chart_terms'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.chart_terms(earlyhelp.logit_fit, boolean) IS
'The first and the last row of tidy() that forest_chart() draws.';

CREATE FUNCTION earlyhelp.chart_terms(fit earlyhelp.linear_fit, intercept boolean) RETURNS bigint[]
	AS 'MODULE_PATHNAME', 'eh_chart_terms'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.chart_terms(earlyhelp.linear_fit, boolean) IS
'The first and the last row of tidy() that forest_chart() draws.';

CREATE FUNCTION earlyhelp.chart_terms(fit earlyhelp.ordinal_fit, intercept boolean) RETURNS bigint[]
	AS 'MODULE_PATHNAME', 'eh_chart_terms'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.chart_terms(earlyhelp.ordinal_fit, boolean) IS
'The first and the last row of tidy() that forest_chart() draws: no cut points.';

CREATE FUNCTION earlyhelp.chart_terms(fit earlyhelp.mixed_fit, intercept boolean) RETURNS bigint[]
	AS 'MODULE_PATHNAME', 'eh_chart_terms'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.chart_terms(earlyhelp.mixed_fit, boolean) IS
'The first and the last row of tidy() that forest_chart() draws: the fixed part''s.';

CREATE FUNCTION earlyhelp.chart_trouble(status text, message text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE WHEN status <> 'ok' THEN 'The fit is ' || pg_catalog.replace(status, '_', ' ')
		|| coalesce(': ' || message, '') END;
COMMENT ON FUNCTION earlyhelp.chart_trouble(text, text) IS
'The line under a chart of a fit that is not ok.';

CREATE FUNCTION earlyhelp.forest_chart(fit earlyhelp.logit_fit,
		terms text[] DEFAULT NULL,
		level double precision DEFAULT 0.95,
		errors text DEFAULT NULL,
		intercept boolean DEFAULT false)
	RETURNS earlyhelp.chart
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN (SELECT earlyhelp.chart_with(
				earlyhelp.forest_chart(t.term, t.estimate, t.conf_low, t.conf_high ORDER BY t.n)
					FILTER (WHERE t.n BETWEEN r.drawn[1] AND r.drawn[2]),
				forest_chart.level, max(earlyhelp.chart_trouble(g.status, g.message)))
			FROM earlyhelp.tidy(forest_chart.fit, forest_chart.terms, forest_chart.level, true, forest_chart.errors)
					WITH ORDINALITY AS t(term, estimate, std_error, statistic, p_value, conf_low, conf_high, conf_level, errors_of, status, n),
				earlyhelp.chart_terms(forest_chart.fit, forest_chart.intercept) AS r(drawn),
				earlyhelp.glance(forest_chart.fit) AS g);
COMMENT ON FUNCTION earlyhelp.forest_chart(earlyhelp.logit_fit, text[], double precision, text, boolean) IS
'The odds ratios of a fit with their limits; arguments as of tidy(). The intercept is drawn if it is asked for. Terms without an estimate, and what is wrong with a fit that is not ok, stand in a note.';

CREATE FUNCTION earlyhelp.forest_chart(fit earlyhelp.mixed_fit,
		terms text[] DEFAULT NULL,
		level double precision DEFAULT 0.95,
		intercept boolean DEFAULT false)
	RETURNS earlyhelp.chart
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN (SELECT earlyhelp.chart_with(
				earlyhelp.forest_chart(t.term, t.estimate, t.conf_low, t.conf_high ORDER BY t.n)
					FILTER (WHERE t.n BETWEEN r.drawn[1] AND r.drawn[2]),
				forest_chart.level, max(earlyhelp.chart_trouble(g.status, g.message)))
			FROM earlyhelp.tidy(forest_chart.fit, forest_chart.terms, forest_chart.level, true)
					WITH ORDINALITY AS t(effect, group_name, term, estimate, std_error, statistic, p_value, conf_low, conf_high, conf_level, errors_of, status, n),
				earlyhelp.chart_terms(forest_chart.fit, forest_chart.intercept) AS r(drawn),
				earlyhelp.glance(forest_chart.fit) AS g);
COMMENT ON FUNCTION earlyhelp.forest_chart(earlyhelp.mixed_fit, text[], double precision, boolean) IS
'The odds ratios of a mixed fit''s fixed part, given the groups; effects_chart() draws the groups.';

CREATE FUNCTION earlyhelp.forest_chart(fit earlyhelp.ordinal_fit,
		terms text[] DEFAULT NULL,
		level double precision DEFAULT 0.95,
		errors text DEFAULT NULL)
	RETURNS earlyhelp.chart
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN (SELECT earlyhelp.chart_with(
				earlyhelp.forest_chart(t.term, t.estimate, t.conf_low, t.conf_high ORDER BY t.n)
					FILTER (WHERE t.n BETWEEN r.drawn[1] AND r.drawn[2]),
				forest_chart.level, max(earlyhelp.chart_trouble(g.status, g.message)))
			FROM earlyhelp.tidy(forest_chart.fit, NULL, forest_chart.terms, forest_chart.level, true, forest_chart.errors)
					WITH ORDINALITY AS t(term, estimate, std_error, statistic, p_value, conf_low, conf_high, conf_level, errors_of, status, n),
				earlyhelp.chart_terms(forest_chart.fit, false) AS r(drawn),
				earlyhelp.glance(forest_chart.fit) AS g);
COMMENT ON FUNCTION earlyhelp.forest_chart(earlyhelp.ordinal_fit, text[], double precision, text) IS
'The odds ratios of an ordinal fit, of a higher grade against a lower one; cut points are not drawn.';

CREATE FUNCTION earlyhelp.forest_chart(fit earlyhelp.linear_fit,
		terms text[] DEFAULT NULL,
		level double precision DEFAULT 0.95,
		errors text DEFAULT NULL,
		intercept boolean DEFAULT false)
	RETURNS earlyhelp.chart
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN (SELECT earlyhelp.chart_with(
				earlyhelp.coefficient_chart(t.term, t.estimate, t.conf_low, t.conf_high ORDER BY t.n)
					FILTER (WHERE t.n BETWEEN r.drawn[1] AND r.drawn[2]),
				forest_chart.level, max(earlyhelp.chart_trouble(g.status, g.message)))
			FROM earlyhelp.tidy(forest_chart.fit, forest_chart.terms, forest_chart.level, forest_chart.errors)
					WITH ORDINALITY AS t(term, estimate, std_error, statistic, p_value, conf_low, conf_high, conf_level, errors_of, status, n),
				earlyhelp.chart_terms(forest_chart.fit, forest_chart.intercept) AS r(drawn),
				earlyhelp.glance(forest_chart.fit) AS g);
COMMENT ON FUNCTION earlyhelp.forest_chart(earlyhelp.linear_fit, text[], double precision, text, boolean) IS
'The coefficients of a linear fit with their limits, on one linear axis: scale the predictors (per £100, say) so that they can be compared.';

CREATE FUNCTION earlyhelp.effects_chart(fit earlyhelp.mixed_fit,
		group_name text DEFAULT NULL,
		level double precision DEFAULT 0.95)
	RETURNS earlyhelp.chart
	AS 'MODULE_PATHNAME', 'eh_effects_chart'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.effects_chart(earlyhelp.mixed_fit, text, double precision) IS
'The effects of one grouping''s levels (the first grouping, if group_name is left out) by size, as odds against the median level, with limits that take the estimates as known: see effects(). Over 40 levels each is a thin line and those whose limits leave the median out are named. Error: no such grouping, over 400 levels.';

-- --- survival --------------------------------------------------------------------

CREATE FUNCTION earlyhelp.survival_chart(state earlyhelp.durations, level double precision DEFAULT 0.95)
	RETURNS earlyhelp.chart
	AS 'MODULE_PATHNAME', 'eh_survival_chart'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.survival_chart(earlyhelp.durations, double precision) IS
'The Kaplan-Meier curve with limits (log) and the numbers at risk.';

CREATE FUNCTION earlyhelp.survival_chart_accum(internal, text, earlyhelp.durations) RETURNS internal
	AS 'MODULE_PATHNAME', 'eh_survival_chart_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.survival_chart_accum(internal, text, earlyhelp.durations) IS
'Transition function of survival_chart.';

CREATE FUNCTION earlyhelp.survival_chart_final(internal) RETURNS earlyhelp.chart
	AS 'MODULE_PATHNAME', 'eh_survival_chart_final'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION earlyhelp.survival_chart_final(internal) IS 'Final function of survival_chart.';

CREATE AGGREGATE earlyhelp.survival_chart(label text, state earlyhelp.durations) (
	SFUNC = earlyhelp.survival_chart_accum,
	STYPE = internal,
	SSPACE = 8192,
	FINALFUNC = earlyhelp.survival_chart_final,
	FINALFUNC_MODIFY = READ_ONLY,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE earlyhelp.survival_chart(text, earlyhelp.durations) IS
'Up to six Kaplan-Meier curves in one chart, by label, at 95 per cent; a state that is NULL is left out. Error: more than six.';
