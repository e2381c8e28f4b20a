"""The model families in the graph: what each can do and within which limits. Static."""

from typing import Any, cast

import strawberry
from strawberry.utils.str_converters import to_camel_case

from schema.catalogue.enums import ModelTask
from schema.context import Info
from schema.scalars import FrameRate
from studio.graphs.families import FAMILIES
from studio.graphs.family import Family, ModelFile, Preset, Setup
from studio.kernel.time import rate_text
from studio.library.media import MediaKind
from studio.rendering.drafting import meant_for


@strawberry.type(description="How a family is sampled.")
class FamilySampling:
    steps: int = strawberry.field(description="Steps of sampling.")
    cfg: float = strawberry.field(description="How closely the prompt is followed.")
    guidance: float | None = strawberry.field(
        description="The same, where guidance is distilled into the model."
    )
    sampler: str = strawberry.field(description="The sampler, as ComfyUI names it.")
    scheduler: str = strawberry.field(description="The schedule of noise, as ComfyUI names it.")


@strawberry.type(description="The sizes that a family makes.")
class FamilySize:
    width: int = strawberry.field(description="Pixels, where nothing else is asked for.")
    height: int = strawberry.field(description="Pixels, where nothing else is asked for.")
    multiple: int = strawberry.field(description="Both sides are multiples of this.")
    min_side: int = strawberry.field(description="The least side in pixels.")
    max_side: int = strawberry.field(description="The largest side in pixels.")
    min_pixels: int = strawberry.field(description="The least area in pixels.")
    max_pixels: int = strawberry.field(description="The largest area in pixels.")


@strawberry.type(description="The lengths of video that a family makes.")
class FamilyLength:
    fps: FrameRate = strawberry.field(description="The rate it makes frames at.")
    step: int = strawberry.field(description="A video has a multiple of this and one frame.")
    max_frames: int = strawberry.field(description="Frames at most.")


@strawberry.type(description="A file that an endpoint needs.")
class FamilyFile:
    role: str = strawberry.field(description="What it is for.")
    folder: str = strawberry.field(description="The folder of models it belongs into.")
    name: str = strawberry.field(description="Its name; files like it are recognised, too.")
    url: str = strawberry.field(description="Where to get it.")
    optional: bool = strawberry.field(description="Whether it is used only where asked for.")


@strawberry.type(description="A set of files with which a family does some tasks.")
class FamilySetup:
    key: str = strawberry.field(description="What it is called among the setups of its family.")
    tasks: list[ModelTask] = strawberry.field(description="What can be made with it.")
    files: list[FamilyFile] = strawberry.field(description="What an endpoint needs for it.")


@strawberry.type(description="A family of models that are rendered with in the same way.")
class ModelFamily:
    id: strawberry.ID = strawberry.field(description="What models and presets name it by.")
    label: str = strawberry.field(description="What to call it.")
    kind: MediaKind = strawberry.field(description="What it makes.")
    tasks: list[ModelTask] = strawberry.field(description="What it makes of what.")
    size: FamilySize = strawberry.field(description="Its sizes.")
    length: FamilyLength | None = strawberry.field(description="Its lengths, of video.")
    max_loras: int = strawberry.field(description="How many LoRAs one render may have.")
    has_refiner: bool = strawberry.field(description="Whether a refiner can finish its pictures.")
    needs_vae: bool = strawberry.field(description="Whether it cannot do without a VAE file.")
    has_dual_models: bool = strawberry.field(
        description="Whether two models share the steps of a render."
    )
    takes_negative_prompts: bool = strawberry.field(
        description="Whether a negative prompt means something to it."
    )
    settings: list[str] = strawberry.field(
        description="The settings of a render that mean something to it; others are refused."
    )
    prompt_prefix: str = strawberry.field(
        description="Words that its prompts begin with, where they have none of their own."
    )
    needs: str | None = strawberry.field(description="What it needs that no file gives, in words.")
    note: str = strawberry.field(description="What to know of it.")
    fast: FamilySampling = strawberry.field(description="How to have a picture soon.")
    quality: FamilySampling = strawberry.field(description="How to have the best picture.")
    setups: list[FamilySetup] = strawberry.field(description="What files it works with.")


@strawberry.type
class FamilyQueries:
    @strawberry.field(
        description="The families of models that this studio renders with, the same for everybody."
    )
    async def model_families(self, info: Info) -> list[ModelFamily]:
        reads, raw = info.context.reads, info._raw_info
        return [
            cast("ModelFamily", await reads.payload(raw, _values(family), type_name="ModelFamily"))
            for family in FAMILIES.values()
        ]


def _values(family: Family) -> dict[str, Any]:
    files = [file for setup in family.setups for file in setup.files]
    return {
        "id": family.id,
        "label": family.label,
        "kind": family.kind.value,
        "tasks": [task.value for task in family.tasks],
        "size": {
            "width": family.width,
            "height": family.height,
            "multiple": family.size.multiple,
            "minSide": family.size.min_side,
            "maxSide": family.size.max_side,
            "minPixels": family.size.min_pixels,
            "maxPixels": family.size.max_pixels,
        },
        "length": family.length
        and {
            "fps": rate_text(family.length.rate),
            "step": family.length.step,
            "maxFrames": family.length.most,
        },
        "maxLoras": family.max_loras,
        "hasRefiner": family.refiner,
        "needsVae": any(file.folder == "vae" and not file.optional for file in files),
        "hasDualModels": any(file.partner is not None for file in files),
        "takesNegativePrompts": family.negative,
        "settings": sorted(to_camel_case(name) for name in meant_for(family)),
        "promptPrefix": family.tags,
        "needs": family.needs or None,
        "note": family.note,
        "fast": _sampling(family.fast),
        "quality": _sampling(family.quality),
        "setups": [_setup(setup) for setup in family.setups],
    }


def _sampling(preset: Preset) -> dict[str, Any]:
    return {
        "steps": preset.steps,
        "cfg": preset.cfg,
        "guidance": preset.guidance,
        "sampler": preset.sampler,
        "scheduler": preset.scheduler,
    }


def _setup(setup: Setup) -> dict[str, Any]:
    return {
        "key": setup.key,
        "tasks": [task.value for task in setup.tasks],
        "files": [file_values(file) for file in setup.files],
    }


def file_values(file: ModelFile) -> dict[str, Any]:
    """The file under the names of FamilyFile."""
    return {
        "role": file.role,
        "folder": file.folder,
        "name": file.name,
        "url": file.url,
        "optional": file.optional,
    }
