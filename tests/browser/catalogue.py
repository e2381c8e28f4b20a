"""A studio whose CivitAI and whose ComfyUI stand on this machine, each with models to look at."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PIL import Image
from playwright.sync_api import Locator

from tests.browser.person import Person
from tests.browser.studio import NO_PICTURES, Served, served
from tests.doubles.civitai.server import CivitaiServer, X, image, model, serve_civitai, version
from tests.doubles.civitai.server import Serving as Civitai
from tests.doubles.comfyui.server import serve_comfyui

NAMES = ("Brush and ink", "Slow dolly", "Film grain", "Pencil", "Bare")
BOX = "Render box"
CHECKPOINT = "sd_xl_base_1.0.safetensors"


@dataclass(frozen=True)
class Shelf:
    """The studio, its one endpoint with models, and what is published elsewhere."""

    studio: Served
    civitai: CivitaiServer
    endpoint: str


@contextmanager
def serve_shelf() -> Iterator[Shelf]:
    """`Bare` is mature; of `Brush and ink` the endpoint has the file."""
    models = {
        "loras": ["style/brush and ink.safetensors"],
        "diffusion_models": ["wan2.2_i2v_high_noise_14B_fp8_scaled.safetensors"],
        "vae": ["sdxl_vae.safetensors"],
    }
    with (
        serve_civitai() as civitai,
        serve_comfyui(CHECKPOINT, models=models) as comfy,
        served(
            STORYCANVAS_CIVITAI_URL=civitai.url,
            STORYCANVAS_ALLOW_PRIVATE_ENDPOINTS="true",
            STORYCANVAS_ENDPOINT_RENDERER=NO_PICTURES,
        ) as studio,
    ):
        publish(civitai)
        given = {"provider": "COMFYUI", "name": BOX, "url": comfy.url}
        made = studio.do("addEndpoint", "endpoint { id }", **given)["endpoint"]["id"]
        studio.do("refreshEndpoint", "changed", endpointId=made)
        yield Shelf(studio, civitai.server, made)


def publish(civitai: Civitai) -> None:
    for number, name in enumerate(NAMES, start=1):
        file = f"{number}.png"
        civitai.server.pictures[file] = picture(number)
        url = f"{civitai.url}/pictures/{file}"
        shown = [
            image(number, url=url, width=64, height=80),
            image(number + 100, X, url=f"{civitai.url}/pictures/mature.png"),
        ]
        newest = version(number * 10, f"{name.lower()}.safetensors", name="v2", images=shown)
        older = version(number * 10 + 1, f"{name.lower()} v1.safetensors", name="v1", images=[])
        civitai.server.models.append(
            model(number, name, modelVersions=[newest, older], nsfw=name == "Bare")
        )


def picture(number: int) -> bytes:
    """A PNG of one colour, 64 by 80 pixels."""
    out = io.BytesIO()
    Image.new("RGB", (64, 80), (40 * number % 256, 90, 120)).save(out, "PNG")
    return out.getvalue()


def told(person: Person, text: str | re.Pattern[str]) -> Locator:
    """What a notice says."""
    return person.page.get_by_role("region", name="Notices").get_by_text(text)
