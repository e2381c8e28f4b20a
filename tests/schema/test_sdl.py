from pathlib import Path

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLScalarType,
    build_schema,
)

import schema
from schema.build import ROOTS, graph
from schema.endpoints import ENDPOINTS
from schema.gallery import TAKES
from schema.projects import PROJECTS
from schema.reads.fields import ENTITIES, STRUCTS
from schema.reads.pages import Collection
from schema.rendering import JOBS

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
    ):
        assert words in sdl, words
    for absent in ("quote", "maxCost", "quoteId"):
        assert absent not in sdl


def test_every_sort_key_ends_with_the_id_and_is_never_null() -> None:
    collections: tuple[Collection, ...] = (JOBS, ENDPOINTS, TAKES, PROJECTS)
    for collection in collections:
        table = ENTITIES[collection.type_name].table
        for sort in collection.sorts.values():
            key = sort.key(table)
            assert table.c[key.key].nullable is False
