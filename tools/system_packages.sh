#!/bin/sh
# Installs the Debian packages of one or more lists that are missing; without root, prints the one
# command to run. Usage: tools/system_packages.sh requirements/system-run.txt …
set -eu
missing=""
for package in $(sed -e 's/#.*//' "$@"); do
    if ! dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q "ok installed"; then
        missing="$missing $package"
    fi
done
[ -z "$missing" ] && exit 0
if ! command -v apt-get >/dev/null 2>&1; then
    echo "Please install the equivalents of these Debian packages:$missing" >&2
    exit 1
fi
if [ "$(id -u)" -ne 0 ]; then
    echo "Some system packages are missing. Please run:" >&2
    echo "    sudo apt-get install --no-install-recommends -y$missing" >&2
    exit 1
fi
apt-get update -q
DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing
