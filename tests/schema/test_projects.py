import time

import pytest
from sqlalchemy import text

from tests.running import Studio
from tests.schema.graphs import make_film, show


@pytest.mark.feature("PRJ-1", "PRJ-2")
async def test_project_is_made_changed_and_read_back(studio: Studio) -> None:
    made = await studio.owner.do(
        "createProject",
        "project { id name description fps width height version }",
        name="Élan – 物語",
        fps="23.976",
        width=1920,
        height=1080,
    )
    project = made["project"]
    assert project | {"id": ""} == {
        "id": "",
        "name": "Élan – 物語",
        "description": "",
        "fps": "24000/1001",
        "width": 1920,
        "height": 1080,
        "version": 1,
    }
    changed = await studio.owner.do(
        "updateProject",
        "project { name description fps version }",
        id=project["id"],
        description="about",
        expectedVersion=1,
    )
    assert changed["project"] == {
        "name": "Élan – 物語",
        "description": "about",
        "fps": "24000/1001",
        "version": 2,
    }


async def test_stale_version_is_a_conflict_with_the_current_entity(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=0)
    await studio.owner.do("updateScene", "scene { id }", id=film.scenes[0], name="Mine")
    late = await studio.owner.attempt(
        "updateScene",
        "scene { name version }",
        id=film.scenes[0],
        name="Theirs",
        expectedVersion=1,
    )
    assert late["userErrors"][0]["code"] == "CONFLICT"
    assert late["scene"] == {"name": "Mine", "version": 2}


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"name": "  "}, "BAD_USER_INPUT", "name"),
        ({"name": "x" * 201}, "BAD_USER_INPUT", "name"),
        ({"name": "a\u0000b"}, "BAD_USER_INPUT", "name"),
        ({"name": "ok", "width": 0}, "BAD_USER_INPUT", "width"),
        ({"name": "ok", "height": -(2**31)}, "BAD_USER_INPUT", "height"),
    ],
)
async def test_bad_input_is_a_user_error_about_its_field(
    studio: Studio, given: dict[str, object], code: str, field: str
) -> None:
    answer = await studio.owner.attempt("createProject", "project { id }", **given)
    assert answer["project"] is None
    assert [(e["code"], e["field"]) for e in answer["userErrors"]] == [(code, [field])]


@pytest.mark.parametrize("fps", ["0", "24/0", "-24", "NaN", "1e3", "٢٤", "24/1001/2", "", "2000"])
async def test_a_rate_that_is_none_is_a_coded_error_of_the_document(
    studio: Studio, fps: str
) -> None:
    answer = await studio.owner.ask(
        "mutation($input: CreateProjectInput!) { createProject(input: $input) { project { id } } }",
        input={"name": "x", "fps": fps},
    )
    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.feature("PRJ-4")
async def test_the_whole_hierarchy_is_one_statement(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=3, clips=2)
    query = """query($id: ID!) { project(id: $id) { name stats { sceneCount clipCount completion
        durationFrames } scenes { name position clips { name startFrame gallery { id } jobs { id } } } } }"""
    await studio.owner.data(query, id=film.project)
    async with studio.statements() as statements:
        found = (await studio.owner.data(query, id=film.project))["project"]
    assert len([one for one in statements if "projects" in one]) == 1
    assert found["stats"] == {
        "sceneCount": 3,
        "clipCount": 6,
        "completion": 0.0,
        "durationFrames": str(6 * 48),
    }
    assert [scene["name"] for scene in found["scenes"]] == ["Scene 0", "Scene 1", "Scene 2"]
    assert [clip["startFrame"] for clip in found["scenes"][2]["clips"]] == [0, 48]


@pytest.mark.feature("SCN-1")
async def test_scenes_are_reordered_as_a_whole_or_not_at_all(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=3, clips=0)
    a, b, c = film.scenes
    turned = await studio.owner.do(
        "reorderScenes",
        "project { scenes { id position } }",
        projectId=film.project,
        sceneIds=[c, a, b],
    )
    assert turned["project"]["scenes"] == [
        {"id": c, "position": 0},
        {"id": a, "position": 1},
        {"id": b, "position": 2},
    ]
    for wrong in ([a, b], [a, a, b, c], [a, b, c, "scene_" + "0" * 32], ["junk", a, b]):
        answer = await studio.owner.attempt(
            "reorderScenes", "project { id }", projectId=film.project, sceneIds=wrong
        )
        assert answer["userErrors"][0]["code"] == "BAD_USER_INPUT"
        assert answer["userErrors"][0]["field"] == ["sceneIds"]


WALL = """query($first: Int, $after: String) { projects(first: $first, after: $after) {
    pageInfo { endCursor } nodes { id name updatedAt } } }"""


async def test_what_changes_in_a_project_changes_the_project(studio: Studio) -> None:
    films = [await make_film(studio.owner, scenes=1, clips=2) for _ in range(3)]

    async def wall() -> list[str]:
        """In the order of the last change, read in pages of one."""
        found, after = [], None
        for _ in films:
            page = (await studio.owner.data(WALL, first=1, after=after))["projects"]
            found += [node["id"] for node in page["nodes"]]
            after = page["pageInfo"]["endCursor"]
        whole = (await studio.owner.data(WALL))["projects"]["nodes"]
        assert found == [node["id"] for node in whole]
        moments = [node["updatedAt"] for node in whole]
        assert moments == sorted(moments, reverse=True)
        assert len(set(moments)) == len(moments)
        return found

    a, b, c = films
    assert await wall() == [c.project, b.project, a.project]
    version = "query($id: ID!) { project(id: $id) { version } }"
    before = await studio.owner.data(version, id=a.project)
    await studio.owner.do("updateClip", "clip { id }", id=a.clips[0][0], name="New")
    assert await wall() == [a.project, c.project, b.project]
    take = await show(studio, b.clips[0][0], select=False)
    await studio.owner.do("selectTake", "take { id }", takeId=take)
    assert await wall() == [b.project, a.project, c.project]
    await studio.owner.do("deleteClips", "deletedIds", ids=[c.clips[0][0]])
    assert await wall() == [c.project, b.project, a.project]
    await studio.owner.do("updateProject", "project { id }", id=b.project, name="Other")
    assert await wall() == [b.project, c.project, a.project]
    assert await studio.owner.data(version, id=a.project) == before


async def test_the_wall_is_one_statement_that_probes_what_happened_last(studio: Studio) -> None:
    await make_film(studio.owner, scenes=1, clips=1)
    async with studio.sessions() as session:
        await session.execute(
            text(
                "INSERT INTO projects (id, workspace_id, name, fps_numerator, fps_denominator, width,"
                " height) SELECT gen_random_uuid(), workspace_id, 'P' || n, 24, 1, 1280, 720"
                " FROM projects, generate_series(1, 500) AS n"
            )
        )
        await session.execute(
            text(
                "INSERT INTO events (stream_id, seq, entity, entity_id, change)"
                " SELECT id, n + 1000, 'project', id, 'CHANGED'"
                " FROM projects, generate_series(1, 100) AS n"
            )
        )
        await session.commit()
        await session.execute(text("ANALYZE events, projects"))
        await session.commit()
    await studio.owner.data(WALL, first=50)
    async with studio.statements() as seen:
        began = time.perf_counter()
        await studio.owner.data(WALL, first=50)
        print(f"wall of 500 projects: {time.perf_counter() - began:.3f} s")
    (read,) = [statement for statement in seen if "projects" in statement]
    assert "events" in read
