"""LTX-Video: a checkpoint without text encoder, and a schedule of its own."""

from studio.graphs.architectures import parts
from studio.graphs.graph import Link, Sheet
from studio.graphs.task import GraphTask

_START_STRENGTH = 0.15
"""How much of the start picture's frame is kept from change, as the official template has it."""


def draw(sheet: Sheet, task: GraphTask, seed: int) -> Link:
    """The frames of this seed."""
    loaded = parts.load_checkpoint(sheet, task.models["model"])
    clip = parts.load_clip(sheet, "ltxv", task.models["t5"])
    positive = parts.encode(sheet, clip, task.prompt)
    against = parts.encode(sheet, clip, task.negative_prompt)
    size = {
        "width": task.width,
        "height": task.height,
        "length": task.frames,
        "batch_size": 1,
    }
    if "start" in task.task.files:
        positive = sheet.add(
            "LTXVImgToVideo",
            positive=positive,
            negative=against,
            vae=loaded.vae,
            image=parts.load_image(sheet, task, "start"),
            strength=_START_STRENGTH,
            **size,
        )
        against, start = positive.at(1), positive.at(2)
    else:
        start = sheet.add("EmptyLTXVLatentVideo", **size)
    timed = sheet.add(
        "LTXVConditioning", positive=positive, negative=against, frame_rate=float(task.rate)
    )
    samples = sheet.add(
        "SamplerCustom",
        model=parts.with_model_loras(sheet, loaded.model, task.loras),
        add_noise=True,
        noise_seed=seed,
        cfg=task.cfg,
        positive=timed,
        negative=timed.at(1),
        sampler=sheet.add("KSamplerSelect", sampler_name=task.sampler),
        sigmas=_schedule(sheet, task, start),
        latent_image=start,
    )
    return parts.decode(sheet, samples, loaded.vae)


def _schedule(sheet: Sheet, task: GraphTask, start: Link) -> Link:
    return sheet.add(
        "LTXVScheduler",
        steps=task.steps,
        max_shift=2.05,
        base_shift=0.95,
        stretch=True,
        terminal=0.1,
        latent=start,
    )
