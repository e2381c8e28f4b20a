"""Files that become projects: timelines, projects, bundles with their media."""

import asyncio
import errno
import io
import shutil
import stat
import time
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import httpx
import orjson
import pytest

from api import arriving, imports
from api.arriving import Arrivals
from infra import unpacking
from infra.storage import StorageFull
from studio.access.viewer import Role
from tests.api.test_uploads import png, put
from tests.doubles.waiting import PATIENCE, until
from tests.running import Caller, Studio
from tests.schema.graphs import make_film
from tests.schema.test_importing import text_of
from tests.schema.test_restoring import taken_out
from tests.workers.conftest import lab as lab
from tests.workers.exports import asked
from tests.workers.exports import made as exported
from tests.workers.lab import Lab

FILM = """query($id: ID!) { project(id: $id) { name fps scenes { clips { name selectedTake {
    id url thumbnailUrl width } } } } }"""


async def bring(caller: Caller, data: bytes | AsyncIterator[bytes], **given: Any) -> httpx.Response:
    return await caller.http.put(
        f"{caller.url}/imports",
        params=given,
        content=data,
        headers={"Authorization": f"Bearer {caller.token}"},
    )


async def film_of(caller: Caller, answer: httpx.Response) -> Any:
    assert answer.status_code == 201, answer.text
    return (await caller.data(FILM, id=answer.json()["projectId"]))["project"]


def packed(files: dict[str, bytes], **more: Any) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", more.get("how", zipfile.ZIP_STORED)) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = more.get("modes", {}).get(name, 0) << 16
            info.compress_type = more.get("how", zipfile.ZIP_STORED)
            archive.writestr(info, data)
    return out.getvalue()


async def made(studio: Studio) -> tuple[str, bytes]:
    """The JSON of a project with one picture, and the picture."""
    film = await make_film(studio.owner, scenes=1, clips=2)
    picture = png("navy")
    assert (await put(studio.owner, film.clips[0][0], picture)).status_code == 201
    return await taken_out(studio.owner, film.project), picture


@pytest.mark.feature("BEY-8", "EXP-4")
async def test_a_bundle_is_restored_with_its_media_elsewhere(studio: Studio) -> None:
    text, picture = await made(studio)
    names = {
        "../../evil.png": png("red"),
        "/etc/cron.d/x": picture,
        "film.project.json": text.encode(),
        "notes.txt": b"x",
    }
    stranger = await studio.stranger()
    answer = await bring(stranger, packed(names))
    found = await film_of(stranger, answer)
    assert (answer.json()["missing"], answer.json()["warnings"]) == ([], [])
    shown = found["scenes"][0]["clips"][0]["selectedTake"]
    assert shown["width"] == 64
    for address in (shown["url"], shown["thumbnailUrl"]):
        assert (await stranger.http.get(f"{studio.url}{address}")).status_code == 200
    file = await stranger.http.get(f"{studio.url}{shown['url']}")
    assert file.content == picture


@pytest.mark.feature("EXP-4", "BEY-8")
async def test_texts_are_taken_for_what_they_are_whatever_they_are_called(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=2, fps="25")
    timeline = await text_of(studio.owner, film, "FCPXML")
    found = await film_of(studio.owner, await bring(studio.owner, timeline.encode(), name="a.edl"))
    assert (found["name"], found["fps"]) == ("a.edl", "25")
    cuts = await text_of(studio.owner, film, "EDL")
    encoded = cuts.encode("utf-16")
    found = await film_of(studio.owner, await bring(studio.owner, encoded, fps="25"))
    assert len(found["scenes"][0]["clips"]) == 2
    whole = await taken_out(studio.owner, film.project)
    found = await film_of(studio.owner, await bring(studio.owner, whole.encode()))
    assert found["name"] == "Film"


async def test_files_of_an_archive_that_are_not_as_told_are_missing(studio: Studio) -> None:
    text, picture = await made(studio)
    stranger = await studio.stranger()
    link = {"a.png": stat.S_IFLNK | 0o777}
    for files, modes in (
        ({"a.png": picture[:-1] + b"x"}, {}),
        ({"a.png": picture}, link),
    ):
        data = packed({**files, "film.project.json": text.encode()}, modes=modes)
        answer = await bring(stranger, data)
        assert [one["uses"] for one in answer.json()["missing"]] == [1]
        found = await film_of(stranger, answer)
        assert found["scenes"][0]["clips"][0]["selectedTake"] is None


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"", 400, "BAD_USER_INPUT"),
        (b"hello", 400, "BAD_USER_INPUT"),
        (png(), 400, "BAD_USER_INPUT"),
        (packed({"a.txt": b"x"}), 415, "NO_ARCHIVE"),
        (packed({"a.project.json": b"{}", "b.project.json": b"{}"}), 415, "NO_ARCHIVE"),
        (packed({"a.project.json": b"{}"}), 400, "BAD_USER_INPUT"),
        (
            packed({"a.project.json": b" " * 30_000_000}, how=zipfile.ZIP_DEFLATED),
            415,
            "NO_ARCHIVE",
        ),
        (packed({"a.project.json": b"{}" * 99})[:-60], 400, "BAD_USER_INPUT"),
        (b" " * (20 * 1024**2 + 1), 413, "LIMIT_EXCEEDED"),
    ],
    ids=["empty", "text", "picture", "bare", "two", "wrong", "bomb", "cut off", "large"],
)
async def test_what_is_nothing_makes_nothing(
    studio: Studio, data: bytes, status: int, code: str
) -> None:
    answer = await bring(studio.owner, data)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert (await studio.owner.data("{ projects { totalCount } }"))["projects"]["totalCount"] == 0


async def test_a_bomb_is_given_up_where_it_passes_the_limit(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, picture = await made(studio)
    monkeypatch.setattr(imports, "BUNDLE_BYTES", len(text.encode()) + len(picture) // 2)
    data = packed({"a.png": picture, "film.project.json": text.encode()}, how=zipfile.ZIP_LZMA)
    answer = await bring(await studio.stranger(), data)
    assert answer.status_code in {413, 415}


async def test_a_directory_of_an_archive_is_read_only_so_far(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of names alone an archive can be gigabytes: it is given up before they are in memory."""
    monkeypatch.setattr(unpacking, "MOST_READ", 2_000, raising=False)
    data = packed({f"{rank}.png": b"" for rank in range(100)} | {"a.project.json": b"{}"})
    answer = await bring(studio.owner, data)
    assert (answer.status_code, answer.json()["error"]["code"]) == (415, "NO_ARCHIVE")
    assert "files at most" in answer.json()["error"]["message"]


@pytest.mark.slow
async def test_many_files_of_one_size_are_looked_for_at_once(studio: Studio) -> None:
    """The project tells of 20,000 files, and the archive has as many others."""
    document = orjson.loads(
        await taken_out(studio.owner, (await make_film(studio.owner, scenes=1, clips=1)).project)
    )
    many = range(20_000)
    kind = {"mediaType": "image/png", "kind": "IMAGE"}
    document["files"] = {f"{rank:064x}": {**kind, "size": rank + 1} for rank in many}
    named = {f"{rank}.bin": b"" for rank in many}
    data = packed({**named, "a.project.json": orjson.dumps(document)})
    began = time.process_time()
    answer = await bring(studio.owner, data)
    assert answer.status_code == 201
    assert time.process_time() - began < 10


async def test_who_may_not_change_the_workspace_brings_nothing(studio: Studio) -> None:
    guest = await studio.stranger(Role.VIEWER, same_workspace=True)
    assert (await bring(guest, b"x")).status_code == 403
    nobody = Caller(studio.url, "no", studio.owner.http)
    assert (await bring(nobody, b"x")).status_code == 401


@asynccontextmanager
async def begun(caller: Caller, length: int, sent: bytes = b"x") -> AsyncIterator[Any]:
    """An upload of which only so much comes, once the studio reads it or has refused it; gives what
    waits for its status and error code."""
    place = urlsplit(caller.url)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    head = f"PUT /imports HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {caller.token}\r\n"
    writer.write(f"{head}Content-Length: {length}\r\nExpect: 100-continue\r\n\r\n".encode())

    async def heard() -> tuple[int, bytes]:
        async with asyncio.timeout(PATIENCE):
            told = await reader.readuntil(b"\r\n\r\n")
        return int(told.split()[1]), told

    async def answer() -> tuple[int, str]:
        status, told = first if first[0] != 100 else await heard()
        size = int(told.lower().split(b"content-length:")[1].split()[0])
        return status, orjson.loads(await reader.readexactly(size))["error"]["code"]

    try:
        first = await heard()
        writer.write(sent)
        yield answer
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


async def told(caller: Caller, data: bytes = b"hello") -> tuple[int, str]:
    answer = await bring(caller, data)
    return answer.status_code, answer.json()["error"]["code"]


BAD, BUSY = (400, "BAD_USER_INPUT"), (429, "LIMIT_EXCEEDED")


async def test_a_workspace_brings_in_two_at_a_time(studio: Studio) -> None:
    owner, stranger = studio.owner, await studio.stranger()
    editor = await studio.stranger(Role.EDITOR, same_workspace=True)

    async with begun(owner, 100):
        assert await told(owner) == BAD, "there is a second place"
        async with begun(editor, 100):
            assert await told(editor) == BUSY
            assert await told(owner) == BUSY
            assert await told(stranger) == BAD, "elsewhere there are others"
            refused = await bring(owner, b"hello")
            assert "send this again" in refused.json()["error"]["message"]

        async def free() -> bool:
            return await told(owner) == BAD

        await until(free)


async def test_what_is_on_its_way_has_so_many_bytes_together(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arriving, "MOST_BYTES", 100)
    assert await told(studio.owner, b"x" * 101) == BUSY
    assert await told(studio.owner, b"x" * 100) == BAD

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(11):
            yield b"x" * 10

    answer = await bring(studio.owner, pieces())
    assert answer.status_code == 429, "also what does not say how much it is"

    async with begun(studio.owner, 60):
        assert await told(studio.owner, b"x" * 41) == BUSY
        assert await told(studio.owner, b"x" * 40) == BAD
        assert await told(await studio.stranger(), b"x" * 41) == BAD


async def test_one_of_which_nothing_comes_any_more_is_broken_off(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arriving, "PATIENCE", 0.2)
    async with begun(studio.owner, 100) as one, begun(studio.owner, 100) as two:
        assert await one() == await two() == (408, "INCOMPLETE")
    assert await told(studio.owner) == BAD, "their places are free"


async def test_what_is_too_large_is_refused_before_it_comes(studio: Studio) -> None:
    async with begun(studio.owner, imports.BUNDLE_BYTES + 1) as answer:
        assert await answer() == (413, "TOO_LARGE")


async def test_what_has_no_room_is_refused_before_it_comes(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = arriving.SPARE_BYTES + 1_000
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    async with begun(studio.owner, 1_001) as answer:
        assert await answer() == (507, "STORAGE_FULL")
    assert await told(studio.owner) == BAD


def test_room_is_for_all_that_is_promised_and_on_each_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrivals, free = Arrivals(), arriving.SPARE_BYTES + 100
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    with arrivals.place(UUID(int=1), 60, most=1) as place:
        arrivals.demand_room([tmp_path])
        with pytest.raises(StorageFull):
            arrivals.demand_room([tmp_path, tmp_path])  # on one disk both are to be had
        with arrivals.place(UUID(int=2), 41, most=1):
            with pytest.raises(StorageFull):
                arrivals.demand_room([tmp_path])
            place.arrived = 1
            arrivals.demand_room([tmp_path])


async def test_a_disk_that_fills_up_meanwhile_is_said(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(imports, "receive", full)
    assert await told(studio.owner) == (507, "STORAGE_FULL")


@pytest.mark.feature("EXP-4", "BEY-8")
@pytest.mark.parametrize("form", ["PROJECT_JSON", "BUNDLE"])
async def test_what_an_export_made_is_brought_in_again(lab: Lab, form: str) -> None:
    owner = lab.studio.owner
    film = await make_film(owner, scenes=2, clips=2)
    picture = png("navy")
    assert (await put(owner, film.clips[0][0], picture)).status_code == 201
    export = await exported(lab, await asked(owner, film, form))
    assert (export["state"], export["error"]) == ("COMPLETED", None)
    file = await owner.http.get(lab.studio.url + export["url"])
    stranger = await lab.studio.stranger()
    answer = await bring(stranger, file.content)
    found = await film_of(stranger, answer)
    assert [len(scene["clips"]) for scene in found["scenes"]] == [2, 2]
    shown = found["scenes"][0]["clips"][0]["selectedTake"]
    assert (shown is not None) == (form == "BUNDLE")
    assert len(answer.json()["missing"]) == (0 if form == "BUNDLE" else 1)
