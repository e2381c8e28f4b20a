"""The one way anything is read: a selection and an id (or a page) in, the client's dict out.

Queries, the payloads of mutations and the payloads of events all come through here.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from graphql import GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLResolveInfo
from graphql import get_named_type as named
from sqlalchemy import ARRAY, Select, bindparam, func, true
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlalchemy.dialects.postgresql.asyncpg import dialect as asyncpg_dialect
from sqlalchemy.ext.asyncio import AsyncEngine

from schema.reads.compiler import Compiler, Parameter, column_key, text_of
from schema.reads.fields import ENTITIES, Ref
from schema.reads.selection import Nodes, Operation, conditions_of
from studio.access.predicates import visible
from studio.access.viewer import Viewer

CACHED_STATEMENTS = 512
CACHED_CHARACTERS = 64_000
"""Longer statements are compiled anew each time."""
VIEWER_WORKSPACE = bindparam("viewer_workspace", type_=PG_UUID(as_uuid=True))
VIEWER_ACCOUNT = bindparam("viewer_account", type_=PG_UUID(as_uuid=True))

_ID = "~id"
"""The name of an id beside what is selected; no field has such a name."""
_DIALECT = asyncpg_dialect()  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True)
class Statement:
    """A compiled statement and where the values of its parameters come from."""

    sql: str
    names: tuple[str, ...]
    constants: Mapping[str, Any]
    parameters: tuple[Parameter, ...]


class Statements:
    """Compiled statements, the least recently used dropped first. One per process."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Any, Statement] = OrderedDict()

    def get(self, key: Any, build: Callable[[], Statement]) -> Statement:
        found = self._kept.get(key)
        if found is None:
            found = build()
            if len(found.sql) > CACHED_CHARACTERS:
                return found
            self._kept[key] = found
            if len(self._kept) > CACHED_STATEMENTS:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(key)
        return found


def finish(compiler: Compiler, statement: Select[Any]) -> Statement:
    compiled = statement.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})
    return Statement(
        str(compiled),
        tuple(compiled.positiontup or ()),
        compiled.params,
        tuple(compiler.parameters),
    )


class Missing(Exception):
    """An entity that a payload cannot be without is gone, or may not be seen any more."""


class Reader:
    """Reads for one viewer. `binds` are the values every statement may use, such as media keys."""

    def __init__(
        self,
        engine: AsyncEngine,
        statements: Statements,
        viewer: Viewer,
        binds: Mapping[str, Any],
    ) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._statements = statements
        self.viewer = viewer
        self._binds = {
            "viewer_workspace": viewer.workspace_id,
            "viewer_account": viewer.account_id,
            **binds,
        }

    async def one(
        self, info: GraphQLResolveInfo[Any], ref: Ref, nodes: Nodes | None = None
    ) -> dict[str, Any] | None:
        """The selected fields of one entity, or None if it is not there or may not be seen."""
        if ref.id is None:
            return None
        selection = nodes or tuple(info.field_nodes)

        def build(compiler: Compiler) -> Select[Any]:
            entity = ENTITIES[ref.type_name]
            row = compiler.alias(entity.table)
            return text_of(
                compiler.as_json(
                    compiler.row(ref.type_name, row, selection)
                    .select_from(row)
                    .where(
                        row.c.id == bindparam("id", type_=PG_UUID(as_uuid=True)),
                        row.c.deleted_at.is_(None) if entity.living else true(),
                        visible(row, VIEWER_WORKSPACE),
                    )
                )
            )

        found: dict[str, Any] | None = await self.run(
            info, ("one", ref.type_name, _places(selection)), build, {"id": ref.id}
        )
        return found

    async def many(
        self, info: GraphQLResolveInfo[Any], refs: Sequence[Ref], nodes: Nodes
    ) -> list[dict[str, Any]]:
        """The entities (all of one type) in the given order; those that cannot be seen are left out."""
        found = await self._by_id(info, refs, nodes) if refs else {}
        return [found[ref.id] for ref in refs if ref.id in found]

    async def _by_id(
        self, info: GraphQLResolveInfo[Any], refs: Sequence[Ref], nodes: Nodes
    ) -> dict[UUID | None, dict[str, Any]]:
        type_name = refs[0].type_name

        def build(compiler: Compiler) -> Select[Any]:
            ids = bindparam("ids", type_=ARRAY(PG_UUID(as_uuid=True)))
            row = compiler.alias(ENTITIES[type_name].table)
            return text_of(
                compiler.as_list(
                    compiler.rows(type_name, row, nodes)
                    .add_columns(row.c.id.label(_ID))
                    .select_from(row)
                    .where(row.c.id == func.any(ids), visible(row, VIEWER_WORKSPACE))
                )
            )

        rows: list[dict[str, Any]] = await self.run(
            info, ("many", type_name, _places(nodes)), build, {"ids": [ref.id for ref in refs]}
        )
        return {UUID(row.pop(_ID)): row for row in rows}

    async def payload(
        self,
        info: GraphQLResolveInfo[Any],
        values: Mapping[str, Any],
        *,
        type_name: str | None = None,
    ) -> dict[str, Any]:
        """An object whose fields are given by name; the entities among them are read."""
        target = info.schema.type_map[type_name] if type_name else named(info.return_type)
        assert isinstance(target, GraphQLObjectType)
        return await self._object(info, target, tuple(info.field_nodes), values)

    async def payloads(
        self,
        info: GraphQLResolveInfo[Any],
        objects: Sequence[Mapping[str, Any]],
        *,
        type_name: str,
    ) -> list[dict[str, Any]]:
        """Many objects of one type, whose fields are single entities and plain values by name.

        All entities of a field are read in one statement; objects that lack one are left out.
        """
        target = info.schema.type_map[type_name]
        assert isinstance(target, GraphQLObjectType)
        made: list[dict[str, Any] | None] = [{"__typename": type_name} for _ in objects]
        chosen = Operation.of(info).fields(target, tuple(info.field_nodes))
        for key, (name, nodes) in chosen.items():
            values = [type_name if name == "__typename" else one[name] for one in objects]
            refs = [value for value in values if isinstance(value, Ref)]
            found = await self._by_id(info, refs, nodes) if refs else {}
            for place, value in enumerate(values):
                known = found.get(value.id) if isinstance(value, Ref) else value
                kept = made[place]
                if isinstance(value, Ref) and known is None:
                    made[place] = None
                elif kept is not None:
                    kept[column_key(key)] = known
        return [one for one in made if one is not None]

    async def run(
        self,
        info: GraphQLResolveInfo[Any],
        shape: Any,
        build: Callable[[Compiler], Select[Any]],
        values: Mapping[str, Any],
    ) -> Any:
        """Compile, or find compiled, and execute; the parsed JSON of its one value."""
        operation = Operation.of(info)
        source = info.operation.loc.source.body if info.operation.loc else info.operation
        key = (source, conditions_of(info), shape)

        def make() -> Statement:
            compiler = Compiler(operation)
            return finish(compiler, build(compiler))

        statement = self._statements.get(key, make)
        given = {**statement.constants, **self._binds, **values}
        for parameter in statement.parameters:
            given[parameter.name] = parameter.value(operation)
        text = await self.execute(statement.sql, tuple(given[name] for name in statement.names))
        return orjson.loads(text) if text is not None else None

    async def execute(self, sql: str, values: tuple[Any, ...]) -> str | None:
        async with self._engine.connect() as connection:
            result = await connection.exec_driver_sql(sql, values)
            text: str | None = result.scalar_one()
            return text

    async def _object(
        self,
        info: GraphQLResolveInfo[Any],
        target: GraphQLObjectType,
        nodes: Nodes,
        values: Mapping[str, Any],
    ) -> dict[str, Any]:
        made: dict[str, Any] = {"__typename": target.name}
        for key, (name, fields) in Operation.of(info).fields(target, nodes).items():
            if name == "__typename":
                made[key] = target.name
            else:
                made[column_key(key)] = await self._value(
                    info, target.fields[name].type, fields, values.get(name)
                )
        return made

    async def _value(
        self, info: GraphQLResolveInfo[Any], type_: Any, nodes: Nodes, value: Any
    ) -> Any:
        if isinstance(value, Ref):
            found = await self.one(info, value, nodes)
            if found is None and isinstance(type_, GraphQLNonNull):
                raise Missing(value)
            return found
        if isinstance(type_, GraphQLNonNull):
            empty = [] if value is None and isinstance(type_.of_type, GraphQLList) else value
            return await self._value(info, type_.of_type, nodes, empty)
        if isinstance(type_, GraphQLList) and isinstance(value, (list, tuple)):
            if value and isinstance(value[0], Ref):
                return await self.many(info, value, nodes)
            return [await self._value(info, type_.of_type, nodes, item) for item in value]
        if isinstance(type_, GraphQLObjectType) and isinstance(value, Mapping):
            return await self._object(info, type_, nodes, value)
        return value


def _places(nodes: Nodes) -> tuple[int, ...]:
    """Where in the document the selection stands: what tells it from others of the document."""
    return tuple(node.loc.start if node.loc else id(node) for node in nodes)
