"""What a ComfyUI says over its WebSocket, as reports: of one prompt at a time, as it runs them."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

from infra.comfyui.client import ComfyClient
from infra.comfyui.messages import Ended, Executing, Message, QueueStatus, Started, read_message
from infra.comfyui.previews import fit_preview
from infra.comfyui.progress import Tracker, Update
from infra.providers.answers import PREVIEW_BYTES, one_line
from infra.providers.comfyui_history import read_end
from studio.rendering.ports import Report, ReportState

_EVERY = 0.5  # seconds between two reports of the same kind
_HISTORY_WITHIN = 2.0
_PAUSE = 0.05


@dataclass(slots=True)
class _Run:
    prompt: str
    tracker: Tracker
    said_at: float = 0.0
    state: ReportState | None = None
    preview: bytes | None = None


class Hearing:
    """Turns frames into reports.

    `seq` is the time in milliseconds, so that it also rises over a new connection.
    """

    def __init__(self, comfy: ComfyClient) -> None:
        self._comfy = comfy
        self._run: _Run | None = None
        self._over: str | None = None
        self._seq = 0

    async def take(self, raw: str | bytes) -> AsyncIterator[tuple[str, Report]]:
        """The news in a frame. Raises ComfyUnreachable."""
        message = read_message(raw)
        if message is None or isinstance(message, QueueStatus):
            return
        prompt = message.prompt or (self._run.prompt if self._run else None)
        if prompt is None or (prompt == self._over and not isinstance(message, Started)):
            return
        if isinstance(message, Ended) or (isinstance(message, Executing) and message.node is None):
            self._run, self._over = None, prompt
            if (report := await self._end(prompt)) is not None:
                yield prompt, report
            return
        run = await self._running(prompt)
        if (report := await self._progress(run, message)) is not None:
            yield prompt, report

    async def _running(self, prompt: str) -> _Run:
        if self._run is None or self._run.prompt != prompt:
            queue = await self._comfy.waiting()
            graphs = {one.prompt: one.graph for one in (*queue.running, *queue.pending)}
            self._run = _Run(prompt, Tracker(graphs.get(prompt, {}), prompt))
        return self._run

    async def _progress(self, run: _Run, message: Message) -> Report | None:
        update = run.tracker.take(message)
        if update is None:
            return None
        run.preview = update.preview or run.preview
        state = ReportState.STARTING if update.loading else ReportState.RUNNING
        now = time.monotonic()
        if state is run.state and now - run.said_at < _EVERY:
            return None
        run.state, run.said_at = state, now
        preview, run.preview = run.preview, None
        return await self._report(state, update, preview)

    async def _report(self, state: ReportState, update: Update, preview: bytes | None) -> Report:
        self._seq = max(self._seq + 1, time.time_ns() // 1_000_000)
        shown = await asyncio.to_thread(fit_preview, preview, PREVIEW_BYTES) if preview else None
        return Report(
            state=state,
            seq=self._seq,
            progress=update.progress,
            message=one_line(update.message),
            preview=shown,
        )

    async def _end(self, prompt: str) -> Report | None:
        """How the prompt ended: the history is written just after that is said."""
        until = time.monotonic() + _HISTORY_WITHIN
        while True:
            history = await self._comfy.history(prompt)
            if history is not None:
                return read_end(history)
            if time.monotonic() > until:
                return None
            await asyncio.sleep(_PAUSE)
