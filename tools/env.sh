#!/bin/sh
# Makes .venv from requirements.lock (hashes checked) and installs the checkout in it, editable.
# A second call with the same lock, pyproject and interpreter does nothing. PYTHON=... chooses another interpreter.
set -eu
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }

PYTHON=${PYTHON:-python3}
if ! command -v "$PYTHON" >/dev/null 2>&1; then
    say "No '$PYTHON' here. Debian: apt-get install -y python3 python3-venv python3-pip"
    exit 1
fi
if ! "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    say "Torenkamer needs Python 3.11 or newer; '$PYTHON' is $("$PYTHON" -V 2>&1). Try: make env PYTHON=python3.12"
    exit 1
fi

stamp=.venv/.made-from
wanted=$("$PYTHON" - <<'PY'
import hashlib, pathlib, sys
inputs = [pathlib.Path(name).read_bytes() for name in ("requirements.lock", "pyproject.toml", "tools/env.sh")]
place = f"{pathlib.Path.cwd()} {sys.version_info[:2]}".encode()
print(hashlib.sha256(b"\0".join([*inputs, place])).hexdigest())
PY
)
if [ -x .venv/bin/python ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then
    exit 0
fi

if ! [ -x .venv/bin/python ] || ! .venv/bin/python -c 'import pip' >/dev/null 2>&1; then
    say "Making .venv with $("$PYTHON" -V)"
    if ! "$PYTHON" -m venv --clear .venv; then
        say "Python's venv module does not work here. Debian: apt-get install -y python3-venv python3-pip"
        exit 1
    fi
fi

# uv is ten times faster than pip; either checks the same hashes.
if command -v uv >/dev/null 2>&1 && uv --version >/dev/null 2>&1; then
    uv=uv
elif [ -x .venv/bin/uv ] || .venv/bin/python -m pip install --quiet --disable-pip-version-check uv; then
    uv=.venv/bin/uv
else
    uv=
    say "uv is not to be had; pip does the same, slower"
fi

say "Installing the locked packages"
if [ -n "$uv" ]; then
    "$uv" pip install --quiet --python .venv/bin/python --require-hashes -r requirements.lock
    "$uv" pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation -e .
else
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
fi
printf '%s\n' "$wanted" >"$stamp"
say "Ready: .venv"
