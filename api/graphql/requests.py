"""Reading one GraphQL request from HTTP, and refusing what is none."""

import asyncio
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.requests import Request

from api.graphql.errors import RequestRefusedError

# A script of 2 MB, escaped as JSON, with room to spare.
MAX_BODY_BYTES = 24 * 1024 * 1024
"""A timeline of some thousand clips is compared as text."""
MAX_MESSAGE_BYTES = 8 * 1024 * 1024
"""Of a socket, which has said nothing yet of who it is."""
BODY_SECONDS = 60.0

GRAPHQL_JSON = "application/graphql-response+json"
PLAIN_JSON = "application/json"
EVENT_STREAM = "text/event-stream"

# A page elsewhere cannot send these without a preflight, which we do not answer.
PREFLIGHT_HEADERS = ("x-graphql-require-preflight", "apollo-require-preflight")


@dataclass(frozen=True, slots=True)
class OperationRequest:
    """What a client asks to execute, with every part of its right type."""

    query: str
    variables: dict[str, Any] | None = None
    operation_name: str | None = None
    extensions: dict[str, Any] | None = None

    @classmethod
    def parse(cls, payload: object) -> "OperationRequest":
        """Check a decoded payload; raises RequestRefusedError (400)."""
        if isinstance(payload, list):
            raise _malformed("Batches are not supported. Send one operation per request.")
        if not isinstance(payload, dict):
            raise _malformed("The request must be a JSON object.")
        query = payload.get("query")
        if not isinstance(query, str):
            raise _malformed("`query` must be a string.")
        name = payload.get("operationName")
        if not isinstance(name, str | None):
            raise _malformed("`operationName` must be a string or null.")
        return cls(
            query, _object(payload, "variables"), name or None, _object(payload, "extensions")
        )


@dataclass(frozen=True, slots=True)
class Accepted:
    """What the client can read: a media type for a single answer, and whether a stream."""

    single: str | None
    stream: bool

    @property
    def is_current(self) -> bool:
        """Whether a request that was never executed may be told by its HTTP status."""
        return self.single == GRAPHQL_JSON


def accepted(header: str | None) -> Accepted:
    """Negotiate from the Accept header; without one, or for `*/*`, plain JSON."""
    weights = dict(_weighted(header or "*/*"))
    stream = weights.get(EVENT_STREAM, 0.0) > 0
    wildcard = weights.get("application/*", weights.get("*/*", 0.0))
    plain = weights.get(PLAIN_JSON, wildcard)
    current = weights.get(GRAPHQL_JSON, 0.0)
    if current > 0 and current >= plain:
        return Accepted(GRAPHQL_JSON, stream)
    return Accepted(PLAIN_JSON if plain > 0 else None, stream)


def wants_page(request: Request) -> bool:
    """Whether a browser is navigating here, rather than a client asking."""
    return request.method == "GET" and any(
        media_type == "text/html" and weight > 0
        for media_type, weight in _weighted(request.headers.get("accept", ""))
    )


def bearer_of(authorization: object) -> str | None:
    """Take the token out of `Bearer <token>`; None for anything else."""
    if not isinstance(authorization, str):
        return None
    scheme, _, token = authorization.strip().partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


def refuse_forged(request: Request) -> None:
    """Refuse what a page elsewhere could make a signed-in browser send; raises (403).

    Only for requests that a cookie signs in. A POST needs nothing more than its content type,
    `application/json`, which has a preflight.
    """
    if request.method != "GET":
        return
    headers = request.headers
    if headers.get("sec-fetch-site") == "same-origin":
        return
    if any(name in headers for name in PREFLIGHT_HEADERS):
        return
    message = f"A GET signed in by cookie needs the header {PREFLIGHT_HEADERS[0]}: 1."
    raise RequestRefusedError(403, "CSRF_PREVENTED", message)


async def read_operation(request: Request) -> OperationRequest:
    """Read the operation from the URL or the body; raises RequestRefusedError (400, 408, 413, 415)."""
    if request.method == "GET":
        parameters: dict[str, Any] = dict(request.query_params)
        for name in ("variables", "extensions"):
            if text := parameters.pop(name, None):
                parameters[name] = decode_json(text)
        return OperationRequest.parse(parameters)
    content_type = request.headers.get("content-type", "").split(";", 1)[0].strip().lower()
    if content_type != PLAIN_JSON:
        message = f"The body must be {PLAIN_JSON}."
        raise RequestRefusedError(415, "UNSUPPORTED_MEDIA_TYPE", message)
    return OperationRequest.parse(decode_json(await _read_body(request)))


def decode_json(text: str | bytes) -> object:
    """Decode strict JSON in UTF-8: no NaN, no lone surrogates; raises RequestRefusedError (400)."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise _malformed(f"The request is not JSON: {error.msg}.") from None


async def _read_body(request: Request) -> bytes:
    too_large = RequestRefusedError(
        413, "PAYLOAD_TOO_LARGE", f"The request has more than {MAX_BODY_BYTES} bytes."
    )
    if _number(request.headers.get("content-length", "0")) > MAX_BODY_BYTES:
        raise too_large
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > MAX_BODY_BYTES:
                    raise too_large
    except TimeoutError:
        message = f"The body did not arrive within {BODY_SECONDS:.0f} seconds."
        raise RequestRefusedError(408, "TIMED_OUT", message) from None
    return bytes(body)


def _object(payload: dict[str, Any], name: str) -> dict[str, Any] | None:
    value = payload.get(name)
    if not isinstance(value, dict | None):
        raise _malformed(f"`{name}` must be a JSON object or null.")
    return value


def _malformed(message: str) -> RequestRefusedError:
    return RequestRefusedError(400, "BAD_REQUEST", message)


def _weighted(header: str) -> list[tuple[str, float]]:
    """Split an Accept header into lower-case media types and their weights, 0 for junk."""
    weighted = []
    for part in header.split(","):
        media_type, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = next((p[2:] for p in parameters if p.startswith("q=")), "1")
        weighted.append((media_type, _number(weight)))
    return weighted


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
