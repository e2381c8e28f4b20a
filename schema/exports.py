"""Exports in the graph: files that are made in the background, and how far they are."""

from typing import Annotated, Any, cast

import strawberry
from sqlalchemy import ColumnElement, FromClause, case, null, select
from strawberry.scalars import JSON

from schema.context import Info
from schema.export_enums import ExportFormat, ExportState
from schema.export_options import ExportOptions
from schema.export_rows import EXPORTS, PRESETS
from schema.media import export_url
from schema.node import Node, read_node
from schema.projects import Project
from schema.reads.fields import child, column, entity, identity, struct, structure
from schema.scalars import BigInt, DateTime
from studio.exporting.models import Export as ExportRow
from studio.exporting.models import ExportPreset as PresetRow
from studio.library.models import Blob as BlobRow
from studio.projects.models import Project as ProjectRow

_blobs = BlobRow.__table__


def _url(export: FromClause) -> ColumnElement[Any]:
    there = export.c.blob_sha256.is_not(None)
    return case((there, export_url(export.c.id)), else_=null())


def _size(export: FromClause) -> ColumnElement[Any]:
    blob = _blobs.alias()
    return (
        select(blob.c.size)
        .where(blob.c.sha256 == export.c.blob_sha256)
        .correlate(export)
        .scalar_subquery()
    )


@structure
@strawberry.type(description="Why an export could not be made.")
class ExportError:
    code: str = column(ExportRow.error_code, "For programs.")
    message: str = column(ExportRow.error_message, "What happened, and what to do.")


@entity("export", EXPORTS)
@strawberry.type(description="A file taken out of a project.")
class Export(Node):
    id: strawberry.ID = identity("export", "The export's id.")
    format: ExportFormat = column(ExportRow.format, "As what.")
    options: ExportOptions = struct("What was asked for.")
    state: ExportState = column(ExportRow.state, "Where it is on its way.")
    progress: float = column(ExportRow.progress, "How much is done, 0 to 1.")
    error: ExportError | None = struct(
        "Why it could not be made.", present=lambda export: export.c.error_code.is_not(None)
    )
    name: str = column(ExportRow.name, "The name of the file; empty until it is there.")
    size: BigInt | None = column(_size, "Its length in bytes.")
    url: str | None = column(_url, "Where the file is, signed; null before and after.")
    manifest: JSON | None = column(ExportRow.manifest, "What is in it.")
    created_at: DateTime = column(ExportRow.created_at, "When it was asked for.")
    finished_at: DateTime | None = column(ExportRow.finished_at, "When it ended.")
    expires_at: DateTime | None = column(ExportRow.expires_at, "When the file is forgotten.")
    project: Project = child(
        ProjectRow.__table__,
        lambda export, project: project.c.id == export.c.project_id,
        "Its project.",
    )


@entity("exportpreset", PRESETS)
@strawberry.type(description="Options of a project's exports under a name.")
class ExportPreset(Node):
    id: strawberry.ID = identity("exportpreset", "The preset's id.")
    name: str = column(PresetRow.name, "What it is called; unique in the project.")
    options: ExportOptions = struct("What it asks for.")
    version: int = column(PresetRow.version, "Rises with each edit.")
    created_at: DateTime = column(PresetRow.created_at, "When it was made.")
    updated_at: DateTime = column(PresetRow.updated_at, "When it was last changed.")


@strawberry.type
class ExportQueries:
    @strawberry.field(description="The export of this id, or null.")
    async def export(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The export's id.")],
    ) -> Export | None:
        return cast("Export | None", await read_node(info, id, "Export"))
