"""The field map: how each field of the graph is read. Declared beside the types, as their fields.

A type that rows back is marked with `@entity`; each of its fields is made with `column`,
`struct`, `child` or `children`. The functions take aliases of the tables and give SQL.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

import strawberry
from sqlalchemy import (
    ColumnElement,
    FromClause,
    Text,
    UnaryExpression,
    cast,
    func,
    literal_column,
)
from sqlalchemy.orm import InstrumentedAttribute
from strawberry.types.field import StrawberryField

Expression = Callable[[FromClause], ColumnElement[Any]]
Arguments = Mapping[str, ColumnElement[Any]]
"""The arguments of a field, as bound parameters by their name in the graph."""


@dataclass(frozen=True, slots=True)
class Column:
    """One value, from the row itself; a `large` one is not repeated for the rows of a list, unless
    `paged`: for those of a page."""

    value: Expression
    large: bool = False
    paged: bool = False


@dataclass(frozen=True, slots=True)
class Struct:
    """An object made from the same row; null where `present` says so."""

    present: Expression | None = None


@dataclass(frozen=True, slots=True)
class Child:
    """One row of another table, or null; with `deleted`, also one that was deleted."""

    table: FromClause
    on: Callable[[FromClause, FromClause], ColumnElement[bool]]
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Children:
    """Rows of another table in a stable order; `limit` names the argument that bounds them, to
    `most` at most."""

    table: FromClause
    on: Callable[[FromClause, FromClause], ColumnElement[bool]]
    order: Callable[[FromClause], tuple[ColumnElement[Any] | UnaryExpression[Any], ...]]
    narrow: Callable[[FromClause, Arguments], ColumnElement[bool]] | None = None
    limit: str | None = None
    most: int | None = None


Reading = Column | Struct | Child | Children


@dataclass(frozen=True, slots=True)
class Entity:
    """A type of the graph that rows back: its id's kind and its table."""

    kind: str
    table: FromClause
    living: bool
    fields: dict[str, Reading] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ref:
    """An entity to be read after the commit: the name of its type and its id."""

    type_name: str
    id: UUID | None


ENTITIES: dict[str, Entity] = {}
"""By type name; complete once every area of the schema is imported."""
STRUCTS: dict[str, dict[str, Reading]] = {}
KINDS: dict[str, str] = {}
"""Type names by the kind in their ids."""

T = TypeVar("T")
_READING = "reading"


def entity(kind: str, table: FromClause) -> Callable[[type[T]], type[T]]:
    """Mark a Strawberry type as backed by the rows of a table."""

    def mark(cls: type[T]) -> type[T]:
        name, readings = _readings(cls)
        ENTITIES[name] = Entity(kind, table, "deleted_at" in table.c, readings)
        KINDS[kind] = name
        return cls

    return mark


def structure(cls: type[T]) -> type[T]:
    """Mark a Strawberry type as made from columns of the row that it hangs on."""
    name, readings = _readings(cls)
    STRUCTS[name] = readings
    return cls


def column(
    value: InstrumentedAttribute[Any] | Expression,
    description: str,
    *,
    large: bool = False,
    paged: bool = False,
) -> Any:
    """A scalar field read from the row; `large` if a list that repeats it would be too much."""
    if isinstance(value, InstrumentedAttribute):
        key = value.key
        return _field(Column(lambda row: row.c[key], large, paged), description)
    return _field(Column(value, large, paged), description)


def identity(kind: str, description: str) -> Any:
    """The typed id of the row."""
    return _field(Column(lambda row: typed_id(kind, row.c.id)), description)


def struct(description: str, *, present: Expression | None = None) -> Any:
    """An object of further fields of the same row."""
    return _field(Struct(present), description)


def child(
    table: FromClause,
    on: Callable[[FromClause, FromClause], ColumnElement[bool]],
    description: str,
    *,
    deleted: bool = False,
) -> Any:
    """A single related row; `on` is given the alias of this row and that of the other."""
    return _field(Child(table, on, deleted), description)


def children(reading: Children, description: str) -> Any:
    """An ordered list of related rows, without arguments."""
    return _field(reading, description)


def children_of(reading: Children, description: str) -> Callable[[Callable[..., Any]], Any]:
    """The same with arguments: decorates a function whose signature alone matters."""

    def decorate(signature: Callable[..., Any]) -> Any:
        return strawberry.field(
            resolver=signature, description=description, metadata={_READING: reading}
        )

    return decorate


def typed_id(kind: str, value: ColumnElement[Any]) -> ColumnElement[Any]:
    """The graph's form of an id, in SQL; null stays null."""
    return literal_column(f"'{kind}_'").op("||")(func.replace(cast(value, Text), "-", ""))


def _field(reading: Reading, description: str) -> Any:
    return strawberry.field(description=description, metadata={_READING: reading})


def _readings(cls: type[Any]) -> tuple[str, dict[str, Reading]]:
    definition = cls.__strawberry_definition__
    found: dict[str, Reading] = {}
    for one in definition.fields:
        assert isinstance(one, StrawberryField)
        reading = one.metadata.get(_READING)
        if reading is not None:
            found[one.graphql_name or camel(one.python_name)] = reading
    return definition.name, found


def camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)
