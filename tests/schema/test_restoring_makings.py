"""How takes were made goes with a whole project, and what its prompts were: into another workspace."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import jsonschema  # type: ignore[import-untyped]
import orjson
import pytest
from sqlalchemy import select, text

from studio.gallery.models import Take
from studio.recipes.models import Recipe, RecipeGraph
from studio.recipes.rules import recipe_digest
from studio.rendering.models import RenderJob
from tests.running import Caller, Studio
from tests.schema.casting.setting import Film, cast, film, take
from tests.schema.recipes.made import finish, make, standing
from tests.schema.recipes.test_defaults import checkpoint, preset
from tests.schema.test_restoring import MADE, PUBLISHED, plain, taken_out
from tests.schema.tracks import lay

OLD = Path(__file__).with_name("project_1_before_recipes.json")
WHOLE = """project { id scenes { clips { id version staleness imageStaleness videoStaleness
  selectedTake { id recipe { id digest } } gallery { id seed recipe { id digest } } } } } missing { sha256 uses } warnings"""
_FURNISH = (
    """INSERT INTO models (id, workspace_id, kind, source, name, file_name, family)
    SELECT gen_random_uuid(), :there, kind, source, name, file_name, family FROM models
    WHERE workspace_id = :here""",
    """INSERT INTO presets (id, workspace_id, name, category, family, settings)
    SELECT gen_random_uuid(), :there, name, category, family, settings FROM presets
    WHERE workspace_id = :here AND builtin IS NULL""",
    """INSERT INTO assets (id, workspace_id, blob_sha256, kind, width, height, samples, sample_rate)
    SELECT gen_random_uuid(), :there, blob_sha256, kind, width, height, samples, sample_rate
    FROM assets WHERE workspace_id = :here""",
)


@dataclass
class Elsewhere:
    """Somebody of another workspace, which has the same files, models and presets."""

    caller: Caller
    studio: Studio
    workspace_id: UUID

    def as_studio(self) -> Studio:
        here = object.__new__(Studio)
        here.__dict__.update(self.studio.__dict__ | {"owner": self.caller})
        return here


async def elsewhere(studio: Studio, *, furnished: bool = True) -> Elsewhere:
    caller = await studio.stranger()
    async with studio.sessions() as session, session.begin():
        there = await session.scalar(text("SELECT max(workspace_id::text)::uuid FROM members"))
        if furnished:
            for statement in _FURNISH:
                await session.execute(
                    text(statement), {"here": studio.workspace_id, "there": there}
                )
    assert there is not None
    return Elsewhere(caller, studio, there)


async def rendered(studio: Studio) -> Film:
    """A film with takes that were rendered of people, places, a style, a model and a preset."""
    owner = studio.owner
    made = await film(owner)
    (one, two, *_), (last, *_) = made.clips
    face = await take(studio, last)
    lora = await checkpoint(studio, "eve-lora")
    async with studio.sessions() as session, session.begin():
        await session.execute(text("UPDATE models SET kind = 'LORA'"))
    await owner.do(
        "updateCharacter",
        "character { id }",
        id=made.characters["EVE"],
        looks=[{"name": "Storm", "words": "a wet coat", "isDefault": True}],
        addReferenceTakeIds=[face],
        loras=[{"modelId": lora, "strength": 0.5}],
    )
    await owner.do("createLocation", "location { id }", projectId=made.id, name="Hall", look="long")
    style = await owner.do("createStyle", "style { id }", name="Ink", palette="grey")
    await cast(
        owner,
        {"placeIds": [made.id], "styleId": style["style"]["id"]},
        {"placeIds": [made.id], "presetId": await preset(studio, "Fine", family="sdxl")},
    )
    for words in ("a match", "a match, lit", "a match, lit, at night"):
        await owner.do("updateClip", "clip { id }", id=one, imagePrompt=words)
    await make(studio, one, "a", kinds=["IMAGE", "VIDEO"], seed="7")
    asked = {"clipId": two, "idempotencyKey": "b", "count": 2, "seed": "7"}
    (job,) = (await owner.do("generateClip", "jobs { id }", **asked))["jobs"]
    await finish(studio, job["id"], graph=True)
    await make(studio, last, "c")
    await owner.do("updateClip", "clip { id }", id=last, imagePrompt="nobody")
    track = await lay(studio, made.id)
    grid = {"tempo": 90, "firstBeatSeconds": 0.5, "beatsPerBar": 3}
    await owner.do("updateTrack", "track { id }", id=track, **grid)
    return made


def clips_of(restored: dict[str, Any]) -> list[dict[str, Any]]:
    return [clip for scene in restored["project"]["scenes"] for clip in scene["clips"]]


def without(document: str, *others: str) -> Any:
    """Without the ids, and without what characters are known by, which LoRAs of a studio are in: in
    what a recipe tells of then, those of the studio it was made in."""
    for told in map(orjson.loads, (document, *others)):
        for number, one in enumerate(told["characters"]):
            for part in (one, *one.get("looks", ())):
                if digest := part.get("digest"):
                    document = document.replace(digest, f"{number}{part['name']}")
    return orjson.loads(plain(document))


@pytest.mark.feature("EXP-4", "BEY-8", "BEY-3")
async def test_in_another_workspace_takes_are_as_they_were(studio: Studio) -> None:
    made = await rendered(studio)
    document = await taken_out(studio.owner, made.id)
    there = await elsewhere(studio)
    restored = await there.caller.do("importProject", WHOLE, text=document)
    assert (restored["missing"], restored["warnings"]) == ([], [])
    one, two = clips_of(restored)[:2]
    last = restored["project"]["scenes"][1]["clips"][0]
    assert [one[name] for name in ("staleness", "imageStaleness", "videoStaleness")] == [
        "CURRENT"
    ] * 3
    assert (two["staleness"], last["staleness"]) == ("CURRENT", "STALE")
    before = await studio.owner.data(
        "query($id: ID!) { project(id: $id) { scenes { clips { gallery { recipe { digest } } } } } }",
        id=made.id,
    )
    assert [[take["recipe"]["digest"] if take["recipe"] else None for take in clip["gallery"]]
            for clip in clips_of(restored)] == [
        [take["recipe"]["digest"] if take["recipe"] else None for take in clip["gallery"]]
        for clip in clips_of(before)
    ]  # fmt: skip
    again = await taken_out(there.caller, restored["project"]["id"])
    assert without(again, document) == without(document)
    told = await standing(there.as_studio(), last["id"])
    assert told["image"] == [{"what": "PROMPT", "name": None}]
    (eve,) = (
        await there.caller.data(
            "query($id: ID!) { project(id: $id) { characters { id name } } }",
            id=restored["project"]["id"],
        )
    )["project"]["characters"][:1]
    await there.caller.do("updateCharacter", "character { id }", id=eve["id"], age="ninety")
    changed = (await standing(there.as_studio(), two["id"]))["image"]
    assert changed == [{"what": "CHARACTER", "name": eve["name"]}]


async def edits(caller: Caller, clip: str) -> list[dict[str, Any]]:
    query = (
        "query($id: ID!) { promptHistory(clipId: $id, first: 50) { nodes {"
        " number imagePrompt videoPrompt negativePrompt createdAt editedBy { id } } } }"
    )
    found: list[dict[str, Any]] = (await caller.data(query, id=clip))["promptHistory"]["nodes"]
    return found


@pytest.mark.feature("EXP-4")
async def test_prompts_go_with_their_history_and_new_edits_come_after(studio: Studio) -> None:
    made = await rendered(studio)
    document = await taken_out(studio.owner, made.id)
    there = await elsewhere(studio)
    clip = clips_of(await there.caller.do("importProject", WHOLE, text=document))[0]
    before, kept = (
        await edits(studio.owner, made.clips[0][0]),
        await edits(there.caller, clip["id"]),
    )
    assert all(one.pop("editedBy") is None for one in kept)
    assert kept == [{key: one[key] for key in one if key != "editedBy"} for one in before]
    assert [one["imagePrompt"] for one in kept[:3]] == [
        *("a match, lit, at night", "a match, lit", "a match"),
    ]
    await there.caller.do("updateClip", "clip { id }", id=clip["id"], imagePrompt="later")
    after = await edits(there.caller, clip["id"])
    assert [one["imagePrompt"] for one in after[:2]] == ["later", "a match, lit, at night"]


@pytest.mark.feature("EXP-4")
async def test_a_restored_take_is_made_again_and_compared(studio: Studio) -> None:
    made = await rendered(studio)
    # Only the rehearsal renders here.
    document = (await taken_out(studio.owner, made.id)).replace('"fake"', '"rehearsal"')
    restored = await studio.owner.do("importProject", WHOLE, text=document)
    one, two = clips_of(restored)[:2]
    second = min(two["gallery"], key=lambda one: -int(one["seed"]))
    wanted = "jobs { id seed }"
    given = {"takeId": second["id"], "idempotencyKey": "k"}
    (job,) = (await studio.owner.do("rerenderTake", wanted, **given))["jobs"]
    assert job["seed"] == "8"
    async with studio.sessions() as session:
        row = await session.get_one(RenderJob, UUID(job["id"].removeprefix("job_")))
        assert row.brief["again"]["output"] == "4"
    video = next(take for take in one["gallery"] if take["recipe"])
    await studio.owner.do("rerenderTake", wanted, takeId=video["id"], idempotencyKey="v")
    async with studio.sessions() as session:
        rows = (await session.scalars(select(Recipe))).all()
        assert all(
            one.digest == recipe_digest(one.told, one.brief, one.graph_digest) for one in rows
        )
        assert len((await session.scalars(select(RecipeGraph))).all()) == 1
        (ledger,) = (await session.execute(text("SELECT count(*) FROM ledger_entries"))).one()
        jobs = await session.scalar(text("SELECT count(*) FROM render_jobs"))
    assert jobs == 6, "four of then, two of now: a restored take brings no job"
    assert ledger == 4
    first = next(one for one in two["gallery"] if one["id"] != second["id"])
    diff = "query($a: ID!, $b: ID!) { recipeDiff(a: $a, b: $b) { path before after } }"
    found = await studio.owner.data(diff, a=first["id"], b=second["id"])
    assert found["recipeDiff"] == [{"path": "seed", "before": "7", "after": "8"}]


@pytest.mark.feature("EXP-4")
async def test_what_is_not_here_makes_stale_what_was_made_with_it(studio: Studio) -> None:
    made = await rendered(studio)
    document = await taken_out(studio.owner, made.id)
    there = await elsewhere(studio)
    async with studio.sessions() as session, session.begin():
        await session.execute(
            text("UPDATE models SET deleted_at = now(), deletion_id = id WHERE workspace_id = :id"),
            {"id": there.workspace_id},
        )
    restored = await there.caller.do("importProject", WHOLE, text=document)
    assert any("eve-lora" in one for one in restored["warnings"])
    fine, one = clips_of(restored)[:2]
    assert (fine["staleness"], one["staleness"]) == ("CURRENT", "STALE")
    names = {one["what"] for one in (await standing(there.as_studio(), one["id"]))["image"]}
    assert names == {"CHARACTER"}


_FOREIGN = "01234567-89ab-7cde-8f01-23456789abcd"
_HOSTILE: list[tuple[str, Any, str]] = [
    ("recipes.0.fed", {"CAST": f"{_FOREIGN}/x"}, "fed.CAST"),
    ("recipes.0.fed", {"NOTHING": "x"}, "fed.NOTHING"),
    ("recipes.0.fed.CAST", 1, "CAST"),
    ("recipes.0.brief.start_image", {"url": "http://127.0.0.1/"}, "start_image"),
    ("recipes.0.brief.limit", 1, "limit"),
    ("recipes.0.brief.prompt", "a\x00b", "text"),
    ("recipes.0.asked.again", {"graph": "x"}, "again"),
    ("recipes.0.asked.sampling", {"pictures": {"start": _FOREIGN}}, "pictures.start"),
    ("recipes.0.asked.sampling", {"workflow": {"id": _FOREIGN}}, "workflow"),
    ("recipes.0.told.seed", "9" * 20, "seed"),
    ("recipes.0.told.count", 10**6, "count"),
    ("recipes.0.told.kind", "VIDEO", "kind"),
    ("recipes.0.like", "recipe_x", "stands before it"),
    ("recipes.0.graph", "a" * 64, "graph that is not told"),
    ("recipes.0.digest", "x", "digest"),
    ("graphs.0.outputs", ["99"], "outputs"),
    ("graphs.0.nodes.1.inputs", [], "inputs"),
    ("scenes.0.clips.1.takes.0.recipe", "recipe_x", "not told"),
    ("scenes.0.clips.1.takes.0.output", 99, "no such output"),
    ("scenes.0.clips.0.edits.1.number", 0, "order"),
    ("scenes.0.clips.0.edits.0.number", 2**40, "number"),
]


@pytest.mark.slow
async def test_what_no_recipe_can_be_is_refused_whole(studio: Studio) -> None:
    made = await rendered(studio)
    text_of = await taken_out(studio.owner, made.id)
    before = await counted(studio)
    for path, value, word in _HOSTILE:
        document = orjson.loads(text_of)
        place = document
        *way, last = path.split(".")
        for step in way:
            place = place[int(step) if step.isdigit() and isinstance(place, list) else step]
        place[last] = value
        hostile = orjson.dumps(document).decode()
        refused = await studio.owner.attempt("importProject", MADE, text=hostile)
        assert refused["project"] is None, path
        (error,) = refused["userErrors"]
        assert word in error["message"], (path, error["message"])
        assert error["code"], path
    deep = orjson.loads(text_of)
    nest: Any = "x"
    for _ in range(200):
        nest = [nest]
    deep["recipes"][0]["told"]["settings"] = {"x": nest}
    refused = await studio.owner.attempt("importProject", MADE, text=orjson.dumps(deep).decode())
    assert "depth" in refused["userErrors"][0]["message"]
    assert await counted(studio) == before


async def counted(studio: Studio) -> Any:
    tables = ("projects", "recipes", "recipe_graphs", "takes", "prompt_edits", "assets")
    async with studio.sessions() as session:
        return [await session.scalar(text(f"SELECT count(*) FROM {one}")) for one in tables]


@pytest.mark.slow
async def test_a_small_document_does_not_become_a_large_database(studio: Studio) -> None:
    made = await rendered(studio)
    document = orjson.loads(await taken_out(studio.owner, made.id))
    first = document["recipes"][0]
    first["told"]["settings"] = {"x": "y" * 2_000_000}
    document["recipes"] += [
        {
            **{key: first[key] for key in ("kind", "digest")},
            "id": f"recipe_{number}",
            "like": first["id"],
        }
        for number in range(200)
    ]
    refused = await studio.owner.attempt(
        "importProject", MADE, text=orjson.dumps(document).decode()
    )
    (error,) = refused["userErrors"]
    assert (error["code"], "too large" in error["message"]) == ("LIMIT_EXCEEDED", True)


@pytest.mark.feature("EXP-4")
async def test_a_graph_is_kept_under_what_it_is(studio: Studio) -> None:
    made = await rendered(studio)
    document = await taken_out(studio.owner, made.id)
    (graph,) = orjson.loads(document)["graphs"]
    told = document.replace('"class_type": "Paint"', '"class_type": "Evil"')
    assert told != document
    await studio.owner.do("importProject", MADE, text=told)
    async with studio.sessions() as session:
        kept = await session.get_one(RecipeGraph, graph["digest"])
        assert "Evil" not in str(kept.nodes)
        rows = await session.scalars(select(Take).where(Take.attempt_id.is_(None)))
        assert any(row.recipe_id for row in rows)


@pytest.mark.feature("EXP-4")
async def test_a_document_from_before_recipes_were_told_is_read_as_ever(studio: Studio) -> None:
    old = OLD.read_text(encoding="utf-8")
    restored = await studio.owner.do("importProject", WHOLE, text=old)
    told = orjson.loads(old)
    clips = [clip for scene in told["scenes"] for clip in scene["clips"]]
    assert [len(clip["gallery"]) for clip in clips_of(restored)] == [0] * len(clips)
    assert sum(one["uses"] for one in restored["missing"]) == 8
    again = orjson.loads(plain(await taken_out(studio.owner, restored["project"]["id"])))
    before = orjson.loads(plain(old))
    assert again["scripts"] == before["scripts"]
    assert [scene["name"] for scene in again["scenes"]] == [one["name"] for one in before["scenes"]]
    jsonschema.validate(told, orjson.loads(PUBLISHED.read_bytes()))


@pytest.mark.feature("EXP-4")
async def test_no_secret_and_no_address_goes_with_it(studio: Studio) -> None:
    made = await rendered(studio)
    secrets = {"url": "https://gpu.example.org/v2", "name": "Kim Stranger"}
    async with studio.sessions() as session, session.begin():
        await session.execute(text("UPDATE accounts SET name = :name"), {"name": secrets["name"]})
        await session.execute(text("UPDATE endpoints SET url = :url"), {"url": secrets["url"]})
        names = [
            str(one)
            for table in ("accounts", "endpoints", "workspaces")
            for one in await session.scalars(text(f"SELECT id::text FROM {table}"))
        ]
    document = await taken_out(studio.owner, made.id)
    for word in (*secrets.values(), "http", *names, *(one.replace("-", "") for one in names)):
        assert word not in document, word
