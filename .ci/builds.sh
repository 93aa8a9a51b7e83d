#!/bin/sh
# builds.sh - the library built in every way that somebody may: compilers,
# levels of optimisation, with LLVM bitcode, without the kernels of AVX, in a
# folder of its own.  No build may warn.  One TAP line each, with the seconds
# it took and the size of the library.
#
#	.ci/builds.sh [NAME]     builds whose name has NAME in it
#
# Each library then answers pg_regress on a private server.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/.ci/setup.sh"
wanted=${1:-}
n=0
status=0

# answers TREE: pg_regress with the library staged
answers() {
	start_server
	passed=0
	make -s -C "$1" PG_CONFIG="$PG_CONFIG" with_llvm=no installcheck >"$work/regress.log" 2>&1 || passed=1
	stop_server
	rm -rf "$work/server"
	[ "$passed" -eq 0 ] || tail -n 40 "$work/regress.log"
	return "$passed"
}

# builds NAME MAKE-ARGUMENT...: one TAP line
builds() {
	name=$1
	shift
	case $name in
	*"$wanted"*) ;;
	*) return 0 ;;
	esac
	n=$((n + 1))
	rm -rf "$work/tree" "$work/stage" "$work/beside"
	mirror "$work/tree"
	begun=$(date +%s)
	if make -s -j2 -C "$work/tree" PG_CONFIG="$PG_CONFIG" "$@" install DESTDIR="$work/stage" >"$work/build.log" 2>&1 &&
		[ ! -s "$work/build.log" ] && took=$(($(date +%s) - begun)) && answers "$work/tree" >"$work/answers.log" 2>&1; then
		library=$(find "$work/stage" -name earlyhelp.so)
		echo "ok $n - $name: $took s, $(du -k "$library" | cut -f 1) kB, $(find "$work/stage" -name '*.bc' | wc -l) of bitcode"
	else
		echo "not ok $n - $name"
		cat "$work/build.log" "$work/answers.log" 2>/dev/null | tail -n 60 >&2
		status=1
	fi
}

# beside: objects in a folder of their own
beside() {
	n=$((n + 1))
	rm -rf "$work/tree" "$work/stage" "$work/beside"
	mirror "$work/tree"
	mkdir "$work/beside"
	if make -s -j2 -C "$work/beside" -f "$work/tree/Makefile" VPATH="$work/tree" PG_CONFIG="$PG_CONFIG" \
		with_llvm=no COPT=-Werror install DESTDIR="$work/stage" >"$work/build.log" 2>&1 &&
		[ -z "$(find "$work/tree" -name '*.o' -o -name '*.so' -o -name build)" ]; then
		echo "ok $n - in a folder of its own, nothing written into the sources"
	else
		echo "not ok $n - in a folder of its own"
		tail -n 40 "$work/build.log" >&2
		status=1
	fi
}

make_work
need_build
need clang
builds "gcc, as the server was built" with_llvm=no COPT=-Werror
builds "gcc -O0" with_llvm=no COPT='-Werror -O0' OPTIMIZE=-O0
builds "gcc -O2, core too" with_llvm=no COPT=-Werror OPTIMIZE=-O2
builds "gcc, no kernels but the plain" with_llvm=no COPT=-Werror KERNELS=
# the server's own flags are gcc's, and some of them unknown to clang
foreign='-Wno-ignored-optimization-argument -Wno-unused-command-line-argument -Wno-unknown-warning-option'
builds "clang" with_llvm=no CC=clang COPT="-Werror $foreign"
builds "clang -O0" with_llvm=no CC=clang COPT="-Werror -O0 $foreign" OPTIMIZE=-O0
builds "clang, no kernels but the plain" with_llvm=no CC=clang COPT="-Werror $foreign" KERNELS=
builds "gcc, with LLVM bitcode" with_llvm=yes COPT=-Werror
case "a folder of its own" in
*"$wanted"*) beside ;;
esac
echo "1..$n"
exit $status
