import re
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.casting.words import CastMember, Feed, Lora, Place, Placement, Rule, StyleWords
from studio.graphs.families import FAMILIES
from studio.kernel.text import PROMPT
from studio.prompts.composer import MAX_CAST, compose, reads_weights
from studio.prompts.pieces import Composed, KnownLora, LoraUse, Merge, PromptSource, Wording
from studio.prompts.resolving import LeftOutReason, PromptNoteCode

EVE = CastMember("EVE", "tall, red coat", character_id=UUID(int=1), digest="d1")
NED = CastMember("NED", "a boy", character_id=UUID(int=2))
PLACE = Place("a great hall, torches", "Hall", UUID(int=3), "d3")
STYLE = StyleWords("oil painting", "photo", name="Oil", source_id=UUID(int=4), digest="d4")
TOKEN = re.compile(r"t\d+")


def said(words: str, feed: Feed | None = None, **how: object) -> Composed:
    return compose(Wording(words, **how), feed or Feed())  # type: ignore[arg-type]


def reasons(found: Composed) -> dict[str, LeftOutReason]:
    return {one.words: one.reason for one in found.left_out}


def test_one_prompt_comes_of_it_in_a_fixed_order_each_piece_with_its_source() -> None:
    feed = Feed(cast=(EVE, NED), place=PLACE, style=STYLE)
    found = said("Eve waits.", feed, negative="rain")
    assert found.prompt == (
        "Eve (tall, red coat) waits. NED: a boy. A great hall, torches. Oil painting."
    )
    assert found.negative_prompt == "rain, photo"
    told = [(one.text, one.label.source.value, one.label.id) for one in found.positive]
    assert told == [
        ("Eve", "CLIP", None),
        (" (", "JOINT", None),
        ("tall, red coat", "CHARACTER", EVE.character_id),
        (")", "JOINT", None),
        (" waits.", "CLIP", None),
        (" ", "JOINT", None),
        ("NED: ", "JOINT", None),
        ("a boy", "CHARACTER", NED.character_id),
        (".", "JOINT", None),
        (" ", "JOINT", None),
        ("A great hall, torches", "LOCATION", PLACE.source_id),
        (".", "JOINT", None),
        (" ", "JOINT", None),
        ("Oil painting", "STYLE", STYLE.source_id),
        (".", "JOINT", None),
    ]
    assert said("a wide shot", feed).prompt.startswith("a wide shot. EVE: tall, red coat. NED")
    assert said("a wide shot", Feed(place=PLACE, style=STYLE)).prompt == (
        "a wide shot, a great hall, torches, oil painting"
    )
    assert found.as_json()["pieces"][2] == {
        "length": 14,
        "source": "CHARACTER",
        "name": "EVE",
        "id": EVE.character_id.hex if EVE.character_id else "",
        "digest": "d1",
    }


@pytest.mark.parametrize(
    ("prominence", "plain", "weighted"),
    [
        (1.0, "Eve (tall, red coat) waits.", r"Eve \(tall, red coat\) waits."),
        (1.3, "Eve (tall, red coat, prominent) waits.", "Eve (tall, red coat:1.3) waits."),
        (
            2.0,
            "Eve (tall, red coat, the centre of attention) waits.",
            "Eve (tall, red coat:2) waits.",
        ),
        (0.9, "Eve (tall, red coat) waits.", "Eve (tall, red coat:0.9) waits."),
        (
            0.5,
            "Eve (tall, red coat, in the background) waits.",
            "Eve (tall, red coat:0.5) waits.",
        ),
    ],
)
def test_prominence_is_a_weight_or_words(prominence: float, plain: str, weighted: str) -> None:
    feed = Feed(cast=(replace(EVE, prominence=prominence),))
    assert said("Eve waits.", feed).prompt == plain
    assert said("Eve waits.", feed, weights=True).prompt == weighted


def test_somebody_without_a_look_can_stand_out_too() -> None:
    feed = Feed(cast=(CastMember("EVE", "", 1.4), CastMember("NED", "", 1.4)))
    assert said("Eve waits.", feed).prompt == "Eve (prominent) waits."
    assert said("Eve waits.", feed, weights=True).prompt == "(Eve:1.4) waits."
    known = Feed(cast=(replace(EVE, prominence=1.4),))
    found = said("Eve, tall, red coat, waits.", known, weights=True)
    assert found.prompt == "(Eve:1.4), tall, red coat, waits."
    assert reasons(found) == {"tall, red coat": LeftOutReason.SAID_ALREADY}


def test_a_single_parenthesis_in_a_look_ends_no_weight() -> None:
    feed = Feed(cast=(CastMember("EVE", "a scar) and (a hat", 1.5),))
    assert said("Eve.", feed, weights=True).prompt == r"Eve (a scar\) and \(a hat:1.5)."


def test_a_rule_says_where_the_look_stands() -> None:
    before = replace(EVE, rule=Rule(Placement.BEFORE))
    after = replace(EVE, rule=Rule(Placement.AFTER))
    assert said("Eve sits.", Feed(cast=(before,))).prompt == "EVE: tall, red coat. Eve sits."
    assert said("Eve sits.", Feed(cast=(after,))).prompt == "Eve sits. EVE: tall, red coat."
    strong = said("Eve.", Feed(cast=(replace(after, prominence=1.5),)), weights=True)
    assert strong.prompt == "Eve. EVE: (tall, red coat:1.5)."
    for words, told in (
        ("Bob runs with Eve", "Bob runs with Eve. EVE: tall, red coat."),
        ("Eve, ", "Eve, EVE: tall, red coat. "),
        ("“Go!” ", "“Go!” EVE: tall, red coat. "),
        (" ", "EVE: tall, red coat. "),
    ):
        assert said(words, Feed(cast=(after,))).prompt == told


def test_only_what_is_meant_for_a_weight_is_one() -> None:
    """As ComfyUI's encoders of Stable Diffusion read parentheses and numbers."""
    for words, told in (
        ("(a:99) cat", r"\(a:99\) cat"),
        ("(a:-1) (b: 1e3) (c:nan)", r"\(a:-1\) \(b: 1e3\) \(c:nan\)"),
        ("({{x}}) (b:1.23456)", r"\(y:7\) \(b:1.23456\)"),
        ("((red:1.2) a:99)", r"\((red:1.2) a:99\)"),
    ):
        feed = Feed(variables={"x": "y:7"})
        found = said(words, feed, weights=True)
        assert found.prompt == told
        assert {note.code for note in found.notes} == {PromptNoteCode.WEIGHT_IS_TEXT}
        plain = {note.code for note in said(words, feed).notes}
        assert PromptNoteCode.WEIGHT_IS_TEXT not in plain
    for words, told in (
        ("at (10:30), (16:9)", r"at \(10:30\), \(16:9\)"),
        ("a) b :( c (d:1.2)", r"a\) b :\( c (d:1.2)"),
        ("(a:5) (b) [c] (d:99:0.5)", "(a:5) (b) (c:0.91) (d:99:0.5)"),
    ):
        found = said(words, weights=True)
        assert (found.prompt, found.notes) == (told, ())


@pytest.mark.parametrize("merge", [Merge.DETAIL, Merge.MOTION])
def test_a_detail_and_a_motion_are_told_with_what_is_essential_alone(merge: Merge) -> None:
    feed = Feed(cast=(EVE,), place=PLACE, style=STYLE)
    found = said("Eve runs.", feed, merge=merge)
    assert found.prompt == "Eve runs. Oil painting."
    reason = LeftOutReason[merge.value]
    assert reasons(found) == {"tall, red coat": reason, PLACE.words: reason}
    essential = replace(EVE, rule=Rule(essential="red coat"))
    found = said("Eve runs.", Feed(cast=(essential,)), merge=merge)
    assert found.prompt == "Eve (red coat) runs."
    assert reasons(found) == {"tall": reason}


def test_what_a_request_says_is_all_of_it() -> None:
    feed = Feed(cast=(EVE,), place=PLACE, style=STYLE)
    found = said("Eve {a|a}", feed, source=PromptSource.REQUEST, merge=Merge.NOTHING)
    assert (found.prompt, found.negative_prompt) == ("Eve a", "")
    assert {LeftOutReason.REQUEST} == set(reasons(found).values()) - {LeftOutReason.NOT_CHOSEN}


def test_what_does_not_fit_is_left_out_and_what_is_essential_stays() -> None:
    words = "Eve." + "x" * (PROMPT - 20)
    essential = replace(EVE, rule=Rule(essential="red coat"))
    found = said(words, Feed(cast=(essential, NED), place=PLACE, style=STYLE))
    assert found.prompt == words.replace("Eve", "Eve (red coat)")
    assert set(reasons(found).values()) == {LeftOutReason.TOO_LONG}
    assert set(reasons(found)) == {"tall", "a boy", PLACE.words, STYLE.positive}
    long = said("x" * PROMPT + " and more")
    assert long.prompt == "x" * PROMPT
    assert reasons(long) == {" and more": LeftOutReason.TOO_LONG}
    crowd = tuple(CastMember(f"N{n}", f"t{n}") for n in range(MAX_CAST + 1))
    assert reasons(said("x", Feed(cast=crowd))) == {f"t{MAX_CAST}": LeftOutReason.TOO_LONG}


def lora(name: str, family: str | None) -> Lora:
    return Lora(UUID(int=9), name, f"{name}.safetensors", family, 0.7)


def test_loras_of_the_cast_come_with_a_model_they_work_with() -> None:
    member = replace(EVE, triggers=("evewoman",), loras=(lora("eve", "sdxl"),))
    feed = Feed(cast=(member,))
    found = said("Eve waits.", feed, family="sdxl", weights=True)
    assert found.prompt == r"Eve \(evewoman, tall, red coat\) waits."
    (use,) = found.loras
    assert (use.name, use.strength, use.label.name) == ("eve.safetensors", 0.7, "EVE")
    other = said("Eve waits.", feed, family="flux_dev")
    assert (other.prompt, other.loras) == ("Eve (tall, red coat) waits.", ())
    assert reasons(other) == {"evewoman": LeftOutReason.OTHER_MODEL}
    assert [note.code for note in other.notes] == [PromptNoteCode.LORA_OF_OTHER_MODEL]
    moving = said("Eve runs.", feed, family="wan_2_2", merge=Merge.MOTION)
    assert (moving.prompt, moving.loras, moving.notes) == ("Eve runs.", (), ())
    own = Feed(cast=(replace(member, loras=(lora("eve", "wan_2_2"),)),))
    moving = said("Eve runs.", own, family="wan_2_2", merge=Merge.MOTION)
    assert (moving.prompt, len(moving.loras)) == ("Eve (evewoman) runs.", 1)
    again = said("evewoman Eve.", feed, family="sdxl")
    assert again.prompt == "evewoman Eve (tall, red coat)."


def test_loras_in_the_words_become_the_renders() -> None:
    known = {"grain": KnownLora("film_grain.safetensors", "sdxl")}
    found = said(
        "a cat, <lora:Grain:0.8> <lora:other:0.5>", loras=known, family="sdxl", weights=True
    )
    assert found.prompt == "a cat"
    assert [(one.name, one.strength, one.known) for one in found.loras] == [
        ("film_grain.safetensors", 0.8, True),
        ("other.safetensors", 0.5, False),
    ]
    assert [note.code for note in found.notes] == [PromptNoteCode.UNKNOWN_LORA]
    flux = said("<lora:grain>", loras=known, family="flux_dev")
    assert [note.code for note in flux.notes] == [PromptNoteCode.LORA_OF_OTHER_MODEL]
    assert isinstance(flux.loras[0], LoraUse)


def test_each_family_is_told_what_it_understands() -> None:
    assert {name for name in FAMILIES if reads_weights(name)} == {"sdxl", "pony", "illustrious"}
    assert reads_weights(None, workflow=True)
    assert not reads_weights(None)
    plain = said("a (red:1.3) cat", negative="(rain:1.2)", family="flux_dev")
    assert (plain.prompt, plain.negative_prompt) == ("a red cat", "rain")
    assert {note.code for note in plain.notes} == {
        PromptNoteCode.WEIGHTS_STRIPPED,
        PromptNoteCode.NO_NEGATIVE,
    }
    kept = said("a (red:1.3) cat", negative="(rain:1.2)", family="sdxl", weights=True)
    assert (kept.prompt, kept.negative_prompt) == ("a (red:1.3) cat", "(rain:1.2)")
    assert kept.notes == ()


def test_looks_are_merged_into_what_the_words_come_to() -> None:
    feed = Feed(cast=(replace(EVE, look="in {{clip}} {red|red}"),), variables={"clip": "dawn"})
    assert said("{Eve|Eve} at {{clip}}", feed).prompt == "Eve (in dawn red) at dawn"


def formerly(words: str, cast: tuple[CastMember, ...]) -> str:
    """How looks were put in before there was anything else to put in."""
    for one in cast:
        if one.look.casefold() in words.casefold():
            continue
        name = r"\s+".join(map(re.escape, one.name.split()))
        named = re.search(rf"(?<!\w){name}(?![\w'’]|\s*\()", words, re.IGNORECASE)
        at = named.end() if named else len(words)
        look = f" ({one.look})" if named else f"{one.name}: {one.look}."
        if not named and words.strip():
            at = len(words.rstrip())
            ended = words.rstrip().rstrip("')\\")[-1:] == "." or words.rstrip()[-1] == ","
            look = f"{' ' if ended else '. '}{look}"
        elif not named:
            at = 0
        if len(words) + len(look) <= PROMPT:
            words = f"{words[:at]}{look}{words[at:]}"
    return words


@settings(max_examples=200, deadline=None)
@given(
    st.text("AaBb .,'()\n", min_size=1, max_size=60),
    st.lists(
        st.builds(CastMember, st.text("AaBb .", min_size=1), st.text("AaBb xyz,.", min_size=1)),
        max_size=5,
    ),
    st.integers(0, PROMPT),
)
def test_without_anything_new_all_is_as_it_was(
    words: str, cast: list[CastMember], padding: int
) -> None:
    words = f"{words}{'x' * padding}"[:PROMPT]
    assert said(words, Feed(cast=tuple(cast))).prompt == formerly(words, tuple(cast))


def tokens(first: int, count: int) -> str:
    return ", ".join(f"t{number}" for number in range(first, first + count))


@settings(max_examples=200, deadline=None)
@given(
    st.data(),
    st.sampled_from(list(Merge)),
    st.booleans(),
    st.integers(0, 5),
    st.sampled_from([0, 0, PROMPT - 150, PROMPT - 60, PROMPT]),
)
def test_every_token_of_every_source_is_said_once_or_told_of(
    data: st.DataObject, merge: Merge, weights: bool, seed: int, padding: int
) -> None:
    """The tokens of each source are its own, so that where each one went can be counted."""
    cast = []
    for number in range(data.draw(st.integers(0, 4))):
        first = 1_000 * (number + 1)
        look = tokens(first, data.draw(st.integers(0, 3)))
        wild = data.draw(st.sampled_from(["", f"{{t{first + 10}|t{first + 11}}}"]))
        cast.append(
            CastMember(
                f"Name{number}",
                ", ".join(filter(None, (look, wild))),
                data.draw(st.sampled_from([1.0, 1.4, 0.3])),
                tuple(tokens(first + 20, data.draw(st.integers(0, 1))).split()),
                rule=Rule(
                    data.draw(st.sampled_from(list(Placement))),
                    data.draw(st.sampled_from(["", *look.split(", ")[:1]])),
                ),
            )
        )
    own = "Name0 (t1:1.2), {t2|t3}, Name2 [t4] <lora:t5:1>" + "x" * padding
    feed = Feed(
        cast=tuple(cast),
        place=Place("t10, {t11|t12}", "P"),
        style=StyleWords("(t13:1.1) t14", "t15, t16", name="S"),
    )
    found = said(own, feed, merge=merge, weights=weights, seed=seed, negative="(t6:1.3) t7")
    texts = [own, "t6 t7", "t10 t11 t12", "t13 t14 t15 t16"]
    for member in cast:
        texts += [member.look, *member.triggers]
    wanted = sorted(TOKEN.findall(" ".join(texts)))
    here = [*found.positive, *found.negative]
    got = TOKEN.findall(" ".join(piece.text for piece in here).replace("x", " ").lower())
    gone = TOKEN.findall(" ".join(one.words for one in found.left_out).replace("x", " "))
    assert sorted(got + gone) == wanted
    assert found.prompt == "".join(piece.text for piece in found.positive)
    assert max(len(found.prompt), len(found.negative_prompt)) <= PROMPT
    assert found == said(own, feed, merge=merge, weights=weights, seed=seed, negative="(t6:1.3) t7")
    for piece in here:
        if piece.label.source is PromptSource.JOINT:
            assert not TOKEN.findall(piece.text)
