"""What is taken out of a film with sound: which tracks lie where, at which rate, with which beats."""

from dataclasses import replace
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest

from studio.exporting.cutlist import CutList, MarkerKind
from studio.exporting.options import ExportFormat, ExportOptions, TakeChoice
from studio.exporting.queries import cut_of
from studio.kernel.ids import untyped
from studio.timeline.transitions import TransitionKind
from tests.running import Studio
from tests.schema.graphs import Film, make_film, show
from tests.schema.tracks import hear, lay

UPDATE_TRACK = """mutation($input: UpdateTrackInput!) { updateTrack(input: $input) {
    track { id } userErrors { message } } }"""
UPDATE_CLIP = """mutation($input: UpdateClipInput!) { updateClip(input: $input) {
    clip { transitionKind transitionFrames sourceFrame } userErrors { code field message } } }"""
WHOLE = ExportOptions(ExportFormat.OTIO)


async def cut(studio: Studio, film: Film, options: ExportOptions = WHOLE) -> CutList:
    async with studio.sessions() as session:
        found = await cut_of(
            session, await studio.viewer(), untyped("project", film.project), options
        )
    assert found is not None
    return found


@pytest.mark.feature("EXP-6", "AUD-1")
async def test_a_track_lies_under_what_is_taken_out(studio: Studio) -> None:
    """Three scenes of 96 frames each; the music begins with frame 48 of the film."""
    film = await make_film(studio.owner, scenes=3, clips=2)
    track = await lay(studio, film.project, seconds=60, start=48)
    changes = {"id": track, "gainDb": -6.0, "fadeInFrames": 24, "sourceSamples": 44_100}
    await studio.owner.data(UPDATE_TRACK, input=changes)
    whole = await cut(studio, film)
    ((heard,),) = whole.sounds
    assert (heard.row, heard.span.start, heard.span.end) == ("track", 48, 288)
    assert (heard.level.gain, heard.level.fade_in, heard.heard_from) == (-6.0, 24, 1)
    scenes = tuple(_uuid("scene", one) for one in (film.scenes[0], film.scenes[2]))
    ((first, third),) = (await cut(studio, film, replace(WHOLE, scenes=scenes))).sounds
    assert (first.span.start, first.span.end, first.heard_from) == (48, 96, 1)
    assert (third.span.start, third.span.end) == (96, 192)
    assert third.heard_from == 1 + Fraction(192 - 48, 24)
    assert (first.level.fade_in, third.level.fade_in) == (24, 0)
    chosen = (_uuid("clip", film.clips[1][0]),)
    assert (await cut(studio, film, replace(WHOLE, clips=chosen))).sounds == ()


@pytest.mark.feature("AUD-2", "TML-4")
async def test_beats_are_marked_where_they_are_asked_for(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=2)
    await lay(studio, film.project, seconds=2)
    beats = [0, 22_050, 44_100, 66_150]
    await hear(studio, tempo=120.0, confidence=0.9, beats=beats, downbeat=1)
    assert (await cut(studio, film)).markers == ()
    marked = (await cut(studio, film, replace(WHOLE, beats=True))).markers
    assert [one.frame for one in marked] == [0, 12, 24, 36]
    assert [one.kind is MarkerKind.BAR for one in marked] == [False, True, False, False]
    assert [one.name for one in marked] == ["Beat 0.4", "Bar 1", "Beat 1.2", "Beat 1.3"]


@pytest.mark.feature("EXP-6")
async def test_at_another_rate_every_edge_is_the_nearest_frame(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=3)
    there = await cut(
        studio, film, replace(WHOLE, rate=Fraction(30_000, 1001), width=640, height=360)
    )
    assert (there.rate, there.width, there.height) == (Fraction(30_000, 1001), 640, 360)
    ((one, two, three),) = there.tracks
    assert [(e.span.start, e.span.end) for e in (one, two, three)] == [
        (0, 60),
        (60, 120),
        (120, 180),
    ]


async def test_alternates_are_the_other_takes_of_a_clip(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    clip = film.clips[0][0]
    takes = [await show(studio, clip, select=rank == 1) for rank in range(3)]
    ((event,),) = (await cut(studio, film, replace(WHOLE, takes=TakeChoice.ALL))).tracks
    assert event.media is not None
    assert event.media.facts["take"] == takes[1]
    assert [one.facts["take"] for one in event.alternates] == [takes[2], takes[0]]
    names = [one.name for one in (event.media, *event.alternates)]
    assert len(set(names)) == 3
    ((alone,),) = (await cut(studio, film)).tracks
    assert alone.alternates == ()


@pytest.mark.feature("BEY-8")
async def test_a_transition_is_the_coming_clips(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=2)
    second = film.clips[0][1]

    async def change(clip: str, **given: Any) -> dict[str, Any]:
        answer = await studio.owner.data(UPDATE_CLIP, input={"id": clip, **given})
        found: dict[str, Any] = answer["updateClip"]
        return found

    made = await change(second, transitionKind="DISSOLVE")
    assert made["clip"] == {"transitionKind": "DISSOLVE", "transitionFrames": 12, "sourceFrame": 0}
    await change(second, transitionFrames=7)
    ((one, two),) = (await cut(studio, film)).tracks
    assert one.transition is None
    assert two.transition is not None
    assert (two.transition.kind, two.transition.before) == (TransitionKind.DISSOLVE, 3)
    for given, field in (
        ({"transitionKind": "CUT", "transitionFrames": 3}, "transitionFrames"),
        ({"transitionFrames": 0}, "transitionFrames"),
        ({"transitionFrames": 1001}, "transitionFrames"),
        ({"sourceFrame": -1}, "sourceFrame"),
    ):
        refused = await change(second, **given)
        assert [error["field"] for error in refused["userErrors"]] == [[field]]
    assert (await change(second, transitionKind="CUT"))["clip"] == {
        "transitionKind": "CUT",
        "transitionFrames": 0,
        "sourceFrame": 0,
    }


def _uuid(kind: str, text: str) -> UUID:
    found = untyped(kind, text)
    assert found is not None
    return found
