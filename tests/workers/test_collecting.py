import asyncio
import io
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image
from sqlalchemy import select, update
from starlette.responses import JSONResponse

from infra.storage import StorageFull
from studio.gallery.models import Take
from studio.kernel.errors import UserError
from studio.library.models import Asset, Blob
from studio.rendering.lifecycle import GIVE_UP_AFTER
from studio.rendering.models import Attempt
from studio.rendering.service.retrying import retry_job
from studio.timeline.models import Clip
from tests.infra.test_media import sound
from tests.workers.fake_runpod import FakeRunPod
from tests.workers.stage import Stage, announced, png
from workers.collecting import collect
from workers.following import follow
from workers.submitting import submit


async def rendered(stage: Stage, runpod: FakeRunPod, *files: bytes) -> tuple[UUID, UUID]:
    """A job whose endpoint says that it uploaded these, and did; and its attempt."""
    (job_id,) = await stage.ask(count=len(files))
    await submit(stage.context, job_id)
    outputs = await stage.upload(job_id, *files)
    return await announce(stage, runpod, job_id, outputs)


async def announce(
    stage: Stage, runpod: FakeRunPod, job_id: UUID, outputs: list[dict[str, object]]
) -> tuple[UUID, UUID]:
    attempt = (await stage.attempts(job_id))[-1]
    runpod.completes(attempt.provider_job_id or "", outputs)
    await follow(stage.context, attempt.id)
    return job_id, attempt.id


async def test_outputs_become_takes_and_the_first_is_selected(
    stage: Stage, runpod: FakeRunPod
) -> None:
    first, second = png(color="red"), png(1000, 500, "blue")
    job_id, attempt_id = await rendered(stage, runpod, first, second)
    await collect(stage.context, attempt_id)
    job = await stage.job(job_id)
    assert (job.state, job.progress) == ("COMPLETED", 1.0)
    async with stage.context.sessions() as session:
        takes = (await session.scalars(select(Take).order_by(Take.output_index))).all()
        clip = await session.get_one(Clip, stage.clip_id)
        assets = [await session.get_one(Asset, take.asset_id) for take in takes]
        small = await session.get_one(Asset, takes[1].thumbnail_asset_id)
    assert [(take.seed, take.model) for take in takes] == [(42, "fake"), (43, "fake")]
    assert clip.selected_take_id == takes[0].id
    assert [(asset.width, asset.height) for asset in assets] == [(64, 36), (1000, 500)]
    stored = b"".join([chunk async for chunk in stage.context.store.stream(assets[1].blob_sha256)])
    assert stored == second
    picture = b"".join([chunk async for chunk in stage.context.store.stream(small.blob_sha256)])
    assert Image.open(io.BytesIO(picture)).size == (480, 240)
    assert not (stage.context.settings.data / "media/staging" / attempt_id.hex).exists()


async def test_fewer_outputs_than_were_asked_for_are_kept_and_told(
    stage: Stage, runpod: FakeRunPod
) -> None:
    (job_id,) = await stage.ask(count=3)
    await submit(stage.context, job_id)
    outputs = await stage.upload(job_id, png(color="red"), png(color="blue"))
    _, attempt_id = await announce(stage, runpod, job_id, outputs)
    await collect(stage.context, attempt_id)
    job = await stage.job(job_id)
    assert (job.state, job.message) == ("COMPLETED", "2 of 3 came. Retry it for the rest.")
    assert await stage.count(Take) == 2


async def retry(stage: Stage, job_id: UUID) -> None:
    async with stage.context.work() as work:
        await retry_job(work, stage.viewer, job_id, stage.paying)


async def takes_of(stage: Stage, job_id: UUID) -> list[tuple[int | None, Decimal | None]]:
    async with stage.context.sessions() as session:
        rows = await session.scalars(
            select(Take).where(Take.job_id == job_id).order_by(Take.output_index)
        )
        return [(take.output_index, take.seed) for take in rows]


async def test_a_retry_makes_what_is_missing_and_nothing_twice(
    stage: Stage, runpod: FakeRunPod
) -> None:
    (job_id,) = await stage.ask(count=4)
    seed = int((await stage.job(job_id)).seed)
    await submit(stage.context, job_id)
    first, _, third, _ = await stage.upload(
        job_id, *(png(color=color) for color in ("red", "lime", "blue", "pink"))
    )
    _, attempt_id = await announce(stage, runpod, job_id, [first, third])
    await collect(stage.context, attempt_id)
    for number, lacking in ((2, 1), (3, 3)):
        await retry(stage, job_id)
        await submit(stage.context, job_id)
        sent = runpod.accepted[f"job-{number}"]["input"]
        assert (sent["brief"]["count"], len(sent["outputs"])) == (1, 1)
        assert sent["brief"]["seed"] == (seed + lacking) % 2**64
        output = (await stage.upload(job_id, png(color="gray", width=60 + number)))[0]
        _, attempt_id = await announce(stage, runpod, job_id, [{**output, "seed": None}])
        await collect(stage.context, attempt_id)
    job = await stage.job(job_id)
    assert (job.state, job.message, job.progress) == ("COMPLETED", None, 1.0)
    seeds = (42, seed + 1, 44, seed + 3)
    assert await takes_of(stage, job_id) == [
        (index, Decimal(one % 2**64)) for index, one in enumerate(seeds)
    ]
    with pytest.raises(UserError, match="COMPLETED"):
        await retry(stage, job_id)


async def test_the_rest_that_fails_leaves_what_there_is(stage: Stage, runpod: FakeRunPod) -> None:
    (job_id,) = await stage.ask(count=2)
    await submit(stage.context, job_id)
    outputs = await stage.upload(job_id, stage.picture)
    _, attempt_id = await announce(stage, runpod, job_id, outputs)
    await collect(stage.context, attempt_id)
    await retry(stage, job_id)
    runpod.run_answer = JSONResponse({"error": "no"}, 400)
    await submit(stage.context, job_id)
    assert (await stage.job(job_id)).state == "FAILED"
    runpod.run_answer = None
    await retry(stage, job_id)
    await submit(stage.context, job_id)
    assert runpod.accepted["job-2"]["input"]["brief"]["count"] == 1
    assert await stage.count(Take) == 1


async def test_one_output_that_is_lost_does_not_take_the_others_with_it(
    stage: Stage, runpod: FakeRunPod
) -> None:
    (job_id,) = await stage.ask(count=3)
    await submit(stage.context, job_id)
    outputs = await stage.upload(job_id, stage.picture, b"no picture", png(color="blue"))
    _, attempt_id = await announce(stage, runpod, job_id, outputs)
    await collect(stage.context, attempt_id)
    job = await stage.job(job_id)
    assert job.state == "COMPLETED"
    assert "2 of 3 came. The output is of no use" in (job.message or "")
    assert [index for index, _ in await takes_of(stage, job_id)] == [0, 2]


async def test_collecting_twice_changes_nothing(stage: Stage, runpod: FakeRunPod) -> None:
    _, attempt_id = await rendered(stage, runpod, stage.picture)
    await collect(stage.context, attempt_id)
    before = [await stage.count(table) for table in (Take, Asset, Blob)]
    await collect(stage.context, attempt_id)
    assert [await stage.count(table) for table in (Take, Asset, Blob)] == before


async def test_collecting_twice_at_once_gives_one_take(stage: Stage, runpod: FakeRunPod) -> None:
    job_id, attempt_id = await rendered(stage, runpod, stage.picture)
    await asyncio.gather(*(collect(stage.context, attempt_id) for _ in range(4)))
    assert await stage.count(Take) == 1
    assert (await stage.job(job_id)).state == "COMPLETED"


async def test_an_output_that_was_not_uploaded(stage: Stage, runpod: FakeRunPod) -> None:
    (job_id,) = await stage.ask()
    await submit(stage.context, job_id)
    _, attempt_id = await announce(stage, runpod, job_id, [announced(0, stage.picture)])
    await collect(stage.context, attempt_id)
    job = await stage.job(job_id)
    assert (job.state, job.error_code) == ("FAILED", "OUTPUT_MISSING")
    assert await stage.count(Take) == 0


@pytest.mark.parametrize(
    ("uploaded", "said"),
    [
        (png()[:-10], png()),
        (png(color="blue"), png(color="lime")),
        (b"#EXTM3U\nhttp://127.0.0.1/\n", b"#EXTM3U\nhttp://127.0.0.1/\n"),
    ],
)
async def test_an_output_that_is_not_what_was_announced(
    stage: Stage, runpod: FakeRunPod, uploaded: bytes, said: bytes
) -> None:
    (job_id,) = await stage.ask()
    await submit(stage.context, job_id)
    await stage.upload(job_id, uploaded)
    _, attempt_id = await announce(stage, runpod, job_id, [announced(0, said)])
    await collect(stage.context, attempt_id)
    job = await stage.job(job_id)
    assert (job.state, job.error_code) == ("FAILED", "OUTPUT_DAMAGED")
    assert job.error_message
    assert await stage.count(Take) == 0


async def test_a_picture_is_no_video(stage: Stage, runpod: FakeRunPod) -> None:
    (job_id,) = await stage.ask()
    await submit(stage.context, job_id)
    await stage.upload(job_id, stage.picture)
    said = announced(0, stage.picture, kind="VIDEO")
    _, attempt_id = await announce(stage, runpod, job_id, [said])
    await collect(stage.context, attempt_id)
    assert (await stage.job(job_id)).error_code == "OUTPUT_DAMAGED"


async def test_with_a_full_disk_it_stays_saving_and_says_so(
    stage: Stage, runpod: FakeRunPod, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id, attempt_id = await rendered(stage, runpod, stage.picture)

    async def full(_data: bytes) -> str:
        raise StorageFull("There is no room left for media.")

    with monkeypatch.context() as patch:
        patch.setattr(type(stage.context.store), "keep", lambda _self, data: full(data))
        with pytest.raises(StorageFull):
            await collect(stage.context, attempt_id)
    job = await stage.job(job_id)
    assert (job.state, job.message) == ("SAVING", "There is no room left for media.")
    await collect(stage.context, attempt_id)
    assert (await stage.job(job_id)).state == "COMPLETED"


async def test_the_time_to_live_of_an_output_that_cannot_be_had_ends(
    stage: Stage, runpod: FakeRunPod, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id, attempt_id = await rendered(stage, runpod, stage.picture)

    async def full(_data: bytes) -> str:
        raise StorageFull("There is no room left for media.")

    monkeypatch.setattr(type(stage.context.store), "keep", lambda _self, data: full(data))
    async with stage.context.work() as work:
        long_ago = stage.context.now() - 2 * GIVE_UP_AFTER
        await work.session.execute(update(Attempt).values(ttl_at=long_ago))
    await collect(stage.context, attempt_id)
    job = await stage.job(job_id)
    assert (job.state, job.error_code) == ("FAILED", "OUTPUT_UNAVAILABLE")


@pytest.mark.parametrize("kind", ["IMAGE", "AUDIO"])
async def test_a_sound_is_kept_as_one_and_is_no_picture(
    stage: Stage, runpod: FakeRunPod, tmp_path: Path, kind: str
) -> None:
    (job_id,) = await stage.ask()
    await submit(stage.context, job_id)
    data = sound(tmp_path / "a", "flac", "flac").read_bytes()
    await stage.upload(job_id, data)
    said = {**announced(0, data, kind=kind), "type": "audio/flac"}
    _, attempt_id = await announce(stage, runpod, job_id, [said])
    await collect(stage.context, attempt_id)
    job = await stage.job(job_id)
    if kind == "IMAGE":
        assert (job.state, job.error_code) == ("FAILED", "OUTPUT_DAMAGED")
        return
    async with stage.context.sessions() as session:
        (take,) = (await session.scalars(select(Take))).all()
        clip = await session.get_one(Clip, stage.clip_id)
    assert (take.kind, take.thumbnail_asset_id, clip.selected_take_id) == ("AUDIO", None, None)
