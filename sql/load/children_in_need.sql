/*
 * children_in_need.sql - referrals and re-referrals, by authority and year.
 *
 *	psql -d mydb -v file=FILE -f children_in_need.sql
 *
 * File: DfE, Characteristics of children in need, table C1 in the layout of
 * Explore Education Statistics: c1_children_in_need_referrals_and_rereferrals_
 * 2013_to_YYYY.csv.  Columns read: time_period (2022 is April 2021 to March
 * 2022), geographic_level, old_la_code, new_la_code, la_name, and, by the
 * names of the releases to 2023-24 and of 2024-25: Referrals or
 * referral_count, Re_referrals or rereferral_count, No_Further_Action or
 * no_further_action_count, Not_in_Need or not_in_need_count, Referrals_child
 * or referral_child_count, Re_referrals_child or rereferral_child_count.
 *
 * Counts of 1 to 5 are c, counts not returned x: NULL here, never 0, and
 * why_missing says which (a returned 0 is 0).
 */
\ir stage.sql
CREATE TABLE IF NOT EXISTS cin_referrals (
	la_code text NOT NULL,
	ons_code text,
	la_name text,
	financial_year integer NOT NULL,
	referrals integer,
	rereferrals integer,
	no_further_action integer,
	assessed_not_in_need integer,
	children_referred integer,
	children_rereferred integer,
	why_missing text,                    -- of rereferrals, by dfe_symbol()
	PRIMARY KEY (la_code, financial_year)
);

SELECT pg_temp.column_named('referral_count', 'referrals') AS referrals,
	   pg_temp.column_named('rereferral_count', 're_referrals') AS rereferrals,
	   pg_temp.column_named('no_further_action_count', 'no_further_action') AS nfa,
	   pg_temp.column_named('not_in_need_count', 'not_in_need') AS not_in_need,
	   pg_temp.column_named('referral_child_count', 'referrals_child') AS children,
	   pg_temp.column_named('rereferral_child_count', 're_referrals_child')
		   AS children_again \gset

INSERT INTO cin_referrals
SELECT old_la_code, new_la_code, la_name, pg_temp.year_ending(time_period),
	   pg_temp.number(:"referrals"), pg_temp.number(:"rereferrals"),
	   pg_temp.number(:"nfa"), pg_temp.number(:"not_in_need"),
	   pg_temp.number(:"children"), pg_temp.number(:"children_again"),
	   earlyhelp.dfe_symbol(nullif(btrim(:"rereferrals"), ''))
FROM staged
WHERE geographic_level = 'Local authority';
