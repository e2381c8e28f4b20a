"""`python -m tests.bench [NAME …] [--quick]`: a JSON object a line, each as soon as it is known."""

import argparse
import asyncio
import os
import time

from tests.bench.aloft import aloft
from tests.bench.animating import animatic
from tests.bench.asking import status
from tests.bench.calling import providers
from tests.bench.flying import flying
from tests.bench.following import subscription
from tests.bench.interchanging import timelines
from tests.bench.measure import Benchmark, Effort, Measured
from tests.bench.processes import seconds_short_of_cpu
from tests.bench.reading import reads
from tests.bench.rehearsing import drawing
from tests.bench.rendering import rehearsal, render
from tests.bench.starting import imports, start, write_bytecode
from tests.bench.tenants import tenants

BENCHMARKS: dict[str, Benchmark] = {
    "start": start,
    "imports": imports,
    "reads": reads,
    "tenants": tenants,
    "subscription": subscription,
    "render": render,
    "rehearsal": rehearsal,
    "drawing": drawing,
    "animatic": animatic,
    "timelines": timelines,
    "flying": flying,
    "aloft": aloft,
    "status": status,
    "providers": providers,
}


async def run(names: list[str], effort: Effort) -> None:
    """Each benchmark in turn, and how much of its time anything had to wait for a core.

    That is some 10 to 30 % where nobody else is at work: what is measured has the machine to
    itself. Beyond that the seconds are not ours; CPU figures and ratios suffer less.
    """
    for name in names:
        begun, short = time.perf_counter(), seconds_short_of_cpu()
        async for measured in BENCHMARKS[name](effort):
            print(measured.line(), flush=True)
        share = (seconds_short_of_cpu() - short) / (time.perf_counter() - begun)
        unit = "% of this benchmark's time in which some process waited for a core"
        print(Measured(f"machine_{name}", 100 * share, unit).line(), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--quick", action="store_true", help="about a minute, and rougher")
    given = parser.parse_args()
    if unknown := set(given.names) - BENCHMARKS.keys():
        parser.error(f"no benchmark {', '.join(sorted(unknown))}; there are {list(BENCHMARKS)}")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    write_bytecode()
    asyncio.run(run(given.names or list(BENCHMARKS), Effort(quick=given.quick)))


if __name__ == "__main__":
    main()
