"""Exports from the asking to the file: over HTTP, with the real queue process's context."""

import asyncio
import errno
import hashlib
import io
import os
import signal
import wave
import zipfile
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text, update

from infra.media import inspect
from infra.storage import MediaStore, StorageFull
from studio.access.viewer import Role
from studio.exporting.models import Export
from studio.exporting.options import ExportFormat
from studio.exporting.running import (
    TRIES,
    begin,
    complete,
    take_up_silent,
)
from studio.exporting.running import Finished as ExportFile
from studio.library.models import Blob, DiscardedBlob
from studio.projects.models import Project
from tests.doubles.waiting import until
from tests.infra.exporting.coded import coded_film
from tests.schema.graphs import Film, make_film
from tests.workers.exports import (
    Gate,
    alive,
    asked,
    count,
    kept,
    made,
    messages,
    refused,
    row_id,
    seen,
    under_way,
)
from tests.workers.lab import Lab
from tests.workers.stage import png
from workers import exporting
from workers.exporting import make
from workers.purging import purge


@pytest.mark.feature("EXP-1", "EXP-5", "EXP-6", "EXP-7")
async def test_a_file_is_made_and_can_be_had(lab: Lab) -> None:
    owner = lab.studio.owner
    film = await make_film(owner, scenes=2, clips=2, fps="30000/1001")
    export = await asked(owner, film, dropFrame=True, sceneIds=[film.scenes[1]])
    found = await made(lab, export)
    assert (found["state"], found["error"], found["name"]) == ("COMPLETED", None, "Film.otio")
    assert (found["progress"], found["project"]["id"]) == (1.0, film.project)
    answer = await owner.http.get(lab.studio.url + found["url"])
    assert answer.status_code == 200
    assert str(len(answer.content)) == found["size"]
    assert answer.headers["content-disposition"].startswith('attachment; filename="Film.otio"')
    assert answer.headers["x-content-type-options"] == "nosniff"
    part = await owner.http.get(lab.studio.url + found["url"], headers={"Range": "bytes=2-9"})
    assert (part.status_code, part.content) == (206, answer.content[2:10])
    manifest = found["manifest"]
    (file,) = manifest["files"]
    assert file["sha256"] == hashlib.sha256(answer.content).hexdigest()
    assert manifest["scope"] == {"scenes": [film.scenes[1]]}
    assert manifest["timeline"]["startTimecode"] == "01:00:00;00"
    assert [one["clip"] for one in manifest["missing"]] == list(film.clips[1])


@pytest.mark.feature("EXP-7")
async def test_those_who_look_are_told_how_far_it_is(lab: Lab) -> None:
    owner = lab.studio.owner
    film = await make_film(owner, scenes=1, clips=1)
    query = """subscription($id: ID!) { projectEvents(projectId: $id) {
        ... on ExportChanged { export { id state progress } } } }"""
    async with owner.follow(query, id=film.project) as followed:
        await lab.studio.listens(film.project)
        export = await asked(owner, film)
        await made(lab, export)

        def over(data: dict[str, Any]) -> bool:
            event = data["projectEvents"]
            return bool(event) and event["export"]["state"] == "COMPLETED"

        told = [one["projectEvents"]["export"] for one in await followed.until(over)]
    assert {one["id"] for one in told} == {export}
    assert told[-1]["progress"] == 1.0
    listed = await owner.data(
        "query($id: ID!) { project(id: $id) { exports(first: 1) { id } } }", id=film.project
    )
    assert listed["project"]["exports"] == [{"id": export}]


@pytest.mark.feature("EXP-7")
@pytest.mark.parametrize("act", ["cancelExport", "deleteExport"])
async def test_what_nobody_wants_any_more_is_stopped(lab: Lab, gate: Gate, act: str) -> None:
    owner = lab.studio.owner
    export = await asked(owner, await make_film(owner, scenes=1, clips=1))
    async with under_way(lab, export) as task:
        pid = await gate.first()
        assert (await seen(owner, export))["state"] == "RUNNING"
        await owner.do(act, "userErrors { code }", id=export)
        await task
    assert not alive(pid)
    assert kept(lab) == []
    found = await seen(owner, export)
    assert found is None if act == "deleteExport" else found["state"] == "CANCELLED"
    if act == "cancelExport":
        assert (await refused(owner, act, "export { id }", id=export))[0] == "INVALID_STATE"
        await owner.do("retryExport", "export { state }", id=export)
        async with lab.context.sessions() as session:
            assert await session.scalar(select(Export.tries)) == TRIES, "it has as many anew"
        gate.opened.set()
        assert (await made(lab, export))["state"] == "COMPLETED"


async def test_of_two_workers_one_makes_it(lab: Lab, gate: Gate) -> None:
    owner = lab.studio.owner
    export = await asked(owner, await make_film(owner, scenes=1, clips=1))
    gate.opened.set()
    await asyncio.gather(*(make(lab.context, row_id(export)) for _ in range(2)))
    await made(lab, export)
    assert len(gate.reached) == 1
    assert (await seen(owner, export))["state"] == "COMPLETED"
    assert len(kept(lab)) == 1


async def test_one_that_is_killed_is_made_again_and_given_up_in_the_end(
    lab: Lab, gate: Gate
) -> None:
    owner = lab.studio.owner
    export = await asked(owner, await make_film(owner, scenes=1, clips=1))
    for number in range(TRIES):
        async with under_way(lab, export) as task:
            os.kill(await gate.come(number + 1), signal.SIGKILL)
            await task
        state = (await seen(owner, export))["state"]
        assert state == ("QUEUED" if number + 1 < TRIES else "FAILED")
    found = await seen(owner, export)
    assert found["error"]["code"] == "BROKEN_OFF"
    assert "memory" in found["error"]["message"]
    assert await messages(lab) == TRIES
    await owner.do("retryExport", "export { state error { code } }", id=export)
    gate.opened.set()
    assert (await made(lab, export))["state"] == "COMPLETED"


async def test_a_worker_that_ends_gives_it_back_with_its_try(lab: Lab, gate: Gate) -> None:
    owner = lab.studio.owner
    export = await asked(owner, await make_film(owner, scenes=1, clips=1))
    for number in range(TRIES + 1):
        async with under_way(lab, export):
            pid = await gate.come(number + 1)
        assert not alive(pid)
        assert (await seen(owner, export))["state"] == "QUEUED"
    assert await messages(lab) == TRIES + 2
    gate.opened.set()
    assert (await made(lab, export))["state"] == "COMPLETED"
    async with lab.context.sessions() as session:
        assert await session.scalar(select(Export.tries)) == 1


async def test_one_that_takes_all_the_time_there_is_has_had_its_try(
    lab: Lab, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "_OUT_OF_TIME", 0.0)
    export = await asked(lab.studio.owner, await make_film(lab.studio.owner, scenes=1, clips=1))
    async with under_way(lab, export):
        await gate.first()
    async with lab.context.sessions() as session:
        assert await session.scalar(select(Export.tries)) == 1


async def test_the_process_that_makes_it_does_not_end_by_itself(lab: Lab, gate: Gate) -> None:
    """Where all processes are asked to end at once, the try is not lost by that."""
    export = await asked(lab.studio.owner, await make_film(lab.studio.owner, scenes=1, clips=1))
    async with under_way(lab, export) as task:
        os.kill(await gate.first(), signal.SIGTERM)
        gate.opened.set()
        await task
    assert (await seen(lab.studio.owner, export))["state"] == "COMPLETED"


async def test_what_nobody_was_heard_of_is_taken_up_anew(lab: Lab) -> None:
    """The worker that was slow, not dead, comes too late with its file."""
    owner = lab.studio.owner
    export = await asked(owner, await make_film(owner, scenes=1, clips=1))
    now = lab.context.now()
    async with lab.context.work() as work:
        slow = await begin(work, row_id(export), now)
    assert slow is not None
    for later, expected in ((59, 0), (61, 1), (62, 0), (122, 1)):
        async with lab.context.work() as work:
            assert await take_up_silent(work, now + timedelta(seconds=later)) == expected, later
    assert (await seen(owner, export))["state"] == "QUEUED"
    assert await messages(lab) == 3
    async with lab.context.work() as work:
        quick = await begin(work, row_id(export), lab.context.now())
        assert quick is not None
        assert await begin(work, row_id(export), lab.context.now()) is None
    for begun, expected in ((slow, False), (quick, True), (quick, False)):
        name = f"{begun.number}-{expected}"
        sha256 = await lab.context.store.keep(name.encode())
        async with lab.context.work() as work:
            file = ExportFile(name, sha256, 4, "text/plain", {})
            assert await complete(work, begun, file, now, None) == expected
    assert (await seen(owner, export))["name"] == "2-True"
    assert await count(lab, DiscardedBlob) == 2
    assert await count(lab, Blob) == 1


@pytest.mark.parametrize("where", ["store", "folder"])
async def test_a_full_disk_is_said(lab: Lab, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    async def full(*_: Any, **__: Any) -> None:
        if where == "store":
            raise StorageFull("There is no room left for media. Free some space.")
        raise OSError(errno.ENOSPC, "No space left on device")

    owner = lab.studio.owner
    export = await asked(owner, await make_film(owner, scenes=1, clips=1))
    with monkeypatch.context() as patch:
        owners: dict[str, tuple[Any, str]] = {
            "store": (MediaStore, "keep_file"),
            "folder": (exporting, "make_apart"),
        }
        patch.setattr(*owners[where], full)
        found = await made(lab, export)
    assert (found["state"], found["error"]["code"]) == ("FAILED", "STORAGE_FULL")
    assert "Free some space" in found["error"]["message"]
    await owner.do("retryExport", "export { state }", id=export)
    assert (await made(lab, export))["state"] == "COMPLETED"


async def test_a_fault_of_ours_ends_it_with_words(lab: Lab) -> None:
    """Meanwhile the project has a rate that has no such timecode."""
    owner = lab.studio.owner
    film = await make_film(owner, scenes=1, clips=1, fps="30000/1001")
    export = await asked(owner, film, dropFrame=True)
    async with lab.context.work() as work:
        await work.session.execute(update(Project).values(fps_numerator=24, fps_denominator=1))
    found = await made(lab, export)
    assert (found["state"], found["error"]["code"]) == ("FAILED", "BAD_USER_INPUT")
    assert "29.97" in found["error"]["message"]


async def test_names_are_only_names(lab: Lab) -> None:
    owner = lab.studio.owner
    film = await make_film(owner, scenes=1, clips=1)
    await owner.do(
        "updateProject", "project { id }", id=film.project, name='../../Ünï "x"; y=<b>/..\\'
    )
    found = await made(lab, await asked(owner, film))
    assert found["state"] == "COMPLETED"
    assert not set(found["name"]) & set('/\\"<>')
    answer = await owner.http.get(lab.studio.url + found["url"])
    assert answer.status_code == 200
    assert "\\" not in answer.headers["content-disposition"]


@pytest.mark.feature("EXP-7")
async def test_only_those_who_may_see_the_project_see_it(lab: Lab) -> None:
    owner, stranger = lab.studio.owner, await lab.studio.stranger()
    film = await make_film(owner, scenes=1, clips=1)
    export = await asked(owner, film)
    found = await made(lab, export)
    assert await seen(stranger, export) is None
    for act, wanted in (("cancelExport", "export { id }"), ("deleteExport", "deletedId")):
        assert await refused(stranger, act, wanted, id=export) == ("NOT_FOUND", ["id"])
    assert await refused(
        stranger, "requestExport", "export { id }", projectId=film.project, format="OTIO"
    ) == ("NOT_FOUND", ["projectId"])
    for bent in (found["url"].split("?")[0], found["url"][:-1] + "!"):
        assert (await owner.http.get(lab.studio.url + bent)).status_code == 403
    guest = await lab.studio.stranger(Role.VIEWER, same_workspace=True)
    own = await asked(guest, film, "EDL")
    assert await refused(guest, "deleteExport", "deletedId", id=export) == ("FORBIDDEN", None)
    await guest.do("cancelExport", "export { state }", id=own)


@pytest.mark.feature("EXP-7")
async def test_a_file_is_forgotten_after_its_days(lab: Lab) -> None:
    owner = lab.studio.owner
    export = await asked(owner, await make_film(owner, scenes=1, clips=1))
    found = await made(lab, export)
    assert found["expiresAt"] is not None
    async with lab.context.work() as work:
        past = lab.context.now() - timedelta(seconds=1)
        await work.session.execute(update(Export).values(expires_at=past))
    assert (await owner.http.get(lab.studio.url + found["url"])).status_code == 404
    for file in kept(lab):
        os.utime(file, (0, 0))
    await purge(lab.context)
    assert kept(lab) == []
    assert await count(lab, Blob) == 0
    left = await seen(owner, export)
    assert (left["state"], left["url"], left["name"]) == ("COMPLETED", None, "Film.otio")
    await owner.do("retryExport", "export { state }", id=export)
    assert (await made(lab, export))["url"] is not None


async def test_two_exports_of_the_same_bytes_share_them(lab: Lab) -> None:
    owner = lab.studio.owner
    film = await make_film(owner, scenes=1, clips=1)
    one, two = [await asked(owner, film, "EDL") for _ in range(2)]
    await made(lab, one)
    found = await made(lab, two)
    assert len(kept(lab)) == 1
    await owner.do("deleteExport", "deletedId", id=one)
    for file in kept(lab):
        os.utime(file, (0, 0))
    await purge(lab.context)
    assert (await owner.http.get(lab.studio.url + found["url"])).status_code == 200
    assert await refused(owner, "retryExport", "export { id }", id=two) == ("INVALID_STATE", ["id"])


async def test_a_deleted_project_hides_its_exports(lab: Lab) -> None:
    owner = lab.studio.owner
    film = await make_film(owner, scenes=1, clips=1)
    export = await asked(owner, film)
    found = await made(lab, export)
    await owner.do("deleteProject", "deletedId", id=film.project)
    assert await seen(owner, export) is None
    assert (await owner.http.get(lab.studio.url + found["url"])).status_code == 404
    assert (await refused(owner, "deleteExport", "deletedId", id=export))[0] == "NOT_FOUND"
    await owner.do("restoreProject", "project { id }", id=film.project)
    assert await seen(owner, export) == found
    other = await asked(owner, film)
    await owner.do("deleteProject", "deletedId", id=film.project)
    await make(lab.context, row_id(other))
    await owner.do("restoreProject", "project { id }", id=film.project)
    assert (await seen(owner, other))["error"]["code"] == "NOT_FOUND"


async def test_the_same_wish_makes_one_export(lab: Lab) -> None:
    owner = lab.studio.owner
    film = await make_film(owner, scenes=1, clips=1)
    one, two = [await asked(owner, film, idempotencyKey="k", rate="25") for _ in range(2)]
    assert one == two
    assert await messages(lab) == 1


async def test_others_wait_while_two_are_made(lab: Lab, gate: Gate) -> None:
    owner = lab.studio.owner
    film = await make_film(owner, scenes=1, clips=1)
    exports = [await asked(owner, film) for _ in range(3)]
    async with under_way(lab, exports[0]), under_way(lab, exports[1]):
        await until(lambda: len(gate.reached) == 2)
        long_ago = lab.context.now() - timedelta(minutes=5)
        async with lab.context.work() as work:
            waits = Export.id == row_id(exports[2])
            await work.session.execute(update(Export).where(waits).values(heard_at=long_ago))
        assert (await made(lab, exports[2]))["state"] == "QUEUED"
        assert await messages(lab) == 4
        async with lab.context.work() as work:
            assert await take_up_silent(work, lab.context.now()) == 0
        await owner.do("cancelExport", "export { id }", id=exports[2])
        assert (await made(lab, exports[2]))["state"] == "CANCELLED"
        assert await messages(lab) == 4
    async with lab.context.sessions() as session:
        later = text("SELECT max(available_at - created_at) > interval '1 second' FROM outbox")
        assert await session.scalar(later)


async def test_files_are_kept_for_as_long_as_is_said(lab: Lab) -> None:
    owner = lab.studio.owner
    film = await make_film(owner, scenes=1, clips=1)
    settings = lab.context.settings.model_copy(update={"export_days": 0})
    for_ever = replace(lab, context=replace(lab.context, settings=settings))
    assert (await made(for_ever, await asked(owner, film)))["expiresAt"] is None


HEADS = {
    "OTIO": (b"{", ".otio"),
    "FCPXML": (b"<?xml", ".fcpxml"),
    "FCP7_XML": (b"<?xml", ".xml"),
    "EDL": (b"PK", "-edl.zip"),
    "VEGAS_EDL": (b'"ID";', ".txt"),
    "MLT": (b"<?xml", ".mlt"),
    "SHOT_LIST": (b"scene,", ".csv"),
    "PROJECT_JSON": (b"{", ".json"),
    "AAF": (b"\xd0\xcf\x11\xe0", ".aaf"),
    "OTIOZ": (b"PK", ".otioz"),
    "OTIOD": (b"PK", ".otiod.zip"),
    "BUNDLE": (b"PK", ".zip"),
    "STORYBOARD_PDF": (b"%PDF", ".pdf"),
    "CONTACT_SHEET": (b"\xff\xd8\xff", ".jpg"),
    "ANIMATIC": (b"\0\0\0", ".mp4"),
    "MIXDOWN": (b"RIFF", ".wav"),
}


@pytest.mark.slow
@pytest.mark.feature(*("EXP-1", "EXP-2", "EXP-3", "EXP-4", "EXP-8", "EXP-9", "BEY-7", "BEY-8"))
async def test_every_format_is_made_of_real_media(lab: Lab, tmp_path: Path) -> None:
    assert set(HEADS) == {form.value for form in ExportFormat}
    owner = lab.studio.owner
    film, _ = await laid_out(lab, tmp_path)
    wrong = {}
    for form, (head, ending) in HEADS.items():
        range_ = {"lastFrame": 11} if form == "ANIMATIC" else {}
        export = await asked(owner, film, form, quality="PREVIEW", **range_)
        found = await made(lab, export)
        if found["error"] or not found["name"].endswith(ending):
            wrong[form] = found
            continue
        answer = await owner.http.get(lab.studio.url + found["url"])
        if not answer.content.startswith(head) or str(len(answer.content)) != found["size"]:
            wrong[form] = answer.content[:20]
    assert wrong == {}


def some_media(folder: Path) -> list[bytes]:
    """A still, a film and a sound."""
    film = coded_film(folder / "coded", 24, rate=Fraction(24))
    sound = io.BytesIO()
    with wave.open(sound, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8_000)
        file.writeframes(b"\x00\x20\x00\xe0" * 4_000)
    return [png(), film.read_bytes(), sound.getvalue()]


async def laid_out(lab: Lab, folder: Path) -> tuple[Film, list[bytes]]:
    """A clip that shows a still, one that shows a film, one that shows nothing, and music."""
    owner = lab.studio.owner
    film = await make_film(owner, scenes=1, clips=3, width=64, height=48)
    media = some_media(folder)
    places = [*(f"uploads/{clip}" for clip in film.clips[0][:2]), f"tracks/{film.project}?name=x"]
    for place, data in zip(places, media, strict=True):
        answer = await owner.http.put(
            f"{owner.url}/{place}",
            content=data,
            headers={"Authorization": f"Bearer {owner.token}"},
        )
        assert answer.status_code == 201, answer.text
    return film, media


@pytest.mark.feature("BEY-8", "EXP-6", "EXP-7")
async def test_a_bundle_has_the_files_that_were_brought(lab: Lab, tmp_path: Path) -> None:
    owner = lab.studio.owner
    film, media = await laid_out(lab, tmp_path)
    found = await made(lab, await asked(owner, film, "BUNDLE"))
    assert found["error"] is None, found["error"]
    answer = await owner.http.get(lab.studio.url + found["url"])
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        held = {archive.read(one["name"]) for one in found["manifest"]["facts"]["holds"]}
        names = archive.namelist()
    assert held == set(media)
    assert {"Film.otio", "Film.fcpxml", "Film.A1.edl", "manifest.json"} <= set(names)
    assert [one["clip"] for one in found["manifest"]["missing"]] == [film.clips[0][2]]
    smaller = {"codec": "H264", "width": 32, "height": 32, "rate": "12"}
    found = await made(lab, await asked(owner, film, "BUNDLE", **smaller))
    answer = await owner.http.get(lab.studio.url + found["url"])
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        archive.extract("Film/scene 01/Clip 0.1.mp4", tmp_path)
    facts = await inspect(tmp_path / "Film/scene 01/Clip 0.1.mp4")
    assert (facts.width, facts.height, facts.rate, facts.frames) == (32, 24, Fraction(12), 12)
