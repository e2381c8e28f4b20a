"""Results as server-sent events."""

import asyncio
import re
from collections.abc import AsyncGenerator
from typing import Any

import httpx
import orjson
import pytest
from starlette.types import Message
from strawberry.types import ExecutionResult

from api.graphql.answers import EventStream
from tests.api.graphql.graph import TOKEN, Witness
from tests.doubles.waiting import PATIENCE, until

STREAM = {"Accept": "text/event-stream"}


def events(text: str) -> list[tuple[str, Any]]:
    found = re.findall(r"event: (\w+)\r\ndata: (.*)\r\n\r\n", text)
    return [(kind, orjson.loads(data or "null")) for kind, data in found]


@pytest.mark.parametrize(
    ("query", "results"),
    [
        ("subscription { count(to: 2) }", [{"data": {"count": 0}}, {"data": {"count": 1}}]),
        ("{ hello }", [{"data": {"hello": "world"}}]),
        ("mutation { bump }", [{"data": {"bump": 1}}]),
    ],
)
async def test_results_are_streamed(
    client: httpx.AsyncClient, seen: Witness, query: str, results: list[Any]
) -> None:
    response = await client.post("/graphql", json={"query": query}, headers=STREAM)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/event-stream")
    assert events(response.text) == [*(("next", each) for each in results), ("complete", None)]


async def test_an_event_source_of_our_own_page_may_subscribe(stranger: httpx.AsyncClient) -> None:
    headers = {**STREAM, "Cookie": f"session={TOKEN}", "Sec-Fetch-Site": "same-origin"}
    response = await stranger.get(
        "/graphql", params={"query": "subscription { count(to: 1) }"}, headers=headers
    )
    assert events(response.text) == [("next", {"data": {"count": 0}}), ("complete", None)]


async def test_a_client_that_reads_both_gets_what_fits(client: httpx.AsyncClient) -> None:
    headers = {"Accept": "application/json, text/event-stream"}
    response = await client.post("/graphql", json={"query": "{ hello }"}, headers=headers)
    assert response.headers["content-type"].startswith("application/json")
    response = await client.post(
        "/graphql", json={"query": "subscription { count }"}, headers=headers
    )
    assert response.headers["content-type"].startswith("text/event-stream")


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("subscription { nope }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { refused }", "NOT_FOUND"),
        ("subscription ($f: FrameRate!) { count(to: $f) }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ boom }", "INTERNAL"),
        ("{ away }", "UNAVAILABLE"),
        ("mutation { bumpAndLoseTheAnswer }", "UNAVAILABLE"),
        ("subscription { away }", "UNAVAILABLE"),
        ("{ unserializable }", "INTERNAL"),
    ],
)
async def test_failures_are_events(client: httpx.AsyncClient, query: str, code: str) -> None:
    response = await client.post("/graphql", json={"query": query}, headers=STREAM)
    assert response.status_code == 200
    (kind, payload), last = events(response.text)
    assert (kind, last) == ("next", ("complete", None))
    assert payload["errors"][0]["extensions"]["code"] == code
    assert "secret" not in response.text


@pytest.mark.parametrize(
    ("field", "code"), [("broken", "INTERNAL"), ("away(after: 1)", "UNAVAILABLE")]
)
async def test_a_failing_source_ends_the_stream(
    client: httpx.AsyncClient, field: str, code: str
) -> None:
    asked = {"query": f"subscription {{ {field} }}"}
    response = await client.post("/graphql", json=asked, headers=STREAM)
    first, second, last = events(response.text)
    assert first == ("next", {"data": {field.partition("(")[0]: 0}})
    assert second[1]["errors"][0]["extensions"]["code"] == code
    assert "secret" not in response.text
    assert last == ("complete", None)


async def test_an_idle_stream_beats_and_stops_with_its_reader(
    client: httpx.AsyncClient, seen: Witness
) -> None:
    asked = {"query": "subscription { count(every: 9) }"}
    async with client.stream("POST", "/graphql", json=asked, headers=STREAM) as response:
        async for text in response.aiter_text():
            assert text == ": ping\r\n\r\n"
            break
        assert seen.running == 1
    await until(lambda: seen.running == 0)


async def test_the_results_are_closed_when_the_answer_ends() -> None:
    sending, closed = asyncio.Event(), False

    async def results() -> AsyncGenerator[ExecutionResult, None]:
        nonlocal closed
        try:
            while True:
                yield ExecutionResult(data={}, errors=None)
        finally:
            closed = True

    async def receive() -> Message:
        await sending.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.body":
            sending.set()
            await asyncio.sleep(60)

    answer = EventStream(results(), heartbeat_seconds=15.0)
    await answer({"type": "http", "asgi": {"spec_version": "2.3"}}, receive, send)
    assert closed


async def test_a_slow_reader_holds_its_stream_back(
    client: httpx.AsyncClient, seen: Witness
) -> None:
    asked = {"query": "subscription { flood }"}
    async with client.stream("POST", "/graphql", json=asked, headers=STREAM):
        delivered = -1
        async with asyncio.timeout(PATIENCE):
            while delivered != seen.delivered:
                delivered = seen.delivered
                await asyncio.sleep(0.3)
        assert 0 < delivered * 10_000 < 20_000_000
    await until(lambda: seen.running == 0)


async def test_a_viewer_no_longer_valid_gets_no_more(
    client: httpx.AsyncClient, seen: Witness
) -> None:
    asked = {"query": "subscription { count(to: 1000, every: 0.05) }"}
    text = ""
    async with client.stream("POST", "/graphql", json=asked, headers=STREAM) as response:
        async for chunk in response.aiter_text():
            text += chunk
            seen.viewer.valid = False
    *_, (_, payload), last = events(text)
    assert payload["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert last == ("complete", None)
    await until(lambda: seen.running == 0)
