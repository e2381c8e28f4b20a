"""What a model family is: what it can do, in which sizes, from which files."""

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from studio.library.media import MediaKind


class Task(Enum):
    """What a graph makes of what. EDIT changes a picture as the prompt says."""

    TEXT_TO_IMAGE = "TEXT_TO_IMAGE"
    IMAGE_TO_IMAGE = "IMAGE_TO_IMAGE"
    EDIT = "EDIT"
    TEXT_TO_VIDEO = "TEXT_TO_VIDEO"
    IMAGE_TO_VIDEO = "IMAGE_TO_VIDEO"
    FIRST_LAST_FRAME = "FIRST_LAST_FRAME"

    @property
    def files(self) -> tuple[str, ...]:
        """The pictures it cannot do without, by role."""
        match self:
            case Task.TEXT_TO_IMAGE | Task.TEXT_TO_VIDEO:
                return ()
            case Task.FIRST_LAST_FRAME:
                return ("start", "end")
        return ("start",)


@dataclass(frozen=True, slots=True)
class Preset:
    """How to sample. `guidance` is for the models that have it distilled into them."""

    steps: int
    cfg: float
    sampler: str
    scheduler: str
    guidance: float | None = None


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A file that an endpoint must have in a folder, to be used in a role.

    `name` is the one to get, from `url`; another serves too if one of `words` fits its name
    (see names.recognised). `partner` turns the name of the main model into the one that belongs
    to it. An `optional` file is used only where it is asked for.
    """

    role: str
    folder: str
    name: str
    url: str
    words: tuple[str, ...]
    partner: tuple[str, str] | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Setup:
    """One set of files with which the family does these tasks, and how those are sampled.

    The file of role `model` is the one that people choose. `shift` moves the noise schedule;
    `rate`, `cfg`, `sampler` and `scheduler` stand in for those of the family where given.
    """

    key: str
    tasks: tuple[Task, ...]
    files: tuple[ModelFile, ...]
    shift: float | None = None
    cfg: tuple[float, float] | None = None
    sampler: str | None = None
    scheduler: str | None = None
    length: "LengthRule | None" = None
    size: "SizeRule | None" = None

    def file(self, role: str) -> ModelFile | None:
        return next((one for one in self.files if one.role == role), None)


@dataclass(frozen=True, slots=True)
class SizeRule:
    """Sides in pixels, each a multiple of `multiple`; the area in pixels."""

    multiple: int
    min_side: int
    max_side: int
    min_pixels: int
    max_pixels: int

    def allows(self, width: int, height: int) -> bool:
        sides = all(
            self.min_side <= side <= self.max_side and side % self.multiple == 0
            for side in (width, height)
        )
        return sides and self.min_pixels <= width * height <= self.max_pixels


@dataclass(frozen=True, slots=True)
class LengthRule:
    """A video has `step` × n + 1 frames, `most` at most, made at `rate` frames a second."""

    rate: Fraction
    step: int
    most: int

    def allows(self, frames: int) -> bool:
        return 1 + self.step <= frames <= self.most and frames % self.step == 1


@dataclass(frozen=True, slots=True)
class Family:
    """`architecture` names the builder that draws its graphs; `needs` is what no file gives.

    `tags` stand before every prompt that has none of its own.
    """

    id: str
    label: str
    kind: MediaKind
    architecture: str
    fast: Preset
    quality: Preset
    width: int
    height: int
    size: SizeRule
    max_loras: int
    setups: tuple[Setup, ...]
    negative: bool = False
    length: LengthRule | None = None
    clip_skip: int = 0
    tags: str = ""
    needs: str = ""
    note: str = ""

    @property
    def tasks(self) -> tuple[Task, ...]:
        found = {task for setup in self.setups for task in setup.tasks}
        return tuple(task for task in Task if task in found)

    @property
    def refiner(self) -> bool:
        return any(setup.file("refiner") for setup in self.setups)

    def setup(self, key: str) -> Setup:
        return next(one for one in self.setups if one.key == key)
