"""The studio's side of an endpoint: upload slots, the report address, a start image."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route


@dataclass(frozen=True)
class Arrived:
    body: bytes
    headers: dict[str, str]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.body).hexdigest()


@dataclass
class Inbox:
    """`answers` are the statuses of the next PUTs; 200 when there is none left."""

    url: str = ""
    puts: dict[int, list[Arrived]] = field(default_factory=dict)
    ticks: list[dict[str, Any]] = field(default_factory=list)
    ticked_at: list[float] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    picture: bytes = b""
    report_seconds: float = 0.0

    def slot(self, index: int, content_type: str = "image/png") -> dict[str, Any]:
        headers = {"Content-Type": content_type, "x-amz-meta-take": str(index)}
        return {"url": f"{self.url}/slot/{index}?signature=secret", "headers": headers}


def application(inbox: Inbox) -> Starlette:
    """What arrives is put into the inbox, and it says what is answered."""

    async def put(request: Request) -> Response:
        body = await request.body()
        status = inbox.answers.pop(0) if inbox.answers else 200
        arrived = Arrived(body, dict(request.headers))
        inbox.puts.setdefault(int(request.path_params["index"]), []).append(arrived)
        return Response(status_code=status)

    async def report(request: Request) -> Response:
        inbox.ticks.append(await request.json())
        inbox.ticked_at.append(asyncio.get_running_loop().time())
        await asyncio.sleep(inbox.report_seconds)
        return Response(status_code=204)

    async def picture(_: Request) -> Response:
        return Response(inbox.picture, media_type="image/png")

    async def moved(_: Request) -> Response:
        return RedirectResponse("/picture")

    return Starlette(
        routes=[
            Route("/slot/{index:int}", put, methods=["PUT"]),
            Route("/report", report, methods=["POST"]),
            Route("/picture", picture),
            Route("/moved", moved),
        ]
    )
