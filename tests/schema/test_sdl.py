from pathlib import Path
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLScalarType,
    build_schema,
)
from sqlalchemy import FromClause
from sqlalchemy.sql.functions import Function

import schema
from schema.batches import BATCHES
from schema.build import ROOTS, graph
from schema.endpoints import ENDPOINTS
from schema.gallery import TAKES
from schema.projects import PROJECTS
from schema.reads.fields import ENTITIES, STRUCTS
from schema.reads.pages import Collection
from schema.rendering import JOBS
from schema.spending.budgets import BUDGETS
from schema.spending.ledger import LEDGER
from schema.spending.prices import PRICES

SDL = Path(schema.__file__).parent / "schema.graphql"
BUILT_IN = {"String", "Int", "Float", "Boolean", "ID"}


def test_the_checked_in_schema_is_current() -> None:
    assert SDL.read_text(encoding="utf-8") == graph.as_str() + "\n", (
        "write it anew: storycanvas schema > schema/schema.graphql"
    )
    build_schema(SDL.read_text(encoding="utf-8"))


def test_every_type_field_argument_and_value_is_described() -> None:
    silent = []
    for name, type_ in graph._schema.type_map.items():
        if name.startswith("__") or name in BUILT_IN:
            continue
        if not type_.description:
            silent.append(name)
        if isinstance(type_, GraphQLEnumType):
            silent += [f"{name}.{key}" for key, v in type_.values.items() if not v.description]
        elif not isinstance(type_, GraphQLScalarType):
            assert isinstance(
                type_, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType
            )
            for key, field in type_.fields.items():
                if not field.description:
                    silent.append(f"{name}.{key}")
                for argument, given in getattr(field, "args", {}).items():
                    if not given.description:
                        silent.append(f"{name}.{key}({argument})")
    assert silent == []


def test_the_field_map_is_complete() -> None:
    """Every field of a type that rows back can be compiled: none is resolved in another way."""
    for name, readings in [*((n, e.fields) for n, e in ENTITIES.items()), *STRUCTS.items()]:
        type_ = graph._schema.type_map[name]
        assert isinstance(type_, GraphQLObjectType)
        assert set(type_.fields) == set(readings), name


def test_mutations_keep_the_form_of_the_contract() -> None:
    mutation = graph._schema.mutation_type
    assert mutation is not None
    for name, field in mutation.fields.items():
        title = name[0].upper() + name[1:]
        assert {key: str(arg.type) for key, arg in field.args.items()} == {
            "input": f"{title}Input!"
        }
        assert str(field.type) == f"{title}Payload!"
        payload = graph._schema.type_map[f"{title}Payload"]
        assert isinstance(payload, GraphQLObjectType)
        assert str(payload.fields["userErrors"].type) == "[UserError!]!"


def test_what_the_contract_names_is_there() -> None:
    assert set(ROOTS) <= set(graph._schema.type_map)
    sdl = graph.as_str()
    for words in (
        "viewer: Viewer!",
        "project(\n",
        "projects(\n",
        "takes(\n",
        "first: Int = 200",
        "first: Int = 20",
        'fps: FrameRate! = "24"',
        "kinds: [MediaKind!]! = [IMAGE]",
        "enum JobState",
        "interface ProjectEvent",
        "lastSeq: Int!",
        "maxCost: BigInt",
        "quoteId: ID",
        "quote: Quote",
    ):
        assert words in sdl, words


def test_every_sort_key_ends_with_the_id_and_is_never_null() -> None:
    collections: tuple[Collection, ...] = (
        *(JOBS, ENDPOINTS, TAKES, PROJECTS),
        *(BATCHES, BUDGETS, LEDGER, PRICES),
    )
    for collection in collections:
        table = ENTITIES[collection.type_name].table
        for sort in collection.sorts.values():
            assert never_null(sort.key(table), table)


def never_null(key: Any, table: FromClause) -> bool:
    """Of several the greatest is null only if all of them are."""
    if isinstance(key, Function) and key.name == "greatest":
        return any(never_null(one, table) for one in key.clauses)
    return key.key in table.c and table.c[key.key].nullable is False
