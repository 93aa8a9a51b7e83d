/*
 * 50_fits.sql - fitted models as views, over the tables of 10_tables.sql and
 * in the same schema: one row a term, an authority or a fit.  Labels are
 * varchar(n), because a function's result loses such limits and tools then
 * take text for a memo; numbers are double precision or bigint; where one
 * does not exist it is NULL, and status says why.
 *
 * A view fits again whenever it is read: milliseconds for hundreds of rows.
 * For slow fits a materialised view, read through a plain one (doc/bi.md).
 * The fit stands in a view or sub-select in FROM, so that a row of the result
 * does not fit again, and a tool that asks for no rows starts no fit.
 */

/*
 * ofsted_fit - the published multilevel model as one stored value, for the
 * three views below; not for a tool to read.
 */
CREATE VIEW ofsted_fit AS
SELECT earlyhelp.mixed_logit(good, ARRAY[la_code, year::text],
		prevent_100, safeguard_100, imd_decile) AS fit
FROM inspection_model;

/*
 * ofsted_model - does preventative spend go with better grades?
 *
 * Odds ratios of Good or Outstanding for each 100 pounds of 2018-19 a child,
 * and for each decile of deprivation; authorities and years have intercepts
 * of their own, as in Webb, Bennett and Bywaters (2022).
 */
CREATE VIEW ofsted_model AS
SELECT t.term::varchar(60) AS term,
	   t.estimate AS odds_ratio,
	   t.conf_low,
	   t.conf_high,
	   t.p_value,
	   t.status::varchar(20) AS status
FROM ofsted_fit AS m
CROSS JOIN LATERAL earlyhelp.tidy(m.fit, exponentiate => true) AS t
WHERE t.effect = 'fixed' AND t.term <> '(Intercept)';

/* ofsted_model_summary - the same fit as one row. */
CREATE VIEW ofsted_model_summary AS
SELECT g.rows_used,
	   g.missing,
	   g.log_lik,
	   g.aic,
	   g.bic,
	   g.lr_statistic,
	   g.lr_p_value,
	   g.status::varchar(20) AS status,
	   g.message::varchar(400) AS message
FROM ofsted_fit AS m
CROSS JOIN LATERAL earlyhelp.glance(m.fit) AS g;

/*
 * ofsted_model_authorities - what the model leaves to each authority: log
 * odds from the median authority with the same spend and deprivation, rank 1
 * the best graded.
 */
CREATE VIEW ofsted_model_authorities AS
SELECT e.level::varchar(9) AS la_code,
	   a.name::varchar(60) AS authority,
	   a.region::varchar(40) AS region,
	   e.estimate AS log_odds,
	   e.conf_low,
	   e.conf_high,
	   e.rank
FROM ofsted_fit AS m
CROSS JOIN LATERAL earlyhelp.effects(m.fit) AS e
JOIN authorities AS a ON a.la_code = e.level
WHERE e.group_name = 'la_code';

/*
 * ofsted_plain_model - the same without the authorities' and years' own
 * intercepts, standard errors clustered by authority: what a plain logistic
 * fit shows, and why it is not the published model.
 */
CREATE VIEW ofsted_plain_model AS
SELECT t.term::varchar(60) AS term,
	   t.estimate AS odds_ratio,
	   t.conf_low,
	   t.conf_high,
	   t.p_value,
	   t.status::varchar(20) AS status
FROM (SELECT earlyhelp.logit(earlyhelp.outcome(good, cluster => la_code),
		prevent_100, safeguard_100, imd_decile) AS fit
	  FROM inspection_model) AS m
CROSS JOIN LATERAL earlyhelp.tidy(m.fit, exponentiate => true) AS t
WHERE t.term <> '(Intercept)';

/*
 * preventative_spend_by_deprivation - spend a child in pounds of 2018-19, by
 * year, as a line over the decile of deprivation: what one decile adds, and
 * how much of the difference between the inspected authorities it explains.
 */
CREATE VIEW preventative_spend_by_deprivation AS
SELECT m.year,
	   t.term::varchar(60) AS term,
	   t.estimate AS gbp_a_child,
	   t.conf_low,
	   t.conf_high,
	   g.r2,
	   t.status::varchar(20) AS status
FROM (SELECT year, earlyhelp.linear(100 * prevent_100, imd_decile) AS fit
	  FROM inspection_model
	  GROUP BY year) AS m
CROSS JOIN LATERAL earlyhelp.tidy(m.fit) AS t
CROSS JOIN LATERAL earlyhelp.glance(m.fit) AS g;

/*
 * ofsted_grades - all four grades, worst to best, in place of good or not:
 * odds ratios of a better grade.
 */
CREATE VIEW ofsted_grades AS
SELECT t.term::varchar(60) AS term,
	   t.estimate AS odds_ratio,
	   t.conf_low,
	   t.conf_high,
	   t.p_value,
	   t.status::varchar(20) AS status
FROM (SELECT earlyhelp.ordinal_logit(
		CASE overall
			WHEN 'inadequate' THEN 1
			WHEN 'requires_improvement' THEN 2
			WHEN 'good' THEN 3
			WHEN 'outstanding' THEN 4
		END, prevent_100, safeguard_100, imd_decile,
		earlyhelp.factor(year)) AS fit
	  FROM inspection_model) AS m
CROSS JOIN LATERAL earlyhelp.tidy(m.fit, exponentiate => true) AS t
WHERE t.term IN ('prevent_100', 'safeguard_100', 'imd_decile');
