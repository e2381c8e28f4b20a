"""From a wish to a graph, to a take that says how it was made."""

import base64
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from infra.storage import MediaStore
from studio.graphs.families import FAMILIES
from studio.graphs.family import Family, Task
from studio.rendering.models import RenderJob
from tests.contract.providers.serverless import serve_serverless
from tests.doubles.comfyui import Serving, serve_comfyui
from tests.doubles.videos.server import serve_videos
from tests.schema.graphs import make_film, show
from tests.studio.graphs.orders import ALL, everything
from tests.studio.rendering.files import files_of
from tests.workers.lab import Lab, job_id
from tests.workers.stage import png
from workers.endpoint.comfy import ComfyRenderer
from workers.endpoint.drawing import DrawingRenderer
from workers.endpoint.handler import make_handler
from workers.endpoint.rehearsal import Rehearsal

KEY = "rpa_TOPSECRET"


@pytest.fixture
def comfyui() -> Iterator[Serving]:
    models = files_of("sdxl", "wan_2_2", "qwen_edit")
    models["loras"] = ["inks/ink.safetensors"]
    with serve_comfyui(step_seconds=0, models=models) as serving:
        yield serving


def sent(serving: Serving) -> dict[str, Any]:
    graph: dict[str, Any] = serving.comfy.prompts[-1]["prompt"]
    return graph


def nodes(graph: dict[str, Any], class_type: str) -> list[dict[str, Any]]:
    return [node["inputs"] for node in graph.values() if node["class_type"] == class_type]


@pytest.mark.feature("GEN-2", "GEN-4", "PRE-2", "PRE-3", "QUE-1")
async def test_a_picture_with_a_lora_and_a_preset(lab: Lab, comfyui: Serving) -> None:
    endpoint = await lab.endpoint("COMFYUI", comfyui.url)
    made = await lab.studio.owner.do(
        "createPreset",
        "preset { id }",
        name="Ink",
        category="ARTISTIC",
        family="sdxl",
        settings={"steps": 9, "cfg": 4.5, "width": 832, "height": 1216, "seed": "7", "count": 2},
    )
    (job,) = await lab.jobs(
        presetId=made["preset"]["id"],
        endpointId=endpoint,
        loras=[{"name": "ink.safetensors", "strength": 0.5}],
        settings={"steps": 5, "clipSkip": 2},
        promptOverride="a fox, ink",
        negativePrompt="colour",
        priority="RUSH",
    )
    seen = await lab.render(job)
    assert (seen["state"], seen["priority"], seen["endpoint"]["name"]) == (
        "COMPLETED",
        "RUSH",
        "Comfyui",
    )
    graph = sent(comfyui)
    assert nodes(graph, "LoraLoader")[0]["lora_name"] == "inks/ink.safetensors"
    assert [one["seed"] for one in nodes(graph, "KSampler")] == [7, 8]
    first, second = seen["takes"]
    assert (first["seed"], second["seed"]) == ("7", "8")
    assert (first["width"], first["height"]) == (832, 1216)
    assert (first["prompt"], first["negativePrompt"]) == ("a fox, ink", "colour")
    assert first["model"] == "sd_xl_base_1.0.safetensors"
    said = first["parameters"]
    assert (said["family"], said["familyChosen"], said["task"]) == ("sdxl", False, "TEXT_TO_IMAGE")
    assert (said["preset"], said["setup"]) == ("Ink", "checkpoint")
    assert said["files"] == {"model": "sd_xl_base_1.0.safetensors"}
    assert said["loras"] == [{"name": "inks/ink.safetensors", "strength": 0.5}]
    assert said["sampling"] == {
        "steps": 5,
        "cfg": 4.5,
        "sampler": "dpmpp_2m",
        "scheduler": "karras",
        "denoise": 1.0,
        "clipSkip": 2,
    }
    assert re.fullmatch("[0-9a-f]{64}", said["graph"])
    (again,) = await lab.jobs(
        presetId=made["preset"]["id"], endpointId=endpoint, count=1, settings={"steps": 5}
    )
    other = (await lab.render(again))["takes"][0]["parameters"]
    assert other["graph"] != said["graph"]


@pytest.mark.feature("PRE-2")
async def test_a_default_preset_is_applied_to_whatever_family_is_chosen(
    lab: Lab, comfyui: Serving
) -> None:
    endpoint = await lab.endpoint("COMFYUI", comfyui.url)
    await lab.studio.owner.do(
        "createPreset",
        "preset { id }",
        name="House",
        category="SPEED",
        family="sdxl",
        isDefault=True,
        settings={"steps": 3, "cfg": 2.5},
    )
    for given in ({}, {"family": "sdxl"}, {"model": "sd_xl_base_1.0.safetensors"}):
        (job,) = await lab.jobs(endpointId=endpoint, **given)
        (take,) = (await lab.render(job))["takes"]
        said = take["parameters"]
        assert (said["preset"], said["sampling"]["steps"]) == ("House", 3)
        assert said["familyChosen"] is (given == {})
    (job,) = await lab.jobs(endpointId=endpoint, settings={"steps": 2})
    said = (await lab.render(job))["takes"][0]["parameters"]["sampling"]
    assert (said["steps"], said["cfg"]) == (2, 2.5)


@pytest.mark.feature("GEN-1", "GEN-5")
async def test_a_picture_and_the_video_that_starts_from_it(lab: Lab, comfyui: Serving) -> None:
    endpoint = await lab.endpoint("COMFYUI", comfyui.url)
    image, video = await lab.jobs(
        kinds=["IMAGE", "VIDEO"],
        family="wan_2_2",
        endpointId=endpoint,
        settings={"steps": 4, "width": 256, "height": 256},
    )
    still = await lab.render(image)
    (take,) = still["takes"]
    # Nobody asked for a family of pictures: it is the endpoint's best.
    assert (take["parameters"]["family"], take["parameters"]["familyChosen"]) == ("sdxl", True)
    assert take["parameters"]["sampling"]["steps"] == FAMILIES["sdxl"].quality.steps
    assert (take["width"], take["height"]) == (1368, 768)
    film = await lab.render(video)
    (moving,) = film["takes"]
    assert (moving["kind"], moving["width"], moving["height"]) == ("VIDEO", 256, 256)
    said = moving["parameters"]
    assert (said["task"], said["setup"]) == ("IMAGE_TO_VIDEO", "image")
    assert (said["frames"], said["fps"]) == (33, "16")
    assert moving["model"] == said["files"]["model"]
    graph = sent(comfyui)
    assert [one["steps"] for one in nodes(graph, "KSamplerAdvanced")] == [4, 4]
    (start,) = nodes(graph, "LoadImage")
    kept = comfyui.comfy.files["input", "", start["image"]]
    assert kept == next(
        data for (folder, _, _), data in comfyui.comfy.files.items() if folder == "output"
    )


@pytest.mark.feature("GEN-5")
async def test_a_take_is_edited_with_another_one_to_look_at(lab: Lab, comfyui: Serving) -> None:
    endpoint = await lab.endpoint("COMFYUI", comfyui.url)
    takes = []
    for seed in ("1", "2"):
        (job,) = await lab.jobs(
            family="sdxl", endpointId=endpoint, seed=seed, settings={"steps": 1}
        )
        takes.append((await lab.render(job))["takes"][0]["id"])
    (job,) = await lab.jobs(referenceTakeIds=takes, endpointId=endpoint, settings={"steps": 2})
    (take,) = (await lab.render(job))["takes"]
    assert (take["parameters"]["family"], take["parameters"]["task"]) == ("qwen_edit", "EDIT")
    graph = sent(comfyui)
    assert len({one["image"] for one in nodes(graph, "LoadImage")}) == 2
    (job,) = await lab.jobs(
        family="sdxl",
        startTakeId=takes[0],
        endpointId=endpoint,
        settings={"steps": 2, "denoise": 0.3},
    )
    (take,) = (await lab.render(job))["takes"]
    assert take["parameters"]["task"] == "IMAGE_TO_IMAGE"
    assert nodes(sent(comfyui), "KSampler")[0]["denoise"] == 0.3


@pytest.mark.feature("FFU-1", "FFU-3")
async def test_the_face_of_one_take_is_put_into_another(lab: Lab, comfyui: Serving) -> None:
    comfyui.comfy.install_custom_nodes()
    comfyui.comfy.models |= {
        "insightface": ["inswapper_128.onnx"],
        "facerestore_models": ["codeformer-v0.1.0.pth"],
    }
    endpoint = await lab.endpoint("COMFYUI", comfyui.url)
    takes = []
    for seed in ("1", "2"):
        (job,) = await lab.jobs(endpointId=endpoint, seed=seed, settings={"steps": 1})
        takes.append((await lab.render(job))["takes"][0]["id"])
    (job,) = await lab.jobs(
        startTakeId=takes[0], faceTakeId=takes[1], faceStrength=0.5, endpointId=endpoint
    )
    (take,) = (await lab.render(job))["takes"]
    assert take["parameters"]["task"] == "FACE_FUSION"
    assert take["model"] == "inswapper_128.onnx"
    assert nodes(sent(comfyui), "ImageBlend")[0]["blend_factor"] == 0.5


async def test_what_the_endpoint_lacks_is_told_and_found_once_it_is_there(
    lab: Lab, comfyui: Serving
) -> None:
    endpoint = await lab.endpoint("COMFYUI", comfyui.url)
    (job,) = await lab.jobs(family="hidream", endpointId=endpoint)
    seen = await lab.send(job)
    assert (seen["state"], seen["error"]["code"]) == ("FAILED", "MISSING_MODELS")
    assert (
        "diffusion_models/hidream_i1_dev_fp8.safetensors from https://" in seen["error"]["message"]
    )
    assert comfyui.comfy.prompts == []
    # The list is kept now, and so the next request is told at once.
    field, words = await lab.refused(family="hidream", endpointId=endpoint)
    assert field == ["endpointId"]
    assert "hidream" in words
    for folder, names in files_of("hidream").items():
        comfyui.comfy.models.setdefault(folder, []).extend(names)
    await lab.studio.owner.do(
        "retryJob", "job { id }", jobId=job, idempotencyKey="now that they are there"
    )
    assert (await lab.send(job))["error"] is None
    (job,) = await lab.jobs(family="sdxl", endpointId=endpoint, loras=[{"name": "ink.safetensors"}])
    comfyui.comfy.models["loras"].clear()
    async with lab.context.work() as work:
        row = await work.session.get_one(RenderJob, job_id(job))
        row.brief = json.loads(json.dumps(row.brief).replace("ink.safetensors", "oil.safetensors"))
    seen = await lab.send(job)
    assert seen["error"]["code"] == "MISSING_MODELS"
    assert "loras/oil.safetensors" in seen["error"]["message"]


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({"family": "sd_1_5"}, ["family"], "no model family"),
        ({"family": "wan_2_2"}, ["family"], "makes VIDEO"),
        ({"model": "wan2.2_t2v_high.safetensors"}, ["model"], "makes VIDEO"),
        ({"family": "sdxl", "model": "flux1-dev.safetensors"}, ["family"], "model of FLUX.1 dev"),
        ({"family": "flux_pro", "loras": [{"name": "a"}]}, ["loras"], "0 LoRAs at most"),
        ({"family": "sdxl", "loras": [{"name": "a"}] * 6}, ["loras"], "5 LoRAs at most, not 6"),
        ({"loras": [{}]}, ["loras"], "name or its modelId"),
        ({"loras": [{"name": "a", "strength": 11}]}, ["loras"], "between -10 and 10"),
        ({"loras": [{"modelId": "model_junk"}]}, ["loras"], "no model of this id"),
        ({"family": "flux_dev", "refiner": True}, ["refiner"], "no refiner"),
        ({"family": "qwen_edit"}, ["startTakeId"], "needs a picture to start from"),
        ({"family": "sdxl", "settings": {"guidance": 3}}, ["settings", "guidance"], "nothing to"),
        ({"settings": {"steps": 500}}, ["settings", "steps"], "from 1 to 200"),
        ({"settings": {"width": 9}}, ["settings", "width"], "from 64 to 4096"),
        ({"settings": {"fps": "24"}}, ["settings", "fps"], "for videos"),
        ({"kinds": ["VIDEO"], "settings": {"frames": 0}}, ["settings", "frames"], "between 1"),
        ({"family": "sdxl", "settings": {"cfg": 31}}, ["settings", "cfg"], "from 0 to 30"),
        ({"family": "sdxl", "settings": {"denoise": 0}}, ["settings", "denoise"], "between 0.01"),
        ({"endTakeId": "TAKE"}, ["endTakeId"], "Only a video"),
        ({"kinds": ["VIDEO"], "endTakeId": "TAKE", "family": "wan_2_1"}, ["startTakeId"], "start"),
        ({"kinds": ["VIDEO"], "faceTakeId": "TAKE"}, ["faceTakeId"], "not for videos"),
        ({"faceTakeId": "TAKE", "startTakeId": "TAKE", "family": "sdxl"}, ["faceTakeId"], "as it is"),
        ({"faceTakeId": "TAKE", "faceBlending": 2}, ["faceBlending"], "between 0 and 1"),
        ({"startTakeId": "junk"}, ["startTakeId"], "Not every take"),
        ({"referenceTakeIds": ["take_00000000000000000000000000000000"]}, ["referenceTakeIds"],
         "Not every take"),
        ({"referenceTakeIds": ["TAKE"], "family": "sdxl", "startTakeId": "TAKE"},
         ["referenceTakeIds"], "does not look at"),
        ({"presetId": "junk"}, ["presetId"], "no preset"),
        ({"promptOverride": " "}, ["promptOverride"], "may not be empty"),
    ],
)  # fmt: skip
async def test_what_does_not_go_together_is_refused_with_words(
    lab: Lab, given: dict[str, Any], field: list[str], said: str
) -> None:
    if "TAKE" in json.dumps(given):
        take = await show(lab.studio, lab.clip)
        given = json.loads(json.dumps(given).replace("TAKE", take))
    found, words = await lab.refused(**given)
    assert found == field
    assert said in words


async def test_pictures_of_others_are_not_there(lab: Lab) -> None:
    other = await lab.studio.stranger()
    film = await make_film(other, scenes=1, clips=1)
    take = await show(lab.studio, film.clips[0][0])
    field, _ = await lab.refused(startTakeId=take)
    assert field == ["startTakeId"]


async def test_worker_comfyui_is_sent_the_graph_and_its_pictures(
    lab: Lab, comfyui: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = await lab.endpoint("COMFYUI", comfyui.url)
    (job,) = await lab.jobs(family="sdxl", endpointId=there, settings={"steps": 1})
    start = (await lab.render(job))["takes"][0]["id"]
    monkeypatch.setattr(MediaStore, "upload_slot", None)  # what is fetched needs no slot
    with serve_serverless(KEY) as server:
        endpoint = await lab.endpoint("RUNPOD", f"{server.url}/v2", KEY, dialect="worker-comfyui")
        (job,) = await lab.jobs(
            family="qwen_edit",
            endpointId=endpoint,
            startTakeId=start,
            model="my_qwen_edit_2509.safetensors",
            count=2,
            seed="5",
        )
        assert (await lab.send(job))["error"] is None
        ((name, body),) = server.inputs.items()
        given = body["input"]
        images = [
            {
                "filename": f"{save['filename_prefix']}_00001_.png",
                "type": "base64",
                "data": base64.b64encode(png(32 + index)).decode(),
            }
            for index, save in enumerate(nodes(given["workflow"], "SaveImage"))
        ]
        server.says(name, "COMPLETED", output={"images": images})
        seen = await lab.render_rest(job)
    (picture,) = given["images"]
    assert nodes(given["workflow"], "LoadImage")[0]["image"] == picture["name"]
    loader = nodes(given["workflow"], "UNETLoader")[0]
    assert loader["unet_name"] == "my_qwen_edit_2509.safetensors"
    assert [(take["seed"], take["width"]) for take in seen["takes"]] == [("5", 32), ("6", 33)]
    assert seen["takes"][0]["model"] == "my_qwen_edit_2509.safetensors"


@pytest.mark.slow
async def test_our_worker_runs_one_graph_for_all_outputs(lab: Lab, comfyui: Serving) -> None:
    there = await lab.endpoint("COMFYUI", comfyui.url)
    (job,) = await lab.jobs(family="sdxl", endpointId=there, settings={"steps": 1})
    start = (await lab.render(job))["takes"][0]["id"]
    comfyui.comfy.prompts.clear()
    with serve_serverless(KEY, "local") as server:
        lab = lab.beside(f"{server.url}/v2", KEY)
        endpoint = await lab.local()
        (job,) = await lab.jobs(
            family="wan_2_2",
            kinds=["VIDEO"],
            endpointId=endpoint,
            startTakeId=start,
            count=2,
            seed="5",
            settings={"steps": 2, "width": 256, "height": 256, "frames": 5},
        )
        await lab.send(job)
        ((name, body),) = server.inputs.items()
        assert not {"sampling", "composed"} & body["input"]["brief"].keys()
        handler = make_handler(ComfyRenderer(comfyui.url, wake_within=0))
        answer = await handler({"id": name, "input": body["input"]})
        assert "error" not in answer, answer
        server.says(name, "COMPLETED", output=answer)
        seen = await lab.render_rest(job)
    assert len(comfyui.comfy.prompts) == 1
    assert [take["seed"] for take in seen["takes"]] == ["5", "6"]
    assert {take["model"] for take in seen["takes"]} == {
        "wan2.2_i2v_high_noise_14B_fp8_scaled.safetensors"
    }
    assert seen["takes"][0]["parameters"]["frames"] == 5
    assert seen["takes"][0]["parameters"]["task"] == "IMAGE_TO_VIDEO"


async def test_a_sketch_does_not_claim_to_be_of_the_family(lab: Lab, comfyui: Serving) -> None:
    with serve_serverless(KEY, "local") as server:
        lab = lab.beside(f"{server.url}/v2", KEY)
        (job,) = await lab.jobs(family="sdxl", endpointId=await lab.local())
        await lab.send(job)
        ((name, body),) = server.inputs.items()
        answer = await make_handler(DrawingRenderer(Rehearsal()))({"id": name, **body})
        server.says(name, "COMPLETED", output=answer)
        (take,) = (await lab.render_rest(job))["takes"]
    assert take["model"] == "rehearsal"
    assert not {"family", "files", "graph"} & take["parameters"].keys()


async def test_a_videos_server_gets_the_picture_and_one_job_for_each_take(
    lab: Lab, comfyui: Serving
) -> None:
    there = await lab.endpoint("COMFYUI", comfyui.url)
    (job,) = await lab.jobs(family="sdxl", endpointId=there, settings={"steps": 1})
    start = (await lab.render(job))["takes"][0]["id"]
    with serve_videos(KEY) as serving:
        endpoint = await lab.endpoint("OPENAI_VIDEOS", serving.url, KEY, model="sora-2")
        payload = await lab.ask(
            kinds=["VIDEO"], endpointId=endpoint, startTakeId=start, count=3, seed=str(2**64 - 1)
        )
        assert [job["seed"] for job in payload["jobs"]] == [str(2**64 - 1), "0", "1"]
        for one in payload["jobs"]:
            seen = await lab.send(one["id"])
            assert (seen["state"], seen["error"]) == ("WAITING", None)
        assert [created.picture is not None for created in serving.server.journal] == [True] * 3
        field, words = await lab.refused(kinds=["VIDEO"], endpointId=endpoint, family="wan_2_2")
    assert field == ["endpointId"]
    assert "wan_2_2" in words


@pytest.mark.slow
@pytest.mark.feature("GEN-1", "GEN-5", "MDL-6")
async def test_one_order_for_each_family_and_task_is_taken(lab: Lab) -> None:
    models = {folder: names for folder, names in everything().items() if folder != "input"}
    with serve_comfyui(step_seconds=0, models=models) as serving:
        serving.comfy.install_custom_nodes()
        endpoint = await lab.endpoint("COMFYUI", serving.url)
        (job,) = await lab.jobs(family="sdxl", endpointId=endpoint, settings={"steps": 1})
        take = (await lab.render(job))["takes"][0]["id"]
        serving.comfy.script.hold = True
        for family, task in dict.fromkeys((family, task) for family, _, task in ALL):
            (job,) = await lab.jobs(
                kinds=[family.kind.value],
                family=family.id,
                endpointId=endpoint,
                count=2,
                **pictures_for(task, take),
                **({"loras": [{"name": "one.safetensors"}]} if family.max_loras else {}),
            )
            seen = await lab.send(job)
            assert (seen["state"], seen["error"]) == ("WAITING", None), (family.id, task)
            assert saved(sent(serving), family) == 2
        assert len(serving.comfy.pending) == len({(one.id, task) for one, _, task in ALL})
        serving.comfy.pending.clear()
        serving.comfy.script.hold = False


def pictures_for(task: Task, take: str) -> dict[str, str]:
    names = {"start": "startTakeId", "end": "endTakeId"}
    return {names[role]: take for role in task.files}


def saved(graph: dict[str, Any], family: Family) -> int:
    return len(nodes(graph, "SaveVideo" if family.kind.value == "VIDEO" else "SaveImage"))
