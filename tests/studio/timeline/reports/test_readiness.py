from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.timeline.reports.facts import Film, ShownTake
from studio.timeline.reports.readiness import (
    EDL_NAME,
    ExportFindingCode,
    ExportStanding,
    findings_of,
    standing_of,
)
from tests.studio.timeline.reports.films import RATE, STILL, film, scene, shot
from tests.studio.timeline.tracks import Timeline, clip, edge, overlapping, rates, timelines

VIDEO = ShownTake(moving=True, width=1280, height=720, frames=48, rate=RATE)


def told(made: Film) -> list[tuple[ExportFindingCode, int | None]]:
    return [(one.code, one.frame) for one in findings_of(made)]


def test_a_film_without_faults_is_ready() -> None:
    made = film(scene(1, shot(1, 0, 48, VIDEO), shot(2, 48, 60)), scene(2, shot(3, 0, 5)))
    assert findings_of(made) == []
    assert standing_of([]) is ExportStanding.READY


def test_each_finding_says_what_where_and_what_next() -> None:
    code = ExportFindingCode
    made = film(
        scene(1),
        scene(2, shot(1, 0, 48, None, number="2A", name="Alice"), shot(2, 40, 50)),
        scene(3, shot(3, 12, 24, name="x" * (EDL_NAME + 1))),
    )
    found = findings_of(made)
    assert [(one.code, one.scene_id, one.clip_id, one.frame) for one in found] == [
        (code.CLIPS_OVERLAP, clip(1002), clip(2), 40),
        (code.CLIP_WITHOUT_TAKE, clip(1002), clip(1), 0),
        (code.EMPTY_SCENE, clip(1001), None, None),
        (code.GAP, clip(1003), clip(3), 0),
        (code.NAME_TOO_LONG, clip(1003), clip(3), 12),
    ]
    assert all(one.next_step and one.message for one in found)
    assert found[1].message == "Clip “2A Alice” shows nothing yet."
    assert "clip “2A Alice” has ended: 8 frames of both" in found[0].message
    assert standing_of(found) is ExportStanding.NOT_READY
    assert standing_of(found[2:]) is ExportStanding.WARNINGS


@pytest.mark.parametrize(
    ("take", "codes"),
    [
        (VIDEO, []),
        (ShownTake(moving=True), []),
        (replace(VIDEO, frames=47), ["TAKE_TOO_SHORT"]),
        (replace(VIDEO, frames=480), []),
        (replace(VIDEO, rate=Fraction(12), frames=24), ["TAKE_RATE"]),
        (replace(VIDEO, rate=Fraction(16), frames=31), ["TAKE_RATE", "TAKE_TOO_SHORT"]),
        (replace(VIDEO, width=640), ["TAKE_SIZE"]),
        (replace(STILL, height=721), ["TAKE_SIZE"]),
        (replace(STILL, rate=Fraction(5), frames=1), []),
    ],
)
def test_what_is_said_of_a_take(take: ShownTake, codes: list[str]) -> None:
    found = findings_of(film(scene(1, shot(1, 0, 48, take))))
    assert [one.code.name for one in found] == codes
    assert not any(one.blocking for one in found)


@given(film_rate=rates, take_rate=rates, lasts=st.integers(1, 20_000), slack=st.integers(-2, 2))
def test_a_take_is_too_short_exactly_where_it_ends_frames_before_its_clip(
    film_rate: Fraction, take_rate: Fraction, lasts: int, slack: int
) -> None:
    frames = max(1, edge(lasts, take_rate))
    exact = Fraction(frames) / take_rate * film_rate
    duration = max(1, int(exact + Fraction(1, 2)) + slack)
    take = replace(VIDEO, frames=frames, rate=take_rate)
    made = film(scene(1, shot(1, 0, duration, take)), rate=film_rate)
    codes = [one.code.name for one in findings_of(made)]
    assert ("TAKE_RATE" in codes) == (film_rate != take_rate)
    assert ("TAKE_TOO_SHORT" in codes) == (duration - exact > Fraction(1, 2))


@given(timelines(least=1))
def test_ready_is_a_timeline_with_neither_gap_nor_overlap(track: Timeline) -> None:
    made = film(
        scene(1, *(replace(shot(1, 0, 1), id=key, span=place) for key, place in track.items()))
    )
    found = findings_of(made)
    filled = {frame for span in track.values() for frame in (span.start, span.end)}
    assert filled
    codes = {one.code for one in found}
    assert (ExportFindingCode.CLIPS_OVERLAP in codes) == bool(overlapping(track))
    assert codes <= {ExportFindingCode.CLIPS_OVERLAP, ExportFindingCode.GAP}
    assert (standing_of(found) is ExportStanding.READY) == (not codes)


def test_nothing_is_not_ready() -> None:
    assert told(film()) == [(ExportFindingCode.NOTHING_TO_EXPORT, None)]
    found = findings_of(film(scene(1)))
    assert [one.code.name for one in found] == ["NOTHING_TO_EXPORT", "EMPTY_SCENE"]
    assert standing_of(found) is ExportStanding.NOT_READY
