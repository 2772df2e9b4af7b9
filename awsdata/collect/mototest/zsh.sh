#!/bin/sh
# Finds zsh for the tests of what people paste, which macOS has and many Linux machines have not. Where it is not on PATH, the
# static one of Debian and Ubuntu goes under the user's cache directory; nothing is installed on the machine. Where it cannot
# be had, a note says so, and the tests say that they left zsh out. Running it again is quick.
set -eu

if zsh=$(command -v zsh); then
	echo "$zsh"
	exit 0
fi

case "$(uname -s)" in
Darwin) cache="$HOME/Library/Caches" ;;
*) cache="${XDG_CACHE_HOME:-$HOME/.cache}" ;;
esac
zsh="$cache/vpclens/zsh/bin/zsh"

works() {
	[ -x "$zsh" ] && [ "$("$zsh" -f -c 'echo $ZSH_VERSION' 2>/dev/null | cut -c1-2)" = "5." ]
}

# left_out says that the tests go without zsh: an error where it must be there.
left_out() {
	echo "NOTE: zsh $1: what is printed for pasting is NOT tested in zsh (install zsh, then run this again)" >&2
	[ "${VPCLENS_REQUIRE_ZSH:-}" != 1 ]
	exit
}

if works; then
	echo "$zsh"
	exit 0
fi
for program in apt-get dpkg; do
	command -v "$program" >/dev/null || left_out "is not on PATH, and there is no $program to get it with"
done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
(cd "$folder" && apt-get download zsh-static >&2) || left_out "could not be downloaded by apt-get"
for package in "$folder"/zsh-static_*.deb; do
	dpkg -x "$package" "$folder/unpacked" || left_out "could not be unpacked"
done
mkdir -p "$(dirname "$zsh")" || left_out "cannot be put into $(dirname "$zsh")"
cp "$folder/unpacked/bin/zsh-static" "$zsh.new" 2>/dev/null || cp "$folder/unpacked/usr/bin/zsh-static" "$zsh.new" ||
	left_out "is not in the package zsh-static"
mv "$zsh.new" "$zsh"
works || left_out "does not run on this machine"
echo "$zsh"
