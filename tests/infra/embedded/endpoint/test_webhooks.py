import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from tests.doubles.waiting import until
from tests.infra.embedded.endpoint.server import Server, running
from tests.infra.embedded.endpoint.test_public import submitted


@asynccontextmanager
async def listener(*codes: int) -> AsyncIterator[tuple[str, list[Any]]]:
    """An address that answers with `codes` in turn, and what was POSTed there."""
    heard: list[Any] = []
    left = list(codes)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        size = int(head.lower().partition(b"content-length: ")[2].split()[0])
        heard.append(json.loads(await reader.readexactly(size)))
        code = left.pop(0) if len(left) > 1 else left[0]
        writer.write(b"HTTP/1.1 %d X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" % code)
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook", heard


async def test_the_status_is_delivered_and_tried_again(
    server: Server, client: httpx.AsyncClient
) -> None:
    async with listener(500, 302, 200) as (url, heard):
        job = await submitted(client, input={"do": "answer", "answer": {"a": 1}}, webhook=url)
        await until(lambda: len(heard) == 3)
        assert heard[0] == heard[2]
        assert heard[2] == (await client.get(f"/status/{job}")).json()
        assert (heard[2]["status"], heard[2]["output"]) == ("COMPLETED", {"a": 1})
        await asyncio.sleep(0.5)
        assert len(heard) == 3
    assert [event["id"] for event in server.events("notified")].count(job) == 1


async def test_after_three_tries_it_is_given_up(server: Server, client: httpx.AsyncClient) -> None:
    async with listener(500) as (url, heard):
        job = await submitted(client, webhook=url)
        await client.post(f"/cancel/{job}")
        await until(lambda: len(heard) == 3)
        await until(lambda: job in [event["id"] for event in server.events("notified")])
        assert [body["status"] for body in heard] == ["CANCELLED"] * 3


async def test_what_was_not_delivered_is_delivered_after_a_restart() -> None:
    with running("--webhook-pause", "60") as server:
        async with listener(500, 200) as (url, heard):
            async with server.client() as client:
                job = await submitted(client, webhook=url)
                await client.post(f"/cancel/{job}")
                await until(lambda: len(heard) == 1)
            assert server.end() == 0
            server.start()
            await until(lambda: len(heard) == 2)
            assert heard[1]["id"] == job
