"""What the double's nodes do: real pictures, from sizes and seeds, without a model."""

from __future__ import annotations

import hashlib
import io
import random
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import av
import numpy as np
from PIL import Image


@dataclass(frozen=True)
class Latent:
    width: int
    height: int
    images: tuple[Image.Image, ...] = ()
    batch: int = 1
    seconds: float = 0.0


@dataclass(frozen=True)
class Sound:
    seconds: float
    made: str


@dataclass(frozen=True)
class Video:
    images: tuple[Image.Image, ...]
    fps: Fraction


def painted(width: int, height: int, *ingredients: Any) -> Image.Image:
    """A picture that any other ingredient changes."""
    seed = hashlib.sha256(repr(ingredients).encode()).digest()
    noise = random.Random(seed)
    small = Image.frombytes("RGB", (16, 9), noise.randbytes(16 * 9 * 3))
    return small.resize((width, height), Image.Resampling.BICUBIC)


def sample(inputs: dict[str, Any]) -> Latent:
    latent: Latent = inputs["latent_image"]
    ingredients = [mark(inputs[key]) for key in sorted(inputs) if key != "latent_image"]
    images = tuple(
        painted(latent.width, latent.height, *ingredients, index) for index in range(latent.batch)
    )
    if latent.images and inputs.get("denoise", 1) < 1:
        images = tuple(
            Image.blend(old, new, inputs["denoise"])
            for old, new in zip(latent.images, images, strict=False)
        )
    return Latent(latent.width, latent.height, images, latent.batch, latent.seconds)


def mark(value: Any) -> str:
    """What tells one value from another."""
    if isinstance(value, tuple) and value and isinstance(value[0], Image.Image):
        return hashlib.sha256(b"".join(one.tobytes() for one in value)).hexdigest()
    return repr(value)


def stand_in(outputs: list[str], given: dict[str, Any]) -> tuple[Any, ...]:
    """What a node without a part of its own gives: latents are sized or sampled, an image is
    painted over, of all else only what it was made from is known."""
    made = repr(sorted((name, mark(value)) for name, value in given.items()))
    return tuple(_stand_in(kind, given, made) for kind in outputs)


def _stand_in(kind: str, given: dict[str, Any], made: str) -> Any:
    if kind == "LATENT" and "latent_image" in given:
        return sample(given)
    if kind == "LATENT" and "seconds" in given:
        return Latent(16, 16, seconds=given["seconds"])
    if kind == "AUDIO" and isinstance(given.get("samples"), Latent):
        return Sound(given["samples"].seconds, made)
    if kind == "LATENT" and "width" in given:
        return Latent(given["width"], given["height"], batch=given.get("length", 1))
    if kind == "IMAGE" and (images := given.get("input_image") or given.get("image2")):
        return tuple(painted(image.width, image.height, made) for image in images)
    return hashlib.sha256(made.encode()).hexdigest()


def _empty_latent(given: dict[str, Any]) -> tuple[Latent]:
    # A latent's cells are eight pixels wide and high.
    width, height = (int(given[side]) // 8 * 8 for side in ("width", "height"))
    return (Latent(width, height, batch=int(given["batch_size"])),)


def _encode(given: dict[str, Any]) -> tuple[Latent]:
    images = tuple(
        image.crop((0, 0, image.width // 8 * 8, image.height // 8 * 8)) for image in given["pixels"]
    )
    return (Latent(images[0].width, images[0].height, images, len(images)),)


def _scale(given: dict[str, Any]) -> tuple[tuple[Image.Image, ...]]:
    size = (int(given["width"]), int(given["height"]))
    return (tuple(image.resize(size) for image in given["image"]),)


def _empty_image(given: dict[str, Any]) -> tuple[tuple[Image.Image, ...]]:
    color = int(given["color"])
    rgb = (color >> 16 & 255, color >> 8 & 255, color & 255)
    image = Image.new("RGB", (given["width"], given["height"]), rgb)
    return ((image,) * int(given["batch_size"]),)


NODES: dict[str, Callable[[dict[str, Any]], tuple[Any, ...]]] = {
    "CheckpointLoaderSimple": lambda given: (given["ckpt_name"],) * 3,
    "CLIPTextEncode": lambda given: (given["text"],),
    "EmptyLatentImage": _empty_latent,
    "KSampler": lambda given: (sample(given),),
    "VAEDecode": lambda given: (given["samples"].images,),
    "EmptySD3LatentImage": _empty_latent,
    "VAEEncode": _encode,
    "ImageScale": _scale,
    "EmptyImage": _empty_image,
    "RepeatImageBatch": lambda given: (given["image"] * int(given["amount"]),),
    "CreateVideo": lambda given: (
        Video(given["images"], Fraction(given["fps"]).limit_denominator(1001)),
    ),
}


def png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def jpeg(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    small = image.copy()
    small.thumbnail((512, 512))
    small.save(buffer, "JPEG", quality=80)
    return buffer.getvalue()


def sound(given: Sound, form: str) -> bytes:
    """A tone of the sound's length, whose pitch is of what it was made from."""
    rate = 44_100
    pitch = 200 + int(hashlib.sha256(given.made.encode()).hexdigest()[:4], 16) % 800
    wave = np.sin(np.arange(round(given.seconds * rate)) * 2 * np.pi * pitch / rate) * 8000
    buffer = io.BytesIO()
    with av.open(buffer, "w", format=form) as container:
        stream = container.add_stream(form, rate=rate, layout="mono")
        frame = av.AudioFrame.from_ndarray(wave.astype(np.int16)[None, :], "s16", "mono")
        frame.sample_rate = rate
        for packet in (*stream.encode(frame), *stream.encode()):
            container.mux(packet)
    return buffer.getvalue()


def mp4(video: Video) -> bytes:
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=video.fps)
        stream.width, stream.height = video.images[0].size
        stream.pix_fmt = "yuv420p"
        for image in video.images:
            for packet in stream.encode(av.VideoFrame.from_ndarray(np.asarray(image), "rgb24")):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)
    return buffer.getvalue()
