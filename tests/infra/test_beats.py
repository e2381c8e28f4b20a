import numpy as np
import pytest
from numpy.typing import NDArray

from infra.beats import RATE, SURE_ENOUGH, Beats, Onsets, find_beats
from tests.sounds import beating, clicks

Signal = NDArray[np.float32]


def listened(mono: Signal, piece: int = 5_000) -> Beats:
    onsets = Onsets()
    for start in range(0, len(mono), piece):
        onsets.add(mono[start : start + piece])
    return find_beats(*onsets.ends())


def share_met(beats: Beats, truth: list[float]) -> float:
    """Of the true beats that have one within 30 ms."""
    return float(np.mean([np.abs(beats.seconds - moment).min() < 0.03 for moment in truth]))


def noise(seconds: float, seed: int) -> Signal:
    count = int(seconds * RATE)
    return np.random.default_rng(seed).normal(0, 0.2, count).astype(np.float32)


def speech(seed: int, seconds: float = 25.0) -> Signal:
    """Syllables of no even length, with pauses."""
    rng = np.random.default_rng(seed)
    out = np.zeros(int(seconds * RATE), np.float32)
    moment = 0.2
    while moment < seconds - 1:
        length = int(rng.uniform(0.08, 0.2) * RATE)
        ranks, pitch = np.arange(length) / RATE, rng.uniform(90, 180)
        voice = sum(np.sin(2 * np.pi * pitch * part * ranks) / part for part in range(1, 20))
        at = int(moment * RATE)
        out[at : at + length] += (voice * np.hanning(length) * 0.2).astype(np.float32)
        moment += max(length / RATE, rng.normal(0.22, 0.07))
        moment += rng.uniform(0.3, 0.9) if rng.random() < 0.12 else 0.0
    return out


def pads(seed: int, seconds: float = 25.0) -> Signal:
    """Tones that swell and fade."""
    rng = np.random.default_rng(seed)
    ranks = np.arange(int(seconds * RATE)) / RATE
    tones = [
        np.sin(2 * np.pi * pitch * ranks) * (1 + np.sin(2 * np.pi * rng.uniform(0.05, 0.3) * ranks))
        for pitch in rng.uniform(80, 800, 8)
    ]
    mixed: Signal = (0.05 * np.sum(tones, axis=0)).astype(np.float32)
    return mixed


@pytest.mark.parametrize("tempo", [84.0, 96.0, 128.0])
def test_a_soft_drum_is_the_beat_and_the_bright_cymbal_between_is_not(tempo: float) -> None:
    out = np.zeros(24 * RATE, np.float32)
    rng = np.random.default_rng(3)
    ranks = np.arange(int(0.12 * RATE)) / RATE
    drum = 0.5 * np.exp(-ranks * 30) * np.sin(2 * np.pi * 60 * ranks)
    cymbal = 0.4 * np.exp(-ranks * 80) * rng.normal(0, 1, len(ranks))
    truth = list(np.arange(0.3, 23.0, 60.0 / tempo))
    for moment in truth:
        for late, sound in ((0.0, drum), (30.0 / tempo, cymbal)):
            at = round((moment + late) * RATE)
            out[at : at + len(sound)] += sound.astype(np.float32)
    beats = listened(out)
    assert beats.tempo == pytest.approx(tempo, rel=0.01)
    assert share_met(beats, truth) >= 0.95
    assert len(beats.seconds) <= len(truth) + 2


@pytest.mark.parametrize("tempo", [72.0, 90.0, 128.0, 174.0])
def test_an_even_tempo_is_found_and_each_of_its_beats(tempo: float) -> None:
    truth = list(np.arange(0.25, 20.0, 60.0 / tempo))
    beats = listened(beating(tempo, 20.0))
    assert beats.tempo == pytest.approx(tempo, rel=0.01)
    assert beats.confidence > 0.9
    assert share_met(beats, truth) >= 0.95
    assert abs(len(beats.seconds) - len(truth)) <= 1
    errors = [beats.seconds[np.abs(beats.seconds - moment).argmin()] - moment for moment in truth]
    assert abs(np.median(errors)) < 0.004, "neither early nor late"


def test_a_player_who_speeds_up_is_followed() -> None:
    truth = [0.5]
    while truth[-1] < 39.0:
        truth.append(truth[-1] + 60.0 / (100.0 + 30.0 * truth[-1] / 40.0))
    beats = listened(clicks(truth, 40.0))
    assert beats.tempo == pytest.approx(60.0 * (len(truth) - 1) / (truth[-1] - truth[0]), rel=0.02)
    assert share_met(beats, truth) >= 0.95
    assert abs(len(beats.seconds) - len(truth)) <= 1


def test_bars_begin_where_it_is_loudest() -> None:
    truth = list(np.arange(0.25, 20.0, 0.5))
    loud = [0.9 if rank % 4 == 2 else 0.3 for rank in range(len(truth))]
    beats = listened(clicks(truth, 20.0, loud=loud))
    first = np.abs(np.array(truth) - beats.seconds[beats.downbeat]).argmin()
    assert first % 4 == 2


@pytest.mark.parametrize(
    "mono",
    [
        np.zeros(0, np.float32),
        np.zeros(100, np.float32),
        np.zeros(20 * RATE, np.float32),
        np.full(20 * RATE, 0.5, np.float32),
        noise(20, 1),
        noise(6, 2),
        speech(1),
        speech(2),
        pads(1),
        pads(2),
        clicks([3.0], 20.0),
        clicks(sorted(np.random.default_rng(3).uniform(0, 20, 50)), 20.0),
        beating(120, 2.0),
    ],
    ids=[
        *("nothing", "a moment", "silence", "one level", "noise", "short noise", "speech"),
        *("more speech", "pads", "more pads", "one click", "clicks at random", "too short"),
    ],
)
def test_what_does_not_beat_has_no_beats_and_is_said_to_be_unsure(mono: Signal) -> None:
    beats = listened(mono)
    assert beats.tempo is None
    assert len(beats.seconds) == 0
    assert beats.confidence < SURE_ENOUGH


def test_pieces_of_any_length_are_heard_alike() -> None:
    mono = beating(128, 8.0)
    whole, parts = listened(mono, len(mono)), listened(mono, 777)
    assert np.array_equal(whole.seconds, parts.seconds)


def test_what_begins_late_and_ends_early_has_no_beats_outside() -> None:
    truth = list(np.arange(8.0, 20.0, 0.5))
    beats = listened(clicks(truth, 30.0))
    assert beats.seconds[0] > 7.9
    assert beats.seconds[-1] < 20.0
