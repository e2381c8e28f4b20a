"""graphql-transport-ws, frame by frame."""

import asyncio
import json
import logging
from contextlib import suppress
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from api.graphql.requests import MAX_MESSAGE_BYTES
from tests.api.graphql.graph import TOKEN, Witness
from tests.doubles.waiting import PATIENCE, until

INIT = {"type": "connection_init", "payload": {"Authorization": f"Bearer {TOKEN}"}}


def dial(host: str, *, protocol: str = "graphql-transport-ws", **headers: str) -> connect:
    return connect(
        f"ws://{host}/graphql",
        subprotocols=[protocol],  # type: ignore[list-item]
        additional_headers={name.replace("_", "-"): value for name, value in headers.items()},
        max_size=None,
        compression=None,
    )


async def send(socket: ClientConnection, message: object) -> None:
    await socket.send(json.dumps(message))


async def receive(socket: ClientConnection) -> Any:
    return json.loads(await asyncio.wait_for(socket.recv(), PATIENCE))


async def ready(socket: ClientConnection) -> None:
    await send(socket, INIT)
    assert await receive(socket) == {"type": "connection_ack"}


async def subscribe(
    socket: ClientConnection, query: str, operation_id: str = "1", **payload: object
) -> None:
    message = {"id": operation_id, "type": "subscribe", "payload": {"query": query, **payload}}
    await send(socket, message)


async def closed(socket: ClientConnection) -> tuple[int, str]:
    async with asyncio.timeout(PATIENCE):
        with suppress(ConnectionClosed):
            async for _ in socket:
                pass
    assert socket.close_code is not None
    return socket.close_code, socket.close_reason or ""


async def test_all_kinds_of_operations_are_answered(host: str, seen: Witness) -> None:
    async with dial(host) as socket:
        await ready(socket)
        for query, data in (
            ("{ hello }", [{"hello": "world"}]),
            ("mutation { bump }", [{"bump": 1}]),
            ("subscription { count(to: 2) }", [{"count": 0}, {"count": 1}]),
        ):
            await subscribe(socket, query)
            for each in data:
                assert await receive(socket) == {
                    "id": "1",
                    "type": "next",
                    "payload": {"data": each},
                }
            assert await receive(socket) == {"id": "1", "type": "complete"}
        named = "query A { a: hello } query B($t: String!) { b: echo(text: $t) }"
        await subscribe(socket, named, operationName="B", variables={"t": "é"})
        assert (await receive(socket))["payload"] == {"data": {"b": "é"}}
        assert (await receive(socket))["type"] == "complete"
        await send(socket, {"type": "ping", "payload": {"a": 1}})
        assert (await receive(socket))["type"] == "pong"


async def test_each_operation_has_its_own_context(host: str, seen: Witness) -> None:
    async with dial(host) as socket:
        await ready(socket)
        for number in "12":
            await subscribe(socket, "{ hello }", number)
            await receive(socket)
            await receive(socket)
    first, second = seen.contexts
    assert first is not second
    assert first.viewer is second.viewer is seen.viewer
    assert first.connection.url.path == "/graphql"


@pytest.mark.parametrize("key", ["authorization", "Authorization", "AUTHORIZATION"])
@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
async def test_the_first_message_signs_in(host: str, key: str, scheme: str) -> None:
    async with dial(host) as socket:
        await send(socket, {"type": "connection_init", "payload": {key: f"{scheme} {TOKEN}"}})
        assert await receive(socket) == {"type": "connection_ack"}


@pytest.mark.parametrize("header", ["Authorization: Bearer owner", "Cookie: session=owner"])
@pytest.mark.parametrize("payload", [{}, {"payload": None}, {"payload": {"a": 1}}])
async def test_the_handshake_signs_in(host: str, header: str, payload: dict[str, Any]) -> None:
    name, _, value = header.partition(": ")
    async with dial(host, **{name: value}) as socket:
        await send(socket, {"type": "connection_init", **payload})
        assert await receive(socket) == {"type": "connection_ack"}


@pytest.mark.parametrize(
    "payload",
    [
        None,
        {},
        {"authorization": "Bearer wrong"},
        {"authorization": TOKEN},
        {"authorization": None},
        {"authorization": {"a": 1}},
        {"token": f"Bearer {TOKEN}"},
    ],
)
async def test_no_viewer_closes_with_4403(host: str, payload: object) -> None:
    async with dial(host) as socket:
        await send(socket, {"type": "connection_init", "payload": payload})
        assert await closed(socket) == (4403, "Forbidden")


async def test_a_broken_sign_in_asks_to_come_again(
    host: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with dial(host) as socket:
        payload = {"authorization": "Bearer broken"}
        await send(socket, {"type": "connection_init", "payload": payload})
        assert await closed(socket) == (1013, "Unexpected error")
    assert "the database is gone" in caplog.text


async def test_a_sign_in_during_an_outage_asks_to_come_again(
    host: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with dial(host) as socket:
        payload = {"authorization": "Bearer away"}
        await send(socket, {"type": "connection_init", "payload": payload})
        assert await closed(socket) == (1013, "The studio is away or too busy")
    [record] = caplog.records
    assert (record.levelno, record.exc_info) == (logging.WARNING, None)


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        ("[]", "A message must be a JSON object"),
        ("42", "A message must be a JSON object"),
        ("null", "A message must be a JSON object"),
        ("{", "WebSocket message must be valid JSON"),
        ('{"type": "ping", "payload": {"a": NaN}}', "WebSocket message must be valid JSON"),
        ('{"type": "ping", "payload": {"a": "\\ud800"}}', "WebSocket message must be valid JSON"),
        ("[" * 100_000, "WebSocket message must be valid JSON"),
        (b"{}", "WebSocket message type must be text"),
        ("{}", "Unknown message type"),
        ('{"type": ["ping"]}', "Unknown message type"),
        (json.dumps({"type": "x" * 1_000}), "Unknown message type"),
        ('{"type": "ping", "payload": 5}', "`payload` must be a JSON object or null"),
        ('{"type": "subscribe", "payload": {"query": "{ hello }"}}', "`id` must be a string"),
        ('{"type": "subscribe", "id": 1, "payload": {"query": ""}}', "`id` must be a string"),
        ('{"type": "complete"}', "`id` must be a string"),
        ('{"type": "subscribe", "id": "1"}', "The request must be a JSON object."),
        (
            '{"type": "subscribe", "id": "1", "payload": []}',
            "Batches are not supported. Send one operation per request.",
        ),
        (
            '{"type": "subscribe", "id": "1", "payload": {"query": 42}}',
            "`query` must be a string.",
        ),
        (
            '{"type": "subscribe", "id": "1", "payload": {"query": "{ hello }", "variables": 1}}',
            "`variables` must be a JSON object or null.",
        ),
        (
            '{"type": "subscribe", "id": "1", "payload": {"query": "{ hello }", "extensions": 1}}',
            "`extensions` must be a JSON object or null.",
        ),
        (
            '{"type": "subscribe", "id": "1", "payload": {"query": "", "operationName": 1}}',
            "`operationName` must be a string or null.",
        ),
    ],
    ids=lambda value: str(value)[:40],
)
async def test_a_malformed_message_closes_with_4400(
    host: str, frame: str | bytes, reason: str
) -> None:
    async with dial(host) as socket:
        await ready(socket)
        await socket.send(frame)
        assert await closed(socket) == (4400, reason)


async def test_the_payload_of_the_first_message_is_an_object(host: str) -> None:
    async with dial(host) as socket:
        await send(socket, {"type": "connection_init", "payload": [f"Bearer {TOKEN}"]})
        assert (await closed(socket))[0] == 4400


async def test_silence_closes_with_4408(impatient: str) -> None:
    async with dial(impatient) as socket:
        assert await closed(socket) == (4408, "Connection initialisation timeout")


async def test_subscribing_unasked_closes_with_4401(host: str, seen: Witness) -> None:
    async with dial(host) as socket:
        await subscribe(socket, "mutation { bump }")
        assert await closed(socket) == (4401, "Unauthorized")
    assert seen.bumps == 0


async def test_a_second_init_closes_with_4429(host: str) -> None:
    async with dial(host) as socket:
        await ready(socket)
        await send(socket, INIT)
        assert await closed(socket) == (4429, "Too many initialisation requests")


async def test_an_id_in_use_closes_with_4409(host: str) -> None:
    async with dial(host) as socket:
        await ready(socket)
        for _ in range(2):
            await subscribe(socket, "subscription { count(every: 9) }", "é" * 500)
        code, reason = await closed(socket)
        assert code == 4409
        assert reason.startswith("Subscriber for éé")


async def test_the_legacy_protocol_is_not_spoken(host: str) -> None:
    async with dial(host, protocol="graphql-ws") as socket:
        assert await closed(socket) == (4406, "Subprotocol not acceptable")


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("", "GRAPHQL_PARSE_FAILED"),
        ("{ nope }", "GRAPHQL_VALIDATION_FAILED"),
        ("query A { hello } query B { hello }", "OPERATION_NOT_FOUND"),
        ("query ($f: FrameRate!) { rate(fps: $f) }", "BAD_USER_INPUT"),
        ("subscription { refused }", "NOT_FOUND"),
    ],
)
async def test_an_operation_that_cannot_start_ends_alone(
    host: str, caplog: pytest.LogCaptureFixture, query: str, code: str
) -> None:
    async with dial(host) as socket:
        await ready(socket)
        await subscribe(socket, query)
        failed = await receive(socket)
        assert (failed["id"], failed["type"]) == ("1", "error")
        assert [error["extensions"]["code"] for error in failed["payload"]] == [code]
        await subscribe(socket, "{ hello }")
        assert (await receive(socket))["payload"] == {"data": {"hello": "world"}}
    assert caplog.records == []


async def test_what_is_unexpected_is_masked(host: str, caplog: pytest.LogCaptureFixture) -> None:
    async with dial(host) as socket:
        await ready(socket)
        await subscribe(socket, "{ boom }")
        error = (await receive(socket))["payload"]["errors"][0]
        assert error["message"] == "Unexpected error."
        assert error["extensions"]["errorId"] in caplog.text
        assert (await receive(socket))["type"] == "complete"
        await subscribe(socket, "subscription { broken }")
        assert (await receive(socket))["payload"] == {"data": {"broken": 0}}
        failed = await receive(socket)
        assert failed["type"] == "error"
        assert failed["payload"][0]["extensions"]["code"] == "INTERNAL"
        await subscribe(socket, "{ unserializable }")
        failed = await receive(socket)
        assert failed["payload"][0]["extensions"]["code"] == "INTERNAL"


async def test_an_outage_is_told_to_each_operation(
    host: str, seen: Witness, caplog: pytest.LogCaptureFixture
) -> None:
    async with dial(host) as socket:
        await ready(socket)
        for query in ("{ away }", "mutation { bumpAndLoseTheAnswer }"):
            await subscribe(socket, query)
            answered = await receive(socket)
            assert answered["type"] == "next"
            [error] = answered["payload"]["errors"]
            assert error["extensions"] == {"code": "UNAVAILABLE"}
            assert (await receive(socket))["type"] == "complete"
        for number in range(2):
            await subscribe(socket, f"subscription {{ away(after: {number}) }}")
            for _ in range(number):
                assert (await receive(socket))["type"] == "next"
            failed = await receive(socket)
            assert failed["type"] == "error"
            assert failed["payload"][0]["extensions"] == {"code": "UNAVAILABLE"}
    assert len(caplog.records) == 4
    assert {(record.levelno, record.exc_info) for record in caplog.records} == {
        (logging.WARNING, None)
    }


async def test_the_hundred_and_first_operation_is_refused(host: str, seen: Witness) -> None:
    async with dial(host) as socket:
        await ready(socket)
        for number in range(101):
            await subscribe(socket, "subscription { count(every: 9) }", str(number))
        refused = await receive(socket)
        assert (refused["id"], refused["type"]) == ("100", "error")
        assert refused["payload"][0]["extensions"]["code"] == "TOO_MANY_OPERATIONS"
        await until(lambda: seen.running == 100)
        await send(socket, {"id": "7", "type": "complete"})
        await until(lambda: seen.running == 99)
        await subscribe(socket, "{ hello }", "100")
        assert (await receive(socket))["payload"] == {"data": {"hello": "world"}}
    await until(lambda: seen.running == 0)


async def test_an_operation_that_the_client_completed_is_told_no_more(
    host: str, seen: Witness, caplog: pytest.LogCaptureFixture
) -> None:
    async with dial(host) as socket:
        await ready(socket)
        await subscribe(socket, "subscription { stubborn }")
        assert (await receive(socket))["type"] == "next"
        await send(socket, {"id": "1", "type": "complete"})
        await until(lambda: seen.running == 0)
        await subscribe(socket, "{ hello }", "1")
        assert (await receive(socket))["payload"] == {"data": {"hello": "world"}}
    assert [record.getMessage() for record in caplog.records] == []


async def test_a_lost_connection_stops_its_subscriptions(host: str, seen: Witness) -> None:
    async with dial(host) as socket:
        await ready(socket)
        for number in range(20):
            await subscribe(socket, "subscription { count(every: 9) }", str(number))
        await until(lambda: seen.running == 20)
        socket.transport.abort()
        await until(lambda: seen.running == 0)


async def test_a_page_elsewhere_cannot_connect(host: str) -> None:
    for origin in ("http://evil.test", "null", f"http://{host}.evil.test"):
        with pytest.raises(InvalidStatus) as refused:
            await dial(host, Origin=origin, Cookie=f"session={TOKEN}")
        assert refused.value.response.status_code == 403
    for origin in (f"http://{host}", "http://studio.test"):
        async with dial(host, Origin=origin) as socket:
            await ready(socket)


async def test_a_message_too_big_closes_with_1009(host: str) -> None:
    async with dial(host) as socket:
        await ready(socket)
        await socket.send('{"type": "ping"}' + " " * MAX_MESSAGE_BYTES)
        assert (await closed(socket))[0] == 1009


async def test_a_viewer_no_longer_valid_is_shut_out(host: str, seen: Witness) -> None:
    async with dial(host) as running, dial(host) as idle:
        for socket in (running, idle):
            await ready(socket)
        await subscribe(running, "subscription { count(to: 1000, every: 0.05) }")
        assert (await receive(running))["payload"] == {"data": {"count": 0}}
        seen.viewer.valid = False
        assert await closed(running) == (4403, "Forbidden")
        await until(lambda: seen.running == 0)
        await subscribe(idle, "mutation { bump }")
        assert await closed(idle) == (4403, "Forbidden")
    assert seen.bumps == 0


async def test_a_slow_reader_holds_its_subscription_back(host: str, seen: Witness) -> None:
    async with dial(host) as socket:
        await ready(socket)
        await subscribe(socket, "subscription { flood }")
        await until(lambda: seen.delivered > 0)
        delivered = -1
        async with asyncio.timeout(PATIENCE):
            while delivered != seen.delivered:
                delivered = seen.delivered
                await asyncio.sleep(0.3)
        assert delivered * 10_000 < 20_000_000
        for _ in range(delivered + 5):
            await receive(socket)
        assert seen.delivered > delivered
        socket.transport.abort()
    await until(lambda: seen.running == 0)
