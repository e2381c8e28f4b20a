"""From what people ask for to the jobs that make it: wishes settled, places chosen."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from studio.access.viewer import Viewer
from studio.kernel.errors import UserError
from studio.kernel.ids import uuid7
from studio.kernel.text import NAME, checked
from studio.kernel.work import Work
from studio.library.media import MediaKind
from studio.recipes.rules import FED, SOURCE_IMAGE, STYLE_SETTINGS, fed_by
from studio.recipes.rules import Asked as Feeding
from studio.rendering.charging import Order
from studio.rendering.drafting import draft, only_fuses
from studio.rendering.lifecycle import AUTOMATIC_ATTEMPTS, JobState, Priority
from studio.rendering.models import RenderJob
from studio.rendering.plan import MAX_SEED, Reader, check_request, make_brief, measured
from studio.rendering.routing import Candidate, Need, choose
from studio.rendering.sampling import KEY, Sampling, with_loras
from studio.rendering.service.abilities import need_for, with_files_of
from studio.rendering.service.briefs import Facts
from studio.rendering.service.candidates import candidates_for
from studio.rendering.service.costs import Costs
from studio.rendering.service.referencing import (
    Sent,
    roles_for,
    sent_for,
    shown_of,
    with_references,
)
from studio.rendering.service.starting import starts_picked, with_picked
from studio.rendering.service.using import check_pictures, settle_sound, settle_workflow
from studio.rendering.service.wishes import Asked, Settled, settle
from studio.rendering.sound_drafts import draft_sound
from studio.rendering.workflow_drafts import draft_workflow

ONE_AT_A_TIME = frozenset({"OPENAI_VIDEOS"})
"""Protocols whose orders make one output each."""

_FIELDS = {
    "family": ["family"],
    "model": ["model"],
    "loras": ["loras"],
    "refiner": ["refiner"],
    "files": ["startTakeId"],
    "start": ["startTakeId"],
    "references": ["referenceTakeIds"],
    "rate": ["settings", "fps"],
    "count": ["count"],
}
"""Where a fault of a graph stands in a request; of the others it is a setting."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What to make of each clip and where. `reachable`: results can come from elsewhere.

    `model` is a file or an entry of the catalogue (its typed id); `count` is 1, or the preset's. `only`
    are those of the kinds that these clips lack, all if empty; `inherits`: their own model and preset hold.
    """

    kinds: Sequence[MediaKind]
    reachable: bool
    model: str | None = None
    seed: int | None = None
    count: int | None = None
    endpoint_id: UUID | None = None
    priority: Priority = Priority.NORMAL
    asked: Asked = field(default_factory=Asked)
    only: Sequence[MediaKind] = ()
    inherits: bool = False

    @property
    def made(self) -> Sequence[MediaKind]:
        return self.only or self.kinds

    @property
    def chained(self) -> bool:
        """Whether a video waits for its image, and starts from that."""
        return MediaKind.IMAGE in self.made

    def check(self) -> None:
        count = 1 if self.count is None else self.count
        check_request(list(self.kinds), count=count, seed=self.seed)
        if self.asked.face is not None and self.asked.start is not None and count != 1:
            raise UserError("A face is put into one picture at a time.", field=["count"])
        if self.model is not None:
            checked(self.model, "model", limit=NAME, required=True)


@dataclass(frozen=True, slots=True)
class Planned:
    """Jobs that are not written yet, in the order of the film, where they are to go, which pictures
    of characters and locations they take along, and how many videos start from what their clip shows."""

    jobs: list[RenderJob]
    endpoint: Candidate
    references: tuple[Sent, ...] = ()
    picked: int = 0


async def plan_jobs(
    work: Work, viewer: Viewer, film: Sequence[Facts], wish: Wish, costs: Costs
) -> Planned:
    """One choice of endpoint for all of it. `film` is not empty.

    Raises NO_ENDPOINT, UNREACHABLE_RESULTS, MISSING_MODELS, MISSING_NODES, or what the family cannot
    do.
    """
    settled = await _settle(work, viewer, wish)
    for kind in wish.made:
        _check_drafts(kind, film, wish, settled)
    wanted = settled.seed if wish.seed is None else wish.seed
    count = (settled.count or 1) if wish.count is None else wish.count
    seeds = [secrets.randbits(32) if wanted is None else wanted for _ in film]
    briefs = [
        _briefs(facts, wish, settled, seed=seed, count=count)
        for facts, seed in zip(film, seeds, strict=True)
    ]
    endpoint = await _choose(work, viewer, wish, _need(wish, settled), briefs, costs)
    jobs = [
        job
        for facts, brief in zip(film, briefs, strict=True)
        for job in _jobs_of(viewer, facts, endpoint, wish, settled, brief)
    ]
    roles = [roles_for(kind, wish.asked, settled) for kind in wish.made]
    picked = sum(
        bool(facts.stamps.get(SOURCE_IMAGE))
        and starts_picked(kind, facts, settled, chained=wish.chained)
        for facts in film
        for kind in wish.made
    )
    return Planned(jobs, endpoint, sent_for((facts.shot for facts in film), roles), picked)


def _need(wish: Wish, settled: Settled) -> Need:
    """Of the kind that is rendered first."""
    if not wish.only:
        return settled.need
    first = MediaKind.IMAGE if wish.chained else wish.only[0]
    return need_for(first, settled.samplings[first])


async def _choose(
    work: Work,
    viewer: Viewer,
    wish: Wish,
    need: Need,
    briefs: Sequence[Mapping[MediaKind, dict[str, Any]]],
    costs: Costs,
) -> Candidate:
    """The one that has what all of them name, ranked by what a take of the first costs there."""
    orders = [Order(kind, one["model"], one) for several in briefs for kind, one in several.items()]
    need = with_files_of(need, orders)
    today = datetime.now(UTC).date()
    candidates = await candidates_for(work, viewer.workspace_id, need, today=today)
    return choose(
        costs.priced(candidates, orders[: len(wish.made)]),
        need,
        wanted=wish.endpoint_id,
        reachable=wish.reachable,
    )


async def _settle(work: Work, viewer: Viewer, wish: Wish) -> Settled:
    if wish.asked.workflow is not None:
        return await settle_workflow(work, viewer, wish.kinds, wish.model, wish.asked)
    if wish.asked.inputs:
        raise UserError("Inputs are of a workflow: name it too.", field=["workflowInputs"])
    if MediaKind.AUDIO in wish.kinds:
        return await settle_sound(work, viewer, wish.model, wish.asked)
    return await settle(work, viewer, wish.kinds, wish.model, wish.asked)


def _check_drafts(kind: MediaKind, film: Sequence[Facts], wish: Wish, settled: Settled) -> None:
    """Raise for what the family cannot do, before anything is queued: once for all clips that have
    pictures in the same roles."""
    sampling = settled.samplings[kind]
    if sampling.family is None and sampling.workflow is None:
        return
    roles = roles_for(kind, wish.asked, settled)
    alike: dict[tuple[int, bool], Facts] = {}
    for facts in film:
        picked = facts.picked and bool(facts.stamps.get(SOURCE_IMAGE))
        alike.setdefault((len(shown_of(facts.shot, roles)), picked), facts)
    for (shown, _), facts in alike.items():
        try:
            _check_draft(kind, facts, wish, settled)
        except UserError as error:
            lacks = (error.field or ("",))[0] in {"startTakeId", "referenceTakeIds"}
            if shown or not roles or not lacks:
                raise
            raise UserError(
                f"{error.message} Nobody in {facts.clip.name!r} has a reference picture, nor has its "
                "location.",
                code=error.code,
                field=error.field,
            ) from None


def _check_draft(kind: MediaKind, facts: Facts, wish: Wish, settled: Settled) -> None:
    follows = kind is MediaKind.VIDEO and wish.chained
    sampling = _sampling(kind, facts, wish, settled)
    names = {role: f"{role}.png" for role in sampling.pictures}
    if sampling.workflow is not None and settled.bound is not None:
        check_pictures(settled.bound, names, follows=follows)
    if follows:
        names["start"] = "start.png"
    count = (settled.count or 1) if wish.count is None else wish.count
    brief = _brief(kind, facts, wish, settled, seed=0, count=count)
    sampling = with_loras(sampling, brief)
    try:
        if sampling.workflow is not None and settled.bound is not None:
            draft_workflow(kind, brief, sampling, settled.bound, None, prefix="check", names=names)
        elif kind is MediaKind.AUDIO:
            draft_sound(brief, sampling, None, prefix="check")
        else:
            draft(kind, brief, sampling, None, prefix="check", names=names)
    except UserError as error:
        place = (error.field or ("model",))[0]
        where = _FIELDS.get(place, ["settings", place])
        raise UserError(error.message, field=where) from None


def _jobs_of(
    viewer: Viewer,
    facts: Facts,
    endpoint: Candidate,
    wish: Wish,
    settled: Settled,
    briefs: Mapping[MediaKind, dict[str, Any]],
) -> list[RenderJob]:
    """One job for each kind; of an endpoint that makes one thing at a time, one for each take."""
    seed, count = next((one["seed"], one["count"]) for one in briefs.values())
    several = [briefs]
    if endpoint.provider in ONE_AT_A_TIME and count > 1:
        seeds = [(seed + take) % (MAX_SEED + 1) for take in range(count)]
        several = [_briefs(facts, wish, settled, seed=one, count=1) for one in seeds]
    return [job for one in several for job in _chain(viewer, facts, endpoint.id, wish, one)]


def _chain(
    viewer: Viewer,
    facts: Facts,
    endpoint_id: UUID,
    wish: Wish,
    briefs: Mapping[MediaKind, dict[str, Any]],
) -> list[RenderJob]:
    """One job for each kind: the video waits for the image."""
    jobs: dict[MediaKind, RenderJob] = {}
    for kind, brief in briefs.items():
        image = jobs.get(MediaKind.IMAGE)
        jobs[kind] = RenderJob(
            id=uuid7(),
            workspace_id=viewer.workspace_id,
            project_id=facts.clip.project_id,
            clip_id=facts.clip.id,
            endpoint_id=endpoint_id,
            pinned=wish.endpoint_id is not None,
            requested_by=viewer.account_id,
            depends_on_id=image.id if image else None,
            kind=kind.value,
            state=JobState.QUEUED.value,
            count=brief["count"],
            seed=Decimal(brief["seed"]),
            model=brief["model"],
            brief=brief,
            attempt_limit=AUTOMATIC_ATTEMPTS,
            priority=wish.priority.level,
        )
    return list(jobs.values())


def _briefs(
    facts: Facts, wish: Wish, settled: Settled, *, seed: int, count: int
) -> dict[MediaKind, dict[str, Any]]:
    """By kind, the image first."""
    return {
        kind: _brief(kind, facts, wish, settled, seed=seed, count=count)
        for kind in sorted(wish.made, key=lambda kind: kind is MediaKind.VIDEO)
    }


def _brief(
    kind: MediaKind, facts: Facts, wish: Wish, settled: Settled, *, seed: int, count: int
) -> dict[str, Any]:
    roles = {one: roles_for(one, wish.asked, settled) for one in wish.made}
    sampling = _sampling(kind, facts, wish, settled)
    brief = make_brief(
        kind,
        facts.shot,
        measured(facts.picture, sampling.settings),
        seed=seed,
        count=count,
        model=sampling.model,
        words=wish.asked.words,
        reader=Reader(sampling.family, sampling.workflow is not None),
    )
    sampling = with_loras(sampling, brief)
    chained = kind is MediaKind.VIDEO and wish.chained
    styled = chained or sampling.family is not None
    feeding = Feeding(
        own_prompt=wish.asked.words.prompt is not None,
        own_negative=wish.asked.words.negative is not None,
        settings=frozenset(sampling.settings),
        chained=chained,
        paints=not only_fuses(sampling, sampling.pictures),
        references=max(len(roles[kind]), len(roles.get(MediaKind.IMAGE, ()))),
        inherits=wish.inherits,
        usual=settled.usual & {*STYLE_SETTINGS} if styled else frozenset(),
        picked=starts_picked(kind, facts, settled, chained=wish.chained),
    )
    fed = {FED: fed_by(kind, feeding, facts.stamps)}
    return brief | fed | ({KEY: sampling.as_json()} if sampling != Sampling() else {})


def _sampling(kind: MediaKind, facts: Facts, wish: Wish, settled: Settled) -> Sampling:
    """With the pictures of the clip, its cast and its location."""
    roles = roles_for(kind, wish.asked, settled)
    sampling = with_references(settled.samplings[kind], facts.shot, roles)
    if starts_picked(kind, facts, settled, chained=wish.chained):
        return with_picked(sampling, facts)
    return sampling
