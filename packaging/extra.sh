#!/bin/sh
# Makes what goes into archives and packages beside the program, in dist-extra: completions, manual pages, the licenses of
# what is linked into it, and Debian's log of changes. Of a commit it is the same whenever and wherever it is made.
# goreleaser runs it first.
set -eu
version=$1 timestamp=$2 # of the commit, in seconds since 1970

rm -rf dist-extra
mkdir -p dist-extra/completions dist-extra/man
unset GOOS GOARCH
CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o dist-extra/vpclens .

for shell in bash zsh fish; do
	dist-extra/vpclens completion "$shell" >"dist-extra/completions/$shell"
done
mv dist-extra/completions/bash dist-extra/completions/vpclens.bash
mv dist-extra/completions/zsh dist-extra/completions/_vpclens
mv dist-extra/completions/fish dist-extra/completions/vpclens.fish
SOURCE_DATE_EPOCH=$timestamp dist-extra/vpclens man --folder dist-extra/man
gzip -9n dist-extra/man/*.1

sh packaging/licenses.sh >dist-extra/THIRD-PARTY-LICENSES

date=$(LC_ALL=C TZ=UTC0 date -d "@$timestamp" '+%a, %d %b %Y %H:%M:%S +0000' 2>/dev/null ||
	LC_ALL=C TZ=UTC0 date -r "$timestamp" '+%a, %d %b %Y %H:%M:%S +0000') # as BSD and macOS have it
gzip -9n >dist-extra/changelog.gz <<END
vpclens ($(echo "$version" | sed 's/-/~/')) unstable; urgency=low

  * What changed: https://github.com/vpclens/vpclens/releases

 -- The vpclens authors <vpclens@users.noreply.github.com>  $date
END
