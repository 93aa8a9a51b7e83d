#!/bin/sh
# versions.sh - builds and tests on every major version of PostgreSQL, each in
# a chroot of the distribution that ships it.  Needs root, debootstrap, the
# network and 1.5 GB a version.
#
#	.ci/versions.sh [VERSION...]     of 14 15 16 17 18; all if none is named
#
# EARLYHELP_CHROOTS names a folder where chroots are kept for the next time;
# without it they are made in a temporary folder and go with it.
# EARLYHELP_TAP names the TAP tests to run beside pg_regress.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/.ci/setup.sh"
. "$root/.ci/chroot.sh"
[ "$(id -u)" -eq 0 ] || die "A chroot is made and entered by root alone."

# What runs in the chroot: TAP lines, and those of pg_regress.
tests() {
	cat <<-'END'
		set -eu
		bin=/usr/lib/postgresql/$1/bin
		cd /earlyhelp
		make -s PG_CONFIG="$bin/pg_config" with_llvm=no COPT=-Werror install
		echo "ok - builds without a warning: $("$bin/pg_config" --version), gcc $(gcc -dumpfullversion)"
		rm -rf /tmp/server
		mkdir -p /tmp/server tmp_check
		chown -R postgres /tmp/server /earlyhelp "$("$bin/pg_config" --sharedir)/extension"
		run() { (cd /tmp/server && setpriv --reuid=postgres --regid=postgres --clear-groups "$@"); }
		run "$bin/initdb" -D data -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >/tmp/initdb.log
		run "$bin/pg_ctl" -D data -l log -w -o "-k /tmp -c listen_addresses= -c fsync=off" start >/tmp/start.log
		status=0
		run env PGHOST=/tmp PGUSER=postgres make -s -C /earlyhelp PG_CONFIG="$bin/pg_config" with_llvm=no installcheck || {
			status=1
			cat /earlyhelp/regression.diffs
		}
		run "$bin/pg_ctl" -D data -w -m immediate stop >/tmp/stop.log
		pgxs=$(dirname "$("$bin/pg_config" --pgxs)")
		shift
		for t in "$@"; do
			run env PATH="$bin:$PATH" PG_REGRESS="$pgxs/../test/regress/pg_regress" \
				PERL5LIB="$pgxs/../test/perl:/earlyhelp/test/t" EARLYHELP_ROOT=/earlyhelp \
				TESTDATADIR=/earlyhelp/tmp_check TESTLOGDIR=/earlyhelp/tmp_check/log TMPDIR=/tmp \
				sh -c 'cd /earlyhelp && prove -v --merge "$1"' sh "test/t/$t" || status=1
		done
		exit $status
	END
}

make_work
need debootstrap debian-archive-keyring
status=0
for version in ${*:-14 15 16 17 18}; do
	say "== PostgreSQL $version"
	release=$(release_of "$version")
	chroot=${EARLYHELP_CHROOTS:-$work}/$version
	if [ ! -f "$chroot/complete" ]; then
		rm -rf "$chroot"
		make_chroot "$chroot" "$release"
		install_inside "$chroot" gcc libc6-dev make libgsl-dev perl libipc-run-perl \
			"postgresql-$version" "postgresql-server-dev-$version"
		touch "$chroot/complete"
	fi
	rm -rf "$chroot/earlyhelp"
	mirror "$chroot/earlyhelp"
	tests >"$chroot/tests.sh"
	# shellcheck disable=SC2086
	inside "$chroot" sh /tests.sh "$version" \
		${EARLYHELP_TAP-001_parallel.pl 002_store.pl 080_hostile.pl 081_lifecycle.pl 091_upgrade.pl 092_stored.pl} \
		>"$work/$version.log" 2>&1 || status=1
	if [ "$status" -eq 0 ]; then
		grep -E '^ *(ok|not ok|test) ' "$work/$version.log"
	else
		cat "$work/$version.log"
	fi
	[ -n "${EARLYHELP_CHROOTS:-}" ] || rm -rf "$chroot"
done
exit $status
