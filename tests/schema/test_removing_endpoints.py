"""Endpoints that are deleted while renders wait for them."""

from typing import Any

import pytest
from sqlalchemy import update

from studio.kernel.ids import typed
from studio.rendering.models import RenderJob
from studio.rendering.ports import ReportState
from tests.running import Studio
from tests.schema.endpoint_rooms import add, allow_private
from tests.schema.graphs import make_film
from tests.schema.spending.test_quotes import (
    QUOTE,
    budget,
    errors,
    paid_endpoint,
    rendered,
    spending,
)

JOBS = "{ jobs { nodes { id state endpoint { name } } } }"


async def two(studio: Studio) -> tuple[str, str]:
    """Two ComfyUI that nobody has asked what they have."""
    allow_private(studio)
    made = [
        await add(studio, "COMFYUI", name=name, url=f"http://127.0.0.1:{port}")
        for name, port in (("Old", 9001), ("New", 9002))
    ]
    return made[0]["endpoint"]["id"], made[1]["endpoint"]["id"]


async def waiting(studio: Studio, endpoint: str, **given: Any) -> list[str]:
    film = await make_film(studio.owner, scenes=1, clips=3)
    made = await studio.owner.do(
        "generateClips",
        "jobs { id }",
        projectId=film.project,
        endpointId=endpoint,
        idempotencyKey="k",
        **given,
    )
    return [job["id"] for job in made["jobs"]]


async def where(studio: Studio) -> dict[str, str]:
    found = await studio.owner.data(JOBS)
    return {job["id"]: job["endpoint"]["name"] for job in found["jobs"]["nodes"]}


@pytest.mark.feature("SRV-5")
@pytest.mark.feature("SRV-6")
async def test_what_waits_moves_in_the_same_act(studio: Studio) -> None:
    old, new = await two(studio)
    jobs = await waiting(studio, old)
    counts = "query($id: ID!) { node(id: $id) { ... on Endpoint { queueDepth activeJobCount } } }"
    assert (await studio.owner.data(counts, id=old))["node"] == {
        "queueDepth": 3,
        "activeJobCount": 3,
    }
    alone = await studio.owner.attempt("deleteEndpoint", "deletedId movedCount", id=old)
    assert alone["userErrors"][0]["code"] == "INVALID_STATE"
    assert "migrateTo" in alone["userErrors"][0]["message"]
    gone = await studio.owner.do("deleteEndpoint", "deletedId movedCount", id=old, migrateTo=new)
    assert gone == {"deletedId": old, "movedCount": 3, "userErrors": []}
    assert await where(studio) == dict.fromkeys(jobs, "New")
    assert (await studio.owner.data(counts, id=new))["node"]["queueDepth"] == 3
    assert (await studio.owner.data(counts, id=old))["node"] is None


@pytest.mark.feature("SRV-5")
async def test_what_was_sent_cannot_be_taken_elsewhere(studio: Studio) -> None:
    old, new = await two(studio)
    jobs = await waiting(studio, old)
    async with studio.sessions() as session, session.begin():
        await session.execute(
            update(RenderJob).where(RenderJob.endpoint_id.is_not(None)).values(state="SUBMITTING")
        )
    refused = await studio.owner.attempt("deleteEndpoint", "deletedId", id=old, migrateTo=new)
    assert refused["userErrors"][0]["code"] == "INVALID_STATE"
    assert "3 renders are with 'Old' already" in refused["userErrors"][0]["message"]
    assert "cancelJobs" in refused["userErrors"][0]["message"]
    assert await where(studio) == dict.fromkeys(jobs, "Old")


@pytest.mark.feature("SRV-5")
async def test_only_an_endpoint_that_can_make_them_takes_them(studio: Studio) -> None:
    old, _ = await two(studio)
    jobs = await waiting(studio, old)
    videos = await add(studio, "OPENAI_VIDEOS", url="http://127.0.0.1:9003", apiKey="k", model="m")
    cloud = await add(studio, "RUNPOD", endpointId="abc", apiKey="key")
    for target, code, words in (
        (videos["endpoint"]["id"], "NO_ENDPOINT", "makes VIDEO, not IMAGE"),
        (cloud["endpoint"]["id"], "UNREACHABLE_RESULTS", "STORYCANVAS_PUBLIC_URL"),
        (old, "BAD_USER_INPUT", "another endpoint"),
        ("junk", "NOT_FOUND", ""),
        (typed("endpoint", studio.workspace_id), "NOT_FOUND", ""),
    ):
        answer = await studio.owner.attempt(
            "deleteEndpoint", "deletedId movedCount", id=old, migrateTo=target
        )
        (error,) = answer["userErrors"]
        assert (error["code"], error["field"]) == (code, ["migrateTo"])
        assert words in error["message"]
        assert (answer["deletedId"], answer["movedCount"]) == (None, 0)
    assert await where(studio) == dict.fromkeys(jobs, "Old")


MOVED = f"deletedId movedCount {QUOTE}"


@pytest.mark.feature("SRV-5")
@pytest.mark.feature("BEY-1")
async def test_what_moves_is_priced_and_admitted_like_new_work(studio: Studio) -> None:
    free = await paid_endpoint(studio.owner, 0, "Free")
    paid = await paid_endpoint(studio.owner, 500_000)
    jobs = await waiting(studio, free)
    move = {"id": free, "migrateTo": paid}
    await budget(studio.owner, hardLimit="1499999")
    told = await studio.owner.attempt("deleteEndpoint", MOVED, **move, quoteOnly=True)
    assert (errors(told), told["quote"]["verdict"]) == ([], "BLOCKED")
    refused = await studio.owner.attempt("deleteEndpoint", MOVED, **move)
    assert (errors(refused), refused["deletedId"]) == (["BUDGET_EXCEEDED"], None)
    assert "3 renders stay with 'Free'" in refused["userErrors"][0]["message"]
    assert refused["quote"]["mostCost"] == "1500000"
    assert await where(studio) == dict.fromkeys(jobs, "Free")
    assert (await spending(studio.owner))["held"] == 0
    await budget(studio.owner, hardLimit="1500000", softLimit="1")
    asked = await studio.owner.attempt("deleteEndpoint", MOVED, **move)
    assert errors(asked) == ["CONFIRMATION_NEEDED"]
    cheap = await studio.owner.attempt("deleteEndpoint", MOVED, **move, maxCost="1499999")
    assert errors(cheap) == ["MAX_COST_EXCEEDED"]
    gone = await studio.owner.do("deleteEndpoint", MOVED, **move, quoteId=asked["quote"]["id"])
    assert gone["movedCount"] == 3
    assert await where(studio) == dict.fromkeys(jobs, "Paid")
    assert (await spending(studio.owner))["held"] == 1_500_000
    await rendered(studio, jobs[0], ran_ms=10, outcome=ReportState.CANCELLED)
    assert await spending(studio.owner) == {"spent": 0, "held": 1_000_000, "spentToday": 0}


@pytest.mark.feature("SRV-5")
async def test_what_moves_lets_go_of_what_it_held_before(studio: Studio) -> None:
    """Only what it costs more counts against a budget."""
    dear = await paid_endpoint(studio.owner, 500_000, "Dear")
    cheap = await paid_endpoint(studio.owner, 400_000, "Cheap")
    await budget(studio.owner, hardLimit="1600000")
    await waiting(studio, dear)
    await studio.owner.do("deleteEndpoint", MOVED, id=dear, migrateTo=cheap)
    assert (await spending(studio.owner))["held"] == 1_200_000
    middling = await paid_endpoint(studio.owner, 533_334, "Middling")
    move = {"id": cheap, "migrateTo": middling}
    assert errors(await studio.owner.attempt("deleteEndpoint", MOVED, **move)) == [
        "BUDGET_EXCEEDED"
    ]
    await budget(studio.owner, hardLimit="1600002")
    await studio.owner.do("deleteEndpoint", MOVED, **move)
    assert (await spending(studio.owner))["held"] == 1_600_002


@pytest.mark.feature("SRV-5")
async def test_nothing_moves_where_nobody_knows_what_it_costs(studio: Studio) -> None:
    allow_private(studio)
    free = await paid_endpoint(studio.owner, 0, "Free")
    unknown = await add(
        studio, "OPENAI_VIDEOS", name="Unknown", url="http://127.0.0.1:9003", apiKey="k", model="m"
    )
    jobs = await waiting(studio, free, kinds=["VIDEO"])
    answer = await studio.owner.attempt(
        "deleteEndpoint", MOVED, id=free, migrateTo=unknown["endpoint"]["id"]
    )
    assert (errors(answer), answer["movedCount"]) == (["PRICE_UNKNOWN"], 0)
    assert await where(studio) == dict.fromkeys(jobs, "Free")
