"""Who is in a shot, what each of them does and feels, and what the many do."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workers.endpoint.rehearsal import deeds, lexicon, shoulders

MAX_CAST = 7
_NOBODY = "\0"
_ASIDE = re.compile(r"\([^)]*\)")
_SEVERAL = re.compile(r"\b(?:two|three|couple|lovers)\b", re.IGNORECASE)
_CLOSE = frozenset({"MEDIUM_CLOSE", "CLOSE", "EXTREME_CLOSE", "INSERT", "OVER_THE_SHOULDER", "POV"})
# "Tom, a soldier" and "Tom is a soldier" speak of Tom; "a soldier stops him" of another.
_SAME = re.compile(
    r"(?:[,(–—-]|\b(?:is|was|as|like|for|of|by|than|not|were|are|from|no))\s*$", re.IGNORECASE
)
_ANOTHER = re.compile(r"\b(?:an?|another|the other)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone in the shot; `look` is how the film describes them, `pose` what they do in it and
    `gesture` what their hands do meanwhile."""

    name: str
    look: str = ""
    pose: str = "stand"
    feeling: str | None = None
    gesture: str = ""


@dataclass(frozen=True, slots=True)
class Speech:
    """Words spoken, by one of the cast or by somebody who is not seen."""

    name: str
    text: str


def cast(
    names: Sequence[str],
    looks: Mapping[str, str],
    framing: str,
    texts: tuple[str, str],
    speeches: Sequence[Speech],
) -> tuple[Actor, ...]:
    """The people of a shot, whom it is about first. `texts` are what happens and the prompt."""
    told, prompt = texts
    plain = told if speeches else _ASIDE.sub(" ", told)
    if not names:
        unnamed = _unnamed(framing, f"{told}. {prompt}")
        names = [name for name in unnamed if name not in looks]
        looks = {**looks, **unnamed}
    elif framing not in _CLOSE and not speeches:
        others = _others(plain, names)
        names, looks = [*names, *others], {**others, **looks}
    # Whoever speaks, or is spoken of first, is whom the shot is about.
    order = {name: at for at, name in reversed(deeds.names_in(told, names))}
    speakers = [speech.name for speech in speeches]
    names = sorted(
        names,
        key=lambda n: (speakers.index(n) if n in speakers else 9, order.get(n, len(told) + 1)),
    )[:MAX_CAST]
    done = deeds.deeds(plain, names) or deeds.deeds(prompt, names)
    meanwhile = deeds.gestures(plain, names) or deeds.gestures(prompt, names)
    felt = {name: _feeling(plain, name, names) for name in names}
    if names and not any(felt.values()):
        felt[names[0]] = lexicon.earliest(lexicon.FEELINGS, plain, prompt)
    return tuple(
        Actor(
            name, looks.get(name) or _aside(told, name), done.get(name, "stand"), felt[name],
            meanwhile.get(name, ""),
        )
        for name in names
    )  # fmt: skip


def across(
    people: tuple[Actor, ...], looks: Mapping[str, str], *texts: str
) -> tuple[tuple[Actor, ...], str]:
    """The cast over a shoulder, whom it looks at first, and whose shoulder it is: of those in the
    shot, of the film's `looks`, or a stranger's."""
    here = [actor.name for actor in people]
    names = list(dict.fromkeys((*here, *looks)))
    over, onto = shoulders.owner(names, *texts), shoulders.subject(here, *texts)
    over = "" if over == onto else over
    if over and over not in here:
        people = (*people, Actor(over, looks.get(over, "")))

    def place(actor: Actor) -> int:
        return 0 if actor.name == onto else 2 if actor.name == over else 1

    people = tuple(sorted(people, key=place))
    return people, over or (people[1].name if len(people) > 1 else "")


def crowd(text: str, names: Sequence[str]) -> str | None:
    """What the many do whom the words speak of."""
    found = lexicon.CROWD.search(text)
    if found is None:
        return None
    # A deed that nobody is named for is not the crowd's.
    return deeds.deeds(text, [_NOBODY, *names, found[0]]).get(found[0], "idle")


def many(text: str) -> str:
    """How each of the many looks whom the words speak of; "" for all sorts."""
    found = lexicon.CROWD.search(text)
    return lexicon.first(lexicon.MANY, found[0]) or "" if found else ""


def _feeling(told: str, name: str, names: Sequence[str]) -> str | None:
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


def _others(text: str, names: Sequence[str]) -> dict[str, str]:
    """People without a name beside those who have one: "a nurse reads a letter"."""
    found: dict[str, str] = {}
    for match in lexicon.SOMEONE.finditer(text):
        before = text[: match.start()]
        article = _ANOTHER.search(before)
        if article is None or _SAME.search(before[: article.start()]):
            continue
        who = match[0].upper()
        if not deeds.names_in(who, names) and len(names) + len(found) < MAX_CAST:
            found.setdefault(who, re.split(r"[.;,]", text[match.start() :])[0][:160])
    return found


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
        found |= dict.fromkeys(("A STRANGER", "ANOTHER", "A THIRD", "A FOURTH"), many(text))
    return found
