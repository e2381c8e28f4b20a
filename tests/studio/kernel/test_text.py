import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.kernel.errors import UserError
from studio.kernel.text import NAME, PROMPT, as_cell, checked


def test_a_name_is_one_line_without_spaces_around_it() -> None:
    assert checked("  The Tempest \n", "name", limit=NAME) == "The Tempest"
    assert checked(" " * NAME + "a" * NAME, "name", limit=NAME) == "a" * NAME
    assert checked("  a\n b ", "prompt", limit=PROMPT) == "  a\n b "
    for wrong in ("a\nb", "a\tb", "a\x1bb", "a\u2028b", "a\x85b"):
        with pytest.raises(UserError, match="one line") as found:
            checked(wrong, "name", limit=NAME)
        assert found.value.field == ("name",)
    with pytest.raises(UserError, match="empty"):
        checked(" \n", "name", limit=NAME, required=True)


@given(st.text(st.sampled_from("=+-@ab \t\r\n\u3000\u00a0'\""), max_size=12))
def test_no_cell_is_computed(value: str) -> None:
    cell = as_cell(value)
    assert cell in {value, f"'{value}"}
    for spaces in (" ", " \n\r\t", None):
        assert cell.strip(spaces)[:1] not in {"=", "+", "-", "@"}
    written = io.StringIO()
    csv.writer(written).writerow([cell, "x"])
    assert next(csv.reader(io.StringIO(written.getvalue(), newline=""))) == [cell, "x"]


def test_plain_words_stay_as_they_are() -> None:
    for value in ("", "a red kite", "a = b", "  two spaces", "0.000014"):
        assert as_cell(value) == value
    for value in ("=1+1", " =1+1", "\n=1+1", "\u00a0@SUM(1)", "-2", "\tx", "\nx"):
        assert as_cell(value) == f"'{value}"
