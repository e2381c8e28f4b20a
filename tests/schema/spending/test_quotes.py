import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from schema.scalars import moment_text
from studio.kernel.work import unit_of_work
from studio.rendering.attempts import accept_attempt, begin_attempt
from studio.rendering.news import apply_report
from studio.rendering.ports import Report, ReportState
from tests.running import Caller, Studio
from tests.schema.endpoint_rooms import allow_private
from tests.schema.graphs import Film, make_film

QUOTE = (
    "quote { id verdict expectedCost mostCost currency seconds clipCount jobCount takeCount expiresAt"
    " endpoint { name } skipped { clipId reason }"
    " reasons { code message nextStep }"
    " lines { kind model width height jobCount takeCount expectedCost mostCost assumptions"
    " price { unit amount label origin } } }"
)
JOBS = f"jobs {{ id state }} {QUOTE}"


async def paid_endpoint(caller: Caller, price: int | None = 40_000, name: str = "Paid") -> str:
    """One that fetches its results itself, so that nothing must reach this studio."""
    added = await caller.do(
        "addEndpoint",
        "endpoint { id }",
        provider="RUNPOD",
        dialect="WORKER_COMFYUI",
        name=name,
        endpointId="paid",
        apiKey="secret",
        concurrency=4,
        **({} if price is None else {"price": str(price)}),
    )
    made: str = added["endpoint"]["id"]
    return made


async def budget(caller: Caller, scope: str = "WORKSPACE", **given: Any) -> dict[str, Any]:
    payload = await caller.do(
        "setBudget",
        "budget { id scope period hardLimit softLimit held spent version }",
        scope=scope,
        **{"period": "TOTAL", **given},
    )
    found: dict[str, Any] = payload["budget"]
    return found


async def generate(caller: Caller, clip: str, key: str, **given: Any) -> dict[str, Any]:
    return await caller.attempt("generateClip", JOBS, clipId=clip, idempotencyKey=key, **given)


async def spending(caller: Caller, project: str | None = None) -> dict[str, int]:
    found = await caller.data(
        "query($id: ID) { spending(projectId: $id) { spent held spentToday } }", id=project
    )
    return {name: int(amount) for name, amount in found["spending"].items()}


async def jobs_there(studio: Studio) -> int:
    async with studio.sessions() as session:
        return await session.scalar(text("SELECT count(*) FROM render_jobs")) or 0


def errors(payload: dict[str, Any]) -> list[str]:
    return [error["code"] for error in payload["userErrors"]]


async def a_film(studio: Studio, clips: int = 3) -> Film:
    return await make_film(studio.owner, scenes=1, clips=clips)


@pytest.mark.feature("BEY-1")
async def test_a_quote_says_what_it_costs_and_holds_nothing(studio: Studio) -> None:
    film = await a_film(studio)
    endpoint = await paid_endpoint(studio.owner)
    payload = await studio.owner.do(
        "quote", QUOTE, projectId=film.project, count=2, endpointId=endpoint
    )
    quote = payload["quote"]
    assert (quote["verdict"], quote["currency"], quote["reasons"]) == ("ADMITTED", "USD", [])
    assert (quote["clipCount"], quote["jobCount"], quote["takeCount"]) == (3, 3, 6)
    assert (quote["expectedCost"], quote["mostCost"]) == ("240000", "240000")
    assert quote["endpoint"]["name"] == "Paid"
    (line,) = quote["lines"]
    assert line["price"] == {
        "unit": "TAKE",
        "amount": "40000",
        "label": "For each take",
        "origin": "ENDPOINT",
    }
    assert line["assumptions"] == ["Not measured yet: 15 s assumed for one take."]
    assert quote["seconds"] == 90
    assert await jobs_there(studio) == 0
    assert await spending(studio.owner) == {"spent": 0, "held": 0, "spentToday": 0}


@pytest.mark.feature("BEY-1")
async def test_what_is_asked_for_is_held_until_it_is_over(studio: Studio) -> None:
    film = await a_film(studio)
    endpoint = await paid_endpoint(studio.owner)
    made = await generate(studio.owner, film.clips[0][0], "a", endpointId=endpoint, count=3)
    assert (errors(made), made["quote"]["mostCost"]) == ([], "120000")
    assert await spending(studio.owner) == {"spent": 0, "held": 120_000, "spentToday": 0}
    assert await spending(studio.owner, film.project) == await spending(studio.owner)
    again = await generate(studio.owner, film.clips[0][0], "a", endpointId=endpoint, count=3)
    assert again["jobs"] == made["jobs"]
    assert (await spending(studio.owner))["held"] == 120_000
    await studio.owner.do("cancelJob", "job { id }", jobId=made["jobs"][0]["id"])
    assert await spending(studio.owner) == {"spent": 0, "held": 0, "spentToday": 0}


@pytest.mark.feature("BEY-1")
async def test_a_budget_blocks_before_the_first_job_exists(studio: Studio) -> None:
    film = await a_film(studio)
    endpoint = await paid_endpoint(studio.owner)
    await budget(studio.owner, "PROJECT", scopeId=film.project, hardLimit="100000")
    asked = {"projectId": film.project, "endpointId": endpoint}
    told = await studio.owner.do("quote", QUOTE, **asked)
    assert told["quote"]["verdict"] == "BLOCKED"
    refused = await studio.owner.attempt(
        "generateClips", f"{JOBS} batch {{ id }}", idempotencyKey="k", **asked
    )
    assert (errors(refused), refused["jobs"], refused["batch"]) == (["BUDGET_EXCEEDED"], [], None)
    assert refused["quote"]["verdict"] == "BLOCKED"
    (reason,) = refused["quote"]["reasons"]
    assert reason["code"] == "BUDGET_EXCEEDED"
    assert "$0.10 in all" in reason["message"]
    assert await jobs_there(studio) == 0
    assert (await spending(studio.owner))["held"] == 0
    some = await generate(studio.owner, film.clips[0][0], "k", endpointId=endpoint, count=2)
    assert errors(some) == []


async def test_a_soft_limit_asks_and_a_quote_answers(studio: Studio) -> None:
    film = await a_film(studio)
    endpoint = await paid_endpoint(studio.owner)
    await budget(studio.owner, softLimit="50000")
    clip, wish = film.clips[0][0], {"endpointId": endpoint, "count": 2}
    refused = await generate(studio.owner, clip, "k", **wish)
    assert errors(refused) == ["CONFIRMATION_NEEDED"]
    assert refused["quote"]["verdict"] == "NEEDS_CONFIRMATION"
    quote = refused["quote"]["id"]
    other = await generate(studio.owner, clip, "k", **{**wish, "count": 3}, quoteId=quote)
    assert errors(other) == ["QUOTE_OUTDATED"]
    for junk in ("quote_x", "clip_1", "", "quote_" + "A" * 400):
        assert errors(await generate(studio.owner, clip, "k", **wish, quoteId=junk)) == [
            "QUOTE_OUTDATED"
        ]
    await studio.owner.do("updateEndpoint", "endpoint { id }", id=endpoint, price="40001")
    dearer = await generate(studio.owner, clip, "k", **wish, quoteId=quote)
    assert errors(dearer) == ["QUOTE_OUTDATED"]
    await studio.owner.do("updateEndpoint", "endpoint { id }", id=endpoint, price="30000")
    made = await generate(studio.owner, clip, "k", **wish, quoteId=quote)
    assert (errors(made), len(made["jobs"])) == ([], 1)
    assert (await spending(studio.owner))["held"] == 60_000


async def test_nobody_spends_more_than_they_allow(studio: Studio) -> None:
    film = await a_film(studio)
    endpoint = await paid_endpoint(studio.owner)
    clip = film.clips[0][0]
    refused = await generate(studio.owner, clip, "k", endpointId=endpoint, maxCost="39999")
    assert errors(refused) == ["MAX_COST_EXCEEDED"]
    made = await generate(studio.owner, clip, "k", endpointId=endpoint, maxCost="40000")
    assert errors(made) == []


async def test_what_has_no_price_is_not_sent(studio: Studio) -> None:
    allow_private(studio)
    film = await a_film(studio)
    added = await studio.owner.do(
        "addEndpoint",
        "endpoint { id }",
        provider="OPENAI_VIDEOS",
        name="Videos",
        url="http://127.0.0.1:9999",
        model="wan-2.2",
        apiKey="k",
    )
    endpoint, clip = added["endpoint"]["id"], film.clips[0][0]
    wish = {"endpointId": endpoint, "kinds": ["VIDEO"]}
    refused = await generate(studio.owner, clip, "k", **wish)
    assert errors(refused) == ["PRICE_UNKNOWN"]
    assert refused["quote"]["mostCost"] is None
    assert refused["quote"]["lines"][0]["price"] is None
    assert "'Videos'" in refused["quote"]["reasons"][0]["message"]
    await studio.owner.do(
        "createPrice",
        "price { id }",
        endpointId=endpoint,
        model="wan-2.2",
        unit="VIDEO_SECOND",
        amount="50000",
        label="wan, per second",
    )
    made = await generate(studio.owner, clip, "k", **wish)
    assert (errors(made), made["quote"]["mostCost"]) == ([], "100000")


@pytest.mark.feature("BEY-1")
async def test_a_hundred_at_once_against_a_cap_of_seven_admit_exactly_seven(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = await a_film(studio, clips=5)
    endpoint = await paid_endpoint(studio.owner)
    await budget(studio.owner, hardLimit=str(7 * 40_000 + 39_999))
    patient = studio.runtime.engine.sync_engine.pool
    monkeypatch.setattr(patient, "_timeout", 110)  # they queue for its connections
    answers = await asyncio.gather(
        *(
            generate(studio.owner, film.clips[0][n % 5], f"k{n}", endpointId=endpoint)
            for n in range(100)
        )
    )
    admitted = [answer for answer in answers if not answer["userErrors"]]
    assert len(admitted) == 7
    assert {tuple(errors(answer)) for answer in answers} == {(), ("BUDGET_EXCEEDED",)}
    assert await jobs_there(studio) == 7
    assert (await spending(studio.owner))["held"] == 7 * 40_000
    found = await studio.owner.data("{ budgets { nodes { held spent hardLimit } totalCount } }")
    assert found["budgets"]["nodes"] == [{"held": "280000", "spent": "0", "hardLimit": "319999"}]


async def rendered(studio: Studio, job: str, *, ran_ms: int | None, outcome: ReportState) -> None:
    """The job is begun, taken by its endpoint and ends so."""
    job_id = UUID(job.removeprefix("job_"))
    now = studio.runtime.services.clock.now()
    async with unit_of_work(studio.sessions, studio.runtime.bus) as work:
        begun = await begin_attempt(work, job_id, secret=job, ttl=600, now=now)
    assert begun is not None
    async with unit_of_work(studio.sessions, studio.runtime.bus) as work:
        await accept_attempt(work, begun.attempt_id, f"p-{job}", now=now)
    async with unit_of_work(studio.sessions, studio.runtime.bus) as work:
        report = Report(outcome, execution_ms=ran_ms)
        await apply_report(work, begun.attempt_id, report, now=now)


@pytest.mark.feature("BEY-1", "HIS-5")
async def test_the_ledger_has_a_line_for_each_attempt_and_its_sum_is_the_project(
    studio: Studio,
) -> None:
    film = await a_film(studio)
    endpoint = await paid_endpoint(studio.owner, None, "=Rented")
    await studio.owner.do(
        "createPrice", "price { id }", endpointId=endpoint, gpu="24 GB PRO (RTX 4090)"
    )
    first = await generate(studio.owner, film.clips[0][0], "a", endpointId=endpoint)
    second = await generate(studio.owner, film.clips[0][1], "b", endpointId=endpoint)
    assert (await spending(studio.owner))["held"] == 2 * (120 + 1800 + 5) * 310
    await rendered(studio, first["jobs"][0]["id"], ran_ms=12_345, outcome=ReportState.FAILED)
    await rendered(studio, second["jobs"][0]["id"], ran_ms=None, outcome=ReportState.CANCELLED)
    assert await spending(studio.owner, film.project) == {
        "spent": 13 * 310,
        "held": 0,
        "spentToday": 13 * 310,
    }
    page = await studio.owner.data(
        "query($p: ID!) { ledger(filter: { projectId: $p }) { totalCount nodes { actual estimated"
        " reserved source outcome kind usage price project { id } endpoint { name } job { id }"
        " account { name } } } }",
        p=film.project,
    )
    later, sooner = page["ledger"]["nodes"]
    assert page["ledger"]["totalCount"] == 2
    assert (sooner["actual"], sooner["source"], sooner["outcome"]) == ("4030", "COMPUTED", "FAILED")
    assert sooner["usage"] == {"takes": 0, "runningMs": 12345}
    assert sooner["price"]["amount"] == 310
    assert (later["actual"], later["source"]) == ("0", "UNBILLED")
    retried = await studio.owner.do(
        "retryJob", "job { state }", jobId=first["jobs"][0]["id"], idempotencyKey="again"
    )
    assert retried["job"]["state"] == "QUEUED"
    assert (await spending(studio.owner))["held"] == (120 + 1800 + 5) * 310
    bill = await studio.owner.do(
        "recordBill",
        "entry { actual source project { id } }",
        amount="970",
        at=moment_text(datetime.now(UTC)),
        note="idle",
        endpointId=endpoint,
    )
    assert bill["entry"] == {"actual": "970", "source": "BILL", "project": None}
    report = (
        await studio.owner.data(
            "{ spendingReport(by: ENDPOINT) { spent unassigned csv"
            " rows { name spent attemptCount } } }"
        )
    )["spendingReport"]
    assert (report["spent"], report["unassigned"]) == ("5000", "970")
    assert report["rows"] == [{"name": "=Rented", "spent": "5000", "attemptCount": 2}]
    assert report["csv"].splitlines()[1].startswith("'=Rented,2,")
    assert report["csv"].splitlines()[1].endswith(",0.005000")
    assert (await spending(studio.owner))["spent"] == 5000
    assert (await spending(studio.owner, film.project))["spent"] == 4030


async def test_a_retry_is_admitted_or_nothing_changes(studio: Studio) -> None:
    film = await a_film(studio)
    endpoint = await paid_endpoint(studio.owner)
    made = await generate(studio.owner, film.clips[0][0], "a", endpointId=endpoint)
    job = made["jobs"][0]["id"]
    await studio.owner.do("cancelJob", "job { id }", jobId=job)
    await budget(studio.owner, hardLimit="1")
    refused = await studio.owner.attempt(
        "retryJob", "job { id }", jobId=job, idempotencyKey="again"
    )
    assert errors(refused) == ["BUDGET_EXCEEDED"]
    many = await studio.owner.attempt("retryJobs", "count", jobIds=[job], idempotencyKey="many")
    assert many["count"] == 0
    state = await studio.owner.data("query($id: ID!) { job(id: $id) { state } }", id=job)
    assert state["job"]["state"] == "CANCELLED"
    assert (await spending(studio.owner))["held"] == 0


async def test_spending_is_followed_as_it_runs(studio: Studio) -> None:
    film = await a_film(studio)
    endpoint = await paid_endpoint(studio.owner)
    async with studio.owner.follow(
        "subscription($id: ID) { spendingChanged(projectId: $id) { spent held } }", id=film.project
    ) as followed:
        first = await followed.next()
        assert first["spendingChanged"] == {"spent": "0", "held": "0"}
        made = await generate(studio.owner, film.clips[0][0], "a", endpointId=endpoint)
        assert (await followed.next())["spendingChanged"] == {"spent": "0", "held": "40000"}
        await studio.owner.do("cancelJob", "job { id }", jobId=made["jobs"][0]["id"])
        assert (await followed.next())["spendingChanged"] == {"spent": "0", "held": "0"}
