"""Presets: made, edited with their history kept, made the default, brought in from elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from studio.access.queries import check_version, find
from studio.access.viewer import Viewer
from studio.catalogue.models import Model, Preset, PresetVersion
from studio.catalogue.rules import CATEGORIES, check_settings
from studio.graphs.families import FAMILIES
from studio.kernel.errors import ErrorCode, UserError
from studio.kernel.ids import uuid7
from studio.kernel.text import DESCRIPTION, NAME, checked
from studio.kernel.work import Work

MOST_IMPORTED = 500


@dataclass(frozen=True, slots=True)
class Draft:
    """A preset as somebody describes it."""

    name: str
    category: str
    settings: Mapping[str, Any]
    description: str = ""
    family: str | None = None
    model_id: UUID | None = None

    def tidied(self) -> "Draft":
        """Its name without spaces around it. Raises a UserError that names the field to change."""
        name = checked(self.name, "name", limit=NAME, required=True)
        checked(self.description, "description", limit=DESCRIPTION)
        if self.category not in CATEGORIES:
            raise UserError(f"category is one of {', '.join(CATEGORIES)}.", field=["category"])
        if self.family is not None and self.family not in FAMILIES:
            raise UserError("There is no model family of this name.", field=["family"])
        if self.family is not None and self.model_id is not None:
            raise UserError(
                "A preset is for a family or for one model, not for both.", field=["family"]
            )
        return replace(self, name=name)


async def create_preset(
    work: Work, viewer: Viewer, draft: Draft, *, is_default: bool = False
) -> Preset:
    viewer.demand_edit()
    draft = draft.tidied()
    settings = check_settings(draft.settings)
    if draft.model_id is not None:
        await find(work, viewer, Model, draft.model_id, lock=False, field="modelId")
    preset = Preset(
        id=uuid7(),
        workspace_id=viewer.workspace_id,
        name=draft.name,
        description=draft.description,
        category=draft.category,
        family=draft.family,
        model_id=draft.model_id,
        settings=settings,
        version=1,
    )
    if is_default:
        await _take_default(work, preset)
    work.session.add(preset)
    await work.session.flush()
    _keep_version(work, viewer, preset)
    _tell(work, preset)
    return preset


async def update_preset(
    work: Work,
    viewer: Viewer,
    preset_id: UUID | None,
    changes: Mapping[str, Any],
    *,
    expected_version: int | None,
) -> Preset:
    """Change `name`, `description`, `category`, `settings` or `is_default`.

    Of one that comes with the studio only whether it is the default.
    """
    preset = await find(work, viewer, Preset, preset_id)
    viewer.demand_edit()
    check_version(preset.version, expected_version)
    if preset.builtin is not None and set(changes) - {"is_default"}:
        raise UserError(
            f"{preset.name!r} comes with the studio. Duplicate it, and change the copy.",
            code=ErrorCode.INVALID_STATE,
            field=["id"],
        )
    draft = Draft(
        name=changes.get("name", preset.name),
        category=changes.get("category", preset.category),
        settings=changes.get("settings", preset.settings),
        description=changes.get("description", preset.description),
    )
    draft = draft.tidied()
    preset.name, preset.category = draft.name, draft.category
    preset.description, preset.settings = draft.description, check_settings(draft.settings)
    await _set_default(work, preset, changes.get("is_default", preset.is_default))
    preset.version += 1
    _keep_version(work, viewer, preset)
    _tell(work, preset)
    return preset


async def restore_version(
    work: Work, viewer: Viewer, preset_id: UUID | None, number: int
) -> Preset:
    """Make the settings of an earlier version those of the preset again, as a new version."""
    preset = await find(work, viewer, Preset, preset_id)
    before = await work.session.get(PresetVersion, (preset.id, number))
    if before is None:
        raise UserError("There is no such version of the preset.", field=["number"])
    return await update_preset(
        work, viewer, preset.id, {"settings": before.settings}, expected_version=None
    )


async def delete_preset(work: Work, viewer: Viewer, preset_id: UUID | None) -> Preset:
    preset = await find(work, viewer, Preset, preset_id)
    viewer.demand_edit()
    if preset.builtin is not None:
        raise UserError(
            f"{preset.name!r} comes with the studio and stays.",
            code=ErrorCode.INVALID_STATE,
            field=["id"],
        )
    preset.deleted_at, preset.deletion_id = datetime.now(UTC), uuid7()
    preset.is_default = False
    work.deleted("preset", preset.id, stream=preset.workspace_id)
    return preset


async def restore_preset(work: Work, viewer: Viewer, preset_id: UUID | None) -> Preset:
    preset = await find(work, viewer, Preset, preset_id, deleted=True)
    viewer.demand_edit()
    preset.deleted_at = preset.deletion_id = None
    _tell(work, preset)
    return preset


async def duplicate_preset(
    work: Work, viewer: Viewer, preset_id: UUID | None, *, name: str | None
) -> Preset:
    """A copy that can be changed, also of one that comes with the studio."""
    source = await find(work, viewer, Preset, preset_id, lock=False)
    draft = Draft(
        name=name or _free(source.name, await _names(work, viewer.workspace_id)),
        category=source.category,
        settings=source.settings,
        description=source.description,
        family=source.family,
        model_id=source.model_id,
    )
    return await create_preset(work, viewer, draft)


async def import_presets(work: Work, viewer: Viewer, drafts: Sequence[Draft]) -> list[Preset]:
    """All of them or none; a name that is taken gets a number behind it.

    The models of the drafts are of this workspace: the caller has looked.
    """
    viewer.demand_edit()
    if not 1 <= len(drafts) <= MOST_IMPORTED:
        raise UserError(f"1 to {MOST_IMPORTED} presets can be imported at once.", field=["text"])
    taken = await _names(work, viewer.workspace_id)
    made = []
    for draft in [one.tidied() for one in drafts]:
        name = _free(draft.name, taken)
        taken.add(name.casefold())
        preset = Preset(
            id=uuid7(),
            workspace_id=viewer.workspace_id,
            name=name,
            description=draft.description,
            category=draft.category,
            family=draft.family,
            model_id=draft.model_id,
            settings=check_settings(draft.settings),
            version=1,
        )
        made.append(preset)
        _tell(work, preset)
    work.session.add_all(made)
    await work.session.flush()
    for preset in made:
        _keep_version(work, viewer, preset)
    return made


async def ensure_builtins(work: Work, workspace_id: UUID) -> None:
    """Have the fast and the quality preset of each family, as this version of the studio has them.

    Whether one is the default is the workspace's own choice and stays, and so are names.
    """
    taken = await _names(work, workspace_id)
    chosen = set(
        await work.session.scalars(
            select(Preset.family).where(
                Preset.workspace_id == workspace_id,
                Preset.is_default,
                Preset.model_id.is_(None),
                Preset.deleted_at.is_(None),
            )
        )
    )
    rows = [
        {
            "id": uuid7(),
            "workspace_id": workspace_id,
            "name": _free(f"{family.label}: {word}", taken),
            "category": category,
            "family": family.id,
            "settings": _sampling(preset) | {"width": family.width, "height": family.height},
            "is_default": word == "quality" and family.id not in chosen,
            "builtin": f"{family.id}:{word}",
        }
        for family in FAMILIES.values()
        for word, category, preset in (
            ("fast", "SPEED", family.fast),
            ("quality", "QUALITY", family.quality),
        )
    ]
    fresh = insert(Preset).values(rows)
    await work.session.execute(
        fresh.on_conflict_do_update(
            constraint="uq_presets_builtin",
            set_={"settings": fresh.excluded.settings, "category": fresh.excluded.category},
            where=Preset.settings != fresh.excluded.settings,
        )
    )


def _sampling(preset: Any) -> dict[str, Any]:
    return {
        "steps": preset.steps,
        "cfg": preset.cfg,
        "sampler": preset.sampler,
        "scheduler": preset.scheduler,
        **({} if preset.guidance is None else {"guidance": preset.guidance}),
    }


async def _set_default(work: Work, preset: Preset, wanted: bool) -> None:
    if wanted and not preset.is_default:
        await _take_default(work, preset)
    preset.is_default = wanted


async def _take_default(work: Work, preset: Preset) -> None:
    """The one that was it before is it no more."""
    before = await work.session.execute(
        update(Preset)
        .where(
            Preset.workspace_id == preset.workspace_id,
            Preset.family.is_not_distinct_from(preset.family),
            Preset.model_id.is_not_distinct_from(preset.model_id),
            Preset.is_default,
        )
        .values(is_default=False)
        .returning(Preset.id)
        .execution_options(synchronize_session=False)
    )
    for preset_id in before.scalars():
        work.changed("preset", preset_id, stream=preset.workspace_id)
    preset.is_default = True


def _keep_version(work: Work, viewer: Viewer, preset: Preset) -> None:
    work.session.add(
        PresetVersion(
            preset_id=preset.id,
            number=preset.version,
            name=preset.name,
            settings=preset.settings,
            edited_by=viewer.account_id,
        )
    )


async def _names(work: Work, workspace_id: UUID) -> set[str]:
    """Those that are taken, without regard to capitals."""
    rows = await work.session.scalars(
        select(Preset.name).where(Preset.workspace_id == workspace_id, Preset.deleted_at.is_(None))
    )
    return {name.casefold() for name in rows}


def _free(name: str, taken: set[str]) -> str:
    found, number = name, 2
    while found.casefold() in taken:
        ending = f" ({number})"
        found, number = name[: NAME - len(ending)] + ending, number + 1
    return found


def _tell(work: Work, preset: Preset) -> None:
    work.open_stream(preset.workspace_id)
    work.changed("preset", preset.id, stream=preset.workspace_id, version=preset.version)
