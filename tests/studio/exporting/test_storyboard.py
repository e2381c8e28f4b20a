from fractions import Fraction
from itertools import combinations
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.exporting.cutlist import CutList, Event, Section
from studio.exporting.storyboard import (
    FOOT,
    MARGIN,
    MOST_PANELS,
    Box,
    clock,
    grid_of,
    rate_words,
    rows_of,
    seconds,
    shots_of,
    storyboard_of,
)
from studio.kernel.timecode import Timecode
from studio.timeline.rules import Span
from tests.studio.exporting.cuts import cut_lists

ASPECTS = [
    Fraction(16, 9),
    Fraction(9, 16),
    Fraction(1),
    Fraction(239, 100),
    Fraction(3),
    Fraction(1, 4),
]


def inside(inner: Box, outer: Box) -> bool:
    slack = 0.01
    return (
        inner.left >= outer.left - slack
        and inner.top >= outer.top - slack
        and inner.right <= outer.right + slack
        and inner.bottom <= outer.bottom + slack
    )


def apart(one: Box, other: Box) -> bool:
    slack = 0.01
    return (
        one.right <= other.left + slack
        or other.right <= one.left + slack
        or one.bottom <= other.top + slack
        or other.bottom <= one.top + slack
    )


def film(shots: int, scenes: int, size: tuple[int, int] = (1280, 720)) -> CutList:
    """Scenes of as many shots each, a second each."""
    events = [Event(UUID(int=n), f"{n}", Span.of(24 * n, 24)) for n in range(shots)]
    each = -(-shots // scenes)
    sections = [
        Section(UUID(int=1000 + n), f"Scene {n}", Span.of(24 * each * n, 24 * each))
        for n in range(scenes)
    ]
    timecode = Timecode(Fraction(24))
    return CutList(UUID(int=1), "Film", timecode, *size, tuple(sections), (tuple(events),), (), 0)


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("panels", range(1, MOST_PANELS + 1))
def test_panels_fit_on_the_page_and_stand_apart(panels: int, aspect: Fraction) -> None:
    cut = film(panels, panels, (aspect.numerator * 100, aspect.denominator * 100))
    board = storyboard_of(cut, shots_of(cut), panels)
    grid = board.grid
    (page,) = board.pages
    assert len(page.panels) == panels
    body = Box(MARGIN, MARGIN, grid.width - 2 * MARGIN, grid.height - 2 * MARGIN - FOOT)
    boxes = [box for panel in page.panels for box in (panel.picture, panel.words)]
    boxes += [heading.box for heading in page.headings]
    assert all(inside(box, body) for box in boxes)
    assert all(apart(one, other) for one, other in combinations(boxes, 2))
    for panel in page.panels:
        assert panel.picture.width / panel.picture.height == pytest.approx(float(aspect), rel=0.01)
        assert panel.words.width > 5 * grid.size
        assert panel.words.height > 4 * grid.size


def test_pictures_are_as_large_as_they_can_be() -> None:
    assert [(grid.columns, grid.rows) for grid in (grid_of(n, 16 / 9) for n in (1, 2, 6, 12))] == [
        *((1, 1), (1, 2), (2, 3), (3, 4))
    ]
    assert grid_of(3, 9 / 16).columns == 3
    widths = [grid_of(panels, 16 / 9).picture[0] for panels in range(1, 13)]
    assert widths == sorted(widths, reverse=True)


@settings(max_examples=60)
@given(cut_lists(), st.integers(1, MOST_PANELS))
def test_every_shot_has_one_panel_in_the_order_of_the_film(cut: CutList, panels: int) -> None:
    shots = shots_of(cut)
    board = storyboard_of(cut, shots, panels)
    drawn = [panel.event for page in board.pages for panel in page.panels]
    assert drawn == shots == sorted(drawn, key=lambda event: event.span)
    assert len(shots) == sum(map(len, cut.tracks))
    assert len(board.pages) == -(-len(shots) // panels)
    headings = [heading for page in board.pages for heading in page.headings]
    new = [heading.section.scene for heading in headings if not heading.again]
    assert len(new) == len(set(new)) == len(board.first_pages)
    assert set(new) == {
        section.scene for shot in shots if (section := cut.section_at(shot.span.start))
    }


def test_scenes_stand_above_their_panels_and_go_on_over_the_page() -> None:
    cut = film(10, 2)
    board = storyboard_of(cut, shots_of(cut), 4)
    told = [[(one.section.name, one.again) for one in page.headings] for page in board.pages]
    assert told == [
        [("Scene 0", False)],
        [("Scene 0", True), ("Scene 1", False)],
        [("Scene 1", True)],
    ]
    assert board.first_pages == {UUID(int=1000): 0, UUID(int=1001): 1}


def test_a_range_leaves_out_what_lies_elsewhere() -> None:
    cut = film(5, 1)
    assert [shot.name for shot in shots_of(cut, 24, 71)] == ["1", "2"]
    assert [shot.name for shot in shots_of(cut, 25, 72)] == ["1", "2", "3"]
    assert shots_of(cut, 500) == []


@settings(max_examples=200)
@given(st.text(max_size=120), st.integers(2, 30), st.integers(0, 5))
def test_no_row_is_wider_than_its_room(text: str, width: int, most: int) -> None:
    rows = rows_of(text, len, width, most)
    assert len(rows) <= most
    assert all(0 < len(row) <= width for row in rows)
    bare = "".join(text.split())
    told = "".join("".join(rows).split())
    if rows and rows[-1].endswith("…") and told != bare:
        told = told[:-1]
    elif most:
        assert told == bare, "nothing is left out unsaid"
    assert bare.startswith(told)


def test_rows_break_between_words() -> None:
    assert rows_of("one two three four", len, 9, 2) == ["one two", "three…"]
    assert rows_of("one two three four", len, 10, 2) == ["one two", "three four"]
    assert rows_of("extraordinarily", len, 6, 3) == ["extrao", "rdinar", "ily"]
    assert rows_of("", len, 6, 3) == rows_of("word", len, 6, 0) == []


def test_lengths_in_words() -> None:
    cut = film(1, 1)
    assert [clock(cut, 24 * n) for n in (0, 61, 3600)] == ["0:00", "1:01", "1:00:00"]
    assert [seconds(cut, n) for n in (24, 36, 7)] == ["1 s", "1.5 s", "0.29 s"]
    assert rate_words(cut) == "24"
