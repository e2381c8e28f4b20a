"""Pictures of who is in a clip and of where it is, for what looks at pictures beside the prompt."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from studio.casting.feeding import Depicted, depicted
from studio.graphs.families import FAMILIES
from studio.graphs.family import Task
from studio.library.media import MediaKind
from studio.rendering.plan import Shot
from studio.rendering.sampling import REFERENCES, Sampling
from studio.rendering.service.wishes import Asked, Settled
from studio.rendering.workflow_drafts import ROLES


@dataclass(frozen=True, slots=True)
class Sent:
    """A picture that models are shown, and for how many clips."""

    picture: Depicted
    clips: int


def roles_for(kind: MediaKind, asked: Asked, settled: Settled) -> tuple[str, ...]:
    """The roles that such pictures have in a graph of the kind, the first to be taken first.

    None where the request brings pictures to look at or a prompt of its own, or wants none, and none
    where the model takes no references beside the prompt: nothing becomes an edit by this.
    """
    sampling = settled.samplings[kind]
    brings = asked.references or not sampling.pictures.keys().isdisjoint(REFERENCES)
    if brings or not asked.use_references or asked.words.prompt is not None:
        return ()
    if sampling.workflow is not None and settled.bound is not None:
        bound = settled.bound
        return tuple(role for role in REFERENCES if bound.of(ROLES[role]) is not None)
    family = FAMILIES.get(sampling.family or "")
    if kind is not MediaKind.IMAGE or family is None or Task.EDIT not in family.tasks:
        return ()
    return REFERENCES if "start" in sampling.pictures else ("start", *REFERENCES)


def shown_of(shot: Shot, roles: Sequence[str]) -> tuple[Depicted, ...]:
    """The pictures of a shot that take these roles; a detail shows nobody."""
    return () if shot.kind == "INSERT" else depicted(shot.feed)[: len(roles)]


def with_references(sampling: Sampling, shot: Shot, roles: Sequence[str]) -> Sampling:
    """With the shot's pictures in these roles, as many as there are."""
    assets = (one.asset_id for one in shown_of(shot, roles))
    fresh = dict(zip(roles, assets, strict=False))
    return replace(sampling, pictures={**sampling.pictures, **fresh}) if fresh else sampling


def sent_for(shots: Iterable[Shot], roles: Collection[Sequence[str]]) -> tuple[Sent, ...]:
    """What all of them are shown, each picture once, in the order in which it comes first; `roles` of
    each kind that is made of them."""
    most: Sequence[str] = max(roles, key=len, default=())
    counted: dict[Depicted, int] = {}
    for shot in shots:
        for one in shown_of(shot, most):
            counted[one] = counted.get(one, 0) + 1
    return tuple(Sent(picture, clips) for picture, clips in counted.items())
