import base64
import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.doubles.comfyui import Script, Serving
from tests.infra.comfyui.graphs import film, picture
from tests.workers.endpoint.fake_artist import NoopRenderer
from tests.workers.endpoint.inputs import png
from workers.endpoint import v5
from workers.endpoint.handler import make_handler
from workers.endpoint.v5 import Dialect


async def _answer(dialect: Dialect, **given: Any) -> dict[str, Any]:
    return await make_handler(NoopRenderer(), dialect=dialect)({"id": "job-1", "input": given})


async def test_images_come_back_as_base64(comfyui: Serving) -> None:
    answer = await _answer(Dialect(comfyui.url), workflow=picture())
    (image,) = answer["images"]
    assert (image["filename"], image["type"]) == ("a_00001_.png", "base64")
    with Image.open(io.BytesIO(base64.b64decode(image["data"]))) as made:
        assert made.size == (320, 184)
    assert "errors" not in answer


async def test_a_film_comes_back_among_the_images(comfyui: Serving) -> None:
    answer = await _answer(Dialect(comfyui.url), workflow=film())
    assert [image["filename"] for image in answer["images"]] == ["ComfyUI_00001_.mp4"]


async def test_images_go_to_s3_where_there_is_a_bucket(comfyui: Serving) -> None:
    uploaded: list[tuple[str, bytes]] = []

    def upload(job: str, path: str) -> str:
        uploaded.append((job, Path(path).read_bytes()))
        return f"https://bucket/{job}/{Path(path).suffix}"

    answer = await _answer(Dialect(comfyui.url, upload=upload), workflow=picture())
    assert answer["images"] == [
        {"filename": "a_00001_.png", "type": "s3_url", "data": "https://bucket/job-1/.png"}
    ]
    assert uploaded[0][1].startswith(b"\x89PNG")


@pytest.mark.parametrize("before", ["", "data:image/png;base64,"])
async def test_input_images_and_the_key(comfyui: Serving, before: str) -> None:
    workflow = {
        "1": {"class_type": "LoadImage", "inputs": {"image": "in.png"}},
        "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "x"}},
    }
    images = [{"name": "in.png", "image": before + base64.b64encode(png()).decode()}]
    answer = await _answer(
        Dialect(comfyui.url), workflow=workflow, images=images, comfy_org_api_key="key"
    )
    assert len(answer["images"]) == 1
    assert comfyui.comfy.prompts[0]["extra_data"] == {"api_key_comfy_org": "key"}


async def test_nothing_made(comfyui: Serving) -> None:
    workflow = picture()
    workflow["7"] = {"class_type": "PreviewImage", "inputs": {"images": ["6", 0]}}
    answer = await _answer(Dialect(comfyui.url), workflow=workflow)
    assert answer == {"status": "success_no_images", "images": []}


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"workflow": None}, "Missing 'workflow' parameter"),
        ({"workflow": {"1": 5}}, "API format"),
        ({"workflow": picture(), "images": [{"name": "x"}]}, "'name' and 'image' keys"),
        ({"workflow": picture(), "images": 5}, "'name' and 'image' keys"),
        ({"workflow": picture(cfg=500)}, "Workflow validation failed"),
        ({"workflow": {"1": {"class_type": "\ud800"}}}, "Workflow validation failed"),
        ({"workflow": {"1": {"class_type": "None"}}}, "node None does not exist"),
    ],
)
async def test_what_is_wrong(comfyui: Serving, given: Any, error: str) -> None:
    answer = await _answer(Dialect(comfyui.url), **given)
    assert error in answer["error"]
    answer["error"].encode()


async def test_an_input_image_that_is_none(comfyui: Serving) -> None:
    images = [{"name": "x\ud800.png", "image": "a"}]
    answer = await _answer(Dialect(comfyui.url), workflow=picture(), images=images)
    assert answer["error"] == "Failed to upload one or more input images"
    assert "x?.png" in answer["details"][0]


async def test_a_run_that_fails(comfyui: Serving) -> None:
    comfyui.comfy.script = Script(out_of_memory=True)
    answer = await _answer(Dialect(comfyui.url), workflow=picture())
    assert "out of GPU memory" in answer["error"]


async def test_no_comfyui() -> None:
    answer = await _answer(Dialect(None), workflow=picture())
    assert "COMFYUI_URL" in answer["error"]


async def test_an_answer_that_runpod_would_drop(
    comfyui: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(v5, "_LARGEST_ANSWER", 1000)
    answer = await _answer(Dialect(comfyui.url), workflow=picture())
    assert "BUCKET_ENDPOINT_URL" in answer["error"]
