import asyncio
import os
import signal
import sys
from pathlib import Path

import httpx
import pytest

from tests.doubles.waiting import until
from tests.infra.embedded.endpoint.server import (
    HANDLER,
    Server,
    alive,
    descendants,
    running,
    traced,
)
from tests.infra.embedded.endpoint.test_public import settled, submitted


async def started(client: httpx.AsyncClient, trace: Path, do: str = "once") -> str:
    """A job that has begun to run."""
    job = await submitted(client, input={"do": do, "trace": str(trace)})
    await until(lambda: traced(trace, f"{do} {job}"))
    return job


def of_process(pid: int, file: str) -> str:
    return Path(f"/proc/{pid}/{file}").read_text()


async def test_a_job_runs_in_a_child_with_the_real_sdk(
    server: Server, client: httpx.AsyncClient
) -> None:
    answer = await client.post("/runsync", json={"input": {"do": "echo"}})
    pid = answer.json()["output"]["pid"]
    assert pid in descendants(server.process.pid)
    assert HANDLER in of_process(pid, "cmdline").split("\0")
    assert "/site-packages/aiohttp/" in of_process(
        pid, "maps"
    )  # the SDK's client; the server has none
    assert "/site-packages/aiohttp/" not in of_process(server.process.pid, "maps")


@pytest.mark.slow
async def test_a_killed_workers_job_goes_back_and_ends_once(
    server: Server, client: httpx.AsyncClient, tmp_path: Path
) -> None:
    job = await started(client, tmp_path / "trace")
    [pid] = server.workers()
    helpers = descendants(pid)
    assert helpers, "the SDK has a process for its pings"
    os.kill(pid, signal.SIGKILL)
    body = await settled(client, job, "COMPLETED")
    assert body["output"]["pid"] != pid
    assert body["retries"] == 1
    assert not any(map(alive, helpers))
    names = [event["event"] for event in server.events() if event["id"] == job]
    assert names == ["accepted", "taken", "given_back", "taken", "done"]


@pytest.mark.slow
async def test_a_silent_worker_is_killed_and_its_job_goes_back(tmp_path: Path) -> None:
    with running("--silent-after", "6") as server:
        async with server.client() as client:
            job = await started(client, tmp_path / "trace")
            [pid] = server.workers()
            for process in (pid, *descendants(pid)):
                os.kill(process, signal.SIGSTOP)
            body = await settled(client, job, "COMPLETED")
            assert body["retries"] > 0
            assert not alive(pid)


@pytest.mark.slow
async def test_a_killed_server_leaves_nothing_running_and_goes_on_where_it_was(
    tmp_path: Path,
) -> None:
    with running() as server:
        async with server.client() as client:
            job = await started(client, tmp_path / "trace")
            waiting = await submitted(client, input={"do": "answer", "answer": 2})
            cancelled = await submitted(client)
            await client.post(f"/cancel/{cancelled}")
        children = descendants(server.process.pid)
        assert len(children) == 2
        server.end(signal.SIGKILL)
        await until(lambda: not any(map(alive, children)))
        with (server.folder / "journal.jsonl").open("a") as journal:
            journal.write('{"event":"accepted","at":17')
        server.start()
        async with server.client() as client:
            assert (await client.get(f"/status/{cancelled}")).json()["status"] == "CANCELLED"
            assert (await settled(client, job, "COMPLETED"))["retries"] == 0
            assert (await settled(client, waiting, "COMPLETED"))["output"] == 2
        assert len(server.events("accepted")) == 3
        given_back = server.events("given_back")
        assert [(event["id"], event["died"]) for event in given_back] == [(job, False)]


@pytest.mark.slow
async def test_asked_to_end_it_ends_and_keeps_the_job(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    with running() as server:
        async with server.client() as client:
            job = await submitted(
                client, input={"do": "sleep", "seconds": 600, "trace": str(trace)}
            )
            await until(trace.exists)
        children = descendants(server.process.pid)
        assert server.end() == 0
        assert f"cancelled {job}" in trace.read_text()
        await until(lambda: not any(map(alive, children)))
        assert server.events()[-1]["event"] == "given_back"
        assert server.workers() == []


@pytest.mark.slow
async def test_workers_come_with_work_and_go_without(tmp_path: Path) -> None:
    with running("--idle-timeout", "0.3", "--workers-max", "2") as server:
        async with server.client() as client:
            await asyncio.sleep(0.7)
            assert server.workers() == []
            before = (await client.get("/health")).json()["workers"]
            assert before["ready"] == before["initializing"] == 0
            given = {"do": "progress", "ticks": [{}], "seen": str(tmp_path)}
            jobs = [await submitted(client, input=given) for _ in "ab"]
            for job in jobs:
                await settled(client, job, "IN_PROGRESS")
            (tmp_path / "1").touch()
            bodies = [await settled(client, job, "COMPLETED") for job in jobs]
            assert len({body["workerId"] for body in bodies}) == 2
            assert min(body["delayTime"] for body in bodies) > 100
            await until(lambda: server.workers() == [])


async def test_a_second_server_on_the_same_data_says_so(server: Server) -> None:
    second = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "infra.embedded.endpoint", "--data", str(server.data)),
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "STORYCANVAS_LOCAL_ENDPOINT_KEY": "k"},
    )
    _, said = await second.communicate()
    assert second.returncode == 1
    assert b"Another local endpoint" in said
    assert b"Traceback" not in said


async def test_a_taken_port_and_a_missing_key_are_told(server: Server, tmp_path: Path) -> None:
    port = str(httpx.URL(server.url).port)
    for arguments, key, words in [
        (["--port", port], "k", b"Choose another port"),
        ([], "", b"STORYCANVAS_LOCAL_ENDPOINT_KEY"),
    ]:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "infra.embedded.endpoint", "--data", str(tmp_path), *arguments),
            stderr=asyncio.subprocess.PIPE,
            env={**os.environ, "STORYCANVAS_LOCAL_ENDPOINT_KEY": key},
        )
        _, said = await process.communicate()
        assert process.returncode != 0
        assert words in said
        assert b"Traceback" not in said
