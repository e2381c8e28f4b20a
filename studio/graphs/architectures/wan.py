"""Wan: one model, or two that share the steps; pictures go in as conditioning."""

from studio.graphs.architectures import parts
from studio.graphs.graph import Link, Sheet
from studio.graphs.names import recognised
from studio.graphs.task import GraphTask, Lora

_Conditioned = tuple[Link, Link, Link]


def draw(sheet: Sheet, task: GraphTask, seed: int) -> Link:
    """The frames of this seed."""
    vae = parts.load_vae(sheet, task.models["vae"])
    clip = parts.load_clip(sheet, "wan", task.models["text"])
    positive = parts.encode(sheet, clip, task.prompt)
    against = parts.encode(sheet, clip, task.negative_prompt)
    positive, against, start = _begin(sheet, task, vae, positive, against)
    if "model_low" in task.models:
        samples = _sample_both(sheet, task, seed, positive, against, start)
    else:
        model = _shifted(sheet, task, task.models["model"], task.loras)
        samples = parts.sample(sheet, task, seed, model, positive, against, start)
    return parts.decode(sheet, samples, vae)


def _begin(sheet: Sheet, task: GraphTask, vae: Link, positive: Link, against: Link) -> _Conditioned:
    size = {
        "width": task.width,
        "height": task.height,
        "length": task.frames,
        "batch_size": 1,
    }
    first, last = (
        parts.load_image(sheet, task, role) if role in task.task.files else None
        for role in ("start", "end")
    )
    if task.setup == "5b":
        node = "Wan22ImageToVideoLatent"
        return positive, against, sheet.add(node, vae=vae, start_image=first, **size)
    if first is None:
        return positive, against, sheet.add("EmptyHunyuanLatentVideo", **size)
    text = {"positive": positive, "negative": against, "vae": vae}
    seen = _seen(sheet, task, first)
    if last is None:
        made = sheet.add(
            "WanImageToVideo", **text, **size, clip_vision_output=seen, start_image=first
        )
    else:
        made = sheet.add(
            "WanFirstLastFrameToVideo",
            **text,
            **size,
            clip_vision_start_image=seen,
            clip_vision_end_image=_seen(sheet, task, last),
            start_image=first,
            end_image=last,
        )
    return made, made.at(1), made.at(2)


def _seen(sheet: Sheet, task: GraphTask, image: Link) -> Link | None:
    """What the picture shows, for the models that want to be told."""
    if "vision" not in task.models:
        return None
    vision = sheet.add("CLIPVisionLoader", clip_name=task.models["vision"])
    return sheet.add("CLIPVisionEncode", clip_vision=vision, image=image, crop="none")


def _shifted(sheet: Sheet, task: GraphTask, name: str, loras: tuple[Lora, ...]) -> Link:
    model = parts.with_model_loras(sheet, parts.load_model(sheet, name), loras)
    return sheet.add("ModelSamplingSD3", model=model, shift=task.way.shift)


def _sample_both(
    sheet: Sheet, task: GraphTask, seed: int, positive: Link, against: Link, start: Link
) -> Link:
    """The model for high noise does the first half of the steps, that for low noise the rest."""
    high, low = (
        _shifted(sheet, task, task.models[role], _loras_of(task, other))
        for role, other in (("model", "=low"), ("model_low", "=high"))
    )
    turn = max(1, task.steps // 2)
    rough = parts.sample_between(
        sheet, task, high, positive, against, start, seed=seed, begin=0, end=turn
    )
    return parts.sample_between(
        sheet, task, low, positive, against, rough, seed=None, begin=turn, end=None
    )


def _loras_of(task: GraphTask, other: str) -> tuple[Lora, ...]:
    """A LoRA made for the other of the two models is not for this one."""
    return tuple(lora for lora in task.loras if not recognised(lora.name, [other]))
