"""Every picture that is wanted, and how it stands. Knows neither network nor disk."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from api.cli.rendering.names import stems
from api.cli.rendering.shapes import Clip, Failure, Job, Project, Take

_TERMINAL = frozenset({"COMPLETED", "FAILED", "CANCELLED"})
_CANCELLED = Failure(code="CANCELLED", message="This render was cancelled.")
_NOTHING_MADE = Failure(
    code="NO_TAKE", message="The render ended without a picture that is still there."
)


@dataclass(slots=True)
class Picture:
    """One wanted picture of a shot: its take once that is made, or why there will be none.

    `inherited`: its render was under way before this run, perhaps for a studio of another address.
    """

    clip: Clip
    kind: str
    stem: str
    job: Job | None = None
    take: Take | None = None
    failure: Failure | None = None
    told: Failure | None = None
    saved: bool = False
    inherited: bool = False
    news: int = 0

    @property
    def label(self) -> str:
        what = " (video)" if self.kind == "VIDEO" else ""
        return f"{self.clip.number}  {self.clip.name}{what}"

    @property
    def settled(self) -> bool:
        return self.saved or self.failure is not None

    @property
    def in_flight(self) -> bool:
        return self.take is None and self.failure is None and self.job is not None


class Board:
    """The wanted pictures of a project by (clip id, kind), in the order of the film."""

    def __init__(self, project: Project, kinds: Sequence[str]) -> None:
        self.project = project
        self._kinds = kinds
        names = stems(project.clips)
        self.pictures = {
            (clip.id, kind): Picture(clip, kind, names[clip.id])
            for clip in project.clips
            for kind in kinds
        }
        for picture in self.pictures.values():
            self._look(picture, picture.clip)

    def __iter__(self) -> Iterator[Picture]:
        return iter(self.pictures.values())

    @property
    def done(self) -> int:
        """How many pictures nothing more is to come of."""
        return sum(picture.settled for picture in self)

    @property
    def in_flight(self) -> int:
        return sum(picture.in_flight for picture in self)

    def missing(self, clip_id: str) -> list[Picture]:
        """The pictures of a shot that nobody makes yet."""
        return [
            picture
            for kind in self._kinds
            if (picture := self.pictures.get((clip_id, kind)))
            and not (picture.take or picture.job or picture.failure)
        ]

    def of(self, job: Job) -> Picture | None:
        """The picture a render is for, if that is wanted."""
        return self.pictures.get((job.clip.id, job.kind)) if job.clip else None

    def hear(self, job: Job) -> Picture | None:
        """Take in how a render is now; the picture it is for, if that is still waited for."""
        picture = self.of(job)
        if picture is None or picture.take is not None:
            return None
        picture.news += 1
        picture.job = job
        picture.failure = None
        if job.state == "COMPLETED":
            picture.take = job.takes[0] if job.takes else None
            picture.failure = None if job.takes else _NOTHING_MADE
        elif job.state in _TERMINAL:
            picture.failure = job.error or _CANCELLED
        return picture

    def forget(self, clip_id: str) -> list[Picture]:
        """A shot was deleted: nothing of it is wanted any more."""
        gone = [key for key in self.pictures if key[0] == clip_id]
        return [self.pictures.pop(key) for key in gone]

    def refresh(self, project: Project) -> list[Picture]:
        """Compare with a later reading of the project; what has come to its end since."""
        self.project = project
        clips = {clip.id: clip for clip in project.clips}
        for key in [key for key in self.pictures if key[0] not in clips]:
            del self.pictures[key]
        changed = []
        for picture in self:
            if picture.settled or picture.take or picture.job is None:
                continue
            self._look(picture, clips[picture.clip.id])
            if picture.take or picture.failure:
                changed.append(picture)
        return changed

    def _look(self, picture: Picture, clip: Clip) -> None:
        """What the project says of a picture. A failure of an earlier run is tried again."""
        first = picture.job is None
        picture.take = clip.take(picture.kind)
        jobs = clip.renders(picture.kind)
        if picture.take is not None or not jobs:
            return
        newest = jobs[0]
        if newest.state not in _TERMINAL:
            picture.job = newest
            picture.inherited = picture.inherited or first
        elif not first and newest.state == "COMPLETED":
            picture.failure = _NOTHING_MADE
        elif not first:
            picture.failure = newest.error or _CANCELLED
