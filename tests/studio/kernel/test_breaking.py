import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.kernel.breaking import parts_of


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("two  words\n here", ["two", " words", " here"]),
        ("", []),
        ("日本語", ["日", "本", "語"]),
        ("雨が、降る。", ["雨", "が、", "降", "る。"]),
        ("彼は「行く」と", ["彼", "は", "「行", "く」", "と"]),
        ("カップとケーキ", ["カッ", "プ", "と", "ケー", "キ"]),
        ("MOOD 日本x", ["MOOD", " 日", "本", "x"]),
        ("한국어 단어", ["한국어", " 단어"]),
        ("か\u3099き", ["か\u3099", "き"]),
        ("👩\u200d🚀 👍\U0001f3fd", ["👩\u200d🚀", " 👍\U0001f3fd"]),
        ("سلام عليكم", ["سلام", " عليكم"]),
    ],
)
def test_rows_may_end_where_readers_expect(text: str, parts: list[str]) -> None:
    assert parts_of(text) == parts


@given(st.text(st.characters(codec="utf-8") | st.sampled_from(" 日本「」、ー한a"), max_size=40))
def test_put_together_the_parts_are_the_text(text: str) -> None:
    parts = parts_of(text)
    assert "".join(parts) == " ".join(text.split())
    assert all(part.strip() for part in parts)
