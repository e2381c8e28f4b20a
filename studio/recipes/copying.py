"""Recipes taken along by takes into another project of their workspace."""

import asyncio
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from studio.casting.copying import Copies
from studio.kernel.ids import uuid7
from studio.kernel.rows import any_of, copy_rows
from studio.kernel.work import Work
from studio.recipes.models import Recipe
from studio.recipes.rules import restamped


async def copy_recipes(
    work: Work, recipe_ids: Collection[UUID], project_id: UUID, copies: Copies
) -> dict[UUID, UUID]:
    """Give the project the same recipes; the copies' ids by those of the originals.

    What was told and sent stays word for word, and with it the digest. Stamps name the copies of what
    they named, so that a take is as stale as its original. The attempt stays the original's.
    """
    found = await work.session.execute(
        select(Recipe.id, Recipe.fed)
        .where(Recipe.id == any_of(recipe_ids))
        .order_by(Recipe.created_at, Recipe.id)
    )
    rows = found.all()
    names = {str(original): str(copy) for original, copy in copies.of.items()}
    fed = await asyncio.to_thread(lambda: {row.id: restamped(row.fed, names) for row in rows})
    of = {recipe_id: uuid7() for recipe_id in fed}
    await copy_rows(
        work.session,
        Recipe.__table__,
        of,
        each={"fed": fed},
        alike={"project_id": project_id, "attempt_id": None},
        dated=True,
    )
    return of
