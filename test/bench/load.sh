#!/bin/sh
# load.sh - many sessions at once that fit, count, chart, merge and are
# cancelled.  By hand:
#
#	sh test/bench/load.sh [SECONDS [SESSIONS]]     180 and 32 if not given
#
# Four phases of a quarter each, on a server of its own with four worker
# processes: workers for every query, which run out; none; work_mem of 64 kB;
# and a statement_timeout of 150 ms.  Every answer is compared with that of a
# session alone.  Afterwards the server is asked what it has left behind.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/.ci/setup.sh"

seconds=${1:-180}
sessions=${2:-32}
make_work
need_build
build_extension COPT=-Werror
server_conf="jit = off
max_connections = $((sessions + 20))
max_worker_processes = 4
max_parallel_workers = 4
log_temp_files = 0
log_min_messages = log"
start_server
cd "$root/test/bench/load"
psql -Xq -v ON_ERROR_STOP=1 -f setup.sql >/dev/null
begun=$(psql -XAtqc 'SELECT pg_postmaster_start_time()')

# phase NAME SETTINGS: in slices of 5 seconds, for a session that is cancelled
# twice at once leaves pgbench
phase() {
	slice=0
	while [ $slice -lt $((seconds / 20)) ]; do
		slice=$((slice + 1))
		PGOPTIONS="-c parallel_setup_cost=0 -c parallel_tuple_cost=0 -c min_parallel_table_scan_size=0 -c max_parallel_workers_per_gather=4 $2" \
			pgbench -n -c "$sessions" -j 2 -T 5 -f fit.sql@5 -f count.sql@3 -f chart.sql@1 -f merge.sql@3 -f cancel.sql@4 \
			>"$work/pgbench.log" 2>&1 || true
		if grep 'ERROR\|FATAL' "$work/pgbench.log" | grep -v 'canceling statement'; then
			die "pgbench failed in phase $1"
		fi
	done
	all=$(psql -XAtqc 'SELECT count(*) FROM load.call')
	echo "$1: $((all - ${before:-0})) calls"
	before=$all
}
phase 'workers, four for all' ''
phase 'no workers' '-c max_parallel_workers=0'
phase 'work_mem 64 kB' '-c work_mem=64kB'
phase 'statement_timeout 150 ms' '-c statement_timeout=150ms'

psql -Xq -f report.sql
bad=$(psql -XAtqc "SELECT count(*) FROM load.call WHERE ended NOT IN ('same', 'cancelled')")
again=$(psql -XAtqc "SET max_parallel_workers_per_gather = 0; SELECT count(*) FROM load.question WHERE load.ask(query) IS DISTINCT FROM answer")
files=$(find "$work/server/data" -path '*pgsql_tmp/*' | wc -l)
signals=$(grep -c 'terminated by signal\|PANIC\|TRAP' "$work/server/log" || true)
spilled=$(grep -c 'temporary file: path' "$work/server/log" || true)
echo "answers unlike the quiet session's or errors: $bad; afterwards: $again"
echo "temporary files written: $spilled, left: $files; sessions lost: $signals"
echo "server up since the start: $([ "$(psql -XAtqc 'SELECT pg_postmaster_start_time()')" = "$begun" ] && echo yes || echo no)"
echo "largest memory of a session now: $(for p in $(pgrep -P "$(head -1 "$work/server/data/postmaster.pid")"); do grep VmHWM "/proc/$p/status"; done | sort -k2 -n | tail -1)"
[ "$bad$again$files$signals" = 0000 ]
