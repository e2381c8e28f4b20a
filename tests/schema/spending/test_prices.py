from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from schema.scalars import moment_text
from studio.access.viewer import Role
from tests.running import Studio
from tests.schema.spending.test_quotes import QUOTE, a_film, errors, generate, paid_endpoint

PRICE = "price { id unit amount label coldStartSeconds idleSeconds version endpoint { name } }"


async def test_a_price_table_is_kept(studio: Studio) -> None:
    endpoint = await paid_endpoint(studio.owner)
    made = await studio.owner.do(
        "createPrice", PRICE, endpointId=endpoint, gpu="80 GB (A100)", label="Ours"
    )
    price = made["price"]
    assert (price["unit"], price["amount"], price["label"]) == ("SECOND", "760", "Ours")
    assert (price["coldStartSeconds"], price["idleSeconds"]) == (120, 5)
    twice = await studio.owner.attempt(
        "createPrice", PRICE, endpointId=endpoint, gpu="80 GB (A100)"
    )
    assert errors(twice) == ["CONFLICT"]
    changed = await studio.owner.do(
        "updatePrice", PRICE, id=price["id"], amount="800", expectedVersion=1
    )
    assert (changed["price"]["amount"], changed["price"]["version"]) == ("800", 2)
    stale = await studio.owner.attempt(
        "updatePrice", PRICE, id=price["id"], amount="1", expectedVersion=1
    )
    assert (errors(stale), stale["price"]["amount"]) == (["CONFLICT"], "800")
    gone = await studio.owner.do("deletePrice", "deletedId", id=price["id"])
    assert gone["deletedId"] == price["id"]
    assert (await studio.owner.data("{ prices { totalCount } }"))["prices"]["totalCount"] == 0


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, ["amount"]),
        ({"unit": "TAKE"}, ["amount"]),
        ({"unit": "TAKE", "amount": "-1"}, ["amount"]),
        ({"unit": "TAKE", "amount": str(2**60)}, ["amount"]),
        ({"unit": "TOKEN", "amount": "2"}, ["tokensPerTake"]),
        ({"gpu": "RTX 1"}, ["gpu"]),
        ({"unit": "TAKE", "amount": "1", "idleSeconds": -1}, ["idleSeconds"]),
        ({"unit": "TAKE", "amount": "1", "mostPixels": 0}, ["mostPixels"]),
        ({"unit": "TAKE", "amount": "1", "label": "x" * 10_000}, ["label"]),
        ({"unit": "TAKE", "amount": "1", "endpointId": "endpoint_x"}, ["endpointId"]),
        ({"unit": "SECOND", "amount": str(2**53), "longestSeconds": 86400}, ["amount"]),
        ({"unit": "SECOND", "amount": str(2**40)}, ["amount"]),
        ({"unit": "TOKEN", "amount": str(2**53), "tokensPerTake": 2}, ["amount"]),
    ],
)
async def test_a_price_that_cannot_be_is_refused(
    studio: Studio, given: dict[str, Any], field: list[str]
) -> None:
    refused = await studio.owner.attempt("createPrice", PRICE, **given)
    assert [error["field"] for error in refused["userErrors"]] == [field]


async def test_money_is_an_owners_business(studio: Studio) -> None:
    editor = await studio.stranger(Role.EDITOR, same_workspace=True)
    for mutation, wanted, given in (
        ("createPrice", "price { id }", {"unit": "TAKE", "amount": "1"}),
        ("setBudget", "budget { id }", {"scope": "WORKSPACE", "period": "DAY", "hardLimit": "1"}),
        ("recordBill", "entry { id }", {"amount": "1", "at": moment_text(datetime.now(UTC))}),
    ):
        refused = await editor.attempt(mutation, wanted, **given)
        assert errors(refused) == ["FORBIDDEN"]


async def test_a_budget_is_set_and_taken_away(studio: Studio) -> None:
    wanted = "budget { id scope period hardLimit softLimit held spent project { id } version }"
    first = await studio.owner.do(
        "setBudget", wanted, scope="WORKSPACE", period="DAY", hardLimit="10", softLimit="5"
    )
    second = await studio.owner.do(
        "setBudget", wanted, scope="WORKSPACE", period="DAY", hardLimit="20"
    )
    assert second["budget"]["id"] == first["budget"]["id"]
    assert (second["budget"]["hardLimit"], second["budget"]["softLimit"]) == ("20", None)
    for given in (
        {"scope": "WORKSPACE", "period": "DAY"},
        {"scope": "PROJECT", "period": "DAY", "hardLimit": "1"},
        {"scope": "ACCOUNT", "period": "DAY", "hardLimit": "1", "scopeId": "project_1"},
        {"scope": "WORKSPACE", "period": "DAY", "hardLimit": "1", "softLimit": "2"},
        {"scope": "WORKSPACE", "period": "DAY", "hardLimit": "-1"},
    ):
        assert errors(await studio.owner.attempt("setBudget", wanted, **given))
    await studio.owner.do("deleteBudget", "deletedId", id=first["budget"]["id"])
    assert (await studio.owner.data("{ budgets { totalCount } }"))["budgets"]["totalCount"] == 0


async def test_the_list_of_gpus_can_be_read(studio: Studio) -> None:
    found = await studio.owner.data("{ gpuPrices { name flexAmount activeAmount } }")
    assert {"name": "24 GB PRO (RTX 4090)", "flexAmount": "310", "activeAmount": "210"} in found[
        "gpuPrices"
    ]


async def test_a_price_may_not_grow_past_what_can_be_counted(studio: Studio) -> None:
    made = await studio.owner.do(
        "createPrice", PRICE, unit="SECOND", amount=str(2**53 // 10), longestSeconds=10
    )
    price = made["price"]["id"]
    refused = await studio.owner.attempt("updatePrice", PRICE, id=price, longestSeconds=11)
    assert (errors(refused), refused["userErrors"][0]["field"]) == (["BAD_USER_INPUT"], ["amount"])
    assert "longestSeconds" in refused["userErrors"][0]["message"]


async def test_what_cannot_be_counted_is_refused_and_nothing_breaks(studio: Studio) -> None:
    film = await a_film(studio)
    endpoint = await paid_endpoint(studio.owner, None)
    await studio.owner.do(
        "createPrice", "price { id }", endpointId=endpoint, unit="TAKE", amount=str(2**53)
    )
    wish = {"endpointId": endpoint, "count": 2}
    told = (await studio.owner.do("quote", QUOTE, projectId=film.project, **wish))["quote"]
    assert told["verdict"] == "BLOCKED"
    assert [one["code"] for one in told["reasons"]] == ["LIMIT_EXCEEDED"]
    one = await generate(studio.owner, film.clips[0][0], "k", **wish)
    assert errors(one) == ["LIMIT_EXCEEDED"]
    many = await studio.owner.attempt(
        "generateClips", "batch { id }", projectId=film.project, idempotencyKey="k", **wish
    )
    assert errors(many) == ["LIMIT_EXCEEDED"]


async def test_prices_of_old_that_are_too_great_are_refused_as_well(studio: Studio) -> None:
    film = await a_film(studio)
    endpoint = await paid_endpoint(studio.owner, None)
    await studio.owner.do(
        "createPrice", "price { id }", endpointId=endpoint, unit="SECOND", amount="1"
    )
    async with studio.sessions() as session, session.begin():
        await session.execute(
            text(
                "UPDATE prices SET amount = 9007199254740992, cold_start_seconds = 86400, "
                "idle_seconds = 86400"
            )
        )
    asked = {"projectId": film.project, "endpointId": endpoint}
    many = await studio.owner.attempt("generateClips", "batch { id }", idempotencyKey="k", **asked)
    assert errors(many) == ["LIMIT_EXCEEDED"]


async def test_a_bill_is_of_a_day_that_was(studio: Studio) -> None:
    now = datetime.now(UTC)
    for at in ("9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "2019-12-31T23:59:59Z"):
        refused = await studio.owner.attempt("recordBill", "entry { id }", amount="5", at=at)
        assert [(one["code"], one["field"]) for one in refused["userErrors"]] == [
            ("BAD_USER_INPUT", ["at"])
        ], at
    later = moment_text(now + timedelta(days=2))
    assert errors(
        await studio.owner.attempt("recordBill", "entry { id }", amount="5", at=later)
    ) == ["BAD_USER_INPUT"]
    for at in (moment_text(now), "2020-01-01T00:00:00Z"):
        await studio.owner.do("recordBill", "entry { day }", amount="5", at=at)


async def test_a_price_ends_with_its_endpoint(studio: Studio) -> None:
    endpoint = await paid_endpoint(studio.owner)
    await studio.owner.do(
        "createPrice", PRICE, endpointId=endpoint, unit="TAKE", amount="1", label="There"
    )
    await studio.owner.do("createPrice", PRICE, unit="TAKE", amount="2", label="Anywhere")
    await studio.owner.do("deleteEndpoint", "deletedId", id=endpoint)
    found = await studio.owner.data("{ prices { nodes { label endpoint { name } } } }")
    assert found["prices"]["nodes"] == [{"label": "Anywhere", "endpoint": None}]
