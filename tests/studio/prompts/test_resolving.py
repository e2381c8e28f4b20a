import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.prompts.resolving import LeftOutReason, PromptNoteCode, Resolved, resolve, say
from studio.prompts.syntax import parse

FACTS = {"location": "the Platform", "time": "", "character": "Ann"}
TOKEN = re.compile(r"t\d+")


def told(text: str, *, seed: int = 0, weights: bool = False, key: str = "CLIP") -> str:
    return say(resolved(text, seed=seed, key=key).parts, weights=weights)


def resolved(text: str, *, seed: int = 0, key: str = "CLIP") -> Resolved:
    return resolve(parse(text), key=key, seed=seed, variables=FACTS)


@pytest.mark.parametrize(
    ("written", "plain", "weighted"),
    [
        ("a (red:1.2) cat", "a red cat", "a (red:1.2) cat"),
        ("a (red) cat", "a (red) cat", "a (red) cat"),
        ("a [red] cat", "a [red] cat", "a (red:0.91) cat"),
        ("((red:1.2) big:0.8)", "red big", "((red:1.2) big:0.8)"),
        (r"Bob \(sr.\)", "Bob (sr.)", r"Bob \(sr.\)"),
        ("[a (b]", "[a (b]", r"(a \(b:0.91)"),
        ("at {{location}}, night", "at the Platform, night", "at the Platform, night"),
        ("cat, <lora:x:1>, night", "cat, night", "cat, night"),
        ("<lora:x:1> cat", "cat", "cat"),
        ("<lora:x:1>, cat", "cat", "cat"),
        ("cat <lora:x:1>", "cat", "cat"),
        ("cat, <lora:x:1>", "cat", "cat"),
        ("cat <lora:x:1> night", "cat night", "cat night"),
        ("at {{time}} in {{nowhere}}, cat", "at in, cat", "at in, cat"),
        ("({{time}}:1.2) cat", "cat", "cat"),
        ("two  spaces , stay", "two  spaces , stay", "two  spaces , stay"),
    ],
)
def test_what_a_model_is_told(written: str, plain: str, weighted: str) -> None:
    assert told(written) == plain
    assert told(written, weights=True) == weighted


def test_choices_are_the_seeds_and_the_places_own() -> None:
    many = " ".join(["{rain|snow|fog}"] * 12)
    assert told(many, seed=5) == told(many, seed=5)
    assert len(set(told(many, seed=5).split())) > 1
    assert len({told(many, seed=seed) for seed in range(9)}) == 9
    assert told(many, seed=5) != told(many, seed=5, key="CHARACTER:Ann")
    first = told("{rain|snow|fog}", seed=3)
    assert told("a long walk in the {rain|snow|fog}, later", seed=3).split()[5] == f"{first},"
    assert {told("{a|{b|c}}", seed=seed) for seed in range(40)} == {"a", "b", "c"}


def test_what_is_gone_is_told() -> None:
    found = resolved("{{time}} {{nowhere}} <lora:x:0.5> {a|b}")
    gone = dict(found.left)
    assert gone["{{time}}"] is gone["{{nowhere}}"] is LeftOutReason.NO_VALUE
    assert gone["<lora:x:0.5>"] is LeftOutReason.LORA
    assert len(found.choices) == 1
    assert {note.code for note in found.notes} == {
        PromptNoteCode.EMPTY_VARIABLE,
        PromptNoteCode.UNKNOWN_VARIABLE,
    }
    assert [(tag.name, tag.strength) for tag in found.loras] == [("x", 0.5)]


@st.composite
def prompts(draw: st.DrawFn) -> str:
    """Syntax around numbered tokens."""
    count = iter(range(1_000))

    def inner(depth: int) -> str:
        return " ".join(piece(depth - 1) for _ in range(draw(st.integers(1, 2))))

    def piece(depth: int) -> str:
        kind = draw(st.integers(0, 5 if depth else 1))
        if kind == 2:
            return f"({inner(depth)}:1.2)"
        if kind == 3:
            return f"[{inner(depth)}]"
        if kind == 4:
            options = (inner(depth) for _ in range(draw(st.integers(2, 3))))
            return f"{{{'|'.join(options)}}}"
        return f"t{next(count)}" if kind else f"(t{next(count)})"

    return ", ".join(piece(3) for _ in range(draw(st.integers(1, 4))))


@settings(max_examples=150, deadline=None)
@given(prompts(), st.integers(0, 2**64 - 1), st.booleans())
def test_every_token_is_said_once_or_told_of(text: str, seed: int, weights: bool) -> None:
    found = resolved(text, seed=seed)
    said = TOKEN.findall(say(found.parts, weights=weights))
    gone = [token for words, _ in found.left for token in TOKEN.findall(words)]
    assert sorted(said + gone) == sorted(TOKEN.findall(text))
