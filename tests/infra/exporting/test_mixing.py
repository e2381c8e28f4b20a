from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from uuid import UUID

import av
import numpy as np
import pytest

from infra.exporting.encoding import FilmFile
from infra.exporting.loudness import Meter, TruePeaks, decibels
from infra.exporting.mixing import make_mixdown, mix
from infra.exporting.planes import black
from infra.exporting.task import CannotExport, Task
from studio.exporting.cutlist import CutList, Event, Level, Media, Section, Transition, tracks_of
from studio.exporting.options import ExportFormat, ExportOptions, Quality
from studio.kernel.timecode import Timecode
from studio.library.media import MediaKind
from studio.timeline.rules import Span
from studio.timeline.transitions import TransitionKind
from tests.infra.exporting.sounds import RATE, Samples, clicks, heard_in, onsets, tone, write

OPTIONS = ExportOptions(ExportFormat.MIXDOWN)
NTSC_FILM = Fraction(24_000, 1001)


def sound(number: int, samples: int = 10 * RATE, rate: int = RATE) -> Media:
    return Media(
        UUID(int=number),
        f"Film/{number}.wav",
        MediaKind.AUDIO,
        "0" * 64,
        samples=samples,
        sample_rate=rate,
    )


def heard(number: int, span: Span, media: Media | None = None, **more: object) -> Event:
    whole = {"media": media or sound(number), "row": "track", **more}
    return Event(UUID(int=number), f"Music {number}", span, **whole)  # type: ignore[arg-type]


def cut(*events: Event, rate: Fraction = Fraction(24), frames: int = 48) -> CutList:
    timecode = Timecode(rate)
    section = Section(UUID(int=7), "INT. HALL", Span(0, frames))
    pictures = tracks_of(event for event in events if not event.heard)
    sounds = tracks_of(event for event in events if event.heard)
    return CutList(UUID(int=1), "Film", timecode, 64, 36, (section,), pictures, sounds, 86_400)


def mixed(of: CutList, files: dict[int, Path], first: int = 0, last: int = 47) -> Samples:
    named = {UUID(int=number): path for number, path in files.items()}
    return np.concatenate(list(mix(of, named, first, last)), axis=1)


@pytest.mark.parametrize("rate", [Fraction(24), NTSC_FILM, Fraction(25), Fraction(30_000, 1001)])
def test_a_sound_begins_with_the_sample_of_its_frame(tmp_path: Path, rate: Fraction) -> None:
    path = write(tmp_path / "a.wav", clicks(0.2, [0]))
    events = [heard(number, Span(start, start + 4)) for number, start in ((1, 0), (2, 17), (3, 40))]

    out = mixed(cut(*events, rate=rate), {1: path, 2: path, 3: path})

    assert onsets(out) == [round(frame / rate * RATE) for frame in (0, 17, 40)]
    assert out.shape == (2, round(48 / rate * RATE))


def test_a_range_lets_hear_what_is_heard_there(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", tone(2, -12, hertz=311))
    of = cut(heard(1, Span(3, 40), level=Level(-6, fade_in=20, fade_out=10)), rate=NTSC_FILM)

    whole, part = mixed(of, {1: path}), mixed(of, {1: path}, 11, 30)

    start, end = (round(frame / NTSC_FILM * RATE) for frame in (11, 31))
    np.testing.assert_allclose(part, whole[:, start:end], atol=1e-6)


def test_a_sound_begins_in_its_file_where_it_is_told_to(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", clicks(2, [48_000 + 8_000]))
    by_frames = heard(1, Span(0, 24), source=24)
    to_the_sample = heard(2, Span(24, 48), heard_from=Fraction(48_010, 48_000))

    assert onsets(mixed(cut(by_frames, to_the_sample), {1: path, 2: path})) == [8_000, 55_990]


@pytest.mark.parametrize("codec", ["flac", "mp3", "wav"])
def test_far_in_a_long_file_it_is_exact_too(tmp_path: Path, codec: str) -> None:
    """Where decoders jump to, their sound is not always what is there."""
    codecs = {"flac": "flac", "mp3": "libmp3lame", "wav": "pcm_s16le"}
    long = clicks(20, [15 * 44_100], rate=44_100)
    path = write(tmp_path / f"a.{codec}", long, rate=44_100, codec=codecs[codec])
    event = heard(1, Span(0, 48), heard_from=Fraction(14))

    (onset,) = onsets(mixed(cut(event), {1: path}))

    assert abs(onset - RATE) <= RATE // 4000


def test_another_sample_rate_and_a_single_channel_are_heard_as_they_are(tmp_path: Path) -> None:
    left = clicks(1, [22_050], rate=44_100)[:1]
    path = write(tmp_path / "a.wav", left, rate=44_100)

    out = mixed(cut(heard(1, Span(0, 48))), {1: path})

    assert abs(onsets(out)[0] - 24_000) <= 2
    np.testing.assert_array_equal(out[0], out[1])
    assert out[0, 24_100] == pytest.approx(0.5, abs=0.02)


def test_gain_and_fades_are_straight_lines_and_the_mute_is_silent(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", np.full((2, 2 * RATE), 0.5, np.float32))
    faded = heard(1, Span(0, 48), level=Level(-20 * np.log10(2), fade_in=12, fade_out=24))
    muted = heard(2, Span(0, 48), level=Level(muted=True))

    out = mixed(cut(faded, muted), {1: path, 2: path})

    found = [out[0, round(second * RATE)] for second in (0, 0.125, 0.25, 0.5, 0.75, 1, 1.25, 1.5)]
    wanted = [0, 0.0625, 0.125, 0.25, 0.25, 0.25, 0.1875, 0.125]
    assert found == pytest.approx(wanted, abs=1e-3)
    assert abs(out[0, -1]) < 1e-3


def test_sounds_at_once_are_added(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", np.full((2, 2 * RATE), 0.25, np.float32))

    out = mixed(cut(heard(1, Span(0, 24)), heard(2, Span(12, 36))), {1: path, 2: path})

    found = [out[0, frame * 2000] for frame in (6, 18, 30, 42)]
    assert found == pytest.approx([0.25, 0.5, 0.25, 0], abs=1e-3)


def talking_film(path: Path) -> Path:
    film = FilmFile(
        path,
        size=(64, 36),
        rate=Fraction(24),
        quality=Quality.PREVIEW,
        sample_rate=RATE,
        metadata={},
    )
    said = clicks(2, [12 * 2000])
    for frame in range(48):
        film.show(black(64, 36))
        film.sound(said[:, frame * 2000 : frame * 2000 + 2000])
    film.close()
    return path


def test_a_film_is_heard_where_it_is_shown(tmp_path: Path) -> None:
    path = talking_film(tmp_path / "film")
    media = Media(UUID(int=5), "a.mp4", MediaKind.VIDEO, "0" * 64, 64, 36, 48, Fraction(24))
    shown = Event(UUID(int=5), "1A", Span(20, 44), media, source=6)

    (onset,) = onsets(mixed(cut(shown), {5: path}))

    assert abs(onset - 26 * 2000) <= RATE // 1000


def test_what_is_missing_or_damaged_is_silent_and_told(tmp_path: Path) -> None:
    (tmp_path / "bad.wav").write_bytes(b"RIFF\x00\x00\x00\x00WAVEnothing")
    path = write(tmp_path / "a.wav", tone(2, -20))
    of = cut(*(heard(number, Span(0, 48)) for number in (1, 2, 3)))

    made = make_mixdown(task(of, {1: path, 2: tmp_path / "bad.wav"}, tmp_path), lambda _: None)

    assert list(made.facts["unheard"]) == ["Film/2.wav", "Film/3.wav"]
    assert made.facts["unheard"]["Film/3.wav"] == "The file is missing."


def task(of: CutList, files: dict[int, Path], out: Path, **options: object) -> Task:
    named = {UUID(int=number): path for number, path in files.items()}
    return Task(of, replace(OPTIONS, **options), named, out)  # type: ignore[arg-type]


def loudness_of(sound: Samples) -> float:
    meter = Meter(RATE)
    meter.hear(sound)
    return meter.loudness


@pytest.mark.parametrize(
    ("sounds", "wanted"),
    [
        ([tone(2, -30)], -16),
        ([tone(2, -3)], -23),
        ([tone(2, -20, hertz=200), clicks(2, range(0, 96_000, 12_000), height=0.9)], -14),
    ],
)
def test_a_mixdown_is_as_loud_as_is_asked_for(
    tmp_path: Path, sounds: Sequence[Samples], wanted: float
) -> None:
    files = {number: write(tmp_path / f"{number}.wav", one) for number, one in enumerate(sounds, 1)}
    of = cut(*(heard(number, Span(0, 48)) for number in files))
    told: list[float] = []

    made = make_mixdown(task(of, files, tmp_path, loudness=wanted), told.append)

    out = heard_in(made.files[0])
    peak = decibels(float(TruePeaks().of(out).max()))
    assert loudness_of(out) == pytest.approx(wanted, abs=0.5)
    assert loudness_of(out) == pytest.approx(made.facts["loudness"], abs=0.05)
    assert peak == pytest.approx(made.facts["true_peak"], abs=0.05)
    assert peak <= -0.9
    assert told == sorted(told)
    assert told[-1] == 1


def test_a_mixdown_is_a_wav_of_24_bits_exactly_as_long(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", tone(1, -20))
    of = cut(heard(1, Span(0, 48)), rate=NTSC_FILM)

    made = make_mixdown(task(of, {1: path}, tmp_path, first_frame=5, last_frame=41), lambda _: None)

    (file,) = made.files
    samples = round(42 / NTSC_FILM * RATE) - round(5 / NTSC_FILM * RATE)
    with av.open(str(file)) as opened:
        stream = opened.streams.audio[0]
        assert (stream.codec_context.name, stream.rate, stream.channels) == ("pcm_s24le", RATE, 2)
        assert stream.duration == samples
    assert file.name == "Film.wav"
    assert made.facts["samples"] == samples
    assert heard_in(file).shape == (2, samples)


def test_a_silent_film_is_not_made_louder(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", np.zeros((2, RATE), np.float32))

    made = make_mixdown(task(cut(heard(1, Span(0, 48))), {1: path}, tmp_path), lambda _: None)

    assert made.facts["loudness"] is None
    assert not heard_in(made.files[0]).any()


@pytest.mark.parametrize(
    ("events", "options", "words"),
    [
        ([], {}, "Nothing is heard"),
        ([heard(1, Span(0, 48), level=Level(muted=True))], {}, "take off the mute"),
        ([heard(9, Span(0, 48))], {}, "Film/9.wav: The file is missing."),
        ([heard(1, Span(0, 12))], {"first_frame": 24}, "Nothing is heard"),
        ([heard(1, Span(0, 48))], {"first_frame": 99}, "beyond its end"),
    ],
)
def test_where_nothing_is_heard_nothing_is_made(
    tmp_path: Path, events: list[Event], options: dict[str, int], words: str
) -> None:
    path = write(tmp_path / "a.wav", tone(2, -20))
    (out := tmp_path / "out").mkdir()

    with pytest.raises(CannotExport, match=words):
        make_mixdown(task(cut(*events), {1: path}, out, **options), lambda _: None)

    assert not list(out.iterdir())


def test_a_dissolve_leaves_the_sound_of_both_films_at_the_cut(tmp_path: Path) -> None:
    path = talking_film(tmp_path / "film")
    media = Media(UUID(int=5), "a.mp4", MediaKind.VIDEO, "0" * 64, 64, 36, 48, Fraction(24))
    first = Event(UUID(int=5), "1A", Span(0, 20), media)
    dissolve = Transition(TransitionKind.DISSOLVE, 10)
    second = Event(UUID(int=6), "1B", Span(20, 40), media, transition=dissolve)

    found = onsets(mixed(cut(first, second), {5: path}))

    assert [round(one / 2000) for one in found] == [12, 32]
