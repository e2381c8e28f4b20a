"""A take made again from its recipe, word for word: nothing is composed anew."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from studio.access.queries import find
from studio.access.viewer import Viewer
from studio.gallery.models import Take
from studio.graphs.custom.needs import files_in
from studio.kernel.errors import ErrorCode, UserError
from studio.kernel.ids import uuid7
from studio.kernel.work import Work
from studio.library.media import MediaKind
from studio.library.models import Asset
from studio.recipes.models import Recipe
from studio.recipes.rules import AGAIN, FED, Again, KeptGraph, digest_of, has_seed, redraw
from studio.recipes.service import graph_of, recipe_of
from studio.rendering.charging import Order
from studio.rendering.lifecycle import AUTOMATIC_ATTEMPTS, JobState
from studio.rendering.models import Attempt, RenderJob
from studio.rendering.plan import MAX_SEED, check_request
from studio.rendering.routing import Candidate, Need, choose
from studio.rendering.sampling import KEY, sampling_of
from studio.rendering.service.abilities import need_for
from studio.rendering.service.candidates import candidates_for
from studio.rendering.service.costs import Costs, costs_of
from studio.rendering.service.generating import Requested, queue_priced
from studio.rendering.service.planning import Planned
from studio.rendering.service.quoting import Paying, price_jobs
from studio.timeline.models import Clip

HONESTY = (
    "Other GPUs, drivers or versions of the same software can give other bits for the same recipe."
)


async def rerender_take(
    work: Work,
    viewer: Viewer,
    take_id: UUID | None,
    paying: Paying,
    *,
    reachable: bool,
    seed: int | None = None,
    count: int = 1,
) -> Requested:
    """Queue jobs of one take each from the take's recipe: with its own seed or from `seed` on.

    Raises NOT_FOUND, INVALID_STATE for a take without a recipe or one whose pictures or graph are
    gone, NO_ENDPOINT where nothing has what it needs, or Unaffordable.
    """
    take = await find(work, viewer, Take, take_id, lock=False, field="takeId")
    viewer.demand_edit()
    check_request([MediaKind(take.kind)], count=count, seed=seed)
    clip = await find(work, viewer, Clip, take.clip_id, field="takeId")
    recipe = await recipe_of(work.session, take)
    if recipe is None:
        raise UserError(
            "This take was uploaded, or made before recipes were kept. Generate the clip instead.",
            code=ErrorCode.INVALID_STATE,
            field=["takeId"],
        )
    pictures = await _pictures(work, viewer, recipe)
    graph = await _graph(work, recipe)
    place = (take.output_index or 0) - recipe.first
    was = (int(recipe.told["seed"]) + place) % (MAX_SEED + 1)
    first = was if seed is None else seed
    seeds = [(first + index) % (MAX_SEED + 1) for index in range(count)]
    if graph and seeds != [was] and not has_seed(graph, graph.outputs[place], was):
        raise UserError(
            "Its graph has no seed that could be another one. Leave seed and count out.",
            code=ErrorCode.INVALID_STATE,
            field=["seed"],
        )
    costs = await costs_of(work, viewer.workspace_id, longest=paying.longest)
    endpoint = await _choose(work, viewer, recipe, graph, place, costs, reachable=reachable)
    jobs = []
    for one in seeds:
        brief = _brief(recipe, pictures, one)
        again = None
        if graph is not None and recipe.graph_digest is not None:
            again = Again(recipe.graph_digest, graph.outputs[place], was, one).as_json()
        jobs.append(_job(viewer, clip, endpoint, recipe, {**brief, AGAIN: again}, one))
    planned = Planned(jobs, endpoint)
    digest = digest_of(["rerenderTake", take.id.hex, [str(one) for one in seeds]])
    priced = await price_jobs(work, planned, costs, digest=digest)
    return await queue_priced(work, viewer, planned, priced, paying)


def _brief(recipe: Recipe, pictures: dict[str, str], seed: int) -> dict[str, Any]:
    """As it was sent, for one take of this seed."""
    kept = {name: value for name, value in recipe.asked.items() if name != "model"}
    sampling = {**kept.get(KEY, {}), "pictures": pictures} if pictures else kept.get(KEY)
    return {
        **recipe.brief,
        **kept,
        **({KEY: sampling} if sampling else {}),
        FED: dict(recipe.fed),
        "seed": seed,
        "count": 1,
    }


def _job(
    viewer: Viewer,
    clip: Clip,
    endpoint: Candidate,
    recipe: Recipe,
    brief: dict[str, Any],
    seed: int,
) -> RenderJob:
    now = datetime.now(UTC)
    return RenderJob(
        id=uuid7(),
        workspace_id=viewer.workspace_id,
        project_id=clip.project_id,
        clip_id=clip.id,
        endpoint_id=endpoint.id,
        pinned=True,
        requested_by=viewer.account_id,
        kind=recipe.kind,
        state=JobState.QUEUED.value,
        count=1,
        seed=Decimal(seed),
        model=recipe.asked.get("model"),
        brief=brief,
        attempt_limit=AUTOMATIC_ATTEMPTS,
        priority=1,
        rank=int(now.timestamp() * 1_000_000),
    )


async def _pictures(work: Work, viewer: Viewer, recipe: Recipe) -> dict[str, str]:
    """The assets of its pictures by role; also of that which was made in the same request."""
    chosen = dict(recipe.asked.get(KEY, {}).get("pictures", {}))
    for role, sha256 in recipe.told["pictures"].items():
        if role not in chosen:
            asset = await work.session.scalar(
                select(Asset.id)
                .where(Asset.blob_sha256 == sha256, Asset.workspace_id == viewer.workspace_id)
                .order_by(Asset.id)
                .limit(1)
            )
            if asset is None:
                raise _gone("A picture that it was made from is gone.")
            chosen[role] = str(asset)
    return chosen


async def _graph(work: Work, recipe: Recipe) -> KeptGraph | None:
    if recipe.graph_digest is None:
        return None
    graph = await graph_of(work, recipe.graph_digest)
    if graph is None:
        raise _gone("The graph that it was made by is gone.")
    return graph


def _gone(words: str) -> UserError:
    return UserError(
        f"{words} Generate the clip anew.", code=ErrorCode.INVALID_STATE, field=["takeId"]
    )


async def _choose(
    work: Work,
    viewer: Viewer,
    recipe: Recipe,
    graph: KeptGraph | None,
    place: int,
    costs: Costs,
    *,
    reachable: bool,
) -> Candidate:
    """Where it was made if that can do it still, else the best of its kind that has what it needs."""
    need = _need(recipe, graph, place)
    able = await candidates_for(work, viewer.workspace_id, need, today=datetime.now(UTC).date())
    order = Order(MediaKind(recipe.kind), recipe.asked.get("model"), recipe.brief)
    found = costs.priced(able, [order])
    before = await work.session.scalar(
        select(Attempt.endpoint_id).where(Attempt.id == recipe.attempt_id)
    )
    there = next((one for one in found if one.id == before), None)
    rehearsed = there.rehearses if there else recipe.told["model"] == "rehearsal"
    fit = [one for one in found if one.rehearses == rehearsed and _takes(one, recipe, graph)]
    if there in fit and there is not None:
        try:
            return choose([there], need, wanted=None, reachable=reachable)
        except UserError:
            pass
    return choose(fit, need, wanted=None, reachable=reachable)


def _takes(one: Candidate, recipe: Recipe, graph: KeptGraph | None) -> bool:
    """Whether it speaks what the recipe is written in: a graph, or a brief."""
    if graph is not None:
        return one.provider != "OPENAI_VIDEOS"
    return one.provider == recipe.told["provider"] and (
        not one.keeps or one.provider == "OPENAI_VIDEOS"
    )


def _need(recipe: Recipe, graph: KeptGraph | None, place: int) -> Need:
    kind = MediaKind(recipe.kind)
    if graph is None:
        return need_for(kind, sampling_of(recipe.asked))
    nodes = redraw(graph, Again("", graph.outputs[place], 0, 0), "")
    classes = frozenset(entry["class_type"] for entry in nodes.values())
    files = frozenset((folder, name) for _, _, folder, name in files_in(nodes))
    return Need(kind, nodes=classes, placed=files)
