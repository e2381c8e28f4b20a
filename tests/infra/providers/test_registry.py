from uuid import uuid4

import httpx
import pytest
from pydantic import SecretStr

from infra.providers.registry import EndpointFacts, provider_for
from infra.secrets import Secrets
from infra.settings import Settings
from studio.rendering.ports import Provider, ProviderMisconfigured, ProviderUnsupported

SECRETS = Secrets(b"k" * 32)
FULL = Settings(
    local_endpoint_url="http://127.0.0.1:1/v2",
    local_endpoint_key=SecretStr("local"),
    runpod_api_key=SecretStr("cloud"),
    runpod_endpoint_id="abc",
)


def endpoint(source: str, provider: str = "RUNPOD", **more: object) -> EndpointFacts:
    facts = {"url": None, "remote_id": None, "sealed_key": None} | more
    return EndpointFacts(id=uuid4(), name="E", provider=provider, source=source, **facts)  # type: ignore[arg-type]


async def made(facts: EndpointFacts, settings: Settings = FULL) -> Provider:
    async with httpx.AsyncClient() as client:
        return provider_for(facts, settings, client, SECRETS)


@pytest.mark.parametrize(
    ("facts", "address"),
    [
        (endpoint("LOCAL"), "http://127.0.0.1:1/v2/local"),
        (endpoint("SETTINGS"), "https://api.runpod.ai/v2/abc"),
        (
            endpoint("USER", remote_id="xyz", sealed_key=SECRETS.seal("key")),
            "https://api.runpod.ai/v2/xyz",
        ),
        (
            endpoint("USER", remote_id="xyz", url="https://other", sealed_key=SECRETS.seal("key")),
            "https://other/xyz",
        ),
    ],
)
async def test_each_source_has_its_address_and_key(facts: EndpointFacts, address: str) -> None:
    provider = await made(facts)
    assert address in repr(provider)
    assert "key" not in repr(provider)


@pytest.mark.parametrize("kind", ["COMFYUI", "OPENAI_VIDEOS", "PULL"])
async def test_a_protocol_we_do_not_speak(kind: str) -> None:
    with pytest.raises(ProviderUnsupported, match=kind):
        await made(endpoint("USER", provider=kind))


@pytest.mark.parametrize(
    "facts",
    [
        endpoint("LOCAL"),
        endpoint("SETTINGS"),
        endpoint("USER", remote_id="x"),
        endpoint("USER", remote_id="x", sealed_key=Secrets(b"o" * 32).seal("key")),
        endpoint("USER", sealed_key=SECRETS.seal("key")),
    ],
)
async def test_what_is_missing_is_said(facts: EndpointFacts) -> None:
    with pytest.raises(ProviderMisconfigured) as raised:
        await made(facts, Settings())
    assert raised.value.message
    assert raised.value.code == "PROVIDER_MISCONFIGURED"
