# setup.sh - what ./demo and ./check share: packages, a build, a private
# server.  Sourced, with $root set to the checkout.
#
# Nothing is written outside the checkout's build/ and one temporary folder,
# and no system server is touched: the extension is installed into a staging
# folder that the private server is told of (extension_destdir, in Debian's
# and Ubuntu's PostgreSQL).

export LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive
unset PGHOST PGPORT PGUSER PGDATABASE PGPASSWORD PGSERVICE PGOPTIONS PGDATA \
	PGSSLMODE PGCLIENTENCODING PGTZ PGDATESTYLE

say() {
	printf '%s\n' "$*" >&2
}

die() {
	say "$@"
	exit 1
}

# as_root COMMAND...: with what right there is to install packages
as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
		sudo env DEBIAN_FRONTEND=noninteractive "$@"
	elif command -v sudo >/dev/null 2>&1 && [ -t 0 ]; then
		sudo env DEBIAN_FRONTEND=noninteractive "$@"
	else
		die "These packages are missing and this user may not install them:" \
			"$missing." "Ask an administrator for: apt-get install $missing"
	fi
}

have_package() {
	dpkg-query -W -f '${db:Status-Status}\n' "$1" 2>/dev/null |
		grep -qx installed
}

# need PACKAGE...: install those that are missing, and only those
need() {
	missing=
	for package in "$@"; do
		have_package "$package" || missing="$missing $package"
	done
	missing=${missing# }
	[ -n "$missing" ] || return 0
	command -v apt-get >/dev/null 2>&1 ||
		die "This needs Debian or Ubuntu, or these already there: $missing"
	say "Installing: $missing"
	if [ -z "${apt_updated:-}" ]; then
		as_root apt-get -qq update >&2 || die "apt-get update failed."
		apt_updated=yes
	fi
	# shellcheck disable=SC2086
	as_root apt-get -qq -y --no-install-recommends install $missing >"$work/apt.log" 2>&1 || {
		tail -n 20 "$work/apt.log" >&2
		die "apt-get could not install: $missing"
	}
}

# The newest server on the machine that has its development files, unless
# PG_CONFIG names one.
find_server() {
	if [ -z "${PG_CONFIG:-}" ]; then
		for bin in /usr/lib/postgresql/*/bin; do
			[ -x "$bin/postgres" ] && pg_version=$(basename "$(dirname "$bin")")
		done
		[ -n "${pg_version:-}" ] || return 1
		PG_CONFIG=/usr/lib/postgresql/$pg_version/bin/pg_config
	fi
	pg_bin=$(dirname "$PG_CONFIG")
	[ -x "$PG_CONFIG" ]
}

need_build() {
	if ! find_server; then
		# without this, installing PostgreSQL starts a server for everyone
		need postgresql-common
		if ! grep -qs '^create_main_cluster *= *false' \
			/etc/postgresql-common/createcluster.conf; then
			missing=postgresql
			as_root sh -c 'mkdir -p /etc/postgresql-common && echo "create_main_cluster = false" >> /etc/postgresql-common/createcluster.conf'
		fi
		need postgresql
		find_server || die "No PostgreSQL server was found after installing it."
	fi
	if [ -n "${pg_version:-}" ]; then
		need gcc libc6-dev make libgsl-dev "postgresql-server-dev-$pg_version"
		find_server
	fi
	[ -x "$PG_CONFIG" ] && [ -f "$("$PG_CONFIG" --pgxs)" ] ||
		die "The server of $PG_CONFIG has no development files (PGXS)."
}

# One temporary folder, open to the server's user; everything in it goes.
make_work() {
	umask 022
	work=$(mktemp -d "${TMPDIR:-/tmp}/earlyhelp.XXXXXX")
	chmod 755 "$work"
	trap 'clean_up' EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM
}

clean_up() {
	stop_server
	rm -rf "$work"
}

# mirror FOLDER: the sources, with their times, so that make builds what is new
mirror() {
	mkdir -p "$1"
	(cd "$root" && tar -cf - --mode=u+rwX,go+rX \
		--exclude='*.o' --exclude='*.bc' --exclude='*.so' Makefile earlyhelp.control \
		META.json CHANGELOG.md README.md LICENSE check demo .gitignore \
		.clang-format .ci doc expected sql src test) |
		(cd "$1" && tar -xf - --no-same-owner)
}

# build into build/tree, or into the work folder where the checkout is not ours
build_extension() {
	if mkdir -p "$root/build" 2>/dev/null && [ -w "$root/build" ]; then
		tree=$root/build/tree
	else
		tree=$work/tree
	fi
	mirror "$tree"
	rm -rf "$work/stage"
	if ! make -s -C "$tree" PG_CONFIG="$PG_CONFIG" with_llvm=no "$@" \
		install DESTDIR="$work/stage" >"$work/build.log" 2>&1; then
		cat "$work/build.log" >&2
		die "The extension did not build."
	fi
}

# as_server COMMAND...: the server refuses root, so it runs as postgres
as_server() {
	if [ "$(id -u)" -eq 0 ]; then
		(cd "$work" && runuser -u postgres -- "$@")
	else
		(cd "$work" && "$@")
	fi
}

# How a server is told of the staging folder: from version 18 by settings of
# its own, before that by one that Debian and Ubuntu add.
staging_conf() {
	settings=$("$pg_bin/postgres" --describe-config | cut -f 1)
	if echo "$settings" | grep -qx extension_destdir; then
		echo "extension_destdir = '$work/stage'"
	elif echo "$settings" | grep -qx extension_control_path; then
		echo "extension_control_path = '$work/stage$("$PG_CONFIG" --sharedir):\$system'"
		echo "dynamic_library_path = '$work/stage$("$PG_CONFIG" --pkglibdir):\$libdir'"
	else
		die "The server of $PG_CONFIG can use an extension only from its own" \
			"folders. Debian's and Ubuntu's PostgreSQL can use it from here;" \
			"for others: make install, then make installcheck."
	fi
}

start_server() {
	mkdir -p "$work/server"
	[ "$(id -u)" -ne 0 ] || chown postgres "$work/server"
	as_server "$pg_bin/initdb" -D "$work/server/data" -U postgres -A trust \
		-E UTF8 --locale=C.UTF-8 --no-sync >"$work/initdb.log" 2>&1 || {
		cat "$work/initdb.log" >&2
		die "The private server could not be made."
	}
	cat >"$work/server.conf" <<-END
		listen_addresses = ''
		unix_socket_directories = '$work/server'
		port = 5432
		$(staging_conf)
		fsync = off
		shared_buffers = 256MB
		max_wal_size = 4GB
		log_min_messages = warning
		${server_conf:-}
	END
	as_server sh -c "cat '$work/server.conf' >> '$work/server/data/postgresql.conf'"
	as_server "$pg_bin/pg_ctl" -D "$work/server/data" -l "$work/server/log" \
		-w -t 60 start >/dev/null 2>&1 || {
		cat "$work/server/log" >&2
		die "The private server did not start."
	}
	server_started=yes
	export PGHOST="$work/server" PGPORT=5432 PGUSER=postgres PGDATABASE=postgres
	PATH=$pg_bin:$PATH
}

stop_server() {
	[ -n "${server_started:-}" ] || return 0
	as_server "$pg_bin/pg_ctl" -D "$work/server/data" -m immediate -w stop \
		>/dev/null 2>&1 || true
	server_started=
}
