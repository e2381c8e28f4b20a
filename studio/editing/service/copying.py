"""Scenes and clips copied, with what is cast onto them, what their prompts were, and their takes,
which share the files of their originals'."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from studio.casting.copying import Copies, copy_castings
from studio.gallery.models import Take
from studio.kernel.ids import uuid7
from studio.kernel.rows import Each, any_of, copy_rows
from studio.kernel.work import Work
from studio.projects.models import Scene
from studio.prompts.models import PromptEdit
from studio.recipes.copying import copy_recipes
from studio.timeline.models import Clip
from studio.timeline.rules import next_number

_NEW = frozenset(
    [
        "id",
        "name",
        "version",
        "created_at",
        "updated_at",
        "deleted_at",
        "deletion_id",
        "living",
        "selected_living",
    ]
)


def shared_values(row: Any, *but: str) -> dict[str, Any]:
    """The columns of a row that its copy shares."""
    return {
        column.key: getattr(row, column.key)
        for column in row.__table__.columns
        if column.key not in _NEW and column.key not in but
    }


async def new_numbers(work: Work, project_id: UUID, numbers: Mapping[UUID, str]) -> dict[UUID, str]:
    """For the copy of each clip, by whose id its number is, one that no clip of the project has or had.

    The project's row must be locked.
    """
    await work.session.flush()
    taken = set(
        await work.session.scalars(select(Clip.number).where(Clip.project_id == project_id))
    )
    fresh: dict[UUID, str] = {}
    for clip_id, number in numbers.items():
        fresh[clip_id] = next_number(number, taken)
        taken.add(fresh[clip_id])
    return fresh


async def copy_scenes(
    work: Work,
    scene_ids: Collection[UUID],
    project_id: UUID,
    *,
    each: Each,
    copies: Copies | None = None,
) -> dict[UUID, UUID]:
    """Copies of the scenes with their clips, by their originals' ids.

    `copies` are those of what feeds the pictures, where all is copied into another project; else clips
    have new numbers.
    """
    of = {scene_id: uuid7() for scene_id in scene_ids}
    into = {"project_id": project_id}
    await copy_rows(work.session, Scene.__table__, of, each=each, alike=into)
    await copy_castings(work, of, project_id=project_id, copies=copies)
    clips = await work.session.execute(
        select(Clip.id, Clip.scene_id, Clip.number)
        .where(Clip.scene_id == any_of(of), Clip.deleted_at.is_(None))
        .order_by(Clip.scene_id, Clip.start_frame, Clip.id)
    )
    rows = clips.all()
    own: dict[str, Mapping[UUID, Any]] = {"scene_id": {row.id: of[row.scene_id] for row in rows}}
    if copies is None:
        numbers = {row.id: row.number for row in rows}
        own["number"] = await new_numbers(work, project_id, numbers)
    await copy_clips(work, [row.id for row in rows], project_id, each=own, copies=copies)
    return of


async def copy_clips(
    work: Work,
    clip_ids: Collection[UUID],
    project_id: UUID,
    *,
    each: Each,
    copies: Copies | None = None,
) -> dict[UUID, UUID]:
    """The same of clips; in their own project their takes have the recipes of the originals'."""
    of = {clip_id: uuid7() for clip_id in clip_ids}
    takes = (
        await work.session.execute(
            select(
                Take.id,
                Take.clip_id,
                Take.recipe_id,
                Take.output_index,
                (Take.id == Clip.selected_take_id).label("shown"),
            )
            .join(Clip, Clip.id == Take.clip_id)
            .where(Take.clip_id == any_of(of), Take.deleted_at.is_(None))
            .order_by(Take.id)
        )
    ).all()
    taken = {row.id: uuid7() for row in takes}
    edits = await _edits_of(work, of)
    shown: dict[UUID, UUID | None] = dict.fromkeys(of)
    shown |= {row.clip_id: taken[row.id] for row in takes if row.shown}
    versions = {clip_id: 1 + max(edits[clip_id].values(), default=0) for clip_id in of}
    own: Each = {**each, "selected_take_id": shown, "version": versions}
    into = {"project_id": project_id}
    await copy_rows(work.session, Clip.__table__, of, each=own, alike=into)
    await copy_castings(work, of, project_id=project_id, copies=copies)
    await _copy_edits(work, edits, of, project_id)
    await _copy_takes(work, takes, taken, of, project_id, copies)
    for clip_id, copy_id in of.items():
        work.changed("clip", copy_id, stream=project_id, version=versions[clip_id])
    return of


async def _copy_takes(
    work: Work,
    takes: Collection[Any],
    taken: Mapping[UUID, UUID],
    clips: Mapping[UUID, UUID],
    project_id: UUID,
    copies: Copies | None,
) -> None:
    wanted = {row.recipe_id for row in takes if row.recipe_id}
    recipes = {recipe_id: recipe_id for recipe_id in wanted}
    if copies is not None:
        recipes = await copy_recipes(work, wanted, project_id, copies)
    each: Each = {
        "clip_id": {row.id: clips[row.clip_id] for row in takes},
        "recipe_id": {row.id: recipes.get(row.recipe_id) for row in takes},
        "output_index": {row.id: row.output_index if row.recipe_id else None for row in takes},
    }
    alike = {"project_id": project_id, "job_id": None, "attempt_id": None}
    await copy_rows(work.session, Take.__table__, taken, each=each, alike=alike, dated=True)
    for take_id in taken.values():
        work.changed("take", take_id, stream=project_id)


async def _edits_of(work: Work, clip_ids: Collection[UUID]) -> dict[UUID, dict[UUID, int]]:
    """By clip, the edits of its prompts and their numbers."""
    found: dict[UUID, dict[UUID, int]] = defaultdict(dict)
    rows = await work.session.execute(
        select(PromptEdit.clip_id, PromptEdit.id, PromptEdit.number)
        .where(PromptEdit.clip_id == any_of(clip_ids))
        .order_by(PromptEdit.clip_id, PromptEdit.number)
    )
    for clip_id, edit_id, number in rows:
        found[clip_id][edit_id] = number
    return found


async def _copy_edits(
    work: Work,
    edits: Mapping[UUID, Mapping[UUID, int]],
    clips: Mapping[UUID, UUID],
    project_id: UUID,
) -> None:
    whose = {edit_id: clips[clip_id] for clip_id, mine in edits.items() for edit_id in mine}
    await copy_rows(
        work.session,
        PromptEdit.__table__,
        {edit_id: uuid7() for edit_id in whose},
        each={"clip_id": whose},
        alike={"project_id": project_id},
        dated=True,
    )
