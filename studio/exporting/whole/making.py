"""How a project's takes were made, and what its prompts were, as its JSON document has them."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from studio.casting.models import Character, CharacterLook
from studio.exporting.formats.project_making import (
    EditPart,
    GraphPart,
    NoPatchError,
    RecipePart,
    patch_of,
)
from studio.gallery.models import Take
from studio.kernel.ids import typed
from studio.prompts.history import FIELDS
from studio.prompts.models import PromptEdit
from studio.recipes.models import Recipe, RecipeGraph
from studio.rendering.sampling import KEY

_IDS = re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b")
_ALIKE = ("CAST", "STYLE.WORDS", "IMAGE.LOCATION", "IMAGE.MODEL", "VIDEO.MODEL")
"""Stamps that recipes have in common which are told by what they differ in."""
_PATCHED = ("told", "brief", "asked", "fed")


@dataclass(frozen=True, slots=True)
class Makings:
    """The recipes of living takes, the graphs of those, and by clip the edits of its prompts."""

    recipes: Sequence[Recipe]
    graphs: Mapping[str, RecipeGraph]
    edits: Mapping[UUID, Sequence[PromptEdit]]

    @property
    def mentioned(self) -> set[UUID]:
        """All that is named: files, models, presets, and who and what is in the pictures."""
        found: set[UUID] = set()
        for row in self.recipes:
            found |= {*row.pictures, *map(UUID, _pictures(row.asked).values())}
            for told in row.fed.values():
                found |= {UUID(one) for one in _IDS.findall(told)}
        return found


async def read_makings(session: AsyncSession, project_id: UUID, takes: Iterable[Take]) -> Makings:
    """In three statements."""
    wanted = {take.recipe_id for take in takes}
    rows = await session.scalars(
        select(Recipe).where(Recipe.project_id == project_id).order_by(Recipe.created_at, Recipe.id)
    )
    recipes = [row for row in rows if row.id in wanted]
    sent = select(Recipe.graph_digest).where(Recipe.project_id == project_id)
    graphs = await session.scalars(select(RecipeGraph).where(RecipeGraph.digest.in_(sent)))
    edits: dict[UUID, list[PromptEdit]] = defaultdict(list)
    for edit in await session.scalars(
        select(PromptEdit)
        .where(PromptEdit.project_id == project_id)
        .order_by(PromptEdit.clip_id, PromptEdit.number)
    ):
        edits[edit.clip_id].append(edit)
    return Makings(recipes, {row.digest: row for row in graphs}, edits)


async def look_digests(session: AsyncSession, characters: Iterable[Character]) -> dict[UUID, str]:
    """By the costumes of these, what stamps know them by."""
    whose = [row.id for row in characters]
    rows = await session.execute(
        select(CharacterLook.id, CharacterLook.digest).where(CharacterLook.character_id.in_(whose))
    )
    return {row.id: row.digest for row in rows}


def recipe_parts(makings: Makings, name: Callable[[UUID], str]) -> list[RecipePart]:
    """`name` is what something is called in the document: a file `file:` and its SHA-256."""
    bases: dict[object, tuple[str, dict[str, Any]]] = {}
    return [_recipe(row, name, bases) for row in makings.recipes]


def _recipe(
    row: Recipe, name: Callable[[UUID], str], bases: dict[object, tuple[str, dict[str, Any]]]
) -> RecipePart:
    whole: dict[str, Any] = {
        "told": row.told,
        "brief": row.brief,
        "asked": _asked(row.asked, name),
        "fed": {
            key: _IDS.sub(lambda one: name(UUID(one[0])), told) for key, told in row.fed.items()
        },
    }
    key = typed("recipe", row.id)
    alike = (row.kind, row.told.get("model"), *(row.fed.get(name) for name in _ALIKE))
    base = bases.setdefault(alike, (key, whole))
    like = None if base[0] == key else base[0]
    if like:
        try:
            whole = {part: patch_of(base[1][part], whole[part]) for part in _PATCHED}
        except NoPatchError:
            like = None
    return RecipePart.model_validate(
        {
            "id": key,
            "kind": row.kind,
            "digest": row.digest,
            "first": row.first,
            "like": like,
            "pictures": list(_files(map(name, row.pictures))),
            "graph": row.graph_digest,
            "created_at": row.created_at,
            **whole,
        }
    )


def _asked(asked: Mapping[str, Any], name: Callable[[UUID], str]) -> dict[str, Any]:
    """Without the ids that hold in one workspace alone."""
    sampling = asked.get(KEY)
    if not sampling:
        return dict(asked)
    shown = {role: name(UUID(one)) for role, one in _pictures(asked).items()}
    files = {role: sha for role, one in shown.items() for sha in _files([one])}
    portable = {key: value for key, value in sampling.items() if key != "pictures"}
    if files:
        portable["pictures"] = files
    if "workflow" in portable:
        portable["workflow"] = {k: v for k, v in portable["workflow"].items() if k != "id"}
    return {**asked, KEY: portable}


def _pictures(asked: Mapping[str, Any]) -> Mapping[str, str]:
    found: Mapping[str, str] = (asked.get(KEY) or {}).get("pictures") or {}
    return found


def _files(names: Iterable[str]) -> Iterator[str]:
    """The SHA-256 of those that are files."""
    return (one.partition(":")[2] for one in names if one.startswith("file:"))


def graph_parts(makings: Makings) -> list[GraphPart]:
    """In the order of the recipes, each once."""
    bases: dict[object, GraphPart] = {}
    sent = dict.fromkeys(row.graph_digest for row in makings.recipes if row.graph_digest)
    return [_graph(makings.graphs[digest], bases) for digest in sent]


def _graph(row: RecipeGraph, bases: dict[object, GraphPart]) -> GraphPart:
    whole = GraphPart(digest=row.digest, nodes=row.nodes, outputs=row.outputs)
    shape = tuple(sorted((key, str(one.get("class_type"))) for key, one in row.nodes.items()))
    base = bases.setdefault(shape, whole)
    if base is whole:
        return whole
    try:
        nodes = patch_of(base.nodes, row.nodes)
    except NoPatchError:
        return whole
    return GraphPart(digest=row.digest, like=base.digest, nodes=nodes, outputs=row.outputs)


def edit_parts(edits: Sequence[PromptEdit]) -> list[EditPart]:
    """Each as what it changed."""
    parts = []
    before = dict.fromkeys(FIELDS, "")
    for edit in edits:
        now = {field: getattr(edit, field) for field in FIELDS}
        changed = {field: words for field, words in now.items() if words != before[field]}
        parts.append(EditPart(number=edit.number, created_at=edit.created_at, **changed))
        before = now
    return parts
