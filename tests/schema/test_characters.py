from sqlalchemy import text

from studio.access.viewer import Role
from tests.running import Caller, Studio
from tests.schema.test_activity import EVENTS

SCRIPT = """INT. HALL - NIGHT

EVE (tall, red coat) lights a match. Ned watches her.

EVE
Who is there?

NED
Me.
"""
CHARACTERS = "project { id characters { id name look version } }"
CLIPS = "query($id: ID!) { project(id: $id) { scenes { clips { id characters } } } }"
BRIEFS = text("SELECT brief FROM render_jobs ORDER BY created_at, id")


async def _imported(caller: Caller) -> tuple[str, dict[str, str]]:
    """The project, and its characters' ids by name."""
    project = (await caller.do("importScript", CHARACTERS, text=SCRIPT))["project"]
    return project["id"], {one["name"]: one["id"] for one in project["characters"]}


async def test_an_import_makes_the_characters_of_its_script(studio: Studio) -> None:
    project = (await studio.owner.do("importScript", CHARACTERS, text=SCRIPT))["project"]
    assert [(c["name"], c["look"], c["version"]) for c in project["characters"]] == [
        ("EVE", "tall, red coat", 1),
        ("NED", "", 1),
    ]
    found = await studio.owner.data(
        "query($id: ID!) { node(id: $id) { __typename ... on Character { n: name createdAt } } }",
        id=project["characters"][0]["id"],
    )
    assert found["node"]["__typename"] == "Character"
    assert found["node"]["n"] == "EVE"


async def test_a_second_import_keeps_who_is_there_and_fills_what_is_empty(studio: Studio) -> None:
    project, ids = await _imported(studio.owner)
    await studio.owner.do("updateCharacter", "character { id }", id=ids["EVE"], look="short, bald")
    again = "EXT. YARD - DAY\n\nEVE (in furs) meets NED (a boy with a drum) and ZOË (a cat).\n"
    answer = await studio.owner.do("importScript", CHARACTERS, projectId=project, text=again)
    assert [(c["name"], c["look"], c["version"]) for c in answer["project"]["characters"]] == [
        ("EVE", "short, bald", 2),
        ("NED", "a boy with a drum", 2),
        ("ZOË", "a cat", 1),
    ]
    third = "EXT. YARD - NIGHT\n\nzoë\n\n@zoë\nMeow.\n"
    answer = await studio.owner.do("importScript", CHARACTERS, projectId=project, text=third)
    assert len(answer["project"]["characters"]) == 3


async def test_a_character_is_changed_as_its_siblings_are(studio: Studio) -> None:
    _, ids = await _imported(studio.owner)
    wanted = "character { name look version }"
    changed = await studio.owner.do(
        "updateCharacter", wanted, id=ids["EVE"], expectedVersion=1, look="a long scar"
    )
    assert changed["character"] == {"name": "EVE", "look": "a long scar", "version": 2}
    stale = await studio.owner.attempt(
        "updateCharacter", wanted, id=ids["EVE"], expectedVersion=1, name="Eva"
    )
    assert stale["userErrors"][0]["code"] == "CONFLICT"
    assert stale["character"] == changed["character"]
    for given, code, field in (
        ({"name": " ned "}, "CONFLICT", ["name"]),
        ({"name": "  "}, "BAD_USER_INPUT", ["name"]),
        ({"name": "x" * 201}, "BAD_USER_INPUT", ["name"]),
        ({"look": "x" * 501}, "BAD_USER_INPUT", ["look"]),
        ({"look": "\x00"}, "BAD_USER_INPUT", ["look"]),
    ):
        refused = await studio.owner.attempt("updateCharacter", wanted, id=ids["EVE"], **given)
        assert [(e["code"], e["field"]) for e in refused["userErrors"]] == [(code, field)], given
    renamed = await studio.owner.do("updateCharacter", wanted, id=ids["EVE"], name="eve")
    assert renamed["character"]["name"] == "eve"


async def test_scenes_and_clips_follow_a_new_name(studio: Studio) -> None:
    project, ids = await _imported(studio.owner)
    query = """query($id: ID!) { project(id: $id) { lastSeq
        scenes { characters clips { characters version } } } }"""
    before = (await studio.owner.data(query, id=project))["project"]
    await studio.owner.do("updateCharacter", "character { id }", id=ids["EVE"], name="Lady Eve")
    after = (await studio.owner.data(query, id=project))["project"]
    assert after["scenes"][0]["characters"] == ["Lady Eve", "NED"]
    for old, new in zip(before["scenes"][0]["clips"], after["scenes"][0]["clips"], strict=True):
        named = ["Lady Eve" if name == "EVE" else name for name in old["characters"]]
        assert new == {"characters": named, "version": 1}
    touched = sum("EVE" in clip["characters"] for clip in before["scenes"][0]["clips"])
    assert after["lastSeq"] - before["lastSeq"] == 1 + 1 + touched


async def test_characters_are_their_workspaces_alone(studio: Studio) -> None:
    _, ids = await _imported(studio.owner)
    stranger = await studio.stranger()
    assert await stranger.data("query($id: ID!) { node(id: $id) { id } }", id=ids["EVE"]) == {
        "node": None
    }
    guest = await studio.stranger(Role.VIEWER, same_workspace=True)
    for caller, code in ((stranger, "NOT_FOUND"), (guest, "FORBIDDEN")):
        answer = await caller.attempt(
            "updateCharacter", "character { id }", id=ids["EVE"], look="x"
        )
        assert [error["code"] for error in answer["userErrors"]] == [code]
        assert answer["character"] is None


async def test_a_change_is_told_to_who_follows_the_project(studio: Studio) -> None:
    project, ids = await _imported(studio.owner)
    seq = (await studio.owner.data("query($id: ID!) { project(id: $id) { lastSeq } }", id=project))[
        "project"
    ]["lastSeq"]
    query = EVENTS.replace(
        "seq kind at",
        "seq kind at ... on CharacterChanged { character { id look } }"
        " ... on CharacterDeleted { characterId }",
    )
    async with studio.owner.follow(query, id=project, after=seq) as events:
        await studio.owner.do("updateCharacter", "character { id }", id=ids["NED"], look="old")
        event = (await events.next())["projectEvents"]
        assert (event["__typename"], event["kind"]) == ("CharacterChanged", "CHARACTER_CHANGED")
        assert event["character"] == {"id": ids["NED"], "look": "old"}
    await studio.owner.do("deleteProject", "deletedId", id=project)
    await studio.owner.do("restoreProject", "project { id }", id=project)
    async with studio.owner.follow(query, id=project, after=seq + 1) as events:
        seen = await events.until(lambda data: data["projectEvents"]["kind"] == "PROJECT_CHANGED")
    kinds = [one["projectEvents"]["kind"] for one in seen]
    assert kinds.count("CHARACTER_CHANGED") == 2


async def test_a_render_is_asked_for_with_the_looks_of_its_cast(studio: Studio) -> None:
    project, ids = await _imported(studio.owner)
    found = await studio.owner.data(CLIPS, id=project)
    clip = next(
        clip
        for clip in found["project"]["scenes"][0]["clips"]
        if clip["characters"] == ["EVE", "NED"]
    )
    for look in ("tall, red coat", "short, bald"):
        await studio.owner.do("updateCharacter", "character { id }", id=ids["EVE"], look=look)
        await studio.owner.do(
            "generateClip", "jobs { id }", clipId=clip["id"], idempotencyKey=look, kinds=["IMAGE"]
        )
    async with studio.sessions() as session:
        briefs = list(await session.scalars(BRIEFS))
    assert [brief["shot"]["cast"] for brief in briefs] == [
        [{"name": "EVE", "look": "tall, red coat"}],
        [{"name": "EVE", "look": "short, bald"}],
    ]
    assert "Eve (tall, red coat)" in briefs[0]["prompt"]
    assert "Eve (short, bald)" in briefs[1]["prompt"]
    assert "red coat" not in briefs[1]["prompt"]


async def test_a_project_takes_its_characters_along(studio: Studio) -> None:
    project, ids = await _imported(studio.owner)
    wanted = "project { id characters { name look } scripts { id text } scenes { script { id } } }"
    copy = (await studio.owner.do("duplicateProject", wanted, id=project))["project"]
    assert copy["characters"] == [
        {"name": "EVE", "look": "tall, red coat"},
        {"name": "NED", "look": ""},
    ]
    assert [script["text"] for script in copy["scripts"]] == [SCRIPT]
    assert copy["scenes"] == [{"script": {"id": copy["scripts"][0]["id"]}}]
    await studio.owner.do("deleteProject", "deletedId", id=project)
    node = "query($id: ID!) { node(id: $id) { id } }"
    assert await studio.owner.data(node, id=ids["EVE"]) == {"node": None}
    back = await studio.owner.do("restoreProject", wanted, id=project)
    assert back["project"]["characters"] == copy["characters"]
    assert back["project"]["scripts"][0]["id"] != copy["scripts"][0]["id"]
    assert (await studio.owner.data(node, id=ids["EVE"]))["node"] == {"id": ids["EVE"]}
