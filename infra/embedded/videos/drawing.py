"""One video, drawn by a process of its own that ends with it."""

import asyncio
import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from infra.embedded.endpoint.child import SERVER_PID
from infra.embedded.videos.shelf import Video

_RATE = 24
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "PYTHONPATH", "HOME")


class DrawingFailed(Exception):
    """The renderer made no film; the message is its own."""


async def draw(
    video: Video, *, start: Path | None, into: Path, on_progress: Callable[[float], None]
) -> None:
    """Draw the film into the file; cancelled, the process is killed. Raises DrawingFailed."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "infra.embedded.endpoint.child", "workers.endpoint.rehearsal"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env=_environment(),
    )
    try:
        last = await _converse(process, _task(video, start, into), on_progress)
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    if last.get("done") is not True:
        raise DrawingFailed(str(last.get("error") or "The rehearsal renderer ended early."))


async def _converse(
    process: asyncio.subprocess.Process,
    task: dict[str, Any],
    on_progress: Callable[[float], None],
) -> dict[str, Any]:
    """Tell it what to draw and listen to its end; its last words."""
    assert process.stdin is not None
    assert process.stdout is not None
    with suppress(ConnectionError):
        process.stdin.write(json.dumps(task).encode())
        await process.stdin.drain()
    process.stdin.close()
    last: dict[str, Any] = {}
    async for line in process.stdout:
        with suppress(ValueError):
            last = json.loads(line)
            if "progress" in last:
                on_progress(float(last["progress"]))
    return last


def _task(video: Video, start: Path | None, into: Path) -> dict[str, Any]:
    return {
        "brief": {
            "prompt": video.prompt,
            "width": video.width,
            "height": video.height,
            "fps": str(_RATE),
            "frames": video.seconds * _RATE,
        },
        "kind": "VIDEO",
        "seed": int(video.id[-16:], 16),
        "start_image": str(start) if start else None,
        "into": str(into),
    }


def _environment() -> dict[str, str]:
    passed = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return {**passed, SERVER_PID: str(os.getpid())}
