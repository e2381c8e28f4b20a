import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.prompts.syntax import (
    Escape,
    LoraTag,
    PromptSpanKind,
    Text,
    Variable,
    Weight,
    Wildcard,
    loras_in,
    parse,
    spans,
    write,
)

PARTS = {
    PromptSpanKind.WEIGHT: Weight,
    PromptSpanKind.WILDCARD: Wildcard,
    PromptSpanKind.LORA: LoraTag,
    PromptSpanKind.VARIABLE: Variable,
    PromptSpanKind.ESCAPE: Escape,
}
MARKS = st.text("()[]{}|<>\\:.,$ 019azlor_é🎬\n", max_size=80)
BITS = st.lists(
    st.sampled_from(
        [
            "(",
            ")",
            "[",
            "]",
            "{",
            "}",
            "|",
            "\\",
            "{{a}}",
            "<lora:x:0.5>",
            ":1.2",
            "a b",
            ", ",
            "\\(",
        ]
    ),
    max_size=40,
).map("".join)


@settings(max_examples=300, deadline=None)
@given(st.one_of(MARKS, BITS, st.text(max_size=60)))
def test_any_text_parses_and_is_written_as_it_was(text: str) -> None:
    assert write(parse(text)) == text


@settings(max_examples=200, deadline=None)
@given(st.one_of(MARKS, BITS))
def test_spans_lie_in_the_text_and_nest(text: str) -> None:
    open_ends = [len(text)]
    last = 0
    for span in spans(text):
        assert last <= span.start < span.end <= len(text)
        (part,) = parse(text[span.start : span.end])
        assert type(part) is PARTS[span.kind]
        while span.start >= open_ends[-1] and len(open_ends) > 1:
            open_ends.pop()
        assert span.end <= open_ends[-1]
        open_ends.append(span.end)
        last = span.start


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a cat", (Text("a cat"),)),
        ("(red:1.2)", (Weight("(", (Text("red"),), ":1.2"),)),
        ("(red)", (Weight("(", (Text("red"),)),)),
        ("[red]", (Weight("[", (Text("red"),)),)),
        ("(red: 1.25 )", (Weight("(", (Text("red"),), ": 1.25 "),)),
        ("{rain|}", (Wildcard(((Text("rain"),), ())),)),
        ("{a}", (Text("{a}"),)),
        ("(a|b)", (Weight("(", (Text("a|b"),)),)),
        ("a|b", (Text("a|b"),)),
        ("{(a|b}", (Wildcard(((Text("(a"),), (Text("b"),))),)),
        ("(a [b) c]", (Weight("(", (Text("a [b"),)), Text(" c]"))),
        ("{{ Location }}", (Variable("location", "{{ Location }}"),)),
        ("{{a|b}|c}", (Wildcard(((Wildcard(((Text("a"),), (Text("b"),))),), (Text("c"),))),)),
        ("<lora:film grain:0.8>", (LoraTag("film grain", 0.8, "<lora:film grain:0.8>"),)),
        ("<lora:x>", (LoraTag("x", 1.0, "<lora:x>"),)),
        ("<lora:x:big>", (Text("<lora:x:big>"),)),
        (r"\(a\)", (Escape(r"\("), Text("a"), Escape(r"\)"))),
        ("pays $five", (Text("pays $five"),)),
        ("C:\\films", (Text("C:\\films"),)),
        ("()", (Text("()"),)),
        ("[from:to:0.5]", (Text("[from:to:0.5]"),)),
        ("[a|b]", (Text("[a|b]"),)),
        ("(red:9)", (Weight("(", (Text("red:9"),)),)),
        ("(at 10:30)", (Weight("(", (Text("at 10:30"),)),)),
        ("(at 1:3)", (Weight("(", (Text("at 1:3"),)),)),
        ("(red:1.2", (Text("(red:1.2"),)),
    ],
)
def test_what_is_syntax_and_what_is_text(text: str, parts: tuple[object, ...]) -> None:
    assert parse(text) == parts


def test_factors_and_names_are_told_of_spans() -> None:
    found = [(one.kind, one.start, one.end, one.value) for one in spans("a (b [c]:1.3) {{Time}}")]
    assert found == [
        (PromptSpanKind.WEIGHT, 2, 13, "1.3"),
        (PromptSpanKind.WEIGHT, 5, 8, "0.91"),
        (PromptSpanKind.VARIABLE, 14, 22, "time"),
    ]
    assert loras_in("{<lora:a:1>|<lora: b >} <lora:no") == {"a", "b"}


def test_brackets_without_end_are_no_burden() -> None:
    for text in ("(" * 8_000, "([{" * 2_600, "(" * 4_000 + "x" + ")" * 4_000, "{a|" * 2_600):
        assert write(parse(text)) == text
        assert all(span.end <= len(text) for span in spans(text))
