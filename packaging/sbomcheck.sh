#!/bin/sh
# Holds the modules that an SBOM of an archive lists, in SPDX or CycloneDX, against those that Go finds in the program in
# the archive. Ends with 1, and says which, where they differ.
set -eu
archive=$1 document=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

case $archive in
*.zip)
	program=vpclens.exe
	unzip -q "$archive" "$program" -d "$folder"
	;;
*)
	program=vpclens
	tar -xzf "$archive" -C "$folder" "$program"
	;;
esac
# a module that is replaced is followed by its replacement
go version -m "$folder/$program" >"$folder/stamp"
awk '$1 == "dep" || $1 == "=>" || $1 == "build" {
	if ($1 != "=>" && held != "") print held
	held = $1 == "build" ? "" : $2 " " $3
} END { if (held != "") print held }' "$folder/stamp" | LC_ALL=C sort -u >"$folder/linked"
[ -s "$folder/linked" ] || {
	echo "sbomcheck.sh: no module is found in $archive" >&2
	exit 1
}

# A package URL, which both forms have: pkg:golang/MODULE@VERSION or, of a module within a repository,
# pkg:golang/REPOSITORY@VERSION#FOLDER. The program itself and the standard library are no modules that it depends on.
jq -r '([.packages[]?.externalRefs[]? | select(.referenceType == "purl").referenceLocator] +
	[.components[]?.purl // empty])[]' "$document" >"$folder/urls"
sed -n 's/^pkg:golang\/\([^@]*\)@\([^?#]*\)[^#]*#\(.*\)$/\1\/\3 \2/p
s/^pkg:golang\/\([^@]*\)@\([^?#]*\)[^#]*$/\1 \2/p' "$folder/urls" | sed 's/%2[Bb]/+/g' |
	{ grep -v -e '^stdlib ' -e '^github.com/vpclens/vpclens ' || true; } | LC_ALL=C sort -u >"$folder/listed"

diff "$folder/linked" "$folder/listed" >"$folder/differ" || {
	echo "sbomcheck.sh: $document does not list what is in $archive (< linked, > listed):" >&2
	cat "$folder/differ" >&2
	exit 1
}
