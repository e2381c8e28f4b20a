"""A studio of one shot, speaking the real protocols: what a render sees can be scripted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

TOKEN = "the-token"
PNG = b"a picture"
Answer = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass
class StudioDouble:
    """`answers` by operation name; `events` are sent to who subscribes after their number."""

    answers: dict[str, Answer] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    failing: int = 0
    fails_with: tuple[str, int] = ("INTERNAL", 500)
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    subscribed: list[int | None] = field(default_factory=list)
    media: bytes = PNG
    hang_up: bool = False
    breaks_off: bool = False

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/graphql", self._post, methods=["POST"]),
                WebSocketRoute("/graphql", self._socket),
                Route("/media/{name}", self._media),
            ]
        )

    def counted(self, operation: str) -> list[dict[str, Any]]:
        return [given for name, given in self.asked if name == operation]

    async def _post(self, request: Request) -> Response:
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return _errors("UNAUTHENTICATED", 401)
        body = await request.json()
        operation = body["query"].split("(")[0].split()[-1]
        self.asked.append((operation, body["variables"]))
        if self.failing:
            self.failing -= 1
            return _errors(*self.fails_with)
        return JSONResponse({"data": self.answers[operation](body["variables"])})

    async def _media(self, request: Request) -> Response:
        return Response(self.media, 404 if request.path_params["name"] == "gone" else 200)

    async def _socket(self, socket: WebSocket) -> None:
        await socket.accept("graphql-transport-ws")
        try:
            hello = await socket.receive_json()
            if hello["payload"].get("authorization") != f"Bearer {TOKEN}":
                await socket.close(4403)
                return
            await socket.send_json({"type": "connection_ack"})
            await self._serve(socket, (await socket.receive_json())["payload"])
        except WebSocketDisconnect:
            return

    async def _serve(self, socket: WebSocket, asked: dict[str, Any]) -> None:
        if "projectEvents" in asked["query"]:
            after = asked["variables"]["after"]
            self.subscribed.append(after)
            for event in [event for event in self.events if event["seq"] > after]:
                message = {"data": {"projectEvents": event}}
                await socket.send_json({"type": "next", "id": "1", "payload": message})
                if self.hang_up:
                    self.hang_up = False
                    await socket.close(1012)
                    return
                if self.breaks_off:
                    self.breaks_off = False
                    failed = [_error("UNAVAILABLE")]
                    await socket.send_json({"type": "error", "id": "1", "payload": failed})
                    return
        await socket.send_json({"type": "ping"})
        while True:
            assert (await socket.receive_json())["type"] == "pong"


def _errors(code: str, status: int) -> JSONResponse:
    return JSONResponse({"errors": [_error(code)]}, status)


def _error(code: str) -> dict[str, Any]:
    return {"message": "It cannot be done now.", "extensions": {"code": code}}
