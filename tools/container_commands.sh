#!/bin/sh
# Everything that the Dockerfile runs, in one script, so that a test can run the same on Debian.
#
#   tools/container_commands.sh packages         the Debian packages of the image (as root)
#   tools/container_commands.sh install TARGET   the service into TARGET, ready to run from there
#   tools/container_commands.sh account DATA     the unprivileged account and its folder (as root)
#
# TARGET then holds app/, content/, migrations/ and venv/bin/lms. PYTHON names the interpreter
# (default python3). Nothing is written to TARGET when the service runs.
set -eu
cd "$(dirname "$0")/.."

# tini is process 1: it hands on signals and collects ended children. The PostgreSQL client is for
# `lms backup` and `lms restore`; its major version has to be that of the server (15 in Debian 12).
IMAGE_PACKAGES="tini postgresql-client ca-certificates"
ACCOUNT_ID=10001

packages() {
    list="$(mktemp)"
    # The image's own Python brings venv; Debian's would install a second Python.
    grep -v '^python3-venv' requirements/system-run.txt >"$list"
    printf '%s\n' $IMAGE_PACKAGES >>"$list"
    tools/system_packages.sh "$list"
    rm -f "$list"
}

install() {
    target="$1"
    mkdir -p "$target"
    cp -R app content migrations pyproject.toml README.md LICENSE "$target/"
    find "$target/app" "$target/migrations" -name __pycache__ -prune -exec rm -rf {} +
    "${PYTHON:-python3}" -m venv "$target/venv"
    pip="$target/venv/bin/pip --quiet --disable-pip-version-check"
    $pip install --require-hashes -r requirements/run.lock
    # Linked, not copied: the migrations and the course are found beside the code.
    $pip install --no-deps --no-build-isolation -e "$target"
    "$target/venv/bin/python" -m compileall -q "$target/app" "$target/migrations"
    chmod -R a+rX "$target"
}

account() {
    data="$1"
    groupadd --gid "$ACCOUNT_ID" lms
    useradd --uid "$ACCOUNT_ID" --gid lms --home-dir "$data" --no-create-home --shell /usr/sbin/nologin lms
    mkdir -p "$data"
    chown lms:lms "$data"
    chmod 0700 "$data"
}

case "${1:-}" in
packages) packages ;;
install) install "${2:?install needs the target folder}" ;;
account) account "${2:?account needs the data folder}" ;;
*)
    echo "Usage: $0 packages | install TARGET | account DATA" >&2
    exit 2
    ;;
esac
