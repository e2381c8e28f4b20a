import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.cli.rendering.names import slug_of, sortable, stems
from tests.api.cli.rendering.films import clip


@pytest.mark.parametrize(
    ("number", "expected"),
    [("12A", "012A"), ("1", "001"), ("1234", "1234"), ("A1", "A1"), ("", ""), ("../3", "003")],
)
def test_numbers_sort_like_the_film(number: str, expected: str) -> None:
    assert sortable(number) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Hamlet follows the Ghost", "hamlet-follows-the-ghost"),
        ("Who's there? “Nay!”", "whos-there-nay"),
        ("Café Zoë", "cafe-zoe"),
        ("Война и мир", "война-и-мир"),
        ("日本", "日本"),
        ("…", ""),
        ("x" * 90, "x" * 48),
    ],
)
def test_slugs_are_words_joined_by_hyphens(words: str, expected: str) -> None:
    assert slug_of(words) == expected


def test_a_long_name_is_cut_between_words() -> None:
    assert slug_of("a boot scrapes on the stair and he spins round to look") == (
        "a-boot-scrapes-on-the-stair-and-he-spins-round"
    )


def test_equal_names_are_told_apart_whatever_the_case() -> None:
    clips = [
        clip("1a", "Wall", id="x"),
        clip("1A", "wall", id="y"),
        clip("1a", "Wall", id="z"),
    ]
    assert stems(clips) == {"x": "001a-wall", "y": "001A-wall-2", "z": "001a-wall-3"}


def test_a_shot_without_a_number_goes_by_its_place() -> None:
    assert stems([clip("1", id="x"), clip("", id="y")])["y"] == "002-a-wall"


@given(st.lists(st.tuples(st.text(max_size=200), st.text(max_size=300)), max_size=6))
def test_every_name_is_a_plain_file_name_of_its_own(shots: list[tuple[str, str]]) -> None:
    clips = [clip(number, name, id=str(i)) for i, (number, name) in enumerate(shots)]
    names = stems(clips)
    assert len({name.casefold() for name in names.values()}) == len(clips)
    for name in names.values():
        assert 0 < len(name.encode()) <= 230
        assert all(char.isalnum() or char in "-_" or not char.isascii() for char in name), name
        assert name[0] != "-"
