import json
import resource
from pathlib import Path
from typing import Any

import httpx
import pytest

from infra.embedded.endpoint.public import InvalidRequestError, read_request
from infra.embedded.endpoint.settings import Settings
from tests.doubles.waiting import PATIENCE, until
from tests.infra.embedded.endpoint.server import Server, running, traced

JOB = {"input": {"do": "sleep", "seconds": 60}}


async def submitted(client: httpx.AsyncClient, **body: Any) -> str:
    answer = await client.post("/run", json={**JOB, **body})
    assert answer.status_code == 200, answer.text
    assert answer.json()["status"] == "IN_QUEUE"
    return str(answer.json()["id"])


async def settled(client: httpx.AsyncClient, job: str, *states: str) -> dict[str, Any]:
    async def reached() -> dict[str, Any] | None:
        body: dict[str, Any] = (await client.get(f"/status/{job}")).json()
        return body if body["status"] in states else None

    body: dict[str, Any] = await until(reached)
    return body


@pytest.mark.parametrize("key", ["", "Bearer", "Bearer wrong", "Basic a-key-for-tests"])
async def test_nobody_without_the_key(server: Server, key: str) -> None:
    async with httpx.AsyncClient(
        base_url=server.url, headers={"Authorization": key}, timeout=PATIENCE
    ) as client:
        for method, path in [("POST", "/run"), ("GET", "/health"), ("GET", "/status/x")]:
            answer = await client.request(method, path)
            assert (answer.status_code, list(answer.json())) == (401, ["error"])


async def test_the_worker_protocol_is_closed_to_clients(client: httpx.AsyncClient) -> None:
    assert (await client.get("/job-take/local-1?gpu=CPU")).status_code == 401


async def test_another_endpoint_and_another_job_are_unknown(
    server: Server, client: httpx.AsyncClient
) -> None:
    other = server.url.replace("/v2/local", "/v2/other")
    assert (await client.post(f"{other}/run", json=JOB)).status_code == 404
    for method, path in [("GET", "/status/x"), ("GET", "/stream/x"), ("POST", "/cancel/x")]:
        assert (await client.request(method, path)).status_code == 404
    assert (await client.post("/retry/x")).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"input": 1}',
        b'{"input": {}, "policy": 3}',
        b'{"input": {"x": NaN}}',
        b'{"input": {"x": 1e999}}',
        b'{"input": {}, "webhook": "file:///etc/passwd"}',
        b'{"input": {}, "webhook": 5}',
        b'{"input": {}, "policy": {"ttl": 0}}',
        b'{"input": {}, "policy": {"ttl": true}}',
        b'{"input": {}, "policy": {"executionTimeout": 604800001}}',
        b'{"input": ' + b"[" * 100_000,
        b"\xff\xfe",
    ],
)
async def test_a_body_that_is_not_a_job_is_refused(client: httpx.AsyncClient, body: bytes) -> None:
    answer = await client.post("/run", content=body)
    assert (answer.status_code, list(answer.json())) == (400, ["error"])
    assert "Traceback" not in answer.text


def test_without_fast_the_smallest_policies_are_those_of_the_cloud() -> None:
    settings = Settings(data=Path(), key="k")

    def asked(**policy: int) -> None:
        read_request(json.dumps({"input": {}, "policy": policy}).encode(), settings, sync=False)

    asked(ttl=10_000, executionTimeout=5_000)
    with pytest.raises(InvalidRequestError, match="ttl"):
        asked(ttl=9_999)
    with pytest.raises(InvalidRequestError, match="executionTimeout"):
        asked(executionTimeout=4_999)


async def test_ten_megabytes_and_not_one_more(server: Server, client: httpx.AsyncClient) -> None:
    room = 10 * 2**20 - len('{"input":{"do":"answer","answer":1,"x":""}}')
    before = len(server.events("accepted"))

    def body(size: int) -> bytes:
        return b'{"input":{"do":"answer","answer":1,"x":"' + b"x" * size + b'"}}'

    answer = await client.post("/run", content=body(room + 1))
    assert answer.status_code == 400
    assert "10 MB" in answer.json()["error"]
    assert len(server.events("accepted")) == before
    answer = await client.post("/run", content=body(room))
    assert (await settled(client, answer.json()["id"], "COMPLETED"))["output"] == 1


async def test_runsync_waits_for_the_end(client: httpx.AsyncClient) -> None:
    answer = await client.post("/runsync", json={"input": {"do": "answer", "answer": {"a": 1}}})
    body = answer.json()
    assert (body["status"], body["output"]) == ("COMPLETED", {"a": 1})
    assert body["executionTime"] >= 0
    assert body["delayTime"] >= 0
    late = await client.post("/runsync?wait=1000", json=JOB)
    assert late.json()["status"] in {"IN_QUEUE", "IN_PROGRESS"}
    await client.post(f"/cancel/{late.json()['id']}")
    assert (await client.post("/runsync?wait=5", json=JOB)).status_code == 400


async def test_a_failed_job_can_be_retried_and_no_other(client: httpx.AsyncClient) -> None:
    job = await submitted(client, input={"do": "fail", "say": "no ink"})
    failed = await settled(client, job, "FAILED")
    assert json.loads(failed["error"])["error_message"] == "no ink"
    again = await client.post(f"/retry/{job}")
    assert (again.json()["status"], again.json()["retries"]) == ("IN_QUEUE", 1)
    await settled(client, job, "FAILED")
    done = await submitted(client, input={"do": "answer", "answer": 1})
    await settled(client, done, "COMPLETED")
    assert (await client.post(f"/retry/{done}")).status_code == 400


async def test_purging_leaves_what_runs(client: httpx.AsyncClient) -> None:
    running_job = await submitted(client)
    await settled(client, running_job, "IN_PROGRESS")
    waiting = [await submitted(client) for _ in range(3)]
    assert (await client.post("/purge-queue")).json() == {"removed": 3, "status": "completed"}
    for job in waiting:
        assert (await settled(client, job, "CANCELLED"))["status"] == "CANCELLED"
    assert (await settled(client, running_job, "IN_PROGRESS"))["workerId"].startswith("local-")
    health = (await client.get("/health")).json()
    assert (health["jobs"]["inProgress"], health["workers"]["running"]) == (1, 1)
    listed = {job["id"] for job in (await client.get("/requests")).json()["requests"]}
    assert {running_job, *waiting} <= listed
    await client.post(f"/cancel/{running_job}")


async def test_a_life_ends_while_waiting_and_while_running(client: httpx.AsyncClient) -> None:
    await settled(client, await submitted(client, input={"do": "echo"}), "COMPLETED")
    job = await submitted(client, policy={"ttl": 5_000})  # there is a worker, which takes it
    await settled(client, job, "IN_PROGRESS")
    waiting = await submitted(client, policy={"ttl": 300})

    async def gone() -> bool:
        answers = [await client.get(f"/status/{one}") for one in (waiting, job)]
        return all(answer.status_code == 404 for answer in answers)

    await until(gone)


async def test_a_job_that_takes_too_long_times_out_and_is_left(
    client: httpx.AsyncClient, tmp_path: Path
) -> None:
    trace = tmp_path / "trace"
    body = {"do": "sleep", "seconds": 600, "trace": str(trace)}
    job = await submitted(client, input=body, policy={"executionTimeout": 400})
    late = await settled(client, job, "TIMED_OUT")
    assert 400 <= late["executionTime"] < 600_000
    await until(lambda: traced(trace, f"cancelled {job}"))


async def test_at_most_five_hundred_wait_for_each_worker() -> None:
    with running("--workers-max", "0") as server:
        async with server.client() as client:
            for _ in range(3):
                assert (await client.post("/run", json=JOB)).status_code == 429
            assert server.events() == []


async def test_a_full_disk_accepts_nothing_and_says_so(
    server: Server, client: httpx.AsyncClient
) -> None:
    kept = await submitted(client)
    await settled(client, kept, "IN_PROGRESS")
    size = (server.folder / "journal.jsonl").stat().st_size
    limit = resource.RLIMIT_FSIZE
    room = (size + 100, resource.RLIM_INFINITY)
    old = resource.prlimit(server.process.pid, limit, room)
    try:
        answer = await client.post("/run", json={"input": {"x": "y" * 200}})
        assert (answer.status_code, answer.json()["accepted"]) == (503, False)
    finally:
        resource.prlimit(server.process.pid, limit, old)
    other = await submitted(client)
    assert [event["id"] for event in server.events("accepted")][-2:] == [kept, other]
    for job in (kept, other):
        await client.post(f"/cancel/{job}")
