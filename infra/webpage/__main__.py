"""`python -m infra.webpage [--check]`: build the page where it is not up to date."""

import argparse
import os
import signal
import sys
from pathlib import Path
from types import FrameType

from infra.webpage.build import build
from infra.webpage.errors import PageBuildFailed
from infra.webpage.source import HERE, Webpage

NICENESS = 5
INTERRUPTED = 130


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m infra.webpage", description=__doc__)
    parser.add_argument("--check", action="store_true", help="also lint, types and tests of it")
    parser.add_argument("--frontend", type=Path, default=HERE.frontend, help="its sources")
    parser.add_argument("--dist", type=Path, default=HERE.dist, help="where it is put")
    given = parser.parse_args()
    page = Webpage(given.frontend.resolve(), given.dist.resolve())
    signal.signal(signal.SIGTERM, _end)
    os.nice(NICENESS)
    if not page.has_sources:
        _say(f"There are no sources of the page in {page.frontend}; nothing is built.")
        return 1
    try:
        build(page, _say, check=given.check)
    except PageBuildFailed as error:
        if page.log.is_file():
            _say(page.log.read_text(encoding="utf-8", errors="replace"))
        _say(str(error))
        return 1
    except KeyboardInterrupt:
        _say("Stopped; the page is as it was.")
        return INTERRUPTED
    _say("The page is up to date.")
    return 0


def _end(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
