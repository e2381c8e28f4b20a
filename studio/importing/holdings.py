"""What a project is restored with: the files, models and presets that the workspace has, and the new
ids of what was told under others."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select

from studio.casting.rules import Reference
from studio.catalogue.models import Model, Preset
from studio.exporting.formats.project import ModelPart, PicturePart
from studio.importing.reading import refuse
from studio.kernel.work import Work
from studio.library.rules import fold
from studio.projects.models import Project

T = TypeVar("T")
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Holdings:
    """`assets` are by the SHA-256 of their files, `small` thumbnails by those of what they are of. What is
    asked for and is not here is noted in `missing` and `warnings`."""

    assets: Mapping[str, UUID]
    small: Mapping[str, UUID]
    missing: Counter[str] = field(default_factory=Counter)
    warnings: dict[str, None] = field(default_factory=dict)
    ids: dict[str, UUID] = field(default_factory=dict)
    models: Mapping[tuple[str, str], UUID] = field(default_factory=dict)
    presets: Mapping[str, UUID] = field(default_factory=dict)

    async def look_up(self, work: Work, project: Project) -> None:
        """Find the models and presets of the project's workspace."""
        mine = project.workspace_id
        models = await work.session.execute(
            select(Model.kind, Model.file_name, Model.id).where(
                Model.workspace_id == mine, Model.deleted_at.is_(None)
            )
        )
        self.models = {(row.kind, row.file_name): row.id for row in models}
        presets = await work.session.execute(
            select(Preset.name, Preset.id).where(
                Preset.workspace_id == mine, Preset.deleted_at.is_(None)
            )
        )
        self.presets = {row.name: row.id for row in presets}

    def asset(self, sha256: str) -> UUID | None:
        asset = self.assets.get(sha256)
        if asset is None:
            self.missing[sha256] += 1
        return asset

    def thumbnail(self, told: str | None, file: str) -> UUID | None:
        return (self.assets.get(told) if told else None) or self.small.get(file)

    def picture(self, part: PicturePart) -> Reference | None:
        asset = self.asset(part.file)
        small = self.thumbnail(part.thumbnail, part.file)
        return Reference(asset, small) if asset else None

    def model(self, wanted: ModelPart) -> UUID | None:
        found = self.models.get((wanted.kind, wanted.file))
        if found is None:
            self.warnings[f"The catalogue has no {wanted.file}: it was left out"] = None
        return found

    def preset(self, name: str) -> UUID | None:
        found = self.presets.get(name)
        if found is None:
            self.warnings[f"There is no preset {name}: it was left out"] = None
        return found

    def new(self, told: str | None) -> UUID | None:
        """What was told under this id."""
        return self.ids.get(told) if told else None


def known(values: type[T], told: str) -> T:
    """The value of an enumeration. Raises UserError."""
    try:
        return values(told)  # type: ignore[call-arg]
    except ValueError:
        refuse(f"{told[:40]!r} is not known here.")


def free_name(taken: set[str], name: str) -> str:
    """The name, with a number behind it where it is taken; it is taken from now on."""
    found, number = name, 2
    while fold(found) in taken:
        found, number = f"{name[:190]} ({number})", number + 1
    taken.add(fold(found))
    return found


def past(moment: datetime | None) -> datetime | None:
    """Never later than now, nor earlier than clocks tell; as of Greenwich where it does not say."""
    if moment is None:
        return None
    told = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(told, _EARLIEST), datetime.now(UTC))
