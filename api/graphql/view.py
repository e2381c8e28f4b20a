"""The GraphQL endpoint: one ASGI application for HTTP, WebSocket and server-sent events."""

import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from datetime import timedelta
from typing import Any, cast

import strawberry
from graphql import OperationType
from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.exceptions import ConnectionRejectionError
from strawberry.http.exceptions import WebSocketDisconnected
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types import ExecutionResult
from strawberry.types.unset import UNSET, UnsetType

from api.graphql.answers import EventStream, executed, not_executed
from api.graphql.documents import Documents, with_prepared_documents
from api.graphql.errors import RequestRefusedError, SignedOutError
from api.graphql.limits import Limits
from api.graphql.page import graphiql_page
from api.graphql.requests import (
    EVENT_STREAM,
    Accepted,
    OperationRequest,
    accepted,
    bearer_of,
    read_operation,
    refuse_forged,
    wants_page,
)
from api.graphql.sockets import TRY_AGAIN_LATER, JsonSocket, SocketHandler, SocketSession
from infra.outages import in_one_line, outage_words

log = logging.getLogger(__name__)

Authenticate = Callable[[HTTPConnection, str | None], Awaitable[object | None]]
MakeContext = Callable[[HTTPConnection, Any], Any]
ViewerValid = Callable[[Any], Awaitable[bool]]

CONNECTION_INIT_SECONDS = 10.0
HEARTBEAT_SECONDS = 15.0
OPERATIONS_PER_SOCKET = 100


class GraphQLApp(GraphQL[Any, None]):
    """Serve `schema` to viewers.

    `authenticate` gets the connection and the bearer token, from the Authorization header or a
    WebSocket's `connectionParams.authorization`, None where there is none (it may then look at
    cookies), and returns the viewer or None. `context` makes the context of one operation.
    `viewer_valid` is asked before an operation starts and before each result is delivered.
    """

    websocket_adapter_class = JsonSocket
    graphql_transport_ws_handler_class = SocketHandler

    def __init__(
        self,
        schema: strawberry.Schema,
        authenticate: Authenticate,
        context: MakeContext,
        *,
        viewer_valid: ViewerValid | None = None,
        allowed_origins: Sequence[str] = (),
        limits: Limits | None = None,
        connection_init_seconds: float = CONNECTION_INIT_SECONDS,
        heartbeat_seconds: float = HEARTBEAT_SECONDS,
    ) -> None:
        self._documents = Documents(schema, limits or Limits())
        super().__init__(
            with_prepared_documents(schema, self._documents),
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL,),
            connection_init_wait_timeout=timedelta(seconds=connection_init_seconds),
            max_subscriptions_per_connection=OPERATIONS_PER_SOCKET,
            allowed_origins=allowed_origins,
        )
        self._authenticate = authenticate
        self._context = context
        self._viewer_valid = viewer_valid or _always
        self._heartbeat_seconds = heartbeat_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        request = Request(scope, receive)
        if wants_page(request):
            await graphiql_page()(scope, receive, send)
            return
        accepts = accepted(request.headers.get("accept"))
        try:
            response = await self._respond(request, accepts)
        except ClientDisconnect:
            return
        except Exception as cause:  # noqa: BLE001 - answered, and logged where unexpected
            response = not_executed(cause, accepts)
        await response(scope, receive, send)

    async def _respond(self, request: Request, accepts: Accepted) -> Response:
        if request.method not in ("GET", "POST"):
            raise _not_allowed("Send GraphQL by POST, or queries by GET.", "GET, POST")
        if not accepts.single and not accepts.stream:
            raise _not_acceptable("Accept application/json or application/graphql-response+json.")
        bearer = bearer_of(request.headers.get("authorization"))
        viewer = await self._authenticate(request, bearer)
        if viewer is None:
            raise SignedOutError
        if bearer is None:
            refuse_forged(request)
        asked = await read_operation(request)
        kind = self._documents.operation(asked.query, asked.operation_name).operation
        if kind is OperationType.MUTATION and request.method == "GET":
            raise _not_allowed("Mutations are sent by POST.", "POST")
        if kind is OperationType.SUBSCRIPTION and not accepts.stream:
            raise _not_acceptable(f"Subscribe by WebSocket, or accept {EVENT_STREAM}.")
        results = self._execute(request, viewer, asked)
        if kind is OperationType.SUBSCRIPTION or not accepts.single:
            return EventStream(results, self._heartbeat_seconds)
        result = [result async for result in results][-1]
        return executed(result, accepts)

    async def _execute(
        self, connection: HTTPConnection, viewer: object, asked: OperationRequest
    ) -> AsyncGenerator[ExecutionResult, None]:
        if not await self._viewer_valid(viewer):
            raise SignedOutError
        self._documents.operation(asked.query, asked.operation_name)
        results = await self.schema.stream(
            asked.query,
            variable_values=asked.variables,
            context_value=self._context(connection, viewer),
            operation_name=asked.operation_name,
            operation_extensions=asked.extensions,
        )
        async with aclosing(results):
            async for result in results:
                if not await self._viewer_valid(viewer):
                    raise SignedOutError
                assert isinstance(result, ExecutionResult)
                yield result

    async def get_context(
        self, request: Request | WebSocket, response: Response | WebSocket
    ) -> SocketSession:
        """Begin a WebSocket; this is not the context of an operation, which lives shorter."""
        assert isinstance(request, WebSocket)
        return SocketSession(request, self._execute)

    async def on_ws_connect(self, context: SocketSession) -> UnsetType:
        """Sign in by the first message of a WebSocket, or by its cookie."""
        try:
            context.viewer = await self._authenticate(
                context.connection, bearer_of(context.authorization)
            )
        except Exception as error:
            if outage_words(error):
                log.warning("The viewer of a WebSocket: %s", in_one_line(error))
                reason = "The studio is away or too busy"
            else:
                log.exception("The viewer of a WebSocket could not be found out")
                reason = "Unexpected error"
            await context.connection.close(TRY_AGAIN_LATER, reason)
            raise WebSocketDisconnected from None
        if context.viewer is None:
            raise ConnectionRejectionError
        return cast("UnsetType", UNSET)


async def _always(_viewer: object) -> bool:
    return True


def _not_allowed(message: str, methods: str) -> RequestRefusedError:
    return RequestRefusedError(405, "METHOD_NOT_ALLOWED", message, {"Allow": methods})


def _not_acceptable(message: str) -> RequestRefusedError:
    return RequestRefusedError(406, "NOT_ACCEPTABLE", message)
