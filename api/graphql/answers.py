"""Answers of the endpoint: single JSON results and streams of events."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from typing import Any

import orjson
from graphql import GraphQLFormattedError
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send
from strawberry.http.streaming import SSETransport, merge_stream_with_heartbeat
from strawberry.types import ExecutionResult

from api.graphql.errors import (
    INTERNAL,
    UNAVAILABLE,
    DocumentRefusedError,
    RequestRefusedError,
    SignedOutError,
    present,
    present_exception,
)
from api.graphql.requests import PLAIN_JSON, Accepted
from infra.outages import RETRY_AFTER


def body_of(result: ExecutionResult) -> dict[str, Any]:
    """Shape a result as clients expect it: `data`, and `errors` where there are any."""
    body: dict[str, Any] = {"data": result.data}
    return body | {"errors": present(result.errors)} if result.errors else body


def never_executed(result: ExecutionResult) -> bool:
    """Whether no field was reached: unreadable variables, or a source of events that failed."""
    return result.data is None and all(error.path is None for error in result.errors or ())


def executed(result: ExecutionResult, accepts: Accepted) -> Response:
    """Answer with a result; one whose variables could not be read was never executed."""
    body = body_of(result)
    if never_executed(result):
        return _not_executed(body["errors"], accepts)
    return _json(200, body, accepts)


def not_executed(cause: Exception, accepts: Accepted) -> Response:
    """Answer for an operation that `cause` kept from being executed."""
    if isinstance(cause, RequestRefusedError):
        return _json(cause.status, {"errors": [cause.formatted]}, accepts, cause.headers)
    if not isinstance(cause, DocumentRefusedError):
        return _not_executed([present_exception(cause)], accepts)
    errors = present(cause.errors)
    if accepts.single is None:
        events = SSETransport()
        text = events.encode_next({"errors": [*errors]}, encode) + events.encode_complete()
        return Response(text, headers=events.headers)
    return _not_executed(errors, accepts)


class EventStream(StreamingResponse):
    """Results as server-sent events, in the distinct connections mode of graphql-sse."""

    def __init__(
        self, results: AsyncGenerator[ExecutionResult, None], heartbeat_seconds: float
    ) -> None:
        transport = SSETransport(heartbeat_seconds)
        self._events = _events(results, transport)
        self._beating = merge_stream_with_heartbeat(
            lambda: self._events,
            lambda: transport.heartbeat_message(encode),
            heartbeat_seconds,
            send_initial_heartbeat=False,
        )()
        super().__init__(self._beating, headers=transport.headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # A client that leaves stops the sending, not what is sent.
        async with aclosing(self._events), aclosing(self._beating):
            await super().__call__(scope, receive, send)


async def _events(
    results: AsyncGenerator[ExecutionResult, None], transport: SSETransport
) -> AsyncGenerator[str, None]:
    def failed(error: GraphQLFormattedError) -> str:
        return transport.encode_next({"errors": [error]}, encode)

    try:
        async with aclosing(results):
            async for result in results:
                body = orjson.dumps(body_of(result)).decode()
                yield transport.encode_event("next", body)
    except SignedOutError as signed_out:
        yield failed(signed_out.formatted)
    except Exception as error:  # noqa: BLE001 - reported, and logged, by present_exception
        yield failed(present_exception(error))
    yield transport.encode_complete()


def encode(body: object) -> str:
    """Encode as JSON on a single line."""
    return orjson.dumps(body).decode()


def _not_executed(errors: Sequence[GraphQLFormattedError], accepts: Accepted) -> Response:
    codes = {error["extensions"]["code"] for error in errors}
    if INTERNAL in codes:
        return _json(500, {"errors": errors}, accepts)
    if UNAVAILABLE in codes:
        return _json(503, {"errors": errors}, accepts, RETRY_AFTER)
    # Clients of plain JSON take any other status than 200 for a failure of the network.
    return _json(400 if accepts.is_current else 200, {"errors": errors}, accepts)


def _json(
    status: int,
    body: Mapping[str, Any],
    accepts: Accepted,
    headers: Mapping[str, str] | None = None,
) -> Response:
    return Response(
        orjson.dumps(body),
        status,
        {
            "Cache-Control": "no-store",
            "Content-Type": f"{accepts.single or PLAIN_JSON}; charset=utf-8",
            "Vary": "Accept",
            "X-Content-Type-Options": "nosniff",
            **(headers or {}),
        },
    )
