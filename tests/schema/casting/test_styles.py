import json
from typing import Any
from uuid import UUID

import pytest

from studio.access.viewer import Role
from tests.running import Caller, Studio
from tests.schema.casting.setting import cast, film, take

ALL = """name scope artStyle palette lighting camera mood technical negative notes category tags
  settings { steps cfg sampler width clipSkip seed } useCount projectCount version digest"""
EVERYTHING: dict[str, Any] = {
    "artStyle": "watercolour",
    "palette": "teal and orange",
    "lighting": "low sun",
    "camera": "low angle",
    "mood": "calm",
    "technical": "35 mm, grain",
    "negative": "text",
    "notes": "For the sea.",
    "category": "Painting",
    "tags": ["sea", "paper"],
}
LIST = """query($filter: StyleFilter, $sort: StyleSort! = NAME) {
  styles(first: 100, filter: $filter, sort: $sort) { totalCount nodes { name } } }"""


async def listed(caller: Caller, sort: str = "NAME", **wanted: Any) -> list[str]:
    found = (await caller.data(LIST, filter=wanted, sort=sort))["styles"]
    assert found["totalCount"] == len(found["nodes"])
    return [node["name"] for node in found["nodes"]]


async def make(caller: Caller, name: str, **given: Any) -> str:
    made = await caller.do("createStyle", "style { id }", name=name, **given)
    return str(made["style"]["id"])


@pytest.mark.feature("STY-1")
async def test_a_style_is_made_changed_deleted_and_brought_back(studio: Studio) -> None:
    do = studio.owner.do
    made = await do(
        "createStyle",
        f"style {{ id {ALL} }}",
        name="Sea",
        settings={"steps": 20, "sampler": "euler"},
        **EVERYTHING,
    )
    style = made["style"]
    assert {name: style[name] for name in EVERYTHING} == EVERYTHING
    assert (style["scope"], style["version"], style["useCount"]) == ("LIBRARY", 1, 0)
    assert style["settings"]["steps"] == 20
    changed = await do(
        "updateStyle",
        f"style {{ {ALL} }}",
        id=style["id"],
        expectedVersion=1,
        mood="wild",
        tags=["storm", " storm "],
        name="Storm",
    )
    assert (changed["style"]["mood"], changed["style"]["tags"]) == ("wild", ["storm"])
    assert changed["style"]["palette"] == "teal and orange"
    assert changed["style"]["digest"] != style["digest"]
    stale = await studio.owner.attempt(
        "updateStyle", "style { version }", id=style["id"], expectedVersion=1, mood="x"
    )
    assert (stale["userErrors"][0]["code"], stale["style"]) == ("CONFLICT", {"version": 2})
    noted = await do("updateStyle", "style { digest }", id=style["id"], notes="x", tags=[])
    assert noted["style"]["digest"] == changed["style"]["digest"]
    await do("deleteStyle", "deletedId", id=style["id"])
    assert await listed(studio.owner) == []
    await do("restoreStyle", "style { id }", id=style["id"])
    assert await listed(studio.owner) == ["Storm"]
    for given, field in (
        ({"mood": "x" * 501}, ["mood"]),
        ({"tags": ["x"] * 21}, ["tags"]),
        ({"tags": [""]}, ["tags"]),
        ({"category": "x" * 101}, ["category"]),
        ({"notes": "\x00"}, ["notes"]),
        ({"settings": {"steps": 0}}, ["settings", "steps"]),
        ({"name": "storm"}, ["name"]),
        ({"name": ""}, ["name"]),
        ({"projectId": "junk"}, ["projectId"]),
    ):
        answer = await studio.owner.attempt(
            "createStyle", "style { id }", **{"name": "Other", **given}
        )
        assert [error["field"] for error in answer["userErrors"]] == [field], given


@pytest.mark.feature("STY-2", "STY-5")
async def test_styles_are_found_by_scope_and_by_what_they_say(studio: Studio) -> None:
    one, other = await film(studio.owner), await film(studio.owner)
    await make(studio.owner, "Sea", **EVERYTHING)
    await make(studio.owner, "Noir", projectId=one.id, artStyle="film noir", tags=["night"])
    await make(studio.owner, "100%", projectId=other.id, palette="grey")
    assert await listed(studio.owner, scope="LIBRARY") == ["Sea"]
    assert await listed(studio.owner, scope="PROJECT") == ["100%", "Noir"]
    assert await listed(studio.owner, projectId=one.id) == ["Noir", "Sea"]
    assert await listed(studio.owner, category="painting") == ["Sea"]
    assert await listed(studio.owner, tags=["paper", "sea"]) == ["Sea"]
    assert await listed(studio.owner, tags=["paper", "night"]) == []
    assert await listed(studio.owner, palette="orange teal") == ["Sea"]
    assert await listed(studio.owner, artStyle="noir", search="NOIR film") == ["Noir"]
    assert await listed(studio.owner, search="%") == ["100%"]
    assert await listed(studio.owner, projectId="junk") == ["Sea"]
    assert await listed(studio.owner, search="\x00", tags=["\x00"]) == []
    shared = await studio.owner.do(
        "shareStyle",
        "style { scope project { id } }",
        id=await make(studio.owner, "Ink", projectId=one.id),
    )
    assert shared["style"] == {"scope": "LIBRARY", "project": None}
    assert await listed(studio.owner, projectId=other.id) == ["100%", "Ink", "Sea"]
    copy = await studio.owner.do(
        "duplicateStyle", "style { name }", id=await make(studio.owner, "Oil")
    )
    assert copy["style"]["name"] == "Oil (2)"


@pytest.mark.feature("STY-4")
async def test_uses_are_counted_where_they_hold(studio: Studio) -> None:
    one, other = await film(studio.owner), await film(studio.owner)
    sea, ink = await make(studio.owner, "Sea"), await make(studio.owner, "Ink")
    await cast(
        studio.owner,
        {"placeIds": [*one.clips[0], other.id], "styleId": sea},
        {"placeIds": [one.id], "styleId": ink},
        {"placeIds": [one.clips[1][0]], "styleId": ink, "absent": True},
    )
    assert await listed(studio.owner, sort="USES") == ["Sea", "Ink"]
    query = "query($id: ID!) { node(id: $id) { ... on Style { useCount projectCount } } }"
    counts = {"useCount": len(one.clips[0]) + 1, "projectCount": 2}
    assert (await studio.owner.data(query, id=sea))["node"] == counts
    assert (await studio.owner.data(query, id=ink))["node"] == {"useCount": 1, "projectCount": 1}
    await studio.owner.do("deleteClip", "deletedId", id=one.clips[0][0])
    await studio.owner.do("deleteProject", "deletedId", id=other.id)
    counts = {"useCount": len(one.clips[0]) - 1, "projectCount": 1}
    assert (await studio.owner.data(query, id=sea))["node"] == counts


@pytest.mark.feature("STY-7")
async def test_a_style_is_made_of_what_a_take_or_a_render_was_made_with(studio: Studio) -> None:
    scene = await film(studio.owner)
    clip = scene.clips[0][0]
    picture = await take(
        studio,
        clip,
        negative_prompt="text, hands",
        parameters={
            "width": 640,
            "sampling": {"steps": 33, "clipSkip": 2, "cfg": 500, "scheduler": "karras"},
            "graph": "0",
        },
    )
    wanted = f"style {{ {ALL} settings {{ scheduler }} }}"
    made = await studio.owner.do("createStyle", wanted, name="Like it", fromTakeId=picture)
    assert made["style"]["negative"] == "text, hands"
    assert made["style"]["settings"] == {
        "steps": 33,
        "cfg": None,
        "sampler": None,
        "width": 640,
        "clipSkip": 2,
        "seed": None,
        "scheduler": "karras",
    }
    asked = await studio.owner.do(
        "generateClip",
        "jobs { id }",
        clipId=clip,
        idempotencyKey="1",
        kinds=["IMAGE"],
        seed="5",
        settings={"steps": 7},
    )
    job = asked["jobs"][0]["id"]
    given = {"fromJobId": job, "negative": "blur", "mood": "calm"}
    made = await studio.owner.do("createStyle", wanted, name="As asked", **given)
    assert (made["style"]["settings"]["steps"], made["style"]["settings"]["seed"]) == (7, None)
    assert (made["style"]["negative"], made["style"]["mood"]) == ("blur", "calm")
    for field, kind in (("fromTakeId", "take"), ("fromJobId", "job")):
        for wrong in ("junk", f"{kind}_{'0' * 32}"):
            answer = await studio.owner.attempt(
                "createStyle", "style { id }", name="x", **{field: wrong}
            )
            (error,) = answer["userErrors"]
            assert (error["code"], error["field"]) == ("NOT_FOUND", [field])
    both = {"fromTakeId": picture, "fromJobId": job}
    answer = await studio.owner.attempt("createStyle", "style { id }", name="x", **both)
    assert [error["field"] for error in answer["userErrors"]] == [["fromJobId"]]


@pytest.mark.feature("STY-7")
async def test_a_take_that_nobody_tells_the_settings_of_has_those_it_was_asked_for_with(
    studio: Studio,
) -> None:
    clip = (await film(studio.owner)).clips[0][0]
    asked = await studio.owner.do(
        "generateClip",
        "jobs { id }",
        clipId=clip,
        idempotencyKey="1",
        kinds=["IMAGE"],
        settings={"steps": 12, "cfg": 6.5},
    )
    job_id = UUID(asked["jobs"][0]["id"].removeprefix("job_"))
    told = {"parameters": {"width": 640, "sampling": {"cfg": 7.0}}}
    rehearsed = await take(studio, clip, job_id=job_id)
    drawn = await take(studio, clip, job_id=job_id, **told)
    wanted = "style { settings { steps cfg } }"
    made = await studio.owner.do("createStyle", wanted, name="A", fromTakeId=rehearsed)
    assert made["style"]["settings"] == {"steps": 12, "cfg": 6.5}
    made = await studio.owner.do("createStyle", wanted, name="B", fromTakeId=drawn)
    assert made["style"]["settings"] == {"steps": 12, "cfg": 7.0}


@pytest.mark.feature("STY-8")
async def test_styles_go_out_as_text_and_come_in_elsewhere(studio: Studio) -> None:
    sea = await make(studio.owner, "Sea", settings={"steps": 20}, **EVERYTHING)
    bare = await make(studio.owner, "Bare")
    text = (await studio.owner.do("exportStyles", "text", ids=[bare, sea]))["text"]
    stranger = await studio.stranger()
    wanted = f"styles {{ {ALL} }}"
    made = (await stranger.do("importStyles", wanted, text=text, idempotencyKey="1"))["styles"]
    assert [one["name"] for one in made] == ["Bare", "Sea"]
    assert {name: made[1][name] for name in EVERYTHING} == EVERYTHING
    assert made[1]["settings"]["steps"] == 20
    kept = (await stranger.do("importStyles", wanted, text=text, idempotencyKey="1"))["styles"]
    assert kept == made
    more = (await stranger.do("importStyles", "styles { name }", text=text))["styles"]
    assert [one["name"] for one in more] == ["Bare (2)", "Sea (2)"]
    project = (await film(stranger)).id
    given = {"text": text, "projectId": project}
    here = (await stranger.do("importStyles", "styles { name scope }", **given))["styles"]
    assert here[1] == {"name": "Sea", "scope": "PROJECT"}
    answer = await stranger.attempt("exportStyles", "text", ids=[sea])
    assert answer["userErrors"][0]["code"] == "NOT_FOUND"


async def test_what_is_no_export_is_refused_whole(studio: Studio) -> None:
    text = (await studio.owner.do("exportStyles", "text", ids=[await make(studio.owner, "S")]))[
        "text"
    ]
    good = json.loads(text)
    wrong: tuple[Any, ...] = (
        [],
        {**good, "format": "x"},
        {**good, "version": 2},
        {**good, "version": True},
        {**good, "styles": []},
        {**good, "styles": [{"name": "A"}, {"name": ""}]},
        {**good, "styles": [{"name": "A", "more": 1}]},
        {**good, "styles": [{"name": "A", "mood": 1}]},
        {**good, "styles": [{"name": "A", "tags": "x"}]},
        {**good, "styles": [{"name": "A", "settings": {"steps": 0}}]},
        {**good, "styles": [{"name": "A\x00"}]},
        {**good, "styles": 3},
    )
    for one in [*map(json.dumps, wrong), "", "[" * 100_000, "NaN", "\x00", "x" * 1_000_000]:
        answer = await studio.owner.attempt("importStyles", "styles { id }", text=one)
        assert [error["field"] for error in answer["userErrors"]] == [["text"]], one[:60]
    assert await listed(studio.owner) == ["S"]


async def test_styles_are_their_workspaces_alone(studio: Studio) -> None:
    sea = await make(studio.owner, "Sea")
    stranger = await studio.stranger()
    guest = await studio.stranger(Role.VIEWER, same_workspace=True)
    assert (await listed(stranger), await listed(guest)) == ([], ["Sea"])
    for caller, code in ((stranger, "NOT_FOUND"), (guest, "FORBIDDEN")):
        for mutation, wanted in (
            ("updateStyle", "style { id }"),
            ("deleteStyle", "deletedId"),
            ("shareStyle", "style { id }"),
            ("duplicateStyle", "style { id }"),
        ):
            answer = await caller.attempt(mutation, wanted, id=sea)
            assert [error["code"] for error in answer["userErrors"]] == [code], mutation
    answer = await guest.attempt("createStyle", "style { id }", name="x")
    assert answer["userErrors"][0]["code"] == "FORBIDDEN"


async def test_the_workspace_hears_of_its_library(studio: Studio) -> None:
    query = """subscription($after: Int) { workspaceEvents(after: $after) { kind
      ... on StyleChanged { style { id mood } } ... on StyleDeleted { styleId }
      ... on CharacterChanged { character { name } } } }"""
    async with studio.owner.follow(query, after=0) as events:
        sea = await make(studio.owner, "Sea", mood="calm")
        seen = await events.until(lambda data: "STYLE" in data["workspaceEvents"]["kind"])
        assert seen[-1]["workspaceEvents"] == {
            "kind": "STYLE_CHANGED",
            "style": {"id": sea, "mood": "calm"},
        }
        await studio.owner.do("deleteStyle", "deletedId", id=sea)
        event = (await events.next())["workspaceEvents"]
        assert event == {"kind": "STYLE_DELETED", "styleId": sea}
        await studio.owner.do("createCharacter", "character { id }", name="Zoë")
        event = (await events.next())["workspaceEvents"]
        assert event == {"kind": "CHARACTER_CHANGED", "character": {"name": "Zoë"}}
