from typing import Any

import pytest
from sqlalchemy import text

from studio.access.viewer import Role
from studio.kernel.errors import UserError
from studio.kernel.ids import untyped
from studio.kernel.time import parse_rate
from studio.sound.queries import sounding
from studio.sound.service import laying
from tests.running import Studio
from tests.schema.graphs import make_film, show
from tests.schema.tracks import FIELDS, hear, lay, track, tracks

RATE = 44_100


async def update(studio: Studio, track_id: str, **changes: Any) -> dict[str, Any]:
    payload = await studio.owner.do("updateTrack", f"track {{ {FIELDS} }}", id=track_id, **changes)
    found: dict[str, Any] = payload["track"]
    return found


async def refused(studio: Studio, mutation: str, **given: Any) -> tuple[str, list[str] | None]:
    payload = await studio.owner.attempt(mutation, "", **given)
    (error,) = payload["userErrors"]
    return error["code"], error["field"]


@pytest.mark.feature("AUD-4")
async def test_a_track_is_changed_in_each_of_its_fields(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    song = await lay(studio, film.project)
    changes = {
        "name": "Overture",
        "startFrame": 24,
        "sourceSamples": "44100",
        "durationFrames": 480,
        "gainDb": -6.5,
        "fadeInFrames": 12,
        "fadeOutFrames": 48,
        "muted": True,
        "beatsPerBar": 3,
    }
    changed = await update(studio, song, expectedVersion=1, **changes)
    assert {name: changed[name] for name in changes} == changes
    assert changed["version"] == 2
    same = await update(studio, song)
    assert (same["name"], same["durationFrames"]) == ("Overture", 480)
    whole = await update(studio, song, durationFrames=0, muted=False)
    assert (whole["durationFrames"], whole["muted"]) == (None, False)
    stale = await studio.owner.attempt(
        "updateTrack", "track { version }", id=song, expectedVersion=1, name="Late"
    )
    assert stale["userErrors"][0]["code"] == "CONFLICT"
    assert stale["track"] == {"version": 4}


_IMPOSSIBLE: list[tuple[dict[str, Any], str]] = [
    ({"name": " "}, "name"),
    ({"startFrame": -1}, "startFrame"),
    ({"startFrame": 2**30 + 1}, "startFrame"),
    ({"sourceSamples": 60 * RATE}, "sourceSamples"),
    ({"sourceSamples": -1}, "sourceSamples"),
    ({"durationFrames": -1}, "durationFrames"),
    ({"gainDb": 12.1}, "gainDb"),
    ({"gainDb": -60.5}, "gainDb"),
    ({"fadeInFrames": -1}, "fadeInFrames"),
    ({"fadeOutFrames": 2**30 + 1}, "fadeOutFrames"),
    ({"tempo": 19.0}, "tempo"),
    ({"tempo": 401.0, "firstBeatSamples": 0}, "tempo"),
    ({"firstBeatSeconds": 1.0}, "tempo"),
    ({"tempo": 120.0, "firstBeatSeconds": 60.0}, "firstBeatSeconds"),
    ({"tempo": 120.0, "firstBeatSamples": -1}, "firstBeatSamples"),
    ({"firstBeatSamples": 1, "firstBeatSeconds": 0.0}, "firstBeatSeconds"),
    ({"tempo": 120.0, "detectedBeats": True}, "detectedBeats"),
    ({"beatsPerBar": 0}, "beatsPerBar"),
    ({"beatsPerBar": 17}, "beatsPerBar"),
]


async def test_what_cannot_be_is_refused_by_its_field(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=0)
    song = await lay(studio, film.project)
    before = await track(studio.owner, song)
    for changes, field in _IMPOSSIBLE:
        code = await refused(studio, "updateTrack", id=song, **changes)
        assert code == ("BAD_USER_INPUT", [field]), changes
    assert await track(studio.owner, song) == before


@pytest.mark.feature("AUD-2", "TML-4")
async def test_beats_are_those_that_were_found_until_somebody_gives_others(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    song = await lay(studio, film.project, start=10)
    waiting = await track(studio.owner, song)
    assert (waiting["analysis"], waiting["beats"]) == (None, [])
    await hear(studio, tempo=120.0, confidence=0.9, beats=[11_025, 33_075, 55_125], downbeat=1)
    found = await track(studio.owner, song)
    assert found["analysis"] == {
        "tempo": 120.0,
        "confidence": 0.9,
        "beatCount": 3,
        "failure": None,
    }
    assert found["beats"] == [
        {"seconds": 0.25, "frame": 16, "bar": False, "number": 4},
        {"seconds": 0.75, "frame": 28, "bar": True, "number": 1},
        {"seconds": 1.25, "frame": 40, "bar": False, "number": 2},
    ]
    faster = await update(studio, song, tempo=125.5)
    assert (faster["tempo"], faster["firstBeatSamples"]) == (125.5, "33075")
    assert faster["firstBeatSeconds"] == 0.75
    assert [beat["number"] for beat in faster["beats"][:5]] == [1, 2, 3, 4, 1]
    nudged = await update(studio, song, firstBeatSeconds=0.5, beatsPerBar=3)
    assert (nudged["tempo"], nudged["firstBeatSamples"]) == (125.5, "22050")
    assert [beat["bar"] for beat in nudged["beats"][:4]] == [True, False, False, True]
    back = await update(studio, song, detectedBeats=True, beatsPerBar=4)
    assert (back["tempo"], back["firstBeatSeconds"]) == (None, None)
    assert back["beats"] == found["beats"]
    moved = await update(studio, song, firstBeatSeconds=2.0)
    assert (moved["tempo"], moved["beats"][0]["frame"]) == (120.0, 58)


@pytest.mark.parametrize("rate", ["24", "24000/1001", "30000/1001", "25", "12"])
async def test_postgres_counts_beats_as_the_rules_do(studio: Studio, rate: str) -> None:
    film = await make_film(studio.owner, scenes=1, clips=0, fps=rate)
    song = await lay(studio, film.project, start=100)
    beats = [round(20_000.5 * rank) for rank in range(100)]
    await hear(studio, tempo=132.3, confidence=1.0, beats=beats, downbeat=2)
    for changes in (
        {"sourceSamples": 50_000, "durationFrames": 200, "beatsPerBar": 3},
        {"tempo": 174.1234, "firstBeatSamples": 7, "durationFrames": 0},
        {"tempo": 133.3333, "firstBeatSamples": 1_000, "sourceSamples": 99_999, "beatsPerBar": 5},
        {"tempo": 90.0, "firstBeatSamples": 0, "sourceSamples": 1, "durationFrames": 177},
    ):
        told = (await update(studio, song, **changes))["beats"]
        track_id = untyped("track", song)
        assert track_id is not None
        async with studio.sessions() as session:
            known = (await sounding(session, [track_id]))[track_id]
        exact = known.beats(parse_rate(rate))
        assert len(exact) > 5
        assert [(beat["frame"], beat["number"], beat["bar"]) for beat in told] == [
            (beat.frame, beat.number, beat.bar) for beat in exact
        ]
        assert [beat["seconds"] for beat in told] == pytest.approx(
            [float(b.seconds) for b in exact]
        )


async def test_beats_are_bounded(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    song = await lay(studio, film.project, seconds=4 * 3600)
    await update(studio, song, tempo=400.0, firstBeatSamples=0)
    found = await studio.owner.data(
        "query($id: ID!) { node(id: $id) { ... on Track {"
        " usual: beats { frame } few: beats(first: 3) { frame } many: beats(first: 99999) { frame }"
        " } } }",
        id=song,
    )
    counts = {name: len(found["node"][name]) for name in ("usual", "few", "many")}
    assert counts == {"usual": 5_000, "few": 3, "many": 10_000}


@pytest.mark.feature("AUD-4")
async def test_tracks_stand_in_an_order(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    made = [await lay(studio, film.project, name) for name in ("A", "B", "C")]
    assert [row["name"] for row in await tracks(studio.owner, film.project)] == ["A", "B", "C"]
    order = [made[2], made[0], made[1]]
    payload = await studio.owner.do(
        "reorderTracks",
        "project { tracks { name position } }",
        projectId=film.project,
        trackIds=order,
    )
    assert payload["project"]["tracks"] == [
        {"name": name, "position": rank} for rank, name in enumerate("CAB")
    ]
    for wrong in (made[:2], [*made, made[0]], [*made[:2], film.project]):
        given = {"projectId": film.project, "trackIds": wrong}
        assert await refused(studio, "reorderTracks", **given) == ("BAD_USER_INPUT", ["trackIds"])


async def test_a_deleted_track_comes_back(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    song = await lay(studio, film.project)
    gone = await studio.owner.do("deleteTrack", "deletedId", id=song, expectedVersion=1)
    assert gone["deletedId"] == song
    assert await tracks(studio.owner, film.project) == []
    assert (await refused(studio, "updateTrack", id=song, name="x"))[0] == "NOT_FOUND"
    back = await studio.owner.do("restoreTrack", "track { name version }", id=song)
    assert back["track"] == {"name": "Song", "version": 2}
    await studio.owner.do("deleteTrack", "deletedId", id=song)
    await studio.owner.do("deleteProject", "deletedId", id=film.project)
    assert (await refused(studio, "restoreTrack", id=song))[0] == "INVALID_STATE"


async def test_a_project_takes_its_tracks_along(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    song = await lay(studio, film.project, start=7)
    await update(studio, song, gainDb=-3.0, tempo=100.0)
    old = await lay(studio, film.project, "Old")
    await studio.owner.do("deleteTrack", "deletedId", id=old)
    copy = await studio.owner.do(
        "duplicateProject", f"project {{ id tracks {{ {FIELDS} url }} }}", id=film.project
    )
    (twin,) = copy["project"]["tracks"]
    (own,) = await tracks(studio.owner, film.project)
    assert twin["id"] != own["id"]
    for name in ("name", "startFrame", "gainDb", "tempo", "beats"):
        assert twin[name] == own[name]
    assert twin["version"] == 1
    await studio.owner.do("deleteProject", "deletedId", id=film.project)
    assert not await track(studio.owner, song)
    back = await studio.owner.do("restoreProject", "project { tracks { id } }", id=film.project)
    assert back["project"]["tracks"] == [{"id": song}]


@pytest.mark.feature("PST-4")
async def test_a_project_takes_its_presets_of_exports_along(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    for name, options in (
        ("Dailies", {"format": "ANIMATIC", "burnNames": True}),
        (
            "One shot",
            {"format": "EDL", "clipIds": [film.clips[0][0]], "sceneIds": [film.scenes[0]]},
        ),
        ("Gone", {"format": "OTIO"}),
    ):
        made = await studio.owner.do(
            "saveExportPreset",
            "exportPreset { id }",
            projectId=film.project,
            name=name,
            options=options,
        )
    await studio.owner.do("deleteExportPreset", "deletedId", id=made["exportPreset"]["id"])
    wanted = "id exportPresets { id name version options { format burnNames clipIds sceneIds } }"
    copy = await studio.owner.do("duplicateProject", f"project {{ {wanted} }}", id=film.project)
    kept = copy["project"]["exportPresets"]
    none = {"clipIds": None, "sceneIds": None}
    assert [(one["name"], one["version"], one["options"]) for one in kept] == [
        ("Dailies", 1, {"format": "ANIMATIC", "burnNames": True, **none}),
        ("One shot", 1, {"format": "EDL", "burnNames": False, **none}),
    ]
    await studio.owner.do("deleteProject", "deletedId", id=copy["project"]["id"])
    twin = await studio.owner.attempt(
        "updateExportPreset", "exportPreset { id }", id=kept[0]["id"], name="x"
    )
    assert twin["userErrors"][0]["code"] == "NOT_FOUND"
    found = await studio.owner.data(
        f"query($id: ID!) {{ project(id: $id) {{ {wanted} }} }}", id=film.project
    )
    assert found["project"]["exportPresets"][1]["options"]["clipIds"] == [film.clips[0][0]]


@pytest.mark.feature("AUD-4")
async def test_a_take_of_sound_is_laid_as_a_track(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    other = await make_film(studio.owner, scenes=1, clips=1)
    take = await show(studio, film.clips[0][0], kind="AUDIO", select=False)
    async with studio.sessions() as session:
        await session.execute(text("UPDATE assets SET samples = 441000, sample_rate = 44100"))
        await session.commit()
    given = {"projectId": film.project, "takeId": take, "name": "Theme", "startFrame": 5}
    once = {**given, "idempotencyKey": "once"}
    made = await studio.owner.do("createTrack", "track { id name startFrame samples }", **once)
    assert made["track"] == {
        "id": made["track"]["id"],
        "name": "Theme",
        "startFrame": 5,
        "samples": "441000",
    }
    again = await studio.owner.do("createTrack", "track { id }", **once)
    assert again["track"]["id"] == made["track"]["id"]
    async with studio.sessions() as session:
        waiting = await session.scalars(text("SELECT actor FROM outbox"))
        assert waiting.all() == ["analyse_sound"]
    picture = await show(studio, film.clips[0][0])
    for wrong, code in (
        ({"takeId": picture}, "INVALID_STATE"),
        ({"takeId": film.project}, "NOT_FOUND"),
        ({"projectId": other.project}, "NOT_FOUND"),
        ({"startFrame": -1}, "BAD_USER_INPUT"),
        ({"name": ""}, "BAD_USER_INPUT"),
    ):
        assert (await refused(studio, "createTrack", **{**given, **wrong}))[0] == code


async def test_only_who_may_edit_the_project_changes_its_tracks(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    song = await lay(studio, film.project)
    stranger = await studio.stranger()
    guest = await studio.stranger(Role.VIEWER, same_workspace=True)
    for caller, code in ((stranger, "NOT_FOUND"), (guest, "FORBIDDEN")):
        for mutation, given in (
            ("updateTrack", {"id": song, "name": "x"}),
            ("deleteTrack", {"id": song}),
            ("reorderTracks", {"projectId": film.project, "trackIds": [song]}),
            ("alignClipsToBeats", {"projectId": film.project, "trackId": song}),
        ):
            payload = await caller.attempt(mutation, "", **given)
            assert payload["userErrors"][0]["code"] == code, mutation
    found = await stranger.data("query($id: ID!) { node(id: $id) { id } }", id=song)
    assert found["node"] is None


async def test_a_project_has_no_more_tracks_than_it_may(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(laying, "MOST_TRACKS", 1)
    film = await make_film(studio.owner, scenes=1, clips=1)
    await lay(studio, film.project)
    with pytest.raises(UserError, match="1 tracks at most"):
        await lay(studio, film.project, "Other")


async def test_who_follows_the_project_hears_of_its_tracks(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    query = """subscription($id: ID!) { projectEvents(projectId: $id) { kind
        ... on TrackChanged { track { name analysis { tempo } } }
        ... on TrackDeleted { trackId } } }"""
    async with studio.owner.follow(query, id=film.project) as events:
        await studio.listens(film.project)
        song = await lay(studio, film.project)
        first = (await events.next())["projectEvents"]
        assert first == {"kind": "TRACK_CHANGED", "track": {"name": "Song", "analysis": None}}
        await hear(studio, tempo=99.5, confidence=0.5, beats=[1, 2])
        heard = (await events.next())["projectEvents"]
        assert heard["track"]["analysis"] == {"tempo": 99.5}
        await studio.owner.do("deleteTrack", "deletedId", id=song)
        last = (await events.next())["projectEvents"]
        assert last == {"kind": "TRACK_DELETED", "trackId": song}


async def test_a_success_is_not_replaced_by_a_failure(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    song = await lay(studio, film.project)
    await hear(studio, failure="It cannot be read.")
    assert (await track(studio.owner, song))["analysis"]["failure"] == "It cannot be read."
    await hear(studio, tempo=120.0, confidence=0.9, beats=[1, 2, 3])
    await hear(studio, failure="It cannot be read.")
    kept = (await track(studio.owner, song))["analysis"]
    assert (kept["tempo"], kept["failure"]) == (120.0, None)
    await hear(studio, "unknown", tempo=1.0)


async def test_restoring_makes_no_more_tracks_than_may_be(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studio.sound.service.laying.MOST_TRACKS", 1)
    film = await make_film(studio.owner, scenes=0)
    gone = await lay(studio, film.project)
    await studio.owner.do("deleteTrack", "deletedId", id=gone)
    await lay(studio, film.project)
    payload = await studio.owner.attempt("restoreTrack", "track { id }", id=gone)
    assert [one["code"] for one in payload["userErrors"]] == ["LIMIT_EXCEEDED"]
