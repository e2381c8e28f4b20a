"""What the endpoint tells of what it has."""

import json
from typing import Any

import pytest

from tests.doubles.comfyui import Serving
from tests.workers.endpoint.fake_artist import NoopRenderer
from workers.endpoint.handler import make_handler
from workers.endpoint.inventory import Inventory


async def ask(inventory: Inventory | None, asked: Any) -> dict[str, Any]:
    handler = make_handler(NoopRenderer(), inventory=inventory)
    return await handler({"id": "job-1", "input": {"storycanvas": 1, "inventory": asked}})


def fault(answer: dict[str, Any]) -> tuple[str, str]:
    told = json.loads(answer["error"])
    return told["code"], told["message"]


async def test_files_with_their_sizes_and_nodes_are_told(comfyui: Serving) -> None:
    comfyui.comfy.models["loras"] = ["ink.safetensors", "new.pt"]
    asked = {"folders": ["checkpoints", "loras", "nowhere"], "describe": ["LoadImage", "No"]}
    answer = await ask(Inventory(comfyui.url), asked)
    assert (answer["storycanvas"], answer["renderer"]) == (1, "comfyui/0.8.0")
    told = answer["inventory"]
    assert told["models"] == {
        "checkpoints": {"sdxl.safetensors": None, "pony/pony.safetensors": None},
        "loras": {"ink.safetensors": None, "new.pt": None},
        "nowhere": {},
    }
    assert {"KSampler", "LoadImage"} <= set(told["nodes"])
    assert list(told["described"]) == ["LoadImage"]
    comfyui.comfy.sizes = {"ink.safetensors": 7, "new.pt": 8}
    answer = await ask(Inventory(comfyui.url), {"folders": ["loras"]})
    assert answer["inventory"]["models"]["loras"] == {"ink.safetensors": 7, "new.pt": 8}
    assert answer["inventory"]["described"] == {}


@pytest.mark.parametrize(
    "asked",
    [
        None,
        "checkpoints",
        {"folders": "checkpoints"},
        {"folders": [1]},
        {"folders": ["../x"]},
        {"folders": ["x"] * 101},
        {"folders": [], "describe": {}},
    ],
)
async def test_what_cannot_be_understood_is_refused(comfyui: Serving, asked: Any) -> None:
    code, words = fault(await ask(Inventory(comfyui.url), asked))
    assert (code, words.partition(":")[0]) == ("INVALID_INPUT", "inventory")


async def test_who_has_nothing_to_tell_says_so() -> None:
    assert fault(await ask(Inventory(None), {"folders": []}))[0] == "UNSUPPORTED"
    gone = Inventory("http://127.0.0.1:9", wake_within=0)
    assert fault(await ask(gone, {"folders": []}))[0] == "COMFYUI_UNREACHABLE"
    assert fault(await ask(None, {"folders": []}))[0] == "INVALID_INPUT", "as an older worker does"
