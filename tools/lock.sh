#!/bin/sh
# Resolves pyproject.toml with its dependency groups into requirements.lock: hashes, every platform, no addresses.
set -eu
cd "$(dirname "$0")/.."
uv=uv
command -v uv >/dev/null 2>&1 && uv --version >/dev/null 2>&1 || uv=.venv/bin/uv
[ "$uv" = uv ] || [ -x "$uv" ] || .venv/bin/python -m pip install --quiet uv
"$uv" pip compile pyproject.toml --group test --group lint --universal --python-version 3.11 \
    --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet -o requirements.lock "$@"
if grep -nE '://' requirements.lock; then
    echo "requirements.lock holds an address" >&2
    exit 1
fi
