"""What a stretch of work asked of Postgres, and as many bare commits of the same size."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Connection = Any
"""asyncpg's, which has no types."""
SETTLE_SECONDS = 11.0
"""A connection that idles hands its statistics in within 10 s."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """Transactions that wrote and that only read, and rows by what was done to them."""

    writes: float
    reads: float
    inserted: float
    updated: float
    deleted: float

    def __sub__(self, other: "Traffic") -> "Traffic":
        return Traffic(*(a - b for a, b in zip(self._all(), other._all(), strict=True)))

    def __mul__(self, factor: float) -> "Traffic":
        return Traffic(*(a * factor for a in self._all()))

    @property
    def rows(self) -> float:
        return self.inserted + self.updated + self.deleted

    def _all(self) -> Sequence[float]:
        return self.writes, self.reads, self.inserted, self.updated, self.deleted


async def traffic(connection: Connection) -> Traffic:
    """All there was so far, once every connection has told of it."""
    await asyncio.sleep(SETTLE_SECONDS)
    row = await connection.fetchrow("""
        SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS writes, xact_commit,
               inserted, updated, deleted
        FROM pg_stat_database, (
            SELECT sum(n_tup_ins) AS inserted, sum(n_tup_upd) AS updated, sum(n_tup_del) AS deleted
            FROM pg_stat_user_tables
        ) AS tables
        WHERE datname = current_database()
    """)
    assert row is not None
    writes, commits, *rest = map(float, row.values())
    return Traffic(writes, commits - writes, *rest)


async def row_bytes(connection: Connection) -> float:
    """The size of a row that is written: the tables' averages, by how often each is written."""
    tables = await connection.fetch("""
        SELECT relname, n_tup_ins + n_tup_upd AS written FROM pg_stat_user_tables
        WHERE n_live_tup > 0 AND n_tup_ins + n_tup_upd > 0 AND relname <> 'leases'
    """)
    size = written = 0.0
    for name, count in tables:
        average = await connection.fetchval(f'SELECT avg(pg_column_size(t)) FROM "{name}" AS t')
        if average is not None:
            size, written = size + float(average) * count, written + count
    return size / written


class Commits:
    """Renders' worth of commits: as many transactions and rows, rows as large, and nothing else."""

    def __init__(self, connection: Connection, each: Traffic, row_bytes: float) -> None:
        self._connection = connection
        self._writes, self._reads = round(each.writes), round(each.reads)
        self._share = [
            round(rows / max(1, self._writes), 1)
            for rows in (each.inserted, each.updated, each.deleted)
        ]
        self._filler = "x" * max(1, int(row_bytes) - 60)  # the rest of a row are its two ids
        self._owed = [0.0, 0.0, 0.0]

    async def prepare(self) -> None:
        await self._connection.execute("""
            CREATE TABLE IF NOT EXISTS bench_rows (
                id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
                other uuid NOT NULL DEFAULT gen_random_uuid(),
                body text NOT NULL
            );
            CREATE INDEX ON bench_rows (other);
            INSERT INTO bench_rows (body) SELECT 'x' FROM generate_series(1, 2000);
        """)

    async def one(self) -> None:
        """The commits of one render, one after the other."""
        for _ in range(self._reads):
            async with self._connection.transaction():
                await self._connection.fetchval("SELECT body FROM bench_rows LIMIT 1")
        for _ in range(self._writes):
            async with self._connection.transaction():
                await self._write()

    async def _write(self) -> None:
        self._owed = [owed + share for owed, share in zip(self._owed, self._share, strict=True)]
        inserts, updates, deletes = (int(owed) for owed in self._owed)
        self._owed = [owed - int(owed) for owed in self._owed]
        for _ in range(inserts):
            await self._connection.execute(
                "INSERT INTO bench_rows (body) VALUES ($1)", self._filler
            )
        for _ in range(updates):
            await self._connection.execute(
                "UPDATE bench_rows SET body = $1 WHERE id = (SELECT id FROM bench_rows LIMIT 1)",
                self._filler,
            )
        for _ in range(deletes):
            await self._connection.execute(
                "DELETE FROM bench_rows WHERE id = (SELECT id FROM bench_rows LIMIT 1)"
            )
