import asyncio
import hashlib
import io
import json
from typing import Any

import pytest
from PIL import Image

from infra.comfyui.run import Patience
from tests.doubles.comfyui import Script, Serving
from tests.doubles.waiting import PATIENCE, until
from tests.infra.comfyui.graphs import film, picture
from tests.workers.endpoint.inbox import Inbox
from tests.workers.endpoint.inputs import png, task_input
from workers.endpoint.comfy import ComfyRenderer
from workers.endpoint.handler import make_handler

_QUICK = Patience(silence=0.3, retry=0.05, gone=0.6)


async def _answer(url: str, given: Any) -> dict[str, Any]:
    renderer = ComfyRenderer(url, wake_within=0, patience=_QUICK)
    return await make_handler(renderer)({"id": "job-1", "input": given})


async def _error(url: str, given: Any) -> tuple[str, str]:
    answer = await _answer(url, given)
    assert list(answer) == ["error"]
    told = json.loads(answer["error"])
    return told["code"], told["message"]


async def test_a_brief_becomes_pictures(comfyui: Serving, inbox: Inbox) -> None:
    given = task_input(inbox, count=2, brief_model="pony", brief_width=321, brief_height=181)
    answer = await _answer(comfyui.url, given)
    assert (answer["model"], answer["renderer"]) == ("pony/pony.safetensors", "comfyui/0.8.0")
    assert answer["gpu"] == "NVIDIA L4"
    assert [output["seed"] for output in answer["outputs"]] == [42, 43]
    bodies = [inbox.puts[index][0].body for index in (0, 1)]
    assert bodies[0] != bodies[1]
    with Image.open(io.BytesIO(bodies[0])) as made:
        assert made.size == (321, 181)
    assert any(tick["preview"] for tick in inbox.ticks)
    assert inbox.ticks[-1]["stage"] == "SAVING"


async def test_the_same_brief_again_makes_a_file_of_its_own(comfyui: Serving, inbox: Inbox) -> None:
    for _ in range(2):
        await _answer(comfyui.url, task_input(inbox))
    first, second = inbox.puts[0]
    assert first.sha256 == second.sha256
    assert len([key for key in comfyui.comfy.files if key[0] == "output"]) == 2


async def test_it_begins_from_the_start_image(comfyui: Serving, inbox: Inbox) -> None:
    inbox.picture = png(640, 360)
    await _answer(comfyui.url, task_input(inbox))
    start = {"url": f"{inbox.url}/picture"}
    await _answer(comfyui.url, task_input(inbox, brief_start_image=start))
    plain, started = inbox.puts[0]
    assert plain.sha256 != started.sha256
    assert ("input", "storycanvas", "attempt_0198c0ffee.png") in comfyui.comfy.files


async def test_a_workflow_runs_with_the_seed_of_the_brief(comfyui: Serving, inbox: Inbox) -> None:
    answer = await _answer(comfyui.url, task_input(inbox, workflow=picture(seed=7)))
    assert answer["model"] == "workflow"
    assert comfyui.comfy.prompts[0]["prompt"]["5"]["inputs"]["seed"] == 42


async def test_a_workflow_makes_a_film(comfyui: Serving, inbox: Inbox) -> None:
    answer = await _answer(comfyui.url, task_input(inbox, kind="VIDEO", workflow=film(frames=6)))
    (output,) = answer["outputs"]
    wanted = {"kind": "VIDEO", "type": "video/mp4", "width": 64, "height": 48}
    assert output.items() >= (wanted | {"frames": 6, "fps": "12"}).items()


def _pair(*, start: str | None = None) -> dict[str, Any]:
    """Two pictures in one graph; the first one is a file where there is one."""
    graph: dict[str, Any] = {}
    for index in (0, 1):
        for node, spec in picture(seed=index).items():
            inputs = {
                name: [f"{value[0]}.{index}", value[1]] if isinstance(value, list) else value
                for name, value in spec["inputs"].items()
            }
            graph[f"{node}.{index}"] = {**spec, "inputs": inputs}
    if start is not None:
        graph["start"] = {"class_type": "LoadImage", "inputs": {"image": start}}
        graph["7.0"]["inputs"]["images"] = ["start", 0]
    return graph


async def test_one_run_makes_all_outputs(comfyui: Serving, inbox: Inbox) -> None:
    inbox.picture = png(64, 48)
    digest = hashlib.sha256(inbox.picture).hexdigest()
    file = {"name": "shots/a-1.png", "url": f"{inbox.url}/picture", "sha256": digest}
    given = task_input(
        inbox,
        count=2,
        brief_model="sdxl.safetensors",
        brief_start_image={"url": f"{inbox.url}/picture"},
        workflow=_pair(start="shots/a-1.png"),
        output_nodes=["7.1", "7.0"],
        files=[file],
    )
    answer = await _answer(comfyui.url, given)
    assert [output["seed"] for output in answer["outputs"]] == [42, 43]
    assert answer["model"] == "sdxl.safetensors"
    (sent,) = comfyui.comfy.prompts
    assert [sent["prompt"][f"5.{index}"]["inputs"]["seed"] for index in (0, 1)] == [0, 1]
    sizes = []
    for index in (0, 1):
        with Image.open(io.BytesIO(inbox.puts[index][0].body)) as made:
            sizes.append(made.size)
    assert sizes == [(320, 184), (64, 48)]
    assert inbox.ticks[-1]["stage"] == "SAVING"
    again = await _answer(comfyui.url, given)
    assert again["outputs"] == answer["outputs"]
    assert len([key for key in comfyui.comfy.files if key[0] == "output"]) == 4


async def test_an_output_node_that_saves_nothing_of_the_kind(
    comfyui: Serving, inbox: Inbox
) -> None:
    given = task_input(inbox, workflow=picture(), output_nodes=["6"])
    code, message = await _error(comfyui.url, given)
    assert (code, "saved no image" in message) == ("RENDER_FAILED", True)


async def test_a_file_that_is_not_what_was_announced(comfyui: Serving, inbox: Inbox) -> None:
    inbox.picture = png()
    file = {"name": "a.png", "url": f"{inbox.url}/picture", "sha256": "0" * 64}
    given = task_input(inbox, workflow=_pair(start="a.png"), files=[file])
    code, message = await _error(comfyui.url, given)
    assert (code, "announced" in message) == ("START_IMAGE_UNREADABLE", True)


async def test_a_film_without_a_workflow_is_unsupported(comfyui: Serving, inbox: Inbox) -> None:
    code, message = await _error(comfyui.url, task_input(inbox, kind="VIDEO"))
    assert code == "UNSUPPORTED"
    assert "workflow" in message


async def test_no_comfyui(inbox: Inbox) -> None:
    code, message = await _error("http://127.0.0.1:9", task_input(inbox))
    assert code == "COMFYUI_UNREACHABLE"
    assert "COMFYUI_URL" in message


async def test_no_checkpoint(comfyui: Serving, inbox: Inbox) -> None:
    comfyui.comfy.checkpoints.clear()
    code, message = await _error(comfyui.url, task_input(inbox))
    assert code == "GRAPH_REFUSED"
    assert "models/checkpoints" in message


async def test_a_workflow_that_is_refused(comfyui: Serving, inbox: Inbox) -> None:
    code, message = await _error(comfyui.url, task_input(inbox, workflow=picture(cfg=500)))
    assert code == "GRAPH_REFUSED"
    assert "node 5 (KSampler): cfg 500 is above the largest allowed, 100.0" in message


async def test_want_of_memory(comfyui: Serving, inbox: Inbox) -> None:
    comfyui.comfy.script = Script(out_of_memory=True)
    code, message = await _error(comfyui.url, task_input(inbox))
    assert code == "RENDER_FAILED"
    assert "ran out of GPU memory" in message


@pytest.mark.parametrize(
    ("workflow", "said"), [(picture(), "saved no video"), (film(), "saved no image")]
)
async def test_a_workflow_of_the_other_kind(
    comfyui: Serving, inbox: Inbox, workflow: Any, said: str
) -> None:
    kind = "VIDEO" if "video" in said else "IMAGE"
    code, message = await _error(comfyui.url, task_input(inbox, kind=kind, workflow=workflow))
    assert code == "RENDER_FAILED"
    assert said in message


async def test_a_workflow_that_saves_a_batch(comfyui: Serving, inbox: Inbox) -> None:
    workflow = picture()
    workflow["4"]["inputs"]["batch_size"] = 3
    code, message = await _error(comfyui.url, task_input(inbox, workflow=workflow))
    assert code == "RENDER_FAILED"
    assert "3 images where one is asked for" in message


async def test_cancel_interrupts_comfyui(comfyui: Serving, inbox: Inbox) -> None:
    running = asyncio.create_task(
        _answer(comfyui.url, task_input(inbox, workflow=picture(steps=10_000)))
    )
    await until(lambda: comfyui.comfy.running)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        async with asyncio.timeout(PATIENCE):
            await running
    assert comfyui.comfy.interrupted_at
    await until(lambda: comfyui.comfy.running is None)
