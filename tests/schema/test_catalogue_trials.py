from typing import Any

import pytest

from studio.access.viewer import Role
from tests.running import Caller, Studio
from tests.schema.test_catalogue_presets import detected, make

JOB = """job { id kind count priority prompt model seed project { id name }
  clip { id name imagePrompt } }"""


async def trial(caller: Caller, preset: str, prompt: str) -> dict[str, Any]:
    return await caller.do(
        "tryPreset", JOB, id=preset, prompt=prompt, idempotencyKey=f"{preset} {prompt}"
    )


@pytest.mark.feature("PRE-7")
async def test_a_preset_is_tried_on_a_sample_prompt(studio: Studio) -> None:
    preset = await make(studio.owner, "Ink", settings={"steps": 11, "count": 4})
    made = await studio.owner.do(
        "tryPreset", JOB, id=preset, prompt="A lamp", seed="7", idempotencyKey="a"
    )
    job = made["job"]
    assert (job["kind"], job["count"], job["priority"]) == ("IMAGE", 1, "HIGH")
    assert (job["prompt"], job["seed"]) == ("A lamp", "7")
    assert (job["project"]["name"], job["clip"]["name"]) == ("Preset samples", "Ink")

    again = (await trial(studio.owner, preset, "A door"))["job"]
    assert again["prompt"] == "A door"
    assert again["clip"] == job["clip"], "all samples of a preset are takes of one clip"
    other = await make(studio.owner, "Wash")
    wash = (await trial(studio.owner, other, "A door"))["job"]
    assert wash["project"] == job["project"]
    assert wash["clip"]["name"] == "Wash"


@pytest.mark.feature("PRE-7")
async def test_what_is_tried_is_of_the_kind_that_its_family_makes(studio: Studio) -> None:
    video = await make(studio.owner, "Waves", family="wan_2_1")
    tried = await trial(studio.owner, video, "The sea")
    assert tried["job"]["kind"] == "VIDEO"
    model = await detected(studio, "hunyuan_video_720_cfgdistill_bf16.safetensors", "unet")
    of_model = await make(studio.owner, "Slow", modelId=model)
    tried = await trial(studio.owner, of_model, "The sea")
    assert tried["job"]["kind"] == "VIDEO"


async def test_a_trial_that_is_refused_leaves_nothing_behind(studio: Studio) -> None:
    preset = await make(studio.owner)
    for given, field in (
        ({"prompt": ""}, ["prompt"]),
        ({"prompt": "a", "id": "preset_x"}, ["id"]),
        ({"prompt": "a", "seed": "-1"}, ["seed"]),
        ({"prompt": "a", "endpointId": "endpoint_" + "0" * 32}, ["endpointId"]),
    ):
        answer = await studio.owner.attempt(
            "tryPreset", JOB, **{"id": preset, "idempotencyKey": "k", **given}
        )
        assert [error["field"] for error in answer["userErrors"]] == [field], given
    reader = await studio.stranger(Role.VIEWER, same_workspace=True)
    answer = await reader.attempt("tryPreset", JOB, id=preset, prompt="a", idempotencyKey="k")
    assert [error["code"] for error in answer["userErrors"]] == ["FORBIDDEN"]
    found = await studio.owner.data("{ projects { nodes { name } } }")
    assert found["projects"]["nodes"] == []


async def test_the_same_key_tries_once(studio: Studio) -> None:
    preset = await make(studio.owner)
    given = {"id": preset, "prompt": "A lamp", "idempotencyKey": "k"}
    first = await studio.owner.do("tryPreset", JOB, **given)
    assert await studio.owner.do("tryPreset", JOB, **given) == first
