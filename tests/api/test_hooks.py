import base64
from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from sqlalchemy import select

from studio.kernel.events import OutboxMessage
from studio.rendering.models import Attempt
from tests.running import Studio
from tests.schema.graphs import make_film
from tests.schema.test_rendering import ask, begin

JOB = "query($id: ID!) { job(id: $id) { state progress message } }"


async def under_way(studio: Studio, secret: str = "secret") -> tuple[str, UUID]:
    film = await make_film(studio.owner, scenes=1, clips=1)
    job = (await ask(studio, film.clips[0][0]))["jobs"][0]["id"]
    return job, await begin(studio, job, secret)


def tick(seq: int, stage: str = "RUNNING", progress: object = 0.5, **more: object) -> object:
    return {"storycanvas": 1, "seq": seq, "stage": stage, "progress": progress, **more}


async def post(studio: Studio, what: str, secret: str, body: object) -> int:
    answer = await studio.owner.http.post(f"{studio.url}/hooks/{what}/{secret}", json=body)
    return answer.status_code


async def test_ticks_move_the_job_and_old_ones_are_dropped(studio: Studio) -> None:
    job, _ = await under_way(studio)
    picture = b"\xff\xd8\xff\xe0 preview"
    preview = {"type": "image/jpeg", "data": base64.b64encode(picture).decode()}
    assert await post(studio, "reports", "secret", tick(1, "STARTING", 0)) == 204
    assert (await studio.owner.data(JOB, id=job))["job"]["state"] == "STARTING"
    assert await post(studio, "reports", "secret", tick(3, message="three", preview=preview)) == 204
    assert await post(studio, "reports", "secret", tick(2, progress=0.1, message="two")) == 204
    job_id = UUID(job.removeprefix("job_"))
    latest = (await studio.runtime.bus.latest([job_id]))[job_id]
    assert (latest.seq, latest.message, latest.progress) == (3, "three", 0.5)
    assert await studio.runtime.bus.preview(job_id, 3) == picture
    assert (await studio.owner.data(JOB, id=job))["job"]["state"] == "RUNNING"


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"storycanvas": 1, "seq": "1", "stage": "RUNNING", "progress": 0},
        {"storycanvas": 1, "seq": 0, "stage": "RUNNING", "progress": 0},
        {"storycanvas": 1, "seq": 1, "stage": "DONE", "progress": 0},
        {"storycanvas": 1, "seq": 1, "stage": "RUNNING", "progress": "x"},
        {"storycanvas": 1, "seq": 2**60, "stage": "RUNNING", "progress": 0},
    ],
)
async def test_a_tick_that_is_none_changes_nothing(studio: Studio, body: object) -> None:
    job, _ = await under_way(studio)
    assert await post(studio, "reports", "secret", body) == 400
    assert (await studio.owner.data(JOB, id=job))["job"]["state"] == "WAITING"


async def test_only_the_secret_of_an_open_attempt_opens_a_hook(studio: Studio) -> None:
    job, _ = await under_way(studio)
    assert await post(studio, "reports", "other", tick(1)) == 410
    upload = await studio.owner.http.put(f"{studio.url}/hooks/outputs/other/0", content=b"x")
    assert upload.status_code == 410
    beyond = await studio.owner.http.put(f"{studio.url}/hooks/outputs/secret/1", content=b"x")
    assert beyond.status_code == 410
    assert await post(studio, "webhooks", "other", {"id": "x", "status": "COMPLETED"}) == 200
    assert (await studio.owner.data(JOB, id=job))["job"]["state"] == "WAITING"


async def test_a_call_back_is_not_believed_but_read_up(studio: Studio) -> None:
    job, attempt = await under_way(studio)
    body = {"id": "remote-secret", "status": "COMPLETED", "output": {"outputs": []}}
    assert await post(studio, "webhooks", "secret", body) == 200
    assert (await studio.owner.data(JOB, id=job))["job"]["state"] == "WAITING"
    async with studio.sessions() as session:
        sent = (
            await session.execute(
                select(OutboxMessage.arguments).where(OutboxMessage.actor == "follow_attempt")
            )
        ).scalar_one()
    assert sent == [str(attempt)]


async def test_a_lost_answer_is_made_good_by_the_first_tick(studio: Studio) -> None:
    """The provider took the job, but its answer never reached us: its worker tells the id."""
    _, attempt = await under_way(studio)
    async with studio.sessions() as session:
        row = await session.get_one(Attempt, attempt)
        row.provider_job_id = row.accepted_at = None
        await session.commit()
    assert await post(studio, "reports", "secret", tick(1, job="remote-1")) == 204
    async with studio.sessions() as session:
        assert (await session.get_one(Attempt, attempt)).provider_job_id == "remote-1"


async def test_an_upload_is_whole_or_not_there(studio: Studio) -> None:
    _, attempt = await under_way(studio)
    content = bytes(range(256)) * 40

    async def breaking() -> AsyncIterator[bytes]:
        yield content[:1000]
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await studio.owner.http.put(f"{studio.url}/hooks/outputs/secret/0", content=breaking())
    staging = studio.runtime.settings.data / "media" / "staging" / attempt.hex
    assert not (staging / "0").exists()
    done = await studio.owner.http.put(f"{studio.url}/hooks/outputs/secret/0", content=content)
    assert (done.status_code, done.headers["x-size"]) == (201, str(len(content)))
    assert (staging / "0").read_bytes() == content
