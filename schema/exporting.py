"""Films as editing programs read them, in the graph."""

import asyncio
from typing import Annotated, Any, cast

import strawberry

from schema.context import Info
from schema.errors import UserErrorType, error_values
from schema.export_inputs import TimelineOptionsInput, wished
from schema.relay import id_filter
from schema.scalars import FrameRate
from studio.exporting.cutlist import CutList
from studio.exporting.formats.project import ProjectDocument, write_project
from studio.exporting.options import ExportFormat, ExportOptions
from studio.exporting.queries import cut_of
from studio.exporting.ranging import in_range
from studio.exporting.service import write_cut
from studio.exporting.whole import document_of
from studio.kernel.errors import UserError
from studio.kernel.ids import typed
from studio.kernel.time import rate_text


@strawberry.input(description="What to take out, and how.")
class TimelineExportInput(TimelineOptionsInput):
    project_id: strawberry.ID = strawberry.field(description="The project.")


@strawberry.type(description="A file of text.")
class ExportDocument:
    name: str = strawberry.field(description="The name of the file.")
    media_type: str = strawberry.field(description="As MIME has it.")
    text: str = strawberry.field(description="The whole file.")


@strawberry.type(description="Something that is shown, as a take's file.")
class ExportFile:
    asset_id: strawberry.ID = strawberry.field(description="The asset; its address is the take's.")
    name: str = strawberry.field(description="The path that the documents name it by.")


@strawberry.type(description="A timeline as text, with what it refers to.")
class TimelineExport:
    documents: list[ExportDocument] = strawberry.field(description="The files to keep or copy.")
    files: list[ExportFile] = strawberry.field(
        description="The files of takes that they refer to, in the order of the film."
    )
    clip_count: int = strawberry.field(description="How many clips it has.")
    missing_count: int = strawberry.field(description="How many of them show nothing yet.")
    track_count: int = strawberry.field(description="Tracks of pictures and of sound together.")
    length_frames: int = strawberry.field(description="Its length.")
    frame_rate: FrameRate | None = strawberry.field(description="The rate that it is counted in.")
    start_timecode: str | None = strawberry.field(description="What its first frame is called.")
    end_timecode: str | None = strawberry.field(
        description="What the frame behind its last is called."
    )
    user_errors: list[UserErrorType] = strawberry.field(
        description="Why nothing could be written; empty where it was."
    )


@strawberry.type
class ExportingQueries:
    @strawberry.field(
        description="A project's timeline, or a part of it, for an editing program; null where "
        "there is no such project. exportReport tells what stands in the way of it."
    )
    async def timeline_export(
        self,
        info: Info,
        input: Annotated[TimelineExportInput, strawberry.argument(description="What and how.")],
    ) -> TimelineExport | None:
        context = info.context
        try:
            options = wished(input)
            project = id_filter("project", input.project_id)
            async with context.services.sessions() as session:
                cut = await cut_of(session, context.viewer, project, options)
                whole = None
                if options.format is ExportFormat.PROJECT_JSON:
                    whole = await document_of(session, context.viewer, project)
            if cut is None:
                return None
            values = await asyncio.to_thread(_written, in_range(cut, options), options, whole)
        except UserError as error:
            values = {**_NOTHING, "userErrors": [error_values(error)]}
        return cast("TimelineExport", await context.reads.payload(info._raw_info, values))


def _written(cut: CutList, options: ExportOptions, whole: ProjectDocument | None) -> dict[str, Any]:
    documents = write_cut(cut, options) if whole is None else [write_project(whole)]
    events = list(cut.events)
    return {
        "documents": [
            {"name": one.name, "mediaType": one.media_type, "text": one.text} for one in documents
        ],
        "files": [
            {"assetId": typed("asset", one.id), "name": one.name} for one in cut.media.values()
        ],
        "clipCount": len(events),
        "missingCount": sum(event.media is None for event in events),
        "trackCount": len(cut.tracks) + len(cut.sounds),
        "lengthFrames": cut.length,
        "frameRate": rate_text(cut.rate),
        "startTimecode": cut.timecode.text(cut.begins),
        "endTimecode": cut.timecode.text(cut.begins + cut.length),
        "userErrors": [],
    }


_NOTHING: dict[str, Any] = {
    "documents": [],
    "files": [],
    "frameRate": None,
    "startTimecode": None,
    "endTimecode": None,
    "clipCount": 0,
    "missingCount": 0,
    "trackCount": 0,
    "lengthFrames": 0,
}
