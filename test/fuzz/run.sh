#!/bin/sh
# run.sh - the fuzz targets under libFuzzer with ASan and UBSan.
#
#	run.sh [SECONDS]     60 if not given
#
# New inputs that reach new code are merged into the corpus, which is kept
# small; a crash is left as crash-* and ends the run.  Where the layout of a
# state has changed, seeds.sh first: a fuzzer does not find a whole fit.
set -eu

cd "$(dirname "$0")/../.."
out=build/fuzz
mkdir -p $out/found test/fuzz/corpus
clang -std=gnu11 -g -O1 -Isrc -ffp-contract=off \
	-fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined \
	-o $out/states test/fuzz/states.c src/core/*.c src/state/*.c \
	-lgsl -lgslcblas -lm
$out/states -max_total_time="${1:-60}" -max_len=2000 -timeout=5 -print_final_stats=1 \
	-artifact_prefix=$out/ $out/found test/fuzz/corpus
rm -rf $out/kept
mkdir -p $out/kept
$out/states -merge=1 -use_counters=0 -max_len=2000 $out/kept $out/found test/fuzz/corpus 2>/dev/null
rm -f test/fuzz/corpus/*
cp $out/kept/* test/fuzz/corpus/
echo "$(ls test/fuzz/corpus | wc -l) inputs kept, $(du -sh test/fuzz/corpus | cut -f1)"
