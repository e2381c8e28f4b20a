"""The picture that stands for a clip, for a video of it to start from."""

from dataclasses import replace
from uuid import UUID

from studio.graphs.families import FAMILIES
from studio.graphs.family import Task
from studio.library.media import MediaKind
from studio.recipes.rules import SOURCE_IMAGE
from studio.rendering.sampling import Sampling
from studio.rendering.service.briefs import Facts
from studio.rendering.service.wishes import Settled
from studio.rendering.workflow_drafts import ROLES


def starts_picked(kind: MediaKind, facts: Facts, settled: Settled, *, chained: bool) -> bool:
    """Whether a video is to start from that picture: not one that has another to start from, or whose
    family or workflow starts from none."""
    sampling = settled.samplings[kind]
    if kind is not MediaKind.VIDEO or not facts.picked or chained or "start" in sampling.pictures:
        return False
    if sampling.workflow is not None and settled.bound is not None:
        return settled.bound.of(ROLES["start"]) is not None
    return sampling.family is None or Task.IMAGE_TO_VIDEO in FAMILIES[sampling.family].tasks


def with_picked(sampling: Sampling, facts: Facts) -> Sampling:
    """With that picture to start from, if there is one."""
    asset = facts.stamps.get(SOURCE_IMAGE)
    if not asset:
        return sampling
    return replace(sampling, pictures={**sampling.pictures, "start": UUID(asset)})
