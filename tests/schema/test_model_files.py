"""From a model that is published to its file on an endpoint: what to do, and what is told then."""

from collections.abc import Iterator
from typing import Any, cast

import pytest

from infra.civitai import Civitai
from infra.providers.model_shelf import ModelShelf
from tests.doubles.civitai.server import Serving, digest, model, serve_civitai, version
from tests.doubles.comfyui.server import serve_comfyui
from tests.running import Studio
from tests.schema.test_catalogue_models import endpoint, id_of, note

PUBLISHED = 2_097_664
FACTS = """query($id: ID!) { node(id: $id) { ... on Model { id kind name
  placement { folder path otherFolder } files { folder name size isOther endpoint { name } } } } }"""


@pytest.fixture
def civitai(studio: Studio) -> Iterator[Serving]:
    keyed = version(31, "same.safetensors")
    keyed["files"][1]["downloadUrl"] += "?type=Model&token=secret"
    with serve_civitai(
        model(1, "Ink"),
        model(
            2,
            "Wan",
            "Checkpoint",
            modelVersions=[version(20, "a.gguf", baseModel="Wan Video 2.2 I2V-A14B")],
        ),
        model(3, "One", "Checkpoint", modelVersions=[keyed]),
        model(
            4,
            "Other",
            "Checkpoint",
            modelVersions=[version(41, "same.safetensors", baseModel="Flux.1 D")],
        ),
    ) as serving:
        origin = cast("Civitai", studio.runtime.services.origin)
        origin._base = serving.url
        origin._pace._gap = 0.0
        yield serving


async def facts(studio: Studio, model_id: str) -> dict[str, Any]:
    found: dict[str, Any] = (await studio.owner.data(FACTS, id=model_id))["node"]
    return found


async def imported(studio: Studio, number: str) -> tuple[str, list[str]]:
    made = await studio.owner.do("importModel", "model { id } steps", versionId=number)
    return made["model"]["id"], made["steps"]


@pytest.mark.feature("MDL-5")
async def test_an_import_says_what_to_get_and_where_to_put_it(
    studio: Studio, civitai: Serving
) -> None:
    ink, (get, put, seen) = await imported(studio, "10")
    assert get.startswith(
        f"Download ink.safetensors (2,097,664 bytes, SHA-256 {digest(10)}) from "
        "https://civitai.com/api/download/models/10. "
    )
    assert "models/loras of ComfyUI." in put
    assert "/runpod-volume/models/loras. Keep the name ink.safetensors" in put
    assert "refreshEndpoint" in seen
    assert (await facts(studio, ink))["placement"] == {
        "folder": "loras",
        "path": "models/loras/ink.safetensors",
        "otherFolder": None,
    }
    refused = await studio.owner.attempt("importModel", "model { id } steps", versionId="77")
    assert (refused["model"], refused["steps"]) == (None, [])


@pytest.mark.feature("MDL-5", "MDL-8")
async def test_what_is_called_a_checkpoint_goes_where_its_family_is_looked_for(
    studio: Studio, civitai: Serving
) -> None:
    wan, (_, put, _) = await imported(studio, "20")
    assert "models/diffusion_models of ComfyUI." in put
    assert "/runpod-volume/models/unet." in put
    found = await facts(studio, wan)
    assert (found["kind"], found["placement"]["folder"]) == ("CHECKPOINT", "diffusion_models")
    await note(studio, await endpoint(studio), unet=["sub/a.gguf"])
    found = await facts(studio, wan)
    assert found["kind"] == "DIFFUSION_MODEL"
    assert [(one["folder"], one["name"]) for one in found["files"]] == [("unet", "sub/a.gguf")]
    assert await id_of(studio.owner, "Wan") == wan
    flux, (_, put, _) = await imported(studio, "41")
    assert "models/checkpoints of ComfyUI, or into models/diffusion_models if" in put
    assert (await facts(studio, flux))["placement"]["otherFolder"] == "diffusion_models"


@pytest.mark.feature("MDL-5")
async def test_another_content_under_the_name_is_told(studio: Studio, civitai: Serving) -> None:
    first, steps = await imported(studio, "31")
    assert len(steps) == 3
    assert "from https://civitai.com/api/download/models/31?type=Model. " in steps[0]
    again = await imported(studio, "31")
    assert again == (first, steps)
    other, (*_, told) = await imported(studio, "41")
    assert other == first, "one name is one file"
    assert f"of 'One', with the SHA-256 {digest(31)}" in told
    await note(studio, await endpoint(studio, "Home"), checkpoints=["same.safetensors"])
    *_, told = (await imported(studio, "41"))[1]
    assert told.startswith("A file of this name is on Home already.")


@pytest.mark.feature("MDL-5", "SRV-3")
async def test_a_file_of_another_size_is_told_apart(studio: Studio, civitai: Serving) -> None:
    shelf = cast("ModelShelf", studio.runtime.services.models)
    shelf._settings = shelf._settings.model_copy(update={"allow_private_endpoints": True})
    ink, _ = await imported(studio, "10")
    with serve_comfyui(models={"loras": ["ink.safetensors", "b\nad.pt"]}) as comfy:
        place = await endpoint(studio, "Home", url=comfy.url)

        async def seen() -> tuple[bool, list[Any]]:
            done = await studio.owner.do("refreshEndpoint", "changed", endpointId=place)
            found = await facts(studio, ink)
            return done["changed"], [(one["size"], one["isOther"]) for one in found["files"]]

        assert await seen() == (True, [(None, False)]), "an older ComfyUI does not tell"
        comfy.comfy.sizes = {"ink.safetensors": PUBLISHED - 7_000, "b\nad.pt": 1}
        assert await seen() == (True, [(str(PUBLISHED - 7_000), True)])
        *_, told = (await imported(studio, "10"))[1]
        assert told.endswith("on Home: it is not this one. Replace it.")
        comfy.comfy.sizes["ink.safetensors"] = PUBLISHED
        assert await seen() == (True, [(str(PUBLISHED), False)])
        assert await seen() == (False, [(str(PUBLISHED), False)])
