"""Reading a brief: whatever words and fields it has become one frozen `Shot` to draw."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workers.endpoint.rehearsal import deeds, lexicon, locations, people
from workers.endpoint.rehearsal.chance import number
from workers.endpoint.rehearsal.people import MAX_CAST, Actor, Speech

__all__ = ["MAX_CAST", "Actor", "Shot", "Speech", "read", "text_of"]

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
MAX_SPEECHES = 2
_ASIDE = re.compile(r"\([^)]*\)")
_NEVER = re.compile(r"[\x00-\x1f\x7f]+|\s+")


@dataclass(frozen=True, slots=True)
class Shot:
    """What is to be seen. All texts are clean, short and free of control characters.

    `moves` is true where the words ask for the camera's `move`; else it only breathes. `crowd` is
    what a crowd does, None where there is none, `many` how they look; `over` is whose shoulder is in
    front, where that is said."""

    number: str
    caption: str
    framing: str
    place: str
    inside: bool
    set_name: str
    hour: str
    weather: str | None
    style: str | None
    thing: str | None
    angles: frozenset[str]
    move: str
    moves: bool
    cast: tuple[Actor, ...]
    speeches: tuple[Speech, ...]
    crowd: str | None
    many: str = ""
    over: str = ""

    @property
    def pose(self) -> str:
        """What whoever leads does."""
        return self.cast[0].pose if self.cast else "stand"

    def side_of(self, name: str) -> int:
        """The half of the picture somebody keeps in a scene: -1 left, 1 right."""
        return -1 if self.rank(name) < 0.5 else 1

    def rank(self, name: str) -> float:
        """Where in the row from left to right somebody of this scene stands, 0 … 1: the line
        between two people is never crossed, as their order is the same in each of its shots."""
        return number("side", self.set_name, name) / 2**64

    @property
    def speaks(self) -> bool:
        return bool(self.speeches)


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
    whole = text_of(brief.get("prompt"))
    asked = _undescribed(whole, _looks(shot))
    scene = text_of(shot.get("scene"), 300)
    caption = text_of(shot.get("caption"), 1000)
    names = _names(shot)
    speaks = text_of(shot.get("kind"), 40).upper() == "DIALOGUE"
    speeches, action = _spoken(caption, names) if speaks else ((), caption)
    prompt, told = lexicon.affirmed(asked), lexicon.affirmed(action)
    plain = _ASIDE.sub(" ", told)
    framing = _framing(shot.get("framing"), prompt, told)
    place, inside = locations.locate(scene, prompt, told)
    move = _move(asked, action)
    cast = people.cast(names, _looks(shot), framing, (told, _placeless(prompt, scene)), speeches)
    over = ""
    if framing == "OVER_THE_SHOULDER":
        cast, over = people.across(cast, _looks(shot), told, prompt)
    return Shot(
        number=text_of(shot.get("number"), 12),
        caption=caption or whole,
        framing=framing,
        place=place,
        inside=inside,
        set_name=scene.casefold() or place,
        hour=locations.hour_of(scene, prompt, told),
        weather=lexicon.first(lexicon.SKIES, lexicon.affirmed(scene), prompt, plain),
        style=lexicon.style_of(prompt),
        thing=lexicon.earliest(lexicon.THINGS, plain, lexicon.unstyled(_placeless(prompt, scene))),
        angles=lexicon.every(lexicon.ANGLES, prompt, told),
        move=move or "breath",
        moves=move is not None and move != "still",
        cast=cast,
        speeches=speeches,
        crowd=people.crowd(f"{plain}. {lexicon.unstyled(prompt)}", names),
        many=people.many(f"{plain}. {prompt}"),
        over=over,
    )


def _undescribed(prompt: str, looks: Mapping[str, str]) -> str:
    """A prompt without how its people look: what they wear and carry is no weather, style or deed."""
    bare = _ASIDE.sub(" ", prompt)
    for name, look in looks.items():
        if look:
            bare = re.sub(re.escape(f"{name}: {look}"), " ", bare, flags=re.IGNORECASE)
    return bare


def _placeless(prompt: str, scene: str) -> str:
    """A prompt without the name of its place, where somebody may seem to sleep or to fight."""
    for part in re.split(r"\s+[-–—]+\s+|\.\s+", scene):
        words = re.findall(r"\w+", part)
        if len(words) > 1:
            prompt = re.sub(r"\W+".join(map(re.escape, words)), " ", prompt, flags=re.IGNORECASE)
    return prompt


def _framing(value: object, prompt: str, told: str) -> str:
    named = re.sub(r"[\s-]+", "_", text_of(value, 40).upper())
    if named in FRAMINGS:
        return named
    return lexicon.first(lexicon.FRAMINGS, prompt, told) or "WIDE"


def _move(prompt: str, action: str) -> str | None:
    """The camera's move; a caption tells of people, so only what it says of the camera counts."""
    camera = " ".join(s for s in re.split(r"(?<=[.!?;,])\s+", action) if lexicon.CAMERA.search(s))
    return lexicon.first(lexicon.MOVES, prompt, camera)


def _names(shot: Mapping[str, Any]) -> list[str]:
    """Who is in the shot; of a film's cast the words of the shot name them."""
    names: list[str] = []
    given = shot.get("characters")
    for item in given[:50] if isinstance(given, list | tuple) else ():
        name = text_of(item, 80).upper()
        if name and name not in names:
            names.append(name)
    if not names:
        caption = text_of(shot.get("caption"), 1000)
        known = list(_looks(shot))
        names = list(dict.fromkeys(name for _, name in deeds.names_in(caption, known)))
    return names


def _looks(shot: Mapping[str, Any]) -> dict[str, str]:
    """How the film describes its characters, by name."""
    given = shot.get("cast")
    looks: dict[str, str] = {}
    for item in given[:200] if isinstance(given, list | tuple) else ():
        if isinstance(item, Mapping):
            name = text_of(item.get("name"), 80).upper()
            if name:
                looks.setdefault(name, text_of(item.get("look"), 300))
    return looks


def _spoken(caption: str, names: list[str]) -> tuple[tuple[Speech, ...], str]:
    """What is said, and the rest of the caption. A line begins with its speaker and a colon."""
    known = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    generic = r"[^\W\d_a-z][^:a-z]{0,40}"
    cue = re.compile(
        rf"(?:^|(?<=[\s.!?…]))({known + '|' if known else ''}{generic}?)\s*(\([^)]*\)\s*)?:\s+"
    )
    found = list(cue.finditer(caption))
    if not found:
        return (
            ((Speech(names[0] if names else "", caption.strip('“”" ')),), "")
            if caption
            else ((), "")
        )
    ends = [match.start() for match in found[1:]] + [len(caption)]
    speeches = tuple(
        Speech(match[1].strip().upper(), caption[match.end() : end].strip('“”" '))
        for match, end in zip(found, ends, strict=True)
    )
    asides = " ".join(match[2] or "" for match in found)
    said = tuple(speech for speech in speeches if speech.text)
    return said[:MAX_SPEECHES], f"{caption[: found[0].start()]} {asides}".strip()
