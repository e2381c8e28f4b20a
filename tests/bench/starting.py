"""How soon a studio answers: on an empty folder, on one it knows, and what its imports cost."""

import os
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from statistics import median

from infra.embedded.studio import servers
from tests.bench.launching import launched, scratch
from tests.bench.measure import Effort, Measured

_PROGRAMS = (
    "import api.serve, api.prepare, api.cli.up, workers.actors, workers.loops, "
    "infra.embedded.endpoint.__main__, workers.endpoint.__main__"
)


def write_bytecode() -> None:
    """Have every process' modules compiled: an installation is, and it halves the time of a start."""
    _cpu_of_python(_PROGRAMS)


async def start(effort: Effort) -> AsyncIterator[Measured]:
    """Seconds until /readyz, beside Postgres and Valkey alone (with initdb, and without)."""
    cold: list[float] = []
    warm: list[float] = []
    bare_cold: list[float] = []
    bare_warm: list[float] = []
    for _ in range(effort.of(3, 1)):
        with scratch() as folder:
            bare_cold.append(await _servers_alone(folder / "bare"))
            bare_warm.append(await _servers_alone(folder / "bare"))
            for seconds in (cold, warm):
                async with launched(folder) as (_, ready_after):
                    seconds.append(ready_after)
    runs = len(cold)
    unit = f"s from start to /readyz, median of {runs}, beside initdb, Postgres and Valkey alone"
    yield Measured("start_cold", median(cold), f"{unit} (budget 30)", median(bare_cold))
    unit = f"s from start to /readyz, median of {runs}, beside Postgres and Valkey alone"
    yield Measured("start_warm", median(warm), f"{unit} (budget 5)", median(bare_warm))


async def imports(effort: Effort) -> AsyncIterator[Measured]:
    """CPU seconds of a Python that imports the web process, beside one that imports nothing."""
    ours, bare = [], []
    for _ in range(effort.of(5, 1)):
        bare.append(_cpu_of_python("pass"))
        ours.append(_cpu_of_python("import api.serve"))
    yield Measured("import_api", median(ours), f"CPU s, median of {len(ours)}", median(bare))


async def _servers_alone(data: Path) -> float:
    begun = time.perf_counter()
    async with servers(data):
        return time.perf_counter() - begun


def _cpu_of_python(program: str) -> float:
    pid = os.posix_spawn(sys.executable, [sys.executable, "-c", program], os.environ)
    _, status, used = os.wait4(pid, 0)
    assert status == 0, program
    return used.ru_utime + used.ru_stime
