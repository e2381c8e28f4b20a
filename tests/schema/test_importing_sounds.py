"""The sound of a timeline that comes back, compared, done and taken back over HTTP."""

import asyncio
from typing import Any

import orjson
import pytest

from studio.kernel.ids import uuid7
from tests.running import Caller, Studio
from tests.schema.graphs import Film, layout, make_film
from tests.schema.test_exporting import export
from tests.schema.tracks import lay, track, tracks

RATE = 44_100
COMPARE = """query($input: TimelineComparisonInput!) { timelineComparison(input: $input) {
    unchangedSoundCount userErrors { code message } changes { id kind }
    soundChanges { id kind words trackId
        before { ...State } after { ...State } } } }
    fragment State on SoundState { name startFrame durationFrames sourceFrame gainDb fadeInFrames
        fadeOutFrames muted file }"""
FORMER = (
    """id name startFrame sourceSamples durationFrames gainDb fadeInFrames fadeOutFrames muted"""
)
APPLIED = f"""project {{ id }} clips {{ id }} deletedIds warnings tracks {{ {FORMER} }}
    deletedTrackIds formerTracks {{ {FORMER} }}"""


async def texts_of(caller: Caller, film: Film, form: str) -> list[str]:
    return [one["text"] for one in (await export(caller, film, form))["documents"]]


async def compare(caller: Caller, film: Film, text: str) -> Any:
    found = await caller.data(COMPARE, input={"projectId": film.project, "text": text})
    assert found["timelineComparison"]["userErrors"] == []
    return found["timelineComparison"]


async def apply(caller: Caller, film: Film, text: str, found: Any, **given: Any) -> Any:
    chosen = [one["id"] for one in (*found["changes"], *found["soundChanges"])]
    return await caller.attempt(
        "applyTimeline", APPLIED, projectId=film.project, text=text, changes=chosen, **given
    )


async def timeline_of(caller: Caller, film: Film) -> Any:
    (text,) = await texts_of(caller, film, "OTIO")
    return orjson.loads(text)


def sound(timeline: Any, track_id: str) -> tuple[list[Any], Any]:
    """The row of a track in the timeline, and its clip."""
    return next(
        (row["children"], clip)
        for row in timeline["tracks"]["children"]
        for clip in row["children"]
        if clip["metadata"].get("storycanvas", {}).get("track") == track_id
    )


async def heard_film(studio: Studio) -> tuple[Film, list[str]]:
    """288 frames, with music that is longer than the film, speech in the midst, a sound behind the
    film, and steps."""
    film = await make_film(studio.owner, scenes=2, clips=3, fps="24")
    made = [
        await lay(studio, film.project, name) for name in ("Music", "Speech", "Behind", "Steps")
    ]
    settings: list[dict[str, Any]] = [
        {"gainDb": -6.5, "fadeOutFrames": 2_000},
        {"startFrame": 48, "sourceSamples": "100001", "durationFrames": 96, "fadeInFrames": 12},
        {"startFrame": 4_000},
        {"startFrame": 10, "durationFrames": 24, "muted": True},
    ]
    for track_id, given in zip(made, settings, strict=True):
        await studio.owner.do("updateTrack", "track { id }", id=track_id, **given)
    return film, made


@pytest.mark.feature("BEY-8")
@pytest.mark.parametrize("form", ["OTIO", "FCPXML", "EDL", "PROJECT_JSON"])
async def test_sound_that_nobody_changed_is_unchanged(studio: Studio, form: str) -> None:
    film, made = await heard_film(studio)
    texts = await texts_of(studio.owner, film, form)
    assert len(texts) == (3 if form == "EDL" else 1), "pictures, and each row of sound"
    for text in texts:
        found = await compare(studio.owner, film, text)
        assert (found["changes"], found["soundChanges"]) == ([], [])
        assert found["unchangedSoundCount"] == 3 or form == "EDL"
    await studio.owner.do("updateTrack", "track { id }", id=made[1], gainDb=1.25, muted=True)
    found = await compare(studio.owner, film, texts[-1])
    kinds = [] if form == "EDL" else ["GAIN", "MUTED"]
    assert sorted(one["kind"] for one in found["soundChanges"]) == kinds


@pytest.mark.feature("BEY-8")
async def test_what_was_done_to_the_sound_is_done_here_and_taken_back(studio: Studio) -> None:
    film, (music, speech, behind, steps) = await heard_film(studio)
    timeline = await timeline_of(studio.owner, film)
    _, clip = sound(timeline, music)
    clip["metadata"]["storycanvas"]["level"]["gain"] = -3
    clip["source_range"]["duration"]["value"] -= 48
    row, clip = sound(timeline, speech)
    row[row.index(clip) - 1]["source_range"]["duration"]["value"] += 24
    clip["source_range"]["start_time"]["value"] += 12
    clip["source_range"]["duration"]["value"] -= 12
    clip["name"] = "Monologue"
    row, clip = sound(timeline, steps)
    row[row.index(clip)] = {**row[0], "source_range": clip["source_range"]}
    fresh = orjson.loads(orjson.dumps(sound(timeline, music)[1]))
    fresh["metadata"], fresh["name"] = {}, "Coda"
    timeline["tracks"]["children"].append(
        {**timeline["tracks"]["children"][-1], "children": [fresh]}
    )
    text = orjson.dumps(timeline).decode()
    found = await compare(studio.owner, film, text)
    changes = {(one["kind"], one["trackId"]): one for one in found["soundChanges"]}
    assert changes.keys() == {
        ("GAIN", music),
        ("TRIMMED", music),
        ("MOVED", speech),
        ("TRIMMED", speech),
        ("RENAMED", speech),
        ("GONE", steps),
        ("NEW", None),
    }
    assert changes["GAIN", music]["words"] == "Music is 3.5 dB louder."
    assert changes["MOVED", speech]["words"] == "Speech begins 12 frames later."
    assert changes["TRIMMED", speech]["after"]["sourceFrame"] == 54 + 12
    before = await tracks(studio.owner, film.project)
    done = await apply(studio.owner, film, text, found)
    assert (done["userErrors"], done["warnings"]) == ([], [])
    now = {one["id"]: one for one in await tracks(studio.owner, film.project)}
    assert (now[music]["gainDb"], now[music]["durationFrames"]) == (-3, 240)
    assert (now[music]["startFrame"], now[music]["fadeOutFrames"]) == (0, 848)
    said = ("name", "startFrame", "sourceSamples", "durationFrames", "fadeInFrames")
    samples = str(100_001 + 12 * RATE // 24)
    assert [now[speech][name] for name in said] == ["Monologue", 72, samples, 84, 12]
    assert now[speech]["version"] == 3
    assert steps not in now
    (new,) = done["tracks"]
    assert (new["name"], new["startFrame"], new["durationFrames"]) == ("Coda", 0, 240)
    assert now[behind]["version"] == 2
    again = await compare(studio.owner, film, text)
    assert (again["soundChanges"], again["unchangedSoundCount"]) == ([], 3)
    await take_back(studio.owner, done)
    back = await tracks(studio.owner, film.project)
    assert [bare(one) for one in back] == [bare(one) for one in before]


async def take_back(caller: Caller, done: Any) -> None:
    for one in done["tracks"]:
        await caller.do("deleteTrack", "deletedId", id=one["id"])
    for one in done["formerTracks"]:
        former = {**one, "durationFrames": one["durationFrames"] or 0}
        await caller.do("updateTrack", "track { id }", **former)
    for track_id in done["deletedTrackIds"]:
        await caller.do("restoreTrack", "track { id }", id=track_id)


def bare(one: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in one.items() if name != "version"}


@pytest.mark.feature("BEY-8")
async def test_each_change_of_sound_can_be_made_by_itself(studio: Studio) -> None:
    film, (music, speech, *_) = await heard_film(studio)
    shots = await layout(studio.owner, film.scenes[0])
    timeline = await timeline_of(studio.owner, film)
    for track_id in (music, speech):
        sound(timeline, track_id)[1]["enabled"] = False
    sound(timeline, speech)[1]["metadata"]["storycanvas"]["level"]["fadeIn"] = 3
    text = orjson.dumps(timeline).decode()
    found = await compare(studio.owner, film, text)
    fades = next(one for one in found["soundChanges"] if one["kind"] == "FADES")
    chosen = {"changes": [], "soundChanges": [fades]}
    done = await apply(studio.owner, film, text, chosen)
    assert [one["id"] for one in done["formerTracks"]] == [speech]
    assert (await track(studio.owner, speech))["fadeInFrames"] == 3
    left = await compare(studio.owner, film, text)
    assert [one["kind"] for one in left["soundChanges"]] == ["MUTED", "MUTED"]
    assert await layout(studio.owner, film.scenes[0]) == shots


async def test_changes_with_a_key_are_made_once(studio: Studio) -> None:
    film, (music, *_) = await heard_film(studio)
    timeline = await timeline_of(studio.owner, film)
    row, clip = sound(timeline, music)
    row.append({**clip, "metadata": {}, "name": "Coda"})
    pictures = timeline["tracks"]["children"][0]["children"]
    pictures[-1]["source_range"]["duration"]["value"] -= 8
    text = orjson.dumps(timeline).decode()
    found = await compare(studio.owner, film, text)
    assert [one["kind"] for one in found["changes"]] == ["TRIMMED"]
    sent = [apply(studio.owner, film, text, found, idempotencyKey="k") for _ in range(3)]
    first, *others = await asyncio.gather(*sent)
    assert first["userErrors"] == []
    assert [one["name"] for one in first["tracks"]] == ["Coda"]
    assert others == [first, first]
    assert (
        await apply(studio.owner, film, text, found, idempotencyKey="k", expectedSeq=None) == first
    )
    assert len(await tracks(studio.owner, film.project)) == 5
    part = {"changes": [], "soundChanges": found["soundChanges"]}
    for other, chosen in ((text, part), (text + " ", found)):
        refused = await apply(studio.owner, film, other, chosen, idempotencyKey="k")
        assert [one["code"] for one in refused["userErrors"]] == ["IDEMPOTENCY_CONFLICT"]
    unkeyed = await apply(studio.owner, film, text, found)
    assert [one["code"] for one in unkeyed["userErrors"]] == ["CONFLICT"]
    await studio.owner.do("deleteTrack", "deletedId", id=first["tracks"][0]["id"])
    gone = await apply(studio.owner, film, text, found, idempotencyKey="k")
    assert [one["code"] for one in gone["userErrors"]] == ["NOT_FOUND"]


async def test_a_new_sound_whose_file_is_not_here_is_left_out_and_told(studio: Studio) -> None:
    film, (music, *_) = await heard_film(studio)
    timeline = await timeline_of(studio.owner, film)
    row, clip = sound(timeline, music)
    for name, sha256 in (("Rain", "f" * 64), ("Wind", None)):
        facts = {"storycanvas": {"kind": "AUDIO", "sha256": sha256}}
        media = {**clip["media_references"]["DEFAULT_MEDIA"], "metadata": facts, "name": name}
        media["target_url"] = f"{name}.wav"
        references = {"DEFAULT_MEDIA": media}
        named = {"name": name, "metadata": {}, "media_references": references}
        row.append({**clip, **named})
    text = orjson.dumps(timeline).decode()
    found = await compare(studio.owner, film, text)
    assert [one["kind"] for one in found["soundChanges"]] == ["NEW", "NEW"]
    done = await apply(studio.owner, film, text, found)
    assert (done["userErrors"], done["tracks"]) == ([], [])
    assert done["warnings"] == [
        "Sounds that were left out, since their files are not here: Rain, Wind"
    ]


async def test_what_no_track_can_be_changes_nothing(studio: Studio) -> None:
    film, (music, speech, *_) = await heard_film(studio)
    before = await tracks(studio.owner, film.project)
    timeline = await timeline_of(studio.owner, film)
    sound(timeline, speech)[1]["source_range"]["start_time"]["value"] = 60 * 24
    sound(timeline, music)[1]["name"] = "Overture"
    text = orjson.dumps(timeline).decode()
    found = await compare(studio.owner, film, text)
    refused = await apply(studio.owner, film, text, found)
    assert "behind the end of its file" in refused["userErrors"][0]["message"]
    assert refused["userErrors"][0]["code"] == "BAD_USER_INPUT"
    assert (refused["formerTracks"], refused["tracks"]) == ([], [])
    assert await tracks(studio.owner, film.project) == before
    unknown = {"changes": [], "soundChanges": [{"id": f"change_{uuid7().hex}"}]}
    stale = await apply(studio.owner, film, text, unknown)
    assert [one["code"] for one in stale["userErrors"]] == ["CONFLICT"]
