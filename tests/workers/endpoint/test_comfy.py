import asyncio
import io
import json
import time
from typing import Any

import pytest
from PIL import Image

from infra.comfyui.run import Patience
from tests.doubles.comfyui import Script, Serving
from tests.doubles.waiting import until
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
        _answer(comfyui.url, task_input(inbox, workflow=picture(steps=5000)))
    )
    await until(lambda: comfyui.comfy.running)
    began = time.monotonic()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert time.monotonic() - began < 1
    assert comfyui.comfy.interrupted_at
    await until(lambda: comfyui.comfy.running is None)
