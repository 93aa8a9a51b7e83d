#!/bin/sh
# lint.sh - what can be said of the sources without running them.  One TAP
# line for each check.
#
#	lint.sh [ROOT [BUILD_TREE [PG_CONFIG]]]
set -u

root=${1:-$(cd "$(dirname "$0")/.." && pwd)}
tree=${2:-$root}
pg_config=${3:-pg_config}
cd "$root" || exit 1
n=0
bad=0

# report STATUS NAME
report() {
	n=$((n + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $n - $2"
	else
		echo "not ok $n - $2"
		bad=1
	fi
}

# Includes run pg -> state -> core, and only pg knows the server.
sh .ci/layers.sh
report $? "no include looks up"

clang-format --dry-run --Werror src/*/*.[ch] test/unit/[a-z]*.c test/unit/unit.h test/fuzz/*.c
report $? "the layout is clang-format's"

# Warnings that clang has and gcc has not; nothing is linked or kept.
status=0
for f in src/*/*.c; do
	clang -std=gnu11 -fsyntax-only -Wall -Wextra -Werror -Isrc \
		-isystem "$("$pg_config" --includedir-server)" "$f" || status=1
done
report $status "clang -Wall -Wextra has nothing to say"

cppcheck --quiet --std=c11 --language=c --error-exitcode=1 --inline-suppr -j2 \
	--enable=warning,performance,portability -Isrc \
	--suppress=missingInclude --suppress=missingIncludeSystem src/core src/state
report $? "cppcheck has nothing to say of core and state"

if grep -nE 'gsl_cdf_(beta|gamma|chisq)_[PQ]inv' src/*/*.c; then
	report 1 "GSL's unsafe quantiles are not called"
else
	report 0 "GSL's unsafe quantiles are not called"
fi
if grep -nE 'gsl_[a-z_]+_c?alloc\(' src/core/*.c | grep -v '^[^:]*:[0-9]*: \*'; then
	report 1 "core asks GSL for no memory"
else
	report 0 "core asks GSL for no memory"
fi

version=$(sed -n "s/^default_version = '\(.*\)'/\1/p" earlyhelp.control)
[ "$(grep -c "\"version\": \"$version\"" META.json)" -eq 2 ] && grep -q "^## $version" CHANGELOG.md
report $? "META.json and CHANGELOG.md have the version of the control file"

perl -MJSON::PP -0777 -e 'decode_json(<>)' META.json
report $? "META.json is JSON"

long=$(find src test -name '*.[ch]' -o -name '*.pl' -o -name '*.sql' | grep -v '_expected\.h$' | xargs wc -l | awk '$2 != "total" && $1 > 600')
[ -z "$long" ] || echo "$long"
[ -z "$long" ]
report $? "no source is longer than 600 lines"

echo "1..$n"
exit $bad
