"""The checks that are made by themselves, by a worker beside the web process."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, cast

import pytest

from infra.providers import probing
from infra.providers.probing import EndpointProber
from studio.rendering.ports import EndpointFacts, EndpointHealth, Finding
from tests.doubles import waiting
from tests.doubles.comfyui.server import serve_comfyui
from tests.doubles.videos.server import KEY, serve_videos
from tests.running import Studio
from tests.schema.endpoint_rooms import ALL, add, allow_private
from tests.schema.graphs import make_film
from workers import health
from workers.actors import declare_actors
from workers.broker import make_broker
from workers.context import Context, open_context
from workers.health import checks
from workers.loops import run_loops

Begin = Callable[[], Awaitable[None]]


@pytest.fixture
async def worker(studio: Studio) -> AsyncIterator[Context]:
    allow_private(studio)
    settings = studio.runtime.settings.model_copy(update={"allow_private_endpoints": True})
    context = open_context(settings)
    yield context
    await context.close()


async def seen(studio: Studio, endpoint: str) -> dict[str, Any]:
    found = await studio.owner.data(
        f"query($id: ID!) {{ node(id: $id) {{ ... on Endpoint {{ {ALL} }} }} }}", id=endpoint
    )
    node: dict[str, Any] = found["node"]
    return node


async def until(
    studio: Studio,
    endpoint: str,
    begin: Begin,
    state: str | None,
    seconds: float = waiting.PATIENCE,
) -> dict[str, Any]:
    async with asyncio.timeout(seconds):
        while True:
            await begin()
            node = await seen(studio, endpoint)
            if node["health"] == state:
                return node
            await asyncio.sleep(0.05)


@pytest.mark.feature("SRV-2")
@pytest.mark.feature("SRV-3")
@pytest.mark.feature("SRV-4")
async def test_what_is_added_is_looked_at_once_and_its_models_are_listed(
    studio: Studio, worker: Context
) -> None:
    with serve_comfyui(models={"checkpoints": ["sdxl.safetensors"], "loras": ["a.pt"]}) as comfy:
        endpoint = (await add(studio, "COMFYUI", url=comfy.url))["endpoint"]
        assert (endpoint["health"], endpoint["systemInfo"]) == (None, None)
        async with checks(worker) as begin:
            node = await until(studio, endpoint["id"], begin, "ONLINE")
            query = "{ models { nodes { fileName endpoints { name } } } }"
            async with asyncio.timeout(waiting.PATIENCE):
                listed: list[Any] = []
                while len(listed) < 2:
                    listed = (await studio.owner.data(query))["models"]["nodes"]
    assert {one["fileName"] for one in listed} == {"sdxl.safetensors", "a.pt"}
    assert listed[0]["endpoints"] == [{"name": "Comfyui"}]
    assert node["healthDetail"] == "ComfyUI 0.8.0 on cuda:0 NVIDIA L4."
    assert node["checkedAt"] is not None
    assert node["version"] == 1
    assert node["systemInfo"] == {
        "version": "0.8.0",
        "devices": [
            {
                "name": "cuda:0 NVIDIA L4",
                "type": "cuda",
                "vramTotal": str(24 * 2**30),
                "vramFree": str(20 * 2**30),
            }
        ],
    }


@pytest.mark.feature("SRV-4")
@pytest.mark.feature("XF-2")
async def test_silence_is_believed_the_second_time_and_a_refusal_at_once(
    studio: Studio, worker: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "SOON", 0.1)
    monkeypatch.setattr(health, "EVERY", 0.1)
    with serve_videos() as videos:
        given = {"url": videos.url, "model": "sora-2"}
        well = (await add(studio, "OPENAI_VIDEOS", apiKey=KEY, **given))["endpoint"]["id"]
        stranger = await add(studio, "OPENAI_VIDEOS", name="b", apiKey="not-it", **given)
        async with checks(worker) as begin:
            await until(studio, well, begin, "ONLINE")
            node = await until(studio, stranger["endpoint"]["id"], begin, "UNHEALTHY")
            assert "refuses this key" in node["healthDetail"]
    looks = 0
    look = EndpointProber.check

    async def counted(self: EndpointProber, endpoint: EndpointFacts) -> Finding:
        nonlocal looks
        looks += endpoint.name == "Openai_Videos"
        return await look(self, endpoint)

    monkeypatch.setattr(EndpointProber, "check", counted)
    async with checks(worker) as begin:
        node = await until(studio, well, begin, "OFFLINE")
    assert looks == 2
    assert "cannot be reached" in node["healthDetail"]


@pytest.mark.feature("XF-2")
async def test_a_check_that_fails_itself_is_never_healthy(
    studio: Studio, worker: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr(probing, "look_at_comfyui", broken)
    endpoint = (await add(studio, "COMFYUI", url="http://127.0.0.1:9001"))["endpoint"]["id"]
    async with checks(worker) as begin:
        node = await until(studio, endpoint, begin, "UNHEALTHY")
    assert "The test itself failed (RuntimeError)" in node["healthDetail"]


async def test_only_news_is_told_and_only_of_what_it_is_now(
    studio: Studio, worker: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "EVERY", 0.02)
    free = 0

    async def check(_: EndpointProber, endpoint: EndpointFacts) -> Finding:
        nonlocal free
        free += 1
        devices = [{"name": "gpu", "type": "cuda", "vram_total": 99, "vram_free": free}]
        facts = {"version": "1", "devices": devices, "queued": free}
        return Finding(EndpointHealth.ONLINE, f"At {endpoint.url}.", facts)

    async def no_files(*_: object) -> None:
        return None

    monkeypatch.setattr(EndpointProber, "check", check)
    monkeypatch.setattr(health._Rounds, "_note_files", no_files)
    query = "subscription { workspaceEvents { __typename } }"
    await studio.owner.do(
        "updateEndpoint", "endpoint { id }", id=await local(studio), enabled=False
    )
    endpoint = (await add(studio, "COMFYUI", url="http://127.0.0.1:9001"))["endpoint"]["id"]
    async with studio.owner.follow(query) as followed, checks(worker) as begin:
        await studio.listens(studio.workspace_id)
        first = await until(studio, endpoint, begin, "ONLINE")
        while free < 4:
            await begin()
            await asyncio.sleep(0.05)
        told = await followed.next()
        assert told["workspaceEvents"]["__typename"] == "EndpointChanged"
        with pytest.raises(TimeoutError):
            await followed.next(0.5)
        later = await seen(studio, endpoint)
        assert later["systemInfo"]["devices"] != first["systemInfo"]["devices"]
        await studio.owner.do(
            "updateEndpoint", "endpoint { id }", id=endpoint, url="http://127.0.0.1:9002"
        )
        node = await until(studio, endpoint, begin, "ONLINE")
        assert node["healthDetail"] == "At http://127.0.0.1:9002."


async def local(studio: Studio) -> str:
    found = await studio.owner.data("{ endpoints { nodes { id } } }")
    return str(found["endpoints"]["nodes"][0]["id"])


async def test_what_is_disabled_or_retired_is_left_alone(
    studio: Studio, worker: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    async def check(_: EndpointProber, endpoint: EndpointFacts) -> Finding:
        asked.append(endpoint.name)
        return Finding(EndpointHealth.UNHEALTHY, "x")

    monkeypatch.setattr(EndpointProber, "check", check)
    await add(studio, "OPENAI_VIDEOS", apiKey="k", preset="sora")
    off = (await add(studio, "COMFYUI", url="http://127.0.0.1:9001"))["endpoint"]["id"]
    await studio.owner.do("updateEndpoint", "endpoint { id }", id=off, enabled=False)
    await add(studio, "PULL")
    async with checks(worker) as begin:
        await begin()
        await waiting.until(lambda: len(asked) > 1)
        await asyncio.sleep(0.2)
    assert sorted(asked) == ["Local", "Pull"]


@pytest.mark.feature("XF-2")
async def test_an_endpoint_that_renders_wait_for_is_asked_again_soon(
    studio: Studio, worker: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else it would be looked at less and less often, and they would go on waiting."""
    monkeypatch.setattr(health, "SOON", 0.05)
    monkeypatch.setattr(health, "EVERY", 100.0)
    state = EndpointHealth.OFFLINE

    async def check(_: EndpointProber, __: EndpointFacts) -> Finding:
        return Finding(state, "It does not answer.")

    monkeypatch.setattr(EndpointProber, "check", check)
    here = await local(studio)
    async with checks(worker) as begin:
        await until(studio, here, begin, "OFFLINE")
        state = EndpointHealth.ONLINE
        with pytest.raises(TimeoutError):
            await until(studio, here, begin, "ONLINE", seconds=1)
        film = await make_film(studio.owner, scenes=1, clips=1)
        given = {"clipId": film.clips[0][0], "endpointId": here, "idempotencyKey": "k"}
        await studio.owner.do("generateClip", "jobs { id }", **given)
        await until(studio, here, begin, "ONLINE")


def test_what_has_failed_is_asked_again_soon_and_then_less_often() -> None:
    pauses = [health._pause(failures, health.LONGEST) for failures in range(9)]
    assert pauses == [60, 10, 15, 30, 60, 120, 240, 480, 600]
    wanted = [health._pause(failures, health.WANTED_LONGEST) for failures in range(1, 6)]
    assert wanted == [10, 15, 30, 30, 30]
    assert health._pause(10_000, health.LONGEST) == 600


@asynccontextmanager
async def looping(worker: Context) -> AsyncIterator[Callable[[], int]]:
    """The loops of a worker process; what is given counts the messages that actors have to do."""
    assert worker.settings.redis_url
    broker = make_broker(worker.settings.redis_url)
    declare_actors(broker)
    loops = asyncio.create_task(run_loops(worker, broker))
    try:
        yield lambda: cast("int", broker.client.hlen("sc:queue:default.msgs"))
    finally:
        loops.cancel()
        await asyncio.wait([loops])
        broker.close()
        broker.client.close()


async def nothing() -> None:
    """The loops do it themselves."""


@pytest.mark.feature("SRV-4", "QUE-3")
async def test_what_waits_for_an_unhealthy_endpoint_goes_on_by_itself(
    studio: Studio, worker: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, seconds in (("SOON", 0.2), ("AGAIN", 0.3), ("WANTED_LONGEST", 0.6)):
        monkeypatch.setattr(health, name, seconds)
    with serve_comfyui("sdxl.safetensors") as comfy:
        comfy.comfy.script.broken_stats = True
        place = (await add(studio, "COMFYUI", url=comfy.url))["endpoint"]["id"]
        film = await make_film(studio.owner, scenes=1, clips=1)
        given = {"clipId": film.clips[0][0], "endpointId": place, "idempotencyKey": "k"}
        async with looping(worker) as messages, asyncio.timeout(100):
            await until(studio, place, nothing, "UNHEALTHY")
            made = await studio.owner.do("generateClip", "jobs { id }", **given)
            job = {"id": made["jobs"][0]["id"]}
            await asyncio.sleep(2.5)  # turns are called once a second
            waits = await studio.owner.data("query($id: ID!) { job(id: $id) { message } }", **job)
            assert waits["job"]["message"].startswith("This waits for its endpoint: ")
            assert messages() == 0
            comfy.comfy.script.broken_stats = False
            await until(studio, place, nothing, "ONLINE")
            await waiting.until(lambda: messages() == 1)
