"""Deleting takes for good: nobody can bring them back, and their files go unless something needs them.

The rows that tell of renders stay. What no blob names any more is listed, for the object store to
forget once that is committed: no row that lives ever lacks its bytes.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select, text, update

from studio.access.queries import find
from studio.access.viewer import Viewer
from studio.gallery.models import Take
from studio.gallery.service import delete_take
from studio.kernel.errors import NotFound
from studio.kernel.work import Work
from studio.library.models import Blob, DiscardedBlob
from studio.timeline.models import Clip

ROUND = 200
"""Takes that are purged, or whose files are freed, in one transaction."""

# Costumes, places and versions show pictures that may be of a deleted take; a take that is there is
# made again of its recipe's, and a render that is not done of what it was asked for with.
_FREE = text("""
WITH used AS (
    SELECT asset_id AS id FROM character_references
    UNION SELECT thumbnail_asset_id FROM character_references
    UNION SELECT reference_asset_id FROM locations
    UNION SELECT reference_thumbnail_id FROM locations
    UNION SELECT asset_id FROM tracks
    UNION SELECT CAST(picture.value AS uuid) FROM character_versions,
        jsonb_array_elements(sheet->'references') AS one, jsonb_each_text(one) AS picture
    UNION SELECT unnest(pictures) FROM recipes WHERE cardinality(pictures) > 0 AND EXISTS (
        SELECT FROM takes WHERE takes.recipe_id = recipes.id AND purged_at IS NULL)
    UNION SELECT CAST(picture.value AS uuid) FROM render_jobs,
        jsonb_each_text(brief->'sampling'->'pictures') AS picture WHERE state <> 'COMPLETED'
), sent AS (
    SELECT picture.value AS sha256 FROM recipes, jsonb_each_text(told->'pictures') AS picture
    WHERE EXISTS (
        SELECT FROM takes WHERE takes.recipe_id = recipes.id AND purged_at IS NULL)
    UNION SELECT picture.value FROM render_jobs,
        jsonb_each_text(brief->'sent'->'pictures') AS picture WHERE state <> 'COMPLETED'
)
SELECT DISTINCT asset_id FROM (
    SELECT takes.asset_id FROM takes JOIN assets ON assets.id = takes.asset_id
    WHERE purged_at IS NOT NULL
      AND NOT EXISTS (SELECT FROM used WHERE used.id = assets.id)
      AND NOT EXISTS (SELECT FROM sent WHERE sent.sha256 = blob_sha256)
      AND NOT EXISTS (SELECT FROM takes AS other WHERE other.purged_at IS NULL
          AND (other.asset_id = assets.id OR other.thumbnail_asset_id = assets.id))
    ORDER BY purged_at, takes.id LIMIT :most
) AS due
""")
_LET_GO = text("""
WITH before AS (
    SELECT id, thumbnail_asset_id FROM takes WHERE asset_id = ANY(:assets) ORDER BY id FOR UPDATE
)
UPDATE takes SET asset_id = NULL, thumbnail_asset_id = NULL FROM before
WHERE takes.id = before.id RETURNING before.thumbnail_asset_id
""")
_FORGET = text("""
DELETE FROM assets WHERE id = ANY(:assets)
  AND NOT EXISTS (SELECT FROM takes WHERE assets.id IN (asset_id, thumbnail_asset_id))
  AND NOT EXISTS (
    SELECT FROM character_references WHERE assets.id IN (asset_id, thumbnail_asset_id))
  AND NOT EXISTS (
    SELECT FROM locations WHERE assets.id IN (reference_asset_id, reference_thumbnail_id))
  AND NOT EXISTS (SELECT FROM tracks WHERE asset_id = assets.id)
RETURNING blob_sha256
""")
_SIGNED = text("SELECT blob_sha256 FROM credentialed_copies WHERE asset_id = ANY(:assets)")
_FORGET_TRACKS = text("""
WITH old AS (
    SELECT id FROM tracks WHERE deleted_at < :before ORDER BY deleted_at, id LIMIT :most
    FOR UPDATE SKIP LOCKED
)
DELETE FROM tracks USING old WHERE tracks.id = old.id RETURNING asset_id
""")
_DISCARD = text("""
WITH gone AS (
    DELETE FROM blobs WHERE sha256 = ANY(:blobs)
      AND NOT EXISTS (SELECT FROM assets WHERE blob_sha256 = sha256)
      AND NOT EXISTS (SELECT FROM exports WHERE blob_sha256 = sha256)
      AND NOT EXISTS (SELECT FROM credentialed_copies WHERE blob_sha256 = sha256)
    RETURNING sha256
)
INSERT INTO discarded_blobs (sha256) SELECT sha256 FROM gone ON CONFLICT DO NOTHING
""")

# Kept for what was refused afterwards, or by who died before saying whose they are.
_STRAYS = text("""
INSERT INTO discarded_blobs (sha256) SELECT sha256 FROM unnest(CAST(:sha256s AS text[])) AS kept(sha256)
WHERE NOT EXISTS (SELECT FROM blobs WHERE blobs.sha256 = kept.sha256)
ON CONFLICT DO NOTHING RETURNING sha256
""")


async def purge_take(work: Work, viewer: Viewer, take_id: UUID | None) -> None:
    """Delete a take for good, whether it was deleted before or not."""
    try:
        await find(work, viewer, Take, take_id, deleted=True, lock=False, field="takeId")
    except NotFound:
        await find(work, viewer, Take, take_id, lock=False, field="takeId")
        viewer.demand_administration("deleted takes")
        await delete_take(work, viewer, take_id)
        await work.session.flush()
    viewer.demand_administration("deleted takes")
    assert take_id is not None
    await _purge(work, [take_id], Take.deleted_at.is_not(None))


async def purge_old(work: Work, before: datetime) -> int:
    """Delete for good what was deleted before then, the oldest first; answers how many, ROUND at most."""
    old = Take.deleted_at < before
    found = await work.session.scalars(
        select(Take.id)
        .where(old, Take.purged_at.is_(None))
        .order_by(Take.deleted_at, Take.id)
        .limit(ROUND)
    )
    due = found.all()
    await _purge(work, due, old)
    return len(due)


async def purge_old_tracks(work: Work, before: datetime) -> int:
    """Forget tracks of sound that were deleted before then, with their files where nothing else
    needs them; answers how many, ROUND at most."""
    gone = await work.session.scalars(_FORGET_TRACKS, {"before": before, "most": ROUND})
    assets = gone.all()
    await _forget_assets(work, assets)
    return len(assets)


async def _purge(work: Work, take_ids: Sequence[UUID], which: ColumnElement[bool]) -> None:
    """A restore that comes first leaves them as they are: it has the clip, which is locked first."""
    clips = select(Take.clip_id).where(Take.id.in_(take_ids))
    await work.session.execute(
        select(Clip.id).where(Clip.id.in_(clips)).order_by(Clip.id).with_for_update(key_share=True)
    )
    # With an act of its own: what brings the clip back does not bring it back.
    purged = await work.session.scalars(
        update(Take)
        .where(Take.id.in_(take_ids), which, Take.purged_at.is_(None))
        .values(purged_at=func.now(), deletion_id=func.gen_random_uuid())
        .returning(Take.id)
        .execution_options(synchronize_session=False)
    )
    await work.session.execute(
        update(Clip)
        .where(Clip.selected_take_id.in_(purged.all()))
        .values(selected_take_id=None)
        .execution_options(synchronize_session=False)
    )


async def free_files(work: Work) -> int:
    """Let go of the files of purged takes that nothing else needs; how many, ROUND at most."""
    assets = list(await work.session.scalars(_FREE, {"most": ROUND}))
    if not assets:
        return 0
    small = await work.session.scalars(_LET_GO, {"assets": assets})
    await _forget_assets(work, {*assets, *(one for one in small if one is not None)})
    return len(assets)


async def _forget_assets(work: Work, assets: Collection[UUID]) -> None:
    """Those of them that nothing needs, and with them their signed copies."""
    if not assets:
        return
    given = {"assets": sorted(set(assets))}
    signed = await work.session.scalars(_SIGNED, given)
    copies = signed.all()
    blobs = await work.session.scalars(_FORGET, given)
    await discard_blobs(work, [*blobs, *copies])


async def discard_blobs(work: Work, blobs: Collection[str]) -> None:
    """List these, by their SHA-256, for removal, but for those that something names."""
    if blobs:
        await work.session.execute(_DISCARD, {"blobs": sorted(set(blobs))})


async def discard_strays(work: Work, sha256s: Sequence[str]) -> int:
    """List those of these bytes that no blob names; how many are new on the list."""
    listed = await work.session.scalars(_STRAYS, {"sha256s": list(sha256s)})
    return len(listed.all())


async def discarded(work: Work, most: int) -> list[str]:
    """The SHA-256 of bytes to be removed, the oldest first; none that is named again."""
    known = select(Blob.sha256)
    await work.session.execute(delete(DiscardedBlob).where(DiscardedBlob.sha256.in_(known)))
    rows = select(DiscardedBlob.sha256).order_by(DiscardedBlob.discarded_at).limit(most)
    return list(await work.session.scalars(rows))


async def forget(work: Work, sha256: str) -> None:
    """They are removed."""
    await work.session.execute(delete(DiscardedBlob).where(DiscardedBlob.sha256 == sha256))
