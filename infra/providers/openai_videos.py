"""Servers of the OpenAI Videos shape: one order makes one video, which stays there till fetched.

A creation has no key that would let it be sent twice and no name of ours, so a lost answer stays
lost, unless `find` sees exactly one video there that can only be the one. There is no way to
stop a video either: DELETE is tried, and what the server says to it is told.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import quote

import anyio
import httpx

from infra.outbound import AddressRefused, AnswerTooLarge, read_bounded, save_bounded
from infra.providers.files import OpenFile, read_input
from infra.providers.videos_answers import (
    VARIANT,
    is_id,
    read_page,
    read_report,
)
from infra.providers.videos_faults import Faults, ask_after, refused_address, retry_after
from infra.providers.videos_form import DIALECTS, Form, Menu, fit_picture, make_form
from infra.providers.videos_lost import looks_like
from studio.rendering.ports import (
    Accepted,
    Finder,
    Health,
    InputFile,
    Lost,
    Order,
    Output,
    Provider,
    ProviderBusy,
    ProviderError,
    ProviderLost,
    ProviderRefused,
    ProviderUnsupported,
    Report,
    ReportState,
)
from studio.rendering.shelf import RemoteVideo, RemoteVideoPage

OPENAI = "https://api.openai.com/v1"

_ANSWER_BYTES = 4 * 1024 * 1024
_PICTURE_BYTES = 50 * 1024 * 1024
_CREATE = httpx.Timeout(60, connect=10)
_ASK = httpx.Timeout(15, connect=10)
_FETCH = httpx.Timeout(60, connect=10)
_WHOLE = 90.0  # seconds for one call: an answer may also come drop by drop
_WHOLE_FETCH = 900.0
_CLOCKS_DIFFER = timedelta(seconds=60)
_PAGES_LOOKED_THROUGH = 5
_NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)
_NEWEST = {"limit": "100", "order": "desc"}
_NO_ROUTE = frozenset({404, 405, 501})


class OpenAIVideos(Provider, Finder):
    """One account of a server of that shape; the key is never shown.

    `client` is one of `infra.outbound`; `base_url` has the version in it, `https://…/v1`.
    """

    names: ClassVar[bool] = False

    def __init__(
        self,
        client: httpx.AsyncClient,
        *,
        base_url: str = OPENAI,
        api_key: str | None,
        model: str | None = None,
        menu: Menu | None = None,
        dialect: str = DIALECTS[0],
        open_file: OpenFile | None = None,
    ) -> None:
        self._client = client
        self._base = base_url.rstrip("/")
        self._key = api_key
        self._faults = Faults(httpx.URL(self._base).host, api_key, model)
        self._model = model
        self._menu = menu or Menu()
        self._dialect = dialect
        self._open_file = open_file

    def __repr__(self) -> str:
        return f"OpenAIVideos({self.host!r})"

    @property
    def host(self) -> str:
        """The name of the host that is called."""
        return self._faults.host

    async def submit(self, order: Order) -> Accepted:
        """Create the video. ProviderUnsupported for stills, and for more than one at a time."""
        form = self.form(order)
        parts: list[tuple[str, Any]] = [(name, (None, text)) for name, text in form.fields.items()]
        parts += [
            ("input_reference", await self._picture(picture, form)) for picture in order.files
        ]
        return await self._create("/videos", files=parts)

    def form(self, order: Order) -> Form:
        """What the server is asked for. Raises ProviderUnsupported for what it cannot make."""
        return make_form(order, model=self._model, menu=self._menu, dialect=self._dialect)

    async def remix(self, video_id: str, prompt: str) -> Accepted:
        """Create a video from one that is there, changed as the prompt says."""
        return await self._create(f"{_path(video_id)}/remix", json={"prompt": prompt})

    async def status(self, provider_job_id: str) -> Report:
        """What the server says of the video now; GONE when it does not know it (any more)."""
        status, headers, value = await self._ask("GET", _path(provider_job_id))
        if status == httpx.codes.NOT_FOUND:
            return Report(state=ReportState.GONE)
        return replace(read_report(value), ask_after=ask_after(headers))

    async def cancel(self, provider_job_id: str) -> None:
        """Have it deleted unless it is made. ProviderUnsupported where the server goes on with it.

        What is made already is not deleted: it has been paid for, and can be kept.
        """
        report = await self.status(provider_job_id)
        if report.state not in {ReportState.QUEUED, ReportState.RUNNING}:
            return
        if not await self._deletes(provider_job_id):
            raise ProviderUnsupported(
                f"{self.host} does not stop a video once it is begun, and may charge for it. "
                "What it makes is kept when it is done.",
                code="CANCEL_UNSUPPORTED",
            )

    async def fetch(self, provider_job_id: str, output: Output, into: Path, *, limit: int) -> None:
        """Write the video into the file. An address that has run out is asked for anew, once."""
        for last in (False, True):
            status = await self._fetch(provider_job_id, output.source or VARIANT, into, limit)
            if status < 300:
                return
            report = await self.status(provider_job_id)
            if last or report.state is not ReportState.COMPLETED:
                break
        raise ProviderRefused(
            f"{self.host} has the video no longer (HTTP {status}). Retry to have it made anew.",
            code="OUTPUT_EXPIRED",
        )

    async def health(self) -> Health:
        """Whether the key is taken, and what the newest videos are up to; never raises.

        A server that does not list its videos is asked for its models.
        """
        try:
            status, _, value = await self._ask("GET", "/videos", params=_NEWEST, optional=True)
            if status in _NO_ROUTE:
                status, _, _ = await self._ask("GET", "/models", optional=True)
                states = None
            else:
                states = [video.state for video in read_page(value).videos]
        except ProviderError as error:
            return Health(online=False, detail=error.message)
        if status in _NO_ROUTE:
            detail = f"{self.host} has no Videos API at this address (HTTP {status})."
            return Health(online=False, detail=detail)
        return Health(
            online=True,
            detail=f"{self.host} takes the key.",
            queued=None if states is None else states.count(ReportState.QUEUED),
            running=None if states is None else states.count(ReportState.RUNNING),
        )

    async def list_videos(self, *, first: int, after: str | None = None) -> RemoteVideoPage:
        """At most `first` (1 to 100) of the account's videos, the newest first."""
        params = {"limit": str(min(100, max(1, first))), "order": "desc"}
        if after is not None:
            params["after"] = after
        status, _, value = await self._ask("GET", "/videos", params=params, optional=True)
        if status in _NO_ROUTE:
            raise ProviderUnsupported(f"{self.host} does not list its videos.")
        return read_page(value)

    async def delete_video(self, video_id: str) -> None:
        """Have it deleted there; one that is gone already is deleted."""
        await self._ask("DELETE", _path(video_id))

    async def find(self, lost: Lost) -> str | None:
        """The video that can only be what became of a lost creation, or None.

        It looks like what was asked for, was created since, and is nobody's. Of as many as are
        lost that look the same the first will do; of more, somebody else made one.
        """
        begin = lost.since - _CLOCKS_DIFFER
        found: list[RemoteVideo] = []
        after: str | None = None
        for _ in range(_PAGES_LOOKED_THROUGH):
            page = await self.list_videos(first=100, after=after)
            dated = [(video, video.created_at) for video in page.videos if video.created_at]
            found += [
                video
                for video, created_at in dated
                if created_at >= begin
                and looks_like(video, lost, self._model, self._menu, self._dialect)
            ]
            if not page.has_more or any(created_at < begin for _, created_at in dated):
                return found[-1].id if 0 < len(found) <= lost.alike else None
            after = page.last_id
        return None  # too many to tell

    async def _deletes(self, video_id: str) -> bool:
        """Whether the server deletes the video, or has none of this id."""
        try:
            status, _, value = await self._ask("DELETE", _path(video_id), optional=True)
        except ProviderRefused:
            return False
        said_no = isinstance(value, dict) and value.get("deleted") is False
        return status == httpx.codes.NOT_FOUND or (status < 300 and not said_no)

    async def _picture(self, picture: InputFile, form: Form) -> tuple[str, bytes, str]:
        if self._open_file is None:
            raise ProviderUnsupported("This endpoint cannot be given a picture to start from.")
        data = await read_input(self._open_file, picture, limit=_PICTURE_BYTES)
        fitted = await anyio.to_thread.run_sync(fit_picture, data, form.size)
        return "input_reference.png", fitted, "image/png"

    async def _create(self, path: str, **body: Any) -> Accepted:
        try:
            status, headers, value = await self._call("POST", path, _CREATE, **body)
        except AddressRefused as error:
            raise refused_address(error) from None
        except _NOT_SENT as error:
            raise ProviderBusy(self._faults.unreachable(error)) from None
        except (httpx.HTTPError, TimeoutError, AnswerTooLarge) as error:
            raise ProviderLost(f"{self.host} did not answer ({type(error).__name__}).") from None
        if status >= 500 or status == httpx.codes.REQUEST_TIMEOUT:
            raise ProviderLost(f"{self.host} answered the creation with HTTP {status}.")
        self._faults.check(status, headers, value)
        if status == httpx.codes.NOT_FOUND:
            raise self._faults.no_such_place(value)
        identity = value.get("id") if isinstance(value, dict) else None
        if not is_id(identity):
            raise ProviderLost(f"The answer of {self.host} to the creation has no id.")
        return Accepted(str(identity))

    async def _ask(
        self,
        method: str,
        path: str,
        *,
        params: dict[str, str] | None = None,
        optional: bool = False,
    ) -> tuple[int, httpx.Headers, Any]:
        """A call that may be made again: 2xx or 404, its headers, and the JSON of the answer.

        An `optional` one may be unknown to the server in other ways too.
        """
        try:
            status, headers, value = await self._call(method, path, _ASK, params=params)
        except AddressRefused as error:
            raise refused_address(error) from None
        except (httpx.HTTPError, TimeoutError, AnswerTooLarge) as error:
            raise ProviderBusy(self._faults.unreachable(error)) from None
        if not (optional and status in _NO_ROUTE):
            if status >= 500 or status == httpx.codes.REQUEST_TIMEOUT:
                raise ProviderBusy(
                    self._faults.told(status, value), retry_after=retry_after(headers)
                )
            self._faults.check(status, headers, value)
        return status, headers, value

    async def _call(
        self, method: str, path: str, patience: httpx.Timeout, **request: Any
    ) -> tuple[int, httpx.Headers, Any]:
        call = self._client.stream(
            method, self._base + path, headers=self._headers(), timeout=patience, **request
        )
        with anyio.fail_after(_WHOLE):
            async with call as answer:
                body = await read_bounded(answer, _ANSWER_BYTES)
                return answer.status_code, answer.headers, _json(body)

    async def _fetch(self, video_id: str, variant: str, into: Path, limit: int) -> int:
        """The answer's status: below 300 the file is written, else the address has run out."""
        async with self._faults_of_fetching(), self._content(video_id, variant) as answer:
            status = answer.status_code
            if status < 300:
                if not await save_bounded(answer, into, limit):
                    raise ProviderBusy(f"{self.host} sent an empty file.")
                return status
            value = _json(await read_bounded(answer, _ANSWER_BYTES))
            if status >= 500 or status in {408, 409, 425, 429}:
                raise ProviderBusy(
                    self._faults.told(status, value), retry_after=retry_after(answer.headers)
                )
            if not answer.history and status not in {404, 410}:
                self._faults.check(status, answer.headers, value)
            return status

    @asynccontextmanager
    async def _content(self, video_id: str, variant: str) -> AsyncIterator[httpx.Response]:
        call = self._client.stream(
            "GET",
            f"{self._base}{_path(video_id)}/content",
            params={"variant": variant},
            headers=self._headers(),
            timeout=_FETCH,
            follow_redirects=True,
        )
        with anyio.fail_after(_WHOLE_FETCH):
            async with call as answer:
                yield answer

    @asynccontextmanager
    async def _faults_of_fetching(self) -> AsyncIterator[None]:
        try:
            yield
        except AddressRefused as error:
            raise refused_address(error) from None
        except AnswerTooLarge:
            raise ProviderRefused(
                "The video is larger than this studio takes. Ask for less.", code="OUTPUT_TOO_LARGE"
            ) from None
        except (httpx.HTTPError, TimeoutError) as error:
            raise ProviderBusy(self._faults.unreachable(error)) from None

    def _headers(self) -> dict[str, str]:
        plain = {"Accept-Encoding": "identity"}
        return {**plain, "Authorization": f"Bearer {self._key}"} if self._key else plain


def _path(video_id: str) -> str:
    return f"/videos/{quote(video_id, safe='')}"


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
