"""Looks at endpoints: the test that a person asks for, and the check that is made by itself.

What a person who connects one can get wrong is tried in order. An address that somebody gave is
called through infra.outbound, so that a test is no way to look around in a network.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

import anyio
import httpx

from infra.outbound import AddressRefused, guarded_client, vet_address
from infra.providers.model_shelf import ModelShelf
from infra.providers.openai_videos import OPENAI
from infra.providers.probing_comfyui import look_at_comfyui, look_closer
from infra.providers.probing_connection import (
    ADDRESS,
    CONNECTION,
    PATIENCE,
    RESULTS,
    SERVICE,
    Look,
    check_address,
    silent,
)
from infra.providers.probing_families import MODELS
from infra.providers.probing_pull import MACHINES, look_at_machines
from infra.providers.probing_runpod import look_at_runpod
from infra.providers.probing_videos import look_at_videos
from infra.providers.pull import OpenWork, Pull, Wake
from infra.providers.registry import (
    WORKER_COMFYUI,
    comfyui_for,
    key_of,
    runpod_for,
    videos_for,
    videos_place,
)
from infra.providers.runpod import CLOUD, open_client
from infra.settings import Settings
from studio.kernel.errors import UserError
from studio.kernel.ports import Sealer
from studio.rendering.availability import Availability, standing_of
from studio.rendering.ports import (
    Check,
    EndpointFacts,
    EndpointHealth,
    Finding,
    InputFile,
    Prober,
    ProviderError,
    Vetter,
)

REST = 2.0
"""Seconds during which the same question gets the same answer."""

_MARGIN = 0.5
_RENDERER, _TEST, _PROTOCOL = "Renderer", "Test", "Protocol"
_SILENT = frozenset({ADDRESS, CONNECTION, MACHINES})
"""What fails where nobody answers. All else fails where somebody does."""
log = logging.getLogger(__name__)


def local_note(settings: Settings) -> str:
    """What the local endpoint renders with, in words. No part of an address that may be secret."""
    if settings.comfyui_url is None:
        return "Rehearsal: draws storyboard panels on this machine, free"
    parts = urlsplit(settings.comfyui_url)
    port = f":{parts.port}" if parts.port else ""
    return f"ComfyUI at {parts.hostname}{port}: renders with its own models"


class AddressVetter(Vetter):
    """Looks addresses up, and says whether they would be called now."""

    def __init__(self, settings: Settings) -> None:
        self._allow_private = settings.allow_private_endpoints
        self._known = {_origin(CLOUD), _origin(settings.runpod_base_url)}

    async def vet(self, url: str) -> None:
        try:
            origin = _origin(url)
        except ValueError:
            raise UserError(
                "This is not an address; one begins with https://.", field=["url"]
            ) from None
        if origin in self._known:
            return
        if origin[0] == "http" and not self._allow_private:
            raise UserError(
                "What goes over http:// can be read and changed on its way. Give an https:// "
                "address; in a network of your own set STORYCANVAS_ALLOW_PRIVATE_ENDPOINTS=true.",
                field=["url"],
            )
        try:
            await vet_address(url, allow_private=self._allow_private)
        except AddressRefused as error:
            raise UserError(error.message, field=["url"]) from None


@dataclass(frozen=True, slots=True)
class _Run:
    checks: asyncio.Task[tuple[Check, ...]]
    until: float


class EndpointProber(Prober):
    """Looks at endpoints; those who ask for the same at the same time share one run.

    `open_work` and `wake` are for machines that fetch their work, which wait in our own database.
    """

    def __init__(
        self,
        settings: Settings,
        sealer: Sealer,
        *,
        reachable: bool,
        open_work: OpenWork | None = None,
        wake: Wake | None = None,
    ) -> None:
        self._settings = settings
        self._sealer = sealer
        self._reachable = reachable
        self._open_work = open_work
        self._wake = wake
        self._runs: dict[EndpointFacts, _Run] = {}

    async def probe(self, endpoint: EndpointFacts) -> tuple[Check, ...]:
        """All there is to try, in ten seconds at most."""
        now = asyncio.get_running_loop().time()
        self._runs = {
            facts: run
            for facts, run in self._runs.items()
            if not run.checks.done() or run.until > now
        }
        run = self._runs.get(endpoint)
        if run is None:
            task = asyncio.create_task(self._probe(endpoint))
            run = self._runs[endpoint] = _Run(task, now + REST)
        return await asyncio.shield(run.checks)

    async def check(self, endpoint: EndpointFacts) -> Finding:
        """How it is, by what can be told quickly. Whatever goes wrong, it is not well then."""
        look = await self._look(endpoint, closer=False)
        wrong = next((check for check in look.checks if not check.ok), None)
        if wrong is None:
            return Finding(EndpointHealth.ONLINE, look.summary, look.facts)
        health = EndpointHealth.OFFLINE if wrong.name in _SILENT else EndpointHealth.UNHEALTHY
        words = f"{wrong.detail} {wrong.todo}" if wrong.todo else wrong.detail
        return Finding(health, words, look.facts)

    async def _probe(self, endpoint: EndpointFacts) -> tuple[Check, ...]:
        look = await self._look(endpoint, closer=True)
        checks = list(look.checks)
        if endpoint.local and endpoint.provider == "RUNPOD" and checks[0].ok:
            return (*checks, Check(_RENDERER, True, local_note(self._settings) + "."))
        if all(check.name != RESULTS for check in checks):
            checks.append(self._results(endpoint))
        service = _service(endpoint)
        return tuple(checks) if service is None else (service, *checks)

    async def _look(self, endpoint: EndpointFacts, *, closer: bool) -> Look:
        try:
            with anyio.fail_after(PATIENCE):
                return await self._by_protocol(endpoint, closer=closer)
        except ProviderError as error:
            return Look((Check(CONNECTION, False, error.message, _set_up(endpoint)),))
        except TimeoutError:
            return Look((silent(endpoint.name, local=endpoint.local),))
        except Exception as error:
            log.exception("the test of an endpoint failed")
            failed = f"The test itself failed ({type(error).__name__})."
            return Look((Check(_TEST, False, failed, "Try again; the studio's log has more."),))

    async def _by_protocol(self, endpoint: EndpointFacts, *, closer: bool) -> Look:
        match endpoint.provider:
            case "RUNPOD":
                return await self._runpod(endpoint)
            case "COMFYUI":
                return await self._comfyui(endpoint, closer=closer)
            case "OPENAI_VIDEOS":
                return await self._videos(endpoint)
            case "PULL" if self._open_work is not None and self._wake is not None:
                return await look_at_machines(Pull(endpoint.id, self._open_work, self._wake))
        unknown = f"Endpoints of the kind {endpoint.provider} cannot be tested here."
        return Look((Check(_PROTOCOL, False, unknown),))

    async def _runpod(self, endpoint: EndpointFacts) -> Look:
        own = _own_url(endpoint, self._settings)
        address = await self._address(own)
        if address is not None and not address.ok:
            return Look((address,))
        async with open_client() if own is None else self._outside() as client:
            provider = runpod_for(endpoint, self._settings, client, self._sealer)
            return _after(address, await look_at_runpod(provider, local=endpoint.local))

    async def _comfyui(self, endpoint: EndpointFacts, *, closer: bool) -> Look:
        address = await self._address(endpoint.url)
        if address is not None and not address.ok:
            return Look((address,))
        key = key_of(endpoint, self._sealer)
        async with self._outside() as client:
            provider = comfyui_for(
                endpoint, self._settings, client, self._sealer, open_file=_no_file
            )
            look = await look_at_comfyui(client, provider, endpoint.url or "", key)
            if closer and look.ok:
                shelf = ModelShelf(self._settings, self._sealer)
                more: tuple[Check, ...] = (_slow(),)
                with anyio.CancelScope(deadline=anyio.current_effective_deadline() - _MARGIN):
                    more = await look_closer(client, shelf, endpoint, key)
                look = Look((*look.checks, *more), look.summary, look.facts)
        return _after(address, look)

    async def _videos(self, endpoint: EndpointFacts) -> Look:
        url, key = videos_place(endpoint, self._settings, self._sealer)
        address = await self._address(endpoint.url if endpoint.source == "USER" else None)
        if address is not None and not address.ok:
            return Look((address,))
        async with open_client() if endpoint.local else self._outside() as client:
            provider = videos_for(endpoint, self._settings, client, self._sealer)
            named = endpoint.options.get("model")
            look = await look_at_videos(
                client,
                provider,
                url=url or OPENAI,
                key=key,
                model=named if isinstance(named, str) else None,
                local=endpoint.local,
            )
        return _after(address, look)

    def _outside(self) -> httpx.AsyncClient:
        return guarded_client(self._settings.allow_private_endpoints, timeout=PATIENCE)

    async def _address(self, url: str | None) -> Check | None:
        if url is None:
            return None
        return await check_address(url, allow_private=self._settings.allow_private_endpoints)

    def _results(self, endpoint: EndpointFacts) -> Check:
        if endpoint.local:
            return Check(RESULTS, True, "It runs on this machine, so results come back.")
        if endpoint.options.get("dialect") == WORKER_COMFYUI:
            return Check(
                RESULTS, True, "They are fetched from RunPod, or from the bucket it names."
            )
        if not self._reachable:
            return Check(
                RESULTS,
                False,
                "A worker outside this machine has no way to bring its results.",
                "Set STORYCANVAS_PUBLIC_URL to where it can reach this studio, or configure an S3 "
                "bucket (STORYCANVAS_S3_BUCKET), and start the studio again.",
            )
        if self._settings.public_url is not None:
            host = urlsplit(self._settings.public_url).hostname
            return Check(RESULTS, True, f"They come back to {host}.")
        return Check(RESULTS, True, "They come back through the S3 bucket.")


def _after(address: Check | None, look: Look) -> Look:
    return look if address is None else Look((address, *look.checks), look.summary, look.facts)


def _service(endpoint: EndpointFacts) -> Check | None:
    today = datetime.now(UTC).date()
    standing = standing_of(
        endpoint.provider, endpoint.source, endpoint.url, endpoint.options, today
    )
    if standing.availability is Availability.AVAILABLE:
        return None
    return Check(
        SERVICE,
        standing.choosable,
        standing.reason or "Its provider ends it.",
        None if standing.choosable else "If you know that it goes on, set isRevived.",
    )


def _slow() -> Check:
    return Check(
        MODELS,
        False,
        "It does not tell its nodes and models in time.",
        "It may be rendering or loading a model: try again when it is idle.",
    )


def _set_up(endpoint: EndpointFacts) -> str:
    if endpoint.local:
        return "Start the studio with `make up`, which starts it too."
    if endpoint.source == "SETTINGS":
        wanted = (
            "OPENAI_API_KEY"
            if endpoint.provider == "OPENAI_VIDEOS"
            else "RUNPOD_API_KEY and STORYCANVAS_RUNPOD_ENDPOINT_ID"
        )
        return f"Set {wanted}, and start the studio again."
    return "Give the endpoint its address or id, and its key, again."


def _no_file(_file: InputFile) -> AsyncIterator[bytes]:
    raise FileNotFoundError("a look sends no order, so no file is ever asked for")


def _own_url(endpoint: EndpointFacts, settings: Settings) -> str | None:
    """The address that somebody gave it, unless it is RunPod's own or that of the settings."""
    known = {_origin(CLOUD), _origin(settings.runpod_base_url)}
    if endpoint.source != "USER" or endpoint.url is None:
        return None
    return (
        None if endpoint.provider == "RUNPOD" and _origin(endpoint.url) in known else endpoint.url
    )


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port
