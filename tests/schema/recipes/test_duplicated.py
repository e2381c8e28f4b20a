"""How takes were made goes with them into a duplicate, and what prompts were."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from studio.exporting.crediting import origin_of
from studio.gallery.models import Take
from studio.kernel.ids import typed, untyped
from studio.recipes.models import Recipe
from tests.running import Studio
from tests.schema.graphs import fill, make_film
from tests.schema.recipes.duplicated import (
    clips_of,
    duplicated,
    everything,
    rehearse,
    standings,
    whole,
)
from tests.schema.recipes.made import finish, make, standing
from tests.schema.test_project_columns import LIST, listed, rows_of
from tests.schema.test_restoring import rich
from tests.schema.test_restoring_makings import edits, rendered

DIFF = "query($a: ID!, $b: ID!) { recipeDiff(a: $a, b: $b) { path before after } }"


@pytest.mark.feature("BEY-3", "BEY-11")
async def test_takes_of_a_duplicate_are_as_stale_as_the_originals(studio: Studio) -> None:
    made, owner = await everything(studio), studio.owner
    at_first = await standings(studio, await whole(owner, made.id))
    fresh = await duplicated(studio, made.id)
    assert await standings(studio, fresh.copy) == at_first
    kinds = {one[kind] for one in at_first for kind in ("imageStaleness", "videoStaleness")}
    assert kinds == {"CURRENT", "STALE", "MISSING", "BLOCKED"}
    edited: list[tuple[str, dict[str, Any]]] = [
        ("character", {"id": made.characters["EVE"], "age": "ninety"}),
        ("location", {"id": await id_of(studio, made.id, "location", "Yard"), "look": "ice"}),
        ("style", {"id": await id_of(studio, made.id, "style", "Own"), "palette": "red"}),
    ]
    for kind, given in edited:
        await owner.do(f"update{kind.capitalize()}", f"{kind} {{ id }}", **given)
    await owner.do("deleteCharacter", "deletedId", id=made.characters["NED"])
    stale = await duplicated(studio, made.id)
    before = await standings(studio, stale.original)
    assert await standings(studio, stale.copy) == before
    told = {(one["what"], one["name"]) for row in before for one in row["image"]}
    assert {("CHARACTER", "EVE"), ("LOCATION", "Yard"), ("STYLE", "Own"), ("PROMPT", None)} <= told
    assert ("CHARACTER", "NED") in told, "who is gone is told by name"
    assert await standings(studio, fresh.copy) == at_first, "its own are as they were"


async def id_of(studio: Studio, project: str, what: str, name: str) -> str:
    query = text(f"SELECT id FROM {what}s WHERE project_id = :id AND name = :name")
    async with studio.sessions() as session:
        found = await session.scalar(query, {"id": untyped("project", project), "name": name})
    assert found is not None
    return typed(what, found)


@pytest.mark.feature("BEY-3")
async def test_what_is_edited_in_one_of_them_makes_stale_its_own(studio: Studio) -> None:
    made, owner = await everything(studio), studio.owner
    pair = await duplicated(studio, made.id)
    eve = next(one["id"] for one in pair.copy["characters"] if one["name"] == "EVE")
    (original, copy) = pair.clips[1]
    assert (await standing(studio, copy["id"]))["imageStaleness"] == "CURRENT"
    await owner.do("updateCharacter", "character { id }", id=eve, age="ninety")
    changed = await standing(studio, copy["id"])
    assert changed["image"] == [{"what": "CHARACTER", "name": "EVE"}]
    assert (await standing(studio, original["id"]))["imageStaleness"] == "CURRENT"
    assert (await whole(owner, made.id)) == pair.original
    await owner.do("updateCharacter", "character { id }", id=made.characters["EVE"], age="ninety")
    assert (await standing(studio, original["id"]))["image"] == changed["image"]


async def test_words_that_name_the_project_are_other_words_in_one_of_another_name(
    studio: Studio,
) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    words = {"id": film.clips[0][0], "imagePrompt": "the title: {{project}}"}
    await studio.owner.do("updateClip", "clip { id }", **words)
    await make(studio, film.clips[0][0], "a", kinds=["IMAGE"])
    pair = await duplicated(studio, film.project)
    ((_, copy),) = pair.clips
    assert (await standing(studio, copy["id"]))["image"] == [{"what": "PROMPT", "name": None}]
    await studio.owner.do("updateProject", "project { id }", id=pair.copy["id"], name="Film")
    assert (await standing(studio, copy["id"]))["staleness"] == "CURRENT"


@pytest.mark.feature("BEY-11", "HIS-3")
async def test_its_takes_are_made_again_and_compared(studio: Studio) -> None:
    made = await rendered(studio)
    clip = made.clips[0][1]
    await rehearse(studio, clip, "k")
    pair = await duplicated(studio, made.id)
    assert all(other["job"] is None for _, other in pair.takes)
    for one, other in pair.takes:
        assert (one["recipe"] is None) == (other["recipe"] is None)
        if one["recipe"]:
            assert one["recipe"]["id"] != other["recipe"]["id"]
            assert one["recipe"]["digest"] == other["recipe"]["digest"]
            assert one["recipe"]["createdAt"] == other["recipe"]["createdAt"]
    _, copy = pair.clips[1]
    take = next(one for one in copy["gallery"] if one["model"] == "rehearsal")
    given = {"takeId": take["id"], "idempotencyKey": "again"}
    (job,) = (await studio.owner.do("rerenderTake", "jobs { id seed }", **given))["jobs"]
    assert job["seed"] == take["seed"]
    (again,) = await finish(studio, job["id"], model="rehearsal")
    assert (await studio.owner.data(DIFF, a=take["id"], b=again))["recipeDiff"] == []
    assert (await standing(studio, copy["id"]))["imageStaleness"] == "CURRENT"
    other = next(one for one in copy["gallery"] if one["model"] == "fake")
    found = (await studio.owner.data(DIFF, a=take["id"], b=other["id"]))["recipeDiff"]
    assert "seed" in {one["path"] for one in found}
    assert (await whole(studio.owner, made.id)) == pair.original


@pytest.mark.feature("EXP-4")
async def test_what_is_signed_of_its_takes_is_what_is_signed_of_the_originals(
    studio: Studio,
) -> None:
    pair = await duplicated(studio, (await everything(studio)).id)
    sources = 0
    async with studio.sessions() as session:
        for one in pair.takes:
            told, same = [
                await origin_of(session, found)
                for take in one
                if (found := untyped("take", take["id"]))
            ]
            assert told == same
            sources += len(told.sources) if told else 0
    assert sources


@pytest.mark.feature("EXP-4")
async def test_what_its_json_carries_a_project_takes_along(studio: Studio) -> None:
    known, seen = listed(), set[str]()
    for made in (await rich(studio), await everything(studio)):
        pair = await duplicated(studio, made.id)
        ids = untyped("project", pair.original["id"]), untyped("project", pair.copy["id"])
        for name, columns in known.carried.items():
            if name == "assets":
                continue
            told = [one for one in columns if one not in _OTHER.get(name, ())]
            before, after = [await rows_of(studio, name, told, one) for one in ids if one]
            assert after == before, f"{name}, of {LIST.name}"
            seen |= {name} if before else set()
    assert seen == {*known.carried} - {"assets"}, "files are shared"


_OTHER = {"projects": ["name"], "recipes": ["fed"]}


@pytest.mark.feature("SCN-4")
async def test_copies_in_a_film_share_their_recipes_and_have_their_prompts(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    clip = film.clips[0][0]
    for words in ("a match", "a match, lit"):
        await studio.owner.do("updateClip", "clip { id }", id=clip, imagePrompt=words)
    await make(studio, clip, "a")
    await studio.owner.do("duplicateClip", "clip { id }", id=clip)
    await studio.owner.do("duplicateScene", "scene { id }", id=film.scenes[0])
    original, *copies = clips_of(await whole(studio.owner, film.project))
    assert len(copies) == 3
    before = await edits(studio.owner, clip)
    for copy in copies:
        (take,) = copy["gallery"]
        assert take["recipe"] == original["gallery"][0]["recipe"]
        assert copy["selectedTake"] == {"id": take["id"]}
        assert await edits(studio.owner, copy["id"]) == before
        await studio.owner.do("updateClip", "clip { id }", id=copy["id"], imagePrompt="later")
        after = await edits(studio.owner, copy["id"])
        assert [one["imagePrompt"] for one in after[:2]] == ["later", "a match, lit"]
        assert (await standing(studio, copy["id"]))["image"] == [{"what": "PROMPT", "name": None}]
    assert (await standing(studio, clip))["staleness"] == "CURRENT"
    assert await edits(studio.owner, clip) == before


_TAKES = """
WITH made AS (
    INSERT INTO recipes (id, project_id, kind, digest, first, told, brief, asked, fed, pictures)
    SELECT gen_random_uuid(), recipe.project_id, recipe.kind, recipe.digest, recipe.first,
      told || jsonb_build_object('n', start_frame, 'm', n), brief, asked, fed, pictures
    FROM recipes recipe, clips, generate_series(1, 2) AS n
    WHERE recipe.id = :recipe AND scene_id = :scene RETURNING id, told
)
INSERT INTO takes (id, workspace_id, project_id, clip_id, recipe_id, output_index, asset_id, kind, model,
  prompt, parameters, created_at)
SELECT gen_random_uuid(), one.workspace_id, one.project_id, clips.id, made.id, one.output_index,
  one.asset_id, one.kind, one.model, one.prompt, one.parameters, now() - random() * interval '1 day'
FROM takes one, clips JOIN made ON made.told->>'n' = clips.start_frame::text
WHERE one.id = :take AND scene_id = :scene
"""
_SHOWN = """UPDATE clips SET selected_take_id = (SELECT id FROM takes WHERE clip_id = clips.id
  ORDER BY created_at LIMIT 1) WHERE scene_id = :scene"""
_EDITS = """INSERT INTO prompt_edits (id, project_id, clip_id, number, image_prompt, video_prompt, negative_prompt)
SELECT gen_random_uuid(), project_id, id, 1, 'a', 'b', 'c' FROM clips WHERE scene_id = :scene"""


@pytest.mark.slow
async def test_two_thousand_clips_take_as_many_statements_as_two(studio: Studio) -> None:
    needed = {}
    for clips in (2, 2_000):
        project = await long_film(studio, clips)
        async with studio.statements() as seen:
            made = await studio.owner.do("duplicateProject", "project { id }", id=project)
        needed[clips] = len(seen)
        copy_id = untyped("project", made["project"]["id"])
        async with studio.sessions() as session:
            counts = [
                await session.scalar(
                    text(f"SELECT count(*) FROM {name} WHERE project_id = :id"), {"id": copy_id}
                )
                for name in ("clips", "takes", "recipes", "prompt_edits")
            ]
        assert counts == [clips, 2 * clips, 2 * clips, clips]
    print(f"duplicateProject: {needed} statements")
    assert needed[2_000] <= needed[2] + 5, "a few are of what else goes on"


async def long_film(studio: Studio, clips: int) -> str:
    """Each clip with two recipes of its own and the takes of them."""
    film = await make_film(studio.owner, scenes=2, clips=1)
    (source,), _ = film.clips
    (take,) = await make(studio, source, f"{clips}", kinds=["IMAGE"])
    await fill(studio, film.scenes[1], clips)
    async with studio.sessions() as session, session.begin():
        row = await session.get_one(Take, UUID(take.removeprefix("take_")))
        given = {
            "take": row.id,
            "recipe": (await session.get_one(Recipe, row.recipe_id)).id,
            "scene": UUID(film.scenes[1].removeprefix("scene_")),
        }
        await session.execute(
            text("DELETE FROM clips WHERE scene_id = :scene AND name LIKE 'Clip 1.%'"), given
        )
        for statement in (_TAKES, _SHOWN, _EDITS):
            await session.execute(text(statement), given)
    await studio.owner.do("deleteScene", "deletedId", id=film.scenes[0])
    return film.project
