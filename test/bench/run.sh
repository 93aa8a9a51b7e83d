#!/bin/sh
# run.sh - timings against plain SQL, on a private server.  By hand, on a
# machine that does nothing else; the figures go into doc/performance.md.
#
#	run.sh [BENCHMARK...]     measures, if none is named; of: measures events
#	                          logit stream scan shards linear mixed recovery
#	                          peers conventions spend areas
#
#	BENCH_RUNS       pairs of runs (7)
#	BENCH_KERNELS    builds of the kernel beside the base one (avx512 avx2);
#	                 "avx2" or "" show what other machines would have
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/.ci/setup.sh"
. "$root/test/bench/pair.sh"

make_work
need_build
if [ -n "${BENCH_KERNELS+set}" ]; then
	rm -rf "$root/build/tree"
	build_extension KERNELS="$BENCH_KERNELS"
	trap 'clean_up; rm -rf "$root/build/tree"' EXIT
else
	build_extension
fi
server_conf='
shared_buffers = 4GB
work_mem = 64MB
jit = off
max_parallel_workers_per_gather = 0
'
start_server
BENCH_PSQL=psql
psql -Xq -c 'CREATE EXTENSION earlyhelp'

printf '%s, %s, %s cores\n' "$(date +%F)" \
	"$(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1)" "$(nproc)"
psql -XAtc 'SELECT version()'
for benchmark in "${@:-measures}"; do
	. "$root/test/bench/$benchmark.sh"
done
