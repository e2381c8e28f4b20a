import csv
import io
from typing import Any

import opentimelineio as otio
import pytest

from studio.access.viewer import Role
from studio.exporting.formats.otio import OURS
from tests.running import Caller, Studio
from tests.schema.graphs import Film, fill, make_film, show

EXPORT = """query($input: TimelineExportInput!) { timelineExport(input: $input) {
    documents { name mediaType text } files { assetId name }
    clipCount missingCount trackCount lengthFrames frameRate startTimecode endTimecode
    userErrors { code field message } } }"""


async def export(caller: Caller, film: Film, form: str = "OTIO", **given: Any) -> Any:
    wanted = {"projectId": film.project, "format": form, **given}
    return (await caller.data(EXPORT, input=wanted))["timelineExport"]


def clips(found: Any) -> list[tuple[str, int, int]]:
    """Ids, starts and lengths on the first track."""
    (document,) = found["documents"]
    track = otio.adapters.read_from_string(document["text"], "otio_json").tracks[0]
    told = []
    for clip in track.find_clips():
        place = clip.range_in_parent()
        start, length = int(place.start_time.value), int(place.duration.value)
        told.append((clip.metadata[OURS]["clip"], start, length))
    return told


@pytest.mark.feature("EXP-1", "EXP-5", "EXP-6", "BEY-8")
async def test_a_film_is_written_scene_after_scene(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=2, clips=2, fps="24000/1001")
    take = await show(studio, film.clips[0][0])
    found = await export(studio.owner, film)
    every = [clip for row in film.clips for clip in row]
    assert clips(found) == [(clip, 48 * rank, 48) for rank, clip in enumerate(every)]
    assert (found["clipCount"], found["missingCount"], found["trackCount"]) == (4, 3, 1)
    assert (found["lengthFrames"], found["frameRate"]) == (192, "24000/1001")
    assert (found["startTimecode"], found["endTimecode"]) == ("01:00:00:00", "01:00:08:00")
    assert found["userErrors"] == []
    (file,) = found["files"]
    taken = await studio.owner.data(
        "query($id: ID!) { node(id: $id) { ... on Take { url } } }", id=take
    )
    assert file["assetId"] in taken["node"]["url"]
    assert file["name"] == "Film/scene 01/Clip 0.0.png"


@pytest.mark.feature("EXP-6")
async def test_a_part_of_it(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=3, clips=2)
    one = await export(studio.owner, film, sceneIds=[film.scenes[2], film.scenes[1]])
    assert [clip for clip, _, _ in clips(one)] == [*film.clips[1], *film.clips[2]]
    chosen = [film.clips[2][1], film.clips[0][1]]
    two = await export(studio.owner, film, clipIds=chosen)
    assert clips(two) == [(film.clips[0][1], 0, 48), (film.clips[2][1], 48, 48)]
    empty = await export(studio.owner, film, clipIds=[])
    assert (empty["documents"], empty["userErrors"][0]["field"]) == ([], ["clipIds"])


@pytest.mark.feature("EXP-1", "EXP-2", "EXP-7")
@pytest.mark.parametrize(
    ("form", "name", "word"),
    [
        ("FCPXML", "Film.fcpxml", '<fcpxml version="1.9">'),
        ("EDL", "Film.edl", "FCM: NON-DROP FRAME"),
        ("SHOT_LIST", "Film.csv", "scene,shot,start"),
        ("OTIO", "Film.otio", "Timeline.1"),
        ("FCP7_XML", "Film.xml", "<xmeml"),
    ],
)
async def test_every_format_can_be_had_at_once(
    studio: Studio, form: str, name: str, word: str
) -> None:
    film = await make_film(studio.owner, scenes=1, clips=2)
    await show(studio, film.clips[0][1])
    found = await export(studio.owner, film, form)
    (document,) = found["documents"]
    assert document["name"] == name
    assert word in document["text"]
    assert "Clip 0.1" in document["text"]


async def test_the_timecode_is_as_asked(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1, fps="30000/1001")
    asked = {"dropFrame": True, "startTimecode": "00:59:59;28"}
    found = await export(studio.owner, film, "SHOT_LIST", **asked)
    _, row = csv.reader(io.StringIO(found["documents"][0]["text"]))
    assert row[2:4] == ["00:59:59;28", "01:00:01;28"]
    assert found["endTimecode"] == "01:00:01;28"


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"dropFrame": True}, "29.97"),
        ({"startTimecode": "1:0:0"}, "timecode"),
        ({"startTimecode": "25:00:00:00"}, "There is no"),
        ({"folder": "a\nb"}, "folder"),
        ({"fcpxmlVersion": "2.0"}, "1.9"),
        ({"sceneIds": []}, "Name 1 to"),
    ],
)
async def test_what_cannot_be_is_said(studio: Studio, given: dict[str, Any], word: str) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1, fps="24")
    found = await export(studio.owner, film, "FCPXML", **given)
    assert found["documents"] == []
    (error,) = found["userErrors"]
    assert word in error["message"]
    assert (error["code"], error["field"]) == ("BAD_USER_INPUT", list(given))


async def test_only_those_who_may_see_the_project_have_it(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    guest = await studio.stranger(Role.VIEWER, same_workspace=True)
    assert (await export(guest, film))["clipCount"] == 1
    assert await export(await studio.stranger(), film) is None


async def test_two_thousand_clips_take_two_statements(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=0)
    await fill(studio, film.scenes[0], 2_000)
    for form in ("OTIO", "FCPXML", "FCP7_XML", "EDL", "SHOT_LIST"):
        async with studio.statements() as seen:
            found = await export(studio.owner, film, form)
        assert (found["clipCount"], found["lengthFrames"]) == (2_000, 96_000)
        assert len([one for one in seen if "FROM projects" in one or "FROM scenes" in one]) == 2
