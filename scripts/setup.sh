#!/usr/bin/env bash
# Make .venv hold exactly what requirements.lock pins. Needs Python 3.11 or newer, nothing else.
set -euo pipefail
cd "$(dirname "$0")/.."
ready=${1:-.venv/.ready-$(pwd -P | cksum | cut -d" " -f1)}

python=""
for name in "${PYTHON:-}" python3.13 python3.12 python3.11 python3 python; do
  if [ -n "$name" ] && command -v "$name" > /dev/null &&
    "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null; then
    python=$(command -v "$name")
    break
  fi
done
if [ -z "$python" ]; then
  echo "StoryCanvas needs Python 3.11 or newer; none is on the PATH. Install it and try again." >&2
  exit 1
fi

# A home that is missing or closed is no reason to fail: keep caches in the tree then.
if [ -z "${HOME:-}" ] || [ ! -w "${HOME:-/}" ]; then
  export HOME="$PWD/.home"
  mkdir -p "$HOME"
fi
export UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=${UV_LINK_MODE:-copy}
unset VIRTUAL_ENV PYTHONPATH PYTHONHOME

find_uv() {
  if command -v uv > /dev/null; then uv=$(command -v uv); return; fi
  uv=.uv/bin/uv
  [ -x "$uv" ] && "$uv" --version > /dev/null 2>&1 && return
  echo "Fetching uv, which installs the rest …"
  rm -rf .uv
  awk '/^[a-z0-9]/ {ours = /^uv==/} ours' requirements.lock > .uv.txt
  if "$python" -m pip --version > /dev/null 2>&1 &&
    "$python" -m pip install --quiet --disable-pip-version-check --root-user-action=ignore \
      --target .uv --require-hashes -r .uv.txt > .uv.log 2>&1 && [ -x "$uv" ]; then
    rm -f .uv.log .uv.txt
    return
  fi
  rm -rf .uv
  if "$python" -m venv --clear .uv > .uv.log 2>&1 && .uv/bin/python -m pip install --quiet --require-hashes -r .uv.txt >> .uv.log 2>&1; then
    rm -f .uv.log .uv.txt
    return
  fi
  cat .uv.log >&2
  echo "uv could not be installed. With Debian or Ubuntu: apt-get install python3-venv. Then try again." >&2
  exit 1
}

find_uv
began=$SECONDS
keep=--allow-existing
[ -e "$ready" ] || ! ls .venv/.ready-* > /dev/null 2>&1 || keep=--clear
"$uv" venv --quiet $keep --python "$python" .venv
"$uv" pip install --quiet --python .venv/bin/python --compile-bytecode --require-hashes -r requirements.lock
.venv/bin/python -m compileall -q api infra schema studio workers || true
"$uv" pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation -e .
touch "$ready"
echo "StoryCanvas is installed ($((SECONDS - began)) s)."
