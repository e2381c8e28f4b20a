"""What is cast onto clips, scenes and projects: changed in many places at once, and back again."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from studio.access.queries import find_many
from studio.access.viewer import Viewer
from studio.casting.models import Casting, Character, CharacterLook, Style, target_of
from studio.casting.rules import check_prominence
from studio.casting.words import Origin
from studio.catalogue.models import Model, Preset
from studio.kernel.errors import ErrorCode, NotFound, UserError
from studio.kernel.ids import uuid7
from studio.kernel.rows import any_of
from studio.kernel.work import Work
from studio.projects.models import Project, Scene
from studio.timeline.models import Clip

MOST_PLACES = 5_000
"""Places that one act may change, each counted as often as something is cast onto it."""


class Kind(Enum):
    """What can be cast. Of all but characters a place has one at most."""

    CHARACTER = "CHARACTER"
    STYLE = "STYLE"
    MODEL = "MODEL"
    PRESET = "PRESET"


@dataclass(frozen=True, slots=True)
class Place:
    """A clip, a scene (for all of its clips) or a project (for all of its)."""

    level: Origin
    id: UUID


@dataclass(frozen=True, slots=True)
class Entry:
    """What is cast, and how. `look_id` and `prominence` are those of a character."""

    kind: Kind
    subject_id: UUID
    look_id: UUID | None = None
    prominence: float = 1.0
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """An entry that these places have from now on or, where it is not `present`, have no more."""

    places: tuple[Place, ...]
    entry: Entry
    present: bool = True


Slot = tuple[UUID, Kind, UUID | None]
"""What holds one casting: the place's id, the kind, and of characters which one."""


async def apply_castings(
    work: Work, viewer: Viewer, changes: Sequence[Change]
) -> tuple[list[Change], list[UUID]]:
    """Make all of these changes, or none. Answers those that undo them, and the places' projects.

    The last change of a place wins. What is changed between this and its undoing is overwritten.
    """
    viewer.demand_edit()
    _check(changes)
    homes = await _homes(work, viewer, {place for one in changes for place in one.places})
    await _check_subjects(work, viewer, changes, homes)
    wanted: dict[Slot, tuple[Place, Entry | None]] = {}
    for change in changes:
        for place in change.places:
            entry = change.entry if change.present else None
            wanted[_slot(place.id, change.entry)] = place, entry
    before = await _present(work, {slot[0] for slot in wanted})
    touched = {slot: one for slot, one in wanted.items() if before.get(slot) != one[1]}
    undo = _grouped(_undoing(touched, before))
    await _write(work, touched, homes)
    for place, _ in touched.values():
        work.changed(place.level.value.lower(), place.id, stream=homes[place.id])
    return undo, sorted(set(homes.values()))


def _check(changes: Sequence[Change]) -> None:
    if not changes or not all(one.places for one in changes):
        raise UserError("Name something to cast and a place for it, at least.", field=["changes"])
    if sum(len(one.places) for one in changes) > MOST_PLACES:
        raise UserError(
            f"{MOST_PLACES} places can be changed at once. Do it in several parts.",
            code=ErrorCode.LIMIT_EXCEEDED,
            field=["changes"],
        )
    for one in changes:
        check_prominence(one.entry.prominence)


async def _homes(work: Work, viewer: Viewer, places: Collection[Place]) -> dict[UUID, UUID]:
    """The project of each place, by its id; the places are locked."""
    found: dict[UUID, UUID] = {}
    levels: tuple[tuple[Origin, Any], ...] = (
        (Origin.PROJECT, Project),
        (Origin.SCENE, Scene),
        (Origin.CLIP, Clip),
    )
    for level, model in levels:
        ids = {place.id for place in places if place.level is level}
        if ids:
            rows = await find_many(work, viewer, model, ids, field="placeIds")
            found |= {
                key: key if level is Origin.PROJECT else row.project_id for key, row in rows.items()
            }
    return found


async def _check_subjects(
    work: Work, viewer: Viewer, changes: Sequence[Change], homes: Mapping[UUID, UUID]
) -> None:
    """What is cast exists and is of the places' project; what is taken away may be gone."""
    wanted: dict[Kind, dict[UUID, set[UUID]]] = defaultdict(lambda: defaultdict(set))
    for one in changes:
        if one.present:
            at = {homes[place.id] for place in one.places}
            wanted[one.entry.kind][one.entry.subject_id] |= at
    models: dict[Kind, Any] = {
        Kind.CHARACTER: Character,
        Kind.STYLE: Style,
        Kind.MODEL: Model,
        Kind.PRESET: Preset,
    }
    for kind, subjects in wanted.items():
        name = f"{kind.value.lower()}Id"
        rows = await find_many(work, viewer, models[kind], subjects, field=name, lock=False)
        for subject, row in rows.items():
            _check_home(kind, row, subjects[subject], name)
    await _check_looks(work, changes)


def _check_home(kind: Kind, row: Any, projects: Collection[UUID], name: str) -> None:
    home = getattr(row, "project_id", None)
    if kind is Kind.CHARACTER and home is None:
        raise UserError(
            f"{row.name!r} is in the library. Use it in the project first, then cast that one.",
            code=ErrorCode.INVALID_STATE,
            field=[name],
        )
    if home is not None and set(projects) != {home}:
        raise UserError(f"{row.name!r} is of another project.", field=[name])


async def _check_looks(work: Work, changes: Sequence[Change]) -> None:
    wanted = {
        (one.entry.look_id, one.entry.subject_id)
        for one in changes
        if one.present and one.entry.look_id is not None
    }
    if not wanted:
        return
    rows = await work.session.execute(
        select(CharacterLook.id, CharacterLook.character_id).where(
            CharacterLook.id.in_({look for look, _ in wanted}), CharacterLook.deleted_at.is_(None)
        )
    )
    if not {(look, character) for look, character in rows} >= wanted:
        raise NotFound("The character has no look of this id.", field=["lookId"])


async def _present(work: Work, places: Collection[UUID]) -> dict[Slot, Entry]:
    rows = await work.session.scalars(
        select(Casting).where(cast_onto(places)).execution_options(populate_existing=True)
    )
    found: dict[Slot, Entry] = {}
    for row in rows:
        entry = entry_of(row)
        found[_slot(row.clip_id or row.scene_id or row.project_id, entry)] = entry
    return found


def entry_of(row: Casting) -> Entry:
    kind = next(kind for kind in Kind if getattr(row, _column(kind)) is not None)
    return Entry(kind, getattr(row, _column(kind)), row.look_id, row.prominence, row.absent)


def _undoing(
    touched: Mapping[Slot, tuple[Place, Entry | None]], before: Mapping[Slot, Entry]
) -> Iterable[Change]:
    for slot, (place, entry) in touched.items():
        was = before.get(slot)
        if was is not None:
            yield Change((place,), was)
        elif entry is not None:
            yield Change((place,), entry, present=False)


def _grouped(changes: Iterable[Change]) -> list[Change]:
    """Those of the same entry as one."""
    places: dict[tuple[Entry, bool], list[Place]] = defaultdict(list)
    for change in changes:
        places[change.entry, change.present] += change.places
    return [Change(tuple(found), entry, present) for (entry, present), found in places.items()]


async def _write(
    work: Work,
    touched: Mapping[Slot, tuple[Place, Entry | None]],
    homes: Mapping[UUID, UUID],
) -> None:
    slots: dict[tuple[Kind, UUID | None], list[UUID]] = defaultdict(list)
    for place_id, kind, subject in touched:
        slots[kind, subject].append(place_id)
    for (kind, subject), places in slots.items():
        column = Casting.__table__.c[_column(kind)]
        gone = column == subject if subject is not None else column.is_not(None)
        await work.session.execute(
            delete(Casting)
            .where(cast_onto(places), gone)
            .execution_options(synchronize_session=False)
        )
    rows = [
        _values(place, entry, homes[place.id])
        for place, entry in touched.values()
        if entry is not None
    ]
    for start in range(0, len(rows), 1_000):
        await work.session.execute(insert(Casting).values(rows[start : start + 1_000]))


def _values(place: Place, entry: Entry, project_id: UUID) -> dict[str, Any]:
    kept = entry if entry.kind is Kind.CHARACTER else replace(entry, look_id=None, prominence=1.0)
    return {
        "id": uuid7(),
        "project_id": project_id,
        "scene_id": place.id if place.level is Origin.SCENE else None,
        "clip_id": place.id if place.level is Origin.CLIP else None,
        **{_column(kind): entry.subject_id if kind is entry.kind else None for kind in Kind},
        "look_id": kept.look_id,
        "prominence": kept.prominence,
        "absent": kept.absent,
    }


def _slot(place_id: UUID, entry: Entry) -> Slot:
    of = entry.subject_id if entry.kind is Kind.CHARACTER else None
    return place_id, entry.kind, of


def _column(kind: Kind) -> str:
    return f"{kind.value.lower()}_id"


def cast_onto(places: Collection[UUID]) -> Any:
    """Castings of these clips, scenes and projects themselves, as their unique indexes have it."""
    return target_of(Casting) == any_of(places)
