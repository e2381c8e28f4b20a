"""Claims to bytes that are already in the object store, and the characters of a project."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from studio.access.queries import check_version, find
from studio.access.viewer import Viewer
from studio.kernel.ids import uuid7
from studio.kernel.text import NAME, checked
from studio.kernel.work import Work
from studio.library.media import MediaKind
from studio.library.models import Asset, Blob, Character
from studio.library.rules import MAX_LOOK, fold


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file in the object store, and what a look into it showed. Sizes in bytes and pixels."""

    sha256: str
    size: int
    media_type: str
    kind: MediaKind
    width: int | None = None
    height: int | None = None
    frames: int | None = None
    rate: Fraction | None = None


Looks = dict[str, tuple[str, str]]
"""Name and look of characters, by the folded name."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """A character as a script shows it; the look may be empty."""

    name: str
    look: str
    source_line: int | None = None


async def add_asset(work: Work, file: StoredFile, *, workspace_id: UUID, project_id: UUID) -> UUID:
    """Own the file: its blob, if it is new here, and an asset of the project."""
    await work.session.execute(
        insert(Blob)
        .values(sha256=file.sha256, size=file.size, media_type=file.media_type)
        .on_conflict_do_nothing(constraint="pk_blobs")
    )
    asset = Asset(
        id=uuid7(),
        workspace_id=workspace_id,
        project_id=project_id,
        blob_sha256=file.sha256,
        kind=file.kind.value,
        width=file.width,
        height=file.height,
        frames=file.frames,
        fps_numerator=file.rate.numerator if file.rate else None,
        fps_denominator=file.rate.denominator if file.rate else None,
    )
    work.session.add(asset)
    await work.session.flush()
    return asset.id


async def keep_characters(work: Work, project_id: UUID, sketches: Sequence[Sketch]) -> None:
    """Make those that are new to the project and fill looks that are empty; the rest stays.

    The project's row must be locked.
    """
    names = {fold(sketch.name) for sketch in sketches}
    present = {row.folded: row for row in await _living(work, project_id, names, lock=True)}
    for sketch in sketches:
        look, folded = sketch.look[:MAX_LOOK], fold(sketch.name)
        known = present.get(folded)
        if known is None:
            present[folded] = known = Character(
                id=uuid7(),
                project_id=project_id,
                name=sketch.name,
                folded=folded,
                look=look,
                source_line=sketch.source_line,
                version=1,
            )
            work.session.add(known)
        elif look and not known.look:
            known.look = look
            known.version += 1
        else:
            continue
        work.changed("character", known.id, stream=project_id, version=known.version)


async def update_character(
    work: Work,
    viewer: Viewer,
    character_id: UUID | None,
    *,
    name: str | None = None,
    look: str | None = None,
    expected_version: int | None,
) -> Character:
    """Change what is given; `studio.editing` also renames them in scenes."""
    character = await find(work, viewer, Character, character_id)
    viewer.demand_edit()
    check_version(character.version, expected_version)
    if name is not None:
        character.name = checked(name, "name", limit=NAME, required=True)
        character.folded = fold(name)
    if look is not None:
        character.look = checked(look, "look", limit=MAX_LOOK)
    character.version += 1
    stream = character.project_id
    work.changed("character", character.id, stream=stream, version=character.version)
    return character


async def looks_in(work: Work, project_ids: Collection[UUID]) -> dict[UUID, Looks]:
    """The looks of each of these projects; characters without one are left out."""
    rows = await work.session.execute(
        select(Character.project_id, Character.folded, Character.name, Character.look).where(
            Character.project_id.in_(project_ids),
            Character.deleted_at.is_(None),
            Character.look != "",
        )
    )
    found: dict[UUID, Looks] = {project_id: {} for project_id in project_ids}
    for project_id, folded, name, look in rows:
        found[project_id][folded] = name, look
    return found


async def copy_characters(work: Work, project_id: UUID, to: UUID) -> None:
    """Give another project the same living characters."""
    for row in await _living(work, project_id):
        copy = Character(
            id=uuid7(),
            project_id=to,
            name=row.name,
            folded=row.folded,
            look=row.look,
            source_line=row.source_line,
            version=1,
        )
        work.session.add(copy)
        work.changed("character", copy.id, stream=to, version=1)


async def _living(
    work: Work, project_id: UUID, folded: Collection[str] | None = None, *, lock: bool = False
) -> Sequence[Character]:
    rows = select(Character).where(
        Character.project_id == project_id, Character.deleted_at.is_(None)
    )
    if folded is not None:
        rows = rows.where(Character.folded.in_(folded))
    rows = rows.order_by(Character.id)
    if lock:
        rows = rows.with_for_update(key_share=True)
    return (
        (await work.session.execute(rows.execution_options(populate_existing=True))).scalars().all()
    )
