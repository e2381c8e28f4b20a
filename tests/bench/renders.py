"""Asking a running studio for renders, and waiting for them."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import uuid4

from tests.bench.commits import Connection
from tests.running import Caller, Followed

PROMPT = "A lighthouse keeper climbs the stair at dusk, lamp in hand. Storm outside."
_PROGRESS = """subscription($id: ID!) { projectProgress(projectId: $id) { job { id } progress } }"""
_EVENTS = """subscription($id: ID!) { projectEvents(projectId: $id) {
    seq ... on TakeChanged { take { id job { id } } } } }"""


async def make_clips(owner: Caller, count: int) -> tuple[str, list[str]]:
    """A project of one scene with this many clips: its id and theirs."""
    made = await owner.do("createProject", "project { id }", name="Bench")
    project: str = made["project"]["id"]
    made = await owner.do("createScene", "scene { id }", projectId=project, name="EXT. PIER - DUSK")
    scene = made["scene"]["id"]
    clips = []
    for _ in range(count):
        made = await owner.do("createClip", "clip { id }", sceneId=scene, imagePrompt=PROMPT)
        clips.append(made["clip"]["id"])
    return project, clips


async def generate(owner: Caller, clip: str) -> str:
    """Ask for a still of the clip; the job's id."""
    payload = await owner.do(
        "generateClip", "jobs { id }", clipId=clip, idempotencyKey=uuid4().hex, seed=7
    )
    job: str = payload["jobs"][0]["id"]
    return job


async def render_all(owner: Caller, clips: Sequence[str], connection: Connection) -> int:
    """Ask for all at once and wait until each is completed; how often Postgres was asked."""
    before = await _completed(connection)
    await asyncio.gather(*(generate(owner, clip) for clip in clips))
    asked = 2
    async with asyncio.timeout(60 + 3 * len(clips)):
        while await _completed(connection) < before + len(clips):
            asked += 1
            await asyncio.sleep(0.1)
    return asked


async def _completed(connection: Connection) -> int:
    done = await connection.fetchval("SELECT count(*) FROM render_jobs WHERE state = 'COMPLETED'")
    assert isinstance(done, int)
    return done


@dataclass
class Watch:
    """When each job first showed progress above 0, and when its take was told of."""

    progressed: dict[str, float] = field(default_factory=dict)
    taken: dict[str, float] = field(default_factory=dict)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def latency(self, owner: Caller, clip: str) -> tuple[float, float]:
        """Seconds from the mutation's answer to the first progress, and to the take."""
        job = await generate(owner, clip)
        answered = time.perf_counter()
        async with asyncio.timeout(90):
            while job not in self.progressed or job not in self.taken:
                self.news.clear()
                await self.news.wait()
        return self.progressed[job] - answered, self.taken[job] - answered


@asynccontextmanager
async def watching(owner: Caller, project: str) -> AsyncIterator[Watch]:
    """Both subscriptions of the project, followed from now on."""
    watch = Watch()
    async with (
        owner.follow(_PROGRESS, id=project) as progress,
        owner.follow(_EVENTS, id=project) as events,
    ):
        followers = [
            asyncio.create_task(_see_progress(progress, watch)),
            asyncio.create_task(_see_takes(events, watch)),
        ]
        await asyncio.sleep(0.5)  # the subscription begins with the next event
        try:
            yield watch
        finally:
            for follower in followers:
                follower.cancel()
            await asyncio.gather(*followers, return_exceptions=True)


async def _see_progress(followed: Followed, watch: Watch) -> None:
    while True:
        for told in (await followed.next(seconds=600))["projectProgress"]:
            if told["progress"] > 0:
                watch.progressed.setdefault(told["job"]["id"], time.perf_counter())
                watch.news.set()


async def _see_takes(followed: Followed, watch: Watch) -> None:
    while True:
        take = (await followed.next(seconds=600))["projectEvents"].get("take")
        if take is not None:
            watch.taken.setdefault(take["job"]["id"], time.perf_counter())
            watch.news.set()
