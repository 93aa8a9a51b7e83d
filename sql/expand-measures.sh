#!/bin/sh
# Writes the measures' part of the install script: the template once for each
# line of the list and each numeric type.
#
#	expand-measures.sh TEMPLATE LIST
set -eu

expand() {
	sed -e "s|@TYPE@|$1|g" -e "s|@C@|$2|g" -e "s|@MEASURE@|$measure|g" \
		-e "s|@NUM@|$numerator|g" -e "s|@DEN@|$denominator|g" \
		-e "s|@ABOUT@|$about|g" "$template"
}

template=$1
grep -v '^#' "$2" | while IFS='|' read -r measure numerator denominator about; do
	for exact in smallint:int2 integer:int4 bigint:int8 numeric:numeric; do
		expand "${exact%:*}" "${exact#*:}" | sed 's/ --exact$//'
		echo
	done
	expand 'double precision' float8 | sed '/--exact$/d'
	echo
done
