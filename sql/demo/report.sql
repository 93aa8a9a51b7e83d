/*
 * report.sql - the analyst's questions answered as one HTML page.  The tables
 * of 10_tables.sql, filled, and the views of 30_views.sql and 50_fits.sql are
 * in the search path:
 *
 *	psql --no-psqlrc --quiet -f report.sql -o page.html
 *
 * The tables say themselves whether they are synthetic, in their comments.
 * Only temporary tables are made; where the figures are official, synthetic
 * cases (ssd_tables.sql) are among them, since none are public.
 */
\encoding UTF8
\set ON_ERROR_STOP on
\pset format unaligned
\pset tuples_only on
\pset null ''
SET client_min_messages = warning;
CREATE TEMP TABLE figures AS
SELECT coalesce(obj_description('authorities'::regclass) LIKE 'SYNTHETIC%', false) AS synthetic;
SELECT synthetic FROM figures \gset
\ir report_page.sql
\ir report_head.sql
\ir report_ratio.sql
\ir report_cases.sql
\ir report_rereferrals.sql
\ir report_spend.sql
\ir report_ofsted.sql
\ir report_foot.sql
