#!/usr/bin/env bash
# All checks ("all"), or those that take seconds ("quick"), with the time each of them took.
set -uo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH" PYTHONUNBUFFERED=1
failed=()

step() {
  local name=$1 began=$SECONDS
  shift
  if "$@"; then
    printf '%-28s %4d s\n' "$name" $((SECONDS - began))
  else
    printf '%-28s %4d s  FAILED\n' "$name" $((SECONDS - began))
    failed+=("$name")
    return 1
  fi
}

quietly() {
  local output
  output=$("$@" 2>&1) || { echo "$output"; return 1; }
}

step "lint" ruff check --quiet .
step "format" ruff format --quiet --check .
step "import contracts" quietly lint-imports
if [ "$1" = quick ]; then
  step "types" quietly mypy
  step "unit tests" python -m pytest -q -m "not slow and not chaos and not soak" tests/architecture tests/studio
else
  types=$(mktemp)
  trap 'rm -f "$types"' EXIT
  step "types" quietly mypy > "$types" 2>&1 &
  step "page" quietly python -m infra.webpage --check
  wait $! || failed+=("types")
  cat "$types"
  # Most of the time is waiting: for processes to start, to die, to come back. So there are twice
  # as many runs as cores, and the files come in the order of tests/conftest.py, the longest first,
  # not in that of how many tests they have.
  step "tests" python -m pytest -q -n "$(($(getconf _NPROCESSORS_ONLN) * 2))" --maxprocesses 8 --dist loadfile \
    --no-loadscope-reorder -m "not chaos and not soak" tests
fi
if [ ${#failed[@]} -gt 0 ]; then
  echo "FAILED: ${failed[*]}" >&2
  exit 1
fi
