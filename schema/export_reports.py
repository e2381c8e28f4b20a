"""What an export would be like: what stands in its way, and what would be in it."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from typing import Annotated, Any, cast
from uuid import UUID

import strawberry

from schema.context import Info
from schema.enums import described
from schema.errors import UserErrorType, error_values
from schema.export_inputs import ExportOptionsInput, wished
from schema.relay import id_filter
from schema.scalars import BigInt, FrameRate
from schema.timeline_reports import ExportStanding
from studio.exporting.cutlist import CutList, Event, Media, Track
from studio.exporting.preflight import Finding, PreflightCode, Severity, preflight
from studio.exporting.queries import cut_of
from studio.exporting.ranging import in_range
from studio.kernel.errors import UserError
from studio.kernel.ids import typed
from studio.kernel.time import rate_text
from studio.library.media import MediaKind
from studio.library.queries import sizes_of

described(
    Severity,
    "How bad it is.",
    {
        "ERROR": "It cannot be made, or not of this.",
        "WARNING": "It will look or sound other than here.",
        "NOTE": "Good to know.",
    },
    name="ExportSeverity",
)
described(
    PreflightCode,
    "What there is to know before an export.",
    {
        "EMPTY_FILM": "There is nothing to take out.",
        "DROP_FRAME": "The rate has no drop-frame timecode.",
        "MISSING_TAKE": "Clips show nothing yet.",
        "GAP": "Nothing is seen between two clips.",
        "OVERLAP": "Clips overlap, and lie on several tracks.",
        "TAKE_RATE": "Takes have another frame rate than the film.",
        "TAKE_SIZE": "Takes have another size than the film.",
        "TAKE_TOO_SHORT": "Takes end before their clips.",
        "TRANSITION_TOO_LONG": "A transition is longer than a clip beside it.",
        "TRANSITION_WITHOUT_HANDLES": "A take has no frames beyond its edge for a transition.",
        "UNKNOWN_RATE": "The format does not know the rate.",
        "NAME_TOO_LONG": "Names are longer than the format holds.",
        "NAMES_ALIKE": "Names are the same as far as the format holds them.",
        "NAME_FOLDED": "Names are written without letters that the format lacks.",
        "EVENTS_SPLIT": "There are more events than one list holds.",
        "NOT_KEPT": "The format has no word for something.",
        "NO_LETTERS": "No font of this studio has some letters of what is drawn.",
    },
    name="ExportNoticeCode",
)


@strawberry.input(description="An export to look at before it is asked for.")
class ExportReportInput(ExportOptionsInput):
    project_id: strawberry.ID = strawberry.field(description="The project.")


@strawberry.type(description="Something to know before an export.")
class ExportNotice:
    code: PreflightCode = strawberry.field(description="What, for a program to branch on.")
    severity: Severity = strawberry.field(description="How bad it is.")
    message: str = strawberry.field(description="For a person: what it is and what to do.")
    clip_ids: list[strawberry.ID] = strawberry.field(
        description="The clips, and tracks of sound, that it is about."
    )


@strawberry.type(description="A clip, or a track of sound, where an export has it.")
class ExportedClip:
    id: strawberry.ID = strawberry.field(description="The clip's id, or the track's.")
    name: str = strawberry.field(description="What it is called there.")
    start_frame: int = strawberry.field(description="Its first frame, counted from 0.")
    duration_frames: int = strawberry.field(description="Its length.")
    file_name: str | None = strawberry.field(
        description="The file that it shows; null where that is nothing yet."
    )
    alternate_count: int = strawberry.field(description="Other takes that come along.")


@strawberry.type(description="A track of an export.")
class ExportedTrack:
    kind: MediaKind = strawberry.field(description="VIDEO for pictures, AUDIO for sound.")
    clip_count: int = strawberry.field(description="How many lie on it.")
    clips: list[ExportedClip] = strawberry.field(description="They, in their order.")


@strawberry.type(description="A file that an export refers to or holds.")
class ExportedFile:
    asset_id: strawberry.ID = strawberry.field(description="The asset.")
    name: str = strawberry.field(description="The path that it goes by.")
    kind: MediaKind = strawberry.field(description="What it is.")
    size: BigInt = strawberry.field(description="Bytes.")
    width: int | None = strawberry.field(description="Width in pixels, not of sound.")
    height: int | None = strawberry.field(description="Height in pixels, not of sound.")
    frame_rate: FrameRate | None = strawberry.field(description="Its own rate, of video.")


@strawberry.type(description="What an export would be like.")
class ExportReport:
    standing: ExportStanding = strawberry.field(description="Whether it can be made as it is.")
    notices: list[ExportNotice] = strawberry.field(description="What to know, the worst first.")
    tracks: list[ExportedTrack] = strawberry.field(
        description="Of pictures, the lowest first, then of sound."
    )
    files: list[ExportedFile] = strawberry.field(description="The media, in the film's order.")
    media_bytes: BigInt = strawberry.field(description="The files together.")
    clip_count: int = strawberry.field(description="How many clips it has.")
    missing_count: int = strawberry.field(description="How many of them show nothing yet.")
    scene_count: int = strawberry.field(description="How many scenes.")
    length_frames: int = strawberry.field(description="Its length.")
    frame_rate: FrameRate | None = strawberry.field(description="The rate that it is counted in.")
    width: int = strawberry.field(description="Width of its picture in pixels.")
    height: int = strawberry.field(description="Height of it.")
    start_timecode: str | None = strawberry.field(description="What its first frame is called.")
    end_timecode: str | None = strawberry.field(
        description="What the frame behind its last is called."
    )
    user_errors: list[UserErrorType] = strawberry.field(
        description="What is wrong with what is asked for."
    )


@strawberry.type
class ExportReportQueries:
    @strawberry.field(
        description="What an export would be like, before it is asked for; null where there is no "
        "such project."
    )
    async def export_report(
        self,
        info: Info,
        input: Annotated[ExportReportInput, strawberry.argument(description="What and how.")],
    ) -> ExportReport | None:
        context = info.context
        try:
            options = wished(input)
            project = id_filter("project", input.project_id)
            async with context.services.sessions() as session:
                cut = await cut_of(session, context.viewer, project, options)
                if cut is None:
                    return None
                cut = in_range(cut, options)
                media = cut.media
                sizes = await sizes_of(session, {one.sha256 for one in media.values()})
            found = await asyncio.to_thread(
                preflight, cut, options, context.services.letters_missing
            )
            values = _report(cut, found, list(media.values()), sizes)
        except UserError as error:
            values = {**_NOTHING, "userErrors": [error_values(error)]}
        return cast("ExportReport", await context.reads.payload(info._raw_info, values))


def _report(
    cut: CutList, found: Sequence[Finding], media: Sequence[Media], sizes: Mapping[str, int]
) -> dict[str, Any]:
    files = [_file(one, sizes.get(one.sha256, 0)) for one in media]
    clips = [event for event in cut.events if event.row == "clip"]
    rows = {event.clip: event.row for event in cut.events}
    return {
        "standing": _standing({one.severity for one in found}),
        "notices": [_notice(one, rows) for one in found],
        "tracks": [
            *(_track(track, MediaKind.VIDEO) for track in cut.tracks),
            *(_track(track, MediaKind.AUDIO) for track in cut.sounds),
        ],
        "files": files,
        "mediaBytes": sum(sizes.get(one, 0) for one in {one.sha256 for one in media}),
        "clipCount": len(clips),
        "missingCount": sum(event.media is None for event in clips),
        "sceneCount": len(cut.sections),
        "lengthFrames": cut.length,
        "frameRate": rate_text(cut.rate),
        "width": cut.width,
        "height": cut.height,
        "startTimecode": cut.timecode.text(cut.begins),
        "endTimecode": cut.timecode.text(cut.begins + cut.length),
        "userErrors": [],
    }


def _standing(severities: Collection[Severity]) -> str:
    if Severity.ERROR in severities:
        return ExportStanding.NOT_READY.value
    warned = Severity.WARNING in severities
    return ExportStanding.WARNINGS.value if warned else ExportStanding.READY.value


def _notice(found: Finding, rows: Mapping[UUID, str]) -> dict[str, Any]:
    return {
        "code": found.code.value,
        "severity": found.severity.value,
        "message": found.message,
        "clipIds": [typed(rows[one], one) for one in found.clips],
    }


def _track(track: Track, kind: MediaKind) -> dict[str, Any]:
    clips = [_clip(event) for event in track]
    return {"kind": kind.value, "clipCount": len(clips), "clips": clips}


def _clip(event: Event) -> dict[str, Any]:
    return {
        "id": typed(event.row, event.clip),
        "name": event.name,
        "startFrame": event.span.start,
        "durationFrames": event.span.end - event.span.start,
        "fileName": event.media.name if event.media else None,
        "alternateCount": len(event.alternates),
    }


def _file(media: Media, size: int) -> dict[str, Any]:
    return {
        "assetId": typed("asset", media.id),
        "name": media.name,
        "kind": media.kind.value,
        "size": size,
        "width": media.width,
        "height": media.height,
        "frameRate": rate_text(media.rate) if media.rate else None,
    }


_COUNTS = "mediaBytes clipCount missingCount sceneCount lengthFrames width height"
_NOTHING: dict[str, Any] = {
    **dict.fromkeys(_COUNTS.split(), 0),
    "standing": ExportStanding.NOT_READY.value,
}
