#!/bin/sh
# sqlsmith.sh - random queries over the synthetic England and over states and
# fits of every type, as a role that may only read.  By hand:
#
#	sh test/bench/sqlsmith.sh [QUERIES [SEED...]]    12500 each of 1 2 3 4
#
# Fails where a session is lost, an assertion does not hold, or code of ours
# raises an internal error (class XX).  Needs Debian's sqlsmith.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/.ci/setup.sh"

queries=${1:-12500}
[ $# -eq 0 ] || shift
make_work
need_build
need sqlsmith
build_extension COPT=-Werror
server_conf="track_functions = all
log_error_verbosity = verbose
log_line_prefix = '%e '
log_min_messages = error
max_connections = 20
temp_file_limit = 1GB"
start_server

run() {
	psql -Xq -v ON_ERROR_STOP=1 "$@" >/dev/null
}
run -c 'CREATE EXTENSION earlyhelp' -c 'CREATE SCHEMA demo' -c 'CREATE ROLE smith LOGIN'
export PGOPTIONS='-c search_path=demo,earlyhelp,public -c client_min_messages=error'
run -f "$root/sql/views/10_tables.sql"
run -f "$root/sql/demo/synthetic.sql"
for views in 30_views 50_fits 60_indicators; do
	run -f "$root/sql/views/$views.sql"
done
# values of our types in columns, for queries to find: samples and what is kept
export PGOPTIONS='-c search_path=public -c client_min_messages=error'
run -f "$root/test/t/samples.sql" -f "$root/test/t/lifecycle.sql"
# by names that sqlsmith can write, which it does not quote
run <<'END'
DO $$
DECLARE
	t text;
BEGIN
	DROP VIEW answers, not_kept, storable;
	FOR t IN SELECT relname FROM pg_class WHERE relname LIKE 'kept earlyhelp.%' AND relkind = 'r' LOOP
		EXECUTE format('ALTER TABLE %I RENAME TO %I', t, replace(t, 'kept earlyhelp.', 'kept_'));
	END LOOP;
END $$;
END
run -c 'GRANT USAGE ON SCHEMA demo TO smith' -c 'GRANT SELECT ON ALL TABLES IN SCHEMA demo, public TO smith' \
	-c "ALTER ROLE smith SET search_path = demo, earlyhelp, public" -c 'SELECT pg_stat_reset()'
unset PGOPTIONS
begun=$(psql -XAtqc 'SELECT pg_postmaster_start_time()')
for seed in ${*:-1 2 3 4}; do
	status=0
	sqlsmith --seed="$seed" --max-queries="$queries" --exclude-catalog --verbose \
		--target="host=$PGHOST port=$PGPORT dbname=$PGDATABASE user=smith" >"$work/sqlsmith.$seed" 2>&1 || status=$?
	echo "seed $seed: $(grep 'queries:' "$work/sqlsmith.$seed" | tail -n 1) (status $status)"
done

psql -X -c "SELECT count(*) AS functions_of_ours, count(*) FILTER (WHERE s.calls > 0) AS called, sum(s.calls) AS calls
	FROM pg_proc AS p JOIN pg_depend AS d ON d.objid = p.oid AND d.classid = 'pg_proc'::regclass AND d.deptype = 'e'
		JOIN pg_extension AS e ON e.oid = d.refobjid AND e.extname = 'earlyhelp' LEFT JOIN pg_stat_user_functions AS s ON s.funcid = p.oid
	WHERE p.prokind = 'f' AND NOT p.proargtypes::oid[] && ARRAY['internal'::regtype]::oid[]"
log=$work/server/log
lost=$(grep -c 'terminated by signal\|TRAP:\|PANIC' "$log" || true)
(cd "$root/src" && ls */*.c | sed 's|.*/||') >"$work/files"
awk '/^XX[0-9A-Z]* ERROR/ { line = $0 } /^XX[0-9A-Z]* LOCATION/ { print $NF " " line }' "$log" |
	sed 's/:[0-9]* /: /' | sort | uniq -c | sort -rn >"$work/internal"
ours=$(grep -cF -f "$work/files" "$work/internal" || true)
echo "errors: $(grep -c '^[0-9A-Z]* ERROR' "$log"); internal ones, wherever raised:"
cut -c1-200 "$work/internal" | head -20
grep -F -f "$work/files" "$work/internal" | cut -c1-300 || true
echo "sessions lost: $lost; internal errors of ours: $ours; up since the start: $([ "$(psql -XAtqc 'SELECT pg_postmaster_start_time()')" = "$begun" ] && echo yes || echo no)"
[ "$lost$ours" = 00 ]
