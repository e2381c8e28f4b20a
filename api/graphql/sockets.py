"""GraphQL over WebSocket: graphql-transport-ws, with every frame checked before it is believed."""

import logging
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any, cast

import orjson
from graphql import GraphQLError, GraphQLFormattedError
from starlette.requests import HTTPConnection
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState
from strawberry.asgi import ASGIWebSocketAdapter
from strawberry.http.exceptions import (
    NonJsonMessageReceived,
    NonTextMessageReceived,
    WebSocketDisconnected,
)
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import (
    BaseGraphQLTransportWSHandler,
    Operation,
)
from strawberry.subscriptions.protocols.graphql_transport_ws.types import Message, SubscribeMessage
from strawberry.types import ExecutionResult

from api.graphql.answers import body_of, never_executed
from api.graphql.errors import (
    DocumentRefusedError,
    RequestRefusedError,
    SignedOutError,
    present,
    present_exception,
)
from api.graphql.requests import MAX_MESSAGE_BYTES, OperationRequest

log = logging.getLogger(__name__)

TOO_BIG = 1009
TRY_AGAIN_LATER = 1013
BAD_REQUEST = 4400
FORBIDDEN = 4403

Execute = Callable[
    [HTTPConnection, object, OperationRequest], AsyncGenerator[ExecutionResult, None]
]


@dataclass(slots=True)
class SocketSession:
    """What is known of one socket; each operation on it gets a context of its own."""

    connection: WebSocket
    execute: Execute
    connection_params: dict[str, Any] = field(default_factory=dict)
    viewer: object | None = None

    @property
    def authorization(self) -> object:
        """The credential of the first message, else that of the handshake."""
        named = (
            value for key, value in self.connection_params.items() if key.lower() == "authorization"
        )
        return next(named, self.connection.headers.get("authorization"))


class JsonSocket(ASGIWebSocketAdapter):
    """Frames of strict JSON, bounded in size; nothing is sent after the close."""

    ws: WebSocket

    async def iter_json(
        self, *, ignore_parsing_errors: bool = False
    ) -> AsyncGenerator[object, None]:
        while self.ws.application_state != WebSocketState.DISCONNECTED:
            try:
                text = await self.ws.receive_text()
            except WebSocketDisconnect:
                return
            except KeyError:
                raise NonTextMessageReceived from None
            if len(text) > MAX_MESSAGE_BYTES:
                await self.close(TOO_BIG, f"A message has more than {MAX_MESSAGE_BYTES} bytes")
                return
            try:
                yield orjson.loads(text)
            except orjson.JSONDecodeError:
                raise NonJsonMessageReceived from None

    async def send_json(self, message: Mapping[str, object]) -> None:
        if self.ws.application_state == WebSocketState.DISCONNECTED:
            raise WebSocketDisconnected
        try:
            await self.ws.send_text(orjson.dumps(message).decode())
        except WebSocketDisconnect as gone:
            raise WebSocketDisconnected from gone

    async def close(self, code: int, reason: str) -> None:
        if self.ws.application_state != WebSocketState.DISCONNECTED:
            # The protocol has room for 123 bytes, and a reason may quote the client.
            short = reason.encode()[:120].decode(errors="ignore")
            await self.ws.close(code, short)


class SocketHandler(BaseGraphQLTransportWSHandler[Any, None]):
    """Strawberry's protocol handler, which by itself trusts the shape of what clients send."""

    context: SocketSession

    async def handle_message(self, message: Message) -> None:
        try:
            await super().handle_message(_checked(message))
        except RequestRefusedError as refused:
            await self.websocket.close(BAD_REQUEST, str(refused))
        except WebSocketDisconnected:
            raise
        except Exception:
            log.exception("A WebSocket message could not be handled")
            await self.websocket.close(TRY_AGAIN_LATER, "Unexpected error")

    async def handle_subscribe(self, message: SubscribeMessage) -> None:
        most = self.max_subscriptions_per_connection
        is_new = self.connection_acknowledged and message["id"] not in self.operations
        if is_new and most is not None and len(self.operations) >= most:
            text = f"This connection has {most} running operations. Complete one first."
            error = GraphQLError(text, extensions={"code": "TOO_MANY_OPERATIONS"})
            await self.send_message(
                {"id": message["id"], "type": "error", "payload": [error.formatted]}
            )
        else:
            await super().handle_subscribe(message)

    async def run_operation(self, operation: Operation[Any, None]) -> None:
        try:
            await self._deliver(operation)
        except DocumentRefusedError as refused:
            await self._fail(operation, present(refused.errors))
        except SignedOutError:
            await self.websocket.close(FORBIDDEN, "Forbidden")
        except WebSocketDisconnected:
            log.debug("The client left before the end of operation %r", operation.id)
        except Exception as error:  # noqa: BLE001 - reported, and logged, by present_exception
            await self._fail(operation, [present_exception(error)])

    async def _deliver(self, operation: Operation[Any, None]) -> None:
        session = self.context
        assert session.viewer is not None
        request = OperationRequest(
            operation.query, operation.variables, operation.operation_name or None
        )
        async with aclosing(
            session.execute(session.connection, session.viewer, request)
        ) as results:
            async for result in results:
                body = body_of(result)
                if never_executed(result):
                    await self._fail(operation, body["errors"])
                    return
                await self._send(operation, "next", body)
        await self._send(operation, "complete")

    async def _fail(
        self, operation: Operation[Any, None], errors: list[GraphQLFormattedError]
    ) -> None:
        await self._send(operation, "error", errors)

    async def _send(
        self, operation: Operation[Any, None], kind: str, payload: object | None = None
    ) -> None:
        """Tell the client, unless it has completed the operation itself meanwhile."""
        if self.operations.get(operation.id) is not operation:
            return
        message: dict[str, object] = {"id": operation.id, "type": kind}
        if payload is not None:
            message["payload"] = payload
        await operation.send_operation_message(cast("Message", message))


def _checked(message: object) -> Message:
    """Check the shape of what a client sent; raises RequestRefusedError."""
    if not isinstance(message, dict):
        raise _malformed("A message must be a JSON object")
    kind, payload = message.get("type"), message.get("payload")
    if kind not in ("connection_init", "ping", "pong", "subscribe", "complete"):
        raise _malformed("Unknown message type")
    if kind in ("subscribe", "complete") and not (
        isinstance(message.get("id"), str) and message["id"]
    ):
        raise _malformed("`id` must be a string")
    if kind == "subscribe":
        OperationRequest.parse(payload)
    elif not isinstance(payload, dict | None):
        raise _malformed("`payload` must be a JSON object or null")
    return cast("Message", {**message, "payload": payload or {}})


def _malformed(message: str) -> RequestRefusedError:
    return RequestRefusedError(400, "BAD_REQUEST", message)
