"""Clips and their renders: asked for over GraphQL, waited for, and held against the books."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx

from tests.e2e.studio_process import StudioProcess
from tests.schema.graphs import Film, make_film

ENDED = {"COMPLETED", "FAILED", "CANCELLED"}
_JOB = """id state error { code } clip { id } takes { id }
  attempts { outcome providerJobId createdAt endedAt }"""
_JOBS = f"""query($project: ID!, $after: String) {{
  jobs(first: 100, after: $after, filter: {{projectId: $project}}) {{
    pageInfo {{ hasNextPage endCursor }} nodes {{ {_JOB} }}
  }}
}}"""


@dataclass(frozen=True)
class Renders:
    """One image render of each clip of a small film."""

    studio: StudioProcess
    film: Film

    async def jobs(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        page: dict[str, Any] = {"endCursor": None, "hasNextPage": True}
        while page["hasNextPage"]:
            data = await self.studio.owner.data(
                _JOBS, project=self.film.project, after=page["endCursor"]
            )
            page = data["jobs"]["pageInfo"]
            found += data["jobs"]["nodes"]
        return found

    async def job(self, job_id: str) -> dict[str, Any]:
        data = await self.studio.owner.data(
            f"query($id: ID!) {{ job(id: $id) {{ {_JOB} }} }}", id=job_id
        )
        job: dict[str, Any] = data["job"]
        return job

    async def ask(self, clip: str, key: str) -> str:
        """Ask for an image of the clip; the job's id."""
        given = {"clipId": clip, "idempotencyKey": key, "kinds": ["IMAGE"]}
        made = await self.studio.owner.do("generateClip", "jobs { id }", **given)
        job_id: str = made["jobs"][0]["id"]
        return job_id

    async def send_again(self, job_id: str) -> None:
        """Give the queue the message that sends the job once more."""
        async with self.studio.database() as database:
            await database.execute(
                "INSERT INTO outbox (id, actor, arguments)"
                " VALUES (gen_random_uuid(), 'submit_render', jsonb_build_array($1::text))",
                str(UUID(job_id.removeprefix("job_"))),
            )

    async def ended(self, count: int) -> None:
        """Wait until so many jobs have ended; the API may be away meanwhile."""
        while await self.how_many_ended() < count:  # noqa: ASYNC110
            await asyncio.sleep(0.25)

    async def rendered(self, count: int) -> None:
        """Wait until the endpoint has done so many, collected or not."""
        while len(self.studio.journal("done")) < count:  # noqa: ASYNC110
            await asyncio.sleep(0.05)

    async def how_many_ended(self) -> int:
        with suppress(httpx.TransportError, ValueError, AssertionError):
            return sum(job["state"] in ENDED for job in await self.jobs())
        return 0


async def ask_for_renders(studio: StudioProcess, clips: int, **film: Any) -> Renders:
    """A film of so many clips of 320x180, and a job for each."""
    size = {"width": 320, "height": 180} | film
    made = await make_film(studio.owner, scenes=1, clips=clips, **size)
    renders = Renders(studio, made)
    for clip in made.clips[0]:
        await renders.ask(clip, key=clip)
    return renders


async def check_each_was_made_once(renders: Renders) -> None:
    """Every job COMPLETED, one take each, each accepted once; all books closed."""
    jobs = await renders.jobs()
    states = Counter((job["state"], (job["error"] or {}).get("code")) for job in jobs)
    assert states == {("COMPLETED", None): len(renders.film.clips[0])}
    assert [len(job["takes"]) for job in jobs] == [1] * len(jobs)
    await check_the_galleries(renders)
    taken = [a["providerJobId"] for job in jobs for a in job["attempts"] if a["providerJobId"]]
    accepted = [told["id"] for told in renders.studio.journal("accepted")]
    assert sorted(accepted) == sorted(taken)
    assert len(accepted) == len(jobs)
    await check_the_books(renders)


async def check_the_galleries(renders: Renders) -> None:
    found = await renders.studio.owner.data(
        "query($id: ID!) { project(id: $id) { scenes { clips { galleryCount selectedTake { id }"
        " gallery { id } } } } }",
        id=renders.film.project,
    )
    clips = [clip for scene in found["project"]["scenes"] for clip in scene["clips"]]
    assert {clip["galleryCount"] for clip in clips} == {1}
    assert all(clip["gallery"] == [clip["selectedTake"]] for clip in clips)


async def check_the_books(renders: Renders) -> None:
    """No open attempt, an outbox that empties, the project's events without a gap."""
    project = UUID(renders.film.project.removeprefix("project_"))
    async with renders.studio.database() as database, asyncio.timeout(30):
        assert await database.fetchval("SELECT count(*) FROM attempts WHERE ended_at IS NULL") == 0
        while await database.fetchval("SELECT count(*) FROM outbox"):  # noqa: ASYNC110
            await asyncio.sleep(0.1)
        rows = await database.fetch(
            "SELECT seq FROM events WHERE stream_id = $1 ORDER BY seq", project
        )
        last = await database.fetchval(
            "SELECT seq FROM stream_clocks WHERE stream_id = $1", project
        )
    assert [row["seq"] for row in rows] == list(range(1, last + 1))
