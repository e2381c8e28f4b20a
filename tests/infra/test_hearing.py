import io
import struct
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from infra import hearing, media
from infra.hearing import SAMPLES_PER_PEAK, hear, hear_apart
from infra.media import Facts, NotMedia, inspect
from studio.library.media import MediaKind
from tests.sounds import RATE, beating, encoded, wav


def kept(folder: Path, data: bytes) -> Path:
    (folder / "sound").write_bytes(data)
    return folder / "sound"


def pairs(peaks: bytes) -> list[tuple[int, int]]:
    return [(int(low), int(high)) for low, high in np.frombuffer(peaks, np.int8).reshape(-1, 2)]


@pytest.mark.parametrize("channels", [1, 2])
async def test_the_peaks_of_a_known_wave(tmp_path: Path, channels: int) -> None:
    mono = np.concatenate(
        [
            np.full(256, 0.5),
            np.tile([1.0, -1.0], 128),
            np.zeros(256),
            np.full(256, -0.001),
            np.full(100, 0.25),
        ]
    ).astype(np.float32)
    heard = hear(kept(tmp_path, wav(mono, channels=channels)))
    assert heard.samples_per_peak == SAMPLES_PER_PEAK
    assert pairs(heard.peaks) == [(64, 64), (-128, 127), (0, 0), (-1, -1), (32, 32)]
    assert (heard.tempo, heard.beats, heard.failure) == (None, [], None)


async def test_channels_are_mixed_down(tmp_path: Path) -> None:
    out = io.BytesIO(wav(np.zeros(512, np.float32), channels=2))
    data = bytearray(out.getvalue())
    data[44:] = np.tile(np.array([16384, 0], "<i2"), 512).tobytes()
    assert pairs(hear(kept(tmp_path, bytes(data))).peaks) == [(32, 32), (32, 32)]


async def test_beats_are_samples_of_the_files_own_rate(tmp_path: Path) -> None:
    data = encoded(tmp_path / "a", "flac", "flac", np.repeat(beating(120, 8.0), 2), rate=44_100)
    heard = await hear_apart(kept(tmp_path, data))
    assert heard.tempo == pytest.approx(120, rel=0.01)
    assert heard.beats[0] == pytest.approx(0.25 * 44_100, abs=0.03 * 44_100)
    assert list(np.diff(heard.beats)) == pytest.approx([22_050] * 15, abs=500)
    assert len(heard.peaks) == 2 * -(-8 * 44_100 // 256)


@pytest.mark.parametrize(
    ("container", "codec", "media_type", "spare"),
    [
        ("ogg", "vorbis", "audio/ogg", 1024),
        ("ogg", "libopus", "audio/ogg", 960),
        ("ogg", "flac", "audio/ogg", 0),
        ("ipod", "aac", "audio/mp4", 2048),
        ("mp4", "aac", "audio/mp4", 2048),
        ("mp3", "libmp3lame", "audio/mpeg", 2304),
    ],
)
async def test_files_of_many_kinds_are_known_and_heard(
    tmp_path: Path, container: str, codec: str, media_type: str, spare: int
) -> None:
    mono = np.interp(np.arange(6 * 48_000) / 48_000 * RATE, np.arange(6 * RATE), beating(120, 6.0))
    path = tmp_path / "a"
    encoded(path, container, codec, mono.astype(np.float32))
    facts = await inspect(path)
    assert (facts.media_type, facts.kind, facts.sample_rate) == (
        media_type,
        MediaKind.AUDIO,
        48_000,
    )
    assert facts.samples is not None
    assert facts.samples == pytest.approx(6 * 48_000, abs=spare)
    heard = hear(path)
    assert len(heard.peaks) == 2 * -(-facts.samples // 256)
    assert heard.tempo == pytest.approx(120, rel=0.01)
    assert heard.beats[0] == pytest.approx(0.25 * 48_000, abs=0.03 * 48_000)


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG")
    return out.getvalue()


async def test_a_cover_is_no_film_and_a_film_no_sound(tmp_path: Path) -> None:
    tone = (np.sin(np.arange(48_000) / 20) * 0.3).astype(np.float32)
    plain = encoded(tmp_path / "plain", "mp3", "libmp3lame", tone)
    picture = b"\0image/png\0\x03\0" + png()
    size = len(picture)
    frame = b"APIC" + struct.pack(">I", size) + b"\0\0" + picture
    length = bytes(len(frame) >> shift & 0x7F for shift in (21, 14, 7, 0))
    skip = 10 + sum(b << s for b, s in zip(plain[6:10], (21, 14, 7, 0), strict=True))
    covered = b"ID3\x03\0\0" + length + frame + plain[skip if plain[:3] == b"ID3" else 0 :]
    assert (await inspect(kept(tmp_path, covered))).media_type == "audio/mpeg"
    film = kept(tmp_path, encoded(tmp_path / "film", "mp4", "aac", tone, film=True))
    assert (await inspect(film)).kind is MediaKind.VIDEO
    with pytest.raises(NotMedia, match="moving pictures"):
        hear(film)


def riff(data: bytes, *, says: int | None = None, rate: int = 44_100, channels: int = 1) -> bytes:
    says = len(data) if says is None else says
    form = struct.pack(
        "<HHIIHH", 1, channels, rate, rate * 2 * channels & 0xFFFFFFFF, 2 * channels, 16
    )
    return (
        b"RIFF" + struct.pack("<I", says + 36 & 0xFFFFFFFF) + b"WAVEfmt " + struct.pack("<I", 16) + form
        + b"data" + struct.pack("<I", says) + data
    )  # fmt: skip


async def test_a_sound_is_as_long_as_what_is_there_whatever_it_says(tmp_path: Path) -> None:
    path = kept(tmp_path, riff(b"\0" * 2_000, says=4_000_000_000))
    assert await inspect(path) == Facts(
        "audio/wav", MediaKind.AUDIO, samples=1_000, sample_rate=44_100
    )


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (riff(b"\0" * 100, rate=3_000), "3000 samples"),
        (riff(b"\0" * 100, rate=4_000_000), "4000000 samples"),
        (riff(b"\0" * 6_400, channels=32), "32 channels"),
        (riff(b""), "nothing in it"),
        (b"RIFF\xff\xff\xff\xffWAVE" + b"PK\x03\x04" * 200, "damaged|no sound"),
        (b"ID3\x04\0\0\0\0\0\0" + b"PK\x03\x04" + b"<script>" * 500, "damaged|no sound|nothing"),
        (b"OggS\0\x02" + b"\0" * 22 + b"\x01\x1e" + b"<html>" * 90, "damaged|no sound|nothing"),
        (
            b"fLaC" + b"\x80\0\0\x22" + b"\xff" * 34 + b"#!/bin/sh\n" * 50,
            "damaged|samples|channels",
        ),
    ],
    ids=[
        *("slow", "fast", "many channels", "empty", "zip as wav", "script as mp3"),
        *("page as ogg", "script as flac"),
    ],
)
async def test_what_is_no_sound_behind_its_first_bytes_is_refused(
    tmp_path: Path, data: bytes, why: str
) -> None:
    path = kept(tmp_path, data)
    with pytest.raises(NotMedia, match=why):
        await inspect(path)
    assert (await hear_apart(path)).failure is not None


@pytest.mark.parametrize(
    "more", [bytes(5_000), b"LYRICSBEGIN" + b"la la " * 80 + b"LYRICS200", b"TAG" + b"x" * 125]
)
async def test_a_foreign_tag_at_the_end_is_passed_over(tmp_path: Path, more: bytes) -> None:
    tone = (np.sin(np.arange(48_000) / 20) * 0.3).astype(np.float32)
    data = encoded(tmp_path / "a", "mp3", "libmp3lame", tone)
    plain = (await inspect(kept(tmp_path, data))).samples
    long = (await inspect(kept(tmp_path, data + more))).samples
    assert long == pytest.approx(plain, abs=1_152), "a frame at most"


async def test_a_sound_that_is_damaged_all_over_is_refused(tmp_path: Path) -> None:
    tone = (np.sin(np.arange(48_000 * 4) / 20) * 0.3).astype(np.float32)
    data = bytearray(encoded(tmp_path / "a", "mp3", "libmp3lame", tone))
    for at in range(2_000, len(data) - 200, 700):
        data[at : at + 200] = b"\xff" * 200
    with pytest.raises(NotMedia, match="damaged"):
        await inspect(kept(tmp_path, bytes(data)))


async def test_a_sound_that_goes_on_for_ever_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(media, "_LONGEST_SOUND", 1)
    path = kept(tmp_path, riff(b"\0" * 88_202))
    with pytest.raises(NotMedia, match="four hours"):
        await inspect(path)


async def test_an_endless_flac_of_a_few_bytes_a_second_is_left_as_it_is_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(media, "_LONGEST_SOUND", 20)
    data = encoded(tmp_path / "a", "flac", "flac", np.zeros(30 * 48_000, np.float32))
    assert len(data) < 40_000
    at = data.index(b"fLaC") + 8
    # The length in its header is taken out: unknown.
    silent = data[: at + 13] + bytes([data[at + 13] & 0xF0]) + b"\0" * 4 + data[at + 18 :]
    with pytest.raises(NotMedia, match="four hours"):
        await inspect(kept(tmp_path, silent))


async def test_who_does_not_come_back_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hearing, "PATIENCE", 0.05)
    heard = await hear_apart(kept(tmp_path, wav(beating(120, 2.0))))
    assert heard.failure is not None
    assert "too long" in heard.failure


def test_only_a_moment_of_a_sound_is_in_memory(tmp_path: Path) -> None:
    path = kept(tmp_path, riff(bytes(12 * 1024**2)))
    tracemalloc.start()
    try:
        hear(path)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 20 * 1024**2, "less than its samples take"
