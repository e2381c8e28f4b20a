"""Clips that a request for many left out, and why."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import strawberry

from schema.enums import described
from studio.kernel.ids import typed
from studio.rendering.service.scoping import SkipReason

described(
    SkipReason,
    "Why a clip was left out.",
    {
        "HAS_TAKE": "It has a take of this kind.",
        "ALREADY_QUEUED": "A render of this kind is under way for it.",
        "LOCKED": "It is locked.",
    },
)
_WORDS = {
    SkipReason.HAS_TAKE: "This clip has a take already.",
    SkipReason.ALREADY_QUEUED: "A render of this clip is under way.",
    SkipReason.LOCKED: "This clip is locked. Unlock it, or generate it by itself.",
}


@strawberry.type(description="A clip that was left out of a request.")
class SkippedClip:
    clip_id: strawberry.ID = strawberry.field(description="The clip's id.")
    reason: SkipReason = strawberry.field(description="Why, for a program to branch on.")
    message: str = strawberry.field(description="Why, for a person.")


def skipped_values(skipped: Iterable[tuple[UUID, SkipReason]]) -> list[dict[str, Any]]:
    return [
        {"clipId": typed("clip", clip_id), "reason": reason.value, "message": _WORDS[reason]}
        for clip_id, reason in skipped
    ]


__all__ = ["SkipReason", "SkippedClip", "skipped_values"]
