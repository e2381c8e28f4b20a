"""The scalars of the graph: how each is read from a client, written by Python, rendered in SQL."""

from collections.abc import Callable
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any, NewType

import strawberry
from graphql import (
    GraphQLError,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    get_named_type,
)
from sqlalchemy import (
    ARRAY,
    BindParameter,
    Boolean,
    ColumnElement,
    Float,
    Integer,
    Text,
    bindparam,
    cast,
    func,
    literal_column,
)
from strawberry.scalars import JSON

from studio.kernel.errors import UserError
from studio.kernel.time import parse_rate, rate_text

DateTime = NewType("DateTime", datetime)
BigInt = NewType("BigInt", int)
FrameRate = NewType("FrameRate", Fraction)

_DIGITS = 40


def bad_input(message: str) -> GraphQLError:
    return GraphQLError(message, extensions={"code": "BAD_USER_INPUT"})


def _read_big(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    digits = value.removeprefix("-") if isinstance(value, str) else ""
    if digits.isascii() and digits.isdigit() and len(digits) <= _DIGITS:
        return int(value)
    raise bad_input("A BigInt is a whole number, or one written as a decimal string.")


def _read_rate(value: Any) -> Fraction:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise bad_input('A FrameRate is text: "24", "24000/1001", "23.976".')
    try:
        return parse_rate(value)
    except UserError as error:
        raise bad_input(error.message) from None


def _read_moment(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise bad_input("A DateTime is ISO 8601 with a zone: 2026-01-31T12:00:00Z.") from None
    if moment.tzinfo is None:
        raise bad_input("A DateTime needs a zone: add Z for UTC.")
    return moment.astimezone(UTC)


def moment_text(value: datetime) -> str:
    """UTC, six digits, `Z`: the same text that SQL renders."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _written(render: Callable[[Any], str]) -> Callable[[Any], str]:
    """What SQL rendered passes through as it is."""
    return lambda value: value if isinstance(value, str) else render(value)


SCALARS: dict[Any, Any] = {
    DateTime: strawberry.scalar(
        name="DateTime",
        description="A moment in UTC, ISO 8601 with six digits and Z: 2026-01-31T12:00:00.000000Z.",
        serialize=_written(moment_text),
        parse_value=_read_moment,
    ),
    BigInt: strawberry.scalar(
        name="BigInt",
        description="A whole number as a decimal string, since it can exceed what a JSON number "
        "holds exactly. Input also takes an integer.",
        serialize=_written(str),
        parse_value=_read_big,
    ),
    FrameRate: strawberry.scalar(
        name="FrameRate",
        description='Frames per second as an exact fraction: "24", "24000/1001". '
        'Input also takes "23.976".',
        serialize=_written(rate_text),
        parse_value=_read_rate,
    ),
    JSON: strawberry.scalar(
        name="JSON",
        description="Any JSON value.",
        serialize=lambda value: value,
        parse_value=lambda value: value,
    ),
}

_MOMENT: ColumnElement[str] = literal_column("""'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'""")

IN_SQL: dict[str, Callable[[ColumnElement[Any]], ColumnElement[Any]]] = {
    "DateTime": lambda value: func.to_char(func.timezone("UTC", value), _MOMENT),
    "BigInt": lambda value: cast(value, Text),
}
"""Scalars whose JSON differs from what Postgres makes of the column by itself."""

_BINDS: dict[str, Any] = {"Int": Integer, "Float": Float, "Boolean": Boolean}


def argument_bind(name: str, type_: GraphQLInputType) -> BindParameter[Any]:
    """A bound parameter of the SQL type that fits an argument of this GraphQL type."""
    if isinstance(type_, GraphQLNonNull):
        type_ = type_.of_type
    sql: Any = _BINDS.get(get_named_type(type_).name, Text)
    return bindparam(name, type_=ARRAY(sql) if isinstance(type_, GraphQLList) else sql())


def frame_rate(
    numerator: ColumnElement[Any], denominator: ColumnElement[Any]
) -> ColumnElement[Any]:
    """A rate of two columns as the text of FrameRate."""
    whole = cast(numerator, Text)
    return func.concat(
        whole,
        func.nullif(func.concat("/", cast(denominator, Text)), literal_column("'/1'")),
    )
