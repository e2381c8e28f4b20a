"""What all these processes have in common: their arguments, and a server that dies with them."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp


def arguments() -> argparse.Namespace:
    """`--folder` for the journal and what else is kept, `--port`, `--key`, and how it behaves."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--key", required=True)
    parser.add_argument("--base", default="", help="of a machine: where it fetches its work")
    parser.add_argument("--name", default="", help="of a machine")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--fails", type=float, default=0.0, help="share of orders that fail")
    parser.add_argument("--twice", type=float, default=0.0, help="share of orders begun twice")
    return parser.parse_args()


def stand(app: ASGIApp, port: int, *work: Callable[[], Awaitable[None]]) -> None:
    """Serve on 127.0.0.1, with `work` going on beside, until the process is killed."""
    config = uvicorn.Config(
        app, "127.0.0.1", port, log_level="error", ws="websockets-sansio", lifespan="off"
    )

    async def run() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(uvicorn.Server(config).serve())
            for one in work:
                group.create_task(_go(one))

    asyncio.run(run())


async def _go(work: Callable[[], Awaitable[None]]) -> None:
    await work()
