"""ComfyUI graphs: our own for a picture, and a given one made ready for an attempt. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from workers.endpoint.errors import EndpointError, ErrorCode
from workers.endpoint.task import Brief

START_IMAGE = "$start_image"

_CELL = 8  # a latent's cells are eight pixels wide and high
_STEPS = 20
_DENOISE_FROM_IMAGE = 0.65
_SEED_INPUTS = ("seed", "noise_seed")

Graph = dict[str, dict[str, Any]]


def choose_checkpoint(wanted: str | None, installed: Sequence[str]) -> str:
    """The checkpoint asked for, with or without folder and suffix, else the first there is.

    Raises GRAPH_REFUSED when none is installed.
    """
    if not installed:
        raise EndpointError(
            ErrorCode.GRAPH_REFUSED,
            "This ComfyUI has no checkpoint. Put one, such as an SDXL .safetensors file, into its"
            " models/checkpoints folder (on a RunPod volume: /runpod-volume/models/checkpoints).",
        )
    if wanted:
        for name in installed:
            if wanted in {name, _stem(name), name.rpartition("/")[2]}:
                return name
    return installed[0]


def text_to_image(
    brief: Brief, *, checkpoint: str, seed: int, prefix: str, start_image: str | None = None
) -> Graph:
    """A graph that paints the brief, exactly width by height, beginning from an input image if
    there is one."""
    width, height = (-(-side // _CELL) * _CELL for side in (brief.width, brief.height))
    graph: Graph = {
        "model": _node("CheckpointLoaderSimple", ckpt_name=checkpoint),
        "prompt": _node("CLIPTextEncode", text=brief.prompt, clip=["model", 1]),
        "negative": _node("CLIPTextEncode", text=brief.negative_prompt, clip=["model", 1]),
        "latent": _node("EmptyLatentImage", width=width, height=height, batch_size=1),
        "sample": _node(
            "KSampler",
            model=["model", 0],
            seed=seed,
            steps=_STEPS,
            cfg=7.0,
            sampler_name="dpmpp_2m",
            scheduler="karras",
            positive=["prompt", 0],
            negative=["negative", 0],
            latent_image=["latent", 0],
            denoise=1.0,
        ),
        "decode": _node("VAEDecode", samples=["sample", 0], vae=["model", 2]),
        "save": _node("SaveImage", images=["decode", 0], filename_prefix=prefix),
    }
    if start_image is not None:
        graph["start"] = _node("LoadImage", image=start_image)
        graph["fit"] = _scaled("start", width, height)
        graph["latent"] = _node("VAEEncode", pixels=["fit", 0], vae=["model", 2])
        graph["sample"]["inputs"]["denoise"] = _DENOISE_FROM_IMAGE
    if (width, height) != (brief.width, brief.height):
        graph["exact"] = _scaled("decode", brief.width, brief.height)
        graph["save"]["inputs"]["images"] = ["exact", 0]
    return graph


def prepare(
    workflow: Mapping[str, Any], *, seed: int | None, prefix: str, start_image: str | None = None
) -> Graph:
    """A given graph with this attempt's seed, file names and start image in their places.

    Without a seed the graph keeps those it has.

    ComfyUI answers a graph it has just run from its cache, with the old file: a prefix of its own
    makes every attempt save anew. Raises INVALID_INPUT when a start image has no place.
    """
    placed = False
    graph: Graph = {}
    for node, spec in workflow.items():
        inputs = dict(spec["inputs"])
        for name, value in inputs.items():
            if name == "filename_prefix" and isinstance(value, str):
                inputs[name] = f"{prefix}-{node}"
            elif seed is not None and name in _SEED_INPUTS and type(value) is int:
                inputs[name] = seed
            elif value == START_IMAGE and start_image is not None:
                inputs[name], placed = start_image, True
        graph[node] = {**spec, "inputs": inputs}
    if start_image is not None and not placed:
        raise EndpointError(
            ErrorCode.INVALID_INPUT,
            f'The workflow has no place for the start image: give a LoadImage node "{START_IMAGE}"'
            " as its image, or send no start image.",
        )
    return graph


def _node(class_type: str, **inputs: Any) -> dict[str, Any]:
    return {"class_type": class_type, "inputs": inputs}


def _scaled(node: str, width: int, height: int) -> dict[str, Any]:
    return _node(
        "ImageScale",
        image=[node, 0],
        upscale_method="lanczos",
        width=width,
        height=height,
        crop="center",
    )


def _stem(name: str) -> str:
    return name.rpartition("/")[2].rpartition(".")[0]
