import asyncio
import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from infra.bus import Tick
from schema import progress
from studio.access.viewer import Role
from studio.kernel.work import unit_of_work
from studio.rendering.news import apply_report
from studio.rendering.ports import Report, ReportState
from tests.doubles.waiting import PATIENCE
from tests.running import Followed, Studio
from tests.schema.graphs import fill, make_film
from tests.schema.test_generating import ask
from tests.schema.test_rendering import begin

EVENTS = """subscription($after: Int) { workspaceEvents(after: $after) { __typename seq kind
  ... on ProjectChanged { project { id name } } ... on ProjectDeleted { projectId }
  ... on EndpointChanged { endpoint { id name } } ... on EndpointDeleted { endpointId } } }"""
PROGRESS = """subscription { workspaceProgress {
  progress message job { id state project { id } clip { name } } } }"""


async def last_seq(studio: Studio) -> int:
    found = await studio.owner.data("{ viewer { workspace { lastSeq } } }")
    return int(found["viewer"]["workspace"]["lastSeq"])


async def events(followed: Followed, count: int) -> list[dict[str, Any]]:
    return [(await followed.next())["workspaceEvents"] for _ in range(count)]


async def test_projects_and_endpoints_are_told_and_what_is_in_a_project_is_not(
    studio: Studio,
) -> None:
    do = studio.owner.do
    before = await last_seq(studio)
    film = await make_film(studio.owner, scenes=1, clips=2)
    assert await last_seq(studio) == before + 1
    async with studio.owner.follow(EVENTS, after=before) as followed:
        (made,) = await events(followed, 1)
        assert made == {
            "__typename": "ProjectChanged",
            "seq": before + 1,
            "kind": "PROJECT_CHANGED",
            "project": {"id": film.project, "name": "Film"},
        }
        await do("updateClip", "clip { id }", id=film.clips[0][0], name="x")
        await do("importScript", "project { id }", projectId=film.project, text="INT. A - DAY\n\nx")
        await do("updateProject", "project { id }", id=film.project, name="Named")
        await do("deleteProject", "deletedId", id=film.project)
        named, gone = await events(followed, 2)
        assert named["seq"] == before + 2
        assert (gone["kind"], gone["projectId"]) == ("PROJECT_DELETED", film.project)
        await do("restoreProject", "project { id }", id=film.project)
        copy = await do("duplicateProject", "project { id }", id=film.project)
        script = await do("importScript", "project { id }", text="INT. A - DAY\n\nA door opens.")
        assert [one["project"]["id"] for one in await events(followed, 3)] == [
            film.project,
            copy["project"]["id"],
            script["project"]["id"],
        ]
        given = {"provider": "RUNPOD", "name": "Far", "endpointId": "abc", "apiKey": "rpa_x"}
        added = await do("addEndpoint", "endpoint { id }", **given)
        endpoint = added["endpoint"]["id"]
        assert (await events(followed, 1))[0]["endpoint"] == {"id": endpoint, "name": "Far"}
        await do("deleteEndpoint", "deletedId", id=endpoint)
        (last,) = await events(followed, 1)
        assert (last["kind"], last["endpointId"]) == ("ENDPOINT_DELETED", endpoint)
    assert last["seq"] == await last_seq(studio)


async def test_others_hear_nothing_of_it_and_a_member_who_leaves_no_more(studio: Studio) -> None:
    stranger = await studio.stranger()
    guest = await studio.stranger(Role.VIEWER, same_workspace=True)
    await stranger.do("createProject", "project { id }", name="Theirs")
    async with (
        stranger.follow(EVENTS, after=0) as theirs,
        guest.follow(EVENTS) as followed,
        guest.follow(PROGRESS) as moving,
    ):
        assert (await events(theirs, 1))[0]["project"]["name"] == "Theirs"
        await studio.listens(studio.workspace_id, 2)
        await studio.owner.do("createProject", "project { id }", name="Ours")
        assert (await events(followed, 1))[0]["project"]["name"] == "Ours"
        with pytest.raises(TimeoutError):
            await theirs.message(0.5)
        async with studio.sessions() as session:
            await session.execute(text("DELETE FROM members WHERE role = 'VIEWER'"))
            await session.commit()
        ended = await followed.message()
        errors = ended["payload"]["errors"] if ended["type"] == "next" else ended["payload"]
        assert [error["extensions"]["code"] for error in errors] == ["NOT_FOUND"]
        await moving.to_the_end()


async def test_an_empty_drawer_learns_of_renders_in_any_project_to_their_end(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "LOOK_EVERY", 60.0)
    stranger = await studio.stranger()
    async with studio.owner.follow(PROGRESS) as moving, stranger.follow(PROGRESS) as theirs:
        await studio.listens(studio.workspace_id)
        film = await make_film(studio.owner, scenes=1, clips=1)
        job = (await ask(studio.owner, projectId=film.project))["jobs"][0]["id"]
        (queued,) = (await moving.next())["workspaceProgress"]
        assert queued["job"] == {
            "id": job,
            "state": "QUEUED",
            "project": {"id": film.project},
            "clip": {"name": "Clip 0.0"},
        }
        attempt = await begin(studio, job)
        now = datetime.now(UTC)
        async with unit_of_work(studio.sessions, studio.runtime.bus) as work:
            await apply_report(work, attempt, Report(ReportState.RUNNING, seq=1), now=now)
        await moving.until(lambda data: data["workspaceProgress"][0]["job"]["state"] == "RUNNING")
        async with studio.sessions() as session:
            project, job_id = (
                await session.execute(text("SELECT project_id, id FROM render_jobs"))
            ).one()
        tick = Tick(job_id, project, attempt, 1, 2, "RUNNING", 0.5, "half", None, now)
        await studio.runtime.bus.post_tick(tick)
        (half,) = (await moving.next())["workspaceProgress"]
        assert (half["progress"], half["message"]) == (0.5, "half")
        await studio.owner.do("cancelJob", "job { id }", jobId=job)
        async with unit_of_work(studio.sessions, studio.runtime.bus) as work:
            await apply_report(work, attempt, Report(ReportState.CANCELLED), now=now)
        told = await moving.until(
            lambda data: data["workspaceProgress"][0]["job"]["state"] == "CANCELLED"
        )
        # One message for each of CANCELLING and CANCELLED; the job is read a moment after it was
        # looked at, so that the first may show the second's state.
        assert len(told) + len(await _repeated(moving, "CANCELLED")) <= 2
        await studio.owner.do("retryJob", "job { id }", jobId=job, idempotencyKey="r")
        assert (await moving.next())["workspaceProgress"][0]["job"]["state"] == "QUEUED"
        with pytest.raises(TimeoutError):
            await theirs.message(0.2)


async def _repeated(moving: Followed, state: str) -> list[dict[str, Any]]:
    """What is told until it is quiet; nothing else may be."""
    seen: list[dict[str, Any]] = []
    with suppress(TimeoutError):
        while True:
            seen.append(await moving.next(0.6))
            assert seen[-1]["workspaceProgress"][0]["job"]["state"] == state
    return seen


async def test_a_render_that_is_over_before_anybody_looked_is_told_once(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    look, may_look = progress.fresh_standings_of_workspace, asyncio.Event()

    async def looks(*given: Any) -> Any:
        await may_look.wait()
        return await look(*given)

    monkeypatch.setattr(progress, "fresh_standings_of_workspace", looks)
    may_look.set()
    film = await make_film(studio.owner, scenes=1, clips=1)
    async with studio.owner.follow(PROGRESS) as moving:
        await studio.listens(studio.workspace_id)
        await ask(studio.owner, projectId=film.project)
        assert len((await moving.next())["workspaceProgress"]) == 1
        may_look.clear()
        quick = (await ask(studio.owner, "quick", projectId=film.project))["jobs"]
        async with studio.sessions() as session, session.begin():
            await session.execute(
                text(
                    "UPDATE render_jobs SET state = 'COMPLETED', progress = 1, attempt_count = 1,"
                    " finished_at = now() WHERE id = :id"
                ),
                {"id": UUID(quick[0]["id"].removeprefix("job_"))},
            )
        may_look.set()
        (over,) = (await moving.next())["workspaceProgress"]
        assert (over["job"]["id"], over["job"]["state"]) == (quick[0]["id"], "COMPLETED")
        with pytest.raises(TimeoutError):
            await moving.message(2.5)


async def test_many_jobs_come_in_few_messages_and_statements(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "MOST_JOBS", 100)
    monkeypatch.setattr(progress, "LOOK_EVERY", 60.0)
    film = await make_film(studio.owner, scenes=1, clips=0)
    await fill(studio, film.scenes[0], 250)
    await ask(studio.owner, projectId=film.project)
    started = time.perf_counter()
    async with studio.statements() as seen, studio.owner.follow(PROGRESS) as moving:
        first = [(await moving.next())["workspaceProgress"] for _ in range(3)]
        assert [len(message) for message in first] == [100, 100, 50]
        assert time.perf_counter() - started > 2 * progress.SPACING
        assert len(seen) <= 20, "\n".join(seen)
        await studio.owner.do("cancelJobs", "cancelledCount", filter={})
        ended = [(await moving.next())["workspaceProgress"] for _ in range(3)]
    assert [len(message) for message in ended] == [100, 100, 50]
    assert {one["job"]["state"] for message in ended for one in message} == {"CANCELLED"}
    assert len({one["job"]["id"] for message in ended for one in message}) == 250


async def test_edits_within_projects_do_not_touch_the_clock_of_the_workspace(
    studio: Studio,
) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    async with studio.sessions() as session:
        await session.execute(
            text("SELECT seq FROM stream_clocks WHERE stream_id = :id FOR UPDATE"),
            {"id": studio.workspace_id},
        )
        async with asyncio.timeout(PATIENCE):
            await studio.owner.do("updateClip", "clip { id }", id=film.clips[0][0], name="x")
            await studio.owner.do("createScene", "scene { id }", projectId=film.project, name="x")
            await ask(studio.owner, projectId=film.project)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.5):
                await studio.owner.do("updateProject", "project { id }", id=film.project, name="x")
        await session.rollback()
