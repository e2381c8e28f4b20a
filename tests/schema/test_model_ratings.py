"""What people here think of models: each one's own stars, and their mean."""

from typing import Any

import pytest

from studio.access.viewer import Role
from tests.running import Caller, Studio
from tests.schema.test_catalogue_models import endpoint, id_of, listed, note

OPINION = "opinion { mine average count }"


async def rate(caller: Caller, model_id: str, stars: int | None) -> Any:
    done = await caller.do(
        "rateModel", f"model {{ {OPINION} rating }}", modelId=model_id, stars=stars
    )
    assert done["model"].pop("rating") == 0, "that is what others think elsewhere"
    return done["model"]["opinion"]


@pytest.mark.feature("MDL-3")
async def test_stars_are_each_ones_own(studio: Studio) -> None:
    await note(studio, await endpoint(studio), checkpoints=["a.ckpt", "b.ckpt"])
    owner, a = studio.owner, await id_of(studio.owner, "a")
    looker = await studio.stranger(Role.VIEWER, same_workspace=True)
    node = f"query($id: ID!) {{ node(id: $id) {{ ... on Model {{ version {OPINION} }} }} }}"
    before = (await owner.data(node, id=a))["node"]
    assert before["opinion"] == {"mine": None, "average": None, "count": 0}
    assert await rate(owner, a, 5) == {"mine": 5, "average": 5.0, "count": 1}
    assert await rate(looker, a, 2) == {"mine": 2, "average": 3.5, "count": 2}
    assert await rate(owner, a, 4) == {"mine": 4, "average": 3.0, "count": 2}
    for least, mine, theirs in ((1, ["a"], ["a"]), (3, ["a"], []), (5, [], [])):
        assert await listed(owner, ratedAtLeast=least) == mine
        assert await listed(looker, ratedAtLeast=least) == theirs
    assert await rate(owner, a, None) == {"mine": None, "average": 2.0, "count": 1}
    assert await rate(owner, a, None) == {"mine": None, "average": 2.0, "count": 1}
    assert (await owner.data(node, id=a))["node"]["version"] == before["version"]


async def test_stars_that_cannot_be_given_say_why(studio: Studio) -> None:
    await note(studio, await endpoint(studio), checkpoints=["a.ckpt"])
    a = await id_of(studio.owner, "a")
    stranger = await studio.stranger()
    for caller, given, code, field in (
        (studio.owner, {"modelId": a, "stars": 0}, "BAD_USER_INPUT", ["stars"]),
        (studio.owner, {"modelId": a, "stars": 6}, "BAD_USER_INPUT", ["stars"]),
        (studio.owner, {"modelId": "junk", "stars": 3}, "NOT_FOUND", ["modelId"]),
        (stranger, {"modelId": a, "stars": 3}, "NOT_FOUND", ["modelId"]),
    ):
        answer = await caller.attempt("rateModel", "model { id }", **given)
        (error,) = answer["userErrors"]
        assert (answer["model"], error["code"], error["field"]) == (None, code, field)


async def test_others_see_stars_at_once(studio: Studio) -> None:
    await note(studio, await endpoint(studio), checkpoints=["a.ckpt"])
    a = await id_of(studio.owner, "a")
    looker = await studio.stranger(Role.VIEWER, same_workspace=True)
    query = (
        "subscription { workspaceEvents { __typename"
        f" ... on ModelChanged {{ model {{ id {OPINION} }} }} }} }}"
    )
    async with looker.follow(query) as told:
        await rate(studio.owner, a, 3)
        seen = await told.until(lambda one: one["workspaceEvents"].get("model") is not None)
    opinion = {"mine": None, "average": 3.0, "count": 1}
    assert seen[-1]["workspaceEvents"]["model"] == {"id": a, "opinion": opinion}
