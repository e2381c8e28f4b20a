"""HunyuanVideo: guidance is part of the prompt, and large videos are decoded in tiles."""

from studio.graphs.architectures import parts
from studio.graphs.graph import Link, Sheet
from studio.graphs.task import GraphTask


def draw(sheet: Sheet, task: GraphTask, seed: int) -> Link:
    """The frames of this seed."""
    files = task.models
    vae = parts.load_vae(sheet, files["vae"])
    loaded = parts.load_model(sheet, files["model"])
    model = parts.with_model_loras(sheet, loaded, task.loras)
    text, start = _begin(sheet, task, vae)
    guided = sheet.add("FluxGuidance", conditioning=text, guidance=task.guidance)
    shifted = sheet.add("ModelSamplingSD3", model=model, shift=task.way.shift)
    samples = sheet.add(
        "SamplerCustomAdvanced",
        noise=sheet.add("RandomNoise", noise_seed=seed),
        guider=sheet.add("BasicGuider", model=shifted, conditioning=guided),
        sampler=sheet.add("KSamplerSelect", sampler_name=task.sampler),
        sigmas=sheet.add(
            "BasicScheduler",
            model=model,
            scheduler=task.scheduler,
            steps=task.steps,
            denoise=1.0,
        ),
        latent_image=start,
    )
    return sheet.add(
        "VAEDecodeTiled",
        samples=samples,
        vae=vae,
        tile_size=256,
        overlap=64,
        temporal_size=64,
        temporal_overlap=8,
    )


def _begin(sheet: Sheet, task: GraphTask, vae: Link) -> tuple[Link, Link]:
    files = task.models
    clip = parts.load_clip(sheet, "hunyuan_video", files["clip_l"], files["text"])
    size = {
        "width": task.width,
        "height": task.height,
        "length": task.frames,
        "batch_size": 1,
    }
    if "start" not in task.task.files:
        return (
            parts.encode(sheet, clip, task.prompt),
            sheet.add("EmptyHunyuanLatentVideo", **size),
        )
    image = parts.load_image(sheet, task, "start")
    vision = sheet.add("CLIPVisionLoader", clip_name=files["vision"])
    seen = sheet.add("CLIPVisionEncode", clip_vision=vision, image=image, crop="none")
    text = sheet.add(
        "TextEncodeHunyuanVideo_ImageToVideo",
        clip=clip,
        clip_vision_output=seen,
        prompt=task.prompt,
        image_interleave=2,
    )
    made = sheet.add(
        "HunyuanImageToVideo",
        positive=text,
        vae=vae,
        guidance_type="v2 (replace)",
        start_image=image,
        **size,
    )
    return made, made.at(1)
