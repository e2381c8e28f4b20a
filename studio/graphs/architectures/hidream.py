"""HiDream-I1: four text encoders."""

from studio.graphs.architectures import parts
from studio.graphs.graph import Link, Sheet
from studio.graphs.task import GraphTask


def draw(sheet: Sheet, task: GraphTask, seed: int) -> Link:
    """The picture of this seed."""
    names = [task.models[role] for role in ("clip_l", "clip_g", "t5", "llama")]
    clip = parts.load_clip(sheet, "hidream", *names)
    vae = parts.load_vae(sheet, task.models["vae"])
    loaded = parts.load_model(sheet, task.models["model"])
    model = sheet.add(
        "ModelSamplingSD3",
        model=parts.with_model_loras(sheet, loaded, task.loras),
        shift=task.way.shift,
    )
    positive = parts.encode(sheet, clip, task.prompt)
    against = parts.negative(sheet, task, clip, positive)
    start = parts.latent(sheet, task, vae, "EmptySD3LatentImage")
    samples = parts.sample(sheet, task, seed, model, positive, against, start)
    return parts.decode(sheet, samples, vae)
