"""What is deleted for long goes for good; nothing that is there ever lacks its bytes."""

import os
import time
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, text, update

from infra.storage import MediaStore, StorageUnavailable
from studio.casting.models import Location
from studio.editing.service.deleting import delete_clip
from studio.editing.service.purging import purge_take
from studio.editing.service.restoring import restore_clip
from studio.exporting.models import CredentialedCopy, Export
from studio.gallery.models import Take
from studio.gallery.service import delete_take
from studio.kernel.ids import uuid7
from studio.library.media import MediaKind
from studio.library.models import Asset, Blob, DiscardedBlob
from studio.library.service import StoredFile, add_asset, own_blob
from studio.sound.models import Track
from studio.timeline.models import Clip
from tests.workers.stage import Stage
from workers.purging import find_strays, purge


async def brought(stage: Stage, words: bytes, *, days: int = 40, **given: Any) -> UUID:
    """A take of these bytes and a thumbnail of it, stored so many days ago."""
    store = stage.context.store
    small = b"small " + words
    async with stage.context.work() as work:
        assets = []
        for data in (words, small):
            file = StoredFile(await store.keep(data), len(data), "image/png", MediaKind.IMAGE)
            age(stage, file.sha256, days)
            owner = {"workspace_id": stage.viewer.workspace_id, "project_id": stage.project_id}
            assets.append(await add_asset(work, file, **owner))
        take = Take(
            id=uuid7(),
            workspace_id=stage.viewer.workspace_id,
            project_id=stage.project_id,
            clip_id=stage.clip_id,
            kind="IMAGE",
            model="m",
            prompt="",
            parameters={},
            **{"asset_id": assets[0], "thumbnail_asset_id": assets[1], **given},
        )
        work.session.add(take)
    return take.id


def age(stage: Stage, sha256: str, days: int) -> None:
    file = stage.context.settings.data / "media" / "blobs" / sha256[:2] / sha256
    os.utime(file, (time.time(), time.time() - days * 24 * 3600))


async def deleted(stage: Stage, take_id: UUID, days: int = 31) -> None:
    async with stage.context.work() as work:
        take = await delete_take(work, stage.viewer, take_id)
        take.deleted_at = stage.context.now() - timedelta(days=days)


async def kept(stage: Stage) -> tuple[int, int, int]:
    """Assets and blobs that there are, and files."""
    root = stage.context.settings.data / "media" / "blobs"
    files = [file for file in root.rglob("*") if file.is_file()]
    return await stage.count(Asset), await stage.count(Blob), len(files)


async def asset_of(stage: Stage, take_id: UUID) -> UUID | None:
    async with stage.context.sessions() as session:
        return await session.scalar(select(Take.asset_id).where(Take.id == take_id))


async def test_what_was_deleted_long_ago_goes_with_its_files(stage: Stage) -> None:
    old, young, there = [await brought(stage, words) for words in (b"a", b"b", b"c")]
    await deleted(stage, old)
    await deleted(stage, young, days=29)
    for _ in range(2):
        await purge(stage.context)
        assert await kept(stage) == (4, 4, 4)
    assert [await asset_of(stage, one) is None for one in (old, young, there)] == [
        True,
        False,
        False,
    ]
    assert await stage.count(Take) == 3
    assert await stage.count(DiscardedBlob) == 0


async def test_never_is_never_but_for_what_somebody_purges(stage: Stage) -> None:
    never = stage.context.settings.model_copy(update={"purge_after_days": 0})
    context = replace(stage.context, settings=never)
    old, other = [await brought(stage, words) for words in (b"a", b"b")]
    await deleted(stage, old, days=4_000)
    await purge(context)
    assert await kept(stage) == (4, 4, 4)
    async with context.work() as work:
        await purge_take(work, stage.viewer, other)
        await purge_take(work, stage.viewer, old)
    await purge(context)
    assert await kept(stage) == (0, 0, 0)


async def test_bytes_stay_while_somebody_owns_them(stage: Stage) -> None:
    """The same bytes twice, each an asset of its own; and one asset of two takes."""
    one, two = await brought(stage, b"a"), await brought(stage, b"a")
    async with stage.context.sessions() as session:
        same = await session.get_one(Take, two)
    three = await brought(
        stage, b"x", asset_id=same.asset_id, thumbnail_asset_id=same.thumbnail_asset_id
    )
    left = await kept(stage)
    await deleted(stage, one)
    await purge(stage.context)
    assert await kept(stage) == (left[0] - 2, left[1], left[2])
    await deleted(stage, two)
    await purge(stage.context)
    assert await asset_of(stage, two) == await asset_of(stage, three)
    await deleted(stage, three)
    await purge(stage.context)
    assert (await asset_of(stage, two), await asset_of(stage, three)) == (None, None)
    assert await kept(stage) == (left[0] - 4, left[1] - 2, left[2] - 2)


@pytest.mark.parametrize(
    "statement",
    [
        (
            "UPDATE render_jobs SET brief = jsonb_build_object('sampling',"
            " jsonb_build_object('pictures', jsonb_build_object('start', CAST(CAST(:asset AS uuid) AS text))))"
        ),
        (
            "UPDATE render_jobs SET brief = jsonb_build_object('sent', jsonb_build_object('pictures',"
            " (SELECT jsonb_build_object('start', blob_sha256) FROM assets WHERE id = :asset)))"
        ),
    ],
)
async def test_what_a_render_begins_from_stays_until_it_is_done(
    stage: Stage, statement: str
) -> None:
    await stage.ask()
    old = await brought(stage, b"a")
    asset = await asset_of(stage, old)
    async with stage.context.work() as work:
        await work.session.execute(text(statement), {"asset": asset})
    await deleted(stage, old)
    await purge(stage.context)
    assert await asset_of(stage, old) == asset
    assert await kept(stage) == (2, 2, 2)
    async with stage.context.work() as work:
        await work.session.execute(
            text(
                "UPDATE render_jobs SET state = 'COMPLETED', finished_at = now(), attempt_count = 1, progress = 1"
            )
        )
    await purge(stage.context)
    assert await kept(stage) == (0, 0, 0)


async def test_what_a_place_shows_stays(stage: Stage) -> None:
    old = await brought(stage, b"a")
    async with stage.context.work() as work:
        take = await work.session.get_one(Take, old)
        place = Location(
            id=uuid7(),
            project_id=stage.project_id,
            name="Hall",
            folded="hall",
            version=1,
            digest="",
            reference_asset_id=take.asset_id,
            reference_thumbnail_id=take.thumbnail_asset_id,
        )
        work.session.add(place)
    await deleted(stage, old)
    await purge(stage.context)
    assert await kept(stage) == (2, 2, 2)
    async with stage.context.work() as work:
        row = await work.session.get_one(Location, place.id)
        row.reference_asset_id = row.reference_thumbnail_id = None
    await purge(stage.context)
    assert await kept(stage) == (0, 0, 0)


async def test_an_earlier_version_of_a_character_keeps_its_pictures(stage: Stage) -> None:
    old = await brought(stage, b"a")
    async with stage.context.work() as work:
        await work.session.execute(
            text("""
            WITH who AS (
                INSERT INTO characters (id, workspace_id, name, folded, digest, version)
                VALUES (gen_random_uuid(), :workspace, 'Eve', 'eve', '', 1) RETURNING id
            )
            INSERT INTO character_versions (character_id, number, name, sheet)
            SELECT who.id, 1, 'Eve', jsonb_build_object('references', jsonb_build_array(
                jsonb_build_object('asset_id', CAST(asset_id AS text), 'thumbnail_asset_id', NULL)))
            FROM who, takes WHERE takes.id = :take
            """),
            {"workspace": stage.viewer.workspace_id, "take": old},
        )
    await deleted(stage, old)
    await purge(stage.context)
    assert await kept(stage) == (2, 2, 2)


async def test_what_is_broken_off_is_finished_the_next_time(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rows are gone, the bytes are not; one of the files is brought again meanwhile."""
    for words in (b"a", b"b"):
        await deleted(stage, await brought(stage, words))

    async def away(store: MediaStore, sha256: str) -> bool:
        raise StorageUnavailable("The media store does not answer.")

    with monkeypatch.context() as patch, pytest.raises(StorageUnavailable):
        patch.setattr(MediaStore, "discard", away)
        await purge(stage.context)
    assert await kept(stage) == (0, 0, 4)
    assert await stage.count(DiscardedBlob) == 4
    again = await brought(stage, b"a")
    await purge(stage.context)
    assert await kept(stage) == (2, 2, 2)
    assert await stage.count(DiscardedBlob) == 0
    assert await asset_of(stage, again) is not None


async def test_bytes_that_somebody_brings_just_now_stay(stage: Stage) -> None:
    """They are stored, and no row names them yet."""
    store = stage.context.store
    await deleted(stage, await brought(stage, b"a"))
    sha256 = await store.keep(b"a")
    await purge(stage.context)
    assert await store.size(sha256) == 1
    assert await stage.count(DiscardedBlob) == 1
    age(stage, sha256, 2)
    await purge(stage.context)
    assert await store.size(sha256) is None
    assert await stage.count(DiscardedBlob) == 0


async def test_a_file_that_is_there_for_long_is_stored_anew(
    stage: Stage, tmp_path_factory: pytest.TempPathFactory
) -> None:
    store = stage.context.store
    file = tmp_path_factory.mktemp("brought") / "file"
    file.write_bytes(b"a")
    sha256 = (await store.keep_file(file)).sha256
    age(stage, sha256, 2)
    await store.keep_file(file)
    assert not await store.discard(sha256)
    assert await store.size(sha256) == 1


async def test_a_clip_comes_back_without_what_was_purged(stage: Stage) -> None:
    old = await brought(stage, b"a")
    async with stage.context.work() as work:
        clip = await work.session.get_one(Clip, stage.clip_id)
        clip.selected_take_id = old
    async with stage.context.work() as work:
        await delete_clip(work, stage.viewer, stage.clip_id, expected_version=None)
        await work.session.execute(text("UPDATE takes SET deleted_at = now() - interval '31 days'"))
    await purge(stage.context)
    async with stage.context.work() as work:
        clip = await restore_clip(work, stage.viewer, stage.clip_id, expected_version=None)
        assert clip.selected_take_id is None
    async with stage.context.sessions() as session:
        living = select(func.count()).select_from(Take).where(Take.deleted_at.is_(None))
        assert await session.scalar(living) == 0


async def laid(stage: Stage, words: bytes, *, days: int | None = None) -> UUID:
    """A track of a sound of these bytes, deleted so many days ago; its asset."""
    async with stage.context.work() as work:
        file = StoredFile(
            await stage.context.store.keep(words), len(words), "audio/wav", MediaKind.AUDIO
        )
        age(stage, file.sha256, 40)
        owner = {"workspace_id": stage.viewer.workspace_id, "project_id": stage.project_id}
        asset = await add_asset(work, file, **owner)
        track = Track(
            id=uuid7(), project_id=stage.project_id, asset_id=asset, position=0, name="Music"
        )
        if days is not None:
            track.deleted_at = stage.context.now() - timedelta(days=days)
            track.deletion_id = uuid7()
        work.session.add(track)
    return asset


async def test_tracks_go_with_their_files(stage: Stage) -> None:
    await laid(stage, b"living")
    await laid(stage, b"young", days=29)
    await laid(stage, b"old", days=31)
    await purge(stage.context)
    assert await kept(stage) == (2, 2, 2)
    assert await stage.count(Track) == 2


async def test_a_sound_stays_while_a_track_or_a_take_has_it(stage: Stage) -> None:
    """Of a take that was laid as a track; each of the two may go first."""
    for first in ("take", "track"):
        asset = await laid(stage, f"of {first}".encode())
        take = await brought(stage, b"x", asset_id=asset, thumbnail_asset_id=None)
        before = await kept(stage)
        if first == "take":
            await deleted(stage, take)
        else:
            await delete_track(stage, asset)
        await purge(stage.context)
        # the two files of bytes that no take was given
        assert (await kept(stage))[1] == before[1]
        if first == "take":
            await delete_track(stage, asset)
        else:
            await deleted(stage, take)
        await purge(stage.context)
        async with stage.context.sessions() as session:
            assert await session.get(Asset, asset) is None


async def delete_track(stage: Stage, asset: UUID) -> None:
    async with stage.context.work() as work:
        past = stage.context.now() - timedelta(days=31)
        await work.session.execute(
            update(Track)
            .where(Track.asset_id == asset)
            .values(deleted_at=past, deletion_id=uuid7())
        )


async def test_signed_copies_go_with_what_they_are_copies_of(stage: Stage) -> None:
    old = await brought(stage, b"a")
    asset = await asset_of(stage, old)
    async with stage.context.work() as work:
        sha256 = await stage.context.store.keep(b"a, signed")
        age(stage, sha256, 40)
        await own_blob(work, sha256, size=9, media_type="image/png")
        copy = CredentialedCopy(asset_id=asset, certificate="c", blob_sha256=sha256, size=9)
        work.session.add(copy)
    await purge(stage.context)
    assert await kept(stage) == (2, 3, 3)
    await deleted(stage, old)
    await purge(stage.context)
    assert await kept(stage) == (0, 0, 0)
    assert await stage.count(CredentialedCopy) == 0


async def test_bytes_stay_while_an_export_has_them(stage: Stage) -> None:
    old = await brought(stage, b"a")
    async with stage.context.work() as work:
        asset = await work.session.get_one(Asset, await asset_of(stage, old))
        export = Export(
            id=uuid7(),
            workspace_id=stage.viewer.workspace_id,
            project_id=stage.project_id,
            format="OTIO",
            options={"format": "OTIO"},
            state="COMPLETED",
            blob_sha256=asset.blob_sha256,
        )
        work.session.add(export)
    await deleted(stage, old)
    await purge(stage.context)
    assert await kept(stage) == (0, 1, 1)
    async with stage.context.work() as work:
        row = await work.session.get_one(Export, export.id)
        row.expires_at = stage.context.now()
    await purge(stage.context)
    assert await kept(stage) == (0, 0, 0)
    assert await stage.count(Export) == 1


async def test_what_was_kept_for_nothing_goes_after_a_day(stage: Stage) -> None:
    store = stage.context.store
    await brought(stage, b"owned")
    refused, fresh = await store.keep(b"refused"), await store.keep(b"fresh")
    age(stage, refused, 2)
    await find_strays(stage.context)
    await purge(stage.context)
    assert await store.size(refused) is None
    assert await store.size(fresh) == 5
    assert await kept(stage) == (2, 2, 3)
    assert await stage.count(DiscardedBlob) == 0
