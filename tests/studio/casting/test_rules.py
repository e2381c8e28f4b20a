from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.casting.rules import (
    Look,
    LoraUse,
    Sheet,
    StyleSheet,
    Trait,
    check_prominence,
    figure_of,
    manner_of,
    phrase,
)
from studio.kernel.errors import ErrorCode, UserError
from tests.studio.casting.sheets import words

COAT = Look(UUID(int=1), "Coat", "a red coat", is_default=True)
NAKED = Look(UUID(int=2), "Bath", " ")


def test_a_look_is_told_in_one_order() -> None:
    sheet = Sheet(clothing="jeans", face="green eyes.", age="in her thirties", look=" tall ")
    assert figure_of("EVE", sheet).look == "in her thirties, green eyes, tall, jeans"


def test_a_costume_stands_in_place_of_the_clothing() -> None:
    sheet = Sheet(clothing="jeans", look="tall", looks=(COAT, NAKED))
    assert figure_of("EVE", sheet).look == "tall, a red coat"
    assert figure_of("EVE", sheet, NAKED.id).look == "tall, jeans"
    assert figure_of("EVE", sheet, UUID(int=9)).look == "tall, a red coat"


def test_traits_go_into_every_prompt_or_into_none() -> None:
    sheet = Sheet(
        age="40", look="tall", features="a scar", always=(Trait.FEATURES,), never=(Trait.AGE,)
    )
    figure = figure_of("EVE", sheet)
    assert (figure.look, figure.essential) == ("a scar, tall", "a scar")


@given(st.lists(words))
def test_a_phrase_is_one_line_without_empty_parts(parts: list[str]) -> None:
    told = phrase(parts)
    assert told == " ".join(told.split())
    assert not told.endswith((".", ",", ";"))
    assert phrase([told]) == told


def test_a_style_tells_what_to_show_and_what_to_keep_away() -> None:
    sheet = StyleSheet(mood="calm.", art_style="ink", negative="text, ", settings={"steps": 20})
    manner = manner_of(sheet)
    assert (manner.positive, manner.negative) == ("ink, calm", "text")
    assert sheet.tidied() == sheet


@pytest.mark.parametrize(
    ("sheet", "field"),
    [
        (Sheet(face="x" * 501), "face"),
        (Sheet(notes="\x00"), "notes"),
        (Sheet(triggers=("x" * 101,)), "triggers"),
        (Sheet(triggers=(" ",)), "triggers"),
        (Sheet(always=(Trait.AGE,), never=(Trait.AGE,)), "never"),
        (Sheet(loras=(LoraUse(UUID(int=1)), LoraUse(UUID(int=1), 0.5))), "loras"),
        (Sheet(loras=(LoraUse(UUID(int=1), 10.5),)), "loras"),
        (Sheet(loras=(LoraUse(UUID(int=1), float("nan")),)), "loras"),
        (Sheet(looks=(COAT, Look(UUID(int=3), "coat ", ""))), "looks"),
        (Sheet(looks=(COAT, Look(UUID(int=3), "Hat", "", is_default=True))), "looks"),
        (Sheet(looks=(Look(UUID(int=3), " ", ""),)), "looks"),
    ],
)
def test_what_is_wrong_is_named(sheet: Sheet, field: str) -> None:
    with pytest.raises(UserError) as caught:
        sheet.check()
    assert caught.value.field == (field,)


def test_there_is_an_end_to_lists() -> None:
    looks = tuple(Look(UUID(int=one), str(one), "") for one in range(51))
    loras = tuple(LoraUse(UUID(int=one)) for one in range(11))
    for sheet in (Sheet(looks=looks), Sheet(loras=loras), Sheet(triggers=("x",) * 21)):
        with pytest.raises(UserError) as caught:
            sheet.check()
        assert caught.value.code is ErrorCode.LIMIT_EXCEEDED


@pytest.mark.parametrize("prominence", [0.0, 0.09, 2.01, -1.0, float("nan"), float("inf")])
def test_prominence_has_bounds(prominence: float) -> None:
    assert check_prominence(0.1) == 0.1
    assert check_prominence(2) == 2.0
    with pytest.raises(UserError):
        check_prominence(prominence)
