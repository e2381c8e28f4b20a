"""What the graphs of several architectures have in common."""

from collections.abc import Sequence
from dataclasses import dataclass

from studio.graphs.graph import Link, Sheet
from studio.graphs.task import GraphTask, Lora


@dataclass(frozen=True, slots=True)
class Loaded:
    """The three parts of a model."""

    model: Link
    clip: Link
    vae: Link


def load_checkpoint(sheet: Sheet, name: str) -> Loaded:
    loader = sheet.add("CheckpointLoaderSimple", ckpt_name=name)
    return Loaded(loader, loader.at(1), loader.at(2))


def load_model(sheet: Sheet, name: str) -> Link:
    return sheet.add("UNETLoader", unet_name=name, weight_dtype="default")


def load_clip(sheet: Sheet, kind: str, *names: str) -> Link:
    """The text encoders, which are one, two or four files."""
    if len(names) == 1:
        return sheet.add("CLIPLoader", clip_name=names[0], type=kind, device="default")
    numbered = {f"clip_name{number}": name for number, name in enumerate(names, start=1)}
    if len(names) == 2:
        return sheet.add("DualCLIPLoader", **numbered, type=kind, device="default")
    return sheet.add("QuadrupleCLIPLoader", **numbered)


def load_vae(sheet: Sheet, name: str) -> Link:
    return sheet.add("VAELoader", vae_name=name)


def with_loras(sheet: Sheet, model: Link, clip: Link, loras: Sequence[Lora]) -> tuple[Link, Link]:
    """Model and text encoder behind a chain of LoRAs."""
    for lora in loras:
        model = sheet.add(
            "LoraLoader",
            model=model,
            clip=clip,
            lora_name=lora.name,
            strength_model=lora.strength_model,
            strength_clip=lora.strength_clip,
        )
        clip = model.at(1)
    return model, clip


def with_model_loras(sheet: Sheet, model: Link, loras: Sequence[Lora]) -> Link:
    """The model alone behind a chain of LoRAs."""
    for lora in loras:
        model = sheet.add(
            "LoraLoaderModelOnly",
            model=model,
            lora_name=lora.name,
            strength_model=lora.strength_model,
        )
    return model


def encode(sheet: Sheet, clip: Link, text: str) -> Link:
    return sheet.add("CLIPTextEncode", clip=clip, text=text)


def negative(sheet: Sheet, task: GraphTask, clip: Link, positive: Link) -> Link:
    """What to keep away from, or nothing at all where that means nothing to the family."""
    if task.of.negative:
        return encode(sheet, clip, task.negative_prompt)
    return sheet.add("ConditioningZeroOut", conditioning=positive)


def load_image(sheet: Sheet, task: GraphTask, role: str) -> Link:
    return sheet.add("LoadImage", image=task.files[role])


def scaled(sheet: Sheet, task: GraphTask, image: Link) -> Link:
    """The picture in the size of the task, cut at the sides where the shapes differ."""
    return sheet.add(
        "ImageScale",
        image=image,
        upscale_method="lanczos",
        width=task.width,
        height=task.height,
        crop="center",
    )


def latent(sheet: Sheet, task: GraphTask, vae: Link, empty: str) -> Link:
    """What sampling begins with: nothing, or the start picture, masked if there is a mask."""
    if "start" not in task.files:
        return sheet.add(empty, width=task.width, height=task.height, batch_size=1)
    image = scaled(sheet, task, load_image(sheet, task, "start"))
    encoded = sheet.add("VAEEncode", pixels=image, vae=vae)
    if "mask" not in task.files:
        return encoded
    mask = sheet.add("LoadImageMask", image=task.files["mask"], channel="red")
    return sheet.add("SetLatentNoiseMask", samples=encoded, mask=mask)


def sample(
    sheet: Sheet,
    task: GraphTask,
    seed: int,
    model: Link,
    positive: Link,
    against: Link,
    start: Link,
) -> Link:
    return sheet.add(
        "KSampler",
        model=model,
        positive=positive,
        negative=against,
        latent_image=start,
        seed=seed,
        steps=task.steps,
        cfg=task.cfg,
        sampler_name=task.sampler,
        scheduler=task.scheduler,
        denoise=task.denoise,
    )


def sample_between(
    sheet: Sheet,
    task: GraphTask,
    model: Link,
    positive: Link,
    against: Link,
    start: Link,
    *,
    seed: int | None,
    begin: int,
    end: int | None,
) -> Link:
    """Some of the steps. The first part has the seed and adds the noise, the last has no end."""
    return sheet.add(
        "KSamplerAdvanced",
        model=model,
        positive=positive,
        negative=against,
        latent_image=start,
        add_noise="disable" if seed is None else "enable",
        noise_seed=seed or 0,
        steps=task.steps,
        cfg=task.cfg,
        sampler_name=task.sampler,
        scheduler=task.scheduler,
        start_at_step=begin,
        end_at_step=10000 if end is None else end,
        return_with_leftover_noise="disable" if end is None else "enable",
    )


def decode(sheet: Sheet, samples: Link, vae: Link) -> Link:
    return sheet.add("VAEDecode", samples=samples, vae=vae)
