"""`python -m tests.bench [NAME …] [--quick]`: a JSON object a line, each as soon as it is known."""

import argparse
import asyncio
import os

from tests.bench.measure import Benchmark, Effort
from tests.bench.reading import reads
from tests.bench.rendering import rehearsal, render
from tests.bench.starting import imports, start, write_bytecode

BENCHMARKS: dict[str, Benchmark] = {
    "start": start,
    "imports": imports,
    "reads": reads,
    "render": render,
    "rehearsal": rehearsal,
}


async def run(names: list[str], effort: Effort) -> None:
    for name in names:
        async for measured in BENCHMARKS[name](effort):
            print(measured.line(), flush=True)


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
