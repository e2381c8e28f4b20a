from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from studio.exporting.conforming import conform
from studio.exporting.cutlist import CutList, first_hour
from studio.kernel.timecode import Timecode
from tests.studio.exporting.cuts import RATES, cut_lists


@given(cut_lists(), st.sampled_from(RATES))
def test_every_edge_is_the_frame_nearest_to_its_moment(cut: CutList, rate: Fraction) -> None:
    timecode = Timecode(rate)
    there = conform(cut, timecode, first_hour(timecode))
    assert there.rate == rate
    before = {(event.row, event.clip): event for event in cut.events}
    after = {(event.row, event.clip): event for event in there.events}
    assert before.keys() == after.keys()
    half = Fraction(1, 2) / rate
    for key, one in before.items():
        other = after[key]
        assert abs(one.span.start / cut.rate - other.span.start / rate) <= half
        if other.span.duration > 1:
            assert abs(one.span.end / cut.rate - other.span.end / rate) <= half
        assert abs(one.source / cut.rate - other.source / rate) <= half
        assert other.media == one.media
    for track in (*there.tracks, *there.sounds):
        ends = [event.span.end for event in track]
        assert all(end <= event.span.start for end, event in zip(ends, track[1:], strict=False))


@given(cut_lists(), st.sampled_from([2, 3, 4]))
def test_to_a_multiple_of_the_rate_and_back_nothing_is_lost(cut: CutList, times: int) -> None:
    there = conform(cut, Timecode(cut.rate * times), 0)
    assert conform(there, cut.timecode, cut.begins) == cut


@given(cut_lists())
def test_at_its_own_rate_only_the_count_changes(cut: CutList) -> None:
    assert conform(cut, Timecode(cut.rate), 7) == replace(
        cut, timecode=Timecode(cut.rate), begins=7
    )
