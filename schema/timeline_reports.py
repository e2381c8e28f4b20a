"""What a film's timeline is like: overlaps, gaps, numbers, and whether it can be exported."""

from typing import Annotated, Any, cast

import strawberry

from schema.context import Info
from schema.enums import described
from schema.relay import id_filter
from schema.scalars import BigInt
from studio.editing.queries import film_of
from studio.kernel.ids import typed, untyped
from studio.timeline.cutting import layout_of
from studio.timeline.reports.facts import Film, Shot
from studio.timeline.reports.proposals import Remedy, RemedyKind
from studio.timeline.reports.readiness import ExportFindingCode, Finding
from studio.timeline.reports.readiness import ExportStanding as ExportStanding
from studio.timeline.reports.statistics import Statistics
from studio.timeline.reports.whole import FoundGap, FoundOverlap, Report, report_of
from studio.timeline.shots import Framing, ShotKind

described(
    RemedyKind,
    "What a proposal does.",
    {
        "PUSH_LATER": "Moves the second clip and all behind it later, until it overlaps no more.",
        "MOVE_LATER": "Moves the second clip alone to the nearest free place behind.",
        "TRIM_FIRST": "Ends the first clip where the second begins.",
        "TRIM_SECOND": "Begins the second clip where the first ends.",
        "CLOSE_UP": "Moves all that lies behind the gap earlier, by its length.",
        "EXTEND_BEFORE": "Lengthens the clip before the gap to its end.",
        "ADD_SLATE": "Makes a title clip as long as the gap.",
    },
)
described(
    ExportFindingCode,
    "What stands in the way of an export, or spoils it.",
    {
        "NOTHING_TO_EXPORT": "There is no clip.",
        "CLIP_WITHOUT_TAKE": "A clip shows nothing.",
        "CLIPS_OVERLAP": "A clip begins before an earlier one has ended.",
        "EMPTY_SCENE": "A scene has no clips.",
        "GAP": "Nothing is seen between two clips, or before the first of a scene.",
        "TAKE_RATE": "A take has another frame rate than the film.",
        "TAKE_SIZE": "A take has another size than the film.",
        "TAKE_TOO_SHORT": "A take ends before its clip.",
        "NAME_TOO_LONG": "A clip's name is longer than an edit decision list holds.",
    },
)
described(
    ExportStanding,
    "Whether a film can be exported as it lies.",
    {
        "READY": "Nothing was found.",
        "WARNINGS": "It can; the findings say what it will look like.",
        "NOT_READY": "Something blocks it.",
    },
)


@strawberry.type(description="A new place of a clip.")
class ProposedEdit:
    clip_id: strawberry.ID = strawberry.field(description="The clip.")
    start_frame: int = strawberry.field(description="First frame in the scene.")
    duration_frames: int = strawberry.field(description="Length in frames.")


@strawberry.type(description="Clips that are moved together.")
class ProposedShift:
    first_clip_id: strawberry.ID = strawberry.field(
        description="The first of them; all that come behind it in the scene are the others."
    )
    by_frames: int = strawberry.field(description="How much later; below 0: earlier.")


@strawberry.type(description="A new clip in a gap.")
class ProposedSlate:
    start_frame: int = strawberry.field(description="First frame in the scene.")
    duration_frames: int = strawberry.field(description="Length in frames.")


@strawberry.type(description="One way to resolve an overlap or a gap: an edit, a shift or a slate.")
class TimelineProposal:
    id: strawberry.ID = strawberry.field(
        description="For applyProposal; valid as long as the clips it is about lie as they do."
    )
    kind: RemedyKind = strawberry.field(description="What it does.")
    description: str = strawberry.field(description="The same in words.")
    edit: ProposedEdit | None = strawberry.field(description="The clip that it moves or trims.")
    shift: ProposedShift | None = strawberry.field(description="The clips that it moves together.")
    slate: ProposedSlate | None = strawberry.field(description="The clip that it makes.")


@strawberry.type(description="A clip that begins before an earlier one has ended.")
class TimelineOverlap:
    scene_id: strawberry.ID = strawberry.field(description="The scene.")
    first_clip_id: strawberry.ID = strawberry.field(
        description="Of all before it, the one that ends last."
    )
    second_clip_id: strawberry.ID = strawberry.field(description="The one that begins too early.")
    start_frame: int = strawberry.field(description="The first frame of both, in the scene.")
    duration_frames: int = strawberry.field(description="How many frames both share.")
    proposals: list[TimelineProposal] = strawberry.field(description="Ways to resolve it.")


@strawberry.type(description="Frames in which nothing is seen, before a clip.")
class TimelineGap:
    scene_id: strawberry.ID = strawberry.field(description="The scene.")
    before_clip_id: strawberry.ID | None = strawberry.field(
        description="The clip that ends there; null at the scene's start."
    )
    after_clip_id: strawberry.ID = strawberry.field(description="The clip that it ends with.")
    start_frame: int = strawberry.field(description="Its first frame, in the scene.")
    duration_frames: int = strawberry.field(description="Its length in frames.")
    proposals: list[TimelineProposal] = strawberry.field(description="Ways to fill or close it.")


@strawberry.type(description="A scene's part of the film.")
class SceneShare:
    scene_id: strawberry.ID = strawberry.field(description="The scene.")
    name: str = strawberry.field(description="Its heading.")
    clip_count: int = strawberry.field(description="Its clips.")
    length_frames: int = strawberry.field(description="From its start to the end of its clips.")
    share: float = strawberry.field(description="Of the film's length, 0 to 1.")
    layout: str = strawberry.field(
        description="How its clips lie, as one word: another as soon as they lie otherwise."
    )


@strawberry.type(description="Clips that do the same in the story.")
class ShotKindShare:
    kind: ShotKind = strawberry.field(description="What they do.")
    clip_count: int = strawberry.field(description="How many.")
    frames: BigInt = strawberry.field(description="Their lengths together.")


@strawberry.type(description="Clips of one framing.")
class FramingShare:
    framing: Framing = strawberry.field(description="How much they show.")
    clip_count: int = strawberry.field(description="How many.")
    frames: BigInt = strawberry.field(description="Their lengths together.")


@strawberry.type(description="How long clips are.")
class ClipLengths:
    shortest_clip_id: strawberry.ID = strawberry.field(description="The shortest clip.")
    shortest_frames: int = strawberry.field(description="Its length.")
    longest_clip_id: strawberry.ID = strawberry.field(description="The longest clip.")
    longest_frames: int = strawberry.field(description="Its length.")
    mean_frames: float = strawberry.field(description="The mean length.")
    median_frames: float = strawberry.field(description="The median length.")


@strawberry.type(description="A timeline in numbers.")
class TimelineStatistics:
    length_frames: BigInt = strawberry.field(
        description="The scenes one after another, each from its start to the end of its clips."
    )
    length_seconds: float = strawberry.field(description="The same in seconds.")
    clip_frames: BigInt = strawberry.field(description="The lengths of all clips together.")
    clip_count: int = strawberry.field(description="How many clips.")
    lengths: ClipLengths | None = strawberry.field(
        description="How long they are; null without any."
    )
    scenes: list[SceneShare] = strawberry.field(description="Scene by scene.")
    kinds: list[ShotKindShare] = strawberry.field(description="By kind, the longest first.")
    framings: list[FramingShare] = strawberry.field(description="By framing, the longest first.")
    still_count: int = strawberry.field(description="Clips that show a picture.")
    moving_count: int = strawberry.field(description="Clips that show a video.")
    without_take_count: int = strawberry.field(description="Clips that show nothing yet.")


@strawberry.type(description="Something to know before an export.")
class ExportFinding:
    code: ExportFindingCode = strawberry.field(description="What, for a program to branch on.")
    blocking: bool = strawberry.field(description="Whether it must be mended first.")
    message: str = strawberry.field(description="What, for a person.")
    next_step: str = strawberry.field(description="What to do about it.")
    scene_id: strawberry.ID | None = strawberry.field(description="Of which scene.")
    clip_id: strawberry.ID | None = strawberry.field(description="Of which clip.")
    frame: int | None = strawberry.field(description="From which frame of the scene on.")


@strawberry.type(description="Whether a film can be exported as it lies.")
class ExportReadiness:
    standing: ExportStanding = strawberry.field(description="Whether it can.")
    blocking_count: int = strawberry.field(description="Findings that must be mended first.")
    warning_count: int = strawberry.field(description="The other findings.")
    findings: list[ExportFinding] = strawberry.field(
        description="What was found, what blocks first: 200 at most."
    )


@strawberry.type(description="What the timeline of a film, or of one scene, is like.")
class TimelineReport:
    statistics: TimelineStatistics = strawberry.field(description="It in numbers.")
    overlaps: list[TimelineOverlap] = strawberry.field(
        description="Clips that overlap, with ways to resolve it: the first 200."
    )
    overlap_count: int = strawberry.field(description="How many there are.")
    gaps: list[TimelineGap] = strawberry.field(
        description="Stretches without a clip, with ways to resolve them: the first 200."
    )
    gap_count: int = strawberry.field(description="How many there are.")
    readiness: ExportReadiness = strawberry.field(description="Whether it can be exported.")


@strawberry.type
class TimelineReportQueries:
    @strawberry.field(
        description="A report of a project's timeline, or of one scene's; null where there is none."
    )
    async def timeline_report(
        self,
        info: Info,
        project_id: Annotated[strawberry.ID, strawberry.argument(description="The project.")],
        scene_id: Annotated[
            strawberry.ID | None, strawberry.argument(description="Only of this scene.")
        ] = None,
    ) -> TimelineReport | None:
        context = info.context
        async with context.services.sessions() as session:
            film = await film_of(
                session,
                context.viewer,
                untyped("project", project_id),
                id_filter("scene", scene_id),
            )
        if film is None:
            return None
        values = _report(film, report_of(film))
        return cast("TimelineReport", await context.reads.payload(info._raw_info, values))


def _report(film: Film, report: Report) -> dict[str, Any]:
    return {
        "statistics": _statistics(film, report.statistics),
        "overlaps": [_overlap(found) for found in report.overlaps],
        "overlapCount": report.overlap_count,
        "gaps": [_gap(found) for found in report.gaps],
        "gapCount": report.gap_count,
        "readiness": {
            "standing": report.standing.value,
            "blockingCount": report.blocking_count,
            "warningCount": report.warning_count,
            "findings": [_finding(found) for found in report.findings],
        },
    }


def _statistics(film: Film, numbers: Statistics) -> dict[str, Any]:
    layouts = {scene.id: layout_of(scene.order) for scene in film.scenes}
    return {
        "lengthFrames": str(numbers.length),
        "lengthSeconds": float(numbers.length / film.rate),
        "clipFrames": str(numbers.filled),
        "clipCount": numbers.clips,
        "lengths": numbers.lengths
        and {
            **_length("shortest", numbers.lengths.shortest),
            **_length("longest", numbers.lengths.longest),
            "meanFrames": numbers.lengths.mean,
            "medianFrames": numbers.lengths.median,
        },
        "scenes": [
            {
                "sceneId": typed("scene", scene.scene_id),
                "name": scene.name,
                "clipCount": scene.clips,
                "lengthFrames": scene.length,
                "share": scene.share,
                "layout": layouts[scene.scene_id],
            }
            for scene in numbers.scenes
        ],
        "kinds": [
            {"kind": share.name, "clipCount": share.clips, "frames": str(share.frames)}
            for share in numbers.kinds
        ],
        "framings": [
            {"framing": share.name, "clipCount": share.clips, "frames": str(share.frames)}
            for share in numbers.framings
        ],
        "stillCount": numbers.stills,
        "movingCount": numbers.moving,
        "withoutTakeCount": numbers.without,
    }


def _length(which: str, shot: Shot) -> dict[str, Any]:
    return {f"{which}ClipId": typed("clip", shot.id), f"{which}Frames": shot.span.duration}


def _overlap(found: FoundOverlap) -> dict[str, Any]:
    return {
        "sceneId": typed("scene", found.scene_id),
        "firstClipId": typed("clip", found.crossing.first[0]),
        "secondClipId": typed("clip", found.crossing.second[0]),
        "startFrame": found.crossing.frames.start,
        "durationFrames": found.crossing.frames.duration,
        "proposals": [_proposal(one) for one in found.remedies],
    }


def _gap(found: FoundGap) -> dict[str, Any]:
    before = found.gap.before
    return {
        "sceneId": typed("scene", found.scene_id),
        "beforeClipId": typed("clip", before[0]) if before else None,
        "afterClipId": typed("clip", found.gap.after[0]),
        "startFrame": found.gap.frames.start,
        "durationFrames": found.gap.frames.duration,
        "proposals": [_proposal(one) for one in found.remedies],
    }


def _proposal(one: Remedy) -> dict[str, Any]:
    edit, shift, slate = one.edit, one.shift, one.slate
    return {
        "id": one.id,
        "kind": one.kind.value,
        "description": one.description,
        "edit": edit
        and {
            "clipId": typed("clip", edit.clip),
            "startFrame": edit.span.start,
            "durationFrames": edit.span.duration,
        },
        "shift": shift and {"firstClipId": typed("clip", shift.first), "byFrames": shift.by},
        "slate": slate and {"startFrame": slate.start, "durationFrames": slate.duration},
    }


def _finding(found: Finding) -> dict[str, Any]:
    return {
        "code": found.code.value,
        "blocking": found.blocking,
        "message": found.message,
        "nextStep": found.next_step,
        "sceneId": found.scene_id and typed("scene", found.scene_id),
        "clipId": found.clip_id and typed("clip", found.clip_id),
        "frame": found.frame,
    }
