#!/usr/bin/env bash
# Installs a release of vpclens for the steps that follow, if its checksum is the one that was released with it.
set -euo pipefail

version="${VPCLENS_VERSION:-${VPCLENS_ACTION_REF:-}}"
version="${version#v}"
if ! [[ "$version" =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$ ]]; then
	echo "::error::vpclens: name the release to install with version, such as v1.2.3"
	exit 1
fi

case "$RUNNER_OS" in
Linux) os=linux ;;
macOS) os=darwin ;;
*)
	echo "::error::vpclens: this action runs on Linux and macOS"
	exit 1
	;;
esac
case "$RUNNER_ARCH" in
X64) arch=amd64 ;;
ARM64) arch=arm64 ;;
*)
	echo "::error::vpclens: there is no release for this kind of processor"
	exit 1
	;;
esac

archive="vpclens_${version}_${os}_${arch}.tar.gz"
from="https://github.com/vpclens/vpclens/releases/download/v${version}"
to="$RUNNER_TEMP/vpclens"
mkdir -p "$to"
cd "$to"
curl --fail --silent --show-error --location --proto '=https' --retry 3 --output checksums.txt "$from/checksums.txt"
curl --fail --silent --show-error --location --proto '=https' --retry 3 --output "$archive" "$from/$archive"

# exactly the line of this file: another one, or none, installs nothing
awk -v file="$archive" '$2 == file || $2 == "*" file' checksums.txt >expected.txt
if [ "$(wc -l <expected.txt)" -ne 1 ]; then
	echo "::error::vpclens: the checksums of v$version do not name $archive once"
	exit 1
fi
if command -v sha256sum >/dev/null; then
	sha256sum --check --status expected.txt
else
	shasum -a 256 --check --status expected.txt
fi || {
	echo "::error::vpclens: $archive is not what was released: its checksum differs"
	exit 1
}
tar -xzf "$archive" vpclens
echo "$to" >>"$GITHUB_PATH"
"$to/vpclens" version
