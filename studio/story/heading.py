"""Reads a scene heading: setting, place, time of day, scene number."""

import re

from studio.story.elements import SceneHeading, Setting

_PREFIX = re.compile(
    r"(INT\.?\s?/\s?EXT|EXT\.?\s?/\s?INT|INT|EXT|EST|I/E|E/I)(?:\.\s*|\s+)(?=\S)", re.IGNORECASE
)
_SCENE_NUMBER = re.compile(r"[\w.\-]{1,12}")
_SEPARATOR = re.compile(r"\s+[-–—]+\s+|\s*--+\s*|\s*[—–]\s*|[,.;]\s+")
_BRACKETS = re.compile(r"\([^()]*\)")
_RELATIVE = frozenset({"continuous", "later", "same", "moments"})
_TIMES = _RELATIVE | {
    *("day", "days", "daylight", "daytime", "daybreak", "dawn", "sunrise", "morning", "mornings"),
    *("noon", "midday", "afternoon", "dusk", "sunset", "sundown", "twilight", "evening", "magic"),
    *("night", "nights", "nighttime", "midnight", "predawn", "pre-dawn"),
}
_LONGEST_TIME = 5


def is_heading(line: str) -> bool:
    """Whether the line begins as a scene heading does: `INT.`, `EXT`, `EST`, `INT./EXT`, `I/E`."""
    return _PREFIX.match(line) is not None


def read_heading(text: str, line: int, *, forced: bool = False) -> SceneHeading:
    """The heading on a line that is known to be one, its forcing dot already gone."""
    raw, number = _scene_number(" ".join(text.split()))
    prefix = _PREFIX.match(raw)
    place = raw[prefix.end() :] if prefix else raw
    location, time_of_day = _place_and_time(place)
    setting = _setting(prefix[1]) if prefix else None
    return SceneHeading(raw, line, forced, number, setting, location, time_of_day)


def is_relative(time_of_day: str) -> bool:
    """Whether a time of day only points back at the scene before (CONTINUOUS, LATER)."""
    words = set(time_of_day.casefold().split())
    return bool(words & _RELATIVE) and not words & (_TIMES - _RELATIVE)


def _scene_number(text: str) -> tuple[str, str | None]:
    start = text.rfind("#", 0, -1) if text.endswith("#") else -1
    if start > 0 and _SCENE_NUMBER.fullmatch(text, start + 1, len(text) - 1):
        return text[:start].rstrip(), text[start + 1 : -1]
    return text, None


def _setting(prefix: str) -> Setting:
    letters = prefix.upper()
    if "/" in letters:
        return Setting.INT_EXT
    return Setting(letters)


def _place_and_time(place: str) -> tuple[str, str | None]:
    end = start = -1
    for found in _SEPARATOR.finditer(place):
        end, start = found.span()
    if end > 0 and _is_time(place[start:]):
        return place[:end].strip(), place[start:].strip()
    if end < 0 and _is_time(place):
        return "", place.strip()
    return place.strip(), None


def _is_time(text: str) -> bool:
    words = _BRACKETS.sub(" ", text).casefold().split()
    return 0 < len(words) <= _LONGEST_TIME and any(word.strip(".'’") in _TIMES for word in words)
