"""Prompts of shots that are there already: written anew, or made to follow what changed of a shot."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import NamedTuple

from studio.story.breakdown import Told
from studio.story.cast import Cast, natural
from studio.story.coverage import Shot
from studio.story.elements import SceneHeading, Setting
from studio.story.prompts import Place, Wording, place_of
from studio.timeline.shots import Framing, ShotKind

_SPOKEN = re.compile(r"([^:\n]{1,40}): (.+)")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a shot that is there: its own words, and where and when its scene plays."""

    kind: ShotKind
    framing: Framing
    name: str = ""
    caption: str = ""
    characters: tuple[str, ...] = ()
    source_line: int | None = None
    location: str = ""
    setting: str = ""
    time_of_day: str = ""


class Prompts(NamedTuple):
    image: str
    video: str


def write(facts: Facts, told: Sequence[Told]) -> Prompts:
    """The prompts of a shot. `told` are those of its script, which say more than a caption does."""
    return next(_writings(facts, told))


def follow(before: Facts, after: Facts, now: Prompts, told: Sequence[Told]) -> Mapping[str, str]:
    """The prompts by `image` and `video` that change with the facts: those nobody wrote by hand.

    That is known by what the facts would have had written before.
    """
    written = list(_writings(before, told))
    anew = write(after, told)
    return {
        name: getattr(anew, name)
        for name in Prompts._fields
        if any(getattr(now, name) == getattr(one, name) for one in written)
    }


def _writings(facts: Facts, told: Iterable[Told]) -> Iterator[Prompts]:
    """As it would be written now, then as it may have been written from what has changed since."""
    for one in told:
        if one.shot.line != facts.source_line or _caption(one.shot) != facts.caption:
            continue
        for place in (_place(facts, one.place), one.place):
            wording = Wording(place, one.cast)
            for people in (facts.characters, one.shot.characters):
                shot = replace(one.shot, kind=facts.kind, framing=facts.framing, characters=people)
                yield Prompts(wording.image(shot), wording.video(shot))
    wording = Wording(_place(facts, Place()), Cast(()))
    shot = _shot(facts)
    yield Prompts(wording.image(shot), wording.video(shot))


def _caption(shot: Shot) -> str:
    return shot.dialogue or shot.text


def _place(facts: Facts, before: Place) -> Place:
    setting = Setting(facts.setting) if facts.setting in Setting.__members__ else None
    heading = SceneHeading("", 0, False, None, setting, facts.location, facts.time_of_day or None)
    return place_of(heading, before)


def _shot(facts: Facts) -> Shot:
    """A shot of which no more is known than its caption, else its name, else who is in it."""
    told = facts.caption or facts.name
    lines = _lines(told)
    subject = told or " and ".join(map(natural, facts.characters)) or "The place"
    people = facts.characters or tuple(dict.fromkeys(name for name, _ in lines))
    return Shot(
        facts.kind,
        facts.framing,
        Fraction(0),
        facts.source_line or 0,
        text="" if lines else subject,
        subject="" if lines else subject,
        lines=lines,
        characters=people,
    )


def _lines(caption: str) -> tuple[tuple[str, str], ...]:
    """Who says what, if that is all the caption says: names in capitals before a colon."""
    found = [_SPOKEN.fullmatch(line) for line in caption.splitlines()]
    spoken = [(one[1], one[2]) for one in found if one and one[1] == one[1].upper()]
    return tuple(spoken) if len(spoken) == len(found) else ()
