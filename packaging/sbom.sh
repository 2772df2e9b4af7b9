#!/bin/sh
# Writes what an archive of the program is made of, its SBOM, and holds it against what Go has stamped into the program:
# a document that lacks a module, or has one too many, is an error. goreleaser runs it for each archive and form.
#
# syft puts the time and a random number into it; here the time is that of the commit and the number the checksum of the
# archive, so that the document of an archive is always the same.
set -eu
archive=$1 document=$2 form=$3 version=$4 date=$5
here=$(dirname "$0")

sum=$(sha256sum "$archive" | cut -c1-64)
# a UUID of version 8, which is for numbers of one's own
uuid=$(echo "$sum" | sed -E 's/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*/\1-\2-8\3-8\4-\5/')

SYFT_CHECK_FOR_APP_UPDATE=false syft scan "file:$archive" --quiet --source-name vpclens --source-version "$version" \
	--output "$form=$document.raw"
case $form in
spdx-json)
	jq --arg uuid "$uuid" --arg date "$date" \
		'.creationInfo.created = $date | .documentNamespace |= sub("[0-9a-f-]{36}$"; $uuid)' "$document.raw" >"$document"
	;;
cyclonedx-json)
	jq --arg uuid "$uuid" --arg date "$date" \
		'.metadata.timestamp = $date | .serialNumber = "urn:uuid:" + $uuid' "$document.raw" >"$document"
	;;
*)
	echo "sbom.sh: there is no form $form" >&2
	exit 1
	;;
esac
rm "$document.raw"
sh "$here/sbomcheck.sh" "$archive" "$document"
