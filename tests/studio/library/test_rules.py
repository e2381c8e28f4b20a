import pytest

from studio.library.rules import fold


@pytest.mark.parametrize("name", ["Mrs. Weiß", " MRS.  WEISS ", "mrs.\nweiss"])
def test_names_are_compared_whatever_their_case_and_white_space(name: str) -> None:
    assert fold(name) == "mrs. weiss"
