#!/bin/sh
# Rehearses the release of the commit twice, in clean clones at different places, with another umask, time zone and language,
# and compares all that would be published, byte for byte. What was made is left in dist.
set -eu
make=${MAKE:-make}
here=$(git rev-parse --show-toplevel)
commit=$(git rev-parse HEAD)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# rehearse makes it in a clone, and writes the checksums of it
rehearse() {
	git clone --quiet "$here" "$1"
	git -C "$1" checkout --quiet --detach "$commit"
	(cd "$1" && $make --no-print-directory release-check SKIP="${SKIP:-publish,sign}")
	# what goreleaser notes for itself is not published: its configuration, lists with times and places, and programs that are
	# in the archives
	(cd "$1/dist" && find . -type f ! -name config.yaml ! -name artifacts.json ! -name metadata.json \
		! -path './vpclens_*/*') | LC_ALL=C sort | while read -r file; do
		echo "$(sum "$1/dist/$file")  $file"
	done >"$1.sums"
}

# sum is the checksum of a file. The manifest of winget has the day of the release, which is left out, and its two archives in
# the order in which goreleaser had them ready, so that its lines are sorted; it is no file of the release.
sum() {
	case $1 in
	*/winget/*) sed '/^ReleaseDate:/d; s/^  [- ] //' "$1" | LC_ALL=C sort ;;
	*) cat "$1" ;;
	esac | sha256sum | cut -c1-64
}

umask 022
(export TZ=UTC0 LC_ALL=C && rehearse "$folder/first")
umask 077
(export TZ=Asia/Kathmandu LC_ALL=C.UTF-8 && rehearse "$folder/at/another/place")

diff "$folder/first.sums" "$folder/at/another/place.sums" || {
	echo "reproducible.sh: two builds of $commit differ" >&2
	exit 1
}
[ "$(wc -l <"$folder/first.sums")" -gt 20 ] || {
	echo "reproducible.sh: only these files were made:" >&2
	cat "$folder/first.sums" >&2
	exit 1
}
cat "$folder/first.sums"
rm -rf "$here/dist"
mv "$folder/first/dist" "$here/dist"
echo "reproducible.sh: two builds of $commit are the same, $(wc -l <"$folder/first.sums") files"
