"""Relay connections by keyset: pages that neither skip nor repeat rows when others insert."""

import base64
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from graphql import GraphQLObjectType, GraphQLResolveInfo
from graphql import get_named_type as named
from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Text,
    bindparam,
    cast,
    func,
    literal_column,
    select,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlalchemy.exc import DBAPIError

from schema.reads.compiler import Compiler, column_key, text_of
from schema.reads.fields import ENTITIES
from schema.reads.reader import VIEWER_WORKSPACE, Reader
from schema.reads.selection import Nodes, Operation
from studio.access.predicates import visible

DEFAULT_FIRST = 50
MAX_FIRST = 100


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort key that is never null; the id breaks ties in the same direction."""

    key: Callable[[FromClause], ColumnElement[Any]]
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Collection:
    """What can be paged: a type, its sorts by name, and its filters by name.

    A filter is given the row and a bound parameter of its own name.
    """

    type_name: str
    sorts: Mapping[str, Sort]
    filters: Mapping[str, Callable[[FromClause], ColumnElement[bool]]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One page that is asked for. `filter` holds only what was given."""

    sort: str
    filter: Mapping[str, Any]
    first: int | None = None
    after: str | None = None

    @property
    def size(self) -> int:
        return DEFAULT_FIRST if self.first is None else max(0, min(self.first, MAX_FIRST))

    @property
    def digest(self) -> str:
        given = orjson.dumps(dict(self.filter), option=orjson.OPT_SORT_KEYS, default=str)
        return hashlib.sha256(given).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Cursor:
    key: str
    id: UUID


def write_cursor(wanted: Wanted, key: str, row_id: str) -> str:
    packed = orjson.dumps([wanted.sort, wanted.digest, key, row_id])
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def read_cursor(wanted: Wanted, text: str) -> Cursor | None:
    """The cursor, or None for one that is not ours, or of another sort or filter."""
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        sort, digest, key, row_id = orjson.loads(base64.urlsafe_b64decode(padded))
        ours = (sort, digest) == (wanted.sort, wanted.digest) and isinstance(key, str)
        return Cursor(key, UUID(row_id)) if ours and "\x00" not in key else None
    except (ValueError, TypeError, AttributeError):
        return None


async def read_page(
    reader: Reader, info: GraphQLResolveInfo[Any], collection: Collection, wanted: Wanted
) -> dict[str, Any]:
    """The connection as it was selected."""
    cursor = read_cursor(wanted, wanted.after) if wanted.after is not None else None
    foreign = wanted.after is not None and cursor is None
    plan = _Plan(info, collection, wanted, foreign=foreign, continued=cursor is not None)
    values: dict[str, Any] = {f"f_{name}": value for name, value in wanted.filter.items()}
    values["size"] = 0 if foreign else wanted.size
    if cursor is not None:
        values |= {"after_key": cursor.key, "after_id": cursor.id}
    try:
        found = await reader.run(info, plan.shape, plan.statement, values)
    except DBAPIError as error:
        if cursor is None or not _is_data_error(error):
            raise
        return await read_page(
            reader, info, collection, Wanted(wanted.sort, wanted.filter, wanted.first, "~")
        )
    return plan.connection(found)


class _Plan:
    """Which nodes a selection of a connection wants read, and how the answer is put together."""

    def __init__(
        self,
        info: GraphQLResolveInfo[Any],
        collection: Collection,
        wanted: Wanted,
        *,
        foreign: bool,
        continued: bool,
    ) -> None:
        self._operation = Operation.of(info)
        self._collection = collection
        self._wanted = wanted
        self._continued = continued
        self._foreign = foreign
        target = named(info.return_type)
        assert isinstance(target, GraphQLObjectType)
        self._target = target
        self._selected = self._operation.fields(target, tuple(info.field_nodes))
        self._nodes: list[Nodes] = []
        for name, nodes in self._selected.values():
            if name == "nodes":
                self._nodes.append(nodes)
            elif name == "edges":
                edge = self._operation.fields(self._inner("edges"), nodes)
                self._nodes += [inner for field, inner in edge.values() if field == "node"]
        places = tuple(node.loc.start if node.loc else 0 for node in info.field_nodes)
        self.shape = ("page", wanted.sort, tuple(sorted(wanted.filter)), continued, places)

    def statement(self, compiler: Compiler) -> Select[Any]:
        entity = ENTITIES[self._collection.type_name]
        sort = self._collection.sorts[self._wanted.sort]
        row = compiler.alias(entity.table)
        conditions = self._conditions(row, living=entity.living)
        key, row_id = sort.key(row), row.c.id
        page = (
            select(
                cast(key, Text).label("key"),
                func.replace(cast(row_id, Text), "-", "").label("id"),
                *(
                    compiler.as_json(
                        compiler.rows(self._collection.type_name, row, nodes).correlate(row)
                    ).label(f"n{index}")
                    for index, nodes in enumerate(self._nodes)
                ),
            )
            .select_from(row)
            .where(*conditions)
            .order_by(*((key.desc(), row_id.desc()) if sort.descending else (key, row_id)))
            .limit(bindparam("size", type_=Integer) + literal_column("1"))
        )
        if self._continued:
            place = tuple_(key, row_id)
            after = tuple_(
                cast(bindparam("after_key", type_=Text), key.type),
                bindparam("after_id", type_=PG_UUID(as_uuid=True)),
            )
            page = page.where(place < after if sort.descending else place > after)
        parts: list[Any] = ["rows", compiler.as_list(page)]
        if any(name == "totalCount" for name, _ in self._selected.values()):
            counted = compiler.alias(entity.table)
            total = select(func.count()).select_from(counted)
            parts += [
                "total",
                total.where(*self._conditions(counted, living=entity.living)).scalar_subquery(),
            ]
        return text_of(func.json_build_object(*parts))

    def connection(self, found: dict[str, Any]) -> dict[str, Any]:
        rows = found["rows"]
        more = not self._foreign and len(rows) > self._wanted.size
        rows = [] if self._foreign else rows[: self._wanted.size]
        cursors = [write_cursor(self._wanted, row["key"], row["id"]) for row in rows]
        info = {
            "hasNextPage": more,
            "hasPreviousPage": self._wanted.after is not None and not self._foreign,
            "startCursor": cursors[0] if cursors else None,
            "endCursor": cursors[-1] if cursors else None,
        }
        made: dict[str, Any] = {}
        taken = 0
        for response_key, (name, nodes) in self._selected.items():
            key = column_key(response_key)
            if name == "__typename":
                made[key] = self._target.name
            elif name == "totalCount":
                made[key] = found["total"]
            elif name == "pageInfo":
                made[key] = self._plain("pageInfo", nodes, info)
            elif name == "nodes":
                made[key] = [row[f"n{taken}"] for row in rows]
                taken += 1
            elif name == "edges":
                made[key], taken = self._edges(nodes, rows, cursors, taken)
        return made

    def _edges(
        self, nodes: Nodes, rows: list[dict[str, Any]], cursors: list[str], taken: int
    ) -> tuple[list[dict[str, Any]], int]:
        edge_type = self._inner("edges")
        fields = self._operation.fields(edge_type, nodes)
        edges: list[dict[str, Any]] = [{} for _ in rows]
        for response_key, (name, _) in fields.items():
            for edge, row, cursor in zip(edges, rows, cursors, strict=True):
                edge[column_key(response_key)] = {
                    "node": row.get(f"n{taken}"),
                    "cursor": cursor,
                    "__typename": edge_type.name,
                }[name]
            taken += name == "node"
        return edges, taken

    def _plain(self, field: str, nodes: Nodes, values: Mapping[str, Any]) -> dict[str, Any]:
        target = self._inner(field)
        return {
            column_key(key): target.name if name == "__typename" else values[name]
            for key, (name, _) in self._operation.fields(target, nodes).items()
        }

    def _inner(self, field: str) -> GraphQLObjectType:
        inner = named(self._target.fields[field].type)
        assert isinstance(inner, GraphQLObjectType)
        return inner

    def _conditions(self, row: FromClause, *, living: bool) -> list[ColumnElement[bool]]:
        return [
            visible(row, VIEWER_WORKSPACE),
            row.c.deleted_at.is_(None) if living else true(),
            *(self._collection.filters[name](row) for name in sorted(self._wanted.filter)),
        ]


def _is_data_error(error: DBAPIError) -> bool:
    cause = error.orig.__cause__ if error.orig is not None else None
    return str(getattr(cause, "sqlstate", "")).startswith("22") or isinstance(cause, ValueError)
