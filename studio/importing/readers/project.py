"""A project's own JSON: whole, to be restored, or as a timeline, to be compared."""

from fractions import Fraction
from typing import Any

from pydantic import ValidationError

from studio.exporting.cutlist import Level, Transition
from studio.exporting.formats.project import (
    FORMAT,
    VERSION,
    ClipPart,
    ProjectDocument,
    ScenePart,
    TrackPart,
)
from studio.importing.reading import (
    MOST_CLIPS,
    Gathering,
    ReadClip,
    Reading,
    ReadSection,
    Shown,
    refuse,
)
from studio.kernel.ids import untyped
from studio.kernel.time import MAX_FRAME, parse_rate, seconds_to_frame
from studio.library.media import MediaKind
from studio.timeline.rules import Span
from studio.timeline.transitions import TransitionKind

__all__ = ["FORMAT", "project_of", "reading_of"]
MOST_TAKES = 100_000


def project_of(found: Any) -> ProjectDocument:
    """The project of such a document, which is JSON already. Raises UserError that says where it is
    wrong."""
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        refuse(f'This is no project of the studio: its "format" is not "{FORMAT}".')
    if found.get("version") != VERSION or isinstance(found["version"], bool):
        refuse(
            f"This project was written by another version than {VERSION}, which this studio reads. "
            "Update the studio, or export it anew with this one."
        )
    try:
        document = ProjectDocument.model_validate(found)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(str(one) for one in first["loc"])[:200]
        refuse(f"The project is not as it should be at {place}: {first['msg']}.")
    _check(document)
    return document


def reading_of(found: Any) -> Reading:
    """Its timeline: scene after scene, each where the one before it ended."""
    document = project_of(found)
    settings = document.project
    gathered = Gathering(parse_rate(settings.fps))
    ends: list[int] = []
    begins = 0
    for scene in document.scenes:
        for clip in sorted(scene.clips, key=lambda one: (one.start_frame, one.id)):
            start = begins + clip.start_frame
            track = _free(ends, start, start + clip.duration_frames)
            gathered.add(_clip(document, clip, start, track), heard=_heard(document, clip))
        length = _length(scene)
        if scene.clips:
            section = ReadSection(scene.name, Span.of(begins, length), untyped("scene", scene.id))
            gathered.sections.append(section)
        begins += length
    for rank, part in enumerate(document.tracks):
        gathered.add(_sound(document, part, rank, gathered.rate), heard=True)
    clips, sounds = gathered.ordered()
    return Reading(
        settings.name,
        gathered.rate,
        clips,
        sounds,
        tuple(gathered.sections),
        settings.width,
        settings.height,
        warnings=gathered.warnings,
    )


def _clip(document: ProjectDocument, clip: ClipPart, start: int, track: int) -> ReadClip:
    shows = next((take for take in clip.takes if take.id == clip.selected), None)
    shown = None
    if shows is not None:
        kind = MediaKind(shows.kind)
        shown = Shown(kind=kind, sha256=shows.file, take=untyped("take", shows.id))
    title = " ".join(word for word in (clip.number, clip.name.strip()) if word) or "Clip"
    made = None
    if clip.transition_frames:
        made = Transition(TransitionKind(clip.transition), clip.transition_frames)
    still = shown is None or shown.kind is MediaKind.IMAGE
    return ReadClip(
        title,
        Span.of(start, clip.duration_frames),
        track,
        0 if still else clip.source_frame,
        shown,
        clip.caption,
        untyped("clip", clip.id),
        made,
    )


def _sound(document: ProjectDocument, track: TrackPart, rank: int, rate: Fraction) -> ReadClip:
    file = document.files[track.file]
    per_second = file.sample_rate or 48_000
    rest = max(0, (file.samples or 0) - track.source_samples)
    lasts = track.duration_frames or seconds_to_frame(Fraction(rest, per_second), rate)
    return ReadClip(
        track.name,
        Span.of(track.start_frame, max(1, min(lasts, MAX_FRAME - track.start_frame))),
        rank,
        min(MAX_FRAME, seconds_to_frame(Fraction(track.source_samples, per_second), rate)),
        Shown(kind=MediaKind.AUDIO, sha256=track.file),
        clip=untyped("track", track.id),
        level=Level(track.gain_db, track.fade_in_frames, track.fade_out_frames, muted=track.muted),
        row="track",
    )


def _heard(document: ProjectDocument, clip: ClipPart) -> bool:
    shows = next((take for take in clip.takes if take.id == clip.selected), None)
    return shows is not None and shows.kind == MediaKind.AUDIO.value


def _length(scene: ScenePart) -> int:
    return max((clip.start_frame + clip.duration_frames for clip in scene.clips), default=0)


def _free(ends: list[int], start: int, end: int) -> int:
    """The lowest track that is free there; it is taken from now on."""
    for track, reached in enumerate(ends):
        if reached <= start:
            ends[track] = end
            return track
    ends.append(end)
    return len(ends) - 1


def _check(document: ProjectDocument) -> None:
    """What a declaration cannot say: what is named is there, and named once."""
    clips = list(document.clips)
    if len(clips) > MOST_CLIPS:
        refuse(f"A project of more than {MOST_CLIPS:,} clips cannot be read.")
    if sum(len(clip.takes) for clip in clips) > MOST_TAKES:
        refuse(f"A project of more than {MOST_TAKES:,} takes cannot be read.")
    if sum(_length(scene) for scene in document.scenes) > MAX_FRAME:
        refuse("This project is longer than a film can be.")
    for what, ids in (
        ("scene", [one.id for one in document.scenes]),
        ("clip", [one.id for one in clips]),
        ("take", [take.id for clip in clips for take in clip.takes]),
        ("character", [one.id for one in document.characters]),
        ("style", [one.id for one in document.styles]),
        ("script", [one.id for one in document.scripts]),
    ):
        if len(set(ids)) != len(ids):
            refuse(f"A {what} of the project is told twice under the same id.")
    for clip in clips:
        _check_clip(clip)
    _check_files(document, clips)


def _check_clip(clip: ClipPart) -> None:
    if clip.start_frame + clip.duration_frames > MAX_FRAME:
        refuse(f"A clip ends at frame {MAX_FRAME:,} at most.")
    if (clip.transition == "CUT") != (clip.transition_frames == 0):
        refuse("A transition takes frames, and a cut takes none.")
    shows = [take for take in clip.takes if take.id == clip.selected]
    if clip.selected is not None and (not shows or shows[0].kind == MediaKind.AUDIO.value):
        refuse("A clip shows a picture or a film of its own takes, or nothing.")
    if any(take.seed and int(take.seed) >= 2**64 for take in clip.takes):
        refuse("A seed lies between 0 and 18446744073709551615.")


def _check_files(document: ProjectDocument, clips: list[ClipPart]) -> None:
    kinds = {sha256: one.kind for sha256, one in document.files.items()}
    for clip in clips:
        for take in clip.takes:
            if kinds.get(take.file) != take.kind:
                refuse('A take is of a file that "files" does not tell of, or tells of otherwise.')
    for track in document.tracks:
        if kinds.get(track.file) != MediaKind.AUDIO.value:
            refuse('A track is of a sound that "files" does not tell of.')
        if (track.tempo is None) != (track.first_beat_samples is None):
            refuse("A track's tempo goes with the sample of its first beat.")
