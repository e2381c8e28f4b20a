"""What holds for a clip, from what was cast near it and further up. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from studio.casting.rules import Sheet, StyleSheet, Surroundings, figure_of, manner_of
from studio.casting.words import (
    CastMember,
    Chosen,
    Feed,
    Lora,
    Origin,
    Place,
    Rule,
    StyleWords,
)
from studio.library.rules import fold


@dataclass(frozen=True, slots=True)
class Person:
    """A living character of the project. `digests` are by the id of the look, None for the
    default one."""

    id: UUID
    name: str
    sheet: Sheet
    digests: Mapping[UUID | None, str] = field(hash=False)


@dataclass(frozen=True, slots=True)
class KnownStyle:
    id: UUID
    name: str
    sheet: StyleSheet
    digest: str


@dataclass(frozen=True, slots=True)
class KnownPlace:
    id: UUID
    name: str
    surroundings: Surroundings
    digest: str
    picture: UUID | None = None


@dataclass(frozen=True, slots=True)
class Cast:
    """A casting: exactly one of the ids, and where it stands."""

    origin: Origin
    character_id: UUID | None = None
    style_id: UUID | None = None
    model_id: UUID | None = None
    preset_id: UUID | None = None
    look_id: UUID | None = None
    prominence: float = 1.0
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What can be cast in a project, by id; locations by folded name. What is gone is not in it."""

    people: Mapping[UUID, Person] = field(hash=False)
    styles: Mapping[UUID, KnownStyle] = field(hash=False)
    places: Mapping[str, KnownPlace] = field(hash=False)
    loras: Mapping[UUID, Lora] = field(hash=False)
    choices: Collection[UUID] = ()
    """Models and presets."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the clip, its scene and its project say themselves."""

    names: tuple[str, ...]
    location: str
    variables: Mapping[str, str] = field(hash=False)


_NEAREST = (Origin.PROJECT, Origin.SCENE, Origin.CLIP)
"""The later one wins."""


def feed_of(facts: Facts, castings: Iterable[Cast], known: Known) -> Feed:
    """The feed of a clip from the castings of itself, its scene and its project."""
    ordered = sorted(castings, key=lambda one: _NEAREST.index(one.origin))
    place = known.places.get(fold(facts.location)) if facts.location.strip() else None
    return Feed(
        cast=_cast(facts.names, ordered, known),
        style=_style(ordered, known),
        place=_place(place) if place else None,
        variables=facts.variables,
        model=_chosen((one, one.model_id) for one in ordered if one.model_id in known.choices),
        preset=_chosen((one, one.preset_id) for one in ordered if one.preset_id in known.choices),
    )


def _place(place: KnownPlace) -> Place:
    return Place(place.surroundings.words, place.name, place.id, place.digest, place.picture)


@dataclass(frozen=True, slots=True)
class Depicted:
    """A picture (an asset) of somebody in a clip or, where nobody is named, of its location."""

    asset_id: UUID
    name: str
    character_id: UUID | None = None
    location_id: UUID | None = None


def depicted(feed: Feed) -> tuple[Depicted, ...]:
    """What models that look at pictures are shown of a clip: the first picture of each character,
    the most prominent first, of equals as in the cast; then that of the location."""
    people = sorted(feed.cast, key=lambda one: -one.prominence)
    found = [Depicted(one.picture, one.name, one.character_id) for one in people if one.picture]
    if (place := feed.place) is not None and place.picture is not None:
        found.append(Depicted(place.picture, place.name, location_id=place.source_id))
    return tuple(found)


def _cast(names: Iterable[str], ordered: list[Cast], known: Known) -> tuple[CastMember, ...]:
    """Who is named first, in that order; then those who are cast besides, the oldest first."""
    by_name = {fold(one.name): one for one in known.people.values()}
    nearest = {one.character_id: one for one in ordered if one.character_id in known.people}
    named = [by_name[name].id for name in map(fold, names) if name in by_name]
    besides = sorted(person for person in nearest if person is not None)
    members = []
    for person_id in dict.fromkeys([*named, *besides]):
        casting = nearest.get(person_id) or Cast(Origin.SCRIPT, person_id)
        if not casting.absent:
            members.append(_member(known.people[person_id], casting, known))
    return tuple(members)


def _member(person: Person, casting: Cast, known: Known) -> CastMember:
    look_id = casting.look_id if casting.look_id in person.digests else None
    figure = figure_of(person.name, person.sheet, look_id)
    return CastMember(
        name=person.name,
        look=figure.look,
        prominence=casting.prominence,
        triggers=figure.triggers,
        loras=tuple(
            Lora(lora.model_id, lora.name, lora.file_name, lora.family, use.strength)
            for use in figure.loras
            if (lora := known.loras.get(use.model_id)) is not None
        ),
        rule=Rule(figure.placement, figure.essential),
        origin=casting.origin,
        character_id=person.id,
        look_id=look_id,
        digest=person.digests[look_id],
        picture=next((one.asset_id for one in person.sheet.references), None),
    )


def _style(ordered: list[Cast], known: Known) -> StyleWords | None:
    """The nearest one; of those that are gone none."""
    nearest = next(
        (one for one in reversed(ordered) if one.style_id in known.styles or _opts_out(one)), None
    )
    if nearest is None or nearest.absent or nearest.style_id is None:
        return None
    style = known.styles[nearest.style_id]
    manner = manner_of(style.sheet)
    return StyleWords(
        manner.positive,
        manner.negative,
        manner.settings,
        name=style.name,
        origin=nearest.origin,
        source_id=style.id,
        digest=style.digest,
    )


def _opts_out(casting: Cast) -> bool:
    return casting.style_id is not None and casting.absent


def _chosen(ordered: Iterable[tuple[Cast, UUID | None]]) -> Chosen | None:
    nearest = next(iter(reversed(list(ordered))), None)
    if nearest is None or nearest[1] is None or nearest[0].absent:
        return None
    return Chosen(nearest[1], nearest[0].origin)
