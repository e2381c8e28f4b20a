"""Qwen-Image, and its sibling that edits pictures by reading them."""

from studio.graphs.architectures import parts
from studio.graphs.graph import Link, Sheet
from studio.graphs.task import GraphTask


def draw(sheet: Sheet, task: GraphTask, seed: int) -> Link:
    """The picture of this seed."""
    loaded = _load(sheet, task)
    positive = parts.encode(sheet, loaded.clip, task.prompt)
    against = parts.negative(sheet, task, loaded.clip, positive)
    start = parts.latent(sheet, task, loaded.vae, "EmptySD3LatentImage")
    samples = parts.sample(sheet, task, seed, loaded.model, positive, against, start)
    return parts.decode(sheet, samples, loaded.vae)


def draw_edit(sheet: Sheet, task: GraphTask, seed: int) -> Link:
    """The start picture changed as the prompt says, in the size of the task."""
    loaded = _load(sheet, task)
    image = parts.scaled(sheet, task, parts.load_image(sheet, task, "start"))
    texts = (task.prompt, task.negative_prompt)
    positive, against = (_read(sheet, task, loaded, image, text) for text in texts)
    samples = parts.sample(
        sheet,
        task,
        seed,
        sheet.add("CFGNorm", model=loaded.model, strength=1.0),
        positive,
        against,
        sheet.add("VAEEncode", pixels=image, vae=loaded.vae),
    )
    return parts.decode(sheet, samples, loaded.vae)


def _load(sheet: Sheet, task: GraphTask) -> parts.Loaded:
    model = parts.load_model(sheet, task.models["model"])
    shifted = sheet.add(
        "ModelSamplingAuraFlow",
        model=parts.with_model_loras(sheet, model, task.loras),
        shift=task.way.shift,
    )
    clip = parts.load_clip(sheet, "qwen_image", task.models["text"])
    return parts.Loaded(shifted, clip, parts.load_vae(sheet, task.models["vae"]))


def _read(sheet: Sheet, task: GraphTask, loaded: parts.Loaded, image: Link, text: str) -> Link:
    """The prompt together with what the pictures show."""
    asked = {"clip": loaded.clip, "vae": loaded.vae, "prompt": text}
    if task.setup == "first":
        return sheet.add("TextEncodeQwenImageEdit", **asked, image=image)
    others = {
        f"image{number}": parts.load_image(sheet, task, role)
        for number, role in ((2, "reference_1"), (3, "reference_2"))
        if role in task.files
    }
    read = sheet.add("TextEncodeQwenImageEditPlus", **asked, image1=image, **others)
    if task.setup != "2511":
        return read
    return sheet.add(
        "FluxKontextMultiReferenceLatentMethod",
        conditioning=read,
        reference_latents_method="index_timestep_zero",
    )
