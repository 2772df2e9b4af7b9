#!/bin/sh
# Uses what a release holds for this machine, a Linux that has dpkg: the program of the archive, and the package for Debian,
# which it installs, uses and removes again. Run it as root, from the clone that the release was made of.
set -eu
dist=$1
architecture=$(dpkg --print-architecture)
commit=$(git rev-parse HEAD)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

fail() {
	echo "try.sh: $1" >&2
	exit 1
}

# works uses a program: it is of this commit, and answers about the built-in account
works() {
	"$1" version | grep -F " (commit $commit, " || fail "$1 is not of $commit: $("$1" version)"
	"$1" trace checkout-api --to internet --demo >"$folder/traced" || fail "$1 does not trace"
	[ -s "$folder/traced" ] || fail "$1 says nothing"
}

tar -xzf "$dist"/vpclens_*_linux_"$architecture".tar.gz -C "$folder"
works "$folder/vpclens"
for file in LICENSE README.md THIRD-PARTY-LICENSES completions/_vpclens man/vpclens-scan.1.gz; do
	[ -s "$folder/$file" ] || fail "the archive lacks $file"
done

package=$(echo "$dist"/vpclens_*_linux_"$architecture".deb)
dpkg --install "$package"
trap 'dpkg --purge vpclens; rm -rf "$folder"' EXIT
[ "$(command -v vpclens)" = /usr/bin/vpclens ] || fail "vpclens is $(command -v vpclens)"
works vpclens
dpkg --listfiles vpclens | while read -r file; do
	[ -d "$file" ] || echo "$file"
done >"$folder/files"
for file in /usr/share/bash-completion/completions/vpclens /usr/share/zsh/vendor-completions/_vpclens \
	/usr/share/fish/vendor_completions.d/vpclens.fish /usr/share/doc/vpclens/copyright /usr/share/man/man1/vpclens-scan.1.gz; do
	grep -qx "$file" "$folder/files" || fail "the package lacks $file"
done
bash -c '. /usr/share/bash-completion/completions/vpclens && complete -p vpclens' >"$folder/traced" ||
	fail "bash completes nothing"

dpkg --purge vpclens
trap 'rm -rf "$folder"' EXIT
while read -r file; do
	[ ! -e "$file" ] || fail "$file is left when the package is removed"
done <"$folder/files"
echo "try.sh: the archive and the package for $architecture work"
