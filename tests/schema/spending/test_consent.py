"""What somebody agrees to spend: by a quote that is good once, for the limits that it named."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import text

from tests.running import Caller, Studio
from tests.schema.graphs import make_film
from tests.schema.recipes.made import finish
from tests.schema.spending.test_quotes import (
    QUOTE,
    a_film,
    budget,
    errors,
    generate,
    jobs_there,
    paid_endpoint,
    spending,
)
from tests.schema.test_catalogue_presets import make as make_preset


@pytest.mark.feature("BEY-1")
async def test_a_quote_is_good_once_and_its_answer_as_often_as_it_is_asked(studio: Studio) -> None:
    film = await a_film(studio)
    endpoint = await paid_endpoint(studio.owner)
    await budget(studio.owner, softLimit="50000")
    clip, wish = film.clips[0][0], {"endpointId": endpoint, "count": 2}
    quote = (await generate(studio.owner, clip, "a", **wish))["quote"]["id"]
    made = await generate(studio.owner, clip, "a", **wish, quoteId=quote)
    assert errors(made) == []
    again = await generate(studio.owner, clip, "a", **wish, quoteId=quote)
    assert (errors(again), again["jobs"]) == ([], made["jobs"])
    used = await generate(studio.owner, clip, "b", **wish, quoteId=quote)
    assert (errors(used), used["userErrors"][0]["field"]) == (["QUOTE_USED"], ["quoteId"])
    assert (await spending(studio.owner))["held"] == 80_000


async def test_of_many_at_once_one_may_use_a_quote(studio: Studio) -> None:
    film = await a_film(studio)
    endpoint = await paid_endpoint(studio.owner)
    await budget(studio.owner, softLimit="1")
    clip, wish = film.clips[0][0], {"endpointId": endpoint}
    quote = (await generate(studio.owner, clip, "a", **wish))["quote"]["id"]
    answers = await asyncio.gather(
        *(generate(studio.owner, clip, f"k{n}", **wish, quoteId=quote) for n in range(8))
    )
    assert sorted(map(errors, answers)) == [[], *[["QUOTE_USED"]] * 7]
    assert await jobs_there(studio) == 1


async def test_a_quote_that_was_refused_later_is_not_used_up(studio: Studio) -> None:
    film = await a_film(studio)
    endpoint = await paid_endpoint(studio.owner)
    clip, wish = film.clips[0][0], {"endpointId": endpoint}
    told = await studio.owner.do("quote", QUOTE, clipId=clip, **wish)
    await budget(studio.owner, hardLimit="1")
    refused = await generate(studio.owner, clip, "a", **wish, quoteId=told["quote"]["id"])
    assert errors(refused) == ["BUDGET_EXCEEDED"]
    await budget(studio.owner, hardLimit="50000")
    made = await generate(studio.owner, clip, "a", **wish, quoteId=told["quote"]["id"])
    assert errors(made) == []


async def test_a_quote_confirms_the_limits_that_it_named_and_no_other(studio: Studio) -> None:
    film = await a_film(studio)
    endpoint = await paid_endpoint(studio.owner)
    clip, wish = film.clips[0][0], {"endpointId": endpoint}
    told = (await studio.owner.do("quote", QUOTE, clipId=clip, **wish))["quote"]
    assert told["verdict"] == "ADMITTED"
    await budget(studio.owner, "PROJECT", scopeId=film.project, softLimit="1")
    asked = await generate(studio.owner, clip, "a", **wish, quoteId=told["id"])
    assert errors(asked) == ["CONFIRMATION_NEEDED"]
    await budget(studio.owner, softLimit="2")
    more = await generate(studio.owner, clip, "a", **wish, quoteId=asked["quote"]["id"])
    assert errors(more) == ["CONFIRMATION_NEEDED"]
    assert len(more["quote"]["reasons"]) == 2
    made = await generate(studio.owner, clip, "a", **wish, quoteId=more["quote"]["id"])
    assert errors(made) == []


async def test_a_retry_past_a_soft_limit_is_confirmed_like_new_work(studio: Studio) -> None:
    film = await a_film(studio)
    endpoint = await paid_endpoint(studio.owner)
    made = await generate(studio.owner, film.clips[0][0], "a", endpointId=endpoint)
    job = made["jobs"][0]["id"]
    await studio.owner.do("cancelJob", "job { id }", jobId=job)
    await budget(studio.owner, "PROJECT", scopeId=film.project, softLimit="1")
    ask = Asking(studio.owner, "retryJob", "job { state }", {"jobId": job})
    await ask.confirmed()
    assert (await spending(studio.owner))["held"] == 40_000


class Asking:
    """A mutation that spends, past a soft limit: told first, refused, confirmed."""

    def __init__(self, caller: Caller, mutation: str, wanted: str, given: dict[str, Any]) -> None:
        self.caller, self.mutation, self.wanted, self.given = caller, mutation, wanted, given

    async def __call__(self, **given: Any) -> dict[str, Any]:
        return await self.caller.attempt(
            self.mutation,
            f"{self.wanted} {QUOTE}",
            **{"idempotencyKey": "once", **self.given, **given},
        )

    async def confirmed(self, most: int = 40_000) -> None:
        before = await spending(self.caller)
        told = await self(quoteOnly=True)
        assert errors(told) == []
        assert (told["quote"]["verdict"], told["quote"]["mostCost"]) == (
            "NEEDS_CONFIRMATION",
            str(most),
        )
        for given, code in (
            ({}, "CONFIRMATION_NEEDED"),
            ({"maxCost": str(most - 1)}, "MAX_COST_EXCEEDED"),
            ({"maxCost": "-5"}, "BAD_USER_INPUT"),
            ({"quoteId": "junk"}, "QUOTE_OUTDATED"),
        ):
            assert errors(await self(**given)) == [code], given
        assert await spending(self.caller) == before
        for quote in (told["quote"]["id"], (await self())["quote"]["id"]):
            limited = {"quoteId": quote, "maxCost": str(most)}
            blocked = await self(**limited, quoteOnly=True)
            assert (errors(blocked), blocked["quote"]["verdict"]) == ([], "NEEDS_CONFIRMATION")
        made = await self(quoteId=told["quote"]["id"], maxCost=str(most))
        assert (errors(made), made["quote"]["mostCost"]) == ([], str(most))


async def test_all_that_spends_can_be_quoted_and_confirmed(studio: Studio) -> None:
    owner = studio.owner
    film = await make_film(owner, scenes=1, clips=2)
    endpoint = await paid_endpoint(owner)
    there = {"endpointId": endpoint}
    first = await generate(owner, film.clips[0][0], "a", **there)
    (take,) = await finish(studio, first["jobs"][0]["id"], graph=True)
    failed = await generate(owner, film.clips[0][1], "b", **there)
    async with studio.sessions() as session, session.begin():
        await session.execute(
            text(
                "UPDATE render_jobs SET state = 'FAILED', finished_at = now(), "
                "error_code = 'X', error_message = 'X' WHERE state = 'QUEUED'"
            )
        )
        await session.execute(
            text("UPDATE spending_totals SET held = 0"),
        )
        await session.execute(
            text("UPDATE reservations SET closed_at = now() WHERE closed_at IS NULL")
        )
    await budget(owner, softLimit="1")
    clip = film.clips[0][0]
    await Asking(owner, "generateClip", "jobs { id }", {"clipId": clip, **there}).confirmed()
    many = {"clipIds": [clip], **there}
    await Asking(owner, "generateClips", "jobs { id }", many).confirmed()
    await Asking(owner, "rerenderTake", "jobs { id }", {"takeId": take}).confirmed()
    ids = [job["id"] for job in failed["jobs"]]
    await Asking(owner, "retryJobs", "count", {"jobIds": ids}).confirmed()
    projects = "{ projects { totalCount } }"
    before = await owner.data(projects)
    preset = await make_preset(owner)
    trial = Asking(owner, "tryPreset", "job { id }", {"id": preset, "prompt": "A lamp", **there})
    told = await trial(quoteOnly=True)
    assert (errors(told), told["job"]) == ([], None)
    assert await owner.data(projects) == before, "what is only priced makes no clip to keep it in"
    made = await trial(quoteId=told["quote"]["id"])
    assert errors(made) == []
    assert made["job"] is not None


async def test_what_is_only_priced_leaves_its_key_free(studio: Studio) -> None:
    film = await a_film(studio)
    endpoint = await paid_endpoint(studio.owner)
    clip, wish = film.clips[0][0], {"endpointId": endpoint}
    for _ in range(2):
        told = await generate(studio.owner, clip, "k", **wish, quoteOnly=True)
        assert (errors(told), told["jobs"], told["quote"]["verdict"]) == ([], [], "ADMITTED")
    assert await jobs_there(studio) == 0
    assert (await spending(studio.owner))["held"] == 0
    made = await generate(studio.owner, clip, "k", **wish)
    assert (errors(made), len(made["jobs"])) == ([], 1)


@pytest.mark.parametrize("most", ["-5", str(2**53 + 1), "9" * 30])
async def test_nobody_allows_what_is_no_amount(studio: Studio, most: str) -> None:
    film = await a_film(studio)
    endpoint = await paid_endpoint(studio.owner)
    clip = film.clips[0][0]
    refused = await generate(studio.owner, clip, "k", endpointId=endpoint, maxCost=most)
    told = await studio.owner.attempt(
        "quote", QUOTE, clipId=clip, endpointId=endpoint, maxCost=most
    )
    for answer in (refused, told):
        assert [(one["code"], one["field"]) for one in answer["userErrors"]] == [
            ("BAD_USER_INPUT", ["maxCost"])
        ]


async def test_words_of_a_refusal_are_exact(studio: Studio) -> None:
    film = await a_film(studio)
    endpoint = await paid_endpoint(studio.owner, 750_001)
    clip = film.clips[0][0]
    refused = await generate(studio.owner, clip, "k", endpointId=endpoint, maxCost="750000")
    (error,) = refused["userErrors"]
    assert "up to $0.750001, more than the $0.75 you allow" in error["message"]


async def brief_of(studio: Studio, job: str) -> dict[str, Any]:
    async with studio.sessions() as session:
        found: dict[str, Any] = await session.scalar(
            text("SELECT brief FROM render_jobs WHERE id = :id"), {"id": job.removeprefix("job_")}
        )
        return found


async def test_a_retry_is_stopped_when_its_price_of_now_says(studio: Studio) -> None:
    film = await a_film(studio)
    endpoint = await paid_endpoint(studio.owner, None)
    made = await studio.owner.do(
        "createPrice",
        "price { id }",
        endpointId=endpoint,
        unit="SECOND",
        amount="100",
        longestSeconds=500,
    )
    price = made["price"]["id"]
    asked = await generate(studio.owner, film.clips[0][0], "a", endpointId=endpoint)
    job = asked["jobs"][0]["id"]
    assert (await brief_of(studio, job))["longest_seconds"] == 500
    await studio.owner.do("cancelJob", "job { id }", jobId=job)
    await studio.owner.do("updatePrice", "price { id }", id=price, longestSeconds=2)
    await studio.owner.do("retryJob", "job { id }", jobId=job, idempotencyKey="r")
    assert (await spending(studio.owner))["held"] == 200
    assert (await brief_of(studio, job))["longest_seconds"] == 2
    await studio.owner.do("cancelJob", "job { id }", jobId=job)
    await studio.owner.do("deletePrice", "deletedId", id=price)
    await studio.owner.do("retryJob", "job { id }", jobId=job, idempotencyKey="s")
    assert "longest_seconds" not in await brief_of(studio, job)
