import pytest
from graphql import get_introspection_query, parse
from hypothesis import given, settings
from hypothesis import strategies as st

from api.graphql.limits import Limits, excess
from tests.doubles.counting import counted_calls


def fragment_bomb(doublings: int, last: str = "{ hello }") -> str:
    fragments = (f"fragment F{i} on Query {{ ...F{i + 1} ...F{i + 1} }}" for i in range(doublings))
    return f"{{ ...F0 }} {' '.join(fragments)} fragment F{doublings} on Query {last}"


def nested(levels: int) -> str:
    return "{" + "again {" * (levels - 1) + "hello" + "}" * levels


SMALL = Limits(
    operations=2, depth=5, nesting=8, selections=20, root_fields=6, aliases=4, directives=3
)


@pytest.mark.parametrize(
    ("document", "what"),
    [
        ("{ hello }", None),
        (nested(5), None),
        (nested(6), "5 levels of fields"),
        ("{ ... { ... { ... { ... { ... { ... { ... { ... { hello } } } } } } } } }", "8 levels"),
        ("query A { hello } query B { hello } query C { hello }", "2 operations"),
        ("{ a b c d e f }", None),
        ("{ a b c d e f g }", "6 root fields"),
        ("{ ...A ...A } fragment A on Query { a b c d }", "6 root fields"),
        ("{ again { a b c d e f g h } }", None),
        ("{ again { ...A ...A } again { ...A b } } fragment A on Query { a b c d e }", "20 sel"),
        ("{ again { a: b c: b d: b e: b } }", None),
        ("{ again { a: b c: b d: b e: b f: b } }", "4 aliases"),
        ("{ hello @a @a @a @a }", "3 directives"),
        ("query ($x: Int @a @a) @a @a { hello }", "3 directives"),
        ("{ ...A @a ...A @a } fragment A on Query { a @a }", "3 directives"),
        ("{ a: __schema { x } b: __schema { x } c: __type { x } d: __type { x } }", None),
        ("{ again { ...I ...I ...I ...I ...I } } fragment I on Query { __schema }", "introspec"),
        ("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }", None),
        ("{ ...Nowhere }", None),
        (fragment_bomb(5), "20 selections"),
        (fragment_bomb(5, "@a { ... { hello } }"), "selections"),
    ],
)
def test_each_limit_holds_through_fragments(document: str, what: str | None) -> None:
    found = excess(parse(document), SMALL)
    if what is None:
        assert found is None
    else:
        assert found is not None
        assert what in found.message


@pytest.mark.parametrize(
    "bomb", [fragment_bomb(60), fragment_bomb(300), fragment_bomb(60, "{ ... @skip { } }")]
)
def test_a_fragment_bomb_is_refused_at_once(bomb: str) -> None:
    """In a few calls for each fragment; written out it has more than 2 to the power of 60."""
    document = parse(bomb)
    with counted_calls(most=20_000):
        assert excess(document, Limits()) is not None


def test_the_introspection_of_tools_fits() -> None:
    query = get_introspection_query(
        descriptions=True,
        specified_by_url=True,
        directive_is_repeatable=True,
        schema_description=True,
        input_value_deprecation=True,
    )
    assert excess(parse(query, max_lexical_tokens=Limits().tokens), Limits()) is None


selections = st.recursive(
    st.sampled_from(["hello", "a: hello", "hello @skip(if: true)", "__schema { a }"]),
    lambda inner: st.lists(inner, min_size=1, max_size=3).map(
        lambda each: "again { " + " ".join(each) + " }"
    ),
    max_leaves=8,
)


@given(st.lists(selections, min_size=1, max_size=4), st.integers(1, 4))
@settings(max_examples=60, deadline=None)
def test_a_fragment_weighs_what_its_text_would(parts: list[str], times: int) -> None:
    text = " ".join(parts)
    spread = " ".join(["...F"] * times)
    inline = " ".join([f"... on Query {{ {text} }}"] * times)
    with_fragments = parse(f"{{ {spread} }} fragment F on Query {{ {text} }}")
    written_out = parse(f"{{ {inline} }}")
    for limits in (Limits(), SMALL, Limits(selections=12), Limits(aliases=3), Limits(depth=3)):
        assert (excess(with_fragments, limits) is None) == (excess(written_out, limits) is None)
