import csv
import io

import pytest
from hypothesis import given

from studio.exporting.cutlist import CutList
from studio.exporting.formats.table import COLUMNS, write_table
from tests.studio.exporting.cuts import cut_lists


@pytest.mark.feature("EXP-5")
@given(cut_lists())
def test_a_line_for_each_clip_in_the_order_of_the_film(cut: CutList) -> None:
    head, *rows = csv.reader(io.StringIO(write_table(cut).text))
    assert tuple(head) == COLUMNS
    lines = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
    events = sorted(cut.events, key=lambda one: (one.span, one.clip))
    assert len(lines) == len(events)
    for line, event in zip(lines, events, strict=True):
        assert cut.timecode.read(line["start"]) == cut.begins + event.span.start
        assert int(line["frames"]) == event.span.duration
        assert line["file"] == (event.media.name if event.media else "")


@given(cut_lists())
def test_nothing_is_a_formula(cut: CutList) -> None:
    for row in csv.reader(io.StringIO(write_table(cut).text)):
        assert not any(cell[:1] in {"=", "+", "-", "@"} for cell in row)
