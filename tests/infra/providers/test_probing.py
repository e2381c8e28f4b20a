"""A test of an endpoint against another side that answers as it is told to."""

import asyncio
import json
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import anyio
import pytest
from pydantic import SecretStr

from infra.providers import probing
from infra.providers.probing import EndpointProber, local_note
from infra.providers.probing_connection import Look
from infra.providers.probing_runpod import look_at_runpod
from infra.secrets import Secrets
from infra.settings import Settings
from studio.rendering.ports import Check, EndpointFacts

SECRET = "rpa_TOPSECRET"
SECRETS = Secrets(b"k" * 32)
WELL = {
    "jobs": {"completed": 9, "failed": 0, "inProgress": 1, "inQueue": 2, "retried": 0},
    "workers": {
        "idle": 1,
        "initializing": 0,
        "ready": 1,
        "running": 1,
        "throttled": 0,
        "unhealthy": 0,
    },
}


def facts(url: str | None = None, *, key: str = SECRET, **more: str | None) -> EndpointFacts:
    fields = {"name": "Cloud", "source": "USER", "remote_id": "abc"} | more
    return EndpointFacts(
        id=uuid4(), provider="RUNPOD", url=url, sealed_key=SECRETS.seal(key), **fields
    )  # type: ignore[arg-type]


class OtherSide:
    """Counts who calls, keeps the head of the last call, answers or hangs."""

    def __init__(self, status: int, body: bytes, *extra: str, hang: bool) -> None:
        lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", "Connection: close"]
        self.answer = "\r\n".join([*lines, *extra, "", ""]).encode() + body
        self.hang = asyncio.Event() if hang else None
        self.calls = 0
        self.called = asyncio.Event()
        self.head = b""
        self.base = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.calls += 1
        try:
            self.head = await reader.readuntil(b"\r\n\r\n")
            self.called.set()
            if self.hang is not None:
                await self.hang.wait()
            writer.write(self.answer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def other_side(
    status: int = 200, body: object = WELL, *extra: str, hang: bool = False
) -> AsyncIterator[OtherSide]:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    other = OtherSide(status, raw, *extra, hang=hang)
    server = await asyncio.start_server(other.serve, "127.0.0.1", 0)
    other.base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v2"
    async with server:
        yield other
        if other.hang is not None:
            other.hang.set()
            await asyncio.sleep(0.05)


def prober(base: str, *, reachable: bool = True, **more: object) -> EndpointProber:
    given = {"public_url": "https://studio.example.com"} if reachable else {}
    settings = Settings(runpod_base_url=base, **given, **more)  # type: ignore[arg-type]
    return EndpointProber(settings, SECRETS, reachable=reachable)


def wrong(checks: tuple[Check, ...]) -> list[str]:
    return [check.name for check in checks if not check.ok]


async def test_an_endpoint_that_is_well() -> None:
    async with other_side() as other:
        checks = await prober(other.base).probe(facts())
    assert wrong(checks) == []
    assert [check.name for check in checks] == [
        "Connection",
        "API key",
        "Endpoint",
        "Workers",
        "Queue",
        "Results",
    ]
    assert other.head.startswith(b"GET /v2/abc/health ")
    assert f"Bearer {SECRET}".encode() in other.head
    assert checks[3].detail == "1 running, 1 idle, 1 ready."
    assert checks[4].detail == "1 in progress, 2 waiting."
    assert "studio.example.com" in checks[5].detail


@pytest.mark.parametrize(
    ("status", "body", "name", "words"),
    [
        (401, {"error": f"bad {SECRET}"}, "API key", "refuses this key"),
        (403, b"", "API key", "refuses this key"),
        (402, b"", "API key", "credit"),
        (404, b"", "Endpoint", "id"),
        (429, b"", "Endpoint", "minute"),
        (500, b"<html>", "Endpoint", "HTTP 500"),
        (302, b"", "Endpoint", "HTTP 302"),
        (200, b"<html>", "Endpoint", "not RunPod's"),
        (200, [1], "Endpoint", "not RunPod's"),
        (200, {"workers": {"unhealthy": 2, "throttled": 1}}, "Workers", "log"),
    ],
)
async def test_what_is_wrong_is_said_with_what_to_do(
    caplog: pytest.LogCaptureFixture, status: int, body: object, name: str, words: str
) -> None:
    caplog.set_level(logging.DEBUG)
    async with other_side(status, body, "Location: http://127.0.0.1:1/") as other:
        checks = await prober(other.base).probe(facts())
    assert wrong(checks) == [name]
    (bad,) = (check for check in checks if not check.ok)
    assert words in f"{bad.detail} {bad.todo}"
    assert bad.todo
    assert SECRET not in repr(checks)
    assert SECRET not in caplog.text


@pytest.mark.parametrize(
    ("workers", "ok", "words"),
    [
        ({}, True, "the first render wakes one"),
        ({"throttled": 3}, True, "no free GPU"),
        ({"unhealthy": 1, "running": 1}, True, "1 running, 1 unhealthy"),
        ({"idle": -5, "running": "many", "ready": True}, True, "the first render wakes one"),
        ("none", True, "the first render wakes one"),
    ],
)
async def test_what_its_workers_do(workers: object, ok: bool, words: str) -> None:
    async with other_side(body={"workers": workers}) as other:
        checks = await prober(other.base).probe(facts())
    assert checks[3].ok is ok
    assert words in checks[3].detail


async def test_a_silent_side_is_not_waited_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    left = []

    async def look(*given: Any, **named: Any) -> Look:
        left.append(anyio.current_effective_deadline() - anyio.current_time())
        return await look_at_runpod(*given, **named)

    assert probing.PATIENCE == 10
    monkeypatch.setattr(probing, "PATIENCE", 0.2)
    monkeypatch.setattr(probing, "look_at_runpod", look)
    async with other_side(hang=True) as other:
        checks = await prober(other.base).probe(facts())
    assert len(left) == 1
    assert left[0] <= 0.2
    assert other.calls < 2, "it is not asked again"
    assert wrong(checks) == ["Connection"]
    assert "did not answer" in checks[0].detail


async def test_a_side_that_is_not_there() -> None:
    closed = socket.socket()
    closed.bind(("127.0.0.1", 0))
    port = closed.getsockname()[1]
    checks = await prober(f"http://127.0.0.1:{port}/v2").probe(facts())
    closed.close()
    assert (checks[0].ok, checks[0].detail) == (False, "127.0.0.1 cannot be reached.")


async def test_a_name_that_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    async def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", unknown)
    checks = await prober("http://api.nowhere.invalid/v2").probe(facts())
    assert checks[0].detail == "The name api.nowhere.invalid cannot be resolved."
    assert "DNS" in (checks[0].todo or "")


async def test_a_side_that_does_not_speak_tls() -> None:
    async def babble(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 This is no TLS\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(babble, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        checks = await prober(f"https://127.0.0.1:{port}/v2").probe(facts())
    assert checks[0].detail == "127.0.0.1 cannot prove who it is: TLS failed."


async def test_a_side_that_breaks_off() -> None:
    async with other_side() as other:
        other.answer = b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"
        checks = await prober(other.base).probe(facts())
    assert checks[0].detail == "127.0.0.1 broke the connection off."


async def test_results_must_have_a_way_back() -> None:
    async with other_side() as other:
        checks = await prober(other.base, reachable=False).probe(facts())
        assert wrong(checks) == ["Results"]
        assert "STORYCANVAS_PUBLIC_URL" in (checks[-1].todo or "")
        bucket = EndpointProber(Settings(runpod_base_url=other.base), SECRETS, reachable=True)
        assert "S3" in (await bucket.probe(facts()))[-1].detail


async def test_an_address_of_its_own_is_called_where_that_is_allowed() -> None:
    async with other_side() as other, other_side() as foreign:
        checks = await prober(other.base).probe(facts(foreign.base))
        assert wrong(checks) == ["Address"]
        assert "STORYCANVAS_ALLOW_PRIVATE_ENDPOINTS" in checks[0].detail
        assert (other.calls, foreign.calls) == (0, 0)
        checks = await prober(other.base, allow_private_endpoints=True).probe(facts(foreign.base))
        assert (wrong(checks), checks[0].name) == ([], "Address")
        assert (other.calls, foreign.calls) == (0, 1)
        same = await prober(other.base).probe(facts(other.base))
        assert wrong(same) == []


async def test_those_who_ask_together_share_one_run() -> None:
    async with other_side(hang=True) as other:
        endpoint, one = facts(), prober(other.base)
        asking = [asyncio.create_task(one.probe(endpoint)) for _ in range(5)]
        await other.called.wait()
        asking[0].cancel()
        assert other.hang is not None
        other.hang.set()
        answers = await asyncio.gather(*asking[1:])
        assert all(answer == answers[0] for answer in answers)
        assert await one.probe(endpoint) == answers[0]
        assert other.calls == 1
        await one.probe(facts(key="another"))
        assert other.calls == 2


async def test_the_local_endpoint_tells_what_renders() -> None:
    async with other_side() as other:
        given = {"local_endpoint_url": other.base, "local_endpoint_key": SecretStr("local")}
        local = facts(source="LOCAL")
        checks = await prober("http://unused/v2", reachable=False, **given).probe(local)
        assert wrong(checks) == []
        assert other.head.startswith(b"GET /v2/local/health ")
        assert (checks[-1].name, "Rehearsal" in checks[-1].detail) == ("Renderer", True)
    checks = await prober("http://unused/v2", **given).probe(local)
    assert (wrong(checks), checks[0].todo) == (
        ["Connection"],
        "Start the studio again with `make up`, which starts it too.",
    )
    missing = await prober("http://unused/v2").probe(local)
    assert "make up" in (missing[0].todo or "")
    async with other_side(401, b"") as other:
        given["local_endpoint_url"] = other.base
        checks = await prober("http://unused/v2", **given).probe(local)
        assert "Another studio" in (checks[1].todo or "")


def test_no_secret_of_an_address_is_told() -> None:
    note = local_note(Settings(comfyui_url="http://me:pw@10.0.0.7:8188/x?token=t"))
    assert note == "ComfyUI at 10.0.0.7:8188: renders with its own models"
    assert local_note(Settings()).startswith("Rehearsal")
