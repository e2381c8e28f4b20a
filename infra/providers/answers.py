"""What an endpoint's words mean: our progress ticks, our answers, its failures (docs/endpoint.md).

All of it comes from outside: what is malformed is left out, or makes the report a failure.
"""

import base64
import binascii
import json
import math
import re
import time
from email.utils import parsedate_to_datetime
from typing import Any, TypeGuard

from studio.rendering.ports import Machine, MediaKind, Output, Report, ReportState

PREVIEW_BYTES = 48 * 1024

_DIALECT = 1
_LONGEST = 500
_LONGEST_WAIT = 300.0
_PREVIEW_TYPES = frozenset({"image/jpeg", "image/png", "image/webp"})
_HASH = re.compile(r"[0-9a-f]{64}")
_CODE = re.compile(r"[A-Z][A-Z0-9_]{0,63}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\s]+")


def read_tick(value: Any) -> Report | None:
    """The progress a tick tells of; None when it is not one of ours."""
    if not _ours(value) or not _whole(value.get("seq")) or value["seq"] < 1:
        return None
    starting = value.get("stage") == "STARTING"
    return Report(
        state=ReportState.STARTING if starting else ReportState.RUNNING,
        seq=value["seq"],
        progress=_fraction(value.get("progress")),
        message=one_line(value.get("message")) or None,
        preview=_preview(value.get("preview")),
    )


def read_answer(value: Any) -> Report:
    """What a job that COMPLETED has given: its outputs, or a failure when there are none."""
    found = value.get("outputs") if _ours(value) else None
    if not isinstance(found, list) or not found:
        return failure("EMPTY_OUTPUT", "The endpoint finished without an output.")
    outputs = [_output(entry) for entry in found]
    sound = tuple(output for output in outputs if output is not None)
    if len(sound) < len(outputs) or len({output.index for output in sound}) < len(sound):
        return failure("INVALID_OUTPUT", "The endpoint's list of outputs cannot be understood.")
    return Report(
        state=ReportState.COMPLETED,
        progress=1.0,
        outputs=tuple(sorted(sound, key=lambda output: output.index)),
        model=one_line(value.get("model")) or None,
        machine=Machine(
            **{
                name: one_line(value.get(name), 200) or None
                for name in ("renderer", "image", "gpu")
            }
        ),
    )


def read_failure(error: Any) -> Report:
    """Why a job FAILED, in one line.

    `error` is our handler's JSON text {code, message}, the SDK's {error_type, error_message,
    error_traceback, …}, or words. Tracebacks are left out.
    """
    told = _object(error)
    if told is None:
        return failure("RENDER_FAILED", _without_traceback(_text(error)))
    code = _text(told.get("code"))
    message = _text(told.get("message", told.get("error_message")))
    return failure(
        code if _CODE.fullmatch(code) else "RENDER_FAILED",
        _without_traceback(message),
    )


def failure(code: str, message: str) -> Report:
    """A report that the job has failed."""
    words = one_line(message) or "The endpoint failed without saying why; see its log."
    return Report(state=ReportState.FAILED, error_code=code, error_message=words)


def one_line(value: Any, longest: int = _LONGEST) -> str:
    """Words from outside as one line that a person and Postgres can take; empty for no words."""
    line = _CONTROL.sub(" ", _text(value)[: 4 * longest]).strip()
    return line if len(line) <= longest else line[: longest - 1] + "…"


def seconds_to_wait(told: str | None) -> float:
    """A Retry-After header, in seconds or as a date, kept between 1 and 300 seconds."""
    try:
        seconds = float(told or "")
    except ValueError:
        try:
            seconds = parsedate_to_datetime(told or "").timestamp() - time.time()
        except ValueError:
            return 5.0
    return min(_LONGEST_WAIT, max(1.0, seconds)) if math.isfinite(seconds) else 5.0


def milliseconds(value: Any) -> int | None:
    """A duration as RunPod tells it."""
    return value if _whole(value) and value >= 0 else None


def _ours(value: Any) -> bool:
    return isinstance(value, dict) and value.get("storycanvas") == _DIALECT


def _whole(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63


def _fraction(value: Any) -> float | None:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or value != value:  # noqa: PLR0124 (not a number is not itself)
        return None
    return float(min(1, max(0, value)))


def _without_traceback(words: str) -> str:
    return re.split(r"\s*(?:\btraceback:|Traceback \(most recent call last\))", words)[0]


def _object(error: Any) -> dict[str, Any] | None:
    if isinstance(error, str):
        try:
            error = json.loads(error)
        except (ValueError, RecursionError):
            return None
    return error if isinstance(error, dict) else None


def _preview(value: Any) -> bytes | None:
    if not isinstance(value, dict) or _text(value.get("type")) not in _PREVIEW_TYPES:
        return None
    data = _text(value.get("data"))
    if len(data) > PREVIEW_BYTES * 4 // 3 + 4:
        return None
    try:
        return base64.b64decode(data, validate=True) or None
    except (binascii.Error, ValueError):
        return None


def _output(entry: Any) -> Output | None:
    if not isinstance(entry, dict):
        return None
    index, size, seed = (entry.get(name) for name in ("index", "size", "seed"))
    digest, media_type, kind = (_text(entry.get(name)) for name in ("sha256", "type", "kind"))
    if not (_whole(index) and index >= 0 and _whole(size) and size > 0):
        return None
    typed = "/" in media_type and len(media_type) <= 100 and kind in MediaKind.__members__
    if not (typed and _HASH.fullmatch(digest)):
        return None
    return Output(
        index=index,
        kind=MediaKind[kind],
        media_type=media_type,
        size=size,
        sha256=digest,
        seed=seed if isinstance(seed, int) and 0 <= seed < 2**64 else None,
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
