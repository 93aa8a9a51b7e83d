# chroot.sh - what versions.sh and package.sh share: a chroot of a
# distribution.  Sourced after setup.sh; root alone may make and enter one.

debian=http://deb.debian.org/debian
ubuntu=http://archive.ubuntu.com/ubuntu

# release_of VERSION: the release that ships this PostgreSQL
release_of() {
	case $1 in
	14) echo jammy ;;
	15) echo bookworm ;;
	16) echo noble ;;
	17) echo trixie ;;
	18) echo resolute ;;
	*) die "No release is known that ships PostgreSQL $1." ;;
	esac
}

# make_chroot FOLDER RELEASE: the least there is of it
make_chroot() {
	mkdir -p "$1"
	case $2 in
	bookworm | trixie)
		set -- "$@" "$debian" /usr/share/keyrings/debian-archive-keyring.gpg \
			main "$2"
		;;
	*)
		set -- "$@" "$ubuntu" "$(ubuntu_key)" main,universe gutsy
		;;
	esac
	say "   a chroot of $2"
	debootstrap --variant=minbase --keyring="$4" --components="$5" \
		"$2" "$1" "$3" "$6" >"$work/debootstrap.log" 2>&1 || {
		tail -n 20 "$work/debootstrap.log" >&2
		die "debootstrap failed."
	}
	# with updates: a package built here may want the server's newest, and 14
	# has its test modules by one
	case $3 in
	"$debian")
		echo "deb $3-security $2-security main"
		echo "deb $3 $2-updates main"
		;;
	*) echo "deb $3 $2-updates main universe" ;;
	esac >>"$1/etc/apt/sources.list"
	mkdir -p "$1/etc/postgresql-common"
	echo 'create_main_cluster = false' >"$1/etc/postgresql-common/createcluster.conf"
	printf '#!/bin/sh\nexit 101\n' >"$1/usr/sbin/policy-rc.d"
	chmod 755 "$1/usr/sbin/policy-rc.d"
}

# Ubuntu's key, which Debian has from trixie on; apt checks it there.
ubuntu_key() {
	key=/usr/share/keyrings/ubuntu-archive-keyring.gpg
	if [ ! -f "$key" ]; then
		if [ ! -f "$work/trixie$key" ]; then
			make_chroot "$work/trixie" trixie
			install_inside "$work/trixie" ubuntu-archive-keyring
		fi
		key=$work/trixie$key
	fi
	echo "$key"
}

# inside FOLDER COMMAND...: mounts end with the namespace they are made in
inside() {
	# shellcheck disable=SC2016
	unshare --mount --propagation private sh -c '
		cd "$1" && shift && mount -t proc proc proc && mkdir -p dev/shm &&
		mount -t tmpfs -o mode=1777 tmpfs dev/shm &&
		exec chroot . env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
			LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"' sh "$@"
}

# install_inside FOLDER PACKAGE...
install_inside() {
	folder=$1
	shift
	{
		inside "$folder" apt-get -qq update &&
			inside "$folder" apt-get -qq -y --no-install-recommends install "$@"
	} >"$work/apt.log" 2>&1 || {
		tail -n 20 "$work/apt.log" >&2
		die "apt-get could not install into the chroot: $*"
	}
}
