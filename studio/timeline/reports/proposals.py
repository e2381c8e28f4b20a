"""Proposals that resolve what a report finds: exact edits, known again by what they are."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from uuid import UUID

from studio.timeline.cutting import Track, in_order
from studio.timeline.rules import Span


class RemedyKind(Enum):
    """What a proposal does."""

    PUSH_LATER = "PUSH_LATER"
    MOVE_LATER = "MOVE_LATER"
    TRIM_FIRST = "TRIM_FIRST"
    TRIM_SECOND = "TRIM_SECOND"
    CLOSE_UP = "CLOSE_UP"
    EXTEND_BEFORE = "EXTEND_BEFORE"
    ADD_SLATE = "ADD_SLATE"


@dataclass(frozen=True, slots=True)
class Edit:
    """A clip's new place."""

    clip: UUID
    span: Span


@dataclass(frozen=True, slots=True)
class Shift:
    """A clip and all that come behind it in their order, moved by that many frames."""

    first: UUID
    by: int


@dataclass(frozen=True, slots=True)
class Remedy:
    """One way to resolve a finding. Exactly one of `edit`, `shift` and `slate` is told.

    `id` is the same as long as the clips it is about lie as they did.
    """

    id: str
    kind: RemedyKind
    description: str
    edit: Edit | None = None
    shift: Shift | None = None
    slate: Span | None = None


def remedy(
    kind: RemedyKind,
    about: Iterable[tuple[UUID, Span]],
    description: str,
    *,
    edit: Edit | None = None,
    shift: Shift | None = None,
    slate: Span | None = None,
) -> Remedy:
    """A proposal about these clips at these places."""
    content = repr((kind.value, [(key.hex, span) for key, span in about], edit, shift, slate))
    name = f"proposal_{sha256(content.encode()).hexdigest()[:32]}"
    return Remedy(name, kind, description, edit, shift, slate)


def outcome(chosen: Remedy, track: Track) -> dict[UUID, Span]:
    """New places of the clips that the proposal moves or trims; of a slate, none."""
    placed: dict[UUID, Span] = {}
    if chosen.edit is not None:
        placed[chosen.edit.clip] = chosen.edit.span
    if chosen.shift is not None:
        order = in_order(track)
        first = next(rank for rank, (key, _) in enumerate(order) if key == chosen.shift.first)
        for key, span in order[first:]:
            placed[key] = Span.of(span.start + chosen.shift.by, span.duration)
    return placed


def frames(count: int) -> str:
    return "1 frame" if count == 1 else f"{count} frames"
