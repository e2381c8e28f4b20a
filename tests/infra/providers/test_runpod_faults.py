"""What each fault of the network and of the other side means for an order."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from infra.providers import runpod
from infra.providers.runpod import RunPod, open_client
from studio.rendering.ports import (
    ProviderBusy,
    ProviderError,
    ProviderLost,
    ProviderMisconfigured,
    ProviderRefused,
    ReportState,
)
from tests.doubles.waiting import until
from tests.infra.providers.test_runpod import ORDER

SECRET = "rpa_TOPSECRET"


def http(status: int, body: bytes = b"{}", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


@asynccontextmanager
async def other_side(
    answer: bytes | None, *, hang: bool = False, connections: int = 9
) -> AsyncIterator[RunPod]:
    """A provider whose other side reads the request, sends `answer` and closes or hangs."""
    release = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            told = head.lower().partition(b"content-length: ")[2].split()
            await reader.readexactly(int(told[0]) if told else 0)
            if answer is not None:
                writer.write(answer)
                await writer.drain()
            if hang:
                await release.wait()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    limits = httpx.Limits(max_connections=connections)
    async with server, httpx.AsyncClient(limits=limits) as client:
        yield RunPod(
            client, base_url=f"http://127.0.0.1:{port}/v2", endpoint_id="e", api_key=SECRET
        )
        release.set()


async def raised(provider: RunPod, call: str) -> ProviderError | None:
    calls = {"submit": lambda: provider.submit(ORDER), "status": lambda: provider.status("j")}
    calls["cancel"] = lambda: provider.cancel("j")
    error: ProviderError | None = None
    try:
        await calls[call]()
    except ProviderError as caught:
        error = caught
    assert SECRET not in repr(error)
    return error


FAULTS = [
    (None, ProviderLost, ProviderBusy),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{", ProviderLost, ProviderBusy),
    (b"SSH-2.0-OpenSSH\r\n", ProviderLost, ProviderBusy),
    (http(200, b"<html>"), ProviderLost, ProviderBusy),
    (http(200, b'{"id": 5}'), ProviderLost, ProviderBusy),
    (http(200, b"[" * 99_999), ProviderLost, ProviderBusy),
    (http(500), ProviderLost, ProviderBusy),
    (http(502, b"<html>"), ProviderLost, ProviderBusy),
    (http(503, b'{"error":"full","accepted":false}'), ProviderBusy, ProviderBusy),
    (http(408), ProviderLost, ProviderBusy),
    (http(429), ProviderBusy, ProviderBusy),
    (http(401), ProviderMisconfigured, ProviderMisconfigured),
    (http(403), ProviderMisconfigured, ProviderMisconfigured),
    (http(302, b"", "Location: http://127.0.0.1:1/"), ProviderMisconfigured, ProviderMisconfigured),
    (http(405), ProviderMisconfigured, ProviderMisconfigured),
    (http(404), ProviderMisconfigured, None),
    (http(400, b'{"error":"bad input"}'), ProviderRefused, ProviderRefused),
    (http(413), ProviderRefused, ProviderRefused),
]


@pytest.mark.parametrize(("answer", "submitting", "asking"), FAULTS)
async def test_an_answer_means(
    answer: bytes | None,
    submitting: type[ProviderError],
    asking: type[ProviderError] | None,
) -> None:
    async with other_side(answer) as provider:
        assert type(await raised(provider, "submit")) is submitting
        assert type(await raised(provider, "status")) is (asking or type(None))


async def test_no_answer_is_lost_when_submitting_and_busy_when_asking(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(runpod, "_SUBMIT", httpx.Timeout(60, read=0.2))
    monkeypatch.setattr(runpod, "_ASK", httpx.Timeout(60, read=0.2))
    async with other_side(None, hang=True) as provider:
        assert type(await raised(provider, "submit")) is ProviderLost
        assert type(await raised(provider, "status")) is ProviderBusy
        assert type(await raised(provider, "cancel")) is ProviderBusy


async def test_an_answer_without_an_end_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = runpod._WHOLE
    monkeypatch.setattr(runpod, "_WHOLE", 2.0)
    endless = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"
    async with other_side(endless, hang=True) as provider:
        assert type(await raised(provider, "submit")) is ProviderLost
    monkeypatch.setattr(runpod, "_WHOLE", whole)
    monkeypatch.setattr(runpod, "_ANSWER_BYTES", 100)
    async with other_side(http(200, b" " * 101)) as provider:
        assert type(await raised(provider, "submit")) is ProviderLost
        assert type(await raised(provider, "status")) is ProviderBusy


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_what_was_surely_not_sent_is_busy(scheme: str) -> None:
    async def refuse(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server = await asyncio.start_server(refuse, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    if scheme == "http":
        server.close()  # nobody listens; with https the handshake fails
        await server.wait_closed()
    async with server, open_client() as client:
        base = f"{scheme}://127.0.0.1:{port}/v2"
        provider = RunPod(client, base_url=base, endpoint_id="e", api_key=SECRET)
        for call in ("submit", "status", "cancel"):
            assert type(await raised(provider, call)) is ProviderBusy
        health = await provider.health()
        assert not health.online
        assert "127.0.0.1" in health.detail


async def test_a_name_that_nobody_has_is_busy() -> None:
    async with open_client() as client:
        base = "http://storycanvas.invalid/v2"
        provider = RunPod(client, base_url=base, endpoint_id="e", api_key=SECRET)
        assert type(await raised(provider, "submit")) is ProviderBusy


async def test_no_free_connection_is_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runpod, "_SUBMIT", httpx.Timeout(60, pool=0.2))
    async with other_side(None, hang=True, connections=1) as provider:
        asking = asyncio.create_task(raised(provider, "status"))
        pool = provider._client._transport._pool  # type: ignore[attr-defined]
        await until(lambda: pool.connections)
        assert type(await raised(provider, "submit")) is ProviderBusy
        asking.cancel()
        await asyncio.wait([asking])


@pytest.mark.parametrize(
    ("header", "least", "most"),
    [
        ("Retry-After: 7", 7, 7),
        ("Retry-After: 0", 1, 1),
        ("Retry-After: 99999", 300, 300),
        ("Retry-After: nan", 5, 5),
        ("Retry-After: Wed, 21 Oct 2015 07:28:00 GMT", 1, 1),
        ("Retry-After: soon", 5, 5),
        ("X: y", 5, 5),
    ],
)
async def test_busy_says_when_to_come_again(header: str, least: float, most: float) -> None:
    async with other_side(http(429, b"{}", header)) as provider:
        error = await raised(provider, "submit")
        assert isinstance(error, ProviderBusy)
        assert least <= error.retry_after <= most


async def test_the_key_is_never_told_again(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    echo = b'{"error":"bad key %s\\nof account"}' % SECRET.encode()
    async with other_side(http(401, echo)) as provider:
        error = await raised(provider, "submit")
        assert "bad key … of account" in str(error)
        assert SECRET not in repr(provider)
    assert SECRET not in caplog.text


@pytest.mark.parametrize(
    ("body", "state"),
    [
        (b'{"status":"IN_QUEUE","id":"j"}', ReportState.QUEUED),
        (b'{"status":"RUNNING"}', ReportState.RUNNING),
        (b'{"status":"TIMED_OUT","workerId":5,"delayTime":-1}', ReportState.TIMED_OUT),
    ],
)
async def test_the_clouds_other_words(body: bytes, state: ReportState) -> None:
    async with other_side(http(200, body)) as provider:
        report = await provider.status("j")
        assert (report.state, report.worker, report.delay_ms) == (state, None, None)


async def test_a_word_that_is_not_the_clouds_is_no_answer() -> None:
    async with other_side(http(200, b'{"status":["x"]}')) as provider:
        assert type(await raised(provider, "status")) is ProviderBusy
