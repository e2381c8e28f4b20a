from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.casting.words import CastMember, Feed
from studio.kernel.text import PROMPT
from studio.library.media import MediaKind
from studio.prompts.pieces import COMPOSED
from studio.rendering.plan import Picture, Reader, Shot, Words, compose, make_brief, said_to

EVE = CastMember("EVE", "tall, red coat")
NED = CastMember("NED", "a boy")
PICTURE = Picture(1280, 720, Fraction(24), 48)
ASKED: dict[str, Any] = {"seed": 1, "count": 1, "model": None}


def _shot(
    image: str = "",
    *,
    kind: str = "ACTION",
    video: str = "",
    cast: tuple[CastMember, ...] | None = None,
    **given: object,
) -> Shot:
    values: dict[str, object] = {
        "number": "1A",
        "scene": "INT. HALL - DAY",
        "framing": "MEDIUM",
        "caption": "Eve waits.",
        "characters": ("EVE", "NED"),
        "negative_prompt": "",
        "location": "HALL",
        "time_of_day": "DAY",
        "feed": Feed((EVE,) if cast is None else cast),
    }
    return Shot(kind=kind, image_prompt=image, video_prompt=video, **(values | given))  # type: ignore[arg-type]


def said(kind: MediaKind, shot: Shot) -> str:
    return compose(kind, shot).prompt


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
    assert said(MediaKind.IMAGE, _shot(written)) == sent
    assert said(MediaKind.VIDEO, _shot(written)) == sent
    assert said(MediaKind.IMAGE, _shot(sent)) == sent


def test_a_look_that_does_not_fit_is_left_out_and_a_shorter_one_is_not() -> None:
    words = "Eve, Ned." + "x" * (PROMPT - 20)
    sent = said(MediaKind.IMAGE, _shot(words, cast=(EVE, NED)))
    assert sent == words.replace("Ned", "Ned (a boy)")


def test_a_name_is_text_and_may_stand_on_two_lines() -> None:
    odd = CastMember("MR. X (THE 2ND)", "a mask")
    assert said(MediaKind.IMAGE, _shot("Mr.\nX (the 2nd) nods.", cast=(odd,))) == (
        "Mr.\nX (the 2nd) (a mask) nods."
    )


def test_motion_and_details_are_told_as_they_are_written() -> None:
    assert said(MediaKind.VIDEO, _shot("Eve.", video="Eve runs.")) == "Eve runs."
    assert said(MediaKind.IMAGE, _shot("Eve's key.", kind="INSERT")) == "Eve's key."


def test_a_brief_carries_the_cast() -> None:
    picture = Picture(1280, 720, Fraction(24), 48)
    shot = _shot("Eve waits.", cast=(EVE, NED))
    brief = make_brief(MediaKind.IMAGE, shot, picture, seed=1, count=1, model=None)
    assert brief["shot"]["cast"] == [
        {"name": "EVE", "look": "tall, red coat"},
        {"name": "NED", "look": "a boy"},
    ]
    crowd = _shot(cast=tuple(CastMember(f"N{n}", "a face") for n in range(201)))
    brief = make_brief(MediaKind.IMAGE, crowd, picture, seed=1, count=1, model=None)
    assert len(brief["shot"]["cast"]) == 200


@settings(max_examples=60, deadline=None)
@given(
    st.text(st.characters(exclude_characters="\\()[]{}|<>"), max_size=300),  # as nothing but words
    st.lists(st.builds(CastMember, st.text("Aa .(*", min_size=1), st.text(min_size=1)), max_size=6),
    st.integers(0, PROMPT),
)
def test_looks_never_take_words_away_nor_go_beyond_the_limit(
    words: str, cast: list[CastMember], padding: int
) -> None:
    words = f"{words}{'x' * padding}"[:PROMPT]
    words = words if words.strip() else "x"
    sent = said(MediaKind.IMAGE, _shot(words, cast=tuple(cast)))
    assert len(sent) <= PROMPT
    rest = iter(sent)
    assert all(letter in rest for letter in words)


def test_a_job_keeps_what_came_from_where() -> None:
    brief = make_brief(MediaKind.IMAGE, _shot("Eve {waits|waits}."), PICTURE, **ASKED)
    kept = brief[COMPOSED]
    assert [one["source"] for one in kept["pieces"]] == [
        "CLIP",
        "JOINT",
        "CHARACTER",
        "JOINT",
        "CLIP",
    ]
    assert sum(one["length"] for one in kept["pieces"]) == len(brief["prompt"])
    assert kept["choices"] == [{"written": "{waits|waits}", "chosen": "waits"}]
    assert kept["weighted"]["prompt"] == r"Eve \(tall, red coat\) waits."
    plain = make_brief(MediaKind.IMAGE, _shot("Ned {waits|waits}.", cast=()), PICTURE, **ASKED)
    assert "weighted" not in plain[COMPOSED]


def test_weights_reach_the_family_that_is_found_for_a_prompt() -> None:
    shot = _shot("a (red:1.3) hat", cast=(), negative_prompt="(rain:1.2)")
    brief = make_brief(MediaKind.IMAGE, shot, PICTURE, **ASKED)
    assert (brief["prompt"], brief["negative_prompt"]) == ("a red hat", "rain")
    assert said_to("flux_dev", brief) == ("a red hat", "rain")
    assert said_to("sdxl", brief) == ("a (red:1.3) hat", "(rain:1.2)")
    for reader, prompt in (
        (Reader("sdxl"), "a (red:1.3) hat"),
        (Reader("flux_dev"), "a red hat"),
        (Reader(workflow=True), "a (red:1.3) hat"),
    ):
        known = make_brief(MediaKind.IMAGE, shot, PICTURE, reader=reader, **ASKED)
        assert known["prompt"] == prompt
        assert said_to("sdxl", known) == (prompt, known["negative_prompt"])


def test_the_words_of_a_request_are_said_alone() -> None:
    words = Words("Eve {sings|sings}", "{{rain}} fog")
    brief = make_brief(MediaKind.IMAGE, _shot("Eve waits."), PICTURE, words=words, **ASKED)
    assert (brief["prompt"], brief["negative_prompt"]) == ("Eve sings", "fog")
    own = Words(None, "fog")
    brief = make_brief(MediaKind.IMAGE, _shot("Eve waits."), PICTURE, words=own, **ASKED)
    assert brief["prompt"] == "Eve (tall, red coat) waits."
    assert brief[COMPOSED]["negativePieces"] == [{"length": 3, "source": "REQUEST"}]


def test_a_sound_is_told_as_it_is_written() -> None:
    said = Words("(softly:1.2) {{location}}", None)
    brief = make_brief(MediaKind.AUDIO, _shot("Eve."), PICTURE, words=said, **ASKED)
    assert brief["prompt"] == "(softly:1.2) {{location}}"
    assert COMPOSED not in brief
