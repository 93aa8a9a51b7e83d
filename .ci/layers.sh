#!/bin/sh
# layers.sh - refuses an include that looks up.  core includes core, the C
# library and GSL; state includes core and state too; only pg includes the
# server.
set -u

status=0
allow() {
	for f in "src/$1"/*.[ch]; do
		sed -n 's/^[ \t]*#[ \t]*include[ \t]*\([<"][^>"]*[>"]\).*/\1/p' "$f" |
			while read -r name; do
				bare=$(echo "$name" | tr -d '<>"')
				case $name in
				\<*) echo "$bare" | grep -qE '^(gsl/[a-z_]+|assert|errno|float|inttypes|limits|math|stdarg|stdbool|stddef|stdint|stdio|stdlib|string)\.h$' ||
					echo "$f includes $name" ;;
				*)
					case $bare in
					*/*) echo "$bare" | grep -qE "^($2)/" || echo "$f includes $name" ;;
					*) [ -f "src/$1/$bare" ] || echo "$f includes $name" ;;
					esac
					;;
				esac
			done
	done
}
found=$(allow core core; allow state 'core|state')
if [ -n "$found" ]; then
	echo "$found"
	status=1
fi
exit $status
