-- scan.sql - a logistic pass as plain SQL has it: an aggregate over arrays
-- with a transition function in plpgsql, the score and information of one
-- Newton step, as MADlib's core sums them in C++.
SELECT to_regprocedure('bench_newton(double precision[], boolean, double precision[], double precision[])') IS NULL AS make \gset
\if :make
CREATE FUNCTION bench_newton(state double precision[], y boolean, beta double precision[], x double precision[])
RETURNS double precision[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
	p integer := array_length(x, 1);
	eta double precision := 0;
	mu double precision;
	at integer;
BEGIN
	FOR j IN 1 .. p LOOP
		eta := eta + beta[j] * x[j];
	END LOOP;
	mu := 1 / (1 + exp(-eta));
	at := p;
	FOR j IN 1 .. p LOOP
		state[j] := state[j] + (y::integer - mu) * x[j];
		FOR k IN 1 .. j LOOP
			at := at + 1;
			state[at] := state[at] + mu * (1 - mu) * x[j] * x[k];
		END LOOP;
	END LOOP;
	RETURN state;
END $$;
CREATE AGGREGATE bench_newton(boolean, double precision[], double precision[]) (
	SFUNC = bench_newton, STYPE = double precision[], PARALLEL = SAFE,
	INITCOND = '{0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0}'
);
CREATE UNLOGGED TABLE bench_scan_few AS SELECT * FROM bench_logit LIMIT 200000;
VACUUM (FREEZE, ANALYZE) bench_scan_few;
\endif
