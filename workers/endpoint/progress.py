"""Progress on its way out: to the address in the input, and to RunPod's own progress."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any, Self

import anyio
import httpx

from infra.comfyui.previews import fit_preview
from workers.endpoint.errors import plain
from workers.endpoint.render import Stage
from workers.endpoint.task import VERSION

Publish = Callable[[dict[str, Any], Mapping[str, Any]], None]

INTERVAL = 0.5
_LARGEST_PREVIEW = 48 * 1024 // 4 * 3  # bytes of JPEG that make 48 KiB of base64
_SMALL_PREVIEW = 8 * 1024
_REPORT_WITHIN = 2.0
_FLUSH_WITHIN = 3.0
_SETTLE_WITHIN = 2.0

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Tick:
    stage: Stage
    progress: float
    message: str
    preview: bytes | None = None


class Reporter:
    """Sends ticks in order, at most one each half second; a new stage goes out at once.

    What comes faster replaces what waits. Failures are logged and otherwise ignored. Leaving it
    waits for what is on its way, for a tick must not overtake the job's answer.
    """

    def __init__(
        self,
        job: dict[str, Any],
        *,
        http: httpx.AsyncClient,
        report: str | None,
        publish: Publish | None,
        interval: float = INTERVAL,
    ) -> None:
        self._job = job
        self._http = http
        self._report = report
        self._publish = publish
        self._interval = interval
        self._waiting: list[Tick] = []
        self._wake = asyncio.Event()
        self._closing = False
        self._sent_at = 0.0
        self._sent_stage: Stage | None = None
        self._seq = 0
        self._threads: set[threading.Thread] = set()
        self._sender: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._sender = asyncio.create_task(self._send_all())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._sender is not None and not self._sender.done():
            self._sender.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._sender
        if kind is None or issubclass(kind, Exception):
            await asyncio.to_thread(_join, self._threads)

    def say(self, tick: Tick) -> None:
        last = self._waiting[-1] if self._waiting else None
        if last is not None and last.stage == tick.stage:
            self._waiting[-1] = replace(tick, preview=tick.preview or last.preview)
        else:
            self._waiting.append(tick)
        self._wake.set()

    async def finish(self) -> None:
        """Send what waits."""
        self._closing = True
        self._wake.set()
        if self._sender is not None:
            await asyncio.wait((self._sender,), timeout=_FLUSH_WITHIN)

    async def _send_all(self) -> None:
        while True:
            delay = self._delay()
            if delay == 0:
                await self._send(self._waiting.pop(0))
            elif delay is None and self._closing:
                return
            else:
                self._wake.clear()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(delay):
                        await self._wake.wait()

    def _delay(self) -> float | None:
        if not self._waiting:
            return None
        changed = self._waiting[0].stage != self._sent_stage
        if self._closing or changed or len(self._waiting) > 1:
            return 0
        return max(0, self._sent_at + self._interval - time.monotonic())

    async def _send(self, tick: Tick) -> None:
        self._sent_at, self._sent_stage = time.monotonic(), tick.stage
        self._seq += 1
        shown = await _shown(tick.preview)
        said = {
            "storycanvas": VERSION,
            "job": self._job["id"],
            "seq": self._seq,
            "stage": tick.stage,
            "progress": round(min(1.0, max(0.0, tick.progress)), 4),
            "message": plain(tick.message[:300]),
            "preview": _preview(shown),
        }
        spare = self._report is not None and shown is not None and len(shown) > _SMALL_PREVIEW
        self._tell_runpod(said | {"preview": None} if spare else said)
        if self._report is not None:
            await self._post(self._report, said)

    async def _post(self, address: str, said: Mapping[str, Any]) -> None:
        try:
            with anyio.fail_after(_REPORT_WITHIN):
                answer = await self._http.post(address, json=said)
            if answer.is_error:
                log.warning("progress was refused with HTTP %s", answer.status_code)
        except (httpx.HTTPError, TimeoutError) as error:
            log.warning("progress did not arrive: %s", type(error).__name__)

    def _tell_runpod(self, said: Mapping[str, Any]) -> None:
        if self._publish is None:
            return
        # The SDK sends from a thread of its own and keeps no hold of it.
        before = set(threading.enumerate())
        self._publish(self._job, said)
        self._threads = {thread for thread in self._threads if thread.is_alive()}
        self._threads |= set(threading.enumerate()) - before


def _join(threads: set[threading.Thread]) -> None:
    until = time.monotonic() + _SETTLE_WITHIN
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))


async def _shown(preview: bytes | None) -> bytes | None:
    if preview is None:
        return None
    return await asyncio.to_thread(fit_preview, preview, _LARGEST_PREVIEW)


def _preview(shown: bytes | None) -> dict[str, str] | None:
    if shown is None:
        return None
    return {"type": "image/jpeg", "data": base64.b64encode(shown).decode("ascii")}
