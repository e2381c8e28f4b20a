"""What the graph answers, as far as a render reads it. Field names are the schema's."""

from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class Shape(BaseModel):
    model_config = ConfigDict(frozen=True, alias_generator=to_camel, populate_by_name=True)


class Failure(Shape):
    code: str
    message: str


class Take(Shape):
    """`size` in bytes; `seed` a decimal string; `url` is signed and may be relative."""

    id: str
    kind: str
    url: str
    media_type: str
    size: int
    width: int | None
    height: int | None
    frames: int | None
    fps: str | None
    seed: str | None
    model: str
    prompt: str
    negative_prompt: str
    parameters: dict[str, Any]
    created_at: str


class Named(Shape):
    name: str


class Known(Shape):
    id: str


class Job(Shape):
    id: str
    kind: str
    state: str
    progress: float
    message: str | None = None
    started_at: str | None = None
    finished_at: str | None = None
    error: Failure | None = None
    endpoint: Named
    clip: Known | None = None
    takes: tuple[Take, ...] = ()


class Clip(Shape):
    """`gallery` has the oldest take first, `jobs` the newest render."""

    id: str
    number: str
    name: str
    shot_kind: str
    framing: str
    start_frame: int
    duration_frames: int
    caption: str
    characters: tuple[str, ...]
    source_line: int | None
    image_prompt: str
    video_prompt: str
    negative_prompt: str
    selected_take: Known | None
    gallery: tuple[Take, ...]
    jobs: tuple[Job, ...]

    def take(self, kind: str) -> Take | None:
        """The take of this kind to show: the selected one, else the newest."""
        takes = [take for take in self.gallery if take.kind == kind]
        chosen = self.selected_take.id if self.selected_take else None
        return next((take for take in takes if take.id == chosen), takes[-1] if takes else None)

    def renders(self, kind: str) -> list[Job]:
        """The renders of this kind, the newest first."""
        return [job for job in self.jobs if job.kind == kind]


class Scene(Shape):
    id: str
    name: str
    location: str
    setting: str
    time_of_day: str
    characters: tuple[str, ...]
    source_line: int | None
    clips: tuple[Clip, ...]


class Project(Shape):
    id: str
    name: str
    description: str
    fps: str
    width: int
    height: int
    last_seq: int
    scenes: tuple[Scene, ...]

    @property
    def clips(self) -> list[Clip]:
        """All shots in the order of the film."""
        return [clip for scene in self.scenes for clip in scene.clips]
