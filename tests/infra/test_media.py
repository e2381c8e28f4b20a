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

IMAGE, VIDEO, AUDIO = MediaKind.IMAGE, MediaKind.VIDEO, MediaKind.AUDIO


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


@pytest.mark.parametrize("form", ["gif", "webp", "png"])
async def test_a_moving_picture_is_a_video(tmp_path: Path, form: str) -> None:
    frames = [Image.new("RGB", (20, 10), color) for color in ("red", "lime", "blue")]
    path = tmp_path / f"a.{form}"
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=40)
    assert await inspect(path) == Facts(f"image/{form}", VIDEO, 20, 10, 3, Fraction(25))


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
        b"RIFF\x10\0\0\0WAVEfmt ",
        b"RIFF\x10\0\0\0AVI LIST",
        b"fLaC" + b"\0" * 100,
        b"ID3\x04\0\0\0\0\0\0" + b"z" * 100,
        b"\xff\xfb\x90\x64" + b"\0" * 20,
        b"OggS" + b"\0" * 100,
        b"%PDF-1.7",
        b"MZ\x90\0",
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


async def test_a_film_without_a_picture_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotMedia, match="no picture"):
        await inspect(sound(tmp_path / "a.webm", "webm", "libopus", rate=48_000))


def sound(path: Path, format_: str, codec: str, frames: int = 20, rate: int = 44_100) -> Path:
    with av.open(str(path), "w", format=format_) as container:
        stream = container.add_stream(codec, rate=rate)
        layout = stream.codec_context.format.name
        size = stream.codec_context.frame_size or 1152
        for index in range(frames):
            wave = np.sin(np.arange(size) / 20) * 0.3
            planar = layout.endswith("p")
            data = wave.astype(np.float32) if "flt" in layout else (wave * 9_000).astype(np.int16)
            frame = av.AudioFrame.from_ndarray(
                data.reshape(1, -1),
                format=("fltp" if planar else "flt")
                if "flt" in layout
                else ("s16p" if planar else "s16"),
                layout="mono",
            )
            frame.sample_rate, frame.pts = rate, index * size
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


@pytest.mark.parametrize(
    ("format_", "codec", "media_type"),
    [
        ("flac", "flac", "audio/flac"),
        ("wav", "pcm_s16le", "audio/wav"),
        ("mp3", "mp3", "audio/mpeg"),
    ],
)
async def test_sounds(tmp_path: Path, format_: str, codec: str, media_type: str) -> None:
    path = sound(tmp_path / "a.png", format_, codec)
    facts = await inspect(path)
    assert (facts.media_type, facts.kind, facts.width, facts.frames) == (
        media_type,
        AUDIO,
        None,
        None,
    )
    with pytest.raises(NotMedia):
        await thumbnail(path)
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(NotMedia):
        await inspect(path)


async def test_an_mp3_without_a_tag_is_told_by_its_first_frame(tmp_path: Path) -> None:
    data = sound(tmp_path / "a", "mp3", "mp3").read_bytes()
    if data[:3] == b"ID3":
        size = sum(byte << shift for byte, shift in zip(data[6:10], (21, 14, 7, 0), strict=True))
        data = data[10 + size :]
    assert data[0] == 0xFF
    (tmp_path / "b").write_bytes(data)
    assert (await inspect(tmp_path / "b")).media_type == "audio/mpeg"


async def test_grey_of_sixteen_bits_is_as_dark_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "deep.png"
    Image.fromarray(np.full((8, 8), 0x4000, np.uint16)).save(path)
    small = Image.open(io.BytesIO(await thumbnail(path)))
    assert small.convert("L").getpixel((4, 4)) == pytest.approx(64, abs=2)
