"""Small files of each kind that can carry credentials."""

import json
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree as ET

import av
import numpy as np
from av.audio.stream import AudioStream
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.infra.test_media import video

GRAPH = json.dumps({"3": {"class_type": "KSampler", "inputs": {"seed": 7}}})
WORKFLOW = json.dumps({"nodes": [], "title": "Füchse"})


def png(path: Path) -> Path:
    """As ComfyUI saves one."""
    texts = PngInfo()
    texts.add_text("prompt", GRAPH)
    texts.add_text("workflow", WORKFLOW)
    noise = np.random.default_rng(1).integers(0, 255, (36, 64, 3), dtype=np.uint8)
    Image.fromarray(noise).save(path, "PNG", pnginfo=texts)
    return path


def xmp_of(path: Path) -> dict[str, str | None]:
    """What its XMP says, by names without namespaces."""
    with Image.open(path) as image:
        root = ET.fromstring(image.info["xmp"])
    (described,) = root.iter("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}Description")
    return {one.tag.rpartition("}")[2]: one.text for one in described}


def _picture(form: str) -> Callable[[Path], Path]:
    def save(path: Path) -> Path:
        noise = np.random.default_rng(2).integers(0, 255, (36, 64, 3), dtype=np.uint8)
        others = {"save_all": True, "append_images": [Image.new("RGB", (64, 36))]}
        Image.fromarray(noise).save(path, form, **(others if form == "GIF" else {}))
        return path

    return save


def _film(path: Path) -> Path:
    return video(path, "mp4", "libx264", Fraction(24))


def _sound(form: str, codec: str) -> Callable[[Path], Path]:
    def save(path: Path) -> Path:
        noise = np.random.default_rng(3).integers(-9000, 9000, (1, 11520), dtype=np.int16)
        with av.open(str(path), "w", format=form) as container:
            stream = container.add_stream(codec, rate=44_100)
            assert isinstance(stream, AudioStream)
            stream.layout = "mono"
            ready = av.AudioResampler(format=stream.format, layout="mono")
            for begins in range(0, 11520, 1152):
                part = np.ascontiguousarray(noise[:, begins : begins + 1152])
                frame = av.AudioFrame.from_ndarray(part, format="s16", layout="mono")
                frame.rate, frame.pts = 44_100, begins
                for one in ready.resample(frame):
                    container.mux(stream.encode(one))
            container.mux(stream.encode())
        return path

    return save


FILES: Mapping[str, Callable[[Path], Path]] = {
    "image/png": png,
    "image/jpeg": _picture("JPEG"),
    "image/webp": _picture("WEBP"),
    "image/gif": _picture("GIF"),
    "video/mp4": _film,
    "audio/wav": _sound("wav", "pcm_s16le"),
    "audio/mpeg": _sound("mp3", "libmp3lame"),
}
