"""What of a timeline is known in the workspace that it is brought into: takes, and files of sound."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select

from studio.access.predicates import visible
from studio.access.viewer import Viewer
from studio.editing.service.copying import shared_values
from studio.gallery.models import Take
from studio.importing.reading import ReadClip, Shown
from studio.kernel.ids import uuid7
from studio.kernel.work import Work
from studio.library.media import MediaKind
from studio.library.models import Asset
from studio.timeline.models import Clip

_AT_ONCE = 5_000
_OTHERS = ("clip_id", "project_id", "job_id", "attempt_id", "recipe_id", "output_index")


@dataclass(frozen=True, slots=True)
class Known:
    """Living takes and assets of the workspace, by their ids and by the SHA-256 of their files."""

    takes: Mapping[UUID, Take] = field(default_factory=dict, hash=False)
    takes_of: Mapping[str, Take] = field(default_factory=dict, hash=False)
    assets: Mapping[str, Asset] = field(default_factory=dict, hash=False)

    def take(self, shown: Shown | None) -> Take | None:
        """The take itself, or one of the same file."""
        if shown is None:
            return None
        found = self.takes.get(shown.take) if shown.take else None
        return found or (self.takes_of.get(shown.sha256) if shown.sha256 else None)

    def sound(self, shown: Shown | None) -> Asset | None:
        asset = self.assets.get(shown.sha256) if shown and shown.sha256 else None
        return asset if asset and asset.kind == MediaKind.AUDIO.value else None


async def known_to(work: Work, viewer: Viewer, shown: Iterable[Shown | None]) -> Known:
    """Look all of these up. Never by a path: nobody finds what they may not see."""
    told = [one for one in shown if one is not None]
    ids = sorted({one.take for one in told if one.take})
    hashes = sorted({one.sha256 for one in told if one.sha256})
    takes: dict[UUID, Take] = {}
    for part in _parts(ids):
        rows = await work.session.scalars(_living(viewer).where(Take.id.in_(part)))
        takes |= {take.id: take for take in rows}
    by_hash = await takes_of_files(work, viewer, hashes)
    return Known(takes, by_hash, await assets_of_files(work, viewer, hashes))


async def takes_of_files(work: Work, viewer: Viewer, hashes: Sequence[str]) -> dict[str, Take]:
    """A living take of each of these files, where there is one: the newest."""
    found: dict[str, Take] = {}
    for part in _parts(hashes):
        rows = await work.session.execute(
            _living(viewer)
            .add_columns(Asset.blob_sha256)
            .join(Asset, Asset.id == Take.asset_id)
            .where(Asset.blob_sha256.in_(part))
            .order_by(Take.created_at, Take.id)
        )
        found |= {sha256: take for take, sha256 in rows}
    return found


async def assets_of_files(work: Work, viewer: Viewer, hashes: Sequence[str]) -> dict[str, Asset]:
    """An asset of each of these files, held so that nobody lets go of it meanwhile."""
    found: dict[str, Asset] = {}
    for part in _parts(hashes):
        rows = await work.session.scalars(
            select(Asset)
            .where(Asset.workspace_id == viewer.workspace_id, Asset.blob_sha256.in_(part))
            .order_by(Asset.id)
            .with_for_update(read=True, key_share=True, of=Asset)
        )
        for asset in rows:
            found.setdefault(asset.blob_sha256, asset)
    return found


def copy_of(take: Take, clip: Clip) -> Take:
    """The same take in another clip; they share the file."""
    return Take(
        **shared_values(take, *_OTHERS), id=uuid7(), clip_id=clip.id, project_id=clip.project_id
    )


async def show_known(
    work: Work, known: Known, made: Sequence[tuple[Clip, ReadClip]]
) -> list[ReadClip]:
    """Give each new clip (flushed) the take that it showed, as far as that is known here; answers those
    whose take is not."""
    missing: list[ReadClip] = []
    copies: list[tuple[Clip, Take]] = []
    for clip, read in made:
        take = known.take(read.shown)
        if take is None or take.kind == MediaKind.AUDIO.value:
            if read.shown is not None:
                missing.append(read)
            continue
        copies.append((clip, copy_of(take, clip)))
    work.session.add_all([take for _, take in copies])
    await work.session.flush()
    for clip, take in copies:
        clip.selected_take_id = take.id
        work.changed("take", take.id, stream=clip.project_id)
    return missing


def _living(viewer: Viewer) -> Any:
    return select(Take).where(
        Take.deleted_at.is_(None), visible(Take.__table__, viewer.workspace_id)
    )


def _parts(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (values[at : at + _AT_ONCE] for at in range(0, len(values), _AT_ONCE))
