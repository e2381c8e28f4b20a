"""testEndpoint at servers of each protocol: what it says, and that it never takes a fault for well."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from infra.providers import probing
from studio.graphs import files
from tests.doubles.comfyui.server import serve_comfyui
from tests.doubles.serving import serve
from tests.doubles.videos.server import KEY, serve_videos
from tests.running import Studio
from tests.schema.endpoint_rooms import add, allow_private

WANTED = "ok checks { name ok detail todo }"
WAN = (files.WAN21_T2V, files.UMT5, files.WAN21_VAE)
Checks = dict[str, dict[str, Any]]


async def tried(studio: Studio, endpoint: str) -> tuple[bool, Checks]:
    answer = await studio.owner.do("testEndpoint", WANTED, id=endpoint)
    return answer["ok"], {check["name"]: check for check in answer["checks"]}


def models(*given: files.ModelFile) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for file in given:
        found.setdefault(file.folder, []).append(file.name)
    return found


@pytest.mark.feature("SRV-4")
async def test_a_comfyui_tells_what_it_is_and_what_it_can_render(studio: Studio) -> None:
    allow_private(studio)
    half = {**models(*WAN[:2]), "checkpoints": ["sd_xl_base_1.0.safetensors"]}
    with serve_comfyui(models=half) as comfy:
        endpoint = (await add(studio, "COMFYUI", url=comfy.url))["endpoint"]["id"]
        ok, checks = await tried(studio, endpoint)
    assert (ok, list(checks)) == (
        True,
        [
            *("Address", "Connection", "API key", "Version", "Devices", "Queue", "Models"),
            "Results",
        ],
    )
    assert checks["Version"]["detail"] == "ComfyUI 0.8.0."
    assert "NVIDIA L4, 20.0 of 24.0 GB free" in checks["Devices"]["detail"]
    assert checks["Models"]["detail"] == (
        "It can render sdxl; for wan_2_1 it lacks vae/wan_2.1_vae.safetensors."
    )


async def test_a_comfyui_without_models_or_nodes_says_what_to_get(studio: Studio) -> None:
    allow_private(studio)
    with serve_comfyui() as comfy:
        endpoint = (await add(studio, "COMFYUI", url=comfy.url))["endpoint"]["id"]
        ok, checks = await tried(studio, endpoint)
        assert (ok, checks["Models"]["ok"]) == (False, False)
        assert "sd_xl_base_1.0.safetensors" in checks["Models"]["todo"]
    with serve_comfyui(models=models(*WAN)) as comfy:
        del comfy.comfy.definitions["EmptyHunyuanLatentVideo"]
        other = await add(studio, "COMFYUI", name="Old", url=comfy.url)
        ok, checks = await tried(studio, other["endpoint"]["id"])
    assert (ok, checks["Models"]["ok"]) == (False, False)
    assert "for wan_2_1 it lacks the nodes EmptyHunyuanLatentVideo" in checks["Models"]["detail"]


Answer = Callable[[Request], Response]


def babbling(answer: Answer) -> AbstractContextManager[str]:
    async def says(request: Request) -> Response:
        return answer(request)

    return serve(Starlette(routes=[Route("/{path:path}", says, methods=["GET"])]))


@pytest.mark.feature("SRV-4")
@pytest.mark.feature("XF-2")
@pytest.mark.parametrize("provider", ["COMFYUI", "OPENAI_VIDEOS", "RUNPOD"])
@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda _: Response(status_code=401), "key"),
        (lambda _: Response(status_code=500), "HTTP 500"),
        (lambda _: Response("<html>", media_type="text/html"), ""),
        (lambda _: JSONResponse([1]), ""),
        (lambda _: Response(status_code=302, headers={"Location": "http://127.0.0.1:1"}), "302"),
        (lambda _: Response(b"{", headers={"Content-Length": "99"}), "broke"),
    ],
)
async def test_whatever_it_answers_amiss_is_no_health(
    studio: Studio, provider: str, answer: Answer, words: str
) -> None:
    allow_private(studio)
    given = {
        "COMFYUI": {},
        "OPENAI_VIDEOS": {"apiKey": KEY, "model": "m"},
        "RUNPOD": {"apiKey": KEY, "endpointId": "abc"},
    }[provider]
    with babbling(answer) as url:
        endpoint = (await add(studio, provider, url=url, **given))["endpoint"]["id"]
        ok, checks = await tried(studio, endpoint)
    assert ok is False
    wrong = [check for name, check in checks.items() if not check["ok"] and name != "Results"]
    assert wrong
    assert words in f"{wrong[0]['detail']} {wrong[0]['todo']}"
    assert wrong[0]["todo"]
    assert KEY not in str(checks)


@pytest.mark.feature("XF-2")
async def test_a_test_that_fails_itself_is_no_health(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a mistake of ours")

    allow_private(studio)
    monkeypatch.setattr(probing, "look_at_comfyui", broken)
    endpoint = (await add(studio, "COMFYUI", url="http://127.0.0.1:9001"))["endpoint"]
    ok, checks = await tried(studio, endpoint["id"])
    assert (ok, checks["Test"]["ok"]) == (False, False)
    assert "RuntimeError" in checks["Test"]["detail"]


@pytest.mark.feature("SRV-4")
async def test_a_videos_server_is_asked_for_its_key_and_model(studio: Studio) -> None:
    allow_private(studio)
    with serve_videos() as videos:
        given = {"url": videos.url, "apiKey": KEY}
        well = await add(studio, "OPENAI_VIDEOS", model="sora-2", **given)
        ok, checks = await tried(studio, well["endpoint"]["id"])
        assert (ok, checks["Model"]["detail"]) == (True, "sora-2 is there.")
        other = await add(studio, "OPENAI_VIDEOS", name="b", model="other", **given)
        ok, checks = await tried(studio, other["endpoint"]["id"])
        assert (ok, checks["Model"]["ok"]) == (False, False)
        assert "sora-2" in checks["Model"]["todo"]
        stranger = await add(
            studio, "OPENAI_VIDEOS", name="c", model="m", url=videos.url, apiKey="no"
        )
        ok, checks = await tried(studio, stranger["endpoint"]["id"])
        assert (ok, checks["API key"]["ok"]) == (False, False)


@pytest.mark.feature("SRV-4")
async def test_nobody_there_is_told_with_what_to_do(studio: Studio) -> None:
    allow_private(studio)
    with serve_comfyui() as comfy:
        url = comfy.url
    endpoint = (await add(studio, "COMFYUI", url=url))["endpoint"]["id"]
    ok, checks = await tried(studio, endpoint)
    assert (ok, checks["Connection"]["detail"]) == (False, "127.0.0.1 cannot be reached.")
    assert "firewall" in checks["Connection"]["todo"]
    pull = (await add(studio, "PULL"))["endpoint"]["id"]
    ok, checks = await tried(studio, pull)
    assert ok is False
    assert checks["Machines"]["detail"] == "No machine asks for work."
    assert "STORYCANVAS_PUBLIC_URL" in checks["Results"]["todo"]


@pytest.mark.feature("SRV-4")
async def test_a_retired_service_is_told_of_first(studio: Studio) -> None:
    added = await add(studio, "OPENAI_VIDEOS", apiKey=KEY, preset="sora")
    _, checks = await tried(studio, added["endpoint"]["id"])
    assert next(iter(checks)) == "Service"
    assert "2026-09-24" in checks["Service"]["detail"]
