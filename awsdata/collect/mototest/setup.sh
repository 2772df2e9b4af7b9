#!/bin/sh
# Installs moto, an AWS emulator that we did not write, the AWS CLI and cfn-lint, for the tests that run against them. They
# go into a virtual environment of their own under the user's cache directory, or into $VPCLENS_MOTO_VENV. Running it again is quick.
set -eu

moto='moto[server]==5.2.5'
aws='awscli>=1.46,<2'
lint='cfn-lint==1.58.0'

case "$(uname -s)" in
Darwin) cache="$HOME/Library/Caches" ;;
*) cache="${XDG_CACHE_HOME:-$HOME/.cache}" ;;
esac
venv="${VPCLENS_MOTO_VENV:-$cache/vpclens/moto-5.2.5}"

fail() {
	echo "setup.sh: $1" >&2
	exit 1
}

if [ -e "$venv/complete" ] && "$venv/bin/cfn-lint" --version 2>/dev/null | grep -q "${lint#*==}"; then
	echo "$venv"
	exit 0
fi

python=$(command -v python3) || fail "python3 is missing: install Python 3.9 or newer"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 9))' ||
	fail "$python is $("$python" --version 2>&1): Python 3.9 or newer is needed"
mkdir -p "$(dirname "$venv")" || fail "cannot make $(dirname "$venv"): set VPCLENS_MOTO_VENV to a place that can be written"
"$python" -m venv --clear "$venv" >&2 ||
	fail "$python cannot make a virtual environment: its venv module is missing (on Debian and Ubuntu: apt install python3-venv)"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check "$moto" "$aws" "$lint" >&2 ||
	fail "pip could not install $moto, $aws and $lint: the package index must be reachable"
"$venv/bin/moto_server" --help >/dev/null || fail "$venv/bin/moto_server does not start"
touch "$venv/complete"
echo "$venv"
