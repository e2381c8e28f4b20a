#!/usr/bin/env bash
# ComfyUI in the background, the worker in front: the container ends with whichever ends first.
set -euo pipefail

"${COMFYUI_PYTHON:-python3}" "${COMFYUI_HOME:-/comfyui}/main.py" \
    --listen 127.0.0.1 --port 8188 --disable-auto-launch ${COMFYUI_ARGS:-} &
cd /storycanvas
/storycanvas/venv/bin/python -m workers.endpoint &

trap 'kill $(jobs -p) 2>/dev/null || true' EXIT
trap 'exit 143' TERM INT
wait -n
