from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.kernel.errors import UserError
from studio.kernel.timecode import Timecode

FILM = Fraction(24_000, 1001)
TELEVISION = Fraction(30_000, 1001)
DOUBLE = Fraction(60_000, 1001)
COUNTS = [
    *(Timecode(Fraction(rate)) for rate in (1, 12, 24, 25, 30, 48, 50, 60, 100)),
    *(Timecode(rate) for rate in (FILM, TELEVISION, DOUBLE, Fraction(25, 2))),
    *(Timecode(rate, drop=True) for rate in (TELEVISION, DOUBLE)),
]


@given(st.sampled_from(COUNTS), st.integers(0, 2**30))
def test_each_frame_of_a_day_has_one_name(timecode: Timecode, frame: int) -> None:
    assert timecode.read(timecode.text(frame)) == frame % timecode.day


@pytest.mark.parametrize(
    ("rate", "frame", "text"),
    [
        (TELEVISION, 0, "00:00:00;00"),
        (TELEVISION, 1799, "00:00:59;29"),
        (TELEVISION, 1800, "00:01:00;02"),
        (TELEVISION, 17_981, "00:09:59;29"),
        (TELEVISION, 17_982, "00:10:00;00"),
        (TELEVISION, 107_892, "01:00:00;00"),
        (DOUBLE, 3599, "00:00:59;59"),
        (DOUBLE, 3600, "00:01:00;04"),
        (DOUBLE, 215_784, "01:00:00;00"),
    ],
)
def test_dropped_numbers_are_those_of_the_standard(rate: Fraction, frame: int, text: str) -> None:
    assert Timecode(rate, drop=True).text(frame) == text


def test_an_hour_of_drop_frame_keeps_up_with_the_clock() -> None:
    dropped, counted = Timecode(TELEVISION, drop=True), Timecode(TELEVISION)
    hour = round(3600 * TELEVISION)
    assert dropped.text(hour) == "01:00:00;00"
    assert counted.text(hour) == "00:59:56:12"


@pytest.mark.parametrize("rate", [FILM, Fraction(24), Fraction(30), Fraction(60)])
def test_other_rates_have_nothing_to_drop(rate: Fraction) -> None:
    with pytest.raises(UserError, match=r"29\.97 and 59\.94"):
        Timecode(rate, drop=True)


@pytest.mark.parametrize(
    "text",
    [
        *("", "1:00:00:00", "01:00:00", "01:00:00.00", "٠١:٠٠:٠٠:٠٠"),
        *("24:00:00:00", "00:60:00:00", "00:00:60:00", "00:00:00:30", "00:01:00;00", "00:59:00;01"),
    ],
)
def test_what_no_frame_is_called_is_refused(text: str) -> None:
    with pytest.raises(UserError):
        Timecode(TELEVISION, drop=True).read(text)
