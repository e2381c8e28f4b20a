"""The file of a workflow, opened with care: it may come from anywhere."""

import json
import math
from dataclasses import dataclass
from typing import Any, NoReturn

from studio.graphs.custom.errors import WorkflowUnreadable

MOST_CHARACTERS = 4_000_000
MOST_VALUES = 200_000
DEEPEST = 40
_LARGEST = 2**64


@dataclass(frozen=True, slots=True)
class Document:
    """What the file says, and its text: as it was given, or written here where it was no text."""

    value: dict[str, Any]
    text: str


def open_document(given: object) -> Document:
    """Open a workflow that is given as the text of its file, or as the object in it.

    Raises WorkflowUnreadable for what is no JSON object, and for what no workflow needs: a size
    of megabytes, depths, numbers without end.
    """
    text = given if isinstance(given, str) else None
    if text is not None:
        if len(text) > MOST_CHARACTERS:
            raise _too_large()
        given = _parsed(text)
    if not isinstance(given, dict):
        raise WorkflowUnreadable(
            "A workflow is a JSON object. Give what ComfyUI saves or exports, or the text of that "
            "file.",
            field=["document"],
        )
    _check(given)
    written = json.dumps(given, ensure_ascii=False) if text is None else text
    if len(written) > MOST_CHARACTERS:
        raise _too_large()
    return Document(given, written)


def _parsed(text: str) -> object:
    try:
        return json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise WorkflowUnreadable(
            "This is no JSON text. Give the whole file that ComfyUI saves or exports.",
            field=["document"],
        ) from None


def _check(document: dict[str, Any]) -> None:
    """Level by level, so that no depth is too much for this itself."""
    level: list[Any] = [document]
    seen = 0
    for _ in range(DEEPEST):
        seen += len(level)
        if seen > MOST_VALUES:
            raise _too_large()
        inner: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                inner += value.keys()
                inner += value.values()
            elif isinstance(value, list):
                inner += value
            elif not _is_plain(value):
                raise WorkflowUnreadable(
                    "The workflow holds a number or a character that nothing can be done with.",
                    field=["document"],
                )
        if not inner:
            return
        level = inner
    raise WorkflowUnreadable(
        f"The workflow is nested more than {DEEPEST} levels deep.", field=["document"]
    )


def _is_plain(value: Any) -> bool:
    if isinstance(value, str):
        return "\x00" not in value and not any("\ud800" <= one <= "\udfff" for one in value)
    if isinstance(value, float):
        return math.isfinite(value)
    return not isinstance(value, int) or abs(value) <= _LARGEST


def _too_large() -> WorkflowUnreadable:
    return WorkflowUnreadable(
        f"The workflow is too large: {MOST_CHARACTERS // 1_000_000} million characters and "
        f"{MOST_VALUES} values at most.",
        field=["document"],
    )


def _no_number(_: str) -> NoReturn:
    raise ValueError
