import asyncio
import struct
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import httpx
import numpy as np
import pytest
from sqlalchemy import text

from api import tracks
from api.tracks import waveform_data
from studio.access.viewer import Role
from tests.api.test_uploads import png
from tests.doubles.waiting import until
from tests.running import Caller, Studio
from tests.schema.graphs import make_film
from tests.sounds import beating, encoded, wav
from tests.workers.conftest import lab as lab
from tests.workers.lab import Lab
from workers.hearing import listen

TRACK = """query($id: ID!) { node(id: $id) { ... on Track {
    name position startFrame durationFrames samples sampleRate url version beatsPerBar tempo
    analysis { tempo confidence beatCount failure } beats { seconds frame bar number }
    project { id tracks { id } } } } }"""


async def put(
    caller: Caller, project: str, data: Any, key: str | None = None, **given: Any
) -> httpx.Response:
    headers = {} if key is None else {"Idempotency-Key": key}
    return await caller.http.put(
        f"{caller.url}/tracks/{project}",
        params=given,
        content=data,
        headers={"Authorization": f"Bearer {caller.token}", **headers},
    )


async def seen(caller: Caller, track: str) -> dict[str, Any]:
    found = await caller.data(TRACK, id=track)
    node: dict[str, Any] = found["node"]
    return node


async def waveform(caller: Caller, track: str, zoom: int = 0, **headers: str) -> httpx.Response:
    return await caller.http.get(
        f"{caller.url}/waveforms/{track}",
        params={"zoom": zoom},
        headers={"Authorization": f"Bearer {caller.token}", **headers},
    )


async def heard(lab: Lab) -> None:
    """As the queue process does it: what the commits left for it, each twice."""
    async with lab.context.sessions() as session:
        waiting = await session.execute(
            text("SELECT arguments FROM outbox WHERE actor = :actor"), {"actor": "analyse_sound"}
        )
        ids = [UUID(arguments[0]) for (arguments,) in waiting]
    for asset_id in [*ids, *ids]:
        await listen(lab.context, asset_id)


@pytest.mark.feature("AUD-1", "AUD-2", "TML-4")
async def test_music_is_brought_listened_to_and_drawn(studio: Studio, lab: Lab) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    data = wav(beating(120, 8.0))
    answer = await put(studio.owner, film.project, data, name="My Song.v2.wav", startFrame=12)
    assert answer.status_code == 201, answer.text
    track = answer.json()["trackId"]
    new = await seen(studio.owner, track)
    assert (new["name"], new["startFrame"], new["samples"]) == ("My Song.v2", 12, str(8 * 22_050))
    assert (new["analysis"], new["beats"]) == (None, [])
    assert new["project"]["tracks"] == [{"id": track}]
    file = await studio.owner.http.get(f"{studio.url}{new['url']}")
    assert (file.content, file.headers["content-type"]) == (data, "audio/wav")
    assert file.headers["x-content-type-options"] == "nosniff"
    assert (await waveform(studio.owner, track)).status_code == 202
    await heard(lab)
    known = await seen(studio.owner, track)
    assert known["analysis"]["tempo"] == pytest.approx(120, rel=0.01)
    assert known["analysis"]["confidence"] > 0.8
    assert known["analysis"]["beatCount"] == len(known["beats"]) == 16
    first = known["beats"][0]
    assert first["seconds"] == pytest.approx(0.25, abs=0.03)
    assert first["frame"] == 12 + 6
    drawn = await waveform(studio.owner, track, 2)
    header = struct.unpack("<iIiiIi", drawn.content[:24])
    assert header == (2, 1, 22_050, 1024, -(-8 * 22_050 // 1024), 1)
    assert len(drawn.content) == 24 + 2 * header[4]
    pairs = np.frombuffer(drawn.content[24:], np.int8).reshape(-1, 2)
    assert pairs.max() > 60
    assert pairs.min() < -60
    again = await waveform(studio.owner, track, 2, **{"If-None-Match": drawn.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.feature("AUD-1")
async def test_the_same_bytes_are_listened_to_once(studio: Studio, lab: Lab) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    data = wav(beating(100, 6.0))
    first = (await put(studio.owner, film.project, data, name="a")).json()["trackId"]
    await heard(lab)
    second = (await put(studio.owner, film.project, data, name="b")).json()["trackId"]
    assert first != second
    assert (await seen(studio.owner, second))["analysis"]["tempo"] == pytest.approx(100, rel=0.01)
    async with lab.context.sessions() as session:
        assert await session.scalar(text("SELECT count(*) FROM outbox")) == 1
        assert await session.scalar(text("SELECT count(*) FROM sound_analyses")) == 1
    await listen(lab.context, uuid4())


@pytest.mark.feature("AUD-1")
async def test_a_file_that_is_sent_again_with_its_key_is_one_track(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    other = await make_film(studio.owner, scenes=1, clips=1)
    data, song = wav(beating(100, 1.0)), {"name": "a.wav", "startFrame": 3}
    sent = [put(studio.owner, film.project, data, "k", **song) for _ in range(3)]
    answers = [
        *await asyncio.gather(*sent),
        await put(studio.owner, film.project, data, "k", **song),
    ]
    assert {answer.status_code for answer in answers} == {201}
    (track,) = {answer.json()["trackId"] for answer in answers}
    assert (await seen(studio.owner, track))["project"]["tracks"] == [{"id": track}]
    for project, bytes_, given in (
        (other.project, data, song),
        (film.project, wav(beating(90, 1.0)), song),
        (film.project, data, {**song, "startFrame": 4}),
        (film.project, data, {**song, "name": "b.wav"}),
    ):
        refused = await put(studio.owner, project, bytes_, "k", **given)
        told = refused.json()["error"]["code"]
        assert (refused.status_code, told) == (409, "IDEMPOTENCY_CONFLICT")
    second = await put(studio.owner, film.project, data, "other", **song)
    assert second.json()["trackId"] != track
    for wrong in ("", "x" * 201):
        assert (await put(studio.owner, film.project, data, wrong, **song)).status_code == 400
    await studio.owner.do("deleteTrack", "deletedId", id=track)
    assert (await put(studio.owner, film.project, data, "k", **song)).status_code == 404


async def test_a_key_of_what_failed_is_free(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    assert (await put(studio.owner, film.project, b"hello", "k")).status_code == 415
    assert (await put(studio.owner, film.project, wav(beating(100, 1.0)), "k")).status_code == 201


async def test_a_file_that_is_spoilt_or_gone_is_told_until_it_is_brought_again(
    studio: Studio, lab: Lab, tmp_path: Path
) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    data = wav(beating(100, 2.0))
    track = (await put(studio.owner, film.project, data)).json()["trackId"]
    (file,) = (path for path in (tmp_path / "media" / "blobs").rglob("*") if path.is_file())
    file.write_bytes(b"RIFF....WAVE and no more")
    await heard(lab)
    told = (await seen(studio.owner, track))["analysis"]
    assert (told["tempo"], told["beatCount"]) == (None, 0)
    assert told["failure"]
    drawn = await waveform(studio.owner, track)
    assert (drawn.status_code, drawn.json()["error"]["code"]) == (404, "NOT_HEARD")
    file.unlink()
    await heard(lab)
    told = (await seen(studio.owner, track))["analysis"]
    assert told["failure"] == "The file is gone from the store. Bring it again."
    await put(studio.owner, film.project, data)
    await heard(lab)
    assert (await seen(studio.owner, track))["analysis"]["failure"] is None


_JUNK = {
    "nothing": b"",
    "words": b"hello",
    "picture": png(),
    "playlist": b"#EXTM3U\nfile:///etc/passwd",
    "zip": b"RIFF\xff\xff\xff\xffWAVEPK\x03\x04" + b"\0" * 500,
    "page": b"ID3\x04\0\0\0\0\0\0<html><script>alert(1)</script>" + b" " * 500,
    "script": b"OggS" + b"<script>" * 100,
    "broken m4a": b"\0\0\0\x18ftypM4A " + b"z" * 1_000,
}


async def test_what_is_no_sound_is_refused_and_nothing_is_kept(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=0)
    for name, junk in _JUNK.items():
        answer = await put(studio.owner, film.project, junk, name="song.mp3")
        assert (answer.status_code, answer.json()["error"]["code"]) == (415, "NOT_MEDIA"), name
    await _nothing_is_kept(studio)


async def _nothing_is_kept(studio: Studio) -> None:
    async with studio.sessions() as session:
        for table in ("tracks", "assets", "blobs", "outbox"):
            assert await session.scalar(text(f"SELECT count(*) FROM {table}")) == 0, table


async def test_a_film_is_no_track(studio: Studio, tmp_path: Path) -> None:
    film = await make_film(studio.owner, scenes=1, clips=0)
    tone = (np.sin(np.arange(4_800) / 20) * 0.3).astype(np.float32)
    answer = await put(
        studio.owner, film.project, encoded(tmp_path / "a", "mp4", "aac", tone, film=True)
    )
    assert answer.status_code == 415
    assert "A track is sound" in answer.json()["error"]["message"]
    await _nothing_is_kept(studio)


async def test_a_page_behind_a_sound_is_served_as_the_sound(studio: Studio, tmp_path: Path) -> None:
    film = await make_film(studio.owner, scenes=1, clips=0)
    tone = (np.sin(np.arange(48_000) / 20) * 0.3).astype(np.float32)
    data = encoded(tmp_path / "a", "mp3", "libmp3lame", tone) + b"<html><script>alert(1)</script>"
    answer = await put(studio.owner, film.project, data, name="x.html")
    known = await seen(studio.owner, answer.json()["trackId"])
    file = await studio.owner.http.get(f"{studio.url}{known['url']}")
    assert file.headers["content-type"] == "audio/mpeg"
    assert file.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in file.headers["content-security-policy"]


async def test_only_who_may_edit_the_project_may_bring_sound(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    gone = await make_film(studio.owner, scenes=1, clips=1)
    await studio.owner.do("deleteProject", "deletedId", id=gone.project)
    guest = await studio.stranger(Role.VIEWER, same_workspace=True)
    data = wav(beating(120, 1.0))
    for caller, place, status in (
        (await studio.stranger(), film.project, 404),
        (guest, film.project, 403),
        (studio.owner, gone.project, 404),
        (studio.owner, "project_00", 404),
        (studio.owner, film.scenes[0], 404),
        (Caller(studio.url, "nobody", studio.owner.http), film.project, 401),
    ):
        assert (await put(caller, place, data)).status_code == status
    for start in ("-1", "x", "1.5", str(2**30 + 1), "9" * 400):
        assert (await put(studio.owner, film.project, data, startFrame=start)).status_code == 400
    await _nothing_is_kept(studio)


async def test_a_sound_beyond_the_limit_is_refused(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tracks, "TRACK_BYTES", 10_000)
    film = await make_film(studio.owner, scenes=1, clips=1)
    answer = await put(studio.owner, film.project, wav(beating(120, 1.0)))
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "TOO_LARGE")
    await _nothing_is_kept(studio)


async def test_who_breaks_off_leaves_nothing(
    studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = await make_film(studio.owner, scenes=1, clips=0)
    (folder := tmp_path / "uploads").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    web = urlsplit(studio.url)
    _, writer = await asyncio.open_connection(web.hostname, web.port)
    data = wav(beating(120, 1.0))
    writer.write(
        f"PUT /tracks/{film.project}?name=a HTTP/1.1\r\nHost: x\r\n"
        f"Authorization: Bearer {studio.owner.token}\r\n"
        f"Content-Length: {len(data)}\r\n\r\n".encode()
    )
    writer.write(data[: len(data) // 2])
    await writer.drain()
    await until(lambda: list(folder.iterdir()))
    writer.close()
    await writer.wait_closed()
    await until(lambda: not list(folder.iterdir()))
    await _nothing_is_kept(studio)


@pytest.mark.parametrize(
    ("given", "called"),
    [
        ("Ouvertüre.flac", "Ouvertüre"),
        ("../../etc/passwd", "passwd"),
        ("", "Sound"),
        ("a\0b\tc\n.mp3", "ab c"),
        ("x" * 500 + ".wav", "x" * 200),
    ],
)
def test_a_track_is_called_as_its_file_was(given: str, called: str) -> None:
    assert tracks._called(given) == called


async def test_waveforms_are_for_who_may_see_the_track(studio: Studio, lab: Lab) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    track = (await put(studio.owner, film.project, wav(beating(120, 2.0)))).json()["trackId"]
    await heard(lab)
    stranger = await studio.stranger()
    nobody = Caller(studio.url, "nobody", studio.owner.http)
    for caller, name, zoom, status in (
        (stranger, track, 0, 404),
        (nobody, track, 0, 401),
        (studio.owner, "track_00", 0, 404),
        (studio.owner, film.project, 0, 404),
        (studio.owner, track, 11, 400),
        (studio.owner, track, -1, 400),
        (studio.owner, track, 10, 200),
    ):
        assert (await waveform(caller, name, zoom)).status_code == status, (name, zoom)
    await studio.owner.do("deleteTrack", "deletedId", id=track)
    assert (await waveform(studio.owner, track)).status_code == 404


@pytest.mark.parametrize(
    ("zoom", "pairs"),
    [
        (0, [(-1, 1), (-2, 5), (-9, 2), (0, 0), (-3, 127)]),
        (1, [(-2, 5), (-9, 2), (-3, 127)]),
        (2, [(-9, 5), (-3, 127)]),
        (3, [(-9, 127)]),
        (10, [(-9, 127)]),
    ],
)
def test_a_waveform_further_away_has_the_extremes_of_the_near_one(
    zoom: int, pairs: list[tuple[int, int]]
) -> None:
    near = np.array([(-1, 1), (-2, 5), (-9, 2), (0, 0), (-3, 127)], np.int8).tobytes()
    data = waveform_data(near, 44_100, 256, zoom)
    assert struct.unpack("<iIiiIi", data[:24]) == (2, 1, 44_100, 256 << zoom, len(pairs), 1)
    told = struct.unpack(f"<{2 * len(pairs)}b", data[24:])
    assert list(zip(told[::2], told[1::2], strict=True)) == pairs


def test_the_waveform_of_nothing_is_empty() -> None:
    assert waveform_data(b"", 48_000, 256, 3) == struct.pack("<iIiiIi", 2, 1, 48_000, 2048, 0, 1)
