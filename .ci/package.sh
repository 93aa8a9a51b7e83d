#!/bin/sh
# package.sh - the Debian package: built by a user who is not root, looked over
# by lintian, installed into a bare Debian, asked a first question there, and
# purged without a trace.  One TAP line for each.
#
#	.ci/package.sh [FOLDER]     where the package is left; build/ otherwise
#
# Needs root and the network, for packages and the bare Debian (a chroot).
# DEBEMAIL is the address that the package names.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/.ci/setup.sh"
. "$root/.ci/chroot.sh"
to=${1:-$root/build}
email=${DEBEMAIL:-earlyhelp@example.org}
[ "$(id -u)" -eq 0 ] || die "A chroot is made and entered by root alone."
n=0
status=0

# report NAME COMMAND...: one TAP line, and what the command said if it failed
report() {
	name=$1
	shift
	n=$((n + 1))
	if "$@" >"$work/said.log" 2>&1; then
		echo "ok $n - $name"
	else
		echo "not ok $n - $name"
		tail -n 60 "$work/said.log" >&2
		status=1
	fi
}

# The sources as dpkg-buildpackage wants them: debian/ at the top.
prepare() {
	mirror "$work/build/earlyhelp"
	mv "$work/build/earlyhelp/.ci/debian" "$work/build/earlyhelp/debian"
	date=$(date -u -R ${SOURCE_DATE_EPOCH:+-d "@$SOURCE_DATE_EPOCH"})
	(
		cd "$work/build/earlyhelp/debian"
		sed "s/@VERSION@/$version/; s/@DATE@/$date/; s/@EMAIL@/$email/" changelog.in >changelog
		sed -i "s/@EMAIL@/$email/" control.in
		rm changelog.in
	)
	chown -R nobody:nogroup "$work/build"
}

build() {
	(cd "$work/build/earlyhelp" && setpriv --reuid=nobody --regid=nogroup --clear-groups \
		env HOME="$work/build" sh -c 'pg_buildext updatecontrol && dpkg-buildpackage -us -uc -b') \
		>"$work/build.log" 2>&1 || {
		tail -n 60 "$work/build.log"
		return 1
	}
}

keeps_flags() {
	grep -- '-c -o src/core/logit_newton.o' "$work/build.log" | grep -- '-O3' | grep -- '-ffp-contract=off'
}

tests_passed() {
	grep -q 'All [0-9]* tests passed' "$work/build.log"
}

lint() {
	setpriv --reuid=nobody --regid=nogroup --clear-groups \
		lintian --display-info --fail-on error,warning,info "$work"/build/*.changes
}

depends() {
	dpkg-deb -f "$deb" Depends | tee "$work/depends"
	grep -q "postgresql-$pg" "$work/depends" && grep -q 'libgsl' "$work/depends"
}

files_of() {
	(cd "$chroot" && find . -xdev \( -path ./proc -o -path ./tmp -o -path ./run \) -prune -o -print | sort)
}

ask() {
	inside "$chroot" sh -ec '
		pg_createcluster "$1" main -- --no-sync >/dev/null
		pg_ctlcluster "$1" main start
		trap "pg_dropcluster --stop $1 main" EXIT
		setpriv --reuid=postgres --regid=postgres --clear-groups psql -XAt -v ON_ERROR_STOP=1 \
			-c "CREATE EXTENSION earlyhelp" \
			-c "SELECT earlyhelp.in_words(earlyhelp.prevention_ratio_state(h, n)) FROM (VALUES (120, 240), (310, 480)) AS activity(h, n)" \
			-c "SELECT g.status FROM (SELECT earlyhelp.logit(i % 3 = 0, sin(i)) AS f FROM generate_series(1, 999) AS i) AS m, earlyhelp.glance(m.f) AS g"
	' sh "$pg"
}

answers() {
	ask >"$work/answers" 2>"$work/ask.log" || {
		cat "$work/ask.log"
		return 1
	}
	printf 'CREATE EXTENSION\n2:3\nok\n' | diff - "$work/answers"
}

install_it() {
	cp "$deb" "$chroot/tmp/"
	inside "$chroot" apt-get -qq -y --no-install-recommends install "/tmp/$(basename "$deb")"
}

purge() {
	inside "$chroot" apt-get -qq -y purge "$(dpkg-deb -f "$deb" Package)"
}

nothing_left() {
	files_of | grep -v '^\./var/\(lib/dpkg\|cache\|log\)' | grep earlyhelp && return 1
	inside "$chroot" dpkg-query -W "$(dpkg-deb -f "$deb" Package)" && return 1
	return 0
}

make_work
find_server || need_build
find_server
pg=$("$PG_CONFIG" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')
version=$(sed -n "s/^default_version = '\(.*\)'/\1/p" "$root/earlyhelp.control")
need build-essential debhelper lintian debootstrap debian-archive-keyring fakeroot libgsl-dev postgresql-server-dev-all "postgresql-$pg"
prepare
report "the package builds, by a user who is not root" build
[ "$status" -eq 0 ] || exit 1
deb=$(ls "$work"/build/postgresql-"$pg"-earlyhelp_*.deb)
report "its build keeps the flags that the arithmetic needs" keeps_flags
report "its build ran pg_regress against it" tests_passed
report "lintian has nothing to say" lint
report "it depends on the server and on GSL" depends
chroot=$work/bare
make_chroot "$chroot" "$(. /etc/os-release && echo "$VERSION_CODENAME")"
install_inside "$chroot" ca-certificates
report "it installs into a bare Debian" install_it
[ "$status" -eq 0 ] || exit 1
report "where the extension is created by its name, and answers" answers
report "it is purged" purge
report "and leaves nothing" nothing_left
echo "1..$n"
mkdir -p "$to"
cp "$deb" "$to/"
say "$to/$(basename "$deb"): $(du -k "$deb" | cut -f 1) kB"
exit $status
