from pathlib import Path

import pytest
from sqlalchemy import text

from studio.access.viewer import Role
from tests.running import Studio
from tests.schema.graphs import make_film

PREVIEW = """query($text: String!, $format: ScriptFormat) { p: scriptPreview(text: $text, format: $format) {
  __typename title format sceneCount clipCount durationSeconds
  scenes { number name where: location timeOfDay sourceLine
    shots: clips { number name framing shotKind durationFrames caption sourceLine characters } }
  characters { name look speeches } userErrors { code field message } } }"""
COUNTS = text(
    "SELECT (SELECT count(*) FROM projects) + (SELECT count(*) FROM scripts)"
    " + (SELECT count(*) FROM characters) + (SELECT count(*) FROM events)"
)
EXAMPLE = Path(__file__).parents[2] / "examples" / "hamlet.fountain"
SHAPE = """project { id name fps scenes { name location timeOfDay characters
  clips { number shotKind framing startFrame durationFrames imagePrompt caption sourceLine } } }"""


@pytest.mark.feature("STO-8", "CLP-6")
async def test_a_screenplay_becomes_scenes_of_clips_end_to_end(studio: Studio) -> None:
    script = EXAMPLE.read_text(encoding="utf-8")
    project = (await studio.owner.do("importScript", SHAPE, text=script))["project"]
    clips = [clip for scene in project["scenes"] for clip in scene["clips"]]
    assert 20 <= len(clips) <= 40
    assert "HAMLET" in project["name"]
    assert any("HAMLET" in scene["characters"] for scene in project["scenes"])
    for scene in project["scenes"]:
        edge = 0
        for clip in scene["clips"]:
            assert clip["startFrame"] == edge
            edge += clip["durationFrames"]
    assert len({clip["number"] for clip in clips}) == len(clips)
    assert all(clip["imagePrompt"] and clip["caption"] and clip["sourceLine"] for clip in clips)


async def test_with_a_project_scenes_are_appended_at_its_rate(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1, fps="12")
    project = (
        await studio.owner.do(
            "importScript",
            SHAPE,
            projectId=film.project,
            text="INT. KITCHEN - NIGHT\n\nEve lights a match.\n\nEVE\nWho is there?\n",
        )
    )["project"]
    assert [scene["name"] for scene in project["scenes"]] == ["Scene 0", "INT. KITCHEN - NIGHT"]
    assert project["fps"] == "12"
    assert project["scenes"][1]["clips"][0]["durationFrames"] < 12 * 10


REFUSED = pytest.mark.parametrize(
    ("script", "code"),
    [
        ("", "SCRIPT_EMPTY"),
        ("\n\n  \n", "SCRIPT_EMPTY"),
        ("FADE IN:\n\n/* all of it */", "SCRIPT_EMPTY"),
        ("INT. A\n\nHi\u0000there.", "BAD_USER_INPUT"),
        ("x" * (2 * 1024 * 1024 + 1), "SCRIPT_TOO_LARGE"),
        ("INT. A - DAY\n\nA.\n\n" * 5001, "SCRIPT_TOO_LARGE"),
    ],
    ids=["empty", "blank", "boneyard", "nul", "bytes", "shots"],
)


@REFUSED
async def test_what_cannot_be_filmed_is_refused_and_nothing_is_written(
    studio: Studio, script: str, code: str
) -> None:
    answer = await studio.owner.attempt("importScript", "project { id }", text=script)
    assert [(e["code"], e["field"]) for e in answer["userErrors"]] == [(code, ["text"])]
    assert (await studio.owner.data("{ projects { totalCount } }"))["projects"]["totalCount"] == 0


@pytest.mark.parametrize("mark", ["[[", "/*", "*_", "((", "😀[["])
async def test_hostile_scripts_take_no_time(studio: Studio, mark: str) -> None:
    script = "INT. A - DAY\n\nA door. " + mark * 20_000
    await studio.owner.do("importScript", "project { id }", text=script)
    assert (await studio.owner.data(PREVIEW, text=script))["p"]["userErrors"] == []


async def test_a_script_stays_and_scenes_say_where_in_it_they_stand(studio: Studio) -> None:
    first = "Title: Fire\r\n\r\nINT. HALL - DAY\r\rA door opens.\n"
    project = (await studio.owner.do("importScript", "project { id }", text=first))["project"]["id"]
    second = "Chapter One\n\nIt was late.\n"
    await studio.owner.do("importScript", "project { id }", projectId=project, text=second)
    found = await studio.owner.data(
        """query($id: ID!) { project(id: $id) {
          scripts { id title format body: text lineCount createdAt project { id } }
          scenes { sourceLine script { id } clips { sourceLine scene { script { title } } } } } }""",
        id=project,
    )
    one, two = found["project"]["scripts"]
    assert one["body"] == "Title: Fire\n\nINT. HALL - DAY\n\nA door opens.\n"
    assert (one["title"], one["format"], one["lineCount"]) == ("Fire", "FOUNTAIN", 6)
    assert (two["title"], two["format"], two["lineCount"]) == ("Untitled script", "PROSE", 4)
    assert (two["body"], two["project"]["id"]) == (second, project)
    scenes = found["project"]["scenes"]
    assert [scene["script"]["id"] for scene in scenes] == [one["id"], two["id"]]
    assert [scene["sourceLine"] for scene in scenes] == [3, 1]
    assert scenes[0]["clips"][0] == {"sourceLine": 5, "scene": {"script": {"title": "Fire"}}}
    assert one["body"].split("\n")[scenes[0]["clips"][0]["sourceLine"] - 1] == "A door opens."


async def test_a_scene_made_by_hand_has_no_script(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=0)
    query = "query($id: ID!) { project(id: $id) { scripts { id } scenes { script { id } } } }"
    found = await studio.owner.data(query, id=film.project)
    assert found["project"] == {"scripts": [], "scenes": [{"script": None}]}


async def test_a_script_is_its_workspaces_alone(studio: Studio) -> None:
    made = await studio.owner.do(
        "importScript", "project { id scripts { id } }", text="INT. A\n\nHi."
    )
    script = made["project"]["scripts"][0]["id"]
    node = "query($id: ID!) { node(id: $id) { ... on Script { id text } } }"
    assert (await studio.owner.data(node, id=script))["node"] == {
        "id": script,
        "text": "INT. A\n\nHi.",
    }
    stranger = await studio.stranger()
    assert (await stranger.data(node, id=script))["node"] is None
    await studio.owner.do("deleteProject", "deletedId", id=made["project"]["id"])
    assert (await studio.owner.data(node, id=script))["node"] is None


@pytest.mark.parametrize(
    "selection",
    [
        "scenes { script { text } }",
        "scenes { clips { scene { script { id t: text } } } }",
        " ".join(f"s{n}: scripts {{ text }}" for n in range(5)),
    ],
)
async def test_long_texts_are_not_repeated_for_each_row_of_a_list(
    studio: Studio, selection: str
) -> None:
    made = await studio.owner.do("importScript", "project { id }", text="INT. A\n\nHi.")
    project = made["project"]["id"]
    answer = await studio.owner.ask(
        f"query($id: ID!) {{ project(id: $id) {{ {selection} }} }}", id=project
    )
    assert answer["errors"][0]["extensions"]["code"] == "DOCUMENT_TOO_COMPLEX"
    paged = await studio.owner.ask("{ projects { nodes { scripts { text } } } }")
    assert paged["errors"][0]["extensions"]["code"] == "DOCUMENT_TOO_COMPLEX"


async def test_a_project_keeps_so_much_of_scripts_and_no_more(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studio.projects.service.MAX_SCRIPT_BYTES", 30)
    script = "INT. A\n\nOne\u00b7two."
    made = await studio.owner.do("importScript", "project { id }", text=script)
    refused = await studio.owner.attempt(
        "importScript", "project { id }", projectId=made["project"]["id"], text=script
    )
    assert [(e["code"], e["field"]) for e in refused["userErrors"]] == [
        ("LIMIT_EXCEEDED", ["projectId"])
    ]


@pytest.mark.feature("STO-8")
async def test_a_preview_shows_what_an_import_would_make_and_writes_nothing(
    studio: Studio,
) -> None:
    script = EXAMPLE.read_text(encoding="utf-8")
    guest = await studio.stranger(Role.VIEWER, same_workspace=True)
    async with studio.sessions() as session:
        before = await session.scalar(COUNTS)
    preview = (await guest.data(PREVIEW, text=script))["p"]
    async with studio.sessions() as session:
        assert await session.scalar(COUNTS) == before
    project = (
        await studio.owner.do(
            "importScript",
            """project { name characters { name look } stats { durationFrames }
            scenes { name where: location timeOfDay sourceLine
            shots: clips { number name framing shotKind durationFrames caption sourceLine
            characters } } }""",
            text=script,
        )
    )["project"]
    assert (preview["__typename"], preview["format"]) == ("ScriptPreview", "FOUNTAIN")
    assert preview["title"] == project["name"]
    assert [scene.pop("number") for scene in preview["scenes"]] == ["1", "2", "3"]
    assert preview["scenes"] == project["scenes"]
    assert [(one["name"], one["look"]) for one in preview["characters"]] == [
        (one["name"], one["look"]) for one in project["characters"]
    ]
    assert {one["name"]: one["speeches"] for one in preview["characters"]}["HAMLET"] > 3
    assert preview["clipCount"] == sum(len(scene["shots"]) for scene in preview["scenes"])
    assert preview["sceneCount"] == 3
    assert preview["durationSeconds"] == pytest.approx(int(project["stats"]["durationFrames"]) / 24)


@REFUSED
async def test_a_preview_says_why_an_import_would_be_refused(
    studio: Studio, script: str, code: str
) -> None:
    preview = (await studio.owner.data(PREVIEW, text=script))["p"]
    assert [(e["code"], e["field"]) for e in preview["userErrors"]] == [(code, ["text"])]
    assert (preview["format"], preview["scenes"], preview["clipCount"]) == (None, [], 0)


async def test_several_previews_go_into_one_question(studio: Studio) -> None:
    found = await studio.owner.data(
        """query($a: String!, $b: String!, $no: Boolean!) {
          a: scriptPreview(text: $a) { ...shape }
          b: scriptPreview(text: $b, format: PROSE) { ...shape title @include(if: $no) } }
        fragment shape on ScriptPreview { f: format scenes { name __typename } }""",
        a="INT. A - DAY\n\nHi.",
        b="INT. A - DAY\n\nHi.",
        no=False,
    )
    assert found == {
        "a": {"f": "FOUNTAIN", "scenes": [{"name": "INT. A - DAY", "__typename": "ScenePreview"}]},
        "b": {"f": "PROSE", "scenes": [{"name": "INT. A - DAY", "__typename": "ScenePreview"}]},
    }


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    "size", [256 * 1024, pytest.param(2 * 1024 * 1024, marks=pytest.mark.soak)]
)
async def test_a_book_of_headings_is_looked_at_and_answered(studio: Studio, size: int) -> None:
    """Many lines, one line, and lone surrogates, which JSON can carry."""
    for script in ("INT. \n\n" * (size // 7), "INT. " * (size // 5)):
        preview = (await studio.owner.data(PREVIEW, text=script))["p"]
        assert preview["userErrors"] or preview["clipCount"]
    answer = await studio.owner.http.post(
        f"{studio.url}/graphql",
        content=b'{"query": "query($t: String!) { scriptPreview(text: $t) { userErrors { code } } }",'
        b' "variables": {"t": "INT. A\\n\\n\\ud800"}}',
        headers={
            "Authorization": f"Bearer {studio.owner.token}",
            "Content-Type": "application/json",
        },
    )
    assert answer.status_code in {200, 400}
    assert b"INTERNAL" not in answer.content


async def test_the_examples_come_with_the_studio_and_can_be_imported(studio: Studio) -> None:
    found = await studio.owner.data("{ e: exampleScripts { __typename id name: title text } }")
    assert len(found["e"]) == 3
    for example in found["e"]:
        assert example["__typename"] == "ExampleScript"
        made = await studio.owner.do("importScript", "project { name }", text=example["text"])
        assert made["project"]["name"] == example["name"]
