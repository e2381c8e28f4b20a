from typing import Any

import pytest

from tests.running import Caller, Studio
from tests.schema.graphs import Film, layout, make_film
from tests.schema.tracks import hear, lay, track

BEATS = [rank * 22_050 for rank in range(1, 60)]
WANTED = """clips { name startFrame durationFrames version scene { name } }
    undo { id startFrame durationFrames expectedStartFrame expectedDurationFrames }"""


async def scored(studio: Studio, lengths: list[list[int]]) -> tuple[Film, str]:
    """A film of 24 frames a second whose clips have these lengths, and a song with a beat each 12
    frames; the clips are laid end to end."""
    film = await make_film(studio.owner, scenes=len(lengths), clips=0)
    clips = []
    for scene, row in zip(film.scenes, lengths, strict=True):
        made = [
            await studio.owner.do(
                "createClip", "clip { id }", sceneId=scene, name=str(rank), durationFrames=length
            )
            for rank, length in enumerate(row)
        ]
        clips.append(tuple(one["clip"]["id"] for one in made))
    song = await lay(studio, film.project)
    await hear(studio, tempo=120.0, confidence=0.9, beats=BEATS, downbeat=3)
    return Film(film.project, film.scenes, tuple(clips)), song


async def align(caller: Caller, film: Film, song: str, **given: Any) -> dict[str, Any]:
    return await caller.do(
        "alignClipsToBeats", WANTED, projectId=film.project, trackId=song, **given
    )


async def lying(caller: Caller, film: Film) -> list[list[tuple[int, int]]]:
    return [[(start, length) for _, start, length in await layout(caller, s)] for s in film.scenes]


@pytest.mark.feature("TML-4")
async def test_cuts_of_all_scenes_come_to_the_beats_and_back(studio: Studio) -> None:
    film, song = await scored(studio, [[20, 20, 20], [17, 40]])
    before = await lying(studio.owner, film)
    done = await align(studio.owner, film, song)
    # 60 frames of the first scene are a beat: the second begins on it as it did.
    assert await lying(studio.owner, film) == [
        [(0, 24), (24, 12), (36, 24)],
        [(0, 12), (12, 48)],
    ]
    assert [(one["scene"]["name"], one["name"]) for one in done["clips"]] == [
        ("Scene 0", "0"),
        ("Scene 0", "1"),
        ("Scene 0", "2"),
        ("Scene 1", "0"),
        ("Scene 1", "1"),
    ]
    assert {one["version"] for one in done["clips"]} == {2}
    again = await align(studio.owner, film, song)
    assert (again["clips"], again["undo"]) == ([], [])
    await studio.owner.do("placeClips", "", places=done["undo"], allowOverlap=True)
    assert await lying(studio.owner, film) == before


@pytest.mark.feature("TML-4")
async def test_a_scene_that_grows_moves_what_is_behind_it_under_the_music(studio: Studio) -> None:
    film, song = await scored(studio, [[20, 20, 14], [17, 40]])
    await align(studio.owner, film, song, sceneIds=[film.scenes[0]])
    assert await lying(studio.owner, film) == [[(0, 24), (24, 12), (36, 24)], [(0, 17), (17, 40)]]
    await align(studio.owner, film, song, clipIds=list(film.clips[1]))
    # The second scene begins at frame 60 now.
    assert (await lying(studio.owner, film))[1] == [(0, 12), (12, 48)]


@pytest.mark.feature("TML-4")
async def test_beats_are_those_under_the_scene(studio: Studio) -> None:
    film, song = await scored(studio, [[50], [17, 40]])
    await align(studio.owner, film, song, sceneIds=[film.scenes[1]])
    # The second scene begins at frame 50: the beats at 60, 72, … are its frames 10, 22, ….
    assert await lying(studio.owner, film) == [[(0, 50)], [(0, 22), (22, 36)]]


@pytest.mark.feature("TML-4")
async def test_bars_and_every_other_beat(studio: Studio) -> None:
    film, song = await scored(studio, [[40, 40, 40]])
    done = await align(studio.owner, film, song, every=2)
    # Beats lie at 12, 24, …; the fourth of them, at frame 48, begins a bar.
    assert await lying(studio.owner, film) == [[(0, 48), (48, 24), (72, 48)]]
    await studio.owner.do("placeClips", "", places=done["undo"], allowOverlap=True)
    await align(studio.owner, film, song, bars=True)
    assert await lying(studio.owner, film) == [[(0, 48), (48, 48), (96, 48)]]


@pytest.mark.feature("TML-4")
async def test_only_the_clips_named_move(studio: Studio) -> None:
    film, song = await scored(studio, [[20, 20, 20, 20]])
    done = await align(studio.owner, film, song, clipIds=list(film.clips[0][1:3]))
    assert await lying(studio.owner, film) == [[(0, 20), (20, 16), (36, 24), (60, 20)]]
    assert [one["name"] for one in done["clips"]] == ["1", "2"]


async def test_without_beats_or_clips_nothing_is_aligned(studio: Studio) -> None:
    film, song = await scored(studio, [[20, 20]])
    other, _ = await scored(studio, [[20]])
    silent = await lay(studio, film.project, "Silent")
    foreign = await lay(studio, other.project, "Foreign")
    before = await lying(studio.owner, film)
    for given, code, field in (
        ({"trackId": silent}, "INVALID_STATE", "trackId"),
        ({"trackId": foreign}, "NOT_FOUND", "trackId"),
        ({"trackId": film.project}, "NOT_FOUND", "trackId"),
        ({"projectId": "project_0"}, "NOT_FOUND", "projectId"),
        ({"every": 0}, "BAD_USER_INPUT", "every"),
        ({"every": 65}, "BAD_USER_INPUT", "every"),
        ({"sceneIds": [], "clipIds": []}, "BAD_USER_INPUT", "clipIds"),
        ({"sceneIds": [other.scenes[0]]}, "NOT_FOUND", "sceneIds"),
        ({"clipIds": [other.clips[0][0]]}, "NOT_FOUND", "clipIds"),
        ({"clipIds": ["junk"]}, "NOT_FOUND", "clipIds"),
    ):
        wanted = {"projectId": film.project, "trackId": song, **given}
        payload = await studio.owner.attempt("alignClipsToBeats", WANTED, **wanted)
        (error,) = payload["userErrors"]
        assert (error["code"], error["field"]) == (code, [field]), given
        assert (payload["clips"], payload["undo"]) == ([], [])
    assert await lying(studio.owner, film) == before


async def test_the_beats_of_a_track_that_lies_elsewhere_lie_there_too(studio: Studio) -> None:
    film, song = await scored(studio, [[20, 20]])
    await studio.owner.do("updateTrack", "", id=song, startFrame=5)
    assert (await track(studio.owner, song))["beats"][0]["frame"] == 17
    await align(studio.owner, film, song)
    assert await lying(studio.owner, film) == [[(0, 17), (17, 24)]]
