"""Reading a brief: whatever words and fields it has become one frozen `Shot` to draw."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workers.endpoint.rehearsal import deeds, lexicon, locations

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
MAX_SPEECHES = 2
_NOBODY = "\0"
_SEVERAL = re.compile(r"\b(?:two|three|couple|lovers)\b", re.IGNORECASE)
_ASIDE = re.compile(r"\([^)]*\)")
_NEVER = re.compile(r"[\x00-\x1f\x7f]+|\s+")


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone in the shot; `look` is how the film describes them, `pose` what they do in it."""

    name: str
    look: str = ""
    pose: str = "stand"
    feeling: str | None = None


@dataclass(frozen=True, slots=True)
class Speech:
    """Words spoken, by one of the cast or by somebody who is not seen."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Shot:
    """What is to be seen. All texts are clean, short and free of control characters.

    `moves` is true where the words ask for the camera's `move`; else it only breathes. `crowd` is
    what a crowd does, None where there is none."""

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

    @property
    def pose(self) -> str:
        """What whoever leads does."""
        return self.cast[0].pose if self.cast else "stand"

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
        cast=_cast(shot, names, framing, told, _placeless(prompt, scene), speeches),
        speeches=speeches,
        crowd=_crowd(f"{plain}. {lexicon.unstyled(prompt)}", names),
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


def _cast(
    shot: Mapping[str, Any],
    names: list[str],
    framing: str,
    told: str,
    prompt: str,
    speeches: tuple[Speech, ...],
) -> tuple[Actor, ...]:
    looks = _looks(shot)
    if not names:
        looks |= _unnamed(framing, f"{told}. {prompt}")
        names = list(looks) if not shot.get("cast") else [n for n in looks if n not in _looks(shot)]
    # Whoever speaks, or is spoken of first, is whom the shot is about.
    order = {name: at for at, name in reversed(deeds.names_in(told, names))}
    speakers = [speech.name for speech in speeches]
    names = sorted(
        names,
        key=lambda n: (speakers.index(n) if n in speakers else 9, order.get(n, len(told) + 1)),
    )[:MAX_CAST]
    # What stands in brackets after a name describes; spoken lines' brackets tell how.
    plain = told if speeches else _ASIDE.sub(" ", told)
    done = deeds.deeds(plain, names) or deeds.deeds(prompt, names)
    lead = lexicon.earliest(lexicon.FEELINGS, plain, prompt)
    felt = {name: _feeling(plain, name, names) for name in names}
    if names and not any(felt.values()):
        felt[names[0]] = lead
    return tuple(
        Actor(name, looks.get(name) or _aside(told, name), done.get(name, "stand"), felt[name])
        for name in names
    )


def _crowd(text: str, names: list[str]) -> str | None:
    """What the many do whom the words speak of."""
    found = lexicon.CROWD.search(text)
    if found is None:
        return None
    # A deed that nobody is named for is not the crowd's.
    return deeds.deeds(text, [_NOBODY, *names, found[0]]).get(found[0], "idle")


def _feeling(told: str, name: str, names: list[str]) -> str | None:
    """A feeling belongs, as a deed does, to the nearest name before it."""
    spoken = deeds.names_in(told, names)
    for k, (at, who) in enumerate(spoken):
        if who == name:
            end = spoken[k + 1][0] if k + 1 < len(spoken) else len(told)
            if found := lexicon.earliest(lexicon.FEELINGS, told[at:end]):
                return found
    return None


def _aside(told: str, name: str) -> str:
    """A script describes a character in brackets where it first names them."""
    found = re.search(rf"(?<!\w){re.escape(name)}\s*\(([^)]{{3,200}})\)", told, re.IGNORECASE)
    return found[1] if found else ""


def _unnamed(framing: str, text: str) -> dict[str, str]:
    """People that the words speak of without a name, and what is said of each."""
    found: dict[str, str] = {}
    spots = list(lexicon.SOMEONE.finditer(text))
    for k, match in enumerate(spots[:4]):
        end = spots[k + 1].start() if k + 1 < len(spots) else len(text)
        if _SEVERAL.search(text[max(0, match.start() - 14) : match.end()]):
            found |= dict.fromkeys(("ONE OF TWO", "THE OTHER"), "")
            continue
        found.setdefault(match[0].upper(), re.split(r"[.;]", text[match.start() : end])[0][:160])
    if not found and (lexicon.PRONOUN.search(text) or framing in {"OVER_THE_SHOULDER", "TWO_SHOT"}):
        found["SOMEONE"] = ""
    if not found and lexicon.CROWD.search(text):
        found |= dict.fromkeys(("A STRANGER", "ANOTHER", "A THIRD", "A FOURTH"), "")
    return found
