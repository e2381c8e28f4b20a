import io
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from infra import media
from infra.media import Facts, NotMedia, inspect, thumbnail
from studio.library.media import MediaKind

IMAGE, VIDEO = MediaKind.IMAGE, MediaKind.VIDEO


def video(path: Path, format_: str, codec: str, rate: Fraction, frames: int = 12) -> Path:
    with av.open(str(path), "w", format=format_) as container:
        stream = container.add_stream(codec, rate=rate)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for index in range(frames):
            shade = np.full((48, 64, 3), 255 if index == 0 else 20 * index % 255, dtype=np.uint8)
            for packet in stream.encode(av.VideoFrame.from_ndarray(shade, format="rgb24")):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)
    return path


def picture(path: Path, mode: str = "RGB", size: tuple[int, int] = (640, 360)) -> Path:
    Image.new(mode, size).save(path)
    return path


@pytest.mark.parametrize(
    ("name", "mode", "media_type"),
    [
        ("a.png", "RGBA", "image/png"),
        ("a.png", "I;16", "image/png"),
        ("a.jpg", "L", "image/jpeg"),
        ("a.jpg", "CMYK", "image/jpeg"),
        ("a.webp", "RGB", "image/webp"),
        ("a.gif", "P", "image/gif"),
    ],
)
async def test_pictures(tmp_path: Path, name: str, mode: str, media_type: str) -> None:
    path = picture(tmp_path / name, mode)
    assert await inspect(path) == Facts(media_type, IMAGE, 640, 360)
    small = Image.open(io.BytesIO(await thumbnail(path)))
    assert (small.format, small.size) == ("JPEG", (480, 270))


async def test_the_content_counts_and_not_the_name(tmp_path: Path) -> None:
    path = picture(tmp_path / "a.png").rename(tmp_path / "a.mp4")
    assert (await inspect(path)).media_type == "image/png"


@pytest.mark.parametrize("rate", [Fraction(24), Fraction(24000, 1001), Fraction(25, 2)])
@pytest.mark.parametrize(
    ("format_", "codec", "media_type"),
    [("mp4", "libx264", "video/mp4"), ("webm", "libvpx-vp9", "video/webm")],
)
async def test_videos(
    tmp_path: Path, format_: str, codec: str, media_type: str, rate: Fraction
) -> None:
    path = video(tmp_path / "a", format_, codec, rate)
    assert await inspect(path) == Facts(media_type, VIDEO, 64, 48, 12, rate)
    small = Image.open(io.BytesIO(await thumbnail(path)))
    assert (small.format, small.size) == ("JPEG", (64, 48))
    pixel = small.convert("L").getpixel((30, 20))
    assert isinstance(pixel, int)
    assert pixel > 200, "the first frame, which is white"


async def test_a_moving_gif_is_a_video(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (20, 10), color) for color in ("red", "lime", "blue")]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:], duration=40)
    facts = await inspect(tmp_path / "a.gif")
    assert facts == Facts("image/gif", VIDEO, 20, 10, 3, Fraction(25))


async def test_transparency_becomes_white(tmp_path: Path) -> None:
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(tmp_path / "a.png")
    small = Image.open(io.BytesIO(await thumbnail(tmp_path / "a.png")))
    assert small.getpixel((10, 10)) == (255, 255, 255)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:1/a.ts\n",
        b"ffconcat version 1.0\nfile '/etc/passwd'\n",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
        b"\0\0\0\x18ftypisom" + b"z" * 1000,
        b"\x1a\x45\xdf\xa3" + b"\xff" * 1000,
        b"RIFF\x10\0\0\0WEBPVP8 ",
    ],
)
async def test_what_is_not_media_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a"
    path.write_bytes(data)
    with pytest.raises(NotMedia):
        await inspect(path)
    with pytest.raises(NotMedia):
        await thumbnail(path)


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp"])
async def test_a_picture_that_breaks_off_is_refused(tmp_path: Path, name: str) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (200, 200, 3), dtype=np.uint8)
    Image.fromarray(noise).save(tmp_path / name)
    data = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(data[: len(data) // 2])
    with pytest.raises(NotMedia):
        await inspect(tmp_path / name)


async def test_an_enormous_picture_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(media, "MOST_PIXELS", 640 * 360 - 1)
    path = picture(tmp_path / "a.png")
    for look in (inspect, thumbnail):
        with pytest.raises(NotMedia, match="640 × 360"):
            await look(path)
    film = video(tmp_path / "b", "mp4", "libx264", Fraction(24))
    monkeypatch.setattr(media, "MOST_PIXELS", 64 * 48 - 1)
    for look in (inspect, thumbnail):
        with pytest.raises(NotMedia, match="64 × 48"):
            await look(film)


async def test_sound_without_a_picture_is_refused(tmp_path: Path) -> None:
    with av.open(str(tmp_path / "a.mp4"), "w") as container:
        stream = container.add_stream("aac", rate=48000)
        frame = av.AudioFrame.from_ndarray(
            np.zeros((1, 1024), dtype=np.float32), format="fltp", layout="mono"
        )
        frame.sample_rate = 48000
        for packet in [*stream.encode(frame), *stream.encode()]:
            container.mux(packet)
    with pytest.raises(NotMedia, match="no picture"):
        await inspect(tmp_path / "a.mp4")
