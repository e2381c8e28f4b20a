"""Databases that tests use one after the other: to empty one takes a tenth of making another."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from uuid import uuid4

import asyncpg  # type: ignore[import-untyped]

MOST_ROWS = 5_000
"""A database that had more is not kept: what they leave behind would slow its next tests."""

_SHAPE = " UNION ALL ".join(
    f"SELECT '{name}', count(*), max(xmin::text::bigint) FROM {name}"
    for name in (
        *("pg_class", "pg_attribute", "pg_attrdef", "pg_constraint", "pg_index", "pg_type"),
        *("pg_proc", "pg_trigger", "pg_statistic", "public.alembic_version"),
    )
)
"""Differs where more than rows was changed, or statistics that plans follow."""

_TABLES = (
    "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
)
_ALONE = """SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid()"""

Run = Callable[[str], Awaitable[None]]


@dataclass
class Shelf:
    """The empty databases of this process, all copies of `template`; `address` tells where one is."""

    run: Run
    address: Callable[[str], str]
    template: str
    _free: list[str] = field(default_factory=list)
    _tables: tuple[str, ...] = ()
    _shapes: dict[str, object] = field(default_factory=dict)

    async def take(self) -> str:
        """The name of a database that is migrated and empty."""
        if self._free:
            return self._free.pop()
        name = f"test_{uuid4().hex}"
        await self.run(f"CREATE DATABASE {name} TEMPLATE {self.template} STRATEGY FILE_COPY")
        connection = await asyncpg.connect(self.address(name))
        try:
            self._shapes[name] = await connection.fetch(_SHAPE)
            self._tables = tuple(row[0] for row in await connection.fetch(_TABLES))
        finally:
            await connection.close()
        return name

    async def give_back(self, name: str) -> None:
        """Nobody is connected to it afterwards; kept if it is as it was, but for rows."""
        connection = await asyncpg.connect(self.address(name))
        try:
            await connection.execute(_ALONE)
            kept = await self._emptied(connection, name)
        finally:
            await connection.close()
        if kept:
            self._free.append(name)
        else:
            await self.run(f"DROP DATABASE {name} WITH (FORCE)")

    async def _emptied(self, connection: asyncpg.Connection, name: str) -> bool:
        if await connection.fetch(_SHAPE) != self._shapes[name]:
            return False
        used = await connection.fetch(
            " UNION ALL ".join(
                f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in self._tables
            )
        )
        rows = 0
        await connection.execute("SET session_replication_role = replica")  # keys are not looked at
        for (table,) in used:
            rows += int((await connection.execute(f"DELETE FROM {table}")).split()[1])
        return rows <= MOST_ROWS
