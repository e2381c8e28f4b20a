from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import uuid4

import httpx
import pytest
from pydantic import SecretStr

from infra.outbound import guarded_client
from infra.providers.comfyui import ComfyUI
from infra.providers.registry import LISTENING, EndpointFacts, listener_for, provider_for
from infra.providers.worker_comfyui import WorkerComfyUI
from infra.secrets import Secrets
from infra.settings import Settings
from studio.rendering.ports import (
    InputFile,
    Provider,
    ProviderMisconfigured,
    ProviderUnsupported,
)

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


async def no_bytes(_: InputFile) -> AsyncIterator[bytes]:
    yield b""


async def made(facts: EndpointFacts, settings: Settings = FULL) -> Provider:
    async with httpx.AsyncClient() as client:
        return provider_for(facts, settings, client, SECRETS, outside=client, open_file=no_bytes)


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


async def test_a_dialect_of_the_same_protocol() -> None:
    facts = endpoint("SETTINGS", options={"dialect": "worker-comfyui"})
    provider = await made(facts)
    assert isinstance(provider, WorkerComfyUI)
    assert "/abc" in repr(provider)
    assert not isinstance(await made(endpoint("SETTINGS")), WorkerComfyUI)


async def test_a_comfyui_is_spoken_to_at_its_address_and_listened_to() -> None:
    facts = endpoint("USER", "COMFYUI", url="https://comfy.example.com:8188")
    provider = await made(facts)
    assert repr(provider) == "ComfyUI('comfy.example.com:8188')"
    assert facts.provider in LISTENING
    assert isinstance(listener_for(provider), ComfyUI)
    assert listener_for(await made(endpoint("LOCAL"))) is None
    with pytest.raises(ProviderMisconfigured, match="no address"):
        await made(endpoint("USER", "COMFYUI"))


async def test_an_address_that_people_gave_is_called_through_the_guard() -> None:
    given = endpoint("USER", remote_id="x", url="https://10.0.0.1/v2", sealed_key=SECRETS.seal("k"))
    async with httpx.AsyncClient() as client, guarded_client(allow_private=False) as outside:
        for options in ({}, {"dialect": "worker-comfyui"}):
            provider = provider_for(
                replace(given, options=options),
                FULL,
                client,
                SECRETS,
                outside=outside,
                open_file=no_bytes,
            )
            health = await provider.health()
            assert "AddressRefused" in health.detail


@pytest.mark.parametrize("kind", ["PULL"])
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
