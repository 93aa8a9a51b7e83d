#!/bin/sh
# seeds.sh - small states of every type for run.sh to begin with, made by a
# private server.  By hand, after a change of a layout.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/.ci/setup.sh"

make_work
need_build
need xxd
build_extension
start_server
out=$root/build/fuzz/seeds
rm -rf "$out"
psql -Xq -c 'CREATE EXTENSION earlyhelp'
psql -XAtq -v ON_ERROR_STOP=1 -f "$root/test/fuzz/seeds.sql" >"$work/seeds"
n=0
while read -r target seed; do
	n=$((n + 1))
	mkdir -p "$out/$target"
	echo "$seed" | xxd -r -p >"$out/$target/seed-$n"
done <"$work/seeds"
echo "$n seeds in $out"
