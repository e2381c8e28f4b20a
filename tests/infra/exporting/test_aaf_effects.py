"""Blends, fades and loudness in AAF, frame by frame, as pyaaf2 reads them."""

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings

from studio.exporting.cutlist import (
    HOUR,
    CutList,
    Event,
    Level,
    Media,
    Track,
    Transition,
    stem_of,
)
from studio.exporting.formats.joints import joints_of
from studio.kernel.time import seconds_to_frame
from studio.kernel.timecode import Timecode
from studio.library.media import MediaKind
from studio.timeline.rules import Span
from studio.timeline.transitions import TransitionKind
from tests.infra.exporting.aafs import laid, opened, parameters, takes_of
from tests.studio.exporting.cuts import RATES, cut_lists

STILL = Media(UUID(int=1), "F/1.png", MediaKind.IMAGE, "", 64, 36)
FILM = Media(UUID(int=2), "F/2.mp4", MediaKind.VIDEO, "", 64, 36, 480, Fraction(24))
SONG = Media(UUID(int=3), "F/m.mp3", MediaKind.AUDIO, "", samples=4_800_000, sample_rate=48_000)
DISSOLVE, FADE, WIPE = TransitionKind.DISSOLVE, TransitionKind.FADE, TransitionKind.WIPE
RISE = [(0, 0), (1, 1)]


def film(*seen: Track, heard: tuple[Track, ...] = (), rate: Fraction = RATES[1]) -> CutList:
    return CutList(UUID(int=0), "F", Timecode(rate), 64, 36, (), seen, heard, 86_400)


def shot(name: str, start: int, end: int, media: Media | None = STILL, **more: Any) -> Event:
    return Event(UUID(int=100 + start), name, Span(start, end), media, **more)


def into(kind: TransitionKind, frames: int) -> Any:
    return {"transition": Transition(kind, frames)}


def blends_of(cut: CutList) -> list[list[tuple[str, int, int, int]]]:
    """Of each track of pictures or sound."""
    with opened(cut) as file:
        (mob,) = file.content.toplevel()
        return [laid(slot).blends for slot in mob.slots if slot.name != "TC"]


def test_a_fade_goes_through_black_and_needs_no_frames_beyond_the_cut() -> None:
    cut = film((shot("1", 0, 24, FILM), shot("2", 24, 48, FILM, **into(FADE, 10))))
    with opened(cut) as file:
        (mob,) = file.content.toplevel()
        found = laid(mob.slots[0])
        assert found.blends == [("Video Dissolve", 19, 24, 24), ("Video Dissolve", 24, 29, 24)]
        assert [one[:4] for one in found.clips] == [("1", 0, 24, 0), ("2", 24, 48, 0)]
        black = mob.slots[0].segment.components[2]
        assert (type(black).__name__, black.length) == ("Filler", 10)


def test_a_film_can_begin_out_of_black() -> None:
    tracks = [(shot("1", 0, 24, **into(kind, 10)),) for kind in (DISSOLVE, FADE, WIPE)]
    assert blends_of(film(*tracks)) == 3 * [[("Video Dissolve", 0, 5, 0)]]


def test_what_shows_nothing_does_not_fade() -> None:
    empty = shot("1", 0, 24), shot("2", 24, 48, None, **into(FADE, 10))
    hole = shot("1", 0, 24), shot("2", 30, 48, **into(FADE, 10))
    nothing = shot("1", 0, 24), shot("2", 24, 48, None), shot("3", 48, 60, None, **into(WIPE, 4))
    assert blends_of(film(empty, hole, nothing)) == [
        [("Video Dissolve", 19, 24, 24)],
        [("Video Dissolve", 30, 35, 30)],
        [],
    ]


def test_a_blend_takes_no_more_than_the_file_has_before_its_first_frame() -> None:
    cut = film((shot("1", 0, 24), shot("2", 24, 48, FILM, source=2, **into(DISSOLVE, 10))))
    with opened(cut) as file:
        (mob,) = file.content.toplevel()
        found = laid(mob.slots[0])
        assert found.blends == [("Video Dissolve", 22, 29, 24)]
        assert [one[:4] for one in found.clips] == [("1", 0, 29, 86_400), ("2", 22, 48, 0)]


def test_a_wipe_is_that_of_smpte_from_left_to_right() -> None:
    cut = film((shot("1", 0, 24), shot("2", 24, 48, **into(WIPE, 9))))
    with opened(cut) as file:
        (mob,) = file.content.toplevel()
        assert laid(mob.slots[0]).blends == [("SMPTE Video Wipe", 20, 29, 24)]
        effect = mob.slots[0].segment.components[1]["OperationGroup"].value
        assert str(effect.operation.auid) == "0c3bea44-fc05-11d2-8a29-0050040ef7d2"
        assert parameters(effect) == {"Level": RISE, "SMPTE Wipe Number": 1}
        assert effect.operation["NumberInputs"].value == 2


@pytest.mark.feature("EXP-3")
@pytest.mark.parametrize("rate", RATES[::3])
def test_sound_has_its_level_and_fades_at_each_rate(rate: Fraction) -> None:
    heard = (
        shot("quiet", 0, 20, SONG, level=Level(-6.0, 4, 5), source=7),
        shot("as it is", 20, 40, SONG, level=Level(0.0, 3, 0)),
        shot("loud", 50, 60, SONG, level=Level(3.5, 8, 20)),
        shot("muted", 60, 70, SONG, level=Level(-2.0, 3, 3, muted=True)),
    )
    with opened(film((shot("1", 0, 70),), heard=(heard,), rate=rate)) as file:
        (mob,) = file.content.toplevel()
        slot = mob.slots[1]
        assert (slot.name, slot["PhysicalTrackNumber"].value) == ("A1", 1)
        assert Fraction(slot.edit_rate) == rate
        found = laid(slot)
        assert found.length == 70
        assert found.blends == [
            ("Mono Audio Dissolve", 0, 4, 0),
            ("Mono Audio Dissolve", 15, 20, 20),
            ("Mono Audio Dissolve", 20, 23, 20),
            ("Mono Audio Dissolve", 50, 58, 50),
            ("Mono Audio Dissolve", 58, 60, 60),
            ("Mono Audio Dissolve", 60, 63, 60),
            ("Mono Audio Dissolve", 67, 70, 70),
        ]
        assert [one[:4] for one in found.clips] == [
            ("quiet", 0, 20, 7),
            ("as it is", 20, 40, 0),
            ("loud", 50, 60, 0),
            ("muted", 60, 70, 0),
        ]
        assert found.off == [False, False, False, True]
        factors = [one[4] for one in found.clips]
        assert factors == pytest.approx([10**-0.3, 1, 10**0.175, 10**-0.1], rel=1e-6)
        (sequence,) = slot.segment.segments
        fade = sequence.components[1]["OperationGroup"].value
        assert str(fade.operation.auid) == "0c3bea41-fc05-11d2-8a29-0050040ef7d2"
        assert parameters(fade) == {"Level": RISE}
        assert fade["Parameters"].value[0].interpolationdef.name == "LinearInterp"
        gain = sequence.components[2]
        assert str(gain.operation.auid) == "9d2ea894-0968-11d3-8a38-0050040ef7d2"


def test_any_level_is_told_to_a_hundredth_of_a_decibel() -> None:
    gains = [-96.0, -60.0, -0.1, 1e-9, 12.0, 40.0]
    heard = tuple((shot("1", 0, 20, SONG, level=Level(one)),) for one in gains)
    seen = shot("1", 0, 24), shot("2", 24, 48, **into(WIPE, 9))
    with opened(film(seen, heard=heard)) as file:
        (mob,) = file.content.toplevel()
        factors = [laid(slot).clips[0][4] for slot in mob.slots if slot.name.startswith("A")]
    assert [20 * math.log10(one) for one in factors] == pytest.approx(gains, abs=0.01)


@pytest.mark.slow
@settings(max_examples=10, deadline=None, suppress_health_check=[*HealthCheck])
@given(cut_lists(most=6).filter(lambda cut: any(map(shows, tracks_of(cut)))))
def test_each_frame_is_what_the_cut_list_says(cut: CutList) -> None:
    with opened(cut) as file:
        (mob,) = file.content.toplevel()
        slots = {slot.name: slot for slot in mob.slots}
        for letter, tracks, expected in (("V", cut.tracks, seen_in), ("A", cut.sounds, heard_in)):
            for number, track in enumerate(tracks, start=1):
                if not shows(track):
                    continue
                slot = slots[f"{letter}{number}"]
                assert slot["PhysicalTrackNumber"].value == number
                assert Fraction(slot.edit_rate) == cut.rate
                found = laid(slot)
                clips, blends = expected(cut, track)
                assert found.length == track[-1].span.end
                assert [one[:4] for one in found.clips] == clips
                assert found.blends == blends
                events = [event for event in track if shows((event,))]
                assert found.off == [not plays(event) for event in events]
                assert found.others == [
                    others_of(cut, event, clip) for event, clip in zip(events, clips, strict=True)
                ]


def seen_in(cut: CutList, track: Track) -> tuple[list[Any], list[Any]]:
    """In frames of the film, from what the joints of a track are."""
    clips: list[Any] = []
    blends: list[Any] = []
    last: Event | None = None
    for event, joint in zip(track, joints_of(track), strict=True):
        cut_at = event.span.start
        adjacent = last is not None and last.span.end == cut_at
        out = bool(adjacent and last and last.media)
        takes = takes_of(event)
        first, source = cut_at, source_of(cut, event, takes[0]) if takes else 0
        if joint and (joint.kind is FADE or not cut_at):
            if out and joint.ahead:
                blends.append(("Video Dissolve", cut_at - joint.ahead, cut_at, cut_at))
            if event.media and joint.behind:
                blends.append(("Video Dissolve", cut_at, cut_at + joint.behind, cut_at))
        elif joint and (out or event.media):
            ahead = min(joint.ahead, source) if event.media else joint.ahead
            name = "SMPTE Video Wipe" if joint.kind is WIPE else "Video Dissolve"
            blends.append((name, cut_at - ahead, cut_at + joint.behind, cut_at))
            first, source = cut_at - ahead, max(0, source - ahead)
            if adjacent and last and takes_of(last):
                name, start, _, begins = clips[-1]
                clips[-1] = name, start, cut_at + joint.behind, begins
        if takes:
            clips.append((event.name, first, event.span.end, source))
        last = event
    return clips, blends


def source_of(cut: CutList, event: Event, media: Media) -> int:
    """Where a take begins: a still an hour in."""
    hour = seconds_to_frame(Fraction(HOUR), cut.rate)
    return hour if media.kind is MediaKind.IMAGE else event.source


def others_of(cut: CutList, event: Event, clip: tuple[str, int, int, int]) -> list[Any]:
    """As early as the clip, but for what a take does not have before its first frame."""
    ahead = event.span.start - clip[1]
    return [
        (stem_of(other), max(0, source_of(cut, event, other) - ahead))
        for other in takes_of(event)[1:]
    ]


def plays(event: Event) -> bool:
    return event.media is not None and not event.level.muted


def heard_in(_: CutList, track: Track) -> tuple[list[Any], list[Any]]:
    heard = [event for event in track if shows((event,))]
    clips = [(event.name, *edges(event.span), event.source) for event in heard]
    return clips, [fade for event in heard for fade in fades_of(event)]


def fades_of(event: Event) -> Iterator[Any]:
    start, end = edges(event.span)
    rising = min(event.level.fade_in, end - start)
    falling = min(event.level.fade_out, end - start - rising)
    if rising:
        yield "Mono Audio Dissolve", start, start + rising, start
    if falling:
        yield "Mono Audio Dissolve", end - falling, end, end


def edges(span: Span) -> tuple[int, int]:
    return span.start, span.end


def shows(track: Track) -> bool:
    return any(takes_of(event) for event in track)


def tracks_of(cut: CutList) -> list[Track]:
    return [*cut.tracks, *cut.sounds]
