#!/bin/sh
# Installs what reads the drawings of `vpclens diagram`, for the tests: Mermaid, with a page for it to think in, and Graphviz in
# the form that Node runs. They go under the user's cache directory. Where Node and npm are missing a note says so, and the
# tests say what they left out. Running it again is quick.
set -eu

all='mermaid@11.17.2 jsdom@29.1.1 @viz-js/viz@3.31.0'

case "$(uname -s)" in
Darwin) cache="$HOME/Library/Caches" ;;
*) cache="${XDG_CACHE_HOME:-$HOME/.cache}" ;;
esac
to="$cache/vpclens/drawn"

[ "$(cat "$to/complete" 2>/dev/null)" = "$all" ] && exit 0

# left_out says that the tests go without: an error where the drawings must be read.
left_out() {
	echo "NOTE: $1: Mermaid and DOT are NOT read by what draws them (install Node 20 with npm, then run this again)" >&2
	[ "${VPCLENS_REQUIRE_DRAWN:-}" != 1 ]
	exit
}

for program in node npm; do
	command -v "$program" >/dev/null || left_out "there is no $program"
done
[ "$(node -p 'process.versions.node.split(".")[0] >= 20')" = true ] || left_out "node is $(node --version)"
mkdir -p "$to" || left_out "cannot make $to"
echo '{"private": true}' >"$to/package.json"
# shellcheck disable=SC2086 # a list of words
(cd "$to" && npm install --no-audit --no-fund --ignore-scripts --silent $all >&2) || left_out "npm could not install $all"
echo "$all" >"$to/complete"
