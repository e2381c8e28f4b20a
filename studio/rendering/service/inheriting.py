"""What clips inherit from their scenes and projects where a request leaves it open."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select

from studio.access.viewer import Viewer
from studio.casting.feeding import Depicted
from studio.casting.words import Feed
from studio.catalogue.models import Model, Preset
from studio.graphs.families import FAMILIES
from studio.kernel.ids import typed
from studio.kernel.work import Work
from studio.library.media import MediaKind
from studio.rendering.service.briefs import Facts
from studio.rendering.service.costs import Costs
from studio.rendering.service.planning import Planned, Wish, plan_jobs
from studio.rendering.service.referencing import Sent


@dataclass(frozen=True, slots=True)
class Inherited:
    """A model and a preset of the catalogue, and the style by whose settings to sample."""

    model_id: UUID | None = None
    preset_id: UUID | None = None
    style_id: UUID | None = None


async def plan_film(
    work: Work, viewer: Viewer, film: Sequence[Facts], wish: Wish, costs: Costs
) -> Planned:
    """The jobs for each clip, made as it inherits, in the order of the film, which is their turn too.

    Raises as `plan_jobs`.
    """
    groups: dict[tuple[Inherited, Sequence[MediaKind]], list[Facts]] = {}
    for facts in film:
        groups.setdefault((_inherited(facts.shot.feed, wish), facts.kinds), []).append(facts)
    families = await _families(work, {inherited for inherited, _ in groups})
    plans = [
        await plan_jobs(work, viewer, group, _made_so(wish, inherited, group[0], families), costs)
        for (inherited, _), group in groups.items()
    ]
    places = {facts.clip.id: place for place, facts in enumerate(film)}
    jobs = sorted((job for plan in plans for job in plan.jobs), key=lambda job: places[job.clip_id])
    now = int(datetime.now(UTC).timestamp() * 1_000_000)
    for place, job in enumerate(jobs):
        job.rank = now + place
    picked = sum(plan.picked for plan in plans)
    return Planned(jobs, plans[0].endpoint, _sent(plans), picked)


def _sent(plans: Sequence[Planned]) -> tuple[Sent, ...]:
    found: dict[Depicted, int] = {}
    for one in (one for plan in plans for one in plan.references):
        found[one.picture] = found.get(one.picture, 0) + one.clips
    return tuple(Sent(picture, clips) for picture, clips in found.items())


def _inherited(feed: Feed, wish: Wish) -> Inherited:
    if _is_settled(wish):
        return Inherited()
    open_model = _leaves_open(wish)
    return Inherited(
        feed.model.id if feed.model and open_model else None,
        feed.preset.id if feed.preset and open_model else None,
        feed.style.source_id if feed.style and feed.style.settings else None,
    )


def _is_settled(wish: Wish) -> bool:
    return wish.asked.workflow is not None or MediaKind.AUDIO in wish.kinds


def _leaves_open(wish: Wish) -> bool:
    """Whether it says nothing of how it is painted, so that the model and the preset of the clip hold."""
    asked = wish.asked
    named = wish.model or asked.family or asked.preset_id
    return not (named or _is_settled(wish))


async def _families(work: Work, groups: Collection[Inherited]) -> dict[UUID, str | None]:
    """By the id of a model or of a preset, which has its model's."""
    models = {one.model_id for one in groups if one.model_id}
    presets = {one.preset_id for one in groups if one.preset_id}
    found: dict[UUID, str | None] = {}
    if models:
        rows = await work.session.execute(
            select(Model.id, Model.family).where(Model.id.in_(models), Model.deleted_at.is_(None))
        )
        found |= {model_id: family for model_id, family in rows}  # noqa: C416 (typed rows)
    if presets:
        named = await work.session.execute(
            select(Preset.id, Preset.family, Model.family)
            .outerjoin(Model, Model.id == Preset.model_id)
            .where(Preset.id.in_(presets), Preset.deleted_at.is_(None))
        )
        found |= {preset_id: own or of_model for preset_id, own, of_model in named}
    return found


def _made_so(
    wish: Wish, inherited: Inherited, facts: Facts, families: dict[UUID, str | None]
) -> Wish:
    """The wish with what is inherited and makes what is wanted; a default never makes it fail."""
    model, preset = (
        one if one in families and _makes(families[one], wish) else None
        for one in (inherited.model_id, inherited.preset_id)
    )
    if model and preset and families[preset] not in {None, families[model]}:
        preset = None
    style = facts.shot.feed.style if inherited.style_id else None
    asked = replace(
        wish.asked,
        preset_id=preset or wish.asked.preset_id,
        usual=dict(style.settings) if style else {},
    )
    return replace(
        wish,
        model=typed("model", model) if model else wish.model,
        asked=asked,
        only=facts.kinds,
        inherits=_leaves_open(wish),
    )


def _makes(family: str | None, wish: Wish) -> bool:
    return family is None or FAMILIES[family].kind in wish.kinds
