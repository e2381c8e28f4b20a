import asyncio
import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from infra.comfyui import run
from infra.comfyui.client import History, open_client
from infra.comfyui.errors import ComfyUnreachable, ExecutionFailed, GraphRefused, Interrupted
from infra.comfyui.progress import Update
from infra.comfyui.run import Patience, run_graph, wait_until_up
from infra.comfyui.system import version_of
from tests.doubles.comfyui import Script, Serving, serve_comfyui
from tests.doubles.waiting import until
from tests.infra.comfyui.graphs import film, picture

_QUICK = Patience(silence=0.2, retry=0.05, gone=0.6)
_SLOW = Patience(silence=120, retry=120, gone=120)
"""Whoever waits for any of these does not end within a test."""


async def _run(
    url: str, graph: Any, seen: list[Update] | None = None, patience: Patience = _QUICK
) -> History:
    async def note(update: Update) -> None:
        if seen is not None:
            seen.append(update)

    async with open_client(url) as client:
        return await run_graph(client, graph, on_update=note, patience=patience)


@pytest.mark.parametrize("without_metadata", [False, True])
async def test_a_picture_with_progress_and_previews(
    comfyui: Serving, tmp_path: Path, without_metadata: bool
) -> None:
    comfyui.comfy.script = Script(without_metadata=without_metadata)
    seen: list[Update] = []
    history = await _run(comfyui.url, picture(), seen)
    async with open_client(comfyui.url) as client:
        await client.download(history.outputs[0], tmp_path / "a.png", limit=10**7)
    with Image.open(tmp_path / "a.png") as made:
        assert (made.format, made.size) == ("PNG", (320, 184))
    previews = [update.preview for update in seen if update.preview]
    assert len(previews) == 8
    assert comfyui.comfy.preview_events == {1 if without_metadata else 4}
    with Image.open(io.BytesIO(previews[0])) as preview:
        assert preview.format == "JPEG"
    assert seen[-1].progress == 1.0
    assert "step 8 of 8" in {update.message for update in seen}


async def test_a_film(comfyui: Serving) -> None:
    history = await _run(comfyui.url, film())
    assert [file.filename for file in history.outputs] == ["ComfyUI_00001_.mp4"]


async def test_the_same_graph_again_gives_the_old_file(comfyui: Serving) -> None:
    first = await _run(comfyui.url, picture())
    again = await _run(comfyui.url, picture())
    other = await _run(comfyui.url, picture(prefix="test/b"))
    assert first.outputs == again.outputs
    assert other.outputs[0].filename == "b_00001_.png"


async def test_a_lost_socket_is_opened_again(comfyui: Serving) -> None:
    comfyui.comfy.script = Script(drop_socket_at_step=3)
    seen: list[Update] = []
    history = await _run(comfyui.url, picture(steps=60), seen)
    assert history.outputs
    assert "step 60 of 60" in {update.message for update in seen}


async def test_a_lost_end_is_found_in_the_history(comfyui: Serving) -> None:
    comfyui.comfy.script = Script(swallow_end=True)
    assert (await _run(comfyui.url, picture())).outputs


async def test_socket_and_end_both_lost(comfyui: Serving) -> None:
    comfyui.comfy.script = Script(swallow_end=True, drop_socket_at_step=8)
    assert (await _run(comfyui.url, picture())).outputs


async def test_a_comfyui_that_forgot_the_run(comfyui: Serving) -> None:
    comfyui.comfy.script = Script(restart_at_step=2)
    with pytest.raises(ExecutionFailed, match="no longer knows this run"):
        await _run(comfyui.url, picture())


async def test_a_comfyui_that_went_away() -> None:
    with serve_comfyui("sdxl.safetensors", step_seconds=0.1) as serving:
        running = asyncio.create_task(_run(serving.url, picture(steps=500)))
        await until(lambda: serving.comfy.running)
        # The listening socket closes with the block.
    with pytest.raises(ComfyUnreachable):
        await running


async def test_want_of_memory(comfyui: Serving) -> None:
    comfyui.comfy.script = Script(out_of_memory=True)
    with pytest.raises(ExecutionFailed) as failed:
        await _run(comfyui.url, picture())
    assert failed.value.out_of_memory
    assert (failed.value.node, failed.value.class_type) == ("5", "KSampler")


async def test_a_refused_graph_never_runs(comfyui: Serving) -> None:
    with pytest.raises(GraphRefused):
        await _run(comfyui.url, {"1": {"class_type": "NoSuchNode", "inputs": {}}})
    assert comfyui.comfy.history == {}


async def test_a_submission_that_fails_is_not_waited_for(comfyui: Serving) -> None:
    comfyui.comfy.script = Script(broken_prompt=True)
    with pytest.raises(ComfyUnreachable, match="HTTP 500"):
        async with asyncio.timeout(_SLOW.retry / 4):
            await _run(comfyui.url, picture(), patience=_SLOW)
    assert len(comfyui.comfy.prompts) == 1, "it is not sent again"


async def test_stopped_by_someone_else(comfyui: Serving) -> None:
    running = asyncio.create_task(_run(comfyui.url, picture(steps=2000)))
    await until(lambda: comfyui.comfy.running)
    comfyui.comfy.interrupt(None)
    with pytest.raises(Interrupted):
        await running


async def test_cancel_stops_what_runs(comfyui: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "_CANCEL_WITHIN", _SLOW.gone)
    running = asyncio.create_task(_run(comfyui.url, picture(steps=5000), patience=_SLOW))
    await until(lambda: comfyui.comfy.running)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        async with asyncio.timeout(_SLOW.gone / 4):
            await running
    assert len(comfyui.comfy.interrupted_at) == 1


async def test_cancel_takes_what_waits_out_of_the_queue(comfyui: Serving) -> None:
    first = asyncio.create_task(_run(comfyui.url, picture(steps=5000)))
    await until(lambda: comfyui.comfy.running)
    second = asyncio.create_task(_run(comfyui.url, picture(steps=5000, seed=2)))
    await until(lambda: comfyui.comfy.pending)
    second.cancel()
    with pytest.raises(asyncio.CancelledError):
        await second
    assert comfyui.comfy.pending == []
    assert comfyui.comfy.interrupted_at == []
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first


async def test_waiting_for_a_comfyui_that_starts(comfyui: Serving) -> None:
    async with open_client(comfyui.url) as client:
        assert version_of(await wait_until_up(client, within=0)) == "0.8.0"
    waited = []

    async def note() -> None:
        waited.append(1)

    async with open_client("http://127.0.0.1:9") as client:
        with pytest.raises(ComfyUnreachable):
            await wait_until_up(client, within=0.4, on_wait=note)
    assert waited


def partly_valid() -> Any:
    """Two pictures, one of them with a model that is not there."""
    sound, broken = picture(prefix="test/sound"), picture(prefix="test/broken")
    broken["1"]["inputs"]["ckpt_name"] = "nowhere.safetensors"
    graph = dict(sound)
    for node, spec in broken.items():
        inputs = {
            name: [f"9{value[0]}", value[1]] if isinstance(value, list) else value
            for name, value in spec["inputs"].items()
        }
        graph[f"9{node}"] = {**spec, "inputs": inputs}
    return graph


async def test_a_graph_of_which_a_part_alone_can_run_is_refused_node_by_node(
    comfyui: Serving,
) -> None:
    comfyui.comfy.script.hold = True
    with pytest.raises(GraphRefused) as refused:
        await _run(comfyui.url, partly_valid())
    (problem,) = refused.value.problems
    assert (problem.node, problem.input, problem.needed_by) == ("91", "ckpt_name", ("97",))
    assert "nowhere.safetensors" in str(refused.value)
    assert not comfyui.comfy.pending
    comfyui.comfy.script.hold = False


async def test_what_nobody_wants_may_be_broken(comfyui: Serving) -> None:
    async def ignore(_: Update) -> None:
        return None

    async with open_client(comfyui.url) as client:
        history = await run_graph(
            client, partly_valid(), on_update=ignore, wanted=["7"], patience=_QUICK
        )
    assert "7" in {file.node for file in history.outputs}
