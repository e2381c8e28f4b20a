"""The one written list of which endpoint is spoken to how."""

from functools import partial

import httpx

from infra.outbound import addresses_of
from infra.providers.comfyui import ComfyUI
from infra.providers.files import OpenFile
from infra.providers.openai_videos import OPENAI, OpenAIVideos
from infra.providers.pull import OpenWork, Pull, Wake
from infra.providers.runpod import RunPod
from infra.providers.videos_form import DEFAULT_MODEL, DIALECTS, menu_of
from infra.providers.worker_comfyui import WorkerComfyUI
from infra.settings import Settings
from studio.kernel.ports import Sealer, UnsealError
from studio.rendering.ports import EndpointFacts as EndpointFacts
from studio.rendering.ports import (
    Finder,
    Listening,
    Provider,
    ProviderMisconfigured,
    ProviderUnsupported,
)

LOCAL_ENDPOINT_ID = "local"
WORKER_COMFYUI = "worker-comfyui"
"""The dialect of RunPod's own worker, in an endpoint's options."""
LISTENING = ("COMFYUI",)
"""The protocols whose provider is Listening."""


def provider_for(
    endpoint: EndpointFacts,
    settings: Settings,
    client: httpx.AsyncClient,
    sealer: Sealer,
    *,
    outside: httpx.AsyncClient,
    open_file: OpenFile,
    open_work: OpenWork | None = None,
    wake: Wake | None = None,
) -> Provider:
    """The provider that speaks to the endpoint.

    `outside` is a client of infra.outbound, for addresses that people and endpoints give;
    `open_file` gives the bytes of an order's files; `open_work` and `wake` are for machines that
    fetch their work, which waits in the studio's own database. Raises ProviderUnsupported for a protocol
    this version does not speak, ProviderMisconfigured where an address, id or key is missing.
    """
    if endpoint.provider == "RUNPOD":
        way = outside if endpoint.source == "USER" and endpoint.url else client
        if endpoint.options.get("dialect") != WORKER_COMFYUI:
            return runpod_for(endpoint, settings, way, sealer)
        base, remote_id, key = _runpod(endpoint, settings, sealer)
        return WorkerComfyUI(
            way,
            endpoint_id=remote_id,
            api_key=key,
            base_url=base,
            open_file=open_file,
            outside=outside,
        )
    if endpoint.provider == "COMFYUI":
        return comfyui_for(endpoint, settings, outside, sealer, open_file=open_file)
    if endpoint.provider == "OPENAI_VIDEOS":
        # The rehearsal is on this machine, where `outside` may not be allowed to go.
        way = client if endpoint.local else outside
        return videos_for(endpoint, settings, way, sealer, open_file=open_file)
    if endpoint.provider == "PULL" and open_work is not None and wake is not None:
        return Pull(endpoint.id, open_work, wake)
    raise ProviderUnsupported(
        f"Renders cannot be sent to {endpoint.provider} endpoints.", code="PROVIDER_UNSUPPORTED"
    )


def listener_for(provider: Provider) -> Listening | None:
    """The same provider, if it tells what happens by itself."""
    return provider if isinstance(provider, ComfyUI) else None


def finder_for(provider: Provider) -> Finder | None:
    """The same provider, if it can tell what became of a lost submission."""
    return provider if isinstance(provider, ComfyUI | OpenAIVideos | Pull) else None


def runpod_for(
    endpoint: EndpointFacts, settings: Settings, client: httpx.AsyncClient, sealer: Sealer
) -> RunPod:
    """The RunPod endpoint, in the dialect of our own worker."""
    if endpoint.provider != "RUNPOD":
        raise ProviderUnsupported(
            f"{endpoint.provider} endpoints are not RunPod's.", code="PROVIDER_UNSUPPORTED"
        )
    base, remote_id, key = _runpod(endpoint, settings, sealer)
    return RunPod(client, base_url=base, endpoint_id=remote_id, api_key=key)


def comfyui_for(
    endpoint: EndpointFacts,
    settings: Settings,
    outside: httpx.AsyncClient,
    sealer: Sealer,
    *,
    open_file: OpenFile,
) -> ComfyUI:
    """The ComfyUI server at the endpoint's address."""
    if not endpoint.url:
        raise _misconfigured(f"The endpoint {endpoint.name!r} has no address.")
    return ComfyUI(
        outside,
        url=endpoint.url,
        client_id=f"storycanvas-{endpoint.id.hex}",
        api_key=key_of(endpoint, sealer),
        open_file=open_file,
        dial=partial(addresses_of, allow_private=settings.allow_private_endpoints),
    )


def videos_for(
    endpoint: EndpointFacts,
    settings: Settings,
    client: httpx.AsyncClient,
    sealer: Sealer,
    *,
    open_file: OpenFile | None = None,
) -> OpenAIVideos:
    """The server of the OpenAI Videos shape at the endpoint's address, OpenAI's where it has none.

    Its options name the `model`, what that can make (`seconds`, `sizes`) and the `dialect`.
    """
    base, key = videos_place(endpoint, settings, sealer)
    if not base or (key is None and base == OPENAI):
        raise _misconfigured(f"The endpoint {endpoint.name!r} has no address or no API key.")
    named = endpoint.options.get("model")
    known = DEFAULT_MODEL if base == OPENAI or endpoint.options.get("preset") == "sora" else None
    model = named if isinstance(named, str) and named else known
    dialect = endpoint.options.get("dialect", DIALECTS[0])
    if dialect not in DIALECTS:
        raise _misconfigured(f"The endpoint {endpoint.name!r} has an unknown dialect: {dialect}.")
    return OpenAIVideos(
        client,
        base_url=base,
        api_key=key,
        model=model,
        menu=menu_of(model, endpoint.options),
        dialect=dialect,
        open_file=open_file,
    )


def videos_place(
    endpoint: EndpointFacts, settings: Settings, sealer: Sealer
) -> tuple[str | None, str | None]:
    """Address and key of a server of the OpenAI Videos shape, where they are known."""
    if endpoint.source == "LOCAL":
        local = settings.local_videos_key
        return settings.local_videos_url, local.get_secret_value() if local else None
    if endpoint.source == "SETTINGS":
        account = settings.openai_api_key
        return endpoint.url or OPENAI, account.get_secret_value() if account else None
    return endpoint.url or OPENAI, key_of(endpoint, sealer)


def _runpod(endpoint: EndpointFacts, settings: Settings, sealer: Sealer) -> tuple[str, str, str]:
    base, remote_id, key = _place(endpoint, settings, sealer)
    if not remote_id or not key:
        raise _misconfigured(f"The endpoint {endpoint.name!r} has no id or no API key.")
    return base, remote_id, key


def _place(
    endpoint: EndpointFacts, settings: Settings, sealer: Sealer
) -> tuple[str, str | None, str | None]:
    if endpoint.source == "LOCAL":
        if settings.local_endpoint_url is None or settings.local_endpoint_key is None:
            raise _misconfigured("The local endpoint is not running; start it with `make up`.")
        key = settings.local_endpoint_key.get_secret_value()
        return settings.local_endpoint_url, LOCAL_ENDPOINT_ID, key
    if endpoint.source == "SETTINGS":
        secret = settings.runpod_api_key
        remote_id = settings.runpod_endpoint_id
        return settings.runpod_base_url, remote_id, secret.get_secret_value() if secret else None
    return (
        endpoint.url or settings.runpod_base_url,
        endpoint.remote_id,
        key_of(endpoint, sealer),
    )


def key_of(endpoint: EndpointFacts, sealer: Sealer) -> str | None:
    """The key that somebody gave the endpoint. Raises ProviderMisconfigured."""
    if endpoint.sealed_key is None:
        return None
    try:
        return sealer.unseal(endpoint.sealed_key)
    except UnsealError as error:
        raise _misconfigured(f"The key of {endpoint.name!r} cannot be read: {error}") from None


def _misconfigured(message: str) -> ProviderMisconfigured:
    return ProviderMisconfigured(message, code="PROVIDER_MISCONFIGURED")
