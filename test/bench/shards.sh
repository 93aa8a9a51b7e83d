# shards.sh - three million rows on three shards of one machine, read by
# postgres_fdw: states from the shards (two levels), and rows (one level),
# against one node that has them all.  Shards and reader share the cores, so
# what is shown is what travelling costs, not what more machines gain.

for n in 1 2 3 all; do
	psql -Xq -c "CREATE DATABASE bench_shard_$n"
	shard="-v n=$n"
	[ "$n" != all ] || shard=
	psql -Xq -v ON_ERROR_STOP=1 -d "bench_shard_$n" -v host="$PGHOST" $shard -f "$root/test/bench/shards.sql"
done
BENCH_PSQL='psql -d bench_shard_all'
near="SET enable_partitionwise_aggregate = on; SET max_parallel_workers_per_gather = 0"

# by_shard STATE READING: both levels, the base on one node
by_shard() {
	printf '\n%-48s %11s %7s\n' "$1" 'one node' 'ratio'
	one="SELECT $(printf "$2" "$1") FROM whole"
	two="SELECT $(printf "$2" 'rollup(s)') FROM (SELECT shard, $1 AS s FROM activity GROUP BY shard) AS q"
	path="SET search_path = earlyhelp, public"
	pair 'states, shards at the same time' "$path; $near" "$one" "$two"
	pair 'states, one shard after another' "$path; $near; SET enable_async_append = off" "$one" "$two"
	pair 'rows' "$path; $near" "$one" "SELECT $(printf "$2" "$1") FROM activity"
	psql -XAtq -d bench_shard_all -c "$path" -c "$near" -c "SELECT 'bytes of text from each shard: ' || string_agg(length(s::text)::text, ', ')
		FROM (SELECT shard, $1 AS s FROM activity GROUP BY shard) AS q"
}
by_shard 'prevention_ratio_state(helped, cared)' 'value(%s)'
by_shard 'share_state(again)' 'value(%s)'
by_shard 'survival(days, again)' '(survival_quantile(%s)).days'
by_shard 'rereferrals_state(child, day)' '(rereferrals(%s)).rate'
by_shard 'logit_state(y, x1, x2, x3, x4, x5)' '(glance(fit(%s))).log_lik'
by_shard 'logit_step(y, NULL::logit_pass, x1, x2, x3, x4, x5)' 'decrement(%s)'
