import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.cli.rendering.lettering import fitted, width_of, wrapped


def test_what_fits_stays_and_what_does_not_ends_between_words() -> None:
    assert fitted("To be", 20, 500) == "To be"
    short = fitted("To be, or not to be, that is the question", 20, 200)
    assert short.endswith("…")
    assert "To be, or not to be, that is the question".startswith(short[:-1])
    assert short[:-1].split()[-1] in {"be", "or", "not", "to"}


@pytest.mark.parametrize("text", ["a b c", "word " * 90, "x" * 500, "", "  ", "a " + "y" * 300])
def test_lines_stay_inside_their_width(text: str) -> None:
    lines = wrapped(text, 22, 300, 3)
    assert len(lines) <= 3
    assert all(width_of(line, 22) <= 300 for line in lines)


@given(st.text(max_size=60))
def test_any_text_can_be_set(text: str) -> None:
    assert len(wrapped(text, 20, 200, 2)) <= 2
