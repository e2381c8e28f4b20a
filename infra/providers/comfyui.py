"""A ComfyUI server spoken to directly: graphs out, files fetched from it, news over its WebSocket.

A graph is queued under the attempt's own id, so that one whose answer was lost can be looked up.
/history is the truth of how it ended. What the outputs are is sent along and read back from
there, so that nothing has to be remembered here.
"""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs

import anyio
import httpx
from websockets.exceptions import InvalidStatus, WebSocketException

from infra.comfyui.client import ComfyClient, Dial
from infra.comfyui.errors import ComfyUnreachable, FileTooLarge, GraphRefused, partly_refused
from infra.comfyui.history import Queue
from infra.comfyui.outputs import OutputFile
from infra.comfyui.system import gpu_of, version_of
from infra.outbound import AddressRefused
from infra.providers.answers import one_line, seconds_to_wait
from infra.providers.comfyui_hearing import Hearing
from infra.providers.comfyui_history import MARK, mark_of, read_end
from infra.providers.files import OpenFile, read_input
from studio.kernel.ids import untyped
from studio.rendering.ports import (
    Accepted,
    Finder,
    Health,
    Listening,
    Lost,
    Order,
    Output,
    Provider,
    ProviderBusy,
    ProviderError,
    ProviderLost,
    ProviderMisconfigured,
    ProviderRefused,
    ProviderUnsupported,
    Report,
    ReportState,
)

_INPUT_BYTES = 100 * 1024 * 1024  # ComfyUI's own limit of an upload
_ADVICE = "Check that it runs and that the endpoint's address is right."
_LOOK_AGAIN = 0.5
_LOOKS = 2
_DOWNLOAD = 600.0
_GIGABYTE = 2**30


class ComfyUI(Provider, Listening, Finder):
    """One ComfyUI; `client_id` is always the same, so that one WebSocket hears of all its jobs.

    `open_file` gives the bytes of an order's files; `dial` the addresses that the WebSocket may
    be opened to; `api_key` goes along as a bearer token and is never shown.
    """

    names: ClassVar[bool] = True

    def __init__(
        self,
        client: httpx.AsyncClient,
        *,
        url: str,
        client_id: str,
        open_file: OpenFile,
        api_key: str | None = None,
        dial: Dial | None = None,
    ) -> None:
        self._comfy = ComfyClient(
            url,
            client,
            client_id=client_id,
            headers={"Authorization": f"Bearer {api_key}"} if api_key else None,
            advice=_ADVICE,
        )
        self._open_file = open_file
        self._dial = dial

    def __repr__(self) -> str:
        return f"ComfyUI({self._comfy.host!r})"

    async def submit(self, order: Order) -> Accepted:
        """Upload the order's files, and queue its graph under the attempt's id."""
        attempt = untyped("attempt", order.attempt)
        if order.workflow is None or attempt is None:
            raise ProviderUnsupported(
                "A ComfyUI server renders workflows alone. Choose a model that has one.",
                code="WORKFLOW_MISSING",
            )
        prompt = str(attempt)
        with self._meaning():
            for file in order.files:
                data = await read_input(self._open_file, file, limit=_INPUT_BYTES)
                folder, _, name = file.name.rpartition("/")
                await self._comfy.upload_image(name, data, subfolder=folder)
        try:
            queued = await self._comfy.queue(
                order.workflow, prompt, extra_data={MARK: mark_of(order)}
            )
        except GraphRefused as error:
            raise _refused(str(error)) from None
        except ComfyUnreachable as error:
            return await self._look_for(prompt, error)
        refused = partly_refused(queued.problems, order.output_nodes)
        if refused is not None:
            await self._withdraw(queued.prompt, refused)
        return Accepted(queued.prompt)

    async def status(self, provider_job_id: str) -> Report:
        """How it stands with a graph; GONE when this ComfyUI does not know it (any more)."""
        with self._meaning():
            return await self._look(provider_job_id) or Report(
                state=ReportState.GONE,
                error_code="ENDPOINT_FORGOT",
                error_message="This ComfyUI no longer knows the render: it was started anew, or "
                "somebody removed it from its queue. Retry.",
            )

    async def find(self, lost: Lost) -> str | None:
        """The graph that is here under the attempt's id, waiting, running or over."""
        attempt = untyped("attempt", lost.attempt)
        with self._meaning():
            there = attempt is not None and await self._look(str(attempt)) is not None
        return str(attempt) if there else None

    async def cancel(self, provider_job_id: str) -> None:
        """Take the graph out of the queue, and interrupt it alone if it is the one that runs."""
        with self._meaning():
            await self._comfy.cancel(provider_job_id)

    async def fetch(self, provider_job_id: str, output: Output, into: Path, *, limit: int) -> None:
        """Write the file that /view has for the output."""
        asked = parse_qs(output.source or "")
        names = {name: values[0] for name, values in asked.items()}
        file = OutputFile(
            node="",
            key="",
            filename=names.get("filename", ""),
            subfolder=names.get("subfolder", ""),
            folder=names.get("type", "output"),
        )
        try:
            with anyio.fail_after(_DOWNLOAD):
                await self._comfy.download(file, into, limit=limit)
        except FileTooLarge as error:
            raise ProviderRefused(str(error), code="OUTPUT_TOO_LARGE") from None
        except TimeoutError:
            raise ProviderBusy(f"ComfyUI did not give {file.filename} in time.") from None
        except ComfyUnreachable as error:
            if error.status in {400, 404}:
                raise ProviderRefused(one_line(str(error)), code="OUTPUT_MISSING") from None
            raise self._error(error) from None
        if not into.stat().st_size:  # noqa: ASYNC240 (one look at a file just written)
            raise ProviderRefused(f"ComfyUI gave {file.filename} empty.", code="OUTPUT_DAMAGED")

    async def health(self) -> Health:
        """What the server says of itself; never raises for one that cannot be asked."""
        try:
            facts = await self.facts()
            with self._meaning():
                queue = await self._comfy.waiting()
        except ProviderError as error:
            return Health(online=False, detail=error.message)
        devices = ", ".join(map(_described, facts["devices"]))
        return Health(
            online=True,
            detail=f"ComfyUI {facts['version']}" + (f" on {devices}" if devices else ""),
            queued=len(queue.pending),
            running=len(queue.running),
        )

    async def facts(self) -> dict[str, Any]:
        """`version`, and of each of `devices` the `name`, `type`, `vram_total` and `vram_free`
        (bytes); `renderer` and `gpu` as a Machine has them. Raises ProviderError."""
        with self._meaning():
            told = await self._comfy.system_stats()
        devices = told.get("devices")
        version = one_line(version_of(told), 40)
        return {
            "version": version or "of an unknown version",
            "devices": [_device(one) for one in _list(devices)[:16] if isinstance(one, dict)],
            "renderer": f"comfyui/{version}" if version else None,
            "gpu": one_line(gpu_of(devices)) or None,
        }

    async def listen(self) -> AsyncIterator[tuple[str, Report]]:
        """News of everything that was queued under this client's id, until the connection ends.

        Ends with ProviderBusy, or ProviderMisconfigured where listening is refused.
        """
        hearing = Hearing(self._comfy)
        with self._meaning(), _listening(self._comfy.host):
            async with self._comfy.listen(self._dial) as socket:
                async for raw in socket:
                    async for news in hearing.take(raw):
                        yield news
        raise ProviderBusy(f"{self._comfy.host} has closed the connection.")

    async def _look_for(self, prompt: str, lost: ComfyUnreachable) -> Accepted:
        """What became of a graph whose submission was not answered."""
        error = self._error(lost)
        if not lost.sent or not isinstance(error, ProviderBusy) or lost.status == 429:
            raise error
        try:
            if await self._look(prompt) is not None:
                return Accepted(prompt)
        except ComfyUnreachable:
            raise ProviderLost(error.message, provider_job_id=prompt) from None
        raise ProviderBusy(
            f"{error.message} It has not taken the render.", retry_after=error.retry_after
        )

    async def _look(self, prompt: str) -> Report | None:
        """The prompt's standing, or None. It is looked for twice, since it may be on its way from
        one list to the next, or to the first."""
        for look in range(_LOOKS):
            if look:
                await anyio.sleep(_LOOK_AGAIN)
            history = await self._comfy.history(prompt)
            if history is not None:
                return read_end(history)
            standing = _standing(await self._comfy.waiting(), prompt)
            if standing is not None:
                return standing
        return None

    async def _withdraw(self, prompt: str, refused: GraphRefused) -> None:
        """Refuse a graph that was taken though some of its outputs cannot be made."""
        try:
            await self._comfy.cancel(prompt)
        except ComfyUnreachable:
            return  # it runs, and what it makes is kept
        raise _refused(str(refused))

    @contextmanager
    def _meaning(self) -> Iterator[None]:
        try:
            yield
        except ComfyUnreachable as error:
            raise self._error(error) from None

    def _error(self, error: ComfyUnreachable) -> ProviderError:
        """What a fault means where the question can be asked again."""
        if isinstance(error.__cause__, AddressRefused):
            return ProviderMisconfigured(error.__cause__.message, code="ADDRESS_REFUSED")
        return _of_status(error.status, one_line(str(error)), error.retry_after)


def _of_status(status: int | None, words: str, retry_after: str | None) -> ProviderError:
    if status is None or status >= 500 or status in {408, 425, 429}:
        return ProviderBusy(words, retry_after=seconds_to_wait(retry_after))
    if status in {401, 402, 403}:
        return ProviderMisconfigured(
            f"{words} It wants another key, or none: give the endpoint the right one.",
            code="PROVIDER_KEY",
        )
    if status < 400 or status in {404, 405}:
        return ProviderMisconfigured(
            f"{words} This is not the address of a ComfyUI.", code="PROVIDER_ADDRESS"
        )
    if status == 413:
        return ProviderRefused(f"{words} The order is too large.", code="PAYLOAD_TOO_LARGE")
    return ProviderRefused(words, code="PROVIDER_REFUSED")


@contextmanager
def _listening(host: str) -> Iterator[None]:
    """Faults of the WebSocket as those of a call."""
    try:
        yield
    except AddressRefused as error:
        raise ProviderMisconfigured(error.message, code="ADDRESS_REFUSED") from None
    except InvalidStatus as error:
        answer = error.response
        words = f"{host} answered the WebSocket with HTTP {answer.status_code}."
        raise _of_status(answer.status_code, words, answer.headers.get("Retry-After")) from None
    except (WebSocketException, OSError, EOFError) as error:
        raise ProviderBusy(f"{host} is not heard ({type(error).__name__}).") from None


def _standing(queue: Queue, prompt: str) -> Report | None:
    if any(entry.prompt == prompt for entry in queue.running):
        return Report(state=ReportState.RUNNING)
    for before, entry in enumerate(queue.pending, start=len(queue.running)):
        if entry.prompt == prompt:
            return Report(state=ReportState.QUEUED, message=f"{before} before it at this ComfyUI")
    return None


def _refused(message: str) -> ProviderRefused:
    return ProviderRefused(one_line(message, 1_000), code="GRAPH_REFUSED")


def _device(told: Mapping[str, Any]) -> dict[str, Any]:
    total, free = (
        value if isinstance(value, int) and 0 <= value < 2**53 else None
        for value in (told.get("vram_total"), told.get("vram_free"))
    )
    names = {name: one_line(told.get(name), 80) for name in ("name", "type")}
    return {**names, "vram_total": total, "vram_free": free}


def _described(device: Mapping[str, Any]) -> str:
    total, free = device["vram_total"], device["vram_free"]
    if not total:
        return str(device["name"])
    room = f"{(free or 0) / _GIGABYTE:.1f} of {total / _GIGABYTE:.1f} GB free"
    return f"{device['name']} ({room})"


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
