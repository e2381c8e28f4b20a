"""Reads over HTTP against one API process, beside hand-written SQL that answers the same JSON."""

from collections.abc import AsyncIterator, Mapping
from statistics import median
from typing import Any

from tests.bench.anatomy import anatomy
from tests.bench.load import Target
from tests.bench.measure import Effort, Measured
from tests.bench.processes import cpu_seconds, own_cpu_seconds, tree
from tests.bench.queries import READS, Read
from tests.bench.serving import Served, served

_BUSY = 4
"""Connections that keep one process busy."""


async def reads(effort: Effort) -> AsyncIterator[Measured]:
    """Q1 to Q4, and where the time of a Q1 goes."""
    async with (
        served(projects=effort.of(200, 50)) as library,
        library.api() as api,
        library.bare("http") as bare,
    ):
        for read in READS:
            sides = await _sides(library, read, api, bare)
            async for measured in _compare(read.name, sides, effort, library.postgres):
                yield measured
        async for measured in anatomy(library, READS[0], effort):
            yield measured


class _Side:
    """One of the two, and what was measured of it in each round."""

    def __init__(self, pid: int, target: Target) -> None:
        self.pid, self.target = pid, target
        self.rate: list[float] = []
        self.cpu: list[float] = []
        self.everything: list[float] = []
        self.time: list[float] = []

    async def round(self, seconds: float, postgres: int) -> None:
        both = tree(postgres)
        used, used_there = own_cpu_seconds(self.pid), cpu_seconds(both)
        taken = await self.target.repeat(seconds, connections=_BUSY)
        used, used_there = own_cpu_seconds(self.pid) - used, cpu_seconds(both) - used_there
        self.rate.append(len(taken) / seconds)
        self.cpu.append(1000 * used / len(taken))
        self.everything.append(1000 * (used + used_there) / len(taken))
        alone = await self.target.repeat(seconds / 2, connections=1)
        self.time.append(1000 * median(alone))


async def _sides(
    library: Served, read: Read, api: tuple[int, int], bare: tuple[int, int]
) -> tuple[_Side, _Side]:
    """Ours and the limit, warm, and seen to answer the same."""
    subject = getattr(library.chosen, read.subject)
    ours = Target.post(
        api[1],
        "/graphql",
        {"query": read.document, "variables": {"id": f"{read.subject}_{subject.hex}"}},
        Authorization=f"Bearer {library.token}",
    )
    limit = Target.post(bare[1], f"/{read.name}", {"id": str(subject)})
    answers = [_without_cursors(await target.answer()) for target in (ours, limit)]
    assert answers[0] == answers[1], f"{read.name}: the answers differ"
    for target in (ours, limit):
        await target.repeat(0.5, connections=_BUSY)
    return _Side(api[0], ours), _Side(bare[0], limit)


async def _compare(
    name: str, sides: tuple[_Side, _Side], effort: Effort, postgres: int
) -> AsyncIterator[Measured]:
    for _ in range(effort.of(4, 1)):
        for side in sides:
            await side.round(effort.of(1.4, 0.8), postgres)
    ours, limit = sides

    def measured(what: str, unit: str, attribute: str) -> Measured:
        value, baseline = (median(getattr(side, attribute)) for side in (ours, limit))
        return Measured(f"{name}_{what}", value, unit, baseline)

    yield measured("cpu", "ms CPU of the web process per request", "cpu")
    yield measured("cpu_all", "ms CPU of the web process and Postgres per request", "everything")
    yield measured("time", "ms per request, one connection, median", "time")
    yield measured("rate", f"requests/s, {_BUSY} connections (more is better)", "rate")


def _without_cursors(answer: Any) -> Any:
    if isinstance(answer, list):
        return [_without_cursors(item) for item in answer]
    if isinstance(answer, Mapping):
        return {
            key: _without_cursors(value)
            for key, value in answer.items()
            if key not in {"cursor", "endCursor"}
        }
    return answer
