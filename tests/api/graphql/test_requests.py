import pytest

from api.graphql.requests import GRAPHQL_JSON, PLAIN_JSON, Accepted, accepted, bearer_of


@pytest.mark.parametrize(
    ("header", "single", "stream"),
    [
        (None, PLAIN_JSON, False),
        ("*/*", PLAIN_JSON, False),
        ("application/*", PLAIN_JSON, False),
        ("application/json", PLAIN_JSON, False),
        ("Application/GraphQL-Response+JSON; charset=utf-8", GRAPHQL_JSON, False),
        ("application/json, application/graphql-response+json", GRAPHQL_JSON, False),
        ("application/json, application/graphql-response+json;q=0.9", PLAIN_JSON, False),
        ("application/graphql-response+json, */*;q=0.1", GRAPHQL_JSON, False),
        ("application/json;q=0", None, False),
        ("application/json;q=junk", None, False),
        ("text/event-stream", None, True),
        ("text/event-stream, application/json", PLAIN_JSON, True),
        ("image/png", None, False),
        (";,;q=,", None, False),
    ],
)
def test_accept_is_negotiated(header: str | None, single: str | None, stream: bool) -> None:
    assert accepted(header) == Accepted(single, stream)


@pytest.mark.parametrize(
    ("authorization", "token"),
    [
        ("Bearer abc", "abc"),
        ("bearer  abc ", "abc"),
        ("BEARER abc", "abc"),
        ("Basic abc", None),
        ("Bearer", None),
        ("Bearer ", None),
        ("abc", None),
        (None, None),
        (7, None),
        (["Bearer abc"], None),
    ],
)
def test_the_bearer_is_read(authorization: object, token: str | None) -> None:
    assert bearer_of(authorization) == token
