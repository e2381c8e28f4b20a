"""Exports asked for in the graph: options, reports, presets. How they are made: tests/workers."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from studio.access.viewer import Role
from studio.exporting.models import Export
from studio.exporting.options import ExportOptions, MediaCodec, TakeChoice, options_of
from tests.infra.exporting.fonts import forget, use_fonts, write_font
from tests.running import Caller, Studio
from tests.schema.graphs import Film, fill, make_film, show

REPORT = """query($input: ExportReportInput!) { exportReport(input: $input) {
    standing notices { code severity message clipIds }
    tracks { kind clipCount clips { id name startFrame durationFrames fileName alternateCount } }
    files { assetId name kind size width height frameRate }
    mediaBytes clipCount missingCount sceneCount lengthFrames frameRate width height
    startTimecode endTimecode userErrors { code field message } } }"""
PRESETS = """query($id: ID!) { project(id: $id) { exportPresets {
    id name version options { format } } } }"""
OPTIONS = """format sceneIds clipIds firstFrame lastFrame rate dropFrame startTimecode folder
    fcpxmlVersion longReels takes parameters beats width height codec handles quality captions
    burnTimecode burnNames panAndZoom sound loudness panels"""


async def report(caller: Caller, film: Film, form: str = "BUNDLE", **given: Any) -> Any:
    wanted = {"projectId": film.project, "format": form, **given}
    return (await caller.data(REPORT, input=wanted))["exportReport"]


async def presets(caller: Caller, film: Film) -> list[dict[str, Any]]:
    found = await caller.data(PRESETS, id=film.project)
    kept: list[dict[str, Any]] = found["project"]["exportPresets"]
    return kept


@pytest.mark.feature("EXP-5", "EXP-6")
async def test_all_that_is_asked_for_is_kept(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    wanted = {
        "projectId": film.project,
        "format": "ANIMATIC",
        "clipIds": [film.clips[0][0]],
        "firstFrame": 2,
        "lastFrame": 7,
        "rate": "23.976",
        "width": 64,
        "height": 36,
        "takes": "ALL",
        "codec": "DNXHR",
        "handles": 12,
        "parameters": False,
        "beats": True,
        "quality": "PREVIEW",
        "captions": False,
        "burnTimecode": True,
        "burnNames": True,
        "panAndZoom": False,
        "sound": False,
        "loudness": -23,
        "panels": 3,
        "folder": "/Volumes/film",
        "fcpxmlVersion": "1.10",
        "longReels": True,
        "startTimecode": "00:00:00:00",
    }
    made = await studio.owner.do("requestExport", f"export {{ options {{ {OPTIONS} }} }}", **wanted)
    told = made["export"]["options"]
    asked = {**wanted, "sceneIds": None, "dropFrame": False, "rate": "24000/1001"}
    assert told == {name: value for name, value in asked.items() if name != "projectId"}
    usual = await studio.owner.do(
        "requestExport",
        f"export {{ options {{ {OPTIONS} }} }}",
        projectId=film.project,
        format="EDL",
        sceneIds=list(film.scenes),
    )
    told = usual["export"]["options"]
    assert (told["sceneIds"], told["loudness"], told["panels"]) == (list(film.scenes), -16.0, 6)
    assert (told["takes"], told["parameters"], told["width"]) == ("SELECTED", True, None)
    async with studio.sessions() as session:
        row = (await session.scalars(select(Export).where(Export.format == "ANIMATIC"))).one()
    options = options_of(row.options)
    differing = {
        name for name in options.__slots__ if getattr(options, name) != _default(options, name)
    }
    assert differing == set(options.__slots__) - {"scenes", "drop_frame"}
    assert (options.takes, options.codec) == (TakeChoice.ALL, MediaCodec.DNXHR)
    assert str(options.rate) == "24000/1001"


def _default(options: ExportOptions, name: str) -> Any:
    return None if name == "format" else getattr(ExportOptions(options.format), name)


@pytest.mark.feature("EXP-5")
@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"width": 8, "height": 16}, "width"),
        ({"width": 9_000, "height": 16}, "width"),
        ({"width": 64, "height": 35}, "height"),
        ({"width": 64}, "height"),
        ({"height": 64}, "width"),
        ({"handles": 241}, "handles"),
        ({"handles": -1}, "handles"),
        ({"loudness": -41}, "loudness"),
        ({"loudness": 0}, "loudness"),
        ({"panels": 0}, "panels"),
        ({"panels": 13}, "panels"),
        ({"firstFrame": -1}, "firstFrame"),
        ({"firstFrame": 3, "lastFrame": 2}, "lastFrame"),
        ({"lastFrame": 2**31 - 1}, "lastFrame"),
        ({"sceneIds": []}, "sceneIds"),
        ({"clipIds": []}, "clipIds"),
        ({"folder": "a\nb"}, "folder"),
        ({"fcpxmlVersion": "2.0"}, "fcpxmlVersion"),
        ({"startTimecode": "1:0:0"}, "startTimecode"),
        ({"startTimecode": "01:00:00:24"}, "startTimecode"),
        (
            {"rate": "30000/1001", "dropFrame": True, "startTimecode": "00:01:00;00"},
            "startTimecode",
        ),
        ({"dropFrame": True}, "dropFrame"),
    ],
)
async def test_what_makes_no_sense_is_said(
    studio: Studio, given: dict[str, Any], field: str
) -> None:
    film = await make_film(studio.owner, scenes=0)
    wanted = {"projectId": film.project, "format": "ANIMATIC", **given}
    payload = await studio.owner.attempt("requestExport", "export { id }", **wanted)
    (error,) = payload["userErrors"]
    assert (error["code"], error["field"]) == ("BAD_USER_INPUT", [field])
    assert payload["export"] is None
    found = await report(studio.owner, film, "ANIMATIC", **given)
    assert [one["field"] for one in found["userErrors"]] == [[field]]
    assert (found["tracks"], found["clipCount"]) == ([], 0)
    kept = {"projectId": film.project, "name": "A", "options": {"format": "ANIMATIC"}}
    saved = await studio.owner.do("saveExportPreset", "exportPreset { id }", **kept)
    options = {"format": "ANIMATIC", **given}
    for mutation, more in (
        ("saveExportPreset", {**kept, "name": "B"}),
        ("updateExportPreset", {"id": saved["exportPreset"]["id"]}),
    ):
        refused = await studio.owner.attempt(
            mutation, "exportPreset { id }", **{**more, "options": options}
        )
        (error,) = refused["userErrors"]
        assert (error["code"], error["field"]) == ("BAD_USER_INPUT", [field]), mutation


@pytest.mark.feature("EXP-7")
async def test_what_an_export_would_be_like_is_told_before(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=2, clips=2)
    await show(studio, film.clips[0][0])
    await show(studio, film.clips[1][1], kind="AUDIO")
    found = await report(studio.owner, film, rate="12", startTimecode="00:00:00:00")
    assert (found["clipCount"], found["missingCount"], found["sceneCount"]) == (4, 2, 2)
    assert (found["lengthFrames"], found["frameRate"]) == (96, "12")
    assert (found["startTimecode"], found["endTimecode"]) == ("00:00:00:00", "00:00:08:00")
    assert (found["width"], found["height"]) == (1280, 720)
    assert [(one["kind"], one["clipCount"]) for one in found["tracks"]] == [
        ("VIDEO", 3),
        ("AUDIO", 1),
    ]
    first = found["tracks"][0]["clips"][0]
    assert (first["id"], first["startFrame"], first["durationFrames"]) == (
        film.clips[0][0],
        0,
        24,
    )
    assert first["fileName"] == found["files"][0]["name"] == "Film/scene 01/Clip 0.0.png"
    assert [one["size"] for one in found["files"]] == ["1", "1"]
    assert (found["mediaBytes"], found["standing"]) == ("2", "WARNINGS")
    (missing,) = [one for one in found["notices"] if one["code"] == "MISSING_TAKE"]
    assert missing["severity"] == "WARNING"
    assert set(missing["clipIds"]) == {film.clips[0][1], film.clips[1][0]}
    empty = await make_film(studio.owner, scenes=0)
    assert (await report(studio.owner, empty))["standing"] == "NOT_READY"
    assert await report(await studio.stranger(), film) is None


async def test_a_report_of_two_thousand_clips_asks_a_handful_of_questions(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=0)
    await fill(studio, film.scenes[0], 2_000)
    async with studio.statements() as seen:
        found = await report(studio.owner, film)
    assert found["clipCount"] == 2_000
    assert len(seen) < 12


@pytest.mark.feature("PST-4")
async def test_presets_are_kept_with_the_project(studio: Studio) -> None:
    owner = studio.owner
    film = await make_film(owner, scenes=0)
    wanted = "exportPreset { id name version options { format codec handles } }"
    for name in ("Zum Schnitt", "dailies"):
        options = {"format": "BUNDLE", "codec": "PRORES", "handles": 24}
        made = await owner.do(
            "saveExportPreset", wanted, projectId=film.project, name=name, options=options
        )
    preset = made["exportPreset"]
    assert preset["options"] == {"format": "BUNDLE", "codec": "PRORES", "handles": 24}
    assert [one["name"] for one in await presets(owner, film)] == ["dailies", "Zum Schnitt"]
    changed = await owner.do(
        "updateExportPreset",
        wanted,
        id=preset["id"],
        expectedVersion=1,
        name="Dailies",
        options={"format": "ANIMATIC"},
    )
    assert changed["exportPreset"] == {
        "id": preset["id"],
        "name": "Dailies",
        "version": 2,
        "options": {"format": "ANIMATIC", "codec": "ORIGINAL", "handles": 0},
    }
    stale = await owner.attempt(
        "updateExportPreset", wanted, id=preset["id"], expectedVersion=1, name="x"
    )
    assert stale["userErrors"][0]["code"] == "CONFLICT"
    assert stale["exportPreset"]["version"] == 2
    await owner.do("deleteExportPreset", "deletedId", id=preset["id"])
    assert [one["name"] for one in await presets(owner, film)] == ["Zum Schnitt"]
    await owner.do("restoreExportPreset", wanted, id=preset["id"])
    assert [one["options"]["format"] for one in await presets(owner, film)] == [
        "ANIMATIC",
        "BUNDLE",
    ]


@pytest.mark.feature("PST-4")
async def test_presets_are_for_those_who_may_edit(studio: Studio) -> None:
    owner = studio.owner
    film = await make_film(owner, scenes=0)
    given = {"projectId": film.project, "name": "One", "options": {"format": "EDL"}}
    made = await owner.do("saveExportPreset", "exportPreset { id }", **given)
    preset = made["exportPreset"]["id"]
    guest = await studio.stranger(Role.VIEWER, same_workspace=True)
    stranger = await studio.stranger()
    for caller, code in ((guest, "FORBIDDEN"), (stranger, "NOT_FOUND")):
        for mutation, asked in (
            ("saveExportPreset", {**given, "name": "Two"}),
            ("updateExportPreset", {"id": preset, "name": "Two"}),
            ("deleteExportPreset", {"id": preset}),
        ):
            payload = await caller.attempt(mutation, "__typename", **asked)
            assert [one["code"] for one in payload["userErrors"]] == [code], mutation
    assert len(await presets(guest, film)) == 1
    again = await owner.attempt("saveExportPreset", "exportPreset { id }", **given)
    assert again["userErrors"][0]["field"] == ["name"]
    bad = {**given, "name": "Two", "options": {"format": "EDL", "panels": 99}}
    refused = await owner.attempt("saveExportPreset", "exportPreset { id }", **bad)
    assert refused["userErrors"][0]["field"] == ["panels"]
    await owner.do("deleteProject", "deletedId", id=film.project)
    gone = await owner.attempt("updateExportPreset", "exportPreset { id }", id=preset, name="x")
    assert gone["userErrors"][0]["code"] == "NOT_FOUND"
    found = await owner.data("query($id: ID!) { node(id: $id) { id } }", id=preset)
    assert found["node"] is None


@pytest.mark.feature("EXP-6")
async def test_a_range_of_frames_alone(studio: Studio) -> None:
    """The last clip of the first scene and the beginning of the second."""
    film = await make_film(studio.owner, scenes=2, clips=2)
    found = await report(studio.owner, film, "OTIO", firstFrame=60, lastFrame=119)
    (track,) = found["tracks"]
    places = [(one["id"], one["startFrame"], one["durationFrames"]) for one in track["clips"]]
    assert places == [(film.clips[0][1], 0, 36), (film.clips[1][0], 36, 24)]
    assert (found["lengthFrames"], found["startTimecode"]) == (60, "01:00:02:12")
    text = await studio.owner.data(
        """query($input: TimelineExportInput!) { timelineExport(input: $input) {
            clipCount lengthFrames startTimecode endTimecode } }""",
        input={"projectId": film.project, "format": "EDL", "firstFrame": 60, "lastFrame": 119},
    )
    assert text["timelineExport"] == {
        "clipCount": 2,
        "lengthFrames": 60,
        "startTimecode": "01:00:02:12",
        "endTimecode": "01:00:05:00",
    }


async def test_restoring_makes_no_more_presets_than_may_be(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studio.exporting.presets.MOST", 1)
    film = await make_film(studio.owner, scenes=0)
    kept = {"projectId": film.project, "options": {"format": "OTIO"}}
    made = await studio.owner.do("saveExportPreset", "exportPreset { id }", name="a", **kept)
    first = made["exportPreset"]["id"]
    await studio.owner.do("deleteExportPreset", "deletedId", id=first)
    await studio.owner.do("saveExportPreset", "exportPreset { id }", name="b", **kept)
    payload = await studio.owner.attempt("restoreExportPreset", "exportPreset { id }", id=first)
    assert [one["code"] for one in payload["userErrors"]] == ["LIMIT_EXCEEDED"]


async def test_letters_that_no_font_has_are_told_before(
    studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_fonts(monkeypatch, tmp_path)
    made = await studio.owner.do("createProject", "project { id }", name="Ночь 夜")
    project = made["project"]["id"]
    scene = await studio.owner.do("createScene", "scene { id }", projectId=project, name="Ω")
    clip = await studio.owner.do(
        "createClip", "clip { id }", sceneId=scene["scene"]["id"], name="日の出"
    )
    film = Film(project, (scene["scene"]["id"],), ())

    async def told(form: str) -> list[dict[str, Any]]:
        found = await report(studio.owner, film, form)
        return [one for one in found["notices"] if one["code"] == "NO_LETTERS"]

    (notice,) = await told("CONTACT_SHEET")
    assert notice["severity"] == "WARNING"
    assert "の 出 夜 日: put one" in notice["message"]
    assert notice["clipIds"] == [clip["clip"]["id"]]
    assert await told("OTIO") == []
    write_font(tmp_path / "a.ttf", dict.fromkeys("日の出夜", "A"))
    forget()
    assert await told("CONTACT_SHEET") == []
    forget()
