#!/bin/sh
# freeze.sh - writes test/t/stored_VERSION.sql: what this version stores, and
# reads from it.  Run once, when the version is released (make freeze).
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/.ci/setup.sh"

make_work
need_build
build_extension
start_server
version=$(sed -n "s/^default_version = '\(.*\)'/\1/p" "$root/earlyhelp.control")
psql -Xq -v ON_ERROR_STOP=1 -c 'CREATE EXTENSION earlyhelp' \
	-f "$root/test/t/samples.sql" -f "$root/test/t/lifecycle.sql" >/dev/null
{
	cat <<-END
		-- Values of every type that can be stored, as version $version wrote them, and what
		-- it read from them.  Written by test/t/freeze.sh at the release of that version
		-- and not touched since: 092_stored.pl has every later version read the same.
		--
		-- These are our own outputs, frozen so that what users have stored stays
		-- readable.  They say nothing of whether a number is right: for that, numbers of
		-- other programs are in the tests of each measure and fit.
	END
	psql -Xq -v ON_ERROR_STOP=1 -f "$root/test/t/freeze.sql"
} >"$work/stored.sql"
cp "$work/stored.sql" "$root/test/t/stored_$version.sql"
say "test/t/stored_$version.sql: $(grep -c '' "$work/stored.sql") lines"
