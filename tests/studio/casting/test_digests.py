import importlib
from dataclasses import replace
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from studio.casting.digests import stamp
from studio.casting.rules import (
    Look,
    Manner,
    Sheet,
    StyleSheet,
    Surroundings,
    Trait,
    figure_of,
    manner_of,
    phrase,
    sheet_as_json,
    sheet_of,
)
from tests.studio.casting.sheets import sheets, styles, words

REVISION: Any = importlib.import_module("infra.migrations.versions.0013_casting")
costumes = st.sampled_from(["a red coat", "furs", "a towel."])
TEXTS = [trait.value.lower() for trait in Trait]


@given(sheets(), st.sampled_from([*TEXTS, "notes"]), words)
@settings(max_examples=100)
def test_a_digest_changes_exactly_with_what_is_shown(sheet: Sheet, name: str, text: str) -> None:
    before = figure_of("EVE", sheet)
    change: dict[str, Any] = {name: text}
    after = figure_of("EVE", replace(sheet, **change))
    assert (stamp(before) == stamp(after)) == (before.shown() == after.shown())
    if name == "notes" or Trait(name.upper()) in sheet.never:
        assert stamp(before) == stamp(after)
    elif phrase([text]) != phrase([getattr(sheet, name)]) and name != "clothing":
        assert stamp(before) != stamp(after)


@given(sheets(), st.lists(costumes, min_size=2, max_size=4), costumes, st.integers(-1, 3))
@settings(max_examples=50)
def test_an_edit_of_one_look_is_one_of_that_look_alone(
    sheet: Sheet, told: list[str], text: str, default: int
) -> None:
    looks = tuple(
        Look(UUID(int=place), f"look {place}", one, place == default)
        for place, one in enumerate(told)
    )
    dressed = replace(sheet, looks=looks, never=())
    edited = replace(dressed, looks=(replace(looks[0], words=f"a new {text}"), *looks[1:]))
    same = [
        stamp(figure_of("EVE", dressed, one)) == stamp(figure_of("EVE", edited, one))
        for one in (None, *(look.id for look in looks))
    ]
    assert same == [default != 0, False, *[True] * (len(looks) - 1)]


@given(sheets())
def test_a_sheet_that_is_kept_is_the_sheet(sheet: Sheet) -> None:
    kept = sheet_of(sheet_as_json(sheet))
    assert kept == sheet
    assert stamp(figure_of("EVE", kept)) == stamp(figure_of("EVE", sheet))


@given(styles, styles)
def test_a_style_is_what_it_shows_and_how_it_is_sampled(one: StyleSheet, other: StyleSheet) -> None:
    same = manner_of(one).shown() == manner_of(other).shown()
    assert (stamp(manner_of(one)) == stamp(manner_of(other))) == same
    assert stamp(manner_of(one)) == stamp(manner_of(replace(one, notes="x", tags=("y",))))


def test_kinds_are_told_apart_and_so_are_numbers_alike() -> None:
    assert len({stamp(Surroundings("x")), stamp(Manner("x", "")), stamp(Manner("", "x"))}) == 3
    assert stamp(Manner("", "", {"cfg": 5})) != stamp(Manner("", "", {"cfg": 6}))


@given(words, words)
def test_a_revision_stamps_characters_as_the_studio_does(name: str, look: str) -> None:
    assert REVISION.digest_of(name, look) == stamp(figure_of(name, Sheet(look=look)))
