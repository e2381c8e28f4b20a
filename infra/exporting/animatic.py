"""The animatic: an MP4 of what a cut shows and lets hear, made without a GPU."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from av.video.reformatter import Interpolation

from infra.exporting.drawing import Burning, slate
from infra.exporting.encoding import FilmFile, in_step
from infra.exporting.mixing import SAMPLE_RATE, Mixdown, mixdown_of
from infra.exporting.pictures import Canvas, Fixed, Picture, Unreadable, opened
from infra.exporting.planes import Overlay, Planes, black, mixed, wiped
from infra.exporting.task import CannotExport, Made, Progress, Task
from studio.exporting.animatic import Layer, Plan, Segment, plan_of
from studio.exporting.options import ExportOptions, Quality
from studio.timeline.transitions import TransitionKind

_FINENESS = {Quality.PREVIEW: 2, Quality.FINAL: 4}
_SCALING = {Quality.PREVIEW: Interpolation.FAST_BILINEAR, Quality.FINAL: Interpolation.BICUBIC}
_MOVES = 12
"""How often a second a still moves in a preview, about."""


def make_animatic(task: Task, progress: Progress) -> Made:
    """An MP4 of exactly the frames that are asked for. Raises CannotExport."""
    plan = plan_of(task.cut, task.options)
    if not plan.span.duration:
        raise CannotExport(
            "There is no frame to show: the cut is empty, or the range lies beyond its end."
        )
    mixdown = mixdown_of(task, plan.span) if task.options.sound else None
    path = task.out / f"{task.cut.file_name}.mp4"
    showing = Showing(plan, task)
    film = FilmFile(
        path,
        size=(plan.width, plan.height),
        rate=task.cut.rate,
        quality=task.options.quality,
        sample_rate=SAMPLE_RATE if mixdown else None,
        metadata=_metadata(task),
    )
    written = in_step(
        film,
        showing.frames(),
        mixdown.blocks() if mixdown else iter(()),
        samples_per_frame=SAMPLE_RATE / task.cut.rate,
    )
    for count in written:
        progress(count / plan.span.duration)
    film.close()
    progress(1.0)
    return Made([path], _facts(plan, showing, mixdown))


def _metadata(task: Task) -> Mapping[str, str]:
    made_at = {"creation_time": str(task.facts["made_at"])} if "made_at" in task.facts else {}
    return {"title": task.cut.name, "comment": "Made with StoryCanvas", **made_at}


def _facts(plan: Plan, showing: "Showing", mixdown: Mixdown | None) -> Mapping[str, object]:
    facts: dict[str, object] = {
        "frames": plan.span.duration,
        "rate": str(plan.cut.rate),
        "width": plan.width,
        "height": plan.height,
        "slates": len(showing.slates),
    }
    if showing.unread:
        facts["unreadable"] = dict(showing.unread)
    return {**facts, **(mixdown.facts if mixdown else {})}


@dataclass(slots=True)
class Showing:
    """The frames of a plan, made one after another."""

    plan: Plan
    task: Task
    slates: set[UUID] = field(default_factory=set)
    unread: dict[str, str] = field(default_factory=dict)
    _open: dict[UUID, tuple[int, Picture]] = field(default_factory=dict)

    def frames(self) -> Iterator[Planes]:
        nothing = black(self.plan.width, self.plan.height)
        canvas = self._canvas()
        burning = Burning((self.plan.width, self.plan.height))
        marks = _Marks(self.plan, self.task.options, burning)
        for segment in self.plan.segments:
            self._forget(segment.span.start)
            words = marks.of_segment(segment)
            shown: Planes | None = None
            marked: Planes | None = None
            for frame in range(segment.span.start, segment.span.end):
                before, shown = shown, self._picture(segment, frame, canvas, nothing)
                if marked is None or shown is not before or marks.changes:
                    marked = marks.onto(shown, words, frame)
                yield marked
        self._forget(None)

    def _picture(self, segment: Segment, frame: int, canvas: Canvas, nothing: Planes) -> Planes:
        coming = self._seen(segment.layer, segment, frame, canvas) or nothing
        if segment.blend is None:
            return coming
        leaving = self._seen(segment.under, segment, frame, canvas) or nothing
        share = segment.blend.share(frame)
        if segment.blend.kind is TransitionKind.WIPE:
            return wiped(leaving, coming, share)
        if segment.blend.kind is TransitionKind.FADE:
            near = leaving if share < 0.5 else coming
            return mixed(nothing, near, abs(2 * share - 1))
        return mixed(leaving, coming, share)

    def _seen(
        self, layer: Layer | None, segment: Segment, frame: int, canvas: Canvas
    ) -> Planes | None:
        if layer is None:
            return None
        clip = layer.event.clip
        if clip not in self._open:
            self._open[clip] = layer.shown.end, self._opened(layer, segment, canvas)
        return self._open[clip][1].at(frame)

    def _opened(self, layer: Layer, segment: Segment, canvas: Canvas) -> Picture:
        media = layer.event.media
        word = "No take yet"
        if media is not None:
            path = self.task.files.get(media.id)
            word = "The file is missing"
            if path is not None:
                try:
                    return opened(path, layer, canvas)
                except Unreadable as error:
                    self.unread[media.name] = str(error)
                    word = "The file cannot be read"
        self.slates.add(layer.event.clip)
        seconds = layer.event.span.duration / self.plan.cut.rate
        size = (self.plan.width, self.plan.height)
        return Fixed(slate(layer.event, segment.scene, size, f"{word}  ·  {float(seconds):.1f} s"))

    def _forget(self, frame: int | None) -> None:
        """What is not shown from here on."""
        for clip, (end, picture) in list(self._open.items()):
            if frame is None or end <= frame:
                picture.close()
                del self._open[clip]

    def _canvas(self) -> Canvas:
        quality, rate = self.task.options.quality, self.plan.cut.rate
        hold = max(1, round(rate / _MOVES)) if quality is Quality.PREVIEW else 1
        size = self.plan.width, self.plan.height
        return Canvas(*size, rate, _FINENESS[quality], hold, _SCALING[quality])


class _Marks:
    """What is written onto the frames."""

    def __init__(self, plan: Plan, options: ExportOptions, burning: Burning) -> None:
        self._cut = plan.cut
        self._options = options
        self._burning = burning
        self._counts: dict[str, Overlay] = {}

    @property
    def changes(self) -> bool:
        """Whether each frame's are its own."""
        return self._options.burn_timecode

    def of_segment(self, segment: Segment) -> list[Overlay]:
        if segment.event is None:
            return []
        words: list[Overlay | None] = []
        if self._options.captions and segment.event.note and segment.event.media is not None:
            words.append(self._burning.caption(segment.event.note))
        if self._options.burn_names:
            title = "  ·  ".join(part for part in (segment.scene, segment.event.name) if part)
            words.append(self._burning.name(title))
        return [word for word in words if word is not None]

    def onto(self, planes: Planes, words: list[Overlay], frame: int) -> Planes:
        """On a copy, where there is anything to write."""
        marks = list(words)
        if self._options.burn_timecode:
            text = self._cut.timecode.text(self._cut.begins + frame)
            marks.append(self._burning.timecode(text))
        if not marks:
            return planes
        marked = planes.copy()
        for mark in marks:
            mark.over(marked)
        return marked
