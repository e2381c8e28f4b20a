"""The endpoints of a run: each a process of its own behind a cable, and known to the studio."""

from __future__ import annotations

import asyncio
import random
import secrets
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from infra.embedded.ports import free_port
from tests.chaos.schedule import MACHINES, SERVERS
from tests.doubles.cable import Cable, cable_to
from tests.e2e.studio_process import ROOT, StudioProcess

SIDES = ("local", "runpod", "worker-comfyui", "comfyui", "videos", "pull")
_SETTLING = 0.2
_STARTS_WITHIN = 60.0


class Double:
    """A process that is started again a moment after it was killed."""

    def __init__(self, folder: Path, module: str, *arguments: str) -> None:
        self.folder = folder
        self._command = (sys.executable, "-m", f"tests.doubles.processes.{module}")
        self._arguments = ("--folder", str(folder), *arguments)
        self._process: asyncio.subprocess.Process | None = None
        folder.mkdir(parents=True)

    @property
    def pid(self) -> int | None:
        process = self._process
        return process.pid if process is not None and process.returncode is None else None

    async def keep(self, dice: random.Random) -> None:
        while True:
            with (self.folder / "log").open("ab") as log:
                self._process = await asyncio.create_subprocess_exec(
                    *self._command, *self._arguments, cwd=ROOT, stdout=log, stderr=log
                )
            try:
                await self._process.wait()
            finally:
                if self.pid is not None:
                    self._process.kill()
                    await self._process.wait()
            await asyncio.sleep(dice.uniform(0.2, 1.5))


@dataclass
class Endpoints:
    """`ids` are those of the studio, by side; `cables` and `doubles` by the names of the schedule."""

    studio: StudioProcess
    doubles: dict[str, Double] = field(default_factory=dict)
    cables: dict[str, Cable] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Behaviour:
    """Shares of the orders that a serverless endpoint fails, or (which is wrong) begins twice."""

    fails: float = 0.03
    twice: float = 0.0


@asynccontextmanager
async def endpoints_of(
    studio: StudioProcess, outward: Cable, seed: int, behaviour: Behaviour
) -> AsyncIterator[Endpoints]:
    """All of them, running and added to the studio. `outward` is how they reach the studio."""
    dice = random.Random(seed)
    key = secrets.token_urlsafe(16)
    made = Endpoints(studio, cables={"to the studio": outward})
    common = ("--key", key, "--seed", str(seed))
    async with AsyncExitStack() as stack:
        for name in SERVERS:
            port = free_port()
            made.cables[f"to {name}"] = await stack.enter_async_context(cable_to("127.0.0.1", port))
            given = ["--port", str(port), *common]
            if name == "serverless":
                given += ["--fails", str(behaviour.fails), "--twice", str(behaviour.twice)]
            made.doubles[name] = Double(studio.folder / "doubles" / name, name, *given)
        base = await _add(made, key)
        for name in MACHINES:
            folder = studio.folder / "doubles" / name
            given = [*common, "--base", base, "--name", name]
            made.doubles[name] = Double(folder, "machine", *given)
        keeping = [asyncio.create_task(one.keep(dice)) for one in made.doubles.values()]
        try:
            for name in SERVERS:
                await _reachable(*made.cables[f"to {name}"].far)
            yield made
        finally:
            for task in keeping:
                task.cancel()
            await asyncio.gather(*keeping, return_exceptions=True)
            await asyncio.sleep(_SETTLING)


async def _reachable(host: str, port: int) -> None:
    """Wait until somebody listens there."""
    async with asyncio.timeout(_STARTS_WITHIN):
        while True:
            with suppress(OSError):
                _, writer = await asyncio.open_connection(host, port)
                writer.close()
                return
            await asyncio.sleep(0.05)


async def _add(made: Endpoints, key: str) -> str:
    """Add them over GraphQL; the address at which machines fetch their work."""
    urls = {name: f"http://127.0.0.1:{cable.port}" for name, cable in made.cables.items()}
    owner = made.studio.owner
    here = await owner.data("{ endpoints { nodes { id provider isLocal } } }")
    made.ids["local"] = next(
        one["id"]
        for one in here["endpoints"]["nodes"]
        if one["isLocal"] and one["provider"] == "RUNPOD"
    )
    serverless = {
        "provider": "RUNPOD",
        "url": f"{urls['to serverless']}/v2",
        "concurrency": 12,
    }
    wanted = {
        "runpod": {**serverless, "endpointId": "ours"},
        "worker-comfyui": {**serverless, "endpointId": "v5", "dialect": "WORKER_COMFYUI"},
        "comfyui": {"provider": "COMFYUI", "url": urls["to comfyui"], "concurrency": 4},
        "videos": {
            "provider": "OPENAI_VIDEOS",
            "url": f"{urls['to videos']}/v1",
            "model": "sora-2",
            "concurrency": 8,
        },
        "pull": {"provider": "PULL", "concurrency": 6},
    }
    for side, given in wanted.items():
        added = await owner.do(
            "addEndpoint", "endpoint { id }", name=side, apiKey=key, **{"price": "30000", **given}
        )
        made.ids[side] = added["endpoint"]["id"]
    return f"{urls['to the studio']}/pull/{made.ids['pull']}/"
