from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.kernel.text import PROMPT
from studio.library.media import MediaKind
from studio.rendering.plan import Figure, Picture, Shot, compose, make_brief

EVE = Figure("EVE", "tall, red coat")
NED = Figure("NED", "a boy")


def _shot(image: str = "", *, kind: str = "ACTION", video: str = "", **given: object) -> Shot:
    values: dict[str, object] = {
        "number": "1A",
        "scene": "INT. HALL - DAY",
        "framing": "MEDIUM",
        "caption": "Eve waits.",
        "characters": ("EVE", "NED"),
        "negative_prompt": "",
        "location": "HALL",
        "time_of_day": "DAY",
        "cast": (EVE,),
    }
    return Shot(kind=kind, image_prompt=image, video_prompt=video, **(values | given))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("Eve waits. Eve sits.", "Eve (tall, red coat) waits. Eve sits."),
        ("Eve's hand. Eve waits.", "Eve's hand. Eve (tall, red coat) waits."),
        ("Evening. A hall.", "Evening. A hall. EVE: tall, red coat."),
        ("Eve (angry) waits.", "Eve (angry) waits. EVE: tall, red coat."),
        ("A woman, TALL, RED COAT, waits.", "A woman, TALL, RED COAT, waits."),
        ("", "medium shot, EVE (tall, red coat), NED, HALL, DAY"),
    ],
)
def test_a_still_is_asked_for_with_each_look_once(written: str, sent: str) -> None:
    assert compose(MediaKind.IMAGE, _shot(written)) == sent
    assert compose(MediaKind.VIDEO, _shot(written)) == sent
    assert compose(MediaKind.IMAGE, _shot(sent)) == sent


def test_a_look_that_does_not_fit_is_left_out_and_a_shorter_one_is_not() -> None:
    words = "Eve, Ned." + "x" * (PROMPT - 20)
    sent = compose(MediaKind.IMAGE, _shot(words, cast=(EVE, NED)))
    assert sent == words.replace("Ned", "Ned (a boy)")


def test_a_name_is_text_and_may_stand_on_two_lines() -> None:
    odd = Figure("MR. X (THE 2ND)", "a mask")
    assert compose(MediaKind.IMAGE, _shot("Mr.\nX (the 2nd) nods.", cast=(odd,))) == (
        "Mr.\nX (the 2nd) (a mask) nods."
    )


def test_motion_and_details_are_told_as_they_are_written() -> None:
    assert compose(MediaKind.VIDEO, _shot("Eve.", video="Eve runs.")) == "Eve runs."
    assert compose(MediaKind.IMAGE, _shot("Eve's key.", kind="INSERT")) == "Eve's key."


def test_a_brief_carries_the_cast() -> None:
    picture = Picture(1280, 720, Fraction(24), 48)
    shot = _shot("Eve waits.", cast=(EVE, NED))
    brief = make_brief(MediaKind.IMAGE, shot, picture, seed=1, count=1, model=None)
    assert brief["shot"]["cast"] == [
        {"name": "EVE", "look": "tall, red coat"},
        {"name": "NED", "look": "a boy"},
    ]
    crowd = _shot(cast=tuple(Figure(f"N{n}", "a face") for n in range(201)))
    brief = make_brief(MediaKind.IMAGE, crowd, picture, seed=1, count=1, model=None)
    assert len(brief["shot"]["cast"]) == 200


@settings(max_examples=60, deadline=None)
@given(
    st.text(max_size=300),
    st.lists(st.builds(Figure, st.text("Aa .(*", min_size=1), st.text(min_size=1)), max_size=6),
    st.integers(0, PROMPT),
)
def test_looks_never_take_words_away_nor_go_beyond_the_limit(
    words: str, cast: list[Figure], padding: int
) -> None:
    words = f"{words}{'x' * padding}"[:PROMPT]
    words = words if words.strip() else "x"
    sent = compose(MediaKind.IMAGE, _shot(words, cast=tuple(cast)))
    assert len(sent) <= PROMPT
    rest = iter(sent)
    assert all(letter in rest for letter in words)
