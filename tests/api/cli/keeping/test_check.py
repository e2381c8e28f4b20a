"""Each kind of damage is found and named; what is mended is what was said, and no more."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from api.cli.keeping.check import examine, report
from api.cli.keeping.findings import Finding
from api.cli.keeping.media import check_orphans
from studio.gallery.models import Take
from studio.kernel.ids import untyped, uuid7
from studio.kernel.work import unit_of_work
from studio.library.media import MediaKind
from studio.library.service import StoredFile, add_asset
from studio.timeline.models import Clip
from tests.running import Studio
from tests.schema.graphs import make_film

JOB = """
INSERT INTO render_jobs (id, workspace_id, project_id, clip_id, endpoint_id, requested_by, kind,
    state, count, seed, brief, attempt_count, attempt_limit, finished_at, progress, created_at)
SELECT gen_random_uuid(), workspace_id, projects.id, :clip, endpoints.id, members.account_id,
    'IMAGE', CAST(:state AS text), 1, 1, '{}', 1, 8,
    CASE WHEN CAST(:state AS text) = 'COMPLETED' THEN now() END,
    CASE WHEN CAST(:state AS text) = 'COMPLETED' THEN 1 ELSE 0 END,
    now() - make_interval(hours => :hours)
FROM projects JOIN endpoints USING (workspace_id) JOIN members USING (workspace_id)
RETURNING id
"""
ATTEMPT = """
INSERT INTO attempts (id, project_id, job_id, endpoint_id, number, secret_digest, ttl_at, check_at)
SELECT gen_random_uuid(), project_id, id, endpoint_id, 1, sha256(id::text::bytea), now(), now()
FROM render_jobs
"""


@dataclass
class Place:
    """A sound studio with two takes of one clip, and ways to damage it."""

    studio: Studio
    clip: UUID
    takes: tuple[UUID, ...]
    blobs: tuple[str, ...]

    async def run(self, statement: str, **values: Any) -> Any:
        """Past all foreign keys."""
        async with self.studio.runtime.engine.begin() as connection:
            await connection.execute(text("SET LOCAL session_replication_role = replica"))
            result = await connection.execute(text(statement), values)
            return result.scalar() if result.returns_rows else None

    async def examine(self, **how: bool) -> dict[str, Finding]:
        runtime = self.studio.runtime
        found = await examine(runtime.engine, runtime.settings, **how)
        return {finding.area: finding for finding in found if finding.problems}

    def file(self, blob: str) -> Path:
        return self.studio.runtime.settings.data / "media" / "blobs" / blob[:2] / blob


@pytest.fixture
async def place(studio: Studio) -> Place:
    film = await make_film(studio.owner, scenes=2, clips=1)
    clip_id = untyped("clip", film.clips[0][0])
    assert clip_id is not None
    takes, blobs = [], []
    for picture in (b"one picture", b"another picture"):
        blobs.append(await studio.runtime.store.keep(picture))
        file = StoredFile(blobs[-1], len(picture), "image/png", MediaKind.IMAGE)
        async with unit_of_work(studio.sessions, studio.runtime.bus) as work:
            clip = await work.session.get_one(Clip, clip_id)
            asset = await add_asset(
                work, file, workspace_id=studio.workspace_id, project_id=clip.project_id
            )
            take = Take(
                id=uuid7(),
                workspace_id=studio.workspace_id,
                project_id=clip.project_id,
                clip_id=clip.id,
                asset_id=asset,
                kind="IMAGE",
                model="test",
                prompt="",
                parameters={},
            )
            work.session.add(take)
            await work.session.flush()
            clip.selected_take_id = clip.selected_take_id or take.id
            takes.append(take.id)
    return Place(studio, clip_id, tuple(takes), tuple(blobs))


async def test_a_sound_studio_has_no_problems(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await place.examine(deep=True) == {}
    assert report([Finding("media", "all there")]) == 0
    assert "All is well" in capsys.readouterr().out


async def test_media_missing_cut_or_changed(place: Place) -> None:
    one, other = place.blobs
    place.file(one).unlink()
    place.file(other).write_bytes(b"another")
    found = await place.examine()
    takes = [f"(of take_{take.hex})" for take in place.takes]
    assert found.keys() == {"media"}
    assert sorted(found["media"].problems) == sorted(
        [f"{one} is missing {takes[0]}", f"{other} has 7 bytes instead of 15 {takes[1]}"]
    )
    place.file(one).write_bytes(b"one picture")
    place.file(other).write_bytes(b"ANOTHER PICTURE")
    assert await place.examine() == {}
    found = await place.examine(deep=True)
    assert found["media"].problems == [f"{other} holds other bytes {takes[1]}"]
    assert found["media"].left


async def test_rows_that_lead_nowhere(place: Place) -> None:
    await place.run("DELETE FROM blobs WHERE sha256 = :blob", blob=place.blobs[1])
    found = await place.examine()
    assert len(found["assets"].problems) == 1
    await place.run("DELETE FROM assets WHERE blob_sha256 = :blob", blob=place.blobs[1])
    found = await place.examine(repair=True)
    assert found.keys() == {"takes"}
    assert found["takes"].problems == [f"take_{place.takes[1].hex} has no file"]
    assert found["takes"].left


async def test_a_selection_of_nothing_is_mended_to_the_newest_take(place: Place) -> None:
    selected = "SELECT selected_take_id FROM clips WHERE id = :clip"
    assert await place.run(selected, clip=place.clip) == place.takes[0]
    await place.run(
        "UPDATE takes SET deleted_at = now(), deletion_id = id WHERE id = :take",
        take=place.takes[0],
    )
    found = await place.examine()
    assert found["selections"].problems == [f"clip_{place.clip.hex} shows a take that is not there"]
    assert found["selections"].left
    found = await place.examine(repair=True)
    assert not found["selections"].left
    assert await place.run(selected, clip=place.clip) == place.takes[1]
    assert await place.examine() == {}

    await place.run("DELETE FROM takes")
    await place.examine(repair=True)
    assert await place.run(selected, clip=place.clip) is None
    assert await place.examine() == {}


async def test_what_waits_to_be_purged_is_counted_and_no_problem(place: Place) -> None:
    await place.run(
        "UPDATE takes SET deleted_at = now(), deletion_id = id WHERE id = :take",
        take=place.takes[1],
    )
    file = place.file("ab" * 32)
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(b"nobody names it")
    await place.run("INSERT INTO discarded_blobs (sha256) VALUES (:blob)", blob=file.name)
    runtime = place.studio.runtime
    found = {one.area: one for one in await examine(runtime.engine, runtime.settings)}
    assert found["deleted"].looked == "1 takes (0.0 MB) wait to be purged, 1 files to be removed"
    assert not any(one.problems for one in found.values())
    root = runtime.settings.data / "media"
    later = time.time() + 2 * 24 * 3600
    orphans = await check_orphans(runtime.engine, root, repair=True, now=later)
    assert (orphans.problems, file.exists()) == ([], True)


async def test_two_scenes_in_one_place(place: Place) -> None:
    await place.run("ALTER TABLE scenes DROP CONSTRAINT ex_scenes_position")
    await place.run("UPDATE scenes SET position = 0")
    found = await place.examine(repair=True)
    assert len(found["scenes"].problems) == 1
    assert found["scenes"].problems[0].endswith("has 2 scenes at position 0")
    assert found["scenes"].left


async def test_an_open_attempt_of_a_render_that_is_over_is_ended(place: Place) -> None:
    job = await place.run(JOB, clip=place.clip, state="COMPLETED", hours=0)
    assert await place.examine() == {}
    await place.run(ATTEMPT)
    found = await place.examine()
    assert found["attempts"].problems == [f"job_{job.hex} is COMPLETED and has an open attempt"]
    assert not (await place.examine(repair=True))["attempts"].left
    assert await place.run("SELECT outcome FROM attempts") == "UNKNOWN"
    assert await place.examine() == {}


async def test_renders_that_will_not_move(place: Place) -> None:
    job = await place.run(JOB, clip=place.clip, state="RUNNING", hours=0)
    found = await place.examine(repair=True)
    assert found["renders"].problems == [f"job_{job.hex} is RUNNING without an open attempt"]
    await place.run(ATTEMPT)
    assert await place.examine() == {}


@pytest.mark.parametrize(("hours", "waits"), [(25, 1), (23, 0)])
async def test_renders_that_have_waited_for_more_than_a_day(
    place: Place, hours: int, waits: int
) -> None:
    await place.run(JOB, clip=place.clip, state="QUEUED", hours=hours)
    found = await place.examine()
    assert len(found["queue"].problems if found else ()) == waits


async def test_events_with_a_gap(place: Place) -> None:
    await place.run("DELETE FROM events WHERE seq = 1")
    assert await place.examine() == {}  # what was purged is no gap
    await place.run("DELETE FROM events WHERE seq = 3")
    found = await place.examine()
    assert found.keys() == {"events"}
    assert "events between numbers 2 and " in found["events"].problems[0]


@pytest.mark.parametrize(
    "damage", ["UPDATE stream_clocks SET seq = seq - 2", "DELETE FROM stream_clocks"]
)
async def test_a_clock_that_is_behind_is_set(place: Place, damage: str) -> None:
    before = await place.run("SELECT max(seq) FROM stream_clocks")
    await place.run(damage)
    assert (await place.examine())["clocks"].left
    assert not (await place.examine(repair=True))["clocks"].left
    assert await place.run("SELECT max(seq) FROM stream_clocks") == before
    assert await place.examine() == {}
    film = await make_film(place.studio.owner, scenes=1, clips=1)
    assert film.clips


async def test_files_in_excess_are_removed_when_they_are_old(place: Place) -> None:
    runtime = place.studio.runtime
    root = runtime.settings.data / "media"
    orphan = await runtime.store.keep(b"nobody's")
    assert await place.examine(repair=True) == {}  # it may be about to get a row
    assert place.file(orphan).exists()

    tomorrow = time.time() + 25 * 3600
    found = await check_orphans(runtime.engine, root, repair=False, now=tomorrow)
    assert found.problems == [f"blobs/{orphan[:2]}/{orphan} belongs to nothing"]
    assert found.left
    assert place.file(orphan).exists()
    found = await check_orphans(runtime.engine, root, repair=True, now=tomorrow)
    assert not found.left
    assert not place.file(orphan).exists()
    assert await place.examine(deep=True) == {}


async def test_older_tables_are_all_that_is_said(place: Place) -> None:
    await place.run("UPDATE alembic_version SET version_num = '0000'")
    await place.run("DELETE FROM takes")
    found = await place.examine(repair=True)
    assert found.keys() == {"tables"}
    assert found["tables"].left


def test_a_long_list_is_cut_short(capsys: pytest.CaptureFixture[str]) -> None:
    names = [hashlib.sha256(bytes([n])).hexdigest() for n in range(14)]
    finding = Finding("media", "looked", names, advice="Restore them.")
    assert report([finding]) == 1
    said = capsys.readouterr().out
    assert "PROBLEM  media       14: Restore them." in said
    assert names[9] in said
    assert names[10] not in said
    assert "and 4 more" in said
    assert "14 problems found." in said
    assert report([replace(finding, mended="made anew")]) == 0
