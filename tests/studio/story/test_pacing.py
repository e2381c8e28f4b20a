from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.story.pacing import (
    SPEECH_WORDS,
    action_seconds,
    sentences,
    speech_seconds,
    split,
    word_count,
)

TEXTS = st.lists(
    st.sampled_from(
        ("go", "Go.", "well,", "Mr.", "Kane", "“Yes!”", "你好。", "是", "x" * 70, "…", "-")
    ),
    max_size=120,
).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.integers(3, 40))
def test_pieces_are_all_of_the_text_within_the_limit(text: str, limit: int) -> None:
    pieces = split(text, limit)
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(0 < word_count(piece) <= limit for piece in pieces if len(piece) > 60)
    assert all(piece == piece.strip() for piece in pieces)


def test_a_long_passage_is_cut_at_sentences_then_clauses_then_words() -> None:
    short, clause = "One two three four. ", "one two three four five, "
    assert split(short * 5, 9) == ["One two three four. One two three four."] * 2 + [
        "One two three four."
    ]
    assert split(f"{short}Now {clause * 3}end.", 9) == [
        "One two three four.",
        "Now one two three four five,",
        "one two three four five,",
        "one two three four five, end.",
    ]
    assert split("a " * 20, 8) == ["a a a a a a a", "a a a a a a a", "a a a a a a"]
    assert max(map(len, split("x" * 50_000, SPEECH_WORDS))) < 1500


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One. Two!", 2),
        ("Mr. Smith met J. Doe. They left.", 2),
        ("“Go.” He went.", 2),
        ("Wait... for it.", 1),
        ("你好。再见！", 2),
        ("", 0),
    ],
)
def test_sentences(text: str, count: int) -> None:
    assert len(sentences(text)) == count
    assert "".join(sentences(text)) == text


def test_playing_time() -> None:
    assert speech_seconds("Who's there?") == Fraction(3, 2)
    assert speech_seconds("word " * 20) == Fraction(17, 2)
    assert speech_seconds("你好" * 20) == Fraction(17, 2)
    assert action_seconds("Rain.") == Fraction(3, 2)
    assert action_seconds("word " * 25) == Fraction(23, 4)
