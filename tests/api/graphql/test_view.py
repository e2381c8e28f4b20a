"""The endpoint over HTTP, and what hostile clients may try with it."""

import json
import logging
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from api.graphql.requests import GRAPHQL_JSON, MAX_BODY_BYTES
from tests.api.graphql.graph import TOKEN, Witness

JSON = {"Content-Type": "application/json"}
QUERY = {"query": "{ hello }"}


def code_of(response: httpx.Response) -> str:
    error = response.json()["errors"][0]
    assert error["message"]
    return str(error["extensions"]["code"])


async def test_a_query_is_answered(client: httpx.AsyncClient) -> None:
    for accept in ("*/*", "application/json", GRAPHQL_JSON):
        response = await client.post("/graphql", json=QUERY, headers={"Accept": accept})
        assert response.status_code == 200
        assert response.json() == {"data": {"hello": "world"}}
        wanted = GRAPHQL_JSON if accept == GRAPHQL_JSON else "application/json"
        assert response.headers["content-type"] == f"{wanted}; charset=utf-8"
        assert response.headers["cache-control"] == "no-store"
    asked = {"query": "query ($t: String!) { echo(text: $t) }", "variables": '{"t": "é\\u0000"}'}
    response = await client.get("/graphql", params=asked)
    assert response.json() == {"data": {"echo": "é\x00"}}


async def test_without_a_viewer_nothing_is_answered(stranger: httpx.AsyncClient) -> None:
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Cookie": "session=wrong"}):
        for response in (
            await stranger.post("/graphql", json=QUERY, headers=headers),
            await stranger.get("/graphql", params=QUERY, headers=headers),
            await stranger.post("/graphql", content=b"\xff", headers=headers),
            await stranger.post("/graphql", headers={**headers, "Accept": "text/event-stream"}),
        ):
            assert response.status_code == 401
            assert response.headers["www-authenticate"] == "Bearer"
            assert code_of(response) == "UNAUTHENTICATED"


async def test_each_operation_has_its_own_context(client: httpx.AsyncClient, seen: Witness) -> None:
    for _ in range(2):
        await client.post("/graphql", json=QUERY)
    first, second = seen.contexts
    assert first is not second
    assert first.viewer is seen.viewer
    assert first.connection.url.path == "/graphql"


REFUSED: list[tuple[str, dict[str, Any], int, str]] = [
    ("a batch", {"content": b'[{"query": "{ hello }"}]'}, 400, "BAD_REQUEST"),
    ("a number", {"content": b"5"}, 400, "BAD_REQUEST"),
    ("a string", {"content": b'"x"'}, 400, "BAD_REQUEST"),
    ("null", {"content": b"null"}, 400, "BAD_REQUEST"),
    ("nothing", {"content": b""}, 400, "BAD_REQUEST"),
    ("half of it", {"content": b'{"query": '}, 400, "BAD_REQUEST"),
    ("bad UTF-8", {"content": b'{"query": "{ hello }\xff"}'}, 400, "BAD_REQUEST"),
    ("UTF-16", {"content": json.dumps(QUERY).encode("utf-16")}, 400, "BAD_REQUEST"),
    ("NaN", {"content": b'{"query": "{ hello }", "variables": {"a": NaN}}'}, 400, "BAD_REQUEST"),
    (
        "infinity",
        {"content": b'{"query": "{ hello }", "variables": {"a": 1e999}}'},
        400,
        "BAD_REQUEST",
    ),
    ("a lone surrogate", {"content": b'{"query": "{ hello } #\\ud800"}'}, 400, "BAD_REQUEST"),
    ("deep JSON", {"content": b"[" * 100_000}, 400, "BAD_REQUEST"),
    ("no query", {"content": b"{}"}, 400, "BAD_REQUEST"),
    ("a query of 42", {"content": b'{"query": 42}'}, 400, "BAD_REQUEST"),
    ("variables []", {"content": b'{"query": "{ hello }", "variables": []}'}, 400, "BAD_REQUEST"),
    (
        "an operationName of 1",
        {"content": b'{"query": "{ hello }", "operationName": 1}'},
        400,
        "BAD_REQUEST",
    ),
    (
        "extensions 'x'",
        {"content": b'{"query": "{ hello }", "extensions": "x"}'},
        400,
        "BAD_REQUEST",
    ),
    (
        "text/plain",
        {"content": json.dumps(QUERY), "headers": {"Content-Type": "text/plain"}},
        415,
        "UNSUPPORTED_MEDIA_TYPE",
    ),
    (
        "text/plain that names JSON",
        {"content": json.dumps(QUERY), "headers": {"Content-Type": "text/plain; application/json"}},
        415,
        "UNSUPPORTED_MEDIA_TYPE",
    ),
    ("a form", {"data": QUERY, "headers": {}}, 415, "UNSUPPORTED_MEDIA_TYPE"),
    (
        "a multipart batch",
        {"data": {"operations": "5", "map": "{}"}, "files": {"0": b"x"}, "headers": {}},
        415,
        "UNSUPPORTED_MEDIA_TYPE",
    ),
    ("no content type", {"content": b"{}", "headers": {}}, 415, "UNSUPPORTED_MEDIA_TYPE"),
    (
        "a subscription without a stream",
        {"json": {"query": "subscription { count }"}},
        406,
        "NOT_ACCEPTABLE",
    ),
    (
        "a picture",
        {"json": QUERY, "headers": {"Accept": "image/png"}},
        406,
        "NOT_ACCEPTABLE",
    ),
]


@pytest.mark.parametrize(
    ("request_parts", "status", "code"),
    [case[1:] for case in REFUSED],
    ids=[case[0] for case in REFUSED],
)
async def test_what_is_no_request_is_refused(
    client: httpx.AsyncClient, request_parts: dict[str, Any], status: int, code: str
) -> None:
    response = await client.post("/graphql", **{"headers": JSON} | request_parts)
    assert (response.status_code, code_of(response)) == (status, code)


@pytest.mark.parametrize(
    ("parameters", "status", "code"),
    [
        ({}, 400, "BAD_REQUEST"),
        ({"query": "{ hello }", "variables": "[]"}, 400, "BAD_REQUEST"),
        ({"query": "{ hello }", "variables": "{"}, 400, "BAD_REQUEST"),
        ({"query": "{ hello }", "extensions": "5"}, 400, "BAD_REQUEST"),
        ({"query": "mutation { bump }"}, 405, "METHOD_NOT_ALLOWED"),
        ({"query": "subscription { count }"}, 406, "NOT_ACCEPTABLE"),
    ],
)
async def test_what_is_no_request_by_get_is_refused(
    client: httpx.AsyncClient, seen: Witness, parameters: dict[str, str], status: int, code: str
) -> None:
    response = await client.get("/graphql", params=parameters)
    assert (response.status_code, code_of(response)) == (status, code)
    assert seen.bumps == 0


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_other_methods_are_not_allowed(client: httpx.AsyncClient, method: str) -> None:
    response = await client.request(method, "/graphql", json=QUERY)
    assert (response.status_code, response.headers["allow"]) == (405, "GET, POST")


async def test_a_mutation_by_get_is_not_allowed_as_a_stream_either(
    client: httpx.AsyncClient, seen: Witness
) -> None:
    headers = {"Accept": "text/event-stream"}
    response = await client.get("/graphql", params={"query": "mutation { bump }"}, headers=headers)
    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    assert seen.bumps == 0


async def test_a_body_is_read_up_to_its_limit(client: httpx.AsyncClient) -> None:
    async def chunks(total: int) -> AsyncIterator[bytes]:
        yield b'{"query": "query ($t: String!) { echo(text: $t) }", "variables": {"t": "'
        for _ in range(total // 100_000):
            yield b"x" * 100_000
        yield b'"}}'

    response = await client.post("/graphql", content=chunks(4_000_000), headers=JSON)
    assert len(response.json()["data"]["echo"]) == 4_000_000
    for body in (b"x" * (MAX_BODY_BYTES + 1), chunks(MAX_BODY_BYTES + 100_000)):
        response = await client.post("/graphql", content=body, headers=JSON)
        assert (response.status_code, code_of(response)) == (413, "PAYLOAD_TOO_LARGE")


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Apollo-Require-Preflight": "1"}, True),
        ({"X-GraphQL-Require-Preflight": "1"}, True),
        ({"Authorization": "Basic x"}, False),
        ({"Authorization": f"Bearer {TOKEN}"}, True),
    ],
)
async def test_a_get_signed_in_by_cookie_must_not_be_forged(
    stranger: httpx.AsyncClient, headers: dict[str, str], allowed: bool
) -> None:
    response = await stranger.get(
        "/graphql", params=QUERY, headers={"Cookie": f"session={TOKEN}"} | headers
    )
    if allowed:
        assert response.json() == {"data": {"hello": "world"}}
    else:
        assert (response.status_code, code_of(response)) == (403, "CSRF_PREVENTED")


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]
)
async def test_a_post_signed_in_by_cookie_must_have_a_preflight(
    stranger: httpx.AsyncClient, seen: Witness, content_type: str
) -> None:
    cookie = {"Cookie": f"session={TOKEN}"}
    body = b'{"query": "mutation { bump }"}'
    response = await stranger.post(
        "/graphql", content=body, headers=cookie | {"Content-Type": content_type}
    )
    assert response.status_code == 415
    assert seen.bumps == 0
    response = await stranger.post("/graphql", content=body, headers=cookie | JSON)
    assert response.json() == {"data": {"bump": 1}}


@pytest.mark.parametrize(
    ("asked", "code", "says"),
    [
        ({"query": "{"}, "GRAPHQL_PARSE_FAILED", "Syntax Error"),
        ({"query": "{ nope }"}, "GRAPHQL_VALIDATION_FAILED", "Cannot query field"),
        ({"query": "{ hello }", "operationName": "X"}, "OPERATION_NOT_FOUND", "'X'"),
        (
            {"query": "query ($f: FrameRate!) { rate(fps: $f) }", "variables": {"f": "0"}},
            "BAD_USER_INPUT",
            "A frame rate is positive.",
        ),
        (
            {"query": "query ($f: FrameRate!) { rate(fps: $f) }", "variables": {"f": "x"}},
            "BAD_USER_INPUT",
            "Not a frame rate.",
        ),
        ({"query": "query ($f: FrameRate!) { rate(fps: $f) }"}, "BAD_USER_INPUT", "'$f'"),
        (
            {"query": "query ($v: Uncoded!) { uncoded(value: $v) }", "variables": {"v": "x"}},
            "BAD_USER_INPUT",
            "Not readable.",
        ),
        (
            {
                "query": "query ($n: Int!) { again { hello @skip(if: false) } n: echo(text: $n) }",
                "variables": {"n": 2**31},
            },
            "GRAPHQL_VALIDATION_FAILED",
            "'$n'",
        ),
    ],
)
async def test_an_operation_that_cannot_start_is_coded(
    client: httpx.AsyncClient,
    caplog: pytest.LogCaptureFixture,
    asked: dict[str, Any],
    code: str,
    says: str,
) -> None:
    for accept, status in (("application/json", 200), (GRAPHQL_JSON, 400)):
        response = await client.post("/graphql", json=asked, headers={"Accept": accept})
        assert (response.status_code, code_of(response)) == (status, code)
        assert says in response.json()["errors"][0]["message"]
        assert "data" not in response.json()
    assert caplog.records == []


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("{ boom }", 200),
        ("{ requiredBoom }", 200),
        ("{ unserializable }", 500),
        ('{ fragile(value: "x") }', 500),
        ('query ($f: Fragile = "x") { fragile(value: $f) }', 500),
    ],
)
async def test_what_is_unexpected_is_masked_and_logged(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture, query: str, status: int
) -> None:
    response = await client.post("/graphql", json={"query": query})
    error = response.json()["errors"][0]
    assert response.status_code == status
    assert error["message"] == "Unexpected error."
    assert error["extensions"]["code"] == "INTERNAL"
    assert "secret" not in response.text
    [record] = caplog.records
    assert (record.name, record.levelno) == ("api.graphql.errors", logging.ERROR)
    assert error["extensions"]["errorId"] in record.getMessage()
    assert record.exc_info


async def test_a_variable_that_breaks_its_scalar_is_masked(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    query = "query ($f: Fragile!) { fragile(value: $f) }"
    response = await client.post("/graphql", json={"query": query, "variables": {"f": "x"}})
    assert (response.status_code, code_of(response)) == (500, "INTERNAL")
    assert "secret" not in response.text
    assert "LookupError: secret" in caplog.text


async def test_what_breaks_before_an_operation_is_masked(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    headers = {"Authorization": "Bearer broken"}
    response = await client.post("/graphql", json=QUERY, headers=headers)
    assert (response.status_code, code_of(response)) == (500, "INTERNAL")
    assert "database" not in response.text
    assert "the database is gone" in caplog.text


@pytest.mark.parametrize("query", ["{ away }", "mutation { bumpAndLoseTheAnswer }"])
async def test_while_a_server_is_away_one_is_told_to_try_again(
    client: httpx.AsyncClient, seen: Witness, caplog: pytest.LogCaptureFixture, query: str
) -> None:
    response = await client.post("/graphql", json={"query": query})
    [error] = response.json()["errors"]
    assert response.status_code == 200
    assert error["extensions"] == {"code": "UNAVAILABLE"}
    assert len(error["path"]) == 1
    for said in ("database is away", "Try again.", "may have been made"):
        assert said in error["message"]
    assert "secret" not in response.text
    [record] = caplog.records
    assert (record.levelno, record.exc_info) == (logging.WARNING, None)
    assert "\n" not in record.getMessage()
    assert "SELECT" not in record.getMessage()


async def test_what_breaks_beside_an_outage_is_told_apart(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    response = await client.post("/graphql", json={"query": "{ away refuse boom again { away } }"})
    codes = {
        ".".join(error["path"]): error["extensions"]["code"] for error in response.json()["errors"]
    }
    assert codes == {
        "away": "UNAVAILABLE",
        "refuse": "NOT_FOUND",
        "boom": "INTERNAL",
        "again.away": "UNAVAILABLE",
    }
    levels = [(record.levelno, bool(record.exc_info)) for record in caplog.records]
    assert levels == [(logging.WARNING, False), (logging.ERROR, True)]


@pytest.mark.parametrize("accept", ["application/json", GRAPHQL_JSON, "text/event-stream"])
async def test_an_outage_before_an_operation_is_503(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture, accept: str
) -> None:
    headers = {"Authorization": "Bearer away", "Accept": accept}
    response = await client.post("/graphql", json=QUERY, headers=headers)
    assert (response.status_code, code_of(response)) == (503, "UNAVAILABLE")
    assert int(response.headers["retry-after"]) > 0
    [record] = caplog.records
    assert (record.levelno, record.exc_info) == (logging.WARNING, None)


async def test_what_a_resolver_refuses_keeps_its_words(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    response = await client.post("/graphql", json={"query": "{ refuse refuseUncoded }"})
    errors = response.json()["errors"]
    assert [error["extensions"]["code"] for error in errors] == ["NOT_FOUND", "BAD_USER_INPUT"]
    assert [error["message"] for error in errors] == ["There is no such thing.", "Try another."]
    assert [error["path"] for error in errors] == [["refuse"], ["refuseUncoded"]]
    assert caplog.records == []


async def test_a_viewer_no_longer_valid_gets_nothing(
    client: httpx.AsyncClient, seen: Witness
) -> None:
    seen.viewer.valid = False
    response = await client.post("/graphql", json=QUERY)
    assert (response.status_code, code_of(response)) == (401, "UNAUTHENTICATED")
