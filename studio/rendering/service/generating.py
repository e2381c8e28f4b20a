"""What people ask to be rendered: one job for each clip and kind, all in one commit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from studio.access.queries import find
from studio.access.viewer import Viewer
from studio.kernel.errors import ErrorCode, UserError
from studio.kernel.ids import uuid7
from studio.kernel.work import Work
from studio.library.media import MediaKind
from studio.recipes.rules import REPLACES
from studio.recipes.rules import digest_of as digest_of_request
from studio.recipes.service import stale_shown
from studio.rendering.attempts import TURNS
from studio.rendering.models import Batch, RenderJob
from studio.rendering.service.briefs import Facts, in_film_order
from studio.rendering.service.costs import costs_of
from studio.rendering.service.inheriting import plan_film
from studio.rendering.service.planning import Planned, Wish
from studio.rendering.service.quoting import (
    Paying,
    Priced,
    Quote,
    Quoted,
    admit,
    check_consent,
    digest_of,
    nothing_to_do,
    price_all,
    price_jobs,
    with_standing,
)
from studio.rendering.service.scoping import (
    Scope,
    SkipReason,
    Stale,
    clips_of,
    lacking,
    lock_clips,
    stale_among,
)
from studio.timeline.models import Clip

Skipped = list[tuple[UUID, SkipReason]]


@dataclass(frozen=True, slots=True)
class Requested:
    """The jobs, in the order of the film, and the clips that were left out."""

    jobs: list[UUID]
    skipped: Skipped
    quote: Quote
    batch_id: UUID | None = None


async def request_render(
    work: Work,
    viewer: Viewer,
    clip_id: UUID | None,
    wish: Wish,
    paying: Paying,
    *,
    digest: str | None = None,
) -> Requested:
    """Queue one job for each kind; asked for both, the video waits for the image. `digest` tells what
    is asked for, where that is not this clip.

    Raises NOT_FOUND, NO_ENDPOINT, UNREACHABLE_RESULTS, or Unaffordable.
    """
    film = await _one(work, viewer, clip_id, wish)
    return await _queue(work, viewer, wish, paying, film=film, digest=digest)


async def request_renders(
    work: Work,
    viewer: Viewer,
    scope: Scope,
    wish: Wish,
    paying: Paying,
    *,
    missing_only: bool,
    replacing: bool = False,
) -> Requested:
    """Queue one job for each clip and kind as one batch, or none at all.

    Locked clips are left out; with `missing_only` only the kinds are made that a clip has no take of and
    no job under way, of what is `stale` only those that are. `replacing`: a clip that shows a stale take comes to show the
    new one. Raises as `request_render`, and LIMIT_EXCEEDED.
    """
    film, skipped = await _many(work, viewer, scope, wish, missing_only=missing_only)
    if not film:
        quote = replace(nothing_to_do(digest_of(wish, ())), skipped=tuple(skipped))
        if paying.consent.quote_only:
            raise Quoted(quote)
        return Requested([], skipped, quote)
    return await _queue(
        work, viewer, wish, paying, film=film, skipped=skipped, batch=True, replacing=replacing
    )


async def quote_renders(
    work: Work,
    viewer: Viewer,
    scope: Scope,
    wish: Wish,
    paying: Paying,
    *,
    missing_only: bool,
    batch: bool,
) -> Quote:
    """What the same request would cost and whether it would be admitted; nothing is written."""
    skipped: Skipped = []
    if batch:
        film, skipped = await _many(work, viewer, scope, wish, missing_only=missing_only)
    else:
        film = await _one(work, viewer, next(iter(scope.clip_ids or ()), None), wish)
    if not film:
        return replace(nothing_to_do(digest_of(wish, ())), skipped=tuple(skipped))
    _, priced = await _plan(work, viewer, film, wish, paying)
    quote = await with_standing(work, viewer, priced, paying.consent, paying.now)
    return replace(quote, skipped=tuple(skipped))


async def hold_again(
    work: Work, viewer: Viewer, jobs: Sequence[RenderJob], paying: Paying
) -> Quote:
    """Hold the money for jobs that are queued again, at the prices of now. Raises as `admit`: then
    they stay as they were."""
    costs = await costs_of(work, viewer.workspace_id, longest=paying.longest)
    digest = digest_of_request(["retry", sorted(job.id.hex for job in jobs)])
    priced = await price_all(work, jobs, costs, digest=digest)
    return await admit(work, viewer, jobs, priced, paying)


async def _one(work: Work, viewer: Viewer, clip_id: UUID | None, wish: Wish) -> list[Facts]:
    clip = await find(work, viewer, Clip, clip_id, lock=False, field="clipId")
    viewer.demand_edit()
    wish.check()
    clips = await lock_clips(work, viewer, Clip.id == clip.id, alone=False)
    if not clips:
        raise UserError(
            "Its clip is deleted. Restore the clip first.", code=ErrorCode.INVALID_STATE
        )
    film = await in_film_order(work, clips, wish.asked.words)
    return [replace(facts, picked=bool(wish.asked.from_picked)) for facts in film]


async def _many(
    work: Work, viewer: Viewer, scope: Scope, wish: Wish, *, missing_only: bool
) -> tuple[list[Facts], Skipped]:
    viewer.demand_edit()
    wish.check()
    clips = await clips_of(work, viewer, scope, alone=missing_only or bool(scope.stale))
    stale: dict[UUID, Stale] = {}
    if scope.stale:
        stale = await stale_among(work, clips, scope.stale)
        clips = [clip for clip in clips if clip.id in stale]
    film = await in_film_order(work, clips, wish.asked.words)
    lacks = await lacking(work, film, wish.kinds) if missing_only else {}
    asked: list[Facts] = []
    skipped: Skipped = []
    for facts in film:
        clip = facts.clip
        lack = SkipReason.LOCKED if clip.locked_at is not None else lacks.get(clip.id, wish.kinds)
        if isinstance(lack, SkipReason):
            skipped.append((clip.id, lack))
        else:
            asked.append(_to_make(facts, wish, lack, stale.get(clip.id)))
    return asked, skipped


def _to_make(facts: Facts, wish: Wish, lack: Sequence[MediaKind], stale: Stale | None) -> Facts:
    """What is to be made of a clip, and whether its video starts from the picture that is there: where
    nothing is said of that, as the stale one did, or where the video is what is left to make of both."""
    kinds = tuple(kind for kind in lack if stale is None or kind in stale.kinds)
    left = MediaKind.IMAGE in wish.kinds and MediaKind.IMAGE not in kinds
    usual = left if stale is None else stale.started
    said = wish.asked.from_picked
    return replace(
        facts,
        kinds=() if len(kinds) == len(wish.kinds) else kinds,
        picked=usual if said is None else said,
    )


async def _plan(
    work: Work,
    viewer: Viewer,
    film: Sequence[Facts],
    wish: Wish,
    paying: Paying,
    digest: str | None = None,
) -> tuple[Planned, Priced]:
    costs = await costs_of(work, viewer.workspace_id, longest=paying.longest)
    planned = await plan_film(work, viewer, film, wish, costs)
    asked = digest or digest_of(wish, _ids(film))
    return planned, await price_jobs(work, planned, costs, digest=asked)


async def _queue(
    work: Work,
    viewer: Viewer,
    wish: Wish,
    paying: Paying,
    *,
    film: Sequence[Facts],
    skipped: Sequence[tuple[UUID, SkipReason]] = (),
    batch: bool = False,
    replacing: bool = False,
    digest: str | None = None,
) -> Requested:
    """The jobs in as few statements as can be; money last, since its rows are everybody's."""
    planned, priced = await _plan(work, viewer, film, wish, paying, digest)
    priced = replace(priced, quote=replace(priced.quote, skipped=tuple(skipped)))
    await check_consent(work, viewer, priced, paying)
    if replacing:
        await _replace_shown(work, planned.jobs)
    made = await _batch(work, viewer, priced.quote, film, wish, skipped) if batch else None
    for job in planned.jobs:
        job.batch_id = made
    requested = await queue_priced(work, viewer, planned, priced, paying)
    return replace(requested, skipped=list(skipped), batch_id=made)


async def _replace_shown(work: Work, jobs: Sequence[RenderJob]) -> None:
    """Have each of them replace what its clip shows, where that is stale and of the job's kind."""
    stale = await stale_shown(work, [job.clip_id for job in jobs])
    for job in jobs:
        kind, take_id = stale.get(job.clip_id, (None, None))
        if kind == job.kind:
            job.brief = {**job.brief, REPLACES: take_id}


async def queue_priced(
    work: Work, viewer: Viewer, planned: Planned, priced: Priced, paying: Paying
) -> Requested:
    """Write the jobs and hold their money, or raise Unaffordable."""
    jobs = planned.jobs
    # In this order, so that no video is written before the image it waits for.
    work.session.add_all(job for job in jobs if job.depends_on_id is None)
    work.session.add_all(job for job in jobs if job.depends_on_id is not None)
    for job in jobs:
        work.changed("job", job.id, stream=job.project_id)
    work.stir(viewer.workspace_id)
    work.stir(TURNS)
    quote = await admit(work, viewer, jobs, priced, paying)
    return Requested([job.id for job in jobs], [], quote)


async def _batch(
    work: Work,
    viewer: Viewer,
    quote: Quote,
    film: Sequence[Facts],
    wish: Wish,
    skipped: Sequence[tuple[UUID, SkipReason]],
) -> UUID:
    batch = Batch(
        id=uuid7(),
        workspace_id=viewer.workspace_id,
        project_id=film[0].clip.project_id,
        requested_by=viewer.account_id,
        name=_name(film, wish),
        kinds=[kind.value for kind in wish.kinds],
        clip_count=len(film),
        skipped=[{"clip": str(clip_id), "reason": reason.value} for clip_id, reason in skipped],
        expected=quote.expected,
        most=quote.most,
    )
    work.session.add(batch)
    await work.session.flush()
    return batch.id


def _name(film: Sequence[Facts], wish: Wish) -> str:
    shots = "1 shot" if len(film) == 1 else f"{len(film)} shots"
    kinds = " and ".join(f"{kind.value.lower()}s" for kind in wish.kinds)
    return f"{kinds.capitalize()} of {shots}"


def _ids(film: Sequence[Facts]) -> list[UUID]:
    return [facts.clip.id for facts in film]
