import pytest

from api.graphql import documents
from api.graphql.documents import Documents
from api.graphql.errors import DocumentRefusedError
from api.graphql.limits import Limits
from tests.api.graphql.graph import make_schema
from tests.api.graphql.test_limits import fragment_bomb
from tests.doubles.counting import calls_of

MOST = 20
"""So many times the calls that a hundred fields take; it is at most half of that."""


@pytest.fixture(scope="module")
def prepared() -> Documents:
    return Documents(make_schema(), Limits())


def refusal(prepared: Documents, text: str, name: str | None = None) -> tuple[object, str]:
    with pytest.raises(DocumentRefusedError) as refused:
        prepared.operation(text, name)
    error = refused.value.errors[0]
    return (error.extensions or {})["code"], error.message


def test_a_valid_document_is_prepared_once(prepared: Documents) -> None:
    assert prepared.prepare("{ hello }") is prepared.prepare("{ hello }")


def test_what_is_remembered_is_bounded(
    prepared: Documents, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "CACHED_CHARACTERS", 25)
    first = prepared.prepare("{ hello }")
    second = prepared.prepare("{ hello  }")
    assert prepared.prepare("{ hello }") is first
    prepared.prepare("{ hello   }")
    assert prepared.prepare("{ hello }") is first
    assert prepared.prepare("{ hello  }") is not second


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        ("", "GRAPHQL_PARSE_FAILED", "Unexpected <EOF>"),
        ("{", "GRAPHQL_PARSE_FAILED", "Syntax Error"),
        ("{ again { } }", "GRAPHQL_PARSE_FAILED", "Expected Name"),
        ("{" + " hello" * 3_000 + "}", "GRAPHQL_PARSE_FAILED", "3000 tokens"),
        ("{ hello } " + "#\n" * 1_001, "GRAPHQL_PARSE_FAILED", "comments"),
        ("{ hello } #" + "x" * 100_000, "DOCUMENT_TOO_COMPLEX", "as variables"),
        ("{" * 500, "GRAPHQL_PARSE_FAILED", "Syntax Error"),
        (fragment_bomb(20), "DOCUMENT_TOO_COMPLEX", "3000 selections"),
        ("{ again " * 100 + "{ hello }" + "}" * 100, "DOCUMENT_TOO_COMPLEX", "20 levels"),
        ("{ nope }", "GRAPHQL_VALIDATION_FAILED", "Cannot query field 'nope'"),
        ('{ rate(fps: "0") }', "BAD_USER_INPUT", "A frame rate is positive."),
        ('{ rate(fps: "x") }', "BAD_USER_INPUT", "Not a frame rate."),
        ('{ uncoded(value: "x") }', "BAD_USER_INPUT", "Not readable."),
        ("{ echo(text: 5) }", "BAD_USER_INPUT", "String cannot represent"),
        ("{ echo(text: $t) }", "GRAPHQL_VALIDATION_FAILED", "'$t'"),
        (
            "{" + ("again {" + " again { hello hello }" * 8 + "}") * 50 + "}",
            "DOCUMENT_TOO_COMPLEX",
            "repeats",
        ),
        ("{ ...A } fragment A on Query { ...A }", "GRAPHQL_VALIDATION_FAILED", "within itself"),
        ("fragment A on Query { hello }", "GRAPHQL_VALIDATION_FAILED", "never used"),
        ("type T { a: Int }", "GRAPHQL_VALIDATION_FAILED", "not executable"),
    ],
)
def test_each_refusal_has_its_code(prepared: Documents, text: str, code: str, says: str) -> None:
    found, message = refusal(prepared, text)
    assert found == code
    assert says in message


def test_one_of_several_operations_must_be_named(prepared: Documents) -> None:
    several = "query A { hello } query B { hello }"
    assert refusal(prepared, several)[0] == "OPERATION_NOT_FOUND"
    assert refusal(prepared, several, "C")[0] == "OPERATION_NOT_FOUND"
    operation = prepared.operation(several, "B")
    assert operation.name is not None
    assert operation.name.value == "B"


def tree(levels: int, branches: int) -> str:
    if levels == 0:
        return "hello"
    return f"again {{ {tree(levels - 1, branches)} }} " * branches


@pytest.mark.parametrize(
    "text",
    [
        "{" + tree(4, 5) + "}",
        "{" + tree(8, 2) + "}",
        "{ again {" + " hello" * 2_900 + "} }",
        "{ again {" + " x" * 2_900 + "} }",
        "{ again {" + " hello @skip(if: true)" * 300 + "} }",
    ],
)
def test_nothing_within_the_limits_takes_long_to_validate(prepared: Documents, text: str) -> None:
    """Beside a plain document, by what both call."""
    plain = [f"{{{' again { hello }' * 50}}} #{number} {len(text)}" for number in range(2)]
    usual = min(calls_of(prepared.prepare, one) for one in plain)
    assert calls_of(refusal, prepared, text) < MOST * usual
