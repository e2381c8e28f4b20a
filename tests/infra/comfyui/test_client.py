import io
from pathlib import Path

import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from infra.comfyui.client import open_client
from infra.comfyui.errors import ComfyUnreachable, FileTooLarge, GraphRefused
from infra.comfyui.outputs import OutputFile
from tests.doubles.comfyui import Serving
from tests.doubles.serving import serve
from tests.infra.comfyui.graphs import picture


async def test_what_a_comfyui_says_of_itself(comfyui: Serving) -> None:
    async with open_client(comfyui.url + "/") as client:
        assert (await client.system_stats())["system"]["comfyui_version"] == "0.8.0"
        assert await client.models("checkpoints") == ["sdxl.safetensors"]
        assert await client.models("../secret") == []
        assert list(await client.object_info("KSampler")) == ["KSampler"]
        assert "SaveVideo" in await client.object_info()


async def test_an_uploaded_image_can_be_loaded(comfyui: Serving) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(buffer, "PNG")
    async with open_client(comfyui.url) as client:
        value = await client.upload_image("a b.png", buffer.getvalue(), subfolder="storycanvas")
    assert value == "storycanvas/a b.png"
    assert comfyui.comfy.files["input", "storycanvas", "a b.png"] == buffer.getvalue()


async def test_a_graph_is_refused_in_words(comfyui: Serving) -> None:
    graph = picture(cfg=1000, sampler_name="magic")
    graph["1"]["inputs"]["ckpt_name"] = "none.safetensors"
    async with open_client(comfyui.url) as client:
        with pytest.raises(GraphRefused) as refused:
            await client.queue(graph, "id")
    assert {problem.type for problem in refused.value.problems} == {
        "value_not_in_list",
        "value_bigger_than_max",
    }
    assert "there is sdxl.safetensors" in str(refused.value)


async def test_a_graph_that_is_no_json_is_refused(comfyui: Serving) -> None:
    async with open_client(comfyui.url) as client:
        with pytest.raises(GraphRefused):
            await client.queue(picture(cfg=float("nan")), "id")


async def test_a_download_has_a_limit(comfyui: Serving, tmp_path: Path) -> None:
    comfyui.comfy.files["output", "", "a.png"] = b"x" * 5000
    file = OutputFile("7", "images", "a.png", "", "output")
    async with open_client(comfyui.url) as client:
        assert await client.download(file, tmp_path / "a", limit=5000) == "image/png"
        assert (tmp_path / "a").read_bytes() == b"x" * 5000
        with pytest.raises(FileTooLarge):
            await client.download(file, tmp_path / "b", limit=4999)
        gone = OutputFile("7", "images", "gone.png", "", "output")
        with pytest.raises(ComfyUnreachable, match=r"no longer has gone\.png"):
            await client.download(gone, tmp_path / "c", limit=5000)


async def test_no_answer_is_said_in_words() -> None:
    async with open_client("http://user:secret@127.0.0.1:9") as client:
        with pytest.raises(ComfyUnreachable, match="COMFYUI_URL") as unreachable:
            await client.system_stats()
    assert "secret" not in str(unreachable.value)


async def test_another_server_is_no_comfyui() -> None:
    app = Starlette(routes=[Route("/system_stats", lambda _: PlainTextResponse("hello"))])
    with serve(app) as url:
        async with open_client(url) as client:
            with pytest.raises(ComfyUnreachable, match="does not speak"):
                await client.system_stats()
