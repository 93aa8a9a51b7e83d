/*
 * 10_tables.sql - tables for the official figures, one for each published
 * file, in the layout this project loads.  They are yours, not the
 * extension's: run this in a schema of your own.
 *
 *	psql -d mydb -c 'CREATE SCHEMA childrens_services' \
 *	     -c 'SET search_path = childrens_services' -f 10_tables.sql
 *
 * An authority is known by its three-digit DfE number, kept as text, which
 * survives changes of ONS code.  financial_year_end 2019 is April 2018 to
 * March 2019.  A figure that was suppressed or not supplied is NULL, never 0.
 */
CREATE TABLE authorities (
	la_code text PRIMARY KEY,
	ons_code text,
	name text NOT NULL,
	region_code text,
	region text NOT NULL,
	subregion text,                      -- Inner or Outer London
	ons_code_former text,
	ons_code_changed date,
	established date,                    -- first day of the new pattern
	abolished date,
	successor_la_codes text,
	predecessor_la_codes text,
	excluded_small_authority integer NOT NULL,  -- 1: City of London, Scilly
	first_spend_year integer,
	last_spend_year integer
);

-- Section 251 outturn, Table A1, in cash pounds; negative net lines are legal.
CREATE TABLE spend (
	la_code text NOT NULL REFERENCES authorities,
	financial_year_end integer NOT NULL,
	category text NOT NULL,
	gross_gbp bigint,
	income_gbp bigint,
	net_gbp bigint,
	source text,
	PRIMARY KEY (la_code, financial_year_end, category)
);

-- The same, England by budget line, in million pounds.
CREATE TABLE spend_national (
	financial_year_end integer NOT NULL,
	line text NOT NULL,
	description text,
	gross_gbp_million numeric(12,2),
	income_gbp_million numeric(12,2),
	net_gbp_million numeric(12,2),
	net_gbp_per_child numeric(10,2),
	PRIMARY KEY (financial_year_end, line)
);

-- One row for each authority and year: spend grouped as publications do.
CREATE TABLE spend_per_child (
	la_code text NOT NULL REFERENCES authorities,
	financial_year_end integer NOT NULL,
	prevent_webb_gross_gbp bigint,
	safeguard_webb_gross_gbp bigint,
	looked_after_webb_gross_gbp bigint,
	early_gross_gbp bigint,
	late_gross_gbp bigint,
	early_net_gbp bigint,
	late_net_gbp bigint,
	source text,
	children_0_17 bigint,
	gdp_deflator_2019_100 numeric(12,6),
	prevent_per_child_2019gbp numeric(12,4),
	safeguard_per_child_2019gbp numeric(12,4),
	PRIMARY KEY (la_code, financial_year_end)
);

-- ONS mid-year estimates; the financial year starts in the calendar year.
CREATE TABLE children (
	la_code text NOT NULL REFERENCES authorities,
	mid_year integer NOT NULL,
	financial_year_end integer NOT NULL,
	children_0_17 integer,
	source text,
	PRIMARY KEY (la_code, mid_year)
);

-- Characteristics of children in need, by authority and year.
CREATE TABLE need (
	la_code text NOT NULL REFERENCES authorities,
	financial_year_end integer NOT NULL,
	referrals integer,
	rereferrals_within_12_months integer,
	rereferral_pct_published numeric(5,1),
	referrals_no_further_action integer,
	referrals_assessed_not_in_need integer,
	children_referred integer,
	children_rereferred integer,
	assessments_completed integer,
	initial_assessments integer,
	core_assessments integer,
	cin_any_point_episodes integer,
	cin_any_point_children integer,
	cin_started_episodes integer,
	cin_at_31_march integer,
	section47_enquiries integer,
	initial_cp_conferences integer,
	cpp_started integer,
	cpp_at_31_march integer,
	cla_at_31_march integer,
	cla_started integer,
	cla_ceased integer,
	PRIMARY KEY (la_code, financial_year_end)
);

CREATE TABLE need_national (
	financial_year_end integer NOT NULL,
	measure text NOT NULL,
	value double precision,
	PRIMARY KEY (financial_year_end, measure)
);

-- England only: no authority-level counts of early help are public.
CREATE TABLE early_help (
	area text NOT NULL,
	financial_year_end integer NOT NULL,
	children_in_targeted_early_help integer,
	share_of_children_pct_published numeric(4,1),
	source text,
	PRIMARY KEY (area, financial_year_end)
);

CREATE TABLE inspections (
	inspection_id integer PRIMARY KEY,
	la_code text NOT NULL REFERENCES authorities,
	authority text,
	framework text,
	nth_under_framework integer,
	inspection_start date,
	inspection_end date,
	published date,
	financial_year_end_published integer,
	overall text,
	good_or_outstanding integer,
	leadership text,
	help_protection text,
	looked_after text,
	care_leavers text,
	adoption text,
	in_webb2022 integer,
	source text
);

-- One row for each inspection of the multilevel model.
CREATE TABLE inspection_model (
	inspection_id integer PRIMARY KEY,
	la_code text NOT NULL REFERENCES authorities,
	ons_code text,
	authority text,
	region text,
	framework text,
	year integer,
	overall text,
	good integer,                        -- 1: good or outstanding
	prevent_100 double precision,        -- hundreds of 2018-19 pounds a child
	safeguard_100 double precision,
	imd_decile integer,                  -- 10: most deprived
	children_0_17 integer
);

CREATE TABLE deflator (
	series text NOT NULL,
	period_kind text,
	year integer NOT NULL,
	value double precision,
	base text,
	PRIMARY KEY (series, year)
);

CREATE TABLE published_figures (
	figure text PRIMARY KEY,
	statement text,
	published double precision,
	unit text,
	publication text,
	reproduced double precision,
	note text
);
