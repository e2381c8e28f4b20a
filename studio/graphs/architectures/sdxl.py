"""Stable Diffusion XL and what was trained from it: one checkpoint, and maybe a refiner."""

from studio.graphs.architectures import parts
from studio.graphs.graph import Link, Sheet
from studio.graphs.task import GraphTask

_BASE_SHARE = 0.8


def draw(sheet: Sheet, task: GraphTask, seed: int) -> Link:
    """The picture of this seed."""
    loaded = parts.load_checkpoint(sheet, task.models["model"])
    vae = parts.load_vae(sheet, task.models["vae"]) if "vae" in task.models else loaded.vae
    model, clip = parts.with_loras(sheet, loaded.model, loaded.clip, task.loras)
    if task.clip_skip > 1:
        clip = sheet.add("CLIPSetLastLayer", clip=clip, stop_at_clip_layer=-task.clip_skip)
    positive = parts.encode(sheet, clip, tagged(task))
    against = parts.negative(sheet, task, clip, positive)
    start = parts.latent(sheet, task, vae, "EmptyLatentImage")
    if task.refiner:
        return _refined(sheet, task, seed, model, positive, against, start)
    samples = parts.sample(sheet, task, seed, model, positive, against, start)
    return parts.decode(sheet, samples, vae)


def tagged(task: GraphTask) -> str:
    """The prompt behind the tags of its family, unless it begins in their manner already."""
    tags = task.of.tags
    mark = tags.partition(",")[0].rstrip("0123456789")
    return f"{tags}, {task.prompt}" if tags and mark not in task.prompt else task.prompt


def _refined(
    sheet: Sheet,
    task: GraphTask,
    seed: int,
    model: Link,
    positive: Link,
    against: Link,
    start: Link,
) -> Link:
    """The last steps of the base model are the refiner's, which decodes with its own VAE."""
    begin = min(round(task.steps * (1 - task.denoise)), task.steps - 1)
    turn = max(begin + 1, round(task.steps * _BASE_SHARE))
    base = parts.sample_between(
        sheet, task, model, positive, against, start, seed=seed, begin=begin, end=turn
    )
    refiner = parts.load_checkpoint(sheet, task.models["refiner"])
    texts = (task.prompt, task.negative_prompt)
    wanted, unwanted = (parts.encode(sheet, refiner.clip, text) for text in texts)
    samples = parts.sample_between(
        sheet, task, refiner.model, wanted, unwanted, base, seed=None, begin=turn, end=None
    )
    return parts.decode(sheet, samples, refiner.vae)
