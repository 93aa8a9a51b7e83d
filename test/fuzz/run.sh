#!/bin/sh
# run.sh - the fuzz targets under libFuzzer with ASan and UBSan.
#
#	run.sh [SECONDS [TARGET]]     60 if not given, each of states, charts,
#	                              passes and formula
#
# New inputs that reach new code are merged into the corpus, which is kept
# small; a crash is left as crash-* and ends the run.  Where the layout of a
# state has changed, seeds.sh first: a fuzzer does not find a whole fit.
set -eu

cd "$(dirname "$0")/../.."
out=build/fuzz
for target in ${2:-states charts passes formula}; do
	case $target in
	states) corpus=test/fuzz/corpus ;;
	*) corpus=test/fuzz/corpus_$target ;;
	esac
	found=$out/found_$target
	kept=$out/kept_$target
	rm -rf "$found" "$kept"
	mkdir -p "$found" "$kept" $corpus
	[ ! -d "$out/seeds/$target" ] || cp "$out/seeds/$target"/* "$found"/
	clang -std=gnu11 -g -O1 -Isrc -ffp-contract=off \
		-fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined \
		-o $out/$target test/fuzz/$target.c src/core/*.c src/state/*.c \
		-lgsl -lgslcblas -lm
	$out/$target -max_total_time="${1:-60}" -max_len=2000 -timeout=5 -print_final_stats=1 \
		-artifact_prefix=$out/ "$found" $corpus
	$out/$target -merge=1 -use_counters=0 -max_len=2000 "$kept" "$found" $corpus 2>/dev/null
	rm -f $corpus/*
	cp "$kept"/* $corpus/
	echo "$target: $(ls $corpus | wc -l) inputs kept, $(du -sh $corpus | cut -f1)"
done
