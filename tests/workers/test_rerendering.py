import json
from fractions import Fraction
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from studio.gallery.models import Take
from studio.library.media import MediaKind
from studio.rendering.service.rerendering import rerender_take
from studio.timeline.models import Clip
from tests.doubles.comfyui import Serving
from tests.infra.test_media import video as movie
from tests.workers.fake_runpod import FakeRunPod
from tests.workers.lab import Lab
from tests.workers.stage import Stage, announced, png
from tests.workers.test_collecting import announce, rendered
from tests.workers.test_graphs import comfyui as comfyui
from tests.workers.test_graphs import nodes, sent
from workers.collecting import collect
from workers.endpoint.drawing import DrawingRenderer
from workers.endpoint.rehearsal import Rehearsal
from workers.endpoint.task import read_task
from workers.submitting import submit


async def takes_of(stage: Stage, job_id: UUID) -> list[Take]:
    async with stage.context.sessions() as session:
        rows = await session.scalars(
            select(Take).where(Take.job_id == job_id).order_by(Take.output_index)
        )
        return list(rows)


async def again(stage: Stage, take: Take, **given: Any) -> UUID:
    async with stage.context.work() as work:
        requested = await rerender_take(
            work, stage.viewer, take.id, stage.paying, reachable=True, **given
        )
    (job_id,) = requested.jobs
    return job_id


async def drawn(sent: dict[str, Any], folder: Path) -> list[bytes]:
    """What the rehearsal makes of an order."""

    async def quiet(step: object) -> None:
        return None

    task = read_task(json.loads(json.dumps(sent)))
    files = await DrawingRenderer(Rehearsal()).render(task, folder=folder, on_step=quiet)
    return [file.data for file in files if isinstance(file.data, bytes)]


async def test_the_same_seed_gives_the_same_bytes(
    stage: Stage, runpod: FakeRunPod, tmp_path: Path
) -> None:
    async with stage.context.work() as work:
        await work.session.execute(update(Clip).values(image_prompt="a hall", characters=["EVE"]))
    job_id, attempt_id = await rendered(stage, runpod, png(color="red"), png(color="blue"))
    await collect(stage.context, attempt_id)
    async with stage.context.work() as work:
        await work.session.execute(update(Clip).values(image_prompt="a yard", caption="No."))
    first = next(iter(runpod.accepted.values()))["input"]
    take = (await takes_of(stage, job_id))[1]
    fresh = await again(stage, take)
    await submit(stage.context, fresh)
    second = list(runpod.accepted.values())[-1]["input"]
    assert second["brief"]["prompt"] == first["brief"]["prompt"]
    assert second["brief"]["seed"] == first["brief"]["seed"] + 1
    before, after = await drawn(first, tmp_path), await drawn(second, tmp_path)
    assert after == before[1:]
    other = await again(stage, take, seed=5)
    await submit(stage.context, other)
    assert await drawn(list(runpod.accepted.values())[-1]["input"], tmp_path) != after


async def test_a_video_starts_from_the_image_that_it_started_from(
    stage: Stage, runpod: FakeRunPod, tmp_path: Path
) -> None:
    image, video = await stage.ask(MediaKind.IMAGE, MediaKind.VIDEO)
    await submit(stage.context, image)
    outputs = await stage.upload(image, png(color="green"))
    _, attempt_id = await announce(stage, runpod, image, outputs)
    await collect(stage.context, attempt_id)
    await submit(stage.context, video)
    sent = list(runpod.accepted.values())[-1]["input"]["brief"]
    film = movie(tmp_path / "a.mp4", "mp4", "libx264", Fraction(24)).read_bytes()
    await stage.upload(video, film)
    told = {**announced(0, film, kind="VIDEO"), "type": "video/mp4"}
    _, attempt_id = await announce(stage, runpod, video, [told])
    await collect(stage.context, attempt_id)
    (take,) = await takes_of(stage, video)
    fresh = await again(stage, take)
    assert (await stage.job(fresh)).depends_on_id is None
    await submit(stage.context, fresh)
    resent = list(runpod.accepted.values())[-1]["input"]["brief"]
    (address,) = sent.pop("start_image").values()
    (anew,) = resent.pop("start_image").values()
    assert address.partition("?")[0] == anew.partition("?")[0]
    assert resent == sent


async def test_a_graph_is_sent_again_word_for_word(lab: Lab, comfyui: Serving) -> None:
    endpoint = await lab.endpoint("COMFYUI", comfyui.url)
    (job,) = await lab.jobs(
        endpointId=endpoint,
        count=2,
        seed="7",
        promptOverride="a fox",
        settings={"steps": 2, "width": 256, "height": 256},
        loras=[{"name": "ink.safetensors", "strength": 0.5}],
    )
    first, second = (await lab.render(job))["takes"]
    whole = sent(comfyui)
    again = await lab.studio.owner.do(
        "rerenderTake", "jobs { id seed }", takeId=second["id"], idempotencyKey="k"
    )
    seen = await lab.render(again["jobs"][0]["id"])
    part = sent(comfyui)
    assert [one["seed"] for one in nodes(part, "KSampler")] == [8]
    assert set(part) < set(whole)
    for node, entry in part.items():
        named = {**whole[node]["inputs"], "filename_prefix": None}
        assert {**entry["inputs"], "filename_prefix": None} == named
    (take,) = seen["takes"]
    assert (take["seed"], take["model"]) == (second["seed"], second["model"])
    wanted = (
        "query($id: ID!) { node(id: $id) { ... on Take { url recipe { models loras worker } } } }"
    )
    told = [(await lab.studio.owner.data(wanted, id=one["id"]))["node"] for one in (second, take)]
    assert told[0]["recipe"] == told[1]["recipe"]
    assert told[0]["recipe"]["loras"] == [
        {"name": "inks/ink.safetensors", "strength": 0.5, "sha256": None}
    ]
    other = await lab.studio.owner.do(
        "rerenderTake", "jobs { id }", takeId=first["id"], idempotencyKey="n", seed="99"
    )
    await lab.render(other["jobs"][0]["id"])
    assert [one["seed"] for one in nodes(sent(comfyui), "KSampler")] == [99]
