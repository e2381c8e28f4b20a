from typing import Any

import pytest

from studio.access.viewer import Role
from studio.library.media import MediaKind
from tests.running import Caller, Studio
from tests.schema.casting.setting import feeds, film, take
from tests.schema.test_activity import EVENTS

ALL = "id name look setting time light notes version digest referenceUrl project { id }"


async def listed(caller: Caller, **wanted: Any) -> list[str]:
    query = """query($filter: LocationFilter) { locations(filter: $filter) {
      totalCount nodes { name } } }"""
    found = (await caller.data(query, filter=wanted))["locations"]
    assert found["totalCount"] == len(found["nodes"])
    return [node["name"] for node in found["nodes"]]


@pytest.mark.feature("LOC-1")
async def test_a_location_is_that_of_the_scenes_of_its_name(studio: Studio) -> None:
    do = studio.owner.do
    scene = await film(studio.owner)
    yard, hall = scene.clips[1][-1], scene.clips[0][0]
    made = await do(
        "createLocation",
        f"location {{ {ALL} }}",
        projectId=scene.id,
        name=" hall",
        look="dusty, high windows",
        setting="a castle",
        time="winter.",
        light="candles",
        notes="Ask for the key.",
    )
    place = made["location"]
    assert (place["version"], place["project"], place["referenceUrl"]) == (
        1,
        {"id": scene.id},
        None,
    )
    in_hall, in_yard = await feeds(studio.owner, hall, yard)
    assert in_hall["location"] == {
        "locationId": place["id"],
        "name": "hall",
        "words": "dusty, high windows, a castle, winter, candles",
    }
    assert in_yard["location"] is None
    changed = await do(
        "updateLocation", f"location {{ {ALL} }}", id=place["id"], expectedVersion=1, name="Yard"
    )
    assert changed["location"]["digest"] == place["digest"]
    assert changed["location"]["look"] == "dusty, high windows"
    in_hall, in_yard = await feeds(studio.owner, hall, yard)
    assert (in_hall["location"], in_yard["location"]["name"]) == (None, "Yard")
    stale = await studio.owner.attempt(
        "updateLocation", "location { version }", id=place["id"], expectedVersion=1, look="x"
    )
    assert (stale["userErrors"][0]["code"], stale["location"]) == ("CONFLICT", {"version": 2})
    relit = await do("updateLocation", "location { digest }", id=place["id"], light="torches")
    assert relit["location"]["digest"] != place["digest"]
    await do("deleteLocation", "deletedId", id=place["id"], expectedVersion=3)
    assert (await feeds(studio.owner, yard))[0]["location"] is None
    await do("restoreLocation", "location { id }", id=place["id"])
    assert (await feeds(studio.owner, yard))[0]["location"]["name"] == "Yard"


async def test_a_picture_is_the_reference_until_it_is_taken_away(studio: Studio) -> None:
    scene = await film(studio.owner)
    clip = scene.clips[0][0]
    picture, sound = await take(studio, clip), await take(studio, clip, MediaKind.AUDIO)
    wanted = "location { id referenceUrl }"
    given = {"projectId": scene.id, "name": "Hall", "referenceTakeId": picture}
    place = (await studio.owner.do("createLocation", wanted, **given))["location"]
    assert place["referenceUrl"].startswith("/media/asset_")
    gone = await studio.owner.do("updateLocation", wanted, id=place["id"], removeReference=True)
    assert gone["location"]["referenceUrl"] is None
    for wrong, code in ((sound, "BAD_USER_INPUT"), ("junk", "NOT_FOUND")):
        answer = await studio.owner.attempt(
            "updateLocation", wanted, id=place["id"], referenceTakeId=wrong
        )
        assert [(e["code"], e["field"]) for e in answer["userErrors"]] == [
            (code, ["referenceTakeId"])
        ]


async def test_locations_are_found_and_are_their_workspaces_alone(studio: Studio) -> None:
    one, other = await film(studio.owner), await film(studio.owner)
    made = await studio.owner.do(
        "createLocation", "location { id }", projectId=one.id, name="Hall", look="dusty"
    )
    hall = made["location"]["id"]
    await studio.owner.do("createLocation", "location { id }", projectId=other.id, name="Sea")
    assert await listed(studio.owner) == ["Hall", "Sea"]
    assert await listed(studio.owner, projectId=other.id) == ["Sea"]
    assert await listed(studio.owner, search="dusty hall") == ["Hall"]
    for given, field in (
        ({"name": "HALL "}, ["name"]),
        ({"name": " "}, ["name"]),
        ({"look": "x" * 501}, ["look"]),
        ({"light": "\x00"}, ["light"]),
        ({"projectId": "junk"}, ["projectId"]),
    ):
        answer = await studio.owner.attempt(
            "createLocation", "location { id }", **{"name": "x", "projectId": one.id, **given}
        )
        assert [error["field"] for error in answer["userErrors"]] == [field], given
    stranger = await studio.stranger()
    guest = await studio.stranger(Role.VIEWER, same_workspace=True)
    assert await listed(stranger) == []
    for caller, code in ((stranger, "NOT_FOUND"), (guest, "FORBIDDEN")):
        for mutation, wanted in (
            ("updateLocation", "location { id }"),
            ("deleteLocation", "deletedId"),
        ):
            answer = await caller.attempt(mutation, wanted, id=hall)
            assert [error["code"] for error in answer["userErrors"]] == [code], mutation


async def test_those_who_follow_the_project_hear_of_its_locations(studio: Studio) -> None:
    scene = await film(studio.owner)
    query = EVENTS.replace(
        "seq kind at",
        "seq kind at ... on LocationChanged { location { name } }"
        " ... on LocationDeleted { locationId }",
    )
    async with studio.owner.follow(query, id=scene.id) as events:
        await studio.listens(scene.id)
        made = await studio.owner.do(
            "createLocation", "location { id }", projectId=scene.id, name="Hall"
        )
        event = (await events.next())["projectEvents"]
        assert (event["kind"], event["location"]) == ("LOCATION_CHANGED", {"name": "Hall"})
        await studio.owner.do("deleteLocation", "deletedId", id=made["location"]["id"])
        event = (await events.next())["projectEvents"]
        assert (event["kind"], event["locationId"]) == (
            "LOCATION_DELETED",
            made["location"]["id"],
        )
