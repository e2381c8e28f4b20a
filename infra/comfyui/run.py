"""One graph, from the queue to its files."""

from __future__ import annotations

import asyncio
import contextlib
import time
import uuid
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import WebSocketException

from infra.comfyui.client import ComfyClient, History, Queued
from infra.comfyui.errors import (
    ComfyUnreachable,
    ExecutionFailed,
    GraphRefused,
    Interrupted,
    execution_failed,
    partly_refused,
)
from infra.comfyui.messages import Ended, Executing, read_message
from infra.comfyui.progress import Tracker, Update

_CANCEL_WITHIN = 2.0


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: of silence before /history is asked, between tries, and until we give up."""

    silence: float = 5.0
    retry: float = 0.5
    gone: float = 60.0


async def wait_until_up(
    comfy: ComfyClient, *, within: float, on_wait: Callable[[], Awaitable[None]] | None = None
) -> dict[str, Any]:
    """What a ComfyUI that may still be starting tells of itself (`infra.comfyui.system`); raises
    ComfyUnreachable after `within` seconds."""
    until = time.monotonic() + within
    while True:
        try:
            return await comfy.system_stats()
        except ComfyUnreachable:
            if time.monotonic() >= until:
                raise
            if on_wait is not None:
                await on_wait()
            await asyncio.sleep(0.5)


async def run_graph(
    comfy: ComfyClient,
    graph: Mapping[str, Any],
    *,
    on_update: Callable[[Update], Awaitable[None]],
    extra_data: Mapping[str, Any] | None = None,
    wanted: Collection[str] | None = None,
    patience: Patience | None = None,
) -> History:
    """Queue a graph in API format and follow it to its end; the history of its success.

    A graph of which ComfyUI can run a part alone is refused, and taken out again, where the rest is
    needed by one of the output nodes that are `wanted`, or by any if none are named. The WebSocket
    brings progress; /history is the truth, asked whenever the socket is lost or silent. Cancelling
    this coroutine takes the graph out of ComfyUI.
    Raises GraphRefused, ExecutionFailed, Interrupted, ComfyUnreachable.
    """
    run = _Run(comfy, graph, str(uuid.uuid4()), on_update, patience or Patience(), wanted)
    try:
        return await run.follow(extra_data)
    except (asyncio.CancelledError, ComfyUnreachable, GraphRefused):
        with contextlib.suppress(ComfyUnreachable, TimeoutError):
            await asyncio.wait_for(run.withdraw(), _CANCEL_WITHIN)
        raise


class _Run:
    def __init__(
        self,
        comfy: ComfyClient,
        graph: Mapping[str, Any],
        prompt: str,
        on_update: Callable[[Update], Awaitable[None]],
        patience: Patience,
        wanted: Collection[str] | None,
    ) -> None:
        self._comfy = comfy
        self._wanted = wanted
        self._graph = graph
        self._prompt = prompt
        self._on_update = on_update
        self._patience = patience
        self._tracker = Tracker(graph, prompt)
        self._submission: asyncio.Task[Queued] | None = None
        self._lost_since: float | None = None
        self._missed = 0

    async def follow(self, extra_data: Mapping[str, Any] | None) -> History:
        while True:
            try:
                async with self._comfy.listen() as socket:
                    self._lost_since = None
                    if self._submission is None:
                        await self._submit(extra_data)
                    elif (history := await self._verdict()) is not None:
                        return history
                    return await self._read(socket)
            except (WebSocketException, OSError, ComfyUnreachable) as error:
                await self._bear(error)

    async def withdraw(self) -> None:
        """Take the graph out of ComfyUI, once the question whether it is there has an answer."""
        if self._submission is not None:
            await asyncio.wait((self._submission,))
            if not isinstance(self._submission.exception(), GraphRefused):
                await self._comfy.cancel(self._prompt)

    async def _submit(self, extra_data: Mapping[str, Any] | None) -> None:
        self._submission = asyncio.create_task(
            self._comfy.queue(self._graph, self._prompt, extra_data=extra_data)
        )
        # Shielded: a request cut off half way would leave a run that nobody withdraws.
        queued = await asyncio.shield(self._submission)
        refused = partly_refused(queued.problems, self._wanted)
        if refused is not None:
            raise refused

    async def _read(self, socket: ClientConnection) -> History:
        while True:
            try:
                async with asyncio.timeout(self._patience.silence):
                    raw = await socket.recv()
            except TimeoutError:
                if (history := await self._verdict()) is not None:
                    return history
                continue
            message = read_message(raw)
            if message is None:
                continue
            if (update := self._tracker.take(message)) is not None:
                await self._on_update(update)
            if self._is_end(message):
                return await self._ended()

    def _is_end(self, message: object) -> bool:
        match message:
            case Ended(prompt=prompt) | Executing(prompt=prompt, node=None):
                return prompt == self._prompt
            case _:
                return False

    async def _ended(self) -> History:
        """The history of a run said to be over: it is written just after that is said."""
        for _ in range(100):
            if (history := await self._verdict()) is not None:
                return history
            await asyncio.sleep(0.02)
        raise ComfyUnreachable(f"ComfyUI at {self._comfy.host} keeps no history of its runs.")

    async def _verdict(self) -> History | None:
        """The history of the run if it succeeded; None while it is under way."""
        history = await self._comfy.history(self._prompt)
        if history is None:
            await self._look_for_it()
            return None
        if history.outcome == "interrupted":
            raise Interrupted("The run was stopped at the ComfyUI.")
        if history.outcome != "success":
            raise execution_failed(history.data)
        return history

    async def _look_for_it(self) -> None:
        self._missed = 0 if await self._comfy.is_queued(self._prompt) else self._missed + 1
        if self._missed > 3:
            raise ExecutionFailed(
                "ComfyUI no longer knows this run: it was restarted, or killed for want of memory."
            )

    async def _bear(self, error: Exception) -> None:
        sent = self._submission
        submitted = sent is not None and sent.done() and sent.exception() is None
        now = time.monotonic()
        self._lost_since = self._lost_since or now
        if submitted and now - self._lost_since < self._patience.gone:
            await asyncio.sleep(self._patience.retry)
            return
        if isinstance(error, ComfyUnreachable):
            raise error
        raise ComfyUnreachable(
            f"ComfyUI at {self._comfy.host} does not answer ({type(error).__name__})."
            " Check that it runs and that COMFYUI_URL is right."
        ) from error
