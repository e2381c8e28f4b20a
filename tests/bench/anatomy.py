"""Where the time of a read goes, in this process: SQL, parsing and validation, execution."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from statistics import median
from typing import Any

import asyncpg  # type: ignore[import-untyped]
import orjson
from pydantic import SecretStr

from api.graphql.documents import Documents, with_prepared_documents
from api.graphql.limits import Limits
from api.runtime import Runtime, compose
from schema.build import graph
from schema.context import Context
from schema.reads.reader import Reader
from studio.access.viewer import Role, Viewer
from tests.bench.commits import Connection
from tests.bench.measure import Effort, Measured
from tests.bench.queries import Read
from tests.bench.serving import Served


class Recorded(Reader):
    """Keeps the statement it ran, and asks Postgres once for it."""

    def __init__(self, runtime: Runtime, viewer: Viewer) -> None:
        services = runtime.services
        binds = services.media.binds(services.clock.now())
        super().__init__(services.engine, services.statements, viewer, binds)
        self.ran: tuple[str, tuple[Any, ...]] = ("", ())
        self._text: str | None = None

    async def execute(self, sql: str, values: tuple[Any, ...]) -> str | None:
        if not self.ran[0]:
            self.ran = sql, values
            self._text = await super().execute(sql, values)
        return self._text


async def anatomy(library: Served, read: Read, effort: Effort) -> AsyncIterator[Measured]:
    runtime = compose(library.settings.model_copy(update={"local_token": SecretStr(library.token)}))
    connection = await asyncpg.connect(library.database, server_settings={"jit": "off"})
    try:
        owner = await connection.fetchrow("SELECT account_id, workspace_id FROM members")
        assert owner is not None
        viewer = Viewer(owner["account_id"], owner["workspace_id"], Role.OWNER)
        recorded = Recorded(runtime, viewer)
        subject = getattr(library.chosen, read.subject)
        execute = _execution(runtime, viewer, recorded, read, f"{read.subject}_{subject.hex}")
        answer = await execute()
        runs = effort.of(40, 10)
        yield await _sql(connection, recorded, read, (viewer.workspace_id, subject), runs)
        yield _parsing(read, runs)
        cost = await _cpu_ms(execute, runs)
        text = orjson.dumps({"data": answer.data})

        async def decode() -> bytes:
            return orjson.dumps(orjson.loads(text))

        unit = "ms CPU from the text of Postgres to ready dicts, beside orjson there and back"
        yield Measured(f"{read.name}_execution", cost, unit, await _cpu_ms(decode, runs))
    finally:
        await connection.close()
        await runtime.close()


def _execution(
    runtime: Runtime, viewer: Viewer, reads: Reader, read: Read, subject: str
) -> Callable[[], Awaitable[Any]]:
    """The graph's own execution of the document, whose one statement is answered from memory."""
    schema = with_prepared_documents(graph, Documents(graph, Limits()))

    async def execute() -> Any:
        context = Context(runtime.services, viewer)
        context.reads = reads
        results = await schema.stream(
            read.document, variable_values={"id": subject}, context_value=context
        )
        (answer,) = [result async for result in results]
        assert answer.errors is None, answer.errors  # type: ignore[union-attr]
        return answer

    return execute


async def _sql(
    connection: Connection,
    recorded: Recorded,
    read: Read,
    given: tuple[Any, ...],
    runs: int,
) -> Measured:
    binds = {**recorded._binds}
    media = (binds["media_expiry"], binds["media_inner"], binds["media_outer"])
    statements = [recorded.ran, (read.sql, (*given, *media)[: read.parameters])]
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(runs):
        for times, (sql, values) in zip(taken, statements, strict=True):
            begun = time.perf_counter()
            await connection.fetchval(sql, *values)
            times.append(1000 * (time.perf_counter() - begun))
    ours, by_hand = map(median, taken)
    unit = "ms of the compiled statement through asyncpg, beside the hand-written one"
    return Measured(f"{read.name}_sql", ours, unit, by_hand)


def _parsing(read: Read, runs: int) -> Measured:
    """A known document is only looked up."""
    documents, known = Documents(graph, Limits()), Documents(graph, Limits())
    known.prepare(read.document)
    fresh, again = [], []
    for run in range(runs):
        text = f"{read.document} # {run}"
        begun = time.process_time_ns()
        documents.prepare(text)
        fresh.append((time.process_time_ns() - begun) / 1e6)
        begun = time.process_time_ns()
        known.prepare(read.document)
        again.append((time.process_time_ns() - begun) / 1e6)
    unit = "ms CPU to parse and validate a document never seen, beside one that is known"
    return Measured(f"{read.name}_parse", median(fresh), unit, median(again))


async def _cpu_ms(step: Callable[[], Awaitable[Any]], runs: int) -> float:
    taken = []
    for _ in range(runs):
        begun = time.process_time_ns()
        await step()
        taken.append((time.process_time_ns() - begun) / 1e6)
    return median(taken)
