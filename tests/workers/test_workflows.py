"""Renders by workflows of one's own, of sounds, and with a face in them: all the way to takes."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import delete

from studio.catalogue.models import EndpointNodes
from studio.graphs.audio import SOUND_MODELS
from tests.contract.providers.serverless import serve_serverless
from tests.doubles.comfyui import Serving, serve_comfyui
from tests.doubles.videos.server import serve_videos
from tests.schema.graphs import make_film, show
from tests.studio.rendering.files import files_of
from tests.workers.lab import Lab

KEY = "rpa_TOPSECRET"
TINTED: dict[str, Any] = {
    "1": {"class_type": "LoadImage", "inputs": {"image": "pose.png"}},
    "2": {"class_type": "LoadImage", "inputs": {"image": "start.png"}},
    "3": {
        "class_type": "ImageScale",
        "inputs": {
            "image": ["2", 0],
            "upscale_method": "lanczos",
            "width": 64,
            "height": 64,
            "crop": "center",
        },
    },
    "4": {"class_type": "SaveImage", "inputs": {"images": ["3", 0], "filename_prefix": "x"}},
    "5": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "y"}},
}
"""Without a model: one picture made smaller, beside another one."""


@pytest.fixture
def comfyui() -> Iterator[Serving]:
    models = files_of("sdxl", "wan_2_1")
    models["checkpoints"] = ["SDXL/sd_xl_base_1.0.safetensors", "other.safetensors"]
    for model in SOUND_MODELS.values():
        for file in model.files:
            models.setdefault(file.folder, []).append(file.name)
    with serve_comfyui(step_seconds=0, models=models) as serving:
        serving.comfy.install_custom_nodes()
        yield serving


def sent(serving: Serving) -> dict[str, Any]:
    graph: dict[str, Any] = serving.comfy.prompts[-1]["prompt"]
    return graph


def nodes(graph: dict[str, Any], class_type: str) -> list[dict[str, Any]]:
    return [node["inputs"] for node in graph.values() if node["class_type"] == class_type]


async def of_template(lab: Lab, template: str, **values: Any) -> str:
    made = await lab.studio.owner.do(
        "instantiateWorkflowTemplate",
        "workflow { id }",
        templateId=template,
        parameters=[{"name": name, "value": value} for name, value in values.items()],
    )
    return str(made["workflow"]["id"])


async def brought(lab: Lab, document: Any, name: str = "Mine", **given: Any) -> str:
    made = await lab.studio.owner.do(
        "importWorkflow", "workflow { id }", name=name, document=document, **given
    )
    return str(made["workflow"]["id"])


async def fault(lab: Lab, **given: Any) -> tuple[str, list[str], str]:
    (error,) = (await lab.ask(**given))["userErrors"]
    return error["code"], error["field"], error["message"]


@pytest.mark.feature("SRV-7", "GEN-1", "GEN-2")
async def test_a_shot_goes_into_a_workflow_and_comes_back_as_takes(
    lab: Lab, comfyui: Serving
) -> None:
    endpoint = await lab.endpoint("COMFYUI", comfyui.url)
    workflow = await of_template(lab, "sdxl.text_to_image", steps=3, width=512, height=1024)
    (job,) = await lab.jobs(
        workflowId=workflow,
        endpointId=endpoint,
        seed="7",
        count=2,
        settings={"steps": 2},
        workflowInputs=[{"name": "cfg", "value": 3.5}],
        negativePrompt="colour",
    )
    first, second = (await lab.render(job))["takes"]
    graph = sent(comfyui)
    assert [one["seed"] for one in nodes(graph, "KSampler")] == [7, 8]
    assert {(one["steps"], one["cfg"]) for one in nodes(graph, "KSampler")} == {(2, 3.5)}
    assert {one["text"] for one in nodes(graph, "CLIPTextEncode")} == {"prompt 0.0", "colour"}
    # Half a megapixel, as the workflow has it, in the shape of the project; and a file by the name
    # that the endpoint has it by.
    assert nodes(graph, "EmptyLatentImage") == [{"width": 968, "height": 544, "batch_size": 1}]
    (loader,) = nodes(graph, "CheckpointLoaderSimple")
    assert loader["ckpt_name"] == "SDXL/sd_xl_base_1.0.safetensors"
    assert (first["seed"], second["seed"], first["width"]) == ("7", "8", 968)
    assert first["model"] == "SDXL/sd_xl_base_1.0.safetensors"
    said = first["parameters"]
    assert (said["task"], said["workflow"]["id"]) == ("WORKFLOW", workflow)
    assert (said["workflow"]["revision"], said["width"], said["height"]) == (1, 968, 544)
    assert said["inputs"]["cfg"] == 3.5
    assert said["files"] == ["checkpoints/SDXL/sd_xl_base_1.0.safetensors"]
    (job,) = await lab.jobs(
        workflowId=workflow,
        endpointId=endpoint,
        model="other.safetensors",
        promptOverride="a hare",
        settings={"width": 700, "height": 300},
    )
    (take,) = (await lab.render(job))["takes"]
    assert (take["model"], take["prompt"]) == ("other.safetensors", "a hare")
    assert (take["width"], take["height"]) == (704, 304)


@pytest.mark.feature("SRV-7", "GEN-5")
async def test_pictures_go_where_they_are_bound(lab: Lab, comfyui: Serving) -> None:
    endpoint = await lab.endpoint("COMFYUI", comfyui.url)
    takes = []
    for seed in ("1", "2"):
        (job,) = await lab.jobs(
            family="sdxl", endpointId=endpoint, seed=seed, settings={"steps": 1}
        )
        takes.append((await lab.render(job))["takes"][0]["id"])
    inputs = [
        {
            "name": "begin",
            "place": "START_IMAGE",
            "targets": [{"nodeId": "2", "input": "image"}],
        },
        {"name": "pose", "targets": [{"nodeId": "1", "input": "image"}]},
    ]
    both = TINTED | {
        "3": {
            "class_type": "ImageBlend",
            "inputs": {
                "image1": ["1", 0],
                "image2": ["2", 0],
                "blend_factor": 0.5,
                "blend_mode": "normal",
            },
        }
    }
    workflow = await brought(lab, both, inputs=inputs, outputNodeId="4")
    given = {"workflowId": workflow, "endpointId": endpoint}
    pose = [{"name": "pose", "value": takes[1]}]
    (job,) = await lab.jobs(**given, startTakeId=takes[0], workflowInputs=pose)
    (take,) = (await lab.render(job))["takes"]
    assert take["parameters"]["workflow"]["name"] == "Mine"
    graph = sent(comfyui)
    assert {"1", "2", "3", "4_0"} == set(graph)
    assert graph["1"]["inputs"]["image"] != graph["2"]["inputs"]["image"]
    for missing, field in (
        ({"workflowInputs": pose}, ["startTakeId"]),
        ({"startTakeId": takes[0]}, ["workflowInputs", "pose"]),
        (
            {"startTakeId": takes[0], "workflowInputs": [{"name": "pose", "value": "x"}]},
            ["workflowInputs", "pose"],
        ),
    ):
        assert (await fault(lab, **given, **missing))[1] == field
    (job,) = await lab.jobs(**given, workflowInputs=[*pose, {"name": "begin", "value": takes[0]}])
    assert (await lab.render(job))["state"] == "COMPLETED"


@pytest.mark.feature("SRV-7")
async def test_a_film_is_as_long_as_the_clip_and_no_longer_than_the_workflow(
    lab: Lab, comfyui: Serving
) -> None:
    endpoint = await lab.endpoint("COMFYUI", comfyui.url)
    workflow = await of_template(
        lab, "wan_2_1.image_to_video", steps=1, width=256, height=256, frames=33
    )
    image, video = await lab.jobs(
        kinds=["IMAGE", "VIDEO"], workflowId=workflow, endpointId=endpoint
    )
    await lab.render(image)
    (take,) = (await lab.render(video))["takes"]
    said = take["parameters"]
    # Two seconds at the workflow's own 16 frames a second; sides in its steps of 16.
    assert (said["frames"], said["fps"]) == (33, "16")
    assert (take["width"], take["height"]) == (336, 192)
    (job,) = await lab.jobs(
        kinds=["VIDEO"],
        workflowId=workflow,
        endpointId=endpoint,
        startTakeId=(await lab.seen(image))["takes"][0]["id"],
        settings={"frames": 6, "fps": "8"},
    )
    said = (await lab.render(job))["takes"][0]["parameters"]
    assert (said["frames"], said["fps"]) == (9, "8")
    short = await of_template(lab, "wan_2_1.text_to_video", steps=1, frames=9)
    (job,) = await lab.jobs(
        kinds=["VIDEO"],
        workflowId=short,
        endpointId=endpoint,
        settings={"width": 256, "height": 256},
    )
    assert (await lab.render(job))["takes"][0]["parameters"]["frames"] == 9


@pytest.mark.feature("SRV-7")
async def test_a_render_keeps_to_the_workflow_it_was_asked_for_with(
    lab: Lab, comfyui: Serving
) -> None:
    endpoint = await lab.endpoint("COMFYUI", comfyui.url)
    workflow = await of_template(lab, "sdxl.text_to_image", steps=3)
    (job,) = await lab.jobs(workflowId=workflow, endpointId=endpoint)
    do = lab.studio.owner.do
    await do("updateWorkflow", "workflow { revision }", id=workflow, document=TINTED,
             outputNodeId="4")  # fmt: skip
    comfyui.comfy.script.out_of_memory = True
    await lab.send(job)
    assert (await lab.render_rest(job))["state"] == "FAILED"
    await do("deleteWorkflow", "deletedId", id=workflow)
    comfyui.comfy.script.out_of_memory = False
    await do("retryJob", "job { id }", jobId=job, idempotencyKey="again")
    (take,) = (await lab.render(job))["takes"]
    assert nodes(sent(comfyui), "KSampler")[0]["steps"] == 3
    assert take["parameters"]["workflow"]["revision"] == 1
    code, field, _ = await fault(lab, workflowId=workflow, endpointId=endpoint)
    assert (code, field) == ("NOT_FOUND", ["workflowId"])


@pytest.mark.feature("SRV-7", "SRV-5")
async def test_what_an_endpoint_lacks_for_a_workflow_is_named(lab: Lab, comfyui: Serving) -> None:
    endpoint = await lab.endpoint("COMFYUI", comfyui.url)
    strange = json.loads(json.dumps(TINTED).replace("ImageScale", "Sharpener"))
    workflow = await brought(lab, strange, outputNodeId="4", inputs=[])
    (job,) = await lab.jobs(workflowId=workflow, endpointId=endpoint)
    seen = await lab.send(job)
    assert (seen["state"], seen["error"]["code"]) == ("FAILED", "MISSING_NODES")
    assert "Sharpener is missing" in seen["error"]["message"]
    assert comfyui.comfy.prompts == []
    # What it has is known now, so that the next request is told at once.
    code, field, words = await fault(lab, workflowId=workflow, endpointId=endpoint)
    assert (code, field) == ("MISSING_NODES", ["endpointId"])
    assert "Sharpener" in words
    code, field, _ = await fault(lab, workflowId=workflow)
    assert (code, field) == ("MISSING_NODES", None)
    needy = await of_template(lab, "sdxl.text_to_image", model="mine.safetensors")
    code, _, words = await fault(lab, workflowId=needy, endpointId=endpoint)
    assert code == "MISSING_MODELS"
    assert "checkpoints/mine.safetensors" in words
    comfyui.comfy.models["checkpoints"].append("new/mine.safetensors")
    async with lab.context.work() as work:
        await work.session.execute(delete(EndpointNodes))
    other = await lab.endpoint("RUNPOD", "http://127.0.0.1:9/v2", KEY, dialect="worker-comfyui")
    (job,) = await lab.jobs(workflowId=needy, endpointId=other)
    assert (await lab.seen(job))["state"] == "QUEUED"
    with serve_videos(KEY) as serving:
        videos = await lab.endpoint("OPENAI_VIDEOS", serving.url, KEY, model="sora-2")
        film = await of_template(lab, "wan_2_1.text_to_video")
        code, field, _ = await fault(lab, workflowId=film, kinds=["VIDEO"], endpointId=videos)
        assert (code, field) == ("MISSING_NODES", ["endpointId"])


async def test_worker_comfyui_is_sent_the_workflow(lab: Lab, comfyui: Serving) -> None:
    workflow = await of_template(lab, "sdxl.text_to_image", steps=2)
    with serve_serverless(KEY) as server:
        endpoint = await lab.endpoint("RUNPOD", f"{server.url}/v2", KEY, dialect="worker-comfyui")
        (job,) = await lab.jobs(workflowId=workflow, endpointId=endpoint, seed="5")
        assert (await lab.send(job))["error"] is None
        ((_, body),) = server.inputs.items()
    (sampler,) = nodes(body["input"]["workflow"], "KSampler")
    assert (sampler["seed"], sampler["steps"]) == (5, 2)


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({"family": "sdxl"}, ["family"], "leave out family"),
        ({"presetId": "preset_1"}, ["presetId"], "leave out presetId"),
        ({"faceTakeId": "take_1"}, ["faceTakeId"], "leave out faceTakeId"),
        ({"loras": [{"name": "a"}]}, ["loras"], "leave out loras"),
        ({"kinds": ["VIDEO"]}, ["workflowId"], "makes IMAGE"),
        ({"startTakeId": "TAKE"}, ["startTakeId"], "no place for a picture to start from"),
        ({"referenceTakeIds": ["TAKE"]}, ["referenceTakeIds"], "no place for a picture to look at"),
        ({"settings": {"frames": 9}}, ["settings", "frames"], "means nothing to the workflow"),
        ({"settings": {"denoise": 0.5}}, ["settings", "denoise"], "means nothing"),
        ({"settings": {"steps": 201}}, ["settings", "steps"], "from 1 to 200"),
        ({"workflowInputs": [{"name": "x", "value": 1}]}, ["workflowInputs", "x"], "Its inputs: "),
        (
            {"workflowInputs": [{"name": "cfg", "value": "1"}]},
            ["workflowInputs", "cfg"],
            "a number",
        ),
        (
            {"workflowInputs": [{"name": "cfg", "value": 101}]},
            ["workflowInputs", "cfg"],
            "0 to 100",
        ),
        ({"workflowInputs": [{"name": "seed", "value": 1}]}, ["workflowInputs", "seed"], "`seed`"),
        ({"workflowInputs": [{"name": "cfg", "value": 1}] * 2}, ["workflowInputs", "cfg"], "twice"),
        ({"workflowId": "junk"}, ["workflowId"], "no workflow"),
        ({"promptOverride": " "}, ["promptOverride"], "may not be empty"),
    ],
    ids=lambda one: str(one)[:40],
)
async def test_what_a_workflow_has_no_place_for_is_refused(
    lab: Lab, given: dict[str, Any], field: list[str], said: str
) -> None:
    if "TAKE" in json.dumps(given):
        take = await show(lab.studio, lab.clip)
        given = json.loads(json.dumps(given).replace("TAKE", take))
    workflow = await of_template(lab, "sdxl.text_to_image")
    found, words = await lab.refused(**{"workflowId": workflow, **given})
    assert found == field
    assert said in words


async def test_inputs_want_a_workflow_and_takes_a_seed(lab: Lab) -> None:
    field, _ = await lab.refused(workflowInputs=[{"name": "a", "value": 1}])
    assert field == ["workflowInputs"]
    unseeded = await brought(
        lab,
        TINTED,
        outputNodeId="4",
        inputs=[{"name": "size", "targets": [{"nodeId": "3", "input": "width"}]}],
    )
    field, words = await lab.refused(workflowId=unseeded, count=2)
    assert field == ["count"]
    assert "Without a seed" in words
    other = await lab.studio.stranger()
    film = await make_film(other, scenes=1, clips=1)
    answer = await other.attempt(
        "generateClip",
        "jobs { id }",
        clipId=film.clips[0][0],
        idempotencyKey="k",
        workflowId=unseeded,
    )
    assert answer["userErrors"][0]["field"] == ["workflowId"]


@pytest.mark.feature("AUD-3")
@pytest.mark.parametrize("model", SOUND_MODELS)
async def test_a_sound_is_made_as_long_as_the_clip(lab: Lab, comfyui: Serving, model: str) -> None:
    endpoint = await lab.endpoint("COMFYUI", comfyui.url)
    (job,) = await lab.jobs(
        kinds=["AUDIO"],
        family=model,
        endpointId=endpoint,
        promptOverride="rain on a roof",
        settings={"steps": 2},
        count=2,
    )
    seen = await lab.render(job)
    assert (seen["state"], seen["kind"], len(seen["takes"])) == ("COMPLETED", "AUDIO", 2)
    said = seen["takes"][0]["parameters"]
    assert (said["family"], said["task"], said["seconds"]) == (model, "TEXT_TO_AUDIO", 2)
    found = await lab.studio.owner.data(
        "query($id: ID!) { node(id: $id) { ... on Take { kind url mediaType seconds sampleRate width"
        " thumbnailUrl isSelected clip { selectedTake { id } galleryCount } } } }",
        id=seen["takes"][0]["id"],
    )
    take = found["node"]
    assert (take["kind"], take["mediaType"], take["seconds"]) == ("AUDIO", "audio/flac", 2.0)
    assert (take["sampleRate"], take["width"], take["thumbnailUrl"]) == (44_100, None, None)
    assert (take["isSelected"], take["clip"]["selectedTake"]) == (False, None)
    played = await lab.studio.owner.http.get(f"{lab.studio.url}{take['url']}")
    assert played.headers["content-type"] == "audio/flac"
    assert played.content[:4] == b"fLaC"
    await lab.studio.owner.do("deleteTake", "deletedId", takeId=seen["takes"][0]["id"])
    refused = await lab.studio.owner.attempt(
        "selectTake", "take { id }", takeId=seen["takes"][1]["id"]
    )
    assert refused["userErrors"][0]["code"] == "INVALID_STATE"


@pytest.mark.feature("AUD-3")
async def test_a_song_by_a_workflow_and_what_sounds_do_not_take(lab: Lab, comfyui: Serving) -> None:
    endpoint = await lab.endpoint("COMFYUI", comfyui.url)
    workflow = await of_template(lab, "ace_step.text_to_audio", steps=1, format="MP3")
    (job,) = await lab.jobs(
        kinds=["AUDIO"],
        workflowId=workflow,
        endpointId=endpoint,
        settings={"seconds": 3, "lyrics": "la la"},
    )
    (take,) = (await lab.render(job))["takes"]
    (words,) = nodes(sent(comfyui), "TextEncodeAceStepAudio")
    assert (words["lyrics"], take["parameters"]["seconds"]) == ("la la", 3)
    found = await lab.studio.owner.data(
        "query($id: ID!) { node(id: $id) { ... on Take { mediaType seconds } } }", id=take["id"]
    )
    assert found["node"]["mediaType"] == "audio/mpeg"
    assert found["node"]["seconds"] == pytest.approx(3, abs=0.1)
    # Nobody asked for a model: it is the endpoint's.
    (job,) = await lab.jobs(kinds=["AUDIO"], endpointId=endpoint, settings={"steps": 1})
    assert (await lab.render(job))["takes"][0]["parameters"]["familyChosen"] is True
    for given, field in (
        ({"kinds": ["AUDIO", "IMAGE"]}, ["kinds"]),
        ({"family": "sdxl"}, ["family"]),
        ({"model": "sd_xl_base_1.0.safetensors"}, ["model"]),
        ({"startTakeId": "take_1"}, ["startTakeId"]),
        ({"settings": {"width": 64}}, ["settings", "width"]),
        ({"family": "stable_audio", "settings": {"seconds": 60}}, ["settings", "seconds"]),
    ):
        assert (await lab.refused(**{"kinds": ["AUDIO"], **given}))[0] == field, given
    assert (await lab.refused(settings={"seconds": 3}))[0] == ["settings", "seconds"]
    code, _, words = await fault(lab, kinds=["AUDIO"], endpointId=await lab.local())
    assert code == "NO_ENDPOINT"
    assert "not AUDIO" in words


@pytest.mark.feature("FFU-1", "FFU-2")
async def test_a_face_is_put_into_each_picture_that_is_painted(lab: Lab, comfyui: Serving) -> None:
    comfyui.comfy.models |= {
        "insightface": ["inswapper_128.onnx"],
        "facerestore_models": ["codeformer-v0.1.0.pth"],
    }
    endpoint = await lab.endpoint("COMFYUI", comfyui.url)
    (job,) = await lab.jobs(family="sdxl", endpointId=endpoint, settings={"steps": 1})
    face = (await lab.render(job))["takes"][0]["id"]
    (job,) = await lab.jobs(
        faceTakeId=face,
        faceStrength=0.5,
        faceBlending=0.4,
        endpointId=endpoint,
        count=2,
        settings={"steps": 1},
    )
    seen = await lab.render(job)
    said = seen["takes"][0]["parameters"]
    assert (len(seen["takes"]), said["task"], said["family"]) == (2, "TEXT_TO_IMAGE", "sdxl")
    assert said["face"]["files"]["swapper"] == "inswapper_128.onnx"
    assert (said["face"]["strength"], said["face"]["blending"]) == (0.5, 0.4)
    graph = sent(comfyui)
    assert len(nodes(graph, "KSampler")) == len(nodes(graph, "ReActorFaceSwap")) == 2
    assert len(nodes(graph, "LoadImage")) == 1
    assert {one["face_restore_visibility"] for one in nodes(graph, "ReActorFaceSwap")} == {0.4}
    blended = [one for one in graph.values() if one["class_type"] == "SaveImage"]
    assert {graph[one["inputs"]["images"][0]]["class_type"] for one in blended} == {"ImageBlend"}


@pytest.mark.feature("FFU-1")
async def test_missing_nodes_of_faces_are_told(lab: Lab) -> None:
    with serve_comfyui(step_seconds=0, models=files_of("sdxl")) as comfyui:
        endpoint = await lab.endpoint("COMFYUI", comfyui.url)
        (job,) = await lab.jobs(family="sdxl", endpointId=endpoint, settings={"steps": 1})
        face = (await lab.render(job))["takes"][0]["id"]
        (job,) = await lab.jobs(faceTakeId=face, startTakeId=face, endpointId=endpoint)
        seen = await lab.send(job)
        assert seen["error"]["code"] == "MISSING_NODES"
        assert "Install ComfyUI-ReActor" in seen["error"]["message"]
        code, _, words = await fault(lab, faceTakeId=face, endpointId=endpoint)
        assert code == "MISSING_NODES"
        assert "ReActorFaceSwap" in words
        # What its nodes offer is what it has: the folder itself is not listed.
        comfyui.comfy.install_custom_nodes()
        for name, value in (("swap_model", "reswapper_256.onnx"), ("face_restore_model", "none")):
            for group in comfyui.comfy.definitions["ReActorFaceSwap"]["input"].values():
                if name in group:
                    group[name] = [[value]]
        comfyui.comfy.offer = lambda: None  # type: ignore[method-assign]
        async with lab.context.work() as work:
            await work.session.execute(delete(EndpointNodes))
        (job,) = await lab.jobs(faceTakeId=face, startTakeId=face, endpointId=endpoint)
        await lab.send(job)
        (job,) = await lab.jobs(faceTakeId=face, startTakeId=face, endpointId=endpoint)
        seen = await lab.send(job)
        assert seen["error"]["code"] == "MISSING_MODELS"
        assert "facerestore_models/codeformer" in seen["error"]["message"]
        assert "insightface" not in seen["error"]["message"]
