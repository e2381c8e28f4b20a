"""Where a model's file belongs on a server, and what to do to have it there. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from studio.graphs.families import FAMILIES

FOLDER_OF = {
    "CHECKPOINT": "checkpoints",
    "DIFFUSION_MODEL": "diffusion_models",
    "LORA": "loras",
    "VAE": "vae",
    "EMBEDDING": "embeddings",
    "TEXT_ENCODER": "text_encoders",
    "CONTROLNET": "controlnet",
    "UPSCALER": "upscale_models",
    "CLIP_VISION": "clip_vision",
    "FACE": "insightface",
}
"""The one of ComfyUI's folders of models that each kind belongs into."""

SAME_SIZE = 1024
"""Bytes that sizes of the same file may be apart."""
_OF_VOLUME = {"diffusion_models": "unet", "text_encoders": "clip"}
"""RunPod's worker-comfyui looks on a network volume for these under their old names."""


def _main_folders(family: str) -> frozenset[str]:
    files = (setup.file("model") for setup in FAMILIES[family].setups)
    return frozenset(file.folder for file in files if file is not None)


_BARE = frozenset({"diffusion_models"})
BARE_FAMILIES = frozenset(family for family in FAMILIES if _main_folders(family) == _BARE)
"""Families whose models never bring text encoders and VAE: what publishers call a checkpoint of
them is a diffusion model."""
EITHER_FAMILIES = frozenset(family for family in FAMILIES if _main_folders(family) > _BARE)
"""Families that there are both kinds of."""


@dataclass(frozen=True, slots=True)
class Published:
    """A file as it is published. `size` in bytes; the address holds no key."""

    kind: str
    family: str | None
    file_name: str
    size: int | None
    sha256: str | None
    download_url: str | None
    page_url: str | None


@dataclass(frozen=True, slots=True)
class Namesake:
    """What was known under the file's name before. `there` are the names of endpoints that have a
    file of this name; with `other_size`, of those whose file surely is another one."""

    name: str
    sha256: str | None
    there: Sequence[str] = ()
    other_size: bool = False


def folder_of(kind: str, family: str | None) -> str:
    bare = kind == "CHECKPOINT" and family in BARE_FAMILIES
    return "diffusion_models" if bare else FOLDER_OF[kind]


def other_folder_of(kind: str, family: str | None) -> str | None:
    """Where it belongs instead if it comes without text encoders and VAE, which nobody tells."""
    return "diffusion_models" if kind == "CHECKPOINT" and family in EITHER_FAMILIES else None


def differs(size: int | None, published: int | None) -> bool:
    """Whether a file of `size` bytes is surely not the published one: publishers round a little."""
    return size is not None and published is not None and abs(size - published) > SAME_SIZE


def steps_for(file: Published, namesake: Namesake | None) -> list[str]:
    """What a person does to have the file on an endpoint, and what there is to mind, in words."""
    folder, other = folder_of(file.kind, file.family), other_folder_of(file.kind, file.family)
    place = f"Put it into models/{folder} of ComfyUI"
    if other is not None:
        place += (
            f", or into models/{other} if it comes without text encoders and VAE (as it does where "
            "its publisher names these as files to get besides)"
        )
    volume = _OF_VOLUME.get(folder, folder)
    put = (
        f"{place}. On a network volume of RunPod's worker-comfyui that is "
        f"/runpod-volume/models/{volume}. Keep the name {file.file_name}: by it the catalogue "
        "knows the file again."
    )
    seen = (
        "A ComfyUI that is spoken to directly is asked for its files once a minute, and at once "
        "with refreshEndpoint: then this model shows as being there. Others do not tell their "
        "files, and are sent what names it all the same."
    )
    return [_download(file), put, seen, *_warnings(file, namesake)]


def _download(file: Published) -> str:
    facts = [f"{file.size:,} bytes"] if file.size else []
    facts += [f"SHA-256 {file.sha256}"] if file.sha256 else []
    told = f" ({', '.join(facts)})" if facts else ""
    where = file.download_url or file.page_url or "where it is published"
    return (
        f"Download {file.file_name}{told} from {where}. Some files are given only to those who are "
        "signed in there."
    )


def _warnings(file: Published, namesake: Namesake | None) -> list[str]:
    if namesake is None:
        return []
    there = ", ".join(sorted(namesake.there)[:5])
    words = []
    if namesake.sha256 and file.sha256 and namesake.sha256 != file.sha256:
        words.append(
            f"Until now the catalogue knew another file of this name, of {namesake.name!r}, with "
            f"the SHA-256 {namesake.sha256}. A folder holds but one of them: what endpoints have "
            "may still be that one."
        )
    if namesake.other_size:
        words.append(
            f"A file of this name but of another size is on {there}: it is not this one. Replace it."
        )
    elif there and not words:
        words.append(
            f"A file of this name is on {there} already. Endpoints do not tell what is in their "
            "files: compare its SHA-256 where pictures come out wrong."
        )
    return words
