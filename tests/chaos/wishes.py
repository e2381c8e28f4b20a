"""What people do during a run: they ask for renders, cancel some, and retry what came to nothing."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

import asyncpg  # type: ignore[import-untyped]
import httpx

from tests.chaos.endpoints import Endpoints
from tests.schema.graphs import Film, make_film

T = TypeVar("T")

_SHARES = {
    "local": 10,
    "runpod": 27,
    "worker-comfyui": 14,
    "comfyui": 18,
    "videos": 14,
    "pull": 17,
}
_CLIPS_PER_JOB = 10
_AWAY = (httpx.HTTPError, ValueError, KeyError, AssertionError, TypeError)
_DATABASE_AWAY = (
    OSError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    TimeoutError,
    StopIteration,
)


@dataclass(frozen=True, slots=True)
class Wish:
    """One render somebody asks for at second `at`, and gives up after `patience` seconds if any."""

    at: float
    side: str
    prompt: str
    count: int
    patience: float | None


def draw_wishes(dice: random.Random, number: int, seconds: float, cancelled: float) -> list[Wish]:
    """So many, over that time, of all sides; a share of them is cancelled."""
    sides = dice.choices(list(_SHARES), list(_SHARES.values()), k=number)
    return [
        Wish(
            at=seconds * place / number,
            side=side,
            prompt=f"chaos {place:04d}",
            count=1 if side == "videos" else dice.choice((1, 1, 2)),
            patience=dice.uniform(0, 12) if dice.random() < cancelled else None,
        )
        for place, side in enumerate(sides)
    ]


async def patiently(act: Callable[[], Awaitable[T]]) -> T:
    """Again and again while the web process is away: what is asked has a key, and is done once."""
    while True:
        with suppress(*_AWAY):
            return await act()
        await asyncio.sleep(0.3)


class People:
    """`asked` counts the renders, `cancelled` and `retried` what was taken up of that."""

    def __init__(self, endpoints: Endpoints, dice: random.Random) -> None:
        self._endpoints = endpoints
        self._owner = endpoints.studio.owner
        self._dice = dice
        self._film: Film | None = None
        self._considered: dict[str, int] = {}
        self.asked = self.cancelled = self.retried = 0

    async def settle_in(self, number: int) -> None:
        """Make the clips that are rendered."""
        clips = 1 + number // _CLIPS_PER_JOB
        self._film = await make_film(self._owner, scenes=1, clips=clips, width=64, height=64)

    async def wish(self, wishes: Sequence[Wish]) -> None:
        """All of them, each at its time or as soon as the studio can be reached."""
        clock = asyncio.get_running_loop().time
        begun = clock()
        async with asyncio.TaskGroup() as group:
            for wish in wishes:
                await asyncio.sleep(max(0.0, begun + wish.at - clock()))
                job = await patiently(lambda wish=wish: self._ask(wish))  # type: ignore[misc]
                self.asked += 1
                if wish.patience is not None:
                    group.create_task(self._give_up(job, wish.patience))

    async def retry(self, share: float, only: str | None = None) -> int:
        """Retry a share of what failed or was cancelled since the last time, or all that failed
        with the code `only`; how many there were."""
        found = [
            (job, attempts)
            for job, attempts, code in await self._over()
            if only == code or (only is None and self._considered.get(job) != attempts)
        ]
        due = [one for one in found if self._dice.random() < share]
        self._considered |= dict(found)
        for job, attempts in due:
            await patiently(lambda job=job, n=attempts: self._retry(job, n))  # type: ignore[misc]
        return len(due)

    async def standing(self) -> dict[str, int]:
        """How many jobs there are of each state; nothing while Postgres is away."""
        rows = await self._fetch("SELECT state, count(*) FROM render_jobs GROUP BY state")
        return {row[0]: row[1] for row in rows}

    async def _ask(self, wish: Wish) -> str:
        assert self._film is not None
        clips = self._film.clips[0]
        family = {"family": "sdxl"} if wish.side in {"comfyui", "worker-comfyui"} else {}
        settings = {"settings": {"steps": 2, "width": 64, "height": 64}} if family else {}
        made = await self._owner.do(
            "generateClip",
            "jobs { id }",
            clipId=clips[int(wish.prompt.split()[1]) % len(clips)],
            endpointId=self._endpoints.ids[wish.side],
            kinds=["VIDEO" if wish.side == "videos" else "IMAGE"],
            count=wish.count,
            promptOverride=wish.prompt,
            idempotencyKey=wish.prompt,
            **family,
            **settings,
        )
        job: str = made["jobs"][0]["id"]
        return job

    async def _give_up(self, job: str, patience: float) -> None:
        await asyncio.sleep(patience)
        payload = await patiently(
            lambda: self._owner.attempt("cancelJob", "job { state }", jobId=job)
        )
        self.cancelled += payload["userErrors"] == []

    async def _retry(self, job: str, attempts: int) -> None:
        payload = await self._owner.attempt(
            "retryJob", "job { state }", jobId=job, idempotencyKey=f"{job} {attempts}"
        )
        self.retried += payload["userErrors"] == []

    async def _over(self) -> list[tuple[str, int, str | None]]:
        rows = await self._fetch(
            "SELECT 'job_' || replace(id::text, '-', ''), attempt_count, error_code"
            " FROM render_jobs WHERE state IN ('FAILED', 'CANCELLED') ORDER BY id"
        )
        return [(row[0], row[1], row[2]) for row in rows]

    async def _fetch(self, query: str) -> list[Any]:
        with suppress(*_DATABASE_AWAY):
            async with asyncio.timeout(5), self._endpoints.studio.database() as database:
                return list(await database.fetch(query))
        return []
