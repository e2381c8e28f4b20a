import json
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from infra.embedded.endpoint.worker import addresses
from tests.doubles.waiting import until
from tests.infra.embedded.endpoint.server import Server, traced
from tests.infra.embedded.endpoint.test_public import settled, submitted


def test_every_address_has_a_query_to_which_the_sdk_can_add() -> None:
    told = addresses("http://h/v2/e", "w")
    assert told.pop("RUNPOD_POD_ID") == "w"
    assert "?" not in told.pop("RUNPOD_WEBHOOK_PING")
    assert all(url.endswith("?gpu=CPU") for url in told.values())


async def test_a_worker_is_told_nothing_of_the_studio(
    server: Server, client: httpx.AsyncClient
) -> None:
    body = json.dumps({"input": {"do": "echo", "say": "Ophélie"}})
    answer = await client.post("/runsync", content=body)
    output = answer.json()["output"]
    assert output["said"] == "Ophélie"
    assert output["pid"] in server.workers()
    environment = output["environment"]
    assert "s3cret" not in environment.values()
    assert not {"STORYCANVAS_LOCAL_ENDPOINT_KEY", "DATABASE_URL"} & environment.keys()
    assert environment["HOME"] == str(server.folder / "home")


async def test_progress_is_seen_while_the_job_runs(
    client: httpx.AsyncClient, tmp_path: Path
) -> None:
    ticks = [{"progress": 0.2}, {"progress": 0.8}]
    given = {"do": "progress", "ticks": ticks, "answer": {"whole": True}, "seen": str(tmp_path)}
    job = await submitted(client, input=given)
    for seq, tick in enumerate(ticks, start=1):

        async def told(expected: dict[str, Any]) -> bool:
            body = (await client.get(f"/status/{job}")).json()
            return bool(body["status"] == "IN_PROGRESS" and body.get("output") == expected)

        await until(partial(told, {"seq": seq, **tick}))
        (tmp_path / str(seq)).touch()
    body = await settled(client, job, "COMPLETED")
    assert body["output"] == {"whole": True}


async def test_cancelling_reaches_the_handler_long_before_its_end(
    client: httpx.AsyncClient, tmp_path: Path
) -> None:
    trace = tmp_path / "trace"
    job = await submitted(client, input={"do": "sleep", "seconds": 600, "trace": str(trace)})
    await until(trace.exists)
    answer = await client.post(f"/cancel/{job}")
    assert answer.json()["status"] == "CANCELLED"
    await until(lambda: traced(trace, f"cancelled {job}"))
    assert (await client.post(f"/cancel/{job}")).json()["status"] == "CANCELLED"


async def test_cancelling_at_the_moment_of_taking_is_not_lost(
    client: httpx.AsyncClient, tmp_path: Path
) -> None:
    trace = tmp_path / "trace"
    job = await submitted(client, input={"do": "sleep", "seconds": 600, "trace": str(trace)})

    async def taken() -> bool:
        return bool((await client.get(f"/status/{job}")).json()["status"] == "IN_PROGRESS")

    await until(taken, pause=0)
    await client.post(f"/cancel/{job}")
    await until(trace.exists)
    await until(lambda: traced(trace, f"cancelled {job}"))


async def test_a_job_cancelled_while_it_waits_never_runs(
    client: httpx.AsyncClient, tmp_path: Path
) -> None:
    trace = tmp_path / "trace"
    first = await submitted(client)
    await settled(client, first, "IN_PROGRESS")
    job = await submitted(client, input={"do": "answer", "answer": 1, "trace": str(trace)})
    assert (await client.post(f"/cancel/{job}")).json()["status"] == "CANCELLED"
    await client.post(f"/cancel/{first}")
    await settled(client, await submitted(client, input={"do": "echo"}), "COMPLETED")
    assert not trace.exists()


async def test_an_error_beside_an_output_fails_the_job(client: httpx.AsyncClient) -> None:
    error = json.dumps({"code": "GRAPH_REFUSED", "message": "no such node"})
    job = await submitted(
        client, input={"do": "answer", "answer": {"error": error, "details": [1]}}
    )
    body = await settled(client, job, "FAILED")
    assert (body["error"], body["output"]) == (error, {"details": [1]})


async def test_an_output_too_large_is_lost_as_in_the_cloud(client: httpx.AsyncClient) -> None:
    job = await submitted(client, input={"do": "big", "size": 11 * 2**20})
    body: dict[str, Any] = await settled(client, job, "COMPLETED")
    assert "output" not in body


async def test_what_is_not_json_fails_the_job(client: httpx.AsyncClient) -> None:
    nan = {"do": "progress", "ticks": [], "answer": {"outputs": []}}
    body = await settled(client, await submitted(client, input=nan), "COMPLETED")
    assert body["output"] == {"outputs": []}
