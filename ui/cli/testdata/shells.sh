#!/bin/sh
# Finds what the tests of completion need: fish, zsh with its modules, and the functions of bash-completion. What is not on the machine
# goes under the user's cache directory, from packages of Debian and Ubuntu; nothing is installed. Where it cannot be had, a
# note says so, and the tests say what they left out. Running it again is quick.
set -eu

case "$(uname -s)" in
Darwin) cache="$HOME/Library/Caches" ;;
*) cache="${XDG_CACHE_HOME:-$HOME/.cache}" ;;
esac
to="$cache/vpclens/shells"

[ -e "$to/complete" ] && exit 0

# left_out says that the tests go without: an error where the shells must be there.
left_out() {
	echo "NOTE: $1: completion is NOT tested in every shell (install fish, bash-completion and zsh, then run this again)" >&2
	[ "${VPCLENS_REQUIRE_SHELLS:-}" != 1 ]
	exit
}

for program in apt-get dpkg; do
	command -v "$program" >/dev/null || left_out "there is no $program"
done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
(cd "$folder" && apt-get download fish libpcre2-32-0 bash-completion zsh zsh-common >&2) ||
	left_out "the packages could not be downloaded by apt-get"
for package in "$folder"/*.deb; do
	dpkg -x "$package" "$folder/unpacked" || left_out "a package could not be unpacked"
done
rm -rf "$to"
mkdir -p "$(dirname "$to")"
mv "$folder/unpacked" "$to" || left_out "the packages cannot be put into $to"
touch "$to/complete"
