#!/usr/bin/env bash
# Write requirements.lock: pins with hashes for all extras and groups, and no addresses. What is
# fetched only where it is missing has a lock of its own: requirements-node.lock.
set -euo pipefail
cd "$(dirname "$0")/.."
export UV_PYTHON_DOWNLOADS=never
uv=$(command -v uv || echo .uv/bin/uv)
[ -x "$uv" ] || uv=.venv/bin/uv
"$uv" lock --quiet
pins() {
  "$uv" export --quiet --locked --no-emit-project --no-header --format requirements-txt "$@" |
    grep -v -e '^--' -e '://'
}
pins --all-extras --all-groups --no-group web > .requirements.lock
pins --only-group web > .requirements-node.lock
mv .requirements.lock requirements.lock
mv .requirements-node.lock requirements-node.lock
