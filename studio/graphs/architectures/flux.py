"""FLUX.1: guidance is part of the prompt, and there is no negative one."""

from studio.graphs.architectures import parts
from studio.graphs.graph import Link, Sheet
from studio.graphs.task import GraphTask


def draw(sheet: Sheet, task: GraphTask, seed: int) -> Link:
    """The picture of this seed."""
    loaded = _load(sheet, task)
    model, clip = parts.with_loras(sheet, loaded.model, loaded.clip, task.loras)
    text = parts.encode(sheet, clip, task.prompt)
    positive = text
    if task.guidance is not None:
        positive = sheet.add("FluxGuidance", conditioning=text, guidance=task.guidance)
    against = parts.negative(sheet, task, clip, text)
    start = parts.latent(sheet, task, loaded.vae, "EmptySD3LatentImage")
    samples = parts.sample(sheet, task, seed, model, positive, against, start)
    return parts.decode(sheet, samples, loaded.vae)


def _load(sheet: Sheet, task: GraphTask) -> parts.Loaded:
    files = task.models
    if task.setup == "checkpoint":
        return parts.load_checkpoint(sheet, files["model"])
    return parts.Loaded(
        parts.load_model(sheet, files["model"]),
        parts.load_clip(sheet, "flux", files["clip_l"], files["t5"]),
        parts.load_vae(sheet, files["vae"]),
    )


def draw_pro(sheet: Sheet, task: GraphTask, seed: int) -> Link:
    """The picture of this seed, made by a partner of ComfyUI in the shape asked for."""
    return sheet.add(
        "FluxProUltraImageNode",
        prompt=task.prompt,
        prompt_upsampling=False,
        seed=seed,
        aspect_ratio=_shape(task.width, task.height),
        raw=False,
    )


def _shape(width: int, height: int) -> str:
    """The ratio of small numbers nearest to the size, between 1:4 and 4:1."""
    across, down = min(
        ((a, b) for a in range(1, 22) for b in range(1, 22) if a <= 4 * b and b <= 4 * a),
        key=lambda pair: (abs(pair[0] / pair[1] - width / height), sum(pair)),
    )
    return f"{across}:{down}"
