"""CivitAI's public REST API: models are looked for and looked at, a few calls a second at most."""

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import urlsplit

import anyio
import httpx

from infra.civitai_answers import TYPES, read_model, read_page, read_version, with_version
from infra.outbound import AddressRefused, AnswerTooLarge, guarded_client, read_bounded
from infra.providers.answers import seconds_to_wait
from infra.settings import Settings
from studio.catalogue.origins import (
    MOST_FOUND,
    Origin,
    OriginError,
    OriginModel,
    OriginPage,
    OriginRefused,
    Search,
    without_mature,
)

PATIENCE = 15.0
"""Seconds one call may take."""
RATE, BURST = 2.0, 6
"""Calls a second, and at once."""
QUEUE = 8.0
"""Seconds that somebody waits for a turn at most."""
KEPT_SECONDS, KEPT_ANSWERS = 300.0, 64
LARGEST = 16 * 2**20

_SORTS = {"RATING": "Highest Rated", "DOWNLOADS": "Most Downloaded", "NEWEST": "Newest"}
_LONGEST_CURSOR = 500
_TOO_MANY, _MISSING = httpx.codes.TOO_MANY_REQUESTS, httpx.codes.NOT_FOUND
_NO_KEY = frozenset({httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN})

T = TypeVar("T", OriginPage, OriginModel)


class Pace:
    """Lets calls through, `rate` a second and `burst` at once; none before the other side wants."""

    def __init__(self, rate: float, burst: int, now: Callable[[], float] = time.monotonic) -> None:
        self._gap = 1 / rate
        self._ahead = (burst - 1) / rate
        self._due = self._closed = float("-inf")
        self._now = now

    def turn(self) -> float:
        """Seconds to wait before this call. Raises OriginError where that is too long."""
        now = self._now()
        due = max(now, self._due)
        wait = max(0.0, due - self._ahead - now, self._closed - now)
        if wait > QUEUE:
            raise OriginError(
                f"CivitAI takes no more calls for {wait:.0f} seconds. Try again after that."
            )
        self._due = due + self._gap
        return wait

    def close(self, seconds: float) -> None:
        """The other side wants no calls for so long."""
        self._closed = max(self._closed, self._now() + seconds)


class Civitai(Origin):
    """One per process: it keeps answers for some minutes, and the pace of all calls."""

    def __init__(self, settings: Settings, *, pace: Pace | None = None) -> None:
        self._base = settings.civitai_url.rstrip("/")
        self._host = urlsplit(self._base).hostname or self._base
        key = settings.civitai_key
        self._headers = {"Authorization": f"Bearer {key.get_secret_value()}"} if key else {}
        self._pace = pace or Pace(RATE, BURST)
        self._kept: OrderedDict[Any, tuple[float, Any]] = OrderedDict()

    async def search(self, wanted: Search) -> OriginPage:
        types = [name for name, kind in TYPES.items() if kind in (wanted.kinds or TYPES.values())]
        if wanted.first < 1 or not types or not _is_cursor(wanted.cursor):
            return OriginPage((), None)
        asked: dict[str, Any] = {
            "limit": min(wanted.first, MOST_FOUND),
            "types": types,
            "nsfw": str(wanted.nsfw).lower(),
            "sort": _SORTS[wanted.sort],
        }
        given = {"query": wanted.query, "baseModels": list(wanted.bases), "cursor": wanted.cursor}
        asked |= {name: value for name, value in given.items() if value}
        page = await self._get("/api/v1/models", asked, read_page)
        if page is None:
            return OriginPage((), None)
        if wanted.nsfw:
            return page
        tame = (without_mature(model) for model in page.models)
        return OriginPage(tuple(model for model in tame if model is not None), page.cursor)

    async def model(self, model_id: str) -> OriginModel | None:
        if not _is_id(model_id):
            return None
        return await self._get(f"/api/v1/models/{model_id}", {}, read_model)

    async def model_of(self, version_id: str) -> OriginModel | None:
        if not _is_id(version_id):
            return None
        alone = await self._get(f"/api/v1/model-versions/{version_id}", {}, read_version)
        model = await self.model(alone.id) if alone is not None else None
        return with_version(model, alone.versions[0]) if alone and model else None

    async def _get(
        self, path: str, asked: Mapping[str, Any], read: Callable[[bytes, str], T]
    ) -> T | None:
        key = (path, repr(sorted(asked.items())))
        now = time.monotonic()
        until, known = self._kept.get(key, (0.0, None))
        if until > now:
            return known  # type: ignore[no-any-return]
        body = await self._call(path, asked)
        if body is None:
            return None
        try:
            found = await anyio.to_thread.run_sync(read, body, self._base)
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
            raise OriginError(
                f"What answers at {self._host} does not speak as CivitAI does. Try again in a "
                "minute; if it stays so, check STORYCANVAS_CIVITAI_URL."
            ) from None
        self._kept[key] = (time.monotonic() + KEPT_SECONDS, found)
        self._kept.move_to_end(key)
        if len(self._kept) > KEPT_ANSWERS:
            self._kept.popitem(last=False)
        return found

    async def _call(self, path: str, asked: Mapping[str, Any]) -> bytes | None:
        """The body; None for what is not there. One who is asked to wait a little does so once."""
        for last in (False, True):
            await anyio.sleep(self._pace.turn())
            status, headers, body = await self._send(path, asked)
            if status != _TOO_MANY:
                break
            seconds = seconds_to_wait(headers.get("retry-after"))
            self._pace.close(seconds)
            if last:
                raise OriginError(
                    f"CivitAI asks for fewer calls. Try again in {seconds:.0f} seconds."
                )
        if status == _MISSING:
            return None
        if status in _NO_KEY:
            raise OriginRefused(
                "CivitAI refuses this studio's key. Give a valid one as STORYCANVAS_CIVITAI_KEY."
                if self._headers
                else "CivitAI shows this to its users alone. Set STORYCANVAS_CIVITAI_KEY to a key of "
                "your account there, and start the studio again."
            )
        if status != httpx.codes.OK:
            raise OriginError(f"CivitAI answers with HTTP {status}. Try again in a minute.")
        return body

    async def _send(self, path: str, asked: Mapping[str, Any]) -> tuple[int, httpx.Headers, bytes]:
        # The address is the operator's own setting: a mirror may be in a private network.
        async with guarded_client(allow_private=True, timeout=PATIENCE) as client:
            try:
                with anyio.fail_after(PATIENCE):
                    async with client.stream(
                        "GET", f"{self._base}{path}", params=dict(asked), headers=self._headers
                    ) as answer:
                        body = await read_bounded(answer, LARGEST)
            except AddressRefused as error:
                raise OriginRefused(
                    f"STORYCANVAS_CIVITAI_URL cannot be called: {error.message}"
                ) from None
            except AnswerTooLarge:
                raise OriginError(
                    f"{self._host} answers with more than this studio reads. Ask for fewer models."
                ) from None
            except (TimeoutError, httpx.TimeoutException):
                raise OriginError(
                    f"{self._host} does not answer in time. Try again in a minute."
                ) from None
            except (httpx.HTTPError, httpx.InvalidURL):
                raise OriginError(
                    f"{self._host} cannot be reached. Check that this machine reaches the internet."
                ) from None
        return answer.status_code, answer.headers, body


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 18


def _is_cursor(text: str | None) -> bool:
    return text is None or (0 < len(text) <= _LONGEST_CURSOR and text.isprintable())
