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

_ALONE = """SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid()"""

_EMPTYING = """CREATE FUNCTION pg_temp.emptied() RETURNS bigint LANGUAGE plpgsql AS $$
  DECLARE used regclass; gone bigint; rows bigint := 0;
  BEGIN
    FOR used IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relname <> 'alembic_version'
      AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0
    LOOP
      EXECUTE format('DELETE FROM %s', used);
      GET DIAGNOSTICS gone = ROW_COUNT;
      rows := rows + gone;
    END LOOP;
    RETURN rows;
  END $$;
  SET session_replication_role = replica"""
"""In that role no foreign key is looked at."""

Run = Callable[[str], Awaitable[None]]


@dataclass
class Shelf:
    """The empty databases of this process, all copies of `template`; `address` tells where one is."""

    run: Run
    address: Callable[[str], str]
    template: str
    _free: list[str] = field(default_factory=list)
    _known: dict[str, tuple[asyncpg.Connection, object]] = field(default_factory=dict)
    """Of each a connection, which knows its catalogs by then, and the shape it had."""

    async def take(self) -> str:
        """The name of a database that is migrated and empty."""
        if self._free:
            return self._free.pop()
        name = f"test_{uuid4().hex}"
        await self.run(f"CREATE DATABASE {name} TEMPLATE {self.template} STRATEGY FILE_COPY")
        connection = await asyncpg.connect(self.address(name))
        await connection.execute(_EMPTYING)
        self._known[name] = connection, await connection.fetch(_SHAPE)
        return name

    async def give_back(self, name: str) -> None:
        """Nobody else is connected to it afterwards; kept if it is as it was, but for rows."""
        connection, shape = self._known[name]
        await connection.execute(_ALONE)
        if await connection.fetch(_SHAPE) == shape and await _emptied(connection) <= MOST_ROWS:
            self._free.append(name)
        else:
            del self._known[name]
            await connection.close()
            await self.run(f"DROP DATABASE {name} WITH (FORCE)")

    async def close(self) -> None:
        for connection, _ in self._known.values():
            await connection.close()


async def _emptied(connection: asyncpg.Connection) -> int:
    """How many rows there were."""
    return int(await connection.fetchval("SELECT pg_temp.emptied()"))
