#!/bin/sh
# Prints the licenses and notices of all modules that are linked into the program on any system, and of Go itself, each
# text once. A module without any is an error.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

for system in linux darwin windows; do
	CGO_ENABLED=0 GOOS=$system GOARCH=amd64 go list -deps \
		-f '{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}} {{.Dir}}{{end}}{{end}}' .
done >"$folder/linked"
LC_ALL=C sort -u "$folder/linked" >"$folder/modules"
echo "go $(go env GOVERSION) $(go env GOROOT)" >>"$folder/modules"

mkdir "$folder/texts"
while read -r path version at; do
	found=
	for text in "$at"/LICENSE* "$at"/LICENCE* "$at"/COPYING* "$at"/NOTICE*; do
		[ -f "$text" ] || continue
		found=1
		sum=$(cksum <"$text" | tr ' ' '-')
		cp "$text" "$folder/texts/$sum"
		printf '%s %s\n' "$path" "$version" >>"$folder/texts/$sum.of"
		grep -qx "$sum" "$folder/order" 2>/dev/null || echo "$sum" >>"$folder/order"
	done
	[ -n "$found" ] || {
		echo "licenses.sh: $path $version has no license" >&2
		exit 1
	}
done <"$folder/modules"

echo "The license of vpclens is in LICENSE. Linked into it are parts of these modules:"
while read -r sum; do
	echo
	echo "--------------------------------------------------------------------------------"
	LC_ALL=C sort -u "$folder/texts/$sum.of"
	echo
	tr -d '\r' <"$folder/texts/$sum"
done <"$folder/order"
