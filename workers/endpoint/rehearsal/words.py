"""Reading a brief: whatever words and fields it has become one frozen `Shot` to draw."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workers.endpoint.rehearsal import lexicon

FRAMINGS = (
    "EXTREME_WIDE",
    "WIDE",
    "FULL",
    "MEDIUM_WIDE",
    "MEDIUM",
    "MEDIUM_CLOSE",
    "CLOSE",
    "EXTREME_CLOSE",
    "OVER_THE_SHOULDER",
    "POV",
    "TWO_SHOT",
    "INSERT",
)
MAX_TEXT = 4000
MAX_CAST = 7

_FRAMING_WORDS = (
    ("EXTREME_WIDE", r"extreme (?:wide|long)|establishing|ews|aerial|vista|panorama"),
    ("EXTREME_CLOSE", r"extreme close|ecu|macro"),
    ("OVER_THE_SHOULDER", r"over[- ]the[- ]shoulder|over (?:his|her|their) shoulder|ots"),
    ("POV", r"pov|point of view"),
    ("TWO_SHOT", r"two[- ]shot|2[- ]shot"),
    ("INSERT", r"insert|detail of"),
    ("MEDIUM_CLOSE", r"medium close|mcu"),
    ("MEDIUM_WIDE", r"medium (?:wide|long)|cowboy|american shot"),
    ("CLOSE", r"close[- ]?up|close on|close shot|cu"),
    ("FULL", r"full (?:shot|figure|length)"),
    ("MEDIUM", r"medium|mid[- ]shot|waist"),
)
_INSIDE = re.compile(r"\b(?:int|interior|inside|indoors)\b", re.IGNORECASE)
_OUTSIDE = re.compile(r"\b(?:ext|exterior|outside|outdoors)\b", re.IGNORECASE)
_NEVER = re.compile(r"[\x00-\x1f\x7f]+|\s+")


@dataclass(frozen=True, slots=True)
class Shot:
    """What is to be seen. All texts are clean, short and free of control characters."""

    number: str
    caption: str
    framing: str
    place: str
    inside: bool
    set_name: str
    hour: str
    weather: str | None
    style: str | None
    pose: str
    feeling: str | None
    thing: str | None
    angle: str | None
    move: str
    cast: tuple[str, ...]
    speaks: bool


def text_of(value: object, limit: int = MAX_TEXT) -> str:
    """Any value as one clean line; what is not text is no text."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**9:
        value = str(value)
    if not isinstance(value, str):
        return ""
    line = _NEVER.sub(" ", unicodedata.normalize("NFC", value[: limit * 2]))
    kept = (c for c in line if unicodedata.category(c) not in {"Cf", "Cs", "Co", "Cn"})
    return "".join(kept).strip()[:limit]


def read(brief: Mapping[str, Any]) -> Shot:
    """The shot that a brief describes. Missing or senseless fields are passed over."""
    given = brief.get("shot")
    shot: Mapping[str, Any] = given if isinstance(given, Mapping) else {}
    prompt = text_of(brief.get("prompt"))
    scene = text_of(shot.get("scene"), 300)
    caption = text_of(shot.get("caption"), 1000)
    framing = _framing(shot.get("framing"), prompt)
    place, inside = _place(scene, prompt, caption)
    cast = _cast(shot.get("characters"), framing, caption, prompt)
    return Shot(
        number=text_of(shot.get("number"), 12),
        caption=caption or prompt,
        framing=framing,
        place=place,
        inside=inside,
        set_name=scene.casefold() or place,
        hour=lexicon.first(lexicon.HOURS, scene, prompt, caption) or "day",
        weather=lexicon.first(lexicon.SKIES, scene, prompt, caption),
        style=lexicon.first(lexicon.STYLES, prompt),
        pose=lexicon.earliest(lexicon.POSES, caption, prompt) or "stand",
        feeling=lexicon.earliest(lexicon.FEELINGS, caption, prompt),
        thing=lexicon.earliest(lexicon.THINGS, caption, prompt),
        angle=lexicon.first(lexicon.ANGLES, prompt, caption),
        move=lexicon.first(lexicon.MOVES, prompt, caption) or "push_in",
        cast=cast,
        speaks=text_of(shot.get("kind"), 40).upper() == "DIALOGUE",
    )


def _framing(value: object, prompt: str) -> str:
    named = re.sub(r"[\s-]+", "_", text_of(value, 40).upper())
    if named in FRAMINGS:
        return named
    for framing, words in _FRAMING_WORDS:
        if re.search(rf"\b(?:{words})\b", prompt, re.IGNORECASE):
            return framing
    return "WIDE"


def _place(scene: str, prompt: str, caption: str) -> tuple[str, bool]:
    texts = (scene, prompt, caption)
    place = lexicon.first(lexicon.PLACES, *texts)
    heading = scene or prompt
    inside = bool(_INSIDE.search(heading))
    outside = bool(_OUTSIDE.search(heading))
    if place is None:
        return ("room", True) if inside else ("field" if outside else "open", False)
    if outside and not inside and place in lexicon.INSIDE:
        return {"church": "graveyard", "hall": "castle"}.get(place, "street"), False
    if inside and not outside and place not in lexicon.INSIDE:
        return ("hall" if place == "castle" else "room"), True
    return place, place in lexicon.INSIDE


def _cast(value: object, framing: str, caption: str, prompt: str) -> tuple[str, ...]:
    names: list[str] = []
    if isinstance(value, list | tuple):
        for item in value[:50]:
            name = text_of(item, 80).upper()
            if name and name not in names:
                names.append(name)
    if not names:
        names = _unnamed(framing, f"{caption} {prompt}")
    # Whoever the caption speaks of first is whom the shot is about.
    where = {name: caption.upper().find(name) for name in names}
    names.sort(key=lambda name: where[name] if where[name] >= 0 else len(caption) + 1)
    return tuple(names[:MAX_CAST])


def _unnamed(framing: str, text: str) -> list[str]:
    if lexicon.CROWD.search(text):
        return ["A STRANGER", "ANOTHER", "A THIRD", "A FOURTH"]
    if lexicon.SOMEONE.search(text) or framing in {"OVER_THE_SHOULDER", "TWO_SHOT"}:
        return ["SOMEONE"]
    return []
