from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from studio.access.viewer import Role
from studio.gallery.models import Take
from studio.kernel.work import unit_of_work
from studio.recipes.models import Recipe, RecipeGraph
from studio.recipes.rules import AGAIN, recipe_digest
from studio.rendering.models import Attempt, Endpoint, RenderJob
from studio.rendering.ports import Machine
from tests.running import Studio
from tests.schema.graphs import make_film, show
from tests.schema.recipes.made import finish, make

RECIPE = (
    "id kind digest model models loras seed count pictures inputs settings provider endpoint worker"
    " brief graph graphDigest createdAt"
)
DIFF = "query($a: ID!, $b: ID!) { recipeDiff(a: $a, b: $b) { path before after } }"


async def recipe(studio: Studio, take: str) -> dict[str, Any]:
    query = f"query($id: ID!) {{ node(id: $id) {{ ... on Take {{ recipe {{ {RECIPE} }} }} }} }}"
    found = await studio.owner.data(query, id=take)
    told: dict[str, Any] = found["node"]["recipe"]
    return told


async def drawn(studio: Studio, clip: str, key: str, **given: Any) -> list[str]:
    """Takes of a graph with two outputs."""
    payload = await studio.owner.do(
        "generateClip", "jobs { id }", clipId=clip, idempotencyKey=key, count=2, seed="7", **given
    )
    return await finish(studio, payload["jobs"][0]["id"], graph=True)


@pytest.mark.feature("BEY-11")
@pytest.mark.feature("GAL-3")
async def test_the_takes_of_a_submission_share_a_recipe(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    first, second = await drawn(studio, film.clips[0][0], "a", negativePrompt="fog")
    told = await recipe(studio, first)
    assert told == await recipe(studio, second)
    assert (told["kind"], told["seed"], told["count"], told["model"]) == ("IMAGE", "7", 2, "fake")
    assert told["brief"]["prompt"] == "prompt 0.0"
    assert told["brief"]["negative_prompt"] == "fog"
    assert told["graph"]["2"]["inputs"]["filename_prefix"] == "storycanvas/recipe/a"
    assert set(told["inputs"]) == {
        *("IMAGE.PROMPT", "IMAGE.SHOT", "IMAGE.LOCATION", "CAST", "STYLE.WORDS", "SIZE"),
        *("IMAGE.MODEL", "IMAGE.PRESET"),
    }
    third, _ = await drawn(studio, film.clips[0][0], "b")
    assert (await recipe(studio, third))["graphDigest"] == told["graphDigest"]
    async with studio.sessions() as session:
        assert len((await session.scalars(select(RecipeGraph))).all()) == 1
        rows = (await session.scalars(select(Recipe).order_by(Recipe.id))).all()
    assert len(rows) == 2
    assert {row.digest for row in rows} == {
        recipe_digest(row.told, row.brief, row.graph_digest) for row in rows
    }
    assert len({row.digest for row in rows}) == 2
    for row in rows:
        whole = str([row.told, row.brief, row.asked])
        assert not any(word in whole for word in ("http", "/media/", "secret", "&s="))
    uploaded = await show(studio, film.clips[0][0])
    assert await recipe(studio, uploaded) is None


@pytest.mark.feature("BEY-11")
async def test_what_rendered_a_take_is_told_as_far_as_it_is_known(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    clip = film.clips[0][0]
    (plain,) = await make(studio, clip, "a", seed="7")
    assert (await recipe(studio, plain))["worker"] == {"renderer": None, "image": None, "gpu": None}
    async with unit_of_work(studio.sessions, studio.runtime.bus) as work:
        row = await work.session.get_one(Take, UUID(plain.removeprefix("take_")))
        attempt = await work.session.get_one(Attempt, row.attempt_id)
        endpoint = await work.session.get_one(Endpoint, attempt.endpoint_id)
        endpoint.facts = {"gpu": "NVIDIA L4", "renderer": "comfyui/0.8.0", "queued": 0}
    machine = Machine("comfyui/0.8.1", "me/endpoint:3", None)
    wanted = "jobs { id }"
    given = {"clipId": clip, "idempotencyKey": "b", "seed": "7"}
    (job,) = (await studio.owner.do("generateClip", wanted, **given))["jobs"]
    (told,) = await finish(studio, job["id"], machine=machine, worker="pod-1", tokens=9)
    assert (await recipe(studio, told))["worker"] == {
        "renderer": "comfyui/0.8.1",
        "image": "me/endpoint:3",
        "gpu": "NVIDIA L4",
    }
    assert (await studio.owner.data(DIFF, a=plain, b=told))["recipeDiff"] == [
        {"path": "worker.gpu", "before": None, "after": "NVIDIA L4"},
        {"path": "worker.image", "before": None, "after": "me/endpoint:3"},
        {"path": "worker.renderer", "before": None, "after": "comfyui/0.8.1"},
    ]
    query = "query($id: ID!) { job(id: $id) { attempts { worker tokens } } }"
    found = await studio.owner.data(query, id=job["id"])
    assert found["job"]["attempts"] == [{"worker": "pod-1", "tokens": "9"}]


@pytest.mark.feature("HIS-2")
async def test_a_take_is_made_again_word_for_word(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    clip = film.clips[0][0]
    (take,) = await make(studio, clip, "a", seed="41")
    await studio.owner.do("updateClip", "clip { id }", id=clip, imagePrompt="other words")
    wanted = "jobs { id seed endpoint { name } } note quote { verdict mostCost }"
    again = await studio.owner.do("rerenderTake", wanted, takeId=take, idempotencyKey="k")
    assert again == await studio.owner.do("rerenderTake", wanted, takeId=take, idempotencyKey="k")
    assert "bits" in again["note"]
    assert again["quote"]["verdict"] == "ADMITTED"
    (job,) = again["jobs"]
    assert job["seed"] == "41"
    (copy,) = await finish(studio, job["id"])
    one, two = await recipe(studio, take), await recipe(studio, copy)
    assert one["brief"] == two["brief"]
    assert (one["digest"], one["inputs"]) == (two["digest"], two["inputs"])
    assert (await studio.owner.data(DIFF, a=take, b=copy))["recipeDiff"] == []
    more = await studio.owner.do(
        "rerenderTake", wanted, takeId=take, idempotencyKey="n", seed="9", count=2
    )
    assert [job["seed"] for job in more["jobs"]] == ["9", "10"]
    (other,) = await finish(studio, more["jobs"][0]["id"])
    found = await studio.owner.data(DIFF, a=take, b=other)
    assert found["recipeDiff"] == [{"path": "seed", "before": "41", "after": "9"}]


async def test_one_output_of_a_graph_is_drawn_again_with_its_own_branch(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    _, second = await drawn(studio, film.clips[0][0], "a")
    again = await studio.owner.do(
        "rerenderTake", "jobs { id seed }", takeId=second, idempotencyKey="k"
    )
    async with studio.sessions() as session:
        row = await session.get_one(RenderJob, UUID(again["jobs"][0]["id"].removeprefix("job_")))
    told = await recipe(studio, second)
    assert row.brief[AGAIN] == {
        "graph": told["graphDigest"],
        "output": "4",
        "was": 8,
        "seed": 8,
    }
    assert again["jobs"][0]["seed"] == "8"


@pytest.mark.feature("HIS-3")
async def test_two_takes_are_compared_in_a_stable_order(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=2)
    (one,) = await make(studio, film.clips[0][0], "a", seed="1")
    (two,) = await make(studio, film.clips[0][1], "b", seed="1")
    found = (await studio.owner.data(DIFF, a=one, b=two))["recipeDiff"]
    paths = [row["path"] for row in found]
    assert paths == sorted(paths)
    assert {"path": "brief.prompt", "before": "prompt 0.0", "after": "prompt 0.1"} in found
    uploaded = await show(studio, film.clips[0][0])
    whole = (await studio.owner.data(DIFF, a=uploaded, b=two))["recipeDiff"]
    assert all(row["before"] is None for row in whole)
    assert (await studio.owner.data(DIFF, a=one, b="junk"))["recipeDiff"] is None
    stranger = await studio.stranger()
    assert (await stranger.data(DIFF, a=one, b=two))["recipeDiff"] is None


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"takeId": "junk"}, "NOT_FOUND", ["takeId"]),
        ({"takeId": "UPLOADED"}, "INVALID_STATE", ["takeId"]),
        ({"count": 17}, "BAD_USER_INPUT", ["count"]),
        ({"seed": "-1"}, "BAD_USER_INPUT", ["seed"]),
        ({"quoteId": "junk"}, "QUOTE_OUTDATED", ["quoteId"]),
    ],
)
async def test_what_cannot_be_made_again(
    studio: Studio, given: dict[str, Any], code: str, field: list[str] | None
) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    (take,) = await make(studio, film.clips[0][0], "a")
    if given.get("takeId") == "UPLOADED":
        given = {"takeId": await show(studio, film.clips[0][0])}
    answer = await studio.owner.attempt(
        "rerenderTake", "jobs { id }", **{"takeId": take, "idempotencyKey": "k", **given}
    )
    assert [(one["code"], one["field"]) for one in answer["userErrors"]] == [(code, field)]


async def test_a_reader_and_a_stranger_make_nothing_again(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    (take,) = await make(studio, film.clips[0][0], "a")
    reader = await studio.stranger(Role.VIEWER, same_workspace=True)
    stranger = await studio.stranger()
    for caller, code in ((reader, "FORBIDDEN"), (stranger, "NOT_FOUND")):
        answer = await caller.attempt(
            "rerenderTake", "jobs { id }", takeId=take, idempotencyKey="k"
        )
        assert [one["code"] for one in answer["userErrors"]] == [code]
