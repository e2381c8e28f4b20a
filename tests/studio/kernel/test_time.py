from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.kernel.errors import UserError
from studio.kernel.time import conform_frame, parse_rate, rate_text, seconds_to_frame

rates = st.sampled_from(
    [Fraction(24), Fraction(24000, 1001), Fraction(25), Fraction(30000, 1001), Fraction(60)]
)


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("24", Fraction(24)),
        ("024", Fraction(24)),
        ("24000/1001", Fraction(24000, 1001)),
        ("48000/2002", Fraction(24000, 1001)),
        ("23.976", Fraction(24000, 1001)),
        ("29.97", Fraction(30000, 1001)),
        ("12.5", Fraction(25, 2)),
        ("1000", Fraction(1000)),
    ],
)
def test_rates_that_are_read(text: str, rate: Fraction) -> None:
    assert parse_rate(text) == rate


@pytest.mark.parametrize(
    "text",
    ["", "0", "0/5", "24/0", "-24", "+24", " 24", "1e2", "1001", "24/", "٣", "0.0", "9" * 10],
)
def test_texts_that_are_no_rates(text: str) -> None:
    with pytest.raises(UserError):
        parse_rate(text)


@given(st.fractions(min_value=Fraction(1, 1000), max_value=1000, max_denominator=100_000))
def test_a_rate_is_written_as_it_is_read(rate: Fraction) -> None:
    assert parse_rate(rate_text(rate)) == rate


@given(st.text(max_size=30))
def test_any_text_is_a_rate_or_a_user_error(text: str) -> None:
    with suppress(UserError):
        assert 0 < parse_rate(text) <= 1000


@given(frame=st.integers(0, 2**30), rate=rates)
def test_a_frame_survives_seconds(frame: int, rate: Fraction) -> None:
    assert seconds_to_frame(Fraction(frame) / rate, rate) == frame


@given(edges=st.lists(st.integers(0, 10**6), min_size=2, max_size=20), source=rates, target=rates)
def test_converted_edges_leave_no_gap_and_no_overlap(
    edges: list[int], source: Fraction, target: Fraction
) -> None:
    """Clips that touch at one rate touch at any other, since edges are rounded, not durations."""
    cuts = sorted(edges)
    converted = [conform_frame(cut, source, target) for cut in cuts]
    assert converted == sorted(converted)
    drift = abs(Fraction(converted[-1]) / target - Fraction(cuts[-1]) / source)
    assert drift <= Fraction(1, 2) / target
