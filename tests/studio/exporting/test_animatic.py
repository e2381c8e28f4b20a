from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.exporting.animatic import FARTHEST, Plan, Segment, plan_of, shown_frame, size_of
from studio.exporting.cutlist import CutList, Event, Media, Section, Transition, tracks_of
from studio.exporting.options import ExportFormat, ExportOptions, Quality
from studio.kernel.time import conform_frame
from studio.kernel.timecode import Timecode
from studio.library.media import MediaKind
from studio.timeline.rules import Span
from studio.timeline.transitions import TransitionKind
from tests.studio.exporting.cuts import RATES, cut_lists

OPTIONS = ExportOptions(ExportFormat.ANIMATIC)
DISSOLVE = TransitionKind.DISSOLVE


def still(number: int, facts: dict[str, str] | None = None) -> Media:
    return Media(
        UUID(int=number), f"{number}.png", MediaKind.IMAGE, "0" * 64, 1280, 720, facts=facts or {}
    )


def film(number: int, frames: int, rate: int = 24) -> Media:
    kind = MediaKind.VIDEO
    return Media(
        UUID(int=number), f"{number}.mp4", kind, "0" * 64, 64, 36, frames, Fraction(rate)
    )  # fmt: skip


def shot(number: int, start: int, end: int, **more: object) -> Event:
    whole = {"media": still(number), **more}
    return Event(UUID(int=number << 64), f"{number}A", Span(start, end), **whole)  # type: ignore[arg-type]


def cut(*events: Event, rate: Fraction = Fraction(24), size: tuple[int, int] = (64, 36)) -> CutList:
    section = Section(UUID(int=7), "INT. HALL", Span(0, max(one.span.end for one in events)))
    return CutList(
        UUID(int=1), "Film", Timecode(rate), *size, (section,), tracks_of(events), (), 86_400
    )


def frames_of(plan: Plan) -> Iterator[tuple[int, Segment]]:
    for segment in plan.segments:
        for frame in range(segment.span.start, segment.span.end):
            yield frame, segment


def on_top(of: CutList, frame: int) -> Event | None:
    lying = (
        one for track in of.tracks for one in track if one.span.start <= frame < one.span.end
    )  # fmt: skip
    return max(
        lying, key=lambda one: [one in track for track in of.tracks].index(True), default=None
    )


@settings(max_examples=40)
@given(cut_lists(), st.data())
def test_each_frame_is_shown_once_and_shows_what_lies_on_top(
    of: CutList, data: st.DataObject
) -> None:
    first = data.draw(st.none() | st.integers(0, 300))
    last = data.draw(st.none() | st.integers(first or 0, 600))

    plan = plan_of(of, replace(OPTIONS, first_frame=first, last_frame=last))

    shown = list(frames_of(plan))
    wanted = range(first or 0, min(of.length, (of.length if last is None else last + 1)))
    assert [frame for frame, _ in shown] == list(wanted)
    for frame, segment in shown:
        assert segment.event == on_top(of, frame)
        if segment.blend is None:
            assert (segment.layer and segment.layer.event) == segment.event
            assert segment.under is None
        else:
            assert segment.blend.span.start <= frame < segment.blend.span.end
            assert 0 < segment.blend.share(frame) < 1
            seen = [layer.event if layer else None for layer in (segment.layer, segment.under)]
            assert segment.event in seen


@settings(max_examples=40)
@given(cut_lists())
def test_a_range_shows_what_the_whole_shows_there(of: CutList) -> None:
    whole = dict(frames_of(plan_of(of, OPTIONS)))

    part = plan_of(of, replace(OPTIONS, first_frame=10, last_frame=90))

    for frame, segment in frames_of(part):
        assert replace(segment, span=whole[frame].span) == whole[frame]
        if segment.layer is not None and whole[frame].layer is not None:
            assert segment.layer.window(frame) == whole[frame].layer.window(frame)  # type: ignore[union-attr]


@pytest.mark.parametrize(("frames", "begins", "ends"), [(12, 94, 106), (7, 97, 104), (1, 100, 101)])
def test_a_transition_begins_its_smaller_half_before_the_cut(
    frames: int, begins: int, ends: int
) -> None:
    second = shot(2, 100, 200, transition=Transition(DISSOLVE, frames))

    plan = plan_of(cut(shot(1, 0, 100), second), OPTIONS)

    blends = {frame: one.blend for frame, one in frames_of(plan) if one.blend}
    assert (min(blends), max(blends) + 1) == (begins, ends)
    assert {one.kind for one in blends.values()} == {DISSOLVE}
    shares = [blend.share(frame) for frame, blend in sorted(blends.items())]
    assert shares == pytest.approx([(2 * rank + 1) / (2 * frames) for rank in range(frames)])


@settings(max_examples=40)
@given(cut_lists())
def test_transitions_keep_to_the_shots_on_their_sides_and_apart(of: CutList) -> None:
    blends = []
    for _, segment in frames_of(plan_of(of, OPTIONS)):
        if segment.blend is not None and segment.blend not in blends:
            blends.append(segment.blend)
    for before, after in pairwise(blends):
        assert before.span.end <= after.span.start


def test_the_first_shot_comes_out_of_black_from_the_first_frame_on() -> None:
    plan = plan_of(cut(shot(1, 0, 50, transition=Transition(DISSOLVE, 20))), OPTIONS)

    first, rest = plan.segments
    assert (first.span, first.under) == (Span(0, 10), None)
    assert first.blend is not None
    assert first.blend.share(0) == pytest.approx(0.05)
    assert rest.blend is None


@given(st.integers(0, 100_000), st.sampled_from(RATES), st.sampled_from([*RATES, Fraction(16)]))
def test_a_film_of_another_rate_is_conformed_by_its_edges(
    frame: int, rate: Fraction, own: Fraction
) -> None:
    event = shot(1, 0, 10, media=replace(film(1, 10**9), rate=own))

    number = shown_frame(event, frame, rate)

    assert conform_frame(number, own, rate) <= frame < conform_frame(number + 1, own, rate)


def test_sixteen_frames_a_second_become_twenty_four() -> None:
    event = shot(1, 10, 20, media=film(1, 100, 16))

    seen = [shown_frame(event, frame, Fraction(24)) for frame in range(10, 20)]

    assert seen == [0, 0, 1, 2, 2, 3, 4, 4, 5, 6]


def test_a_film_holds_its_last_frame_and_before_its_beginning_its_first() -> None:
    event = shot(1, 100, 200, media=film(1, 30), source=5)

    seen = [shown_frame(event, frame, Fraction(24)) for frame in (90, 100, 124, 125, 199)]

    assert seen == [0, 5, 29, 29, 29]


@settings(max_examples=30)
@given(cut_lists())
def test_the_camera_stays_in_the_picture_and_goes_slowly(of: CutList) -> None:
    for frame, segment in frames_of(plan_of(of, OPTIONS)):
        layer = segment.layer
        if layer is None or layer.motion is None:
            continue
        assert layer.event.media is not None
        assert layer.event.media.kind is MediaKind.IMAGE
        window = layer.window(frame)
        assert window is not None
        assert 1 - FARTHEST - 1e-9 <= window.size <= 1
        for begins in (window.x, window.y):
            assert -1e-9 <= begins <= 1 - window.size + 1e-9
        if layer.shown.start <= frame - 1:
            before = layer.window(frame - 1)
            assert before is not None
            assert abs(before.x - window.x) * of.rate < 0.03


def window_at(plan: Plan, frame: int) -> tuple[float, float, float]:
    segment = dict(frames_of(plan))[frame]
    assert segment.layer is not None
    window = segment.layer.window(frame)
    assert window is not None
    return window.x, window.y, window.size


@pytest.mark.parametrize(
    ("words", "begins", "ends"),
    [
        ("Slow push in on her face", (0, 0, 1), (None, 0.03, 0.94)),
        ("we pull back", (None, 0.03, 0.94), (0, 0, 1)),
        ("Camera pans left along the wall", (0.06, 0.03, 0.94), (0, 0.03, 0.94)),
        ("pan right", (0, 0.03, 0.94), (0.06, 0.03, 0.94)),
        ("Tilt up to the sky", (0.03, 0.06, 0.94), (0.03, 0, 0.94)),
    ],
)
def test_the_camera_goes_as_the_words_tell_it(
    words: str, begins: tuple[float | None, ...], ends: tuple[float | None, ...]
) -> None:
    plan = plan_of(cut(shot(1, 0, 96, note=words)), OPTIONS)

    for frame, wanted in ((0, begins), (95, ends)):
        for found, value in zip(window_at(plan, frame), wanted, strict=True):
            assert value is None or found == pytest.approx(value)


def test_what_is_told_of_the_framing_counts_before_the_prompt() -> None:
    told = still(1, {"framing": "tilt down", "prompt": "push in"})

    assert window_at(plan_of(cut(shot(1, 0, 96, media=told)), OPTIONS), 0)[1] == 0


def test_a_static_shot_and_one_without_pan_and_zoom_stand_still() -> None:
    static = cut(shot(1, 0, 96, note="Static shot."))
    moving = cut(shot(1, 0, 96, note="Push in."))

    for plan in (plan_of(static, OPTIONS), plan_of(moving, replace(OPTIONS, pan_and_zoom=False))):
        (segment,) = plan.segments
        assert segment.layer is not None
        assert segment.layer.motion is None


def test_a_shot_moves_on_behind_one_that_hides_it() -> None:
    over = cut(shot(1, 0, 96, note="pan right"), shot(2, 40, 50))
    alone = cut(shot(1, 0, 96, note="pan right"))

    for frame in (0, 39, 50, 95):
        assert window_at(plan_of(over, OPTIONS), frame) == window_at(plan_of(alone, OPTIONS), frame)


def test_a_long_film_is_planned_in_few_pieces() -> None:
    shots = [
        shot(number, 40 * number, 40 * number + 40, transition=Transition(DISSOLVE, 10))
        for number in range(2_160)
    ]

    plan = plan_of(cut(*shots), OPTIONS)

    assert plan.span.duration == 2_160 * 40
    assert len(plan.segments) <= 3 * len(shots)


@pytest.mark.parametrize(
    ("size", "quality", "wanted"),
    [
        ((1920, 1080), Quality.FINAL, (1920, 1080)),
        ((1920, 1080), Quality.PREVIEW, (1280, 720)),
        ((1080, 1920), Quality.PREVIEW, (720, 1280)),
        ((640, 360), Quality.PREVIEW, (640, 360)),
        ((853, 479), Quality.FINAL, (854, 480)),
    ],
)
def test_sizes_are_even_and_those_of_previews_small(
    size: tuple[int, int], quality: Quality, wanted: tuple[int, int]
) -> None:
    assert size_of(cut(shot(1, 0, 2), size=size), replace(OPTIONS, quality=quality)) == wanted


def test_a_size_that_is_asked_for_stands_for_the_projects() -> None:
    assert size_of(cut(shot(1, 0, 2)), replace(OPTIONS, width=321, height=180)) == (322, 180)
