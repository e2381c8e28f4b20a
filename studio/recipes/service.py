"""Recipes written and read. They are never changed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import any_, literal, select
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import Text

from studio.access.predicates import visible
from studio.access.viewer import Viewer
from studio.catalogue.models import EndpointFile, Model
from studio.gallery.models import Take
from studio.kernel.ids import uuid7
from studio.kernel.rows import any_of
from studio.kernel.work import Work
from studio.recipes.models import Recipe, RecipeGraph
from studio.recipes.queries import staleness
from studio.recipes.rules import Difference, KeptGraph, Staleness, differences, recipe_digest
from studio.timeline.models import Clip


@dataclass(frozen=True, slots=True)
class NewRecipe:
    """As `studio.recipes.models.Recipe` has it, of which `told` is JSON without floats that are no
    number."""

    project_id: UUID
    attempt_id: UUID | None
    kind: str
    first: int
    told: Mapping[str, Any]
    brief: Mapping[str, Any]
    asked: Mapping[str, Any]
    fed: Mapping[str, str]
    pictures: Collection[UUID]
    graph_digest: str | None


async def note_graph(work: Work, kept: KeptGraph) -> None:
    """Keep the graph, once however often it is sent."""
    await work.session.execute(
        insert(RecipeGraph)
        .values(digest=kept.digest, nodes=dict(kept.nodes), outputs=list(kept.outputs))
        .on_conflict_do_nothing()
    )


async def graph_of(work: Work, digest: str) -> KeptGraph | None:
    row = await work.session.get(RecipeGraph, digest)
    return None if row is None else KeptGraph(row.nodes, tuple(row.outputs))


def write_recipe(work: Work, new: NewRecipe) -> UUID:
    recipe_id = uuid7()
    work.session.add(
        Recipe(
            id=recipe_id,
            project_id=new.project_id,
            attempt_id=new.attempt_id,
            kind=new.kind,
            digest=recipe_digest(new.told, new.brief, new.graph_digest),
            first=new.first,
            told=dict(new.told),
            brief=dict(new.brief),
            asked=dict(new.asked),
            fed=dict(new.fed),
            pictures=sorted(set(new.pictures)),
            graph_digest=new.graph_digest,
        )
    )
    return recipe_id


async def recipe_of(session: AsyncSession, take: Take) -> Recipe | None:
    return await session.get(Recipe, take.recipe_id) if take.recipe_id else None


async def stale_shown(work: Work, clip_ids: Collection[UUID]) -> dict[UUID, tuple[str, str]]:
    """By those of the clips that show a stale take: its kind, and its id as a brief has it."""
    clip, take = Clip.__table__.alias(), Take.__table__.alias()
    rows = await work.session.execute(
        select(clip.c.id, take.c.kind, take.c.id)
        .join(take, take.c.id == clip.c.selected_take_id)
        .where(
            clip.c.id == any_of(clip_ids),
            staleness(clip, take) == Staleness.STALE.value,
        )
    )
    return {clip_id: (kind, str(take_id)) for clip_id, kind, take_id in rows}


async def known_hashes(
    work: Work, endpoint_id: UUID, names: Collection[str]
) -> dict[str, str | None]:
    """By these names of an endpoint's files, the SHA-256 where the catalogue knows it."""
    rows = await work.session.execute(
        select(EndpointFile.name, Model.sha256)
        .join(Model, Model.id == EndpointFile.model_id)
        .where(
            EndpointFile.endpoint_id == endpoint_id,
            EndpointFile.name == any_(literal(list(names), ARRAY(Text))),
        )
    )
    found: dict[str, str | None] = dict.fromkeys(names)
    for name, sha256 in rows:
        found[name] = sha256 or found[name]
    return found


async def differences_of(
    session: AsyncSession, viewer: Viewer, a: UUID | None, b: UUID | None
) -> list[Difference] | None:
    """How the recipes of two takes differ, each with its take's own seed; None where one of the
    takes is not there. An uploaded one has no recipe, so that everything of the other is new."""
    rows = await session.scalars(
        select(Take).where(
            Take.id.in_({a, b}),
            Take.deleted_at.is_(None),
            visible(Take.__table__, viewer.workspace_id),
        )
    )
    takes = {row.id: row for row in rows}
    if a is None or b is None or a not in takes or b not in takes:
        return None
    return differences(await _whole(session, takes[a]), await _whole(session, takes[b]))


async def _whole(session: AsyncSession, take: Take) -> dict[str, Any]:
    recipe = await recipe_of(session, take)
    if recipe is None:
        return {}
    graph = await session.get(RecipeGraph, recipe.graph_digest) if recipe.graph_digest else None
    brief = {name: value for name, value in recipe.brief.items() if name not in {"seed", "count"}}
    seed = None if take.seed is None else str(int(take.seed))
    told = {name: value for name, value in recipe.told.items() if name != "count"}
    return {
        **told,
        "fed": recipe.fed,
        "seed": seed,
        "brief": brief,
        "graph": None if graph is None else dict(graph.nodes),
    }
