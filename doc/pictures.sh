#!/bin/sh
# pictures.sh - the pictures of doc/charts.md: each is what the sql block over
# it gives.
#
#	doc/pictures.sh [FOLDER]
#
# Needs a running server with the extension and the synthetic England in the
# search path of database $PGDATABASE (see ./demo); writes doc/pictures, or
# FOLDER.
set -u

here=$(cd "$(dirname "$0")" && pwd)
to=${1:-$here/pictures}
mkdir -p "$to"
perl -0777 -ne '
	while (/^```sql\n(.*?)^```\n\s*!\[[^\]]*\]\(pictures\/([a-z_]+)\.svg\)/gms) {
		my ($sql, $name) = ($1, $2);
		open my $psql, "|-", "psql", "-XAtq", "-v", "ON_ERROR_STOP=1",
			"-o", "$to/$name.svg" or die;
		print $psql $sql;
		close $psql or die "$name was not drawn\n";
	}
	BEGIN { $to = pop @ARGV }
' "$here/charts.md" "$to"
