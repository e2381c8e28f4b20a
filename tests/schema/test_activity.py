from datetime import UTC, datetime

import pytest
import websockets
from sqlalchemy import text

from infra.bus import Tick
from studio.kernel.work import unit_of_work
from studio.rendering.news import apply_report
from studio.rendering.ports import Report, ReportState
from tests.running import Studio
from tests.schema.graphs import make_film
from tests.schema.test_rendering import ask, begin

EVENTS = """subscription($id: ID!, $after: Int) { projectEvents(projectId: $id, after: $after) {
  __typename seq kind at
  ... on ClipChanged { clip { id name } } ... on ClipDeleted { clipId }
  ... on SceneChanged { scene { name } } ... on JobChanged { job { state } } } }"""


@pytest.mark.feature("BEY-6", "LIV-1")
async def test_events_are_replayed_from_a_number_and_then_go_on(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=2)
    async with studio.owner.follow(EVENTS, id=film.project, after=1) as events:
        replay = [(await events.next())["projectEvents"] for _ in range(3)]
        assert [event["kind"] for event in replay] == [
            "SCENE_CHANGED",
            "CLIP_CHANGED",
            "CLIP_CHANGED",
        ]
        assert [event["seq"] for event in replay] == [2, 3, 4]
        await studio.owner.do("updateClip", "clip { id }", id=film.clips[0][0], name="Now")
        live = (await events.next())["projectEvents"]
        assert live["clip"] == {"id": film.clips[0][0], "name": "Now"}
        await studio.owner.do("deleteClip", "deletedId", id=film.clips[0][1])
        gone = (await events.next())["projectEvents"]
        assert gone["__typename"] == "ClipDeleted"
        assert gone["clipId"] == film.clips[0][1]


async def test_without_a_number_it_begins_now(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    async with studio.owner.follow(EVENTS, id=film.project) as events:
        await studio.listens(film.project)
        await studio.owner.do("updateClip", "clip { id }", id=film.clips[0][0], name="Now")
        assert (await events.next())["projectEvents"]["clip"]["name"] == "Now"


async def test_what_is_gone_by_delivery_is_told_as_deleted(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    await studio.owner.do("deleteClip", "deletedId", id=film.clips[0][0])
    async with studio.owner.follow(EVENTS, id=film.project, after=2) as events:
        kinds = [(await events.next())["projectEvents"]["kind"] for _ in range(2)]
    assert kinds == ["CLIP_DELETED", "CLIP_DELETED"]


async def test_a_hole_or_a_future_number_is_a_reset(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=2)
    async with studio.sessions() as session:
        await session.execute(text("DELETE FROM events WHERE seq < 3"))
        await session.commit()
    for after in (0, 900):
        async with studio.owner.follow(EVENTS, id=film.project, after=after) as events:
            reset = (await events.next())["projectEvents"]
            assert (reset["__typename"], reset["seq"]) == ("StreamReset", 4)
            await studio.owner.do("updateClip", "clip { id }", id=film.clips[0][0], name="x")
            assert (await events.next())["projectEvents"]["kind"] == "CLIP_CHANGED"
        await studio.owner.data("{ viewer { role } }")
        async with studio.sessions() as session:
            await session.execute(text("DELETE FROM events WHERE seq > 4"))
            await session.execute(text("UPDATE stream_clocks SET seq = 4"))
            await session.commit()


async def test_an_import_of_many_clips_is_one_reset(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=0)
    script = "\n\n".join(f"INT. ROOM {n} - DAY\n\nA door opens. Wind comes in." for n in range(120))
    async with studio.owner.follow(EVENTS, id=film.project, after=2) as events:
        await studio.owner.do("importScript", "project { id }", projectId=film.project, text=script)
        assert (await events.next())["projectEvents"]["kind"] == "STREAM_RESET"


@pytest.mark.parametrize("field", ["projectEvents", "projectProgress"])
@pytest.mark.parametrize("wanted", ["junk", "project_" + "0" * 32, "theirs"])
async def test_a_subscription_to_what_may_not_be_seen_ends_with_not_found(
    studio: Studio, field: str, wanted: str
) -> None:
    stranger = await studio.stranger()
    if wanted == "theirs":
        wanted = (await make_film(studio.owner, scenes=0)).project
    inner = "seq" if field == "projectEvents" else "progress"
    query = f"subscription($id: ID!) {{ {field}(projectId: $id) {{ {inner} }} }}"
    async with stranger.follow(query, id=wanted) as followed:
        message = await followed.message()
    errors = message["payload"]["errors"] if message["type"] == "next" else message["payload"]
    assert [error["extensions"]["code"] for error in errors] == ["NOT_FOUND"]


@pytest.mark.feature("LIV-2", "LIV-3")
async def test_progress_of_a_job_from_now_to_its_end(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    job = (await ask(studio, film.clips[0][0]))["jobs"][0]["id"]
    query = """subscription($id: ID!) { jobProgress(jobId: $id) {
      progress message previewUrl job { state queuePosition } } }"""
    async with studio.owner.follow(query, id=job) as progress:
        first = (await progress.next())["jobProgress"]
        assert first["job"] == {"state": "QUEUED", "queuePosition": 1}
        attempt = await begin(studio, job)
        now = datetime.now(UTC)
        async with unit_of_work(studio.sessions, studio.runtime.bus) as work:
            await apply_report(work, attempt, Report(ReportState.RUNNING, seq=1), now=now)
        async with studio.sessions() as session:
            project, job_id = (
                await session.execute(text("SELECT project_id, id FROM render_jobs"))
            ).one()
        tick = Tick(job_id, project, attempt, 1, 2, "RUNNING", 0.5, "half", None, now)
        await studio.runtime.bus.post_tick(tick, b"\xff\xd8\xff jpeg")
        seen = await progress.until(lambda data: data["jobProgress"]["progress"] == 0.5)
        half = seen[-1]["jobProgress"]
        assert half["message"] == "half"
        preview = await studio.owner.http.get(studio.url + half["previewUrl"])
        assert (preview.status_code, preview.content) == (200, b"\xff\xd8\xff jpeg")
        bent = await studio.owner.http.get(studio.url + half["previewUrl"] + "0")
        assert bent.status_code == 403
        await studio.owner.do("cancelJob", "job { id }", jobId=job)
        async with unit_of_work(studio.sessions, studio.runtime.bus) as work:
            await apply_report(work, attempt, Report(ReportState.CANCELLED), now=now)
        seen = await progress.to_the_end()
        assert seen[-1]["jobProgress"]["job"]["state"] == "CANCELLED"


@pytest.mark.feature("LIV-4")
async def test_progress_of_a_project_is_batched(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=3)
    query = """subscription($id: ID!) { projectProgress(projectId: $id) {
      progress job { state clip { name } } } }"""
    for clip in film.clips[0]:
        await ask(studio, clip, key=clip)
    async with studio.owner.follow(query, id=film.project) as progress:
        first = (await progress.next())["projectProgress"]
        assert [one["job"]["clip"]["name"] for one in first] == ["Clip 0.0", "Clip 0.1", "Clip 0.2"]


async def test_signing_out_ends_what_was_begun_with_it(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.auth.LOOK_AGAIN", 0.0)
    film = await make_film(studio.owner, scenes=1, clips=1)
    guest = await studio.stranger(same_workspace=True)
    async with guest.follow(EVENTS, id=film.project) as events:
        await studio.listens(film.project)
        async with studio.sessions() as session:
            await session.execute(text("DELETE FROM access_tokens WHERE purpose = 'API'"))
            await session.commit()
        await studio.owner.do("updateClip", "clip { id }", id=film.clips[0][0], name="Secret")
        with pytest.raises(websockets.ConnectionClosed) as caught:
            await events.message()
    assert caught.value.rcvd is not None
    assert caught.value.rcvd.code == 4403


async def test_a_deleted_project_ends_its_subscriptions(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    progress = "subscription($id: ID!) { projectProgress(projectId: $id) { progress } }"
    async with (
        studio.owner.follow(EVENTS, id=film.project) as events,
        studio.owner.follow(progress, id=film.project) as followed,
    ):
        await studio.listens(film.project, 2)
        await studio.owner.do("deleteProject", "deletedId", id=film.project)
        assert (await events.next())["projectEvents"]["kind"] == "PROJECT_DELETED"
        assert await events.to_the_end() == []
        await followed.to_the_end()
