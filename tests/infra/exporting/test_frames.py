import io
import struct
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from infra import media
from infra.exporting.frames import frame_at, frame_shown, open_frames, rank_at
from infra.looking import told_apart
from infra.media import NotMedia
from infra.pictures import picture_of
from tests.infra.exporting.coded import NTSC_FILM, coded_film, number_of, stripes

FILMS: dict[str, dict[str, Any]] = {
    "b-frames": {},
    "open-gop": {"gop": 24, "x264-params": "open-gop=1:keyint=24:bframes=5:b-pyramid=normal"},
    "intra-refresh": {"x264-params": "intra-refresh=1:keyint=30:bframes=0"},
    "one-key-frame": {"gop": 600},
    "vfr": {"begins": lambda n: 10 * n + 3 * (n % 3) + n * n // 7, "base": Fraction(1, 240)},
    "late": {"begins": lambda n: 10 * n + 100, "base": Fraction(1, 240)},
    "vp9": {
        "codec": "libvpx-vp9",
        "format": "webm",
        "lag-in-frames": "16",
        "auto-alt-ref": "1",
        "cpu-used": "8",
    },
    "vp8": {"codec": "libvpx", "format": "webm", "auto-alt-ref": "1", "lag-in-frames": "16"},
    "mpeg4": {"codec": "mpeg4", "rate": Fraction(24), "b": "1M", "bf": "2"},
}


@pytest.mark.parametrize("kind", FILMS)
def test_every_frame_is_the_one_of_its_rank(tmp_path: Path, kind: str) -> None:
    path = coded_film(tmp_path / "a", **FILMS[kind])
    with open_frames(path) as shots:
        assert len(shots.times) == 60
        for rank in (59, 0, 30, 29, 31, 47, 48, 49, 23, 24, 25, 1):
            assert number_of(shots.picture(rank)) == rank
        assert shots.picture(7).size == (64, 48)


def test_the_frame_of_a_moment_is_the_one_that_is_shown_then(tmp_path: Path) -> None:
    path = coded_film(tmp_path / "a")
    with open_frames(path) as shots:
        for rank in range(60):
            begins = rank / NTSC_FILM
            for late in (Fraction(0), Fraction(-1, 10_000), Fraction(1, 50), Fraction(40, 1001)):
                assert rank_at(shots, begins + late) == rank, "players round the moment"
            assert rank_at(shots, begins + Fraction(1001, 24000)) == min(59, rank + 1)
    assert number_of(frame_shown(path, Fraction(1))) == 23
    assert number_of(frame_shown(path, Fraction(99))) == 59
    assert number_of(frame_shown(path, Fraction(-1))) == 0


def test_of_a_film_of_no_even_rate_too(tmp_path: Path) -> None:
    path = coded_film(tmp_path / "a", **FILMS["vfr"])
    with open_frames(path) as shots:
        begins = [Fraction(10 * n + 3 * (n % 3) + n * n // 7, 240) for n in range(60)]
        assert list(shots.times) == begins
        assert number_of(shots.picture(rank_at(shots, begins[40] - Fraction(1, 200)))) == 39


@pytest.mark.parametrize("rank", [-1, 60, 10**9])
def test_there_is_no_frame_beyond_the_last(tmp_path: Path, rank: int) -> None:
    path = coded_film(tmp_path / "a")
    with pytest.raises(IndexError):
        frame_at(path, rank)


def test_what_an_edit_list_leaves_out_does_not_count(tmp_path: Path) -> None:
    data = bytearray(coded_film(tmp_path / "a", rate=Fraction(24)).read_bytes())
    entry = data.index(b"elst") + 12
    length, begins, speed = struct.unpack(">IiI", data[entry : entry + 12])
    frame = 12288 // 24
    data[entry : entry + 12] = struct.pack(">IiI", length, begins + 5 * frame, speed)
    (tmp_path / "b").write_bytes(data)
    with open_frames(tmp_path / "b") as shots:
        assert len(shots.times) == 55
        assert [number_of(shots.picture(rank)) for rank in (0, 1, 20, 54)] == [5, 6, 25, 59]


def test_a_film_of_a_telephone_is_upright(tmp_path: Path) -> None:
    data = bytearray(coded_film(tmp_path / "a", 3).read_bytes())
    matrix = data.index(b"tkhd") + 44
    quarter = struct.pack(">9i", 0, 1 << 16, 0, -(1 << 16), 0, 0, 48 << 16, 0, 1 << 30)
    data[matrix : matrix + 36] = quarter
    (tmp_path / "b").write_bytes(data)
    picture = frame_at(tmp_path / "b", 1)
    assert picture.size == (48, 64)
    assert number_of(picture.rotate(90, expand=True)) == 1


@pytest.mark.parametrize("form", ["gif", "webp", "png"])
def test_animations_have_frames_too(tmp_path: Path, form: str) -> None:
    frames = [Image.fromarray(stripes(number)) for number in range(5)]
    path = tmp_path / f"a.{form}"
    lasting = [40, 80, 40, 40, 40]
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=lasting, lossless=True)
    with open_frames(path) as shots:
        assert list(shots.times) == [Fraction(ms, 1000) for ms in (0, 40, 120, 160, 200)]
        assert [number_of(shots.picture(rank)) for rank in (4, 0, 2, 3)] == [4, 0, 2, 3]
    assert number_of(frame_shown(path, Fraction(1, 10))) == 1
    with pytest.raises(IndexError):
        frame_at(path, 5)


def test_a_still_has_one(tmp_path: Path) -> None:
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(tmp_path / "a.png")
    assert frame_shown(tmp_path / "a.png", Fraction(5)).getpixel((9, 9)) == (255, 255, 255)


MATRICES = {1: (0.2126, 0.0722), 5: (0.299, 0.114), 6: (0.299, 0.114), 9: (0.2627, 0.0593)}
COLOURS = [
    *((255, 0, 0), (0, 255, 0), (0, 0, 255), (200, 120, 40), (30, 60, 90)),
    *((255, 255, 255), (0, 0, 0), (128, 128, 128), (250, 200, 180)),
]


def of_colour(
    colour: tuple[int, ...], matrix: tuple[float, float], *, full: bool, size: tuple[int, int]
) -> av.VideoFrame:
    """A frame of one colour, as the standards say it is written."""
    red, blue = matrix
    r, g, b = (value / 255 for value in colour)
    y = red * r + (1 - red - blue) * g + blue * b
    u, v = (b - y) / (2 - 2 * blue), (r - y) / (2 - 2 * red)
    if full:
        values = (round(255 * y), round(255 * u + 128), round(255 * v + 128))
    else:
        values = (round(16 + 219 * y), round(128 + 224 * u), round(128 + 224 * v))
    frame = av.VideoFrame(*size, "yuv420p")
    for plane, value in zip(frame.planes, values, strict=True):
        plane.update(bytes([min(255, value)]) * plane.buffer_size)
    frame.color_range = 2 if full else 1
    return frame


def close(picture: Image.Image, colour: tuple[int, ...]) -> bool:
    got = picture.getpixel((picture.width // 2, picture.height // 2))
    assert isinstance(got, tuple)
    return all(abs(one - other) <= 3 for one, other in zip(got, colour, strict=True))


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("matrix", MATRICES)
def test_colours_are_those_that_were_written(matrix: int, full: bool) -> None:
    for colour in COLOURS:
        frame = of_colour(colour, MATRICES[matrix], full=full, size=(64, 48))
        frame.colorspace = matrix
        assert close(picture_of(frame), colour)


@pytest.mark.parametrize(("size", "matrix"), [((640, 480), 6), ((1280, 720), 1), ((720, 1280), 1)])
def test_what_tells_no_matrix_is_taken_as_players_take_it(
    size: tuple[int, int], matrix: int
) -> None:
    for colour in COLOURS[:4]:
        frame = of_colour(colour, MATRICES[matrix], full=False, size=size)
        assert close(picture_of(frame), colour)


@pytest.mark.parametrize(("matrix", "full"), [(1, False), (6, False), (1, True)])
def test_a_film_keeps_its_colours(tmp_path: Path, matrix: int, full: bool) -> None:
    with av.open(str(tmp_path / "a"), "w", format="mp4") as container:
        stream: Any = container.add_stream("libx264", rate=24, options={"crf": "4"})
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        stream.codec_context.colorspace = matrix
        stream.codec_context.color_range = 2 if full else 1
        for colour in COLOURS:
            frame = of_colour(colour, MATRICES[matrix], full=full, size=(64, 48))
            frame.colorspace = matrix
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    with open_frames(tmp_path / "a") as shots:
        for rank, colour in enumerate(COLOURS):
            assert close(shots.picture(rank), colour)


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:300])


def of_sound(path: Path) -> None:
    with av.open(str(path), "w", format="mp4") as container:
        stream: Any = container.add_stream("aac", rate=48000)
        silence = np.zeros((1, 1024), dtype=np.float32)
        frame = av.AudioFrame.from_ndarray(silence, format="fltp", layout="mono")
        frame.sample_rate = 48000
        container.mux([*stream.encode(frame), *stream.encode()])


@pytest.mark.parametrize("spoil", [cut_off, of_sound, lambda path: path.write_bytes(b"hello")])
def test_what_has_no_frames_is_refused(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    spoil(coded_film(tmp_path / "a", 10))
    with pytest.raises(NotMedia):
        frame_at(tmp_path / "a", 0)


def test_what_is_damaged_further_on_is_told(tmp_path: Path) -> None:
    path = coded_film(tmp_path / "a", **FILMS["vp9"])
    data = path.read_bytes()
    (tmp_path / "b").write_bytes(data[: len(data) // 2])
    with open_frames(tmp_path / "b") as shots:
        there = len(shots.times)
        assert 0 < there < 60
        assert number_of(shots.picture(there // 2)) == there // 2


def test_an_enormous_one_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media, "MOST_PIXELS", 64 * 48 - 1)
    with pytest.raises(NotMedia, match="64 × 48"):
        frame_at(coded_film(tmp_path / "a", 3), 0)


async def test_a_process_of_its_own_writes_it(tmp_path: Path) -> None:
    film, out = coded_film(tmp_path / "a"), tmp_path / "out"
    ask = ("infra.exporting.frames", str(film), str(out))
    for moment, rank in ((("--frame", "33"), 33), (("--seconds", "1.0426"), 25)):
        told = await told_apart(*ask, *moment, patience=60)
        assert (told["frame"], told["width"], told["height"]) == (rank, 64, 48)
        with Image.open(out) as picture:
            assert (picture.format, number_of(picture)) == ("PNG", rank)
    assert await told_apart(*ask, "--frame", "60", patience=60) == {"beyond": 60}
    cut_off(film)
    with pytest.raises(NotMedia):
        await told_apart(*ask, "--frame", "0", patience=60)


async def test_a_film_that_fades_in_is_known_by_what_comes_after(tmp_path: Path) -> None:
    def fading(black: int, name: str) -> Path:
        with av.open(str(tmp_path / name), "w", format="mp4") as container:
            stream: Any = container.add_stream("libx264", rate=24)
            stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
            for number in range(30):
                shown = stripes(0b10101010) if number >= black else stripes(0)
                container.mux(stream.encode(av.VideoFrame.from_ndarray(shown, format="rgb24")))
            container.mux(stream.encode())
        return tmp_path / name

    for black, number in ((0, 0b10101010), (20, 0b10101010), (29, 0)):
        small = await media.thumbnail(fading(black, f"film{black}"))
        assert number_of(Image.open(io.BytesIO(small))) == number
