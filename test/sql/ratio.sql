-- The type ratio: input and output, storage, merging, reading.
-- R1 to R6 are the promises of src/state/ratio.c.
SET search_path = earlyhelp, public;
SET extra_float_digits = 0;          -- must not matter

-- Text: of counts, of money, of doubles, of nothing.
SELECT ratio(2, 3, counts => true) AS counts,
       ratio(12.50, 20) AS money,
       ratio(0.1::double precision, 3) AS doubles;
SELECT ratio_out(s) FROM (SELECT rollup(r) AS s FROM (SELECT NULL::ratio) AS t(r)) AS nothing;

-- There and back by text and by the wire, whatever the settings.
CREATE TABLE states (id integer, r ratio);
INSERT INTO states
SELECT 1, prevention_ratio_state(i, 2 * i + 1) FROM generate_series(1, 1000) AS i
UNION ALL
SELECT 2, spend_per_child_state(i + 0.07, i) FROM generate_series(1, 1000) AS i
UNION ALL
SELECT 3, spend_per_child_state(i / 7.0::double precision, i) FROM generate_series(1, 1000) AS i
UNION ALL
SELECT 4, early_share_state((10::numeric ^ 18 + i) / 3, -i) FROM generate_series(1, 1000) AS i
UNION ALL
SELECT 5, early_share_state(NULL::integer, i) FROM generate_series(1, 1000) AS i;
SELECT id, r::text::ratio::text = r::text AS by_text,
       ratio_send(r::text::ratio) = ratio_send(r) AS to_the_byte,
       octet_length(ratio_send(r)) AS bytes, pg_column_size(r) AS in_memory
FROM states ORDER BY id;

-- R3: merging the parts is summing the whole, in any split.
SELECT k, rollup(part)::text = (SELECT prevention_ratio_state(i, 3 * i)::text
                                FROM generate_series(1, 999) AS i) AS same
FROM (SELECT k, prevention_ratio_state(i, 3 * i) AS part
      FROM generate_series(1, 999) AS i, generate_series(2, 9) AS k
      GROUP BY k, i % k) AS parts
GROUP BY k ORDER BY k;

-- Exact with double, and with nothing.
SELECT value(ratio_merge(ratio(1, 2), ratio(1::double precision, 2))) AS half,
       ratio_merge(ratio(1, 2), '1 empty: 0 / 0; rows 0; missing 2; squares 0 0 0') AS with_missing,
       ratio_merge(ratio(1, 2, counts => true), ratio(1, 2)) AS amounts;

-- R4: what was merged can be taken back; sums of doubles cannot.
SELECT ratio_merge_inv(ratio_merge(ratio(1.25, 2), ratio(7, 3)), ratio(7, 3)) AS back,
       ratio_merge_inv(ratio(1.5::double precision, 2), ratio(1.5::double precision, 2)) IS NULL AS cannot;

-- A function that changes its state in place leaves the argument of a
-- direct call alone.
SELECT ratio_merge(r, r)::text <> r::text AS merged, r::text = (SELECT r::text FROM states WHERE id = 1) AS intact
FROM states WHERE id = 1;

-- Reading.
SELECT value(r), numerator(r), denominator(r), rows_used(r), missing(r)
FROM (VALUES (ratio(358000, 747490)), (ratio(0, 5)), (ratio(5, 0)),
             ('1 empty: 0 / 0; rows 0; missing 9; squares 0 0 0'::ratio)) AS v(r);

-- In words: the nearest ratio of small whole numbers.  2:3 stands for .680
-- and for .731, so the value is shown beside it.
SELECT round(value(r)::numeric, 3) AS value, in_words(r) AS threes,
       in_words(r, max_denominator => 10) AS tens, in_words(r, 1) AS ones
FROM (VALUES (ratio(517000, 760330)), (ratio(517000, 706830)), (ratio(517000, 389260)),
             (ratio(0, 5)), (ratio(-2, 5)), (ratio(1, 0))) AS v(r);
SELECT in_words(ratio(1, 2), 0);
SELECT in_words(ratio(1, 2), 1000001);

-- What is not a ratio is refused, with the reason; the server goes on.
SELECT ''::ratio;
SELECT '2 counts: 1 / 2; rows 1; missing 0; squares 1 2 4'::ratio;
SELECT '1 counts: 9 / 2; rows 1; missing 0; squares 1 2 4'::ratio;
SELECT '1 counts double: NaN / 2; rows 1; missing 0; squares 1 2 4'::ratio;
SELECT '1 counts: 1 / 2; rows 1; missing 0; squares 1 2 4 5'::ratio;
SELECT repeat('9', 5000)::ratio;
SELECT ratio(-1, 2, counts => true);
SELECT ratio('NaN'::double precision, 2);
SELECT ratio('Infinity'::numeric, 2);
SELECT ratio(1e37, 2), ratio(2, 1e-37);

-- Nothing for nothing.
SELECT value(NULL::ratio), missing(NULL::ratio), in_words(NULL::ratio), ratio(NULL::integer, 1);
DROP TABLE states;
