"""Pictures of who is in a clip, as an endpoint that renders graphs gets them."""

from collections.abc import Iterator

import pytest

from tests.doubles.comfyui import Serving, serve_comfyui
from tests.studio.rendering.files import files_of
from tests.workers.lab import Lab
from tests.workers.test_graphs import nodes, sent


@pytest.fixture
def comfyui() -> Iterator[Serving]:
    with serve_comfyui(step_seconds=0, models=files_of("sdxl", "qwen_edit")) as serving:
        yield serving


@pytest.mark.feature("CHR-9", "CHR-10", "BEY-2")
async def test_a_characters_picture_is_uploaded_looked_at_and_in_the_recipe(
    lab: Lab, comfyui: Serving
) -> None:
    owner = lab.studio.owner
    endpoint = await lab.endpoint("COMFYUI", comfyui.url)
    (job,) = await lab.jobs(family="sdxl", endpointId=endpoint, settings={"steps": 1})
    portrait = (await lab.render(job))["takes"][0]["id"]
    found = await owner.data("query($id: ID!) { clip(id: $id) { project { id } } }", id=lab.clip)
    eve = await owner.do(
        "createCharacter",
        "character { id }",
        projectId=found["clip"]["project"]["id"],
        name="Eve",
        addReferenceTakeIds=[portrait],
    )
    change = {"placeIds": [lab.clip], "characterId": eve["character"]["id"]}
    await owner.do("applyCastings", "undo { placeIds }", changes=[change])
    (job,) = await lab.jobs(family="qwen_edit", endpointId=endpoint, settings={"steps": 1})
    (take,) = (await lab.render(job))["takes"]
    assert take["parameters"]["task"] == "EDIT"
    (start,) = nodes(sent(comfyui), "LoadImage")
    assert ("input", "", start["image"]) in comfyui.comfy.files
    kept = await owner.data(
        "query($id: ID!) { node(id: $id) { ... on Take { recipe { pictures inputs } } } }",
        id=take["id"],
    )
    recipe = kept["node"]["recipe"]
    assert list(recipe["pictures"]) == ["start"]
    assert start["image"] == f"storycanvas-{recipe['pictures']['start'][:32]}.png"
    assert recipe["inputs"]["REFERENCE.1"]
    assert recipe["inputs"]["REFERENCE.2"] == ""
