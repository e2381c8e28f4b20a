from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from uuid import UUID

import av
import numpy as np
import pytest
from PIL import Image

from infra.exporting.frames import TOLERANCE, open_frames
from infra.exporting.task import CannotExport, Task
from infra.exporting.transcode import CODECS, fitted, remade, remake, shown_of
from studio.exporting.cutlist import CutList, Event, Media, Transition
from studio.exporting.options import ExportFormat, ExportOptions, MediaCodec
from studio.kernel.timecode import Timecode
from studio.library.media import MediaKind
from studio.timeline.rules import Span
from studio.timeline.transitions import TransitionKind
from tests.infra.exporting.coded import NTSC_FILM, coded_film, number_of

FILM = UUID(int=9)


def film(frames: int = 60, rate: Fraction = NTSC_FILM, name: str = "Film/1.mp4") -> Media:
    return Media(FILM, name, MediaKind.VIDEO, "0" * 64, 64, 48, frames, rate)


def cut_of(*events: Event, rate: Fraction = NTSC_FILM) -> CutList:
    return CutList(UUID(int=1), "Film", Timecode(rate), 64, 48, (), (events,), (), 0)


def event(start: int, length: int, media: Media, source: int = 0, **given: object) -> Event:
    clip = Event(UUID(int=start + 100), "Clip", Span.of(start, length), media, source)
    return replace(clip, **given)  # type: ignore[arg-type]


def numbers(path: Path) -> list[int]:
    with open_frames(path) as shots:
        return [number_of(shots.picture(rank)) for rank in range(len(shots.times))]


def heard(path: Path) -> np.ndarray:
    """Of the first channel, 48,000 a second, from the first picture on."""
    with av.open(str(path)) as file:
        resampler = av.AudioResampler("fltp", "stereo", 48_000)
        parts = [
            part.to_ndarray()[0] for one in file.decode(audio=0) for part in resampler.resample(one)
        ]
    return np.concatenate(parts)


@pytest.mark.parametrize("codec", [MediaCodec.H264, MediaCodec.PRORES])
def test_what_is_shown_is_kept_and_nothing_else(tmp_path: Path, codec: MediaCodec) -> None:
    source = coded_film(tmp_path / "source")
    made = tmp_path / f"made.{CODECS[codec].ending}"
    seen: list[float] = []
    remake(source, made, Span(7, 31), NTSC_FILM, (64, 48), CODECS[codec], seen.append)
    assert numbers(made) == list(range(7, 31))
    assert seen[-1] == 1.0
    with av.open(str(made)) as file:
        stream = file.streams.video[0]
        assert (stream.average_rate, stream.frames) == (NTSC_FILM, 24)
        assert not file.streams.audio


@pytest.mark.parametrize(
    ("own", "rate"),
    [(Fraction(16), Fraction(24)), (Fraction(30), Fraction(25)), (NTSC_FILM, Fraction(24))],
)
def test_another_rate_shows_what_is_there_at_each_moment(
    tmp_path: Path, own: Fraction, rate: Fraction
) -> None:
    source = coded_film(tmp_path / "source", 40, rate=own)
    made = tmp_path / "made.mp4"
    span = Span(5, 29)
    remake(source, made, span, rate, (64, 48), CODECS[MediaCodec.H264], lambda _: None)
    assert numbers(made) == [
        int((number / rate + TOLERANCE) * own) for number in range(span.start, span.end)
    ]


def test_a_film_that_ends_holds_its_last_frame(tmp_path: Path) -> None:
    source = coded_film(tmp_path / "source", 10)
    made = tmp_path / "made.mp4"
    remake(source, made, Span(7, 14), NTSC_FILM, (64, 48), CODECS[MediaCodec.H264], lambda _: None)
    assert numbers(made) == [7, 8, 9, 9, 9, 9, 9]


def test_an_animation_becomes_a_film(tmp_path: Path) -> None:
    pictures = [Image.new("RGB", (64, 48), color) for color in ("red", "green", "blue")]
    source = tmp_path / "a"
    pictures[0].save(source, "GIF", save_all=True, append_images=pictures[1:], duration=100)
    made = tmp_path / "made.mp4"
    remake(
        source, made, Span(0, 6), Fraction(20), (64, 48), CODECS[MediaCodec.H264], lambda _: None
    )
    with open_frames(made) as shots:
        told = [shots.picture(rank).getpixel((30, 20)) for rank in range(6)]
    assert [int(np.argmax(one)) for one in told] == [0, 0, 1, 1, 2, 2]


@pytest.mark.parametrize("codec", [MediaCodec.H264, MediaCodec.PRORES])
def test_its_sound_stays_in_step(tmp_path: Path, codec: MediaCodec) -> None:
    """A click on frame 12 of a film of 24 frames; frames 5 to 20 are kept."""
    source = tmp_path / "source.mov"
    samples = np.zeros((2, 48_000), np.int16)
    samples[:, 24_000:24_096] = 30_000
    with av.open(str(source), "w") as file:
        picture = file.add_stream("libx264", rate=24)
        picture.width, picture.height, picture.pix_fmt = 64, 48, "yuv420p"
        sound = file.add_stream("pcm_s16le", rate=48_000, layout="stereo")
        for number in range(24):
            file.mux(picture.encode(av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8))))
            part = np.ascontiguousarray(
                samples[:, number * 2000 : (number + 1) * 2000].T.reshape(1, -1)
            )
            frame = av.AudioFrame.from_ndarray(part, "s16", "stereo")
            frame.rate = 48_000
            file.mux(sound.encode(frame))
        for stream in (picture, sound):
            file.mux(stream.encode(None))
    made = tmp_path / f"made.{CODECS[codec].ending}"
    remake(source, made, Span(5, 20), Fraction(24), (64, 48), CODECS[codec], lambda _: None)
    found = heard(made)
    onset = int(np.argmax(np.abs(found) > 0.3))
    assert abs(onset - 7 * 2000) <= 48
    assert abs(len(found) - 15 * 2000) <= 1024


def test_what_is_kept_is_what_any_clip_shows_with_handles() -> None:
    media = film()
    dissolve = Transition(TransitionKind.DISSOLVE, 5)
    other = replace(film(), id=UUID(int=8))
    cut = cut_of(
        event(0, 10, media, 20),
        event(10, 10, other, 4, transition=dissolve),
        event(20, 5, media, 40),
    )
    assert {one.id: span for one, span in shown_of(cut, 0)} == {
        FILM: Span(20, 45),
        other.id: Span(2, 14),
    }
    assert {one.id: span for one, span in shown_of(cut, 6)} == {
        FILM: Span(14, 51),
        other.id: Span(0, 20),
    }
    beyond = cut_of(event(0, 500, media, 59))
    assert [span for _, span in shown_of(beyond, 240)] == [Span(0, 60)]


def test_the_cut_fits_what_was_made(tmp_path: Path) -> None:
    source = coded_film(tmp_path / "source")
    (tmp_path / "out").mkdir()
    cut = cut_of(event(0, 10, film(), 20), event(10, 5, film(), 40))
    options = ExportOptions(
        ExportFormat.BUNDLE, codec=MediaCodec.H264, handles=2, width=32, height=32
    )
    shares: list[float] = []
    task = remade(Task(cut, options, {FILM: source}, tmp_path / "out"), shares.append)
    (media,) = task.cut.media.values()
    assert (media.name, media.frames, media.rate) == ("Film/1.mp4", 29, NTSC_FILM)
    assert (media.width, media.height) == (32, 24)
    assert [one.source for one in task.cut.events] == [2, 22]
    found = numbers(task.files[FILM])
    assert [found[one.source] for one in task.cut.events] == [20, 40]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_what_an_encoder_refuses_is_said(tmp_path: Path) -> None:
    source = coded_film(tmp_path / "source")
    with pytest.raises(CannotExport, match="another size or codec"):
        remake(
            source,
            tmp_path / "made.mov",
            Span(0, 5),
            NTSC_FILM,
            (64, 48),
            CODECS[MediaCodec.DNXHR],
            lambda _: None,
        )


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ((None, None), (1280, 720)),
        ((640, 640), (640, 360)),
        ((1920, 1080), (1920, 1080)),
        ((100, 400), (100, 56)),
    ],
)
def test_sizes_keep_their_shape(
    wanted: tuple[int | None, int | None], expected: tuple[int, int]
) -> None:
    assert fitted(replace(film(), width=1280, height=720), *wanted) == expected
