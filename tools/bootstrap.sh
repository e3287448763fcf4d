#!/bin/sh
# Makes .venv from the lock: `tools/bootstrap.sh` what running needs, `tools/bootstrap.sh dev` what testing needs too.
# Needs a Python 3.11 or newer (PYTHON=... names one), and uv or pip. When nothing has changed it asks nobody.
set -eu
cd "$(dirname "$0")/.."

LEAST_FREE_KB=2000000 # the environment takes about 1 GB, the downloads as much again
TOOLS=.wireroom/uv
STAMP=.venv/made-from
lock=requirements.lock
[ "${1:-}" = dev ] && lock=requirements-dev.lock

say() { echo "wireroom: $*" >&2; }
fail() {
    say "$*"
    exit 1
}

mark=$(cat "$lock" pyproject.toml tools/uv.lock | cksum)
now="$mark $(pwd)"
if [ -x .venv/bin/python ] && [ -f "$STAMP" ]; then
    grep -qxF "$lock $now" "$STAMP" && exit 0
    # an environment made for testing runs as well
    [ "$lock" = requirements.lock ] && grep -qxF "with-dev $now" "$STAMP" && exit 0
fi

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
if [ -n "${PYTHON:-}" ]; then
    command -v "$PYTHON" >/dev/null || fail "PYTHON=$PYTHON is not there."
    new_enough "$PYTHON" || fail "PYTHON=$PYTHON is older than Python 3.11."
else
    for PYTHON in python3 python3.14 python3.13 python3.12 python3.11 python none; do
        command -v "$PYTHON" >/dev/null && new_enough "$PYTHON" && break
    done
    [ "$PYTHON" = none ] && fail "no Python 3.11 or newer found: install one, or name it: make up PYTHON=/path/to/python3"
fi

free=$(df -Pk . | awk 'NR == 2 { print $4 }')
[ -x .venv/bin/python ] || [ "$free" -ge "$LEAST_FREE_KB" ] ||
    fail "only $((free / 1000)) MB are free on the disk of $(pwd): $((LEAST_FREE_KB / 1000)) MB are needed."

mkdir -p .wireroom
log=.wireroom/bootstrap.log
: >"$log" || fail "$(pwd)/.wireroom cannot be written to."
run() { # a step of the installation; its output is shown when it fails
    "$@" >>"$log" 2>&1 && return
    grep -qi "no space left" "$log" && fail "the disk is full: free some space, then run the same command again."
    tail -n 15 "$log" >&2
    fail "installing failed at: $* (all of it: $log)"
}

uv=$TOOLS/bin/uv
if [ ! -x "$uv" ] && command -v uv >/dev/null && uv --version >/dev/null 2>&1; then
    uv=uv
else
    if [ ! -x "$uv" ]; then
        "$PYTHON" -m pip --version >/dev/null 2>&1 ||
            fail "neither uv nor pip found: install one of them (Debian: apt-get install python3-pip)."
        say "fetching uv"
        # --target leaves an externally managed Python alone, and needs no ensurepip
        run "$PYTHON" -m pip install --quiet --disable-pip-version-check --require-hashes --target "$TOOLS" -r tools/uv.lock
    fi
    export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-true}" # trust whom pip trusted: a company's proxy may be among them
fi

say "installing $(grep -c '^[a-z0-9].*==' "$lock") packages with $("$PYTHON" --version)"
export UV_PYTHON_DOWNLOADS=never
rm -f "$STAMP"
[ -x .venv/bin/python ] && new_enough .venv/bin/python || run "$uv" venv --clear --python "$PYTHON" .venv
run "$uv" pip sync --python .venv/bin/python --require-hashes "$lock"
run "$uv" pip install --python .venv/bin/python --no-deps --editable .
{
    echo "$lock $now"
    if [ "$lock" = requirements-dev.lock ]; then
        echo "with-dev $(cat requirements.lock pyproject.toml tools/uv.lock | cksum) $(pwd)"
    fi
} >"$STAMP"
