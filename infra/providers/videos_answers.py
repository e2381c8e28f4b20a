"""What a server of the OpenAI Videos shape tells: of one video, of a page of them, of a fault."""

import math
import re
from datetime import UTC, datetime
from typing import Any

from infra.providers.answers import failure
from studio.rendering.ports import MediaKind, Output, ProviderBusy, Report, ReportState
from studio.rendering.shelf import RemoteVideo, RemoteVideoPage

VARIANT = "video"
"""The `source` of an output: which of a video's files it is."""

MODERATION = "MODERATION_BLOCKED"
_MODERATED = frozenset({"moderation_blocked", "content_policy_violation", "sentinel_block"})
_MODERATION_WORDS = (
    "The provider's content rules do not allow this. Reword the prompt or take another picture to "
    "start from; real people and protected characters are often the reason."
)
_CODE = re.compile(r"[a-z][a-z0-9_]{0,63}")
_MOST_TOKENS = 10**12
_SIZE = re.compile(r"([0-9]{1,5})x([0-9]{1,5})")
_STATES = {
    "queued": ReportState.QUEUED,
    "in_progress": ReportState.RUNNING,
    "processing": ReportState.RUNNING,
    "completed": ReportState.COMPLETED,
    "failed": ReportState.FAILED,
    "cancelled": ReportState.CANCELLED,
}


def read_video(value: Any) -> RemoteVideo | None:
    """The video that a JSON object tells of; None for what is none."""
    if not isinstance(value, dict) or not is_id(value.get("id")):
        return None
    state = _STATES.get(str(value.get("status")))
    if state is None:
        return None
    found = _SIZE.fullmatch(str(value.get("size")))
    code, message = read_error(value)
    return RemoteVideo(
        id=value["id"],
        state=state,
        progress=_fraction(value.get("progress")),
        model=_line(value.get("model"), 200),
        prompt=_line(value.get("prompt"), 10_000),
        width=int(found[1]) if found else None,
        height=int(found[2]) if found else None,
        seconds=_number(value.get("seconds")),
        created_at=_moment(value.get("created_at")),
        completed_at=_moment(value.get("completed_at")),
        expires_at=_moment(value.get("expires_at")),
        remixed_from=_line(value.get("remixed_from_video_id"), 200),
        error_code=code,
        error_message=message,
    )


def read_report(value: Any) -> Report:
    """The report in a video object. Raises ProviderBusy for what cannot be understood.

    While it runs, `seq` is the percentage and one: it rises, and what is older is dropped.
    """
    video = read_video(value)
    if video is None:
        raise ProviderBusy("The server's word on the video cannot be understood.")
    if video.state is ReportState.FAILED:
        return failure(video.error_code or "RENDER_FAILED", video.error_message or "")
    if video.state is ReportState.RUNNING:
        percent = round(100 * (video.progress or 0))
        return Report(state=video.state, seq=1 + percent, progress=video.progress)
    if video.state is ReportState.COMPLETED:
        output = Output(
            index=0,
            kind=MediaKind.VIDEO,
            media_type="video/mp4",
            size=None,
            sha256=None,
            source=VARIANT,
        )
        return Report(
            state=video.state,
            progress=1.0,
            outputs=(output,),
            model=video.model,
            tokens=_tokens(value),
        )
    return Report(state=video.state)


def read_page(value: Any) -> RemoteVideoPage:
    """A page of videos; what is none is left out. Raises ProviderBusy for what is no page."""
    data = value.get("data") if isinstance(value, dict) else None
    if not isinstance(data, list):
        raise ProviderBusy("The server's list of videos cannot be understood.")
    videos = tuple(video for video in map(read_video, data) if video is not None)
    told = value.get("last_id")
    last = told if is_id(told) else videos[-1].id if videos else None
    return RemoteVideoPage(
        videos, last, has_more=value.get("has_more") is True and last is not None
    )


def read_error(value: Any) -> tuple[str | None, str | None]:
    """Code and words of the fault that an answer tells of, each None where there is none."""
    told = value.get("error") if isinstance(value, dict) else None
    if isinstance(told, str):
        return None, _line(told, 300)
    if not isinstance(told, dict):
        detail = value.get("detail") if isinstance(value, dict) else None
        return None, _line(detail, 300)
    code = told.get("code")
    code = code if isinstance(code, str) and _CODE.fullmatch(code) else None
    if code in _MODERATED:
        return MODERATION, _MODERATION_WORDS
    return (code.upper() if code else None), _line(told.get("message"), 300)


def is_id(value: Any) -> bool:
    """Whether this can be the id of a video."""
    sound = isinstance(value, str) and 0 < len(value) <= 500 and value not in {".", ".."}
    return sound and value.isascii() and value.isprintable()


def _line(value: Any, limit: int) -> str | None:
    if not isinstance(value, str):
        return None
    words = " ".join(value[: 2 * limit].encode("utf-8", "replace").decode().split())
    words = "".join(sign for sign in words if sign.isprintable())
    return words[:limit] or None


def _number(value: Any) -> float | None:
    try:
        number = float(value) if isinstance(value, str | int | float) else math.nan
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) and number >= 0 else None


def _tokens(value: dict[str, Any]) -> int | None:
    """What a server that bills tokens counted: `usage`, as answers of the OpenAI shape have it."""
    usage = value.get("usage")
    total = usage.get("total_tokens") if isinstance(usage, dict) else None
    counted = isinstance(total, int) and not isinstance(total, bool) and 0 < total <= _MOST_TOKENS
    return total if counted else None


def _fraction(value: Any) -> float | None:
    number = _number(value)
    return None if number is None else min(1.0, number / 100)


def _moment(value: Any) -> datetime | None:
    number = _number(value)
    if number is None or not 0 < number < 2**33:
        return None
    return datetime.fromtimestamp(number, UTC)
