"""A tiny studio for the tests to start and to kill: `python launcher.py DATA [--option …]`."""

import argparse
import asyncio
import json
import os
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from infra.embedded import studio
from infra.embedded.errors import StartRefusedError
from infra.embedded.postgres import EmbeddedPostgres
from infra.embedded.process import Service

FAMILY = "sleep 1000 & trap '' HUP; wait"
STUBBORN = "trap '' TERM; sleep 1000 & while :; do wait; done"


def tell(**words: object) -> None:
    print(json.dumps(words), flush=True)


def plan(args: argparse.Namespace) -> studio.Plan:
    began = time.monotonic()
    urls: list[str] = []

    def services(database_url: str, redis_url: str) -> Sequence[Service]:
        urls[:] = [database_url, redis_url]
        script = STUBBORN if args.stubborn else args.script
        return [Service("family", ["sh", "-c", script], stop_seconds=args.stop_seconds)]

    async def prepare(database_url: str, redis_url: str) -> None:
        tell(prepare=os.getpid())
        await asyncio.sleep(args.prepare)

    async def beside(run: studio.Run) -> None:
        if args.beside is None:
            return
        try:
            await run(Service("beside", ["sh", "-c", args.beside]))
            tell(beside="done")
        except StartRefusedError as failed:
            tell(beside=str(failed))

    async def on_ready() -> int | None:
        tell(ready=time.monotonic() - began, database_url=urls[0], redis_url=urls[1])
        return args.code

    return studio.Plan(
        data=args.data,
        url="http://127.0.0.1:8000",
        token="a-token",
        services=services,
        say=lambda line: tell(say=line),
        prepare=prepare,
        on_ready=on_ready,
        beside=beside,
        database_url=args.database_url,
        redis_url=args.redis_url,
    )


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--script", default=FAMILY)
    parser.add_argument("--stubborn", action="store_true")
    parser.add_argument("--stop-seconds", type=float, default=10)
    parser.add_argument("--prepare", type=float, default=0)
    parser.add_argument("--code", type=int)
    parser.add_argument("--beside")
    parser.add_argument("--shared", type=Path)
    parser.add_argument("--database-url")
    parser.add_argument("--redis-url")
    args = parser.parse_args()
    if args.shared:
        placed = partial(EmbeddedPostgres, shared=args.shared)
        studio.EmbeddedPostgres = placed  # type: ignore[misc, assignment]
    try:
        return asyncio.run(studio.run_studio(plan(args)))
    except StartRefusedError as refused:
        tell(refused=refused.code, words=str(refused))
        return 1


if __name__ == "__main__":
    sys.exit(main())
