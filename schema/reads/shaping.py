"""Values made in memory, given the form that was selected: for what no table holds."""

from collections.abc import Callable
from typing import Any

from graphql import GraphQLObjectType, get_named_type

from schema.reads.compiler import column_key
from schema.reads.selection import Nodes, Operation

Shape = Callable[[Any], Any]


def shape_of(operation: Operation, type_: Any, nodes: Nodes) -> Shape:
    """What turns a value into the selected fields of `type_`, under their response keys.

    Objects are mappings by field name that hold every field; lists are lists of them.
    """
    if not isinstance(type_, GraphQLObjectType):
        return lambda value: value
    fields = [
        (column_key(key), name, shape_of(operation, get_named_type(type_.fields[name].type), inner))
        for key, (name, inner) in operation.fields(type_, nodes).items()
        if name != "__typename"
    ]
    names = {
        column_key(key): type_.name
        for key, (name, _) in operation.fields(type_, nodes).items()
        if name == "__typename"
    }

    def shaped(value: Any) -> Any:
        if value is None:
            return None
        if isinstance(value, list):
            return [shaped(item) for item in value]
        return names | {key: inner(value[name]) for key, name, inner in fields}

    return shaped
