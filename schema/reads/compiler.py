"""From a selection to one SQL statement whose result is the JSON that the client asked for.

Every object is `row_to_json` over a subselect whose columns are named by response key; lists are
`json_agg` of it. Arguments become bound parameters, so that a statement serves all their values.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLField,
    GraphQLObjectType,
    GraphQLOutputType,
    get_named_type,
)
from sqlalchemy import (
    Alias,
    ColumnElement,
    FromClause,
    Select,
    Text,
    case,
    cast,
    func,
    literal_column,
    null,
    select,
    true,
)

from schema.reads.fields import ENTITIES, STRUCTS, Child, Children, Column, Reading, Struct
from schema.reads.selection import Nodes, Operation
from schema.scalars import IN_SQL, argument_bind

KEY_BYTES = 63
"""Postgres cuts longer names."""
MAX_LIST = 10_000
MAX_LARGE = 4
"""Large values in one statement; those of a list count once."""
MAX_JOINS = 120
"""Related rows and lists in one statement; each is a subselect."""


def column_key(response_key: str) -> str:
    """The name a response key has in a row: itself, unless Postgres would cut it."""
    if len(response_key) <= KEY_BYTES:
        return response_key
    return "~" + hashlib.sha256(response_key.encode()).hexdigest()[:48]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A bound parameter that takes the value of an argument of this field."""

    name: str
    field: GraphQLField
    node: FieldNode
    argument: str

    def value(self, operation: Operation) -> Any:
        given = operation.arguments(self.field, self.node).get(self.argument)
        value = getattr(given, "value", given)
        if self.argument != "first":
            return value
        bound = self.field.args[self.argument].default_value if value is None else value
        return max(0, min(bound, MAX_LIST))


class Compiler:
    """Builds the expressions for one statement and gathers its parameters."""

    def __init__(self, operation: Operation) -> None:
        self.operation = operation
        self.parameters: list[Parameter] = []
        self._aliases = 0
        self._inside: list[Children | None] = []
        self._joins = 0
        self._large = 0

    def alias(self, table: FromClause) -> FromClause:
        self._aliases += 1
        return table.alias(f"t{self._aliases}")

    def row(self, type_name: str, row: FromClause, nodes: Sequence[FieldNode]) -> Select[Any]:
        """SELECT of the selected fields of a row, each under its response key."""
        parent = self._object_type(type_name)
        return select(*self._columns(parent, ENTITIES[type_name].fields, row, nodes))

    def rows(
        self,
        type_name: str,
        row: FromClause,
        nodes: Sequence[FieldNode],
        reading: Children | None = None,
    ) -> Select[Any]:
        """The same for each row of a list, which is a page where no `reading` declares it."""
        self._inside.append(reading)
        statement = self.row(type_name, row, nodes)
        self._inside.pop()
        return statement

    def as_json(self, statement: Select[Any]) -> ColumnElement[Any]:
        """The one row of the statement as a JSON object, or null."""
        rows = self._name(statement)
        return select(self._row_json(rows)).select_from(rows).scalar_subquery()

    def as_list(self, statement: Select[Any]) -> ColumnElement[Any]:
        rows = self._name(statement)
        gathered = func.coalesce(func.json_agg(self._row_json(rows)), literal_column("'[]'::json"))
        return select(gathered).select_from(rows).scalar_subquery()

    def _name(self, statement: Select[Any]) -> Any:
        self._aliases += 1
        return statement.subquery(f"~{self._aliases}")

    def _row_json(self, rows: Any) -> ColumnElement[Any]:
        return literal_column(f'row_to_json("{rows.name}")')

    def _object_type(self, name: str) -> GraphQLObjectType:
        found = self.operation.schema.type_map[name]
        assert isinstance(found, GraphQLObjectType)
        return found

    def _columns(
        self,
        parent: GraphQLObjectType,
        readings: dict[str, Reading],
        row: FromClause,
        nodes: Sequence[FieldNode],
    ) -> list[ColumnElement[Any]]:
        columns: list[ColumnElement[Any]] = []
        for key, (name, fields) in self.operation.fields(parent, nodes).items():
            value = (
                literal_column(f"'{parent.name}'")
                if name == "__typename"
                else self._value(parent.fields[name], readings[name], row, fields)
            )
            columns.append(value.label(column_key(key)))
        return columns or [null().label("~")]

    def _value(
        self, field: GraphQLField, reading: Reading, row: FromClause, nodes: Nodes
    ) -> ColumnElement[Any]:
        if isinstance(reading, Column):
            if reading.large:
                self._weigh(row, reading)
            return _scalar(field.type, reading.value(row))
        if isinstance(reading, Struct):
            return self._struct(field, reading, row, nodes)
        return self._related(field, reading, row, nodes)

    def _struct(
        self, field: GraphQLField, reading: Struct, row: FromClause, nodes: Nodes
    ) -> ColumnElement[Any]:
        name = get_named_type(field.type).name
        columns = self._columns(self._object_type(name), STRUCTS[name], row, nodes)
        made = self.as_json(select(*columns).correlate(row))
        if reading.present is None:
            return made
        return case((reading.present(row), made), else_=null())

    def _related(
        self, field: GraphQLField, reading: Child | Children, row: FromClause, nodes: Nodes
    ) -> ColumnElement[Any]:
        self._joins += 1
        if self._joins > MAX_JOINS:
            raise too_complex(f"More than {MAX_JOINS} related things are selected")
        if isinstance(reading, Children):
            return self._list(field, reading, row, nodes)
        name = get_named_type(field.type).name
        other = self.alias(reading.table)
        statement = self.row(name, other, nodes).select_from(other).correlate(row)
        statement = statement.where(reading.on(row, other))
        kept = statement if reading.deleted else statement.where(_living(name, other))
        return self.as_json(kept.limit(1))

    def _list(
        self, field: GraphQLField, reading: Children, row: FromClause, nodes: Nodes
    ) -> ColumnElement[Any]:
        """A list inside itself would multiply with each level, so it is refused."""
        if reading in self._inside:
            raise too_complex("A list is selected inside itself")
        name = get_named_type(field.type).name
        other = self.alias(reading.table)
        statement = self.rows(name, other, nodes, reading).select_from(other).correlate(row)
        statement = statement.where(reading.on(row, other), _living(name, other))
        arguments = {argument: self._bind(field, nodes[0], argument) for argument in field.args}
        if reading.narrow is not None:
            statement = statement.where(reading.narrow(other, arguments))
        statement = statement.order_by(*reading.order(other))
        if reading.limit is not None:
            wanted = arguments[reading.limit]
            most = reading.most
            statement = statement.limit(
                wanted if most is None else func.least(wanted, literal_column(str(most)))
            )
        return self.as_list(statement)

    def _weigh(self, row: FromClause, reading: Column) -> None:
        """A large value may stand in the list of its own rows, on a page if it can, and in no other."""
        assert isinstance(row, Alias)
        self._large += 1
        tables = {lists.table if lists else None for lists in self._inside}
        fits = tables <= {row.element} or (reading.paged and tables == {None})
        if not fits or self._large > MAX_LARGE:
            raise too_complex("Large texts are selected inside a list, or too often")

    def _bind(self, field: GraphQLField, node: FieldNode, argument: str) -> ColumnElement[Any]:
        parameter = Parameter(f"a{len(self.parameters)}", field, node, argument)
        self.parameters.append(parameter)
        return argument_bind(parameter.name, field.args[argument].type)


def too_complex(what: str) -> GraphQLError:
    return GraphQLError(
        f"{what}. Ask for it in several queries.", extensions={"code": "DOCUMENT_TOO_COMPLEX"}
    )


def _scalar(type_: GraphQLOutputType, value: ColumnElement[Any]) -> ColumnElement[Any]:
    render = IN_SQL.get(get_named_type(type_).name)
    return render(value) if render else value


def _living(name: str, row: FromClause) -> ColumnElement[bool]:
    return row.c.deleted_at.is_(None) if ENTITIES[name].living else true()


def text_of(value: ColumnElement[Any]) -> Select[Any]:
    """The whole statement: one row, one column, the JSON as text."""
    return select(cast(value, Text))
