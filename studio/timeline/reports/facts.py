"""What a report is made from: a film as it lies, with what its clips show."""

from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from studio.timeline.cutting import Order
from studio.timeline.rules import Span


@dataclass(frozen=True, slots=True)
class ShownTake:
    """The take that a clip shows, as far as it is known. Only what is `moving` has a length."""

    moving: bool
    width: int | None = None
    height: int | None = None
    frames: int | None = None
    rate: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Shot:
    """A clip; `span` counts from its scene's start in the project's rate."""

    id: UUID
    name: str
    number: str
    kind: str
    framing: str
    span: Span
    take: ShownTake | None = None

    @property
    def title(self) -> str:
        words = " ".join(word for word in (self.number, self.name.strip()) if word)
        return f"Clip “{words}”" if words else "A clip without a name"


@dataclass(frozen=True, slots=True)
class SceneFacts:
    """A scene with its clips in their order."""

    id: UUID
    name: str
    shots: tuple[Shot, ...]

    @property
    def length(self) -> int:
        """Frames from its start to the end of what ends last."""
        return max((shot.span.end for shot in self.shots), default=0)

    @property
    def order(self) -> Order:
        return [(shot.id, shot.span) for shot in self.shots]


@dataclass(frozen=True, slots=True)
class Film:
    """A project, or one scene of it."""

    rate: Fraction
    width: int
    height: int
    scenes: tuple[SceneFacts, ...]
