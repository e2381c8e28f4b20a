"""CivitAI's REST API over a real socket: cursors, levels of maturity, and faults when told so."""

from __future__ import annotations

import asyncio
import hashlib
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.doubles.serving import serve

KEY = "civitai-secret"
PG, PG_13, R, X = 1, 2, 4, 8


@dataclass
class Fault:
    """One misbehaviour: an answer of this status and body, after so many seconds."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0


def digest(version: int) -> str:
    """That of the file of a version."""
    return hashlib.sha256(str(version).encode()).hexdigest()


def image(number: int, level: int = PG, **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "url": f"https://image.civitai.com/x/{number}.jpeg",
        "nsfwLevel": level,
        "width": 832,
        "height": 1216,
        "hash": "U00000",
        "type": "image",
        **more,
    }


def version(number: int, file: str, **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "name": f"v{number}",
        "baseModel": "SDXL 1.0",
        "publishedAt": "2025-12-18T09:16:12.062Z",
        "trainedWords": ["inkstyle", "brush"],
        "nsfwLevel": 3,
        "stats": {"downloadCount": 7, "thumbsUpCount": 3},
        "files": [
            {
                "id": number * 10,
                "name": "notes.zip",
                "type": "Training Data",
                "sizeKB": 3,
                "hashes": {},
                "downloadUrl": "https://civitai.com/api/download/models/0",
            },
            {
                "id": number * 10 + 1,
                "name": file,
                "type": "Model",
                "primary": True,
                "sizeKB": 2048.5,
                "hashes": {"AutoV2": "ABCDEF", "SHA256": digest(number).upper()},
                "downloadUrl": f"https://civitai.com/api/download/models/{number}",
            },
        ],
        "images": [image(number * 100), image(number * 100 + 1, X)],
        "downloadUrl": f"https://civitai.com/api/download/models/{number}",
        **more,
    }


def model(number: int, name: str, type_: str = "LORA", **more: Any) -> dict[str, Any]:
    """A model with one version, whose id is ten times its own."""
    return {
        "id": number,
        "name": name,
        "description": "<p>Paints with <b>ink</b>.</p><script>alert(1)</script><p>Two &amp; more</p>",
        "type": type_,
        "nsfw": False,
        "nsfwLevel": 31,
        "tags": ["style", "ink"],
        "creator": {"username": "brusher", "image": None},
        "stats": {
            "downloadCount": 5000,
            "thumbsUpCount": 90,
            "thumbsDownCount": 10,
            "commentCount": 4,
        },
        "modelVersions": [version(number * 10, f"{name.lower()}.safetensors")],
        **more,
    }


class CivitaiServer:
    """What is published, what was asked, and what goes wrong next."""

    def __init__(self) -> None:
        self.models: list[dict[str, Any]] = []
        self.asked: list[tuple[str, list[tuple[str, str]]]] = []
        self.keys: list[str | None] = []
        self.faults: deque[Fault] = deque()
        self.address_alone = False
        """Whether pages tell the next page's address, and no cursor."""
        self.careless = False
        """Whether it sends what is mature also to those who did not ask for it."""
        self.pictures: dict[str, bytes | str] = {}
        """What is at /pictures/{name}: a body, or the address that it leads on to."""


@dataclass(frozen=True)
class Serving:
    url: str
    server: CivitaiServer


@contextmanager
def serve_civitai(*models: dict[str, Any]) -> Iterator[Serving]:
    server = CivitaiServer()
    server.models.extend(models)
    with serve(application(server)) as url:
        yield Serving(url, server)


def application(server: CivitaiServer) -> Starlette:
    does = _Protocol(server)
    return Starlette(
        routes=[
            Route("/pictures/{name}", does.picture),
            Route("/api/v1/models", does.listing),
            Route("/api/v1/models/{id}", does.model),
            Route("/api/v1/model-versions/{id}", does.version),
        ]
    )


class _Protocol:
    def __init__(self, server: CivitaiServer) -> None:
        self._server = server

    async def listing(self, request: Request) -> Response:
        fault = await self._enter(request)
        if fault is not None:
            return fault
        asked = request.query_params
        limit = int(asked.get("limit", "100"))
        if not 1 <= limit <= 100:
            return JSONResponse({"error": {"issues": []}}, 400)
        mature = asked.get("nsfw") == "true" or self._server.careless
        types, bases = asked.getlist("types"), asked.getlist("baseModels")
        words = asked.get("query", "").lower()
        found = [
            one
            for one in self._server.models
            if (mature or not one["nsfw"])
            and (not types or one["type"] in types)
            and words in one["name"].lower()
            and (not bases or any(v["baseModel"] in bases for v in one["modelVersions"]))
        ]
        start = int(asked.get("cursor", "0").removeprefix("c|"))
        page, rest = found[start : start + limit], found[start + limit :]
        return JSONResponse(
            {
                "items": [one if mature else self._tame(one) for one in page],
                "metadata": self._metadata(request, start + limit) if rest else {},
            }
        )

    async def model(self, request: Request) -> Response:
        fault = await self._enter(request)
        if fault is not None:
            return fault
        wanted = request.path_params["id"]
        found = [one for one in self._server.models if str(one["id"]) == wanted]
        return JSONResponse(found[0]) if found else JSONResponse({"error": "No model"}, 404)

    async def version(self, request: Request) -> Response:
        fault = await self._enter(request)
        if fault is not None:
            return fault
        for one in self._server.models:
            for release in one["modelVersions"]:
                if str(release["id"]) == request.path_params["id"]:
                    about = {name: one[name] for name in ("name", "type", "nsfw")}
                    images = [
                        {**picture, "meta": {"prompt": "an ink castle"}}
                        for picture in release["images"]
                    ]
                    told = {**release, "modelId": one["id"], "model": about, "images": images}
                    return JSONResponse(told)
        return JSONResponse({"error": "Model not found"}, 404)

    async def picture(self, request: Request) -> Response:
        fault = await self._enter(request)
        if fault is not None:
            return fault
        found = self._server.pictures.get(request.path_params["name"])
        if isinstance(found, str):
            return RedirectResponse(found)
        return Response(found, media_type="text/html") if found else Response(status_code=404)

    async def _enter(self, request: Request) -> Response | None:
        self._server.asked.append((request.url.path, request.query_params.multi_items()))
        self._server.keys.append(request.headers.get("authorization"))
        if not self._server.faults:
            return None
        fault = self._server.faults.popleft()
        await asyncio.sleep(fault.seconds)
        return Response(fault.body, fault.status, fault.headers)

    def _metadata(self, request: Request, at: int) -> dict[str, Any]:
        address = str(request.url.include_query_params(cursor=f"c|{at}"))
        if self._server.address_alone:
            return {"nextPage": address}
        return {"nextCursor": f"c|{at}", "nextPage": address}

    def _tame(self, one: dict[str, Any]) -> dict[str, Any]:
        versions = [
            {**release, "images": [i for i in release["images"] if i["nsfwLevel"] == PG]}
            for release in one["modelVersions"]
        ]
        return {**one, "modelVersions": versions}
