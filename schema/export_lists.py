"""What a project has of exports."""

from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from sqlalchemy import func

from schema.export_rows import EXPORTS, PRESETS
from schema.reads.fields import Children, children_of

if TYPE_CHECKING:
    from schema.exports import Export, ExportPreset


@children_of(
    Children(
        EXPORTS,
        lambda project, export: export.c.project_id == project.c.id,
        lambda export: (export.c.created_at.desc(), export.c.id.desc()),
        limit="first",
        most=100,
    ),
    "What was taken out of it, the newest first.",
)
def exports(
    self: Any,
    first: Annotated[int | None, strawberry.argument(description="How many, 0 to 100.")] = 50,
) -> list[Annotated["Export", strawberry.lazy("schema.exports")]]:
    raise AssertionError("read by the compiler")


@children_of(
    Children(
        PRESETS,
        lambda project, preset: preset.c.project_id == project.c.id,
        lambda preset: (func.lower(preset.c.name), preset.c.id),
    ),
    "Options of exports that were given a name, by name.",
)
def export_presets(self: Any) -> list[Annotated["ExportPreset", strawberry.lazy("schema.exports")]]:
    raise AssertionError("read by the compiler")
