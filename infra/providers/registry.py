"""The one written list of which endpoint is spoken to how."""

import httpx

from infra.providers.runpod import RunPod
from infra.secrets import UnsealError
from infra.settings import Settings
from studio.kernel.ports import Sealer
from studio.rendering.ports import EndpointFacts as EndpointFacts
from studio.rendering.ports import ProviderMisconfigured, ProviderUnsupported

LOCAL_ENDPOINT_ID = "local"


def provider_for(
    endpoint: EndpointFacts, settings: Settings, client: httpx.AsyncClient, sealer: Sealer
) -> RunPod:
    """The provider that speaks to the endpoint.

    Raises ProviderUnsupported for a protocol this version does not speak, ProviderMisconfigured
    where an address, id or key is missing.
    """
    if endpoint.provider != "RUNPOD":
        raise ProviderUnsupported(
            f"Renders cannot be sent to {endpoint.provider} endpoints yet.",
            code="PROVIDER_UNSUPPORTED",
        )
    base, remote_id, key = _runpod(endpoint, settings, sealer)
    if not remote_id or not key:
        raise _misconfigured(f"The endpoint {endpoint.name!r} has no id or no API key.")
    return RunPod(client, base_url=base, endpoint_id=remote_id, api_key=key)


def _runpod(
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
    if endpoint.sealed_key is None:
        return settings.runpod_base_url, None, None
    try:
        key = sealer.unseal(endpoint.sealed_key)
    except UnsealError as error:
        raise _misconfigured(f"The key of {endpoint.name!r} cannot be read: {error}") from None
    return endpoint.url or settings.runpod_base_url, endpoint.remote_id, key


def _misconfigured(message: str) -> ProviderMisconfigured:
    return ProviderMisconfigured(message, code="PROVIDER_MISCONFIGURED")
