#!/bin/sh
# Installs the command line of the inspector of the Model Context Protocol, a client that we did not write, under the user's
# cache directory. It needs Node and the registry of npm; where they cannot be had a note says so, and the test says that it
# was left out. Running it again is quick.
set -eu

inspector='@modelcontextprotocol/inspector-cli@0.15.0'

case "$(uname -s)" in
Darwin) cache="$HOME/Library/Caches" ;;
*) cache="${XDG_CACHE_HOME:-$HOME/.cache}" ;;
esac
to="$cache/vpclens/inspector-0.15.0"

[ -e "$to/complete" ] && exit 0

# left_out says that the tests go without: an error where the inspector must be there.
left_out() {
	echo "NOTE: $1: vpclens mcp is NOT tested with the inspector (install Node 20, then run this again)" >&2
	[ "${VPCLENS_REQUIRE_INSPECTOR:-}" != 1 ]
	exit
}

command -v node >/dev/null || left_out "there is no node"
command -v npm >/dev/null || left_out "there is no npm"
mkdir -p "$to"
# nothing of the packages is run while they are installed
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$to" "$inspector" >&2 ||
	left_out "$inspector could not be installed by npm"
touch "$to/complete"
