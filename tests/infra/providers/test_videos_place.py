"""Which server an endpoint of the OpenAI Videos shape is, by its source and its options."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from pydantic import SecretStr

from infra.outbound import guarded_client
from infra.providers.openai_videos import OpenAIVideos
from infra.providers.registry import EndpointFacts, provider_for, videos_for
from infra.secrets import Secrets
from infra.settings import Settings
from studio.rendering.ports import InputFile, ProviderMisconfigured
from tests.doubles.videos.server import KEY, Serving, serve_videos
from tests.infra.providers.test_openai_videos import ORDER

SECRETS = Secrets(b"k" * 32)
SEALED = SECRETS.seal(KEY)


def endpoint(source: str = "USER", **more: Any) -> EndpointFacts:
    facts = {"url": None, "remote_id": None, "sealed_key": None} | more
    return EndpointFacts(id=uuid4(), name="E", provider="OPENAI_VIDEOS", source=source, **facts)


async def nothing(_file: InputFile) -> AsyncIterator[bytes]:
    yield b""


async def made(facts: EndpointFacts, settings: Settings) -> OpenAIVideos:
    async with httpx.AsyncClient() as client, guarded_client(False) as outside:
        provider = provider_for(
            facts, settings, client, SECRETS, outside=outside, open_file=nothing
        )
    assert isinstance(provider, OpenAIVideos)
    return provider


@pytest.mark.parametrize(
    ("facts", "settings", "host"),
    [
        (endpoint(sealed_key=SEALED), Settings(), "api.openai.com"),
        (endpoint(url="https://gpu.test/v1"), Settings(), "gpu.test"),
        (endpoint("SETTINGS"), Settings(openai_api_key=SecretStr(KEY)), "api.openai.com"),
        (
            endpoint("LOCAL"),
            Settings(local_videos_url="http://127.0.0.1:1/v1", local_videos_key=SecretStr(KEY)),
            "127.0.0.1",
        ),
    ],
)
async def test_each_source_has_its_address(
    facts: EndpointFacts, settings: Settings, host: str
) -> None:
    provider = await made(facts, settings)
    assert provider.host == host
    assert KEY not in repr(provider)


@pytest.mark.parametrize(
    "facts",
    [
        endpoint("LOCAL"),
        endpoint("SETTINGS"),
        endpoint(),
        endpoint(sealed_key=Secrets(b"o" * 32).seal(KEY)),
        endpoint(sealed_key=SEALED, options={"dialect": "klingon"}),
    ],
)
async def test_what_is_missing_is_said(facts: EndpointFacts) -> None:
    with pytest.raises(ProviderMisconfigured) as raised:
        await made(facts, Settings())
    assert raised.value.code == "PROVIDER_MISCONFIGURED"
    assert "'E'" in raised.value.message


@pytest.fixture
def serving() -> Any:
    with serve_videos() as serving:
        yield serving


@pytest.mark.parametrize(
    ("options", "model", "seconds"),
    [
        ({}, None, "6"),
        ({"preset": "sora"}, "sora-2", "8"),
        ({"model": "sora-2-pro"}, "sora-2-pro", "8"),
        ({"model": "own", "seconds": [12]}, "own", "12"),
    ],
)
async def test_options_name_the_model_and_what_it_can_do(
    serving: Serving, options: dict[str, Any], model: str | None, seconds: str
) -> None:
    facts = endpoint(url=serving.url, sealed_key=SEALED, options=options)
    async with guarded_client(True) as client:
        provider = videos_for(facts, Settings(), client, SECRETS)
        form = provider.form(ORDER)
    assert (form.fields.get("model"), form.fields["seconds"]) == (model, seconds)


async def test_the_rehearsal_is_reached_where_private_addresses_are_not(serving: Serving) -> None:
    settings = Settings(local_videos_url=serving.url, local_videos_key=SecretStr(KEY))
    own = endpoint(url=serving.url, sealed_key=SEALED)
    async with httpx.AsyncClient() as client, guarded_client(False) as outside:
        for facts, online in ((endpoint("LOCAL"), True), (own, False)):
            provider = provider_for(
                facts, settings, client, SECRETS, outside=outside, open_file=nothing
            )
            assert (await provider.health()).online is online
