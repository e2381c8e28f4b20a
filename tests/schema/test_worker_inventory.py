"""A RunPod endpoint with this studio's own worker, asked for what it has."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any, cast

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from infra.providers import inventory
from infra.providers.model_shelf import ModelShelf
from tests.doubles.comfyui.server import Serving, serve_comfyui
from tests.doubles.serving import serve
from tests.running import Studio
from tests.schema.endpoint_rooms import add, allow_private
from tests.schema.graphs import make_film
from tests.schema.test_catalogue_models import listed
from tests.workers.endpoint.fake_artist import NoopRenderer
from workers.endpoint.handler import make_handler
from workers.endpoint.inventory import Inventory

REFRESH = "changed endpoint { id }"
Handler = Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]


class Cloud:
    """RunPod's envelope around a worker's handler: one job after another, each when it is asked for."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler
        self.asleep = False
        self.cancelled: list[str] = []
        self._jobs: dict[str, Any] = {}
        self._numbers = count(1)

    async def run(self, request: Request) -> Response:
        name = f"job-{next(self._numbers)}"
        self._jobs[name] = (await request.json())["input"]
        return JSONResponse({"id": name, "status": "IN_QUEUE"})

    async def status(self, request: Request) -> Response:
        name = request.path_params["id"]
        if name not in self._jobs:
            return JSONResponse({"error": "no job"}, 404)
        if self.asleep:
            return JSONResponse({"id": name, "status": "IN_QUEUE"})
        output = await self.handler({"id": name, "input": self._jobs[name]})
        if "error" in output:
            return JSONResponse({"id": name, "status": "FAILED", "error": output["error"]})
        return JSONResponse({"id": name, "status": "COMPLETED", "output": output})

    async def cancel(self, request: Request) -> Response:
        self.cancelled.append(request.path_params["id"])
        return JSONResponse({"id": request.path_params["id"], "status": "CANCELLED"})


@contextmanager
def serve_cloud(handler: Handler) -> Iterator[tuple[Cloud, str]]:
    cloud = Cloud(handler)
    routes = [
        Route("/v2/abc/run", cloud.run, methods=["POST"]),
        Route("/v2/abc/status/{id}", cloud.status),
        Route("/v2/abc/cancel/{id}", cloud.cancel, methods=["POST"]),
    ]
    with serve(Starlette(routes=routes)) as url:
        yield cloud, f"{url}/v2"


@pytest.fixture
def comfy() -> Iterator[Serving]:
    with serve_comfyui(models={"checkpoints": ["sdxl.safetensors"], "loras": ["ink.pt"]}) as comfy:
        comfy.comfy.sizes = {"sdxl.safetensors": 7, "ink.pt": 8}
        yield comfy


async def place(studio: Studio, url: str, **more: Any) -> str:
    allow_private(studio)
    shelf = cast("ModelShelf", studio.runtime.services.models)
    shelf._settings = shelf._settings.model_copy(update={"allow_private_endpoints": True})
    given = {"url": url, "endpointId": "abc", "apiKey": "k", **more}
    return str((await add(studio, "RUNPOD", **given))["endpoint"]["id"])


async def refused(studio: Studio, endpoint: str) -> tuple[str, str]:
    answer = await studio.owner.attempt("refreshEndpoint", REFRESH, endpointId=endpoint)
    (error,) = answer["userErrors"]
    return error["code"], error["message"]


@pytest.mark.feature("SRV-3", "MDL-2", "QUE-2")
async def test_what_it_has_is_known_before_anything_is_sent(studio: Studio, comfy: Serving) -> None:
    handler = make_handler(NoopRenderer(), inventory=Inventory(comfy.url))
    with serve_cloud(handler) as (_, url):
        endpoint = await place(studio, url)
        told = await studio.owner.do("refreshEndpoint", REFRESH, endpointId=endpoint)
        assert told == {"changed": True, "endpoint": {"id": endpoint}, "userErrors": []}
        again = await studio.owner.do("refreshEndpoint", REFRESH, endpointId=endpoint)
        assert again["changed"] is False
    assert sorted(await listed(studio.owner, endpointId=endpoint)) == ["ink", "sdxl"]
    film = await make_film(studio.owner, scenes=1, clips=1)
    object.__setattr__(studio.runtime.services, "reachable", True)
    given = {"clipId": film.clips[0][0], "endpointId": endpoint}
    for model, lacking in (("no.safetensors", True), ("sdxl.safetensors", False)):
        answer = await studio.owner.attempt(
            "generateClip", "jobs { id }", **given, model=model, idempotencyKey=model
        )
        words = [error["message"] for error in answer["userErrors"]]
        assert len(words) == lacking
        assert all(word in one for one in words for word in (model, "refreshEndpoint"))
    await studio.owner.do("cancelJobs", "jobs { id }", filter={"endpointId": endpoint})
    await studio.owner.do("updateEndpoint", "endpoint { id }", id=endpoint, endpointId="other")
    assert await listed(studio.owner, endpointId=endpoint) == [], "it is another one now"


async def test_who_cannot_tell_says_why(
    studio: Studio, comfy: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inventory, "_PAUSE", 0.05)
    with serve_cloud(make_handler(NoopRenderer())) as (cloud, url):
        endpoint = await place(studio, url)
        code, words = await refused(studio, endpoint)
        assert (code, "too old" in words) == ("INVALID_STATE", True)
        cloud.handler = make_handler(NoopRenderer(), inventory=Inventory(None))
        code, words = await refused(studio, endpoint)
        assert (code, "neither models nor nodes" in words) == ("INVALID_STATE", True)
        cloud.asleep = True
        monkeypatch.setattr(inventory, "PATIENCE", 0.1)
        code, words = await refused(studio, endpoint)
        assert (code, "Ask again" in words) == ("UNAVAILABLE", True)
        assert cloud.cancelled == ["job-3"]
