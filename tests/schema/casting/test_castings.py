import asyncio
from typing import Any

import pytest

from studio.access.viewer import Role
from tests.running import Caller, Studio
from tests.schema.casting.setting import SCRIPT, cast, feeds, film
from tests.schema.test_activity import EVENTS
from tests.schema.test_catalogue_presets import detected, make

OWN = """query($filter: CastingFilter) { castings(first: 100, filter: $filter) { totalCount nodes {
  kind prominence absent character { name } look { name } style { name } model { fileName }
  preset { name } clip { id } scene { id } project { id } } } }"""


async def own(caller: Caller, **wanted: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await caller.data(OWN, filter=wanted))["castings"]["nodes"]
    return found


async def style(caller: Caller, name: str, **given: Any) -> str:
    made = await caller.do("createStyle", "style { id }", name=name, artStyle=name, **given)
    return str(made["style"]["id"])


def told(feed: dict[str, Any]) -> list[tuple[str, str, float]]:
    return [(one["name"], one["origin"], one["prominence"]) for one in feed["characters"]]


@pytest.mark.feature("CHR-5", "CHR-6", "CHR-3")
async def test_a_character_is_cast_onto_many_clips_and_taken_back(studio: Studio) -> None:
    scene = await film(studio.owner)
    eve, ned = scene.characters["EVE"], scene.characters["NED"]
    yard, hall = scene.clips[1][-1], scene.clips[0]
    before = await feeds(studio.owner, *hall, yard)
    assert told(before[-1]) == [("NED", "SCRIPT", 1.0)]
    change = {"placeIds": [*hall, yard], "characterId": eve, "prominence": 1.8}
    undo = await cast(studio.owner, change)
    after = await feeds(studio.owner, *hall, yard)
    assert all(("EVE", "CLIP", 1.8) in told(feed) for feed in after)
    assert [one["placeIds"] for one in undo] == [[*hall, yard]]
    again = await cast(
        studio.owner,
        {**change, "placeIds": [yard], "prominence": 0.1},
        {"placeIds": [yard], "characterId": ned, "absent": True},
    )
    assert told((await feeds(studio.owner, yard))[0]) == [("EVE", "CLIP", 0.1)]
    await cast(studio.owner, *again)
    assert await feeds(studio.owner, *hall, yard) == after
    await cast(studio.owner, *undo)
    assert await feeds(studio.owner, *hall, yard) == before
    assert await own(studio.owner, projectId=scene.id) == []


@pytest.mark.feature("STY-3", "PST-1")
async def test_clips_inherit_what_is_cast_further_up_and_show_it(studio: Studio) -> None:
    scene = await film(studio.owner)
    yard, (first, *others) = scene.clips[1][-1], scene.clips[0]
    ink, oil = await style(studio.owner, "Ink"), await style(studio.owner, "Oil", negative="text")
    model, preset = await detected(studio, "sdxl.safetensors"), await make(studio.owner)
    eve = scene.characters["EVE"]
    await cast(
        studio.owner,
        {"placeIds": [scene.id], "styleId": ink},
        {"placeIds": [scene.id], "modelId": model},
        {"placeIds": [scene.id], "presetId": preset},
        {"placeIds": [scene.id], "characterId": eve, "prominence": 0.5},
        {"placeIds": [scene.scenes[0]], "styleId": oil},
        {"placeIds": [first], "styleId": ink, "absent": True},
    )
    at_first, *_, in_hall, in_yard = await feeds(studio.owner, first, *others, yard)
    assert at_first["style"] is None
    assert (in_hall["style"]["name"], in_hall["style"]["origin"]) == ("Oil", "SCENE")
    assert in_hall["style"]["negative"] == "text"
    assert (in_yard["style"]["positive"], in_yard["style"]["origin"]) == ("Ink", "PROJECT")
    assert in_yard["model"] == {"id": model, "origin": "PROJECT"}
    assert in_yard["preset"] == {"id": preset, "origin": "PROJECT"}
    assert ("EVE", "PROJECT", 0.5) in told(in_yard)
    made = await studio.owner.do(
        "createClip", "clip { id }", sceneId=scene.scenes[1], name="New", durationFrames=24
    )
    (fresh,) = await feeds(studio.owner, made["clip"]["id"])
    assert fresh["style"]["origin"] == "PROJECT"
    assert told(fresh) == [("EVE", "PROJECT", 0.5)]
    await studio.owner.do("deleteStyle", "deletedId", id=oil)
    assert (await feeds(studio.owner, others[0]))[0]["style"]["name"] == "Ink"
    assert {one["kind"] for one in await own(studio.owner, placeId=scene.id)} == {
        "STYLE",
        "MODEL",
        "PRESET",
        "CHARACTER",
    }
    kinds = await own(studio.owner, projectId=scene.id, kind="STYLE")
    assert [one["clip"] and one["clip"]["id"] for one in kinds] == [None, None, first]


async def test_a_style_takes_the_place_of_the_one_before_until_it_is_undone(
    studio: Studio,
) -> None:
    scene = await film(studio.owner)
    first, second, *_ = scene.clips[0]
    ink, oil = await style(studio.owner, "Ink"), await style(studio.owner, "Oil")
    await cast(studio.owner, {"placeIds": [first], "styleId": ink})
    undo = await cast(studio.owner, {"placeIds": [first, second], "styleId": oil})
    names = [feed["style"]["name"] for feed in await feeds(studio.owner, first, second)]
    assert names == ["Oil", "Oil"]
    await cast(studio.owner, *undo)
    styles = [feed["style"] for feed in await feeds(studio.owner, first, second)]
    assert (styles[0]["name"], styles[1]) == ("Ink", None)


async def test_a_costume_is_chosen_for_a_clip(studio: Studio) -> None:
    scene = await film(studio.owner)
    eve, clip = scene.characters["EVE"], scene.clips[0][0]
    looks = [{"name": "Coat", "words": "a red coat"}, {"name": "Furs", "words": "furs"}]
    made = await studio.owner.do(
        "updateCharacter", "character { looks { id } }", id=eve, look="tall", looks=looks
    )
    coat, furs = [one["id"] for one in made["character"]["looks"]]
    await cast(studio.owner, {"placeIds": [clip], "characterId": eve, "lookId": furs})
    (feed,) = await feeds(studio.owner, clip)
    assert (feed["characters"][0]["look"], feed["characters"][0]["lookId"]) == ("tall, furs", furs)
    kept = [{"id": coat, "name": "Coat", "words": "a red coat", "isDefault": True}]
    await studio.owner.do("updateCharacter", "character { id }", id=eve, looks=kept)
    (feed,) = await feeds(studio.owner, clip)
    assert feed["characters"][0]["look"] == "tall, a red coat"
    ned = scene.characters["NED"]
    for wrong, of in ((coat, ned), (furs, eve), ("junk", eve)):
        change = {"placeIds": [clip], "characterId": of, "lookId": wrong}
        answer = await studio.owner.attempt("applyCastings", "undo { present }", changes=[change])
        assert answer["userErrors"][0]["field"] == ["lookId"]


async def test_all_changes_are_made_or_none(studio: Studio) -> None:
    one, other = await film(studio.owner), await film(studio.owner, SCRIPT)
    eve, clip = one.characters["EVE"], one.clips[0][0]
    good = {"placeIds": [clip], "characterId": eve, "prominence": 1.2}
    wrong: tuple[tuple[dict[str, Any], str], ...] = (
        ({"placeIds": [clip], "characterId": "junk"}, "NOT_FOUND"),
        ({"placeIds": [clip], "characterId": other.characters["EVE"]}, "BAD_USER_INPUT"),
        ({"placeIds": ["junk"], "characterId": eve}, "NOT_FOUND"),
        ({"placeIds": [f"clip_{'0' * 32}"], "characterId": eve}, "NOT_FOUND"),
        ({"placeIds": [eve], "characterId": eve}, "NOT_FOUND"),
        ({"placeIds": [], "characterId": eve}, "BAD_USER_INPUT"),
        ({"placeIds": [clip]}, "BAD_USER_INPUT"),
        ({"placeIds": [clip], "characterId": eve, "styleId": eve}, "BAD_USER_INPUT"),
        ({"placeIds": [clip], "characterId": eve, "prominence": 2.5}, "BAD_USER_INPUT"),
        ({"placeIds": [clip] * 5001, "characterId": eve}, "LIMIT_EXCEEDED"),
    )
    for change, code in wrong:
        answer = await studio.owner.attempt(
            "applyCastings", "undo { present }", changes=[good, change]
        )
        assert [error["code"] for error in answer["userErrors"]] == [code], change
    assert await own(studio.owner, projectId=one.id) == []


async def test_only_who_may_edit_casts_and_only_what_they_see(studio: Studio) -> None:
    scene = await film(studio.owner)
    change = {"placeIds": [scene.clips[0][0]], "characterId": scene.characters["EVE"]}
    await cast(studio.owner, change)
    stranger = await studio.stranger()
    guest = await studio.stranger(Role.VIEWER, same_workspace=True)
    for caller, code in ((stranger, "NOT_FOUND"), (guest, "FORBIDDEN")):
        answer = await caller.attempt("applyCastings", "undo { present }", changes=[change])
        assert [error["code"] for error in answer["userErrors"]] == [code]
    assert await feeds(stranger, scene.clips[0][0]) == []
    assert await own(stranger) == []
    assert len(await own(guest)) == 1
    assert await feeds(studio.owner, "junk", scene.clips[0][0], scene.clips[0][0]) != []


async def test_those_who_follow_the_project_hear_which_clips_changed(studio: Studio) -> None:
    scene = await film(studio.owner)
    clips = scene.clips[0][:2]
    seq = (
        await studio.owner.data("query($id: ID!) { project(id: $id) { lastSeq } }", id=scene.id)
    )["project"]["lastSeq"]
    async with studio.owner.follow(EVENTS, id=scene.id, after=seq) as events:
        change = {"placeIds": clips, "characterId": scene.characters["EVE"]}
        await cast(studio.owner, change)
        seen = [(await events.next())["projectEvents"] for _ in clips]
        assert {event["kind"] for event in seen} == {"CLIP_CHANGED"}
        await cast(studio.owner, change)
        await cast(studio.owner, {**change, "placeIds": [scene.id]})
        assert (await events.next())["projectEvents"]["kind"] == "PROJECT_CHANGED"


async def test_feeds_are_read_in_as_many_statements_for_many_clips_as_for_one(
    studio: Studio,
) -> None:
    scene = await film(studio.owner)
    await cast(
        studio.owner,
        {"placeIds": scene.clips[0], "characterId": scene.characters["EVE"]},
        {"placeIds": [scene.id], "styleId": await style(studio.owner, "Ink")},
    )
    counts = []
    for clips in (scene.clips[0][:1], [*scene.clips[0], *scene.clips[1]]):
        await feeds(studio.owner, *clips)
        async with studio.statements() as seen:
            await feeds(studio.owner, *clips)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 14


async def test_copies_of_clips_and_projects_take_along_what_is_cast(studio: Studio) -> None:
    scene = await film(studio.owner)
    clip = scene.clips[0][0]
    ink = await style(studio.owner, "Ink", projectId=scene.id)
    made = await studio.owner.do(
        "updateCharacter",
        "character { looks { id } }",
        id=scene.characters["EVE"],
        looks=[{"name": "Furs", "words": "furs"}],
    )
    furs = made["character"]["looks"][0]["id"]
    place = {"projectId": scene.id, "name": "Hall", "look": "dusty"}
    await studio.owner.do("createLocation", "location { id }", **place)
    await cast(
        studio.owner,
        {"placeIds": [clip], "characterId": scene.characters["EVE"], "lookId": furs},
        {"placeIds": [scene.id], "styleId": ink},
        {"placeIds": [scene.scenes[0]], "characterId": scene.characters["NED"], "prominence": 2.0},
    )
    (before,) = await feeds(studio.owner, clip)
    copy = await studio.owner.do("duplicateClip", "clip { id }", id=clip)
    (after,) = await feeds(studio.owner, copy["clip"]["id"])
    assert after["characters"] == before["characters"]
    wanted = "project { id scenes { clips { id } } characters { id } }"
    whole = (await studio.owner.do("duplicateProject", wanted, id=scene.id))["project"]
    (there,) = await feeds(studio.owner, whole["scenes"][0]["clips"][0]["id"])
    assert [
        (one["name"], one["look"], one["prominence"], one["origin"]) for one in there["characters"]
    ] == [
        (one["name"], one["look"], one["prominence"], one["origin"]) for one in before["characters"]
    ]
    assert there["characters"][0]["characterId"] in {one["id"] for one in whole["characters"]}
    assert there["style"]["name"] == "Ink"
    assert there["style"]["styleId"] != ink
    assert there["location"]["words"] == "dusty"
    wanted = "scene { id clips { id } }"
    beside = (await studio.owner.do("duplicateScene", wanted, id=scene.scenes[0]))["scene"]
    (near,) = await feeds(studio.owner, beside["clips"][0]["id"])
    assert near["characters"] == before["characters"]
    await studio.owner.do("deleteProject", "deletedId", id=scene.id)
    assert await own(studio.owner, projectId=whole["id"]) != []
    await studio.owner.do("restoreProject", "project { id }", id=scene.id)
    assert await feeds(studio.owner, clip) == [before]


async def test_two_who_cast_at_once_leave_one_style(studio: Studio) -> None:
    scene = await film(studio.owner)
    styles = [await style(studio.owner, name) for name in ("Ink", "Oil", "Chalk")]
    await asyncio.gather(
        *(
            cast(studio.owner, {"placeIds": scene.clips[0], "styleId": one})
            for one in styles
            for _ in range(3)
        )
    )
    kept = await own(studio.owner, projectId=scene.id)
    assert len(kept) == len(scene.clips[0])
    assert len({one["style"]["name"] for one in kept}) == 1
