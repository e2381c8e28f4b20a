"""MLT's XML: every frame accounted for, and rendered by melt."""

import os
import shutil
import subprocess
import wave
from fractions import Fraction
from pathlib import Path
from typing import Any
from uuid import UUID

import av
import numpy as np
import pytest
from hypothesis import given
from lxml import etree
from PIL import Image

from studio.exporting.cutlist import (
    CutList,
    Event,
    Level,
    Marker,
    MarkerKind,
    Media,
    Section,
    Transition,
)
from studio.exporting.formats.mlt import write_mlt
from studio.kernel.timecode import Timecode
from studio.library.media import MediaKind
from studio.timeline.rules import Span
from studio.timeline.transitions import TransitionKind
from tests.studio.exporting.cuts import cut_lists

MELT = shutil.which("melt")
SECONDS = 60
SIZE = WIDTH, HEIGHT = 64, 36
RED, BLUE, GREEN = (200, 0, 0), (0, 0, 200), (0, 200, 0)


def read(cut: CutList) -> Any:
    return etree.fromstring(write_mlt(cut).text.encode())


def told(element: Any, name: str) -> str:
    (found,) = [one for one in element.findall("property") if one.get("name") == name]
    return str(found.text)


@pytest.mark.feature("EXP-8")
@given(cut_lists())
def test_tracks_are_as_long_as_they_were(cut: CutList) -> None:
    root = read(cut)
    lists = {one.get("id"): one for one in root.iter("playlist")}
    for letter, tracks in (("V", cut.tracks), ("A", cut.sounds)):
        for rank, track in enumerate(tracks, start=1):
            entries = [one for one in lists[f"playlist-{letter}{rank}"] if one.tag != "property"]
            assert sum(map(frames, entries)) == track[-1].span.end
            assert all(frames(one) > 0 for one in entries)


@given(cut_lists())
def test_nothing_is_taken_from_beyond_what_is_declared(cut: CutList) -> None:
    root = read(cut)
    lengths = {one.get("id"): frames(one) for one in root.iter("producer", "tractor")}
    for one in root.iter("entry", "track"):
        if one.get("in") is not None:
            assert int(one.get("in")) >= 0
            assert int(one.get("out")) < lengths[one.get("producer")]
    ids = [one.get("id") for one in root.iter("producer", "playlist", "tractor")]
    assert len(ids) == len({*ids})
    assert {one.get("producer") for one in root.iter("entry", "track")} <= {*ids}


@given(cut_lists())
def test_the_profile_is_the_film_s(cut: CutList) -> None:
    profile = read(cut).find("profile")
    rate = Fraction(int(profile.get("frame_rate_num")), int(profile.get("frame_rate_den")))
    assert (rate, int(profile.get("width")), int(profile.get("height"))) == (
        *(cut.rate, cut.width, cut.height),
    )


@given(cut_lists())
def test_other_takes_are_on_hidden_tracks(cut: CutList) -> None:
    root = read(cut)
    hidden = [one.get("producer") for one in root.iter("track") if one.get("hide") == "both"]
    lists = {one.get("id"): one for one in root.iter("playlist")}
    entries = [one for ref in hidden for one in lists[ref].findall("entry")]
    assert sorted(map(frames, entries)) == sorted(
        event.span.duration for event in cut.events for _ in event.alternates
    )


def frames(element: Any) -> int:
    if element.tag == "blank":
        return int(element.get("length"))
    return int(element.get("out")) - int(element.get("in")) + 1


@pytest.mark.slow
@pytest.mark.feature("BEY-8", "EXP-8")
@pytest.mark.skipif(MELT is None, reason="melt is not here")
def test_melt_renders_the_frames_that_are_expected(tmp_path: Path) -> None:
    document = write_mlt(film(tmp_path))
    (tmp_path / document.name).write_text(document.text)
    pictures, sound = rendered(tmp_path, document.name)
    assert len(pictures) == 78
    for frame, left, right in (
        *((0, RED, RED), (5, RED, RED), (6, GREEN, GREEN), (9, GREEN, GREEN)),
        *((12, (100, 0, 100), (100, 0, 100)), (16, BLUE, BLUE), (23, BLUE, BLUE)),
        *((24, (0, 0, 0), (0, 0, 0)), (27, (0, 0, 0), (0, 0, 0))),
        *((28, (80,) * 3, (80,) * 3), (35, (220,) * 3, (220,) * 3), (43, (220,) * 3, (220,) * 3)),
        *((46, (110,) * 3, (110,) * 3), (48, (0, 0, 0), (0, 0, 0)), (52, GREEN, GREEN)),
        *((60, (0, 0, 0), (0, 0, 0)), (65, RED, (0, 0, 0)), (77, RED, RED)),
    ):
        found = pictures[frame][HEIGHT // 2]
        assert np.abs(found[8] - np.array(left)).max() <= 4, frame
        assert np.abs(found[-8] - np.array(right)).max() <= 4, frame
    loud = np.abs(sound).max(axis=1)
    first = np.nonzero(loud[:66_000])[0]
    assert abs(first[0] - 24_000) < 48
    assert abs(first[-1] - 60_000) < 48
    assert loud[24_000:48_000].max() == pytest.approx(8_000, rel=0.02)
    assert loud[57_000:60_000].max() < 4_000
    rising = [loud[at : at + 2_000].max() for at in range(80_000, 92_000, 2_000)]
    assert rising == sorted(rising)
    assert rising[0] < 1_000
    assert loud[94_000:].max() == pytest.approx(16_000, rel=0.02)


def rendered(folder: Path, name: str) -> tuple[list[Any], Any]:
    """All frames as pixels, and all samples, of both channels."""
    made = folder / "made.mkv"
    codecs = ("vcodec=ffv1", "acodec=pcm_s16le", "real_time=-1")
    subprocess.run(
        [MELT or "melt", name, "-consumer", f"avformat:{made}", *codecs],
        cwd=folder,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        timeout=SECONDS,
        check=True,
    )
    with av.open(made) as file:
        pictures = [frame.to_ndarray(format="rgb24").astype(int) for frame in file.decode(video=0)]
    with av.open(made) as file:
        sound = np.concatenate(
            [frame.to_ndarray().reshape(-1, 2) for frame in file.decode(audio=0)]
        )
    return pictures, sound.astype(int)


def film(folder: Path) -> CutList:
    """Three scenes: a blend, what lies above it, a gap; a film that is held, a fade; nothing, a wipe."""
    red, blue, green = (
        still(folder, number, name, color)
        for number, (name, color) in enumerate(
            (("100% red %d", RED), ("blue é", BLUE), ("green", GREEN)), start=1
        )
    )
    moving, tone = ramp(folder), beep(folder)
    blends = [
        Transition(kind, frames)
        for kind, frames in (
            (TransitionKind.DISSOLVE, 8),
            (TransitionKind.FADE, 8),
            (TransitionKind.WIPE, 6),
        )
    ]
    events = (
        Event(UUID(int=11), "1", Span(0, 12), red),
        Event(UUID(int=12), "2", Span(12, 24), blue, transition=blends[0]),
        Event(UUID(int=13), "3", Span(28, 48), moving, source=4),
        Event(UUID(int=14), "4", Span(48, 60), green, transition=blends[1], alternates=(red,)),
        Event(UUID(int=15), "5", Span(60, 66)),
        Event(UUID(int=16), "6", Span(66, 78), red, transition=blends[2]),
    )
    above = (Event(UUID(int=17), "7", Span(6, 10), green),)
    music = (
        Event(UUID(int=18), "8", Span(12, 30), tone, level=Level(-6.0206, 0, 6)),
        Event(UUID(int=19), "9", Span(40, 60), tone, level=Level(0, 6, 0)),
    )
    sections = tuple(
        Section(UUID(int=30 + rank), f"Scene {rank}", span)
        for rank, span in enumerate((Span(0, 28), Span(28, 60), Span(60, 78)))
    )
    return CutList(
        UUID(int=0),
        "Film <&>",
        Timecode(Fraction(24)),
        *SIZE,
        sections,
        (events, above),
        (music,),
        86_400,
        (Marker(12, "Bar", MarkerKind.BAR),),
    )


def still(folder: Path, number: int, name: str, color: tuple[int, int, int]) -> Media:
    file = folder / "F" / f"{name}.png"
    file.parent.mkdir(exist_ok=True)
    Image.new("RGB", SIZE, color).save(file)
    return Media(UUID(int=number), f"F/{name}.png", MediaKind.IMAGE, "", *SIZE)


def ramp(folder: Path) -> Media:
    """A film of 12 frames, each brighter than the one before."""
    with av.open(folder / "F/ramp.mp4", "w") as file:
        stream = file.add_stream("libx264", rate=24, options={"crf": "1"})
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        for rank in range(12):
            pixels = np.full((HEIGHT, WIDTH, 3), 20 * rank, np.uint8)
            file.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        file.mux(stream.encode())
    return Media(UUID(int=4), "F/ramp.mp4", MediaKind.VIDEO, "", *SIZE, 12, Fraction(24))


def beep(folder: Path) -> Media:
    """A second of a tone, in both channels."""
    wavelength = np.sin(np.arange(48_000) * 2 * np.pi * 440 / 48_000) * 16_000
    with wave.open(str(folder / "F/tone.wav"), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes(np.repeat(wavelength, 2).astype("<i2").tobytes())
    return Media(UUID(int=5), "F/tone.wav", MediaKind.AUDIO, "", samples=48_000, sample_rate=48_000)
