"""The enums of the domain, put into the graph with a description for each value."""

from collections.abc import Mapping
from enum import Enum
from typing import TypeVar

import strawberry

from studio.kernel.errors import ErrorCode
from studio.library.media import MediaKind
from studio.rendering.availability import Availability
from studio.rendering.lifecycle import JobState, Priority
from studio.rendering.ports import EndpointHealth
from studio.timeline.rules import ProposalKind
from studio.timeline.shots import Framing, ShotKind
from studio.timeline.transitions import TransitionKind

E = TypeVar("E", bound=type[Enum])


def described(
    enum: E, description: str, values: Mapping[str, str], *, name: str | None = None
) -> E:
    """Register the enum, by `name` or its own; every value must have words of its own."""
    strawberry.enum(enum, name=name, description=description)
    for value in enum.__strawberry_definition__.values:  # type: ignore[attr-defined]
        value.description = values[value.name]
    return enum


described(
    ErrorCode,
    "What went wrong, for a program to branch on.",
    {
        "BAD_USER_INPUT": "The input does not make sense; the message says what to change.",
        "NOT_FOUND": "The thing does not exist, or may not be seen.",
        "FORBIDDEN": "The thing may be seen, but not changed by this viewer.",
        "CONFLICT": "Somebody else changed it; read the current entity and repeat.",
        "OVERLAP": "The place on the timeline is taken; see the proposals.",
        "LIMIT_EXCEEDED": "More than this studio allows.",
        "IDEMPOTENCY_CONFLICT": "The idempotency key was used before with other input.",
        "INVALID_STATE": "The thing is in a state in which this cannot be done.",
        "NO_ENDPOINT": "There is no endpoint that could render this.",
        "UNREACHABLE_RESULTS": "The endpoint could not deliver its results to this studio.",
        "MISSING_NODES": "The endpoint lacks node classes that this needs; the message names them.",
        "MISSING_MODELS": "The endpoint lacks model files that this needs; the message names them.",
        "ATTEMPTS_EXHAUSTED": "The job was attempted too often.",
        "SCRIPT_TOO_LARGE": "The script is larger than the stated limit.",
        "SCRIPT_EMPTY": "There is nothing to film in the script.",
        "UNAVAILABLE": "A part of the studio is away at the moment; try again.",
        "PRICE_UNKNOWN": "Nothing tells what this would cost; the message says where to say it.",
        "MAX_COST_EXCEEDED": "It may cost more than the request allows; see the quote.",
        "BUDGET_EXCEEDED": "It may cost more than a budget has left; see the quote.",
        "CONFIRMATION_NEEDED": "It goes over a soft limit: ask again with the quote's id.",
        "QUOTE_OUTDATED": "The quote is too old, for something else, or too low by now.",
        "QUOTE_USED": "The quote was used before; ask for a new one.",
    },
)
described(
    MediaKind,
    "A kind of media.",
    {"IMAGE": "A still picture.", "VIDEO": "A moving picture.", "AUDIO": "Sound."},
)
described(
    TransitionKind,
    "How one shot becomes the next.",
    {
        "CUT": "At once.",
        "DISSOLVE": "One through the other.",
        "FADE": "Through black.",
        "WIPE": "An edge passes over the picture, from left to right.",
    },
)
described(
    JobState,
    "Where a render is on its way.",
    {
        "QUEUED": "With us, not sent yet.",
        "SUBMITTING": "Being sent to the endpoint.",
        "WAITING": "In the endpoint's queue.",
        "STARTING": "A worker of the endpoint is starting or loading its model.",
        "RUNNING": "Being rendered.",
        "SAVING": "Rendered; the results are being stored.",
        "COMPLETED": "Done; its takes are in the gallery.",
        "FAILED": "Ended without result; see the error.",
        "CANCELLING": "To be cancelled as soon as the endpoint obeys.",
        "CANCELLED": "Cancelled.",
    },
)
described(
    ShotKind,
    "What a clip does in the story.",
    {
        "ESTABLISHING": "Shows where we are.",
        "ACTION": "Something happens.",
        "DIALOGUE": "Somebody speaks.",
        "REACTION": "Somebody takes it in.",
        "INSERT": "A detail cut in.",
        "TRANSITION": "A passage between scenes.",
        "TITLE": "A title or caption card.",
    },
)
described(
    Framing,
    "How much of the subject the frame holds.",
    {
        "EXTREME_WIDE": "A landscape with people as specks.",
        "WIDE": "The whole place, people small in it.",
        "FULL": "A person from head to toe.",
        "MEDIUM_WIDE": "A person from the knees up.",
        "MEDIUM": "A person from the waist up.",
        "MEDIUM_CLOSE": "A person from the chest up.",
        "CLOSE": "A face.",
        "EXTREME_CLOSE": "A part of a face.",
        "OVER_THE_SHOULDER": "Past one person's shoulder at another.",
        "POV": "What a character sees.",
        "TWO_SHOT": "Two people in one frame.",
        "INSERT": "A thing, close.",
    },
)
described(
    ProposalKind,
    "Where a proposed place lies.",
    {
        "EARLIER": "The nearest free place before the wanted one.",
        "LATER": "The nearest free place after the wanted one.",
        "END": "Behind the last clip.",
    },
)


class ProviderKind(Enum):
    RUNPOD = "RUNPOD"
    COMFYUI = "COMFYUI"
    OPENAI_VIDEOS = "OPENAI_VIDEOS"
    PULL = "PULL"


described(
    ProviderKind,
    "The protocol an endpoint speaks.",
    {
        "RUNPOD": "A RunPod serverless endpoint.",
        "COMFYUI": "A ComfyUI server.",
        "OPENAI_VIDEOS": "A server of the OpenAI Videos shape.",
        "PULL": "A machine that asks this studio for work.",
    },
)


class EndpointDialect(Enum):
    STORYCANVAS = "STORYCANVAS"
    WORKER_COMFYUI = "WORKER_COMFYUI"
    OPENAI = "OPENAI"
    VLLM_OMNI = "VLLM_OMNI"


described(
    EndpointDialect,
    "How an endpoint speaks its protocol.",
    {
        "STORYCANVAS": "RUNPOD: this studio's own worker, of infra/deploy/endpoint.",
        "WORKER_COMFYUI": "RUNPOD: RunPod's public worker-comfyui, version 5.",
        "OPENAI": "OPENAI_VIDEOS: as OpenAI's own API does.",
        "VLLM_OMNI": "OPENAI_VIDEOS: as vLLM-Omni does, which takes frames and seeds, too.",
    },
)
described(
    Availability,
    "Where a provider is in its life.",
    {
        "AVAILABLE": "Nothing else was announced.",
        "DEPRECATED": "Its end was announced; it still renders.",
        "RETIRED": "It is over, and chosen for nobody.",
    },
)
described(
    EndpointHealth,
    "How an endpoint is.",
    {
        "ONLINE": "It answers and can work.",
        "UNHEALTHY": "It answers, and cannot work: see the words beside it.",
        "OFFLINE": "It did not answer twice in a row.",
    },
)
described(
    Priority,
    "Whose turn comes before whose.",
    {
        "BACKGROUND": "Rendered while nothing else waits.",
        "NORMAL": "As usual.",
        "HIGH": "Before what is usual.",
        "RUSH": "Before everything else.",
    },
)
