from collections.abc import Iterator
from fractions import Fraction

import av
import av.filter
import numpy as np
import pytest

from infra.exporting.loudness import Limiter, Meter, TruePeaks, decibels
from tests.infra.exporting.sounds import RATE, Samples, tone


def measured(sound: Samples, rate: int = RATE, step: int = 30_011) -> Meter:
    meter = Meter(rate)
    for start in range(0, sound.shape[1], step):
        meter.hear(sound[:, start : start + step])
    return meter


def by_ffmpeg(sound: Samples, rate: int = RATE) -> float:
    graph = av.filter.Graph()
    given = graph.add_abuffer(
        sample_rate=rate, format="fltp", layout="stereo", time_base=Fraction(1, rate)
    )
    meter, out = graph.add("ebur128", "metadata=1"), graph.add("abuffersink")
    given.link_to(meter)
    meter.link_to(out)
    graph.configure()
    frame = av.AudioFrame.from_ndarray(sound, format="fltp", layout="stereo")
    frame.rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
    graph.push(frame)
    graph.push(None)
    told = [float(part.metadata["lavfi.r128.I"]) for part in _pulled(graph)]
    return told[-1]


def _pulled(graph: av.filter.Graph) -> Iterator[av.AudioFrame]:
    while True:
        try:
            yield graph.pull()  # type: ignore[misc]
        except (av.error.EOFError, av.error.BlockingIOError):
            return


@pytest.mark.parametrize("level", [-23.0, -33.0, -6.0])
def test_a_sine_on_both_sides_is_as_loud_as_its_peak(level: float) -> None:
    """Test signals 1 and 2 of EBU Tech 3341."""
    assert measured(tone(3, level)).loudness == pytest.approx(level, abs=0.1)


def test_the_faint_parts_are_left_out() -> None:
    """As test signal 3 of EBU Tech 3341."""
    sound = np.concatenate([tone(2, -36), tone(30, -23), tone(2, -36)], axis=1)

    assert measured(sound).loudness == pytest.approx(-23, abs=0.1)


@pytest.mark.parametrize("rate", [44_100, 48_000, 96_000])
def test_another_meter_says_the_same(rate: int) -> None:
    random = np.random.default_rng(5)
    at = np.arange(6 * rate) / rate
    swell = (0.02 + 0.2 * np.sin(np.pi * at / 6) ** 2) * (1 + np.sin(2 * np.pi * 3 * at))
    low = np.sin(2 * np.pi * 60 * at)
    sound = np.stack([swell * (random.normal(0, 0.3, at.size) + low), swell * low])
    sound = sound.astype(np.float32)

    assert measured(sound, rate).loudness == pytest.approx(by_ffmpeg(sound, rate), abs=0.1)


@pytest.mark.parametrize("sound", [np.zeros((2, RATE), np.float32), tone(0.3, -10)])
def test_of_silence_and_of_too_little_nothing_is_said(sound: Samples) -> None:
    assert measured(sound).loudness == -np.inf


def test_a_peak_between_samples_is_found() -> None:
    at = np.arange(RATE)
    wave = np.sin(2 * np.pi * at / 4 + np.pi / 4).astype(np.float32)  # each sample is 0.707

    peak = measured(np.stack([wave, wave])).peak

    assert decibels(peak) == pytest.approx(0, abs=0.25)


@pytest.mark.parametrize("step", [1_000, 4_801, 48_000])
def test_the_limiter_holds_the_ceiling_and_leaves_the_rest(step: int) -> None:
    sound = tone(3, -12)
    sound[:, RATE : RATE + RATE // 2] *= 5.5

    blocks = [sound[:, start : start + step] for start in range(0, sound.shape[1], step)]
    out = np.concatenate(list(Limiter(-1.0, RATE).over(blocks)), axis=1)

    assert out.shape == sound.shape
    assert decibels(float(TruePeaks().of(out).max())) <= -0.95
    assert np.abs(out[0, RATE : RATE + RATE // 2]).max() > 0.85
    quiet = np.r_[0 : RATE - 2_000, RATE + RATE // 2 + 2_000 : sound.shape[1]]
    np.testing.assert_array_equal(out[:, quiet], sound[:, quiet])


def test_the_limiter_does_the_same_whatever_the_blocks() -> None:
    sound = np.random.default_rng(2).normal(0, 0.5, (2, 20_000)).astype(np.float32)

    whole, parts = (
        np.concatenate(
            list(
                Limiter(-1.0, RATE).over(
                    [sound[:, at : at + step] for at in range(0, 20_000, step)]
                )
            ),
            axis=1,
        )
        for step in (20_000, 777)
    )

    np.testing.assert_allclose(whole, parts, atol=1e-6)
