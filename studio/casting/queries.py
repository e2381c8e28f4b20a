"""What feeds the pictures of many clips, and which clips and projects use a character."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from studio.access.predicates import visible
from studio.access.viewer import Viewer
from studio.casting.feeding import Cast, Facts, Known, KnownPlace, KnownStyle, Person, feed_of
from studio.casting.locations import surroundings_of
from studio.casting.models import Casting, Character, CharacterLook, CharacterLora, Location, Style
from studio.casting.sheets import read_sheets
from studio.casting.styles import sheet_of
from studio.casting.words import Feed, Lora, Origin
from studio.catalogue.models import Model, Preset
from studio.kernel.rows import any_of
from studio.projects.models import Project, Scene
from studio.timeline.models import Clip

_SHOT: tuple[Any, ...] = (
    Clip.id,
    Clip.project_id,
    Clip.scene_id,
    Clip.name,
    Clip.number,
    Clip.framing,
    Clip.shot_kind,
    Clip.characters,
    Scene.name.label("scene"),
    Scene.location,
    Scene.time_of_day,
    Project.name.label("project"),
)


@dataclass(frozen=True, slots=True)
class Usage:
    """Where a character is used, in the order of the films: by name, or because it was cast there
    or further up. `projects` also has those that nobody uses it in yet."""

    projects: tuple[UUID, ...]
    clips: tuple[UUID, ...]


async def feeds_of(
    session: AsyncSession, clip_ids: Collection[UUID], *, trying: Sequence[Cast] = ()
) -> dict[UUID, Feed]:
    """The feed of each of these clips (deleted ones too), in a constant number of statements.

    It is as if `trying` were cast at each of them. Clips that do not exist are left out. The caller
    has looked who may see them.
    """
    return await _feeds(session, await _shots(session, _among(Clip.id, clip_ids)), trying)


async def usage_of(
    session: AsyncSession, viewer: Viewer, character_id: UUID | None
) -> Usage | None:
    """Of a library's character, that of those that go back to it in projects.

    None where there is no such character, or the viewer may not see it.
    """
    character = await session.scalar(
        select(Character).where(
            Character.id == character_id,
            Character.deleted_at.is_(None),
            visible(Character.__table__, viewer.workspace_id),
        )
    )
    if character is None:
        return None
    rows = await session.execute(
        select(Character.id, Character.project_id)
        .join(Project, Project.id == Character.project_id)
        .where(
            or_(Character.id == character.id, Character.origin_id == character.id),
            Character.deleted_at.is_(None),
            Project.deleted_at.is_(None),
        )
        .order_by(Project.name, Project.id)
    )
    of_project = {project_id: character_id for character_id, project_id in rows if project_id}
    found = await _shots(
        session,
        Clip.project_id.in_(of_project),
        Clip.deleted_at.is_(None),
        Scene.deleted_at.is_(None),
    )
    feeds = await _feeds(session, found)
    places = list(of_project)
    return Usage(
        tuple(places),
        tuple(
            shot.id
            for shot in sorted(found, key=lambda one: places.index(one.project_id))
            if any(
                member.character_id == of_project[shot.project_id] for member in feeds[shot.id].cast
            )
        ),
    )


async def visible_feeds(
    session: AsyncSession, viewer: Viewer, clip_ids: Collection[UUID]
) -> dict[UUID, Feed]:
    """The same of the living clips among them that the viewer may see."""
    mine = visible(Clip.__table__, viewer.workspace_id)
    shots = await _shots(session, _among(Clip.id, clip_ids), Clip.deleted_at.is_(None), mine)
    return await _feeds(session, shots)


async def _feeds(
    session: AsyncSession, shots: Sequence[Row[Any]], trying: Sequence[Cast] = ()
) -> dict[UUID, Feed]:
    if not shots:
        return {}
    castings = await _castings(session, shots)
    for shot in shots if trying else ():
        castings.setdefault(shot.id, []).extend(trying)
    known = await _known(session, shots, castings)
    return {
        shot.id: feed_of(
            _facts(shot),
            (
                casting
                for place in (shot.project_id, shot.scene_id, shot.id)
                for casting in castings.get(place, ())
            ),
            known[shot.project_id],
        )
        for shot in shots
    }


async def _shots(session: AsyncSession, *which: ColumnElement[bool]) -> Sequence[Row[Any]]:
    rows = await session.execute(
        select(*_SHOT)
        .join(Scene, Scene.id == Clip.scene_id)
        .join(Project, Project.id == Clip.project_id)
        .where(*which)
        .order_by(Clip.project_id, Scene.position, Clip.start_frame, Clip.id)
    )
    return rows.all()


async def _castings(session: AsyncSession, shots: Sequence[Row[Any]]) -> dict[UUID, list[Cast]]:
    """By the id of the place that has them."""
    rows = await session.scalars(
        select(Casting).where(
            Casting.project_id.in_({shot.project_id for shot in shots}),
            or_(
                _among(Casting.clip_id, {shot.id for shot in shots}),
                _among(Casting.scene_id, {shot.scene_id for shot in shots}),
                Casting.clip_id.is_(None) & Casting.scene_id.is_(None),
            ),
        )
    )
    found: dict[UUID, list[Cast]] = defaultdict(list)
    for row in rows:
        level, place = (
            (Origin.CLIP, row.clip_id)
            if row.clip_id
            else (Origin.SCENE, row.scene_id)
            if row.scene_id
            else (Origin.PROJECT, row.project_id)
        )
        found[place].append(
            Cast(
                level,
                row.character_id,
                row.style_id,
                row.model_id,
                row.preset_id,
                row.look_id,
                row.prominence,
                row.absent,
            )
        )
    return found


async def _known(
    session: AsyncSession, shots: Sequence[Row[Any]], castings: Mapping[UUID, Sequence[Cast]]
) -> dict[UUID, Known]:
    projects = {shot.project_id for shot in shots}
    people = await _people(session, projects)
    loras = await _loras(session, projects)
    styles = await _styles(session, castings)
    choices = await _choices(session, castings)
    places = await _places(session, projects)
    return {one: Known(people[one], styles, places[one], loras, choices) for one in projects}


async def _people(
    session: AsyncSession, projects: Collection[UUID]
) -> dict[UUID, dict[UUID, Person]]:
    rows = (
        await session.scalars(
            select(Character).where(
                Character.project_id.in_(projects), Character.deleted_at.is_(None)
            )
        )
    ).all()
    sheets = await read_sheets(session, rows)
    looks = await session.execute(
        select(CharacterLook.character_id, CharacterLook.id, CharacterLook.digest).where(
            CharacterLook.character_id.in_([row.id for row in rows]),
            CharacterLook.deleted_at.is_(None),
        )
    )
    digests: dict[UUID, dict[UUID | None, str]] = {row.id: {None: row.digest} for row in rows}
    for character_id, look_id, digest in looks:
        digests[character_id][look_id] = digest
    found: dict[UUID, dict[UUID, Person]] = {project_id: {} for project_id in projects}
    for row in rows:
        assert row.project_id is not None
        found[row.project_id][row.id] = Person(row.id, row.name, sheets[row.id], digests[row.id])
    return found


async def _loras(session: AsyncSession, projects: Collection[UUID]) -> dict[UUID, Lora]:
    rows = await session.execute(
        select(Model.id, Model.name, Model.file_name, Model.family)
        .join(CharacterLora, CharacterLora.model_id == Model.id)
        .join(Character, Character.id == CharacterLora.character_id)
        .where(Character.project_id.in_(projects), Model.deleted_at.is_(None))
        .distinct()
    )
    return {
        model_id: Lora(model_id, name, file_name, family, 1.0)
        for model_id, name, file_name, family in rows
    }


async def _styles(
    session: AsyncSession, castings: Mapping[UUID, Sequence[Cast]]
) -> dict[UUID, KnownStyle]:
    wanted = {one.style_id for several in castings.values() for one in several} - {None}
    rows = await session.scalars(
        select(Style).where(Style.id.in_(wanted), Style.deleted_at.is_(None))
    )
    return {row.id: KnownStyle(row.id, row.name, sheet_of(row), row.digest) for row in rows}


async def _choices(
    session: AsyncSession, castings: Mapping[UUID, Sequence[Cast]]
) -> frozenset[UUID]:
    """The models and presets among what is cast that are still there."""
    several = [one for many in castings.values() for one in many]
    models = {one.model_id for one in several} - {None}
    presets = {one.preset_id for one in several} - {None}
    rows = await session.scalars(
        select(Model.id)
        .where(Model.id.in_(models), Model.deleted_at.is_(None))
        .union_all(select(Preset.id).where(Preset.id.in_(presets), Preset.deleted_at.is_(None)))
    )
    return frozenset(rows)


async def _places(
    session: AsyncSession, projects: Collection[UUID]
) -> dict[UUID, dict[str, KnownPlace]]:
    rows = await session.scalars(
        select(Location).where(Location.project_id.in_(projects), Location.deleted_at.is_(None))
    )
    found: dict[UUID, dict[str, KnownPlace]] = {project_id: {} for project_id in projects}
    for row in rows:
        place = KnownPlace(
            row.id, row.name, surroundings_of(row), row.digest, row.reference_asset_id
        )
        found[row.project_id][row.folded] = place
    return found


def _among(column: Any, ids: Collection[UUID]) -> ColumnElement[bool]:
    """One bound value, however many ids."""
    found: ColumnElement[bool] = column == any_of(ids)
    return found


def _facts(shot: Row[Any]) -> Facts:
    return Facts(
        tuple(shot.characters),
        shot.location,
        {
            "project": shot.project,
            "scene": shot.scene,
            "clip": shot.name,
            "number": shot.number,
            "location": shot.location,
            "time": shot.time_of_day,
            "framing": shot.framing.lower().replace("_", " "),
            "kind": shot.shot_kind.lower().replace("_", " "),
            "character": shot.characters[0] if shot.characters else "",
            "characters": ", ".join(shot.characters),
        },
    )
