#!/usr/bin/env bash
# Write requirements.lock: pins with hashes for all extras and groups, and no addresses.
set -euo pipefail
cd "$(dirname "$0")/.."
export UV_PYTHON_DOWNLOADS=never
uv=$(command -v uv || echo .uv/bin/uv)
[ -x "$uv" ] || uv=.venv/bin/uv
"$uv" lock --quiet
"$uv" export --quiet --locked --all-extras --all-groups --no-emit-project --no-header \
  --format requirements-txt | grep -v -e '^--' -e '://' > .requirements.lock
mv .requirements.lock requirements.lock
