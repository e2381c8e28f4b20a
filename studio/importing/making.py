"""How the takes of a project were made, and what its prompts were, restored from its JSON."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import insert as insert_or

from studio.casting.models import Character, CharacterLook
from studio.exporting.formats.project import CharacterPart, ProjectDocument, TakePart
from studio.exporting.formats.project_making import EditPart, GraphPart, RecipePart, patched
from studio.importing.holdings import Holdings, past
from studio.importing.makings import check_asked, check_brief, check_fed, check_graph, check_told
from studio.importing.reading import refuse
from studio.kernel.errors import ErrorCode
from studio.kernel.ids import uuid7
from studio.kernel.work import Work
from studio.projects.models import Project
from studio.prompts.history import FIELDS
from studio.prompts.models import PromptEdit
from studio.recipes.models import Recipe, RecipeGraph
from studio.recipes.rules import KeptGraph, canonical, recipe_digest, restamped
from studio.rendering.sampling import KEY

MOST_BYTES = 192 * 1024**2
"""Recipes and graphs of one project, when each is whole."""
MOST_TEXT = 64 * 1024**2
"""Characters of all prompts of old."""
_AT_ONCE = 500
_NO_WORKFLOW = str(UUID(int=0))
"""It was of another workspace: what it drew is in the recipe's graph."""


@dataclass(frozen=True, slots=True)
class Made:
    """A recipe that is there again. Its outputs are `first` and those after it, `count` at most."""

    id: UUID
    kind: str
    outputs: range

    def output_of(self, take: TakePart) -> int:
        """Raises UserError."""
        if self.kind != take.kind or take.output is None or take.output not in self.outputs:
            refuse("A take is of a recipe that makes no such output.")
        return take.output


def recipe_of(made: Mapping[str, Made], take: TakePart) -> Made | None:
    """The one that a take names. Raises UserError."""
    if take.recipe is None:
        if take.output is not None:
            refuse("A take without a recipe is no output of one.")
        return None
    found = made.get(take.recipe)
    if found is None:
        refuse("A take names a recipe that is not told.")
    return found


async def restore_recipes(
    work: Work, project: Project, document: ProjectDocument, held: Holdings
) -> dict[str, Made]:
    """Once characters and files are known: the recipes by what the document calls them."""
    if not document.recipes:
        return {}
    names = await _names(work, document, held)
    restoring = await asyncio.to_thread(_Recipes, project.id, document, held, names)
    graphs = insert_or(RecipeGraph).on_conflict_do_nothing()
    for at in range(0, len(restoring.graphs), _AT_ONCE):
        await work.session.execute(graphs, restoring.graphs[at : at + _AT_ONCE])
    for at in range(0, len(restoring.rows), _AT_ONCE):
        await work.session.execute(insert(Recipe), restoring.rows[at : at + _AT_ONCE])
    return restoring.made


async def _names(work: Work, document: ProjectDocument, held: Holdings) -> dict[str, str]:
    """What stamps have here for what they have in the document: ids, files, and digests of characters
    that have all their LoRAs here too."""
    names = {told: str(row_id) for told, row_id in held.ids.items()}
    names |= {f"file:{sha256}": str(asset) for sha256, asset in held.assets.items()}
    names |= {
        told: str(found)
        for told, one in document.models.items()
        if (found := held.models.get((one.kind, one.file)))
    }
    names |= {
        told: str(found)
        for told, name in document.presets.items()
        if (found := held.presets.get(name))
    }
    drawn = [one for one in document.characters if one.digest and _has_loras(one, held)]
    people = [held.ids[one.id] for one in drawn]
    fresh: dict[UUID, str] = {}
    for model, whose in ((Character, Character.id), (CharacterLook, CharacterLook.character_id)):
        rows = await work.session.execute(select(model.id, model.digest).where(whose.in_(people)))
        fresh |= {row.id: row.digest for row in rows}
    for one in drawn:
        for told, digest in ((one.id, one.digest), *((look.id, look.digest) for look in one.looks)):
            if digest:
                names[digest] = fresh[held.ids[told]]
    return names


def _has_loras(part: CharacterPart, held: Holdings) -> bool:
    return all((one.model.kind, one.model.file) in held.models for one in part.loras)


class _Recipes:
    """The rows of all, made beside the event loop. Raises UserError."""

    def __init__(
        self,
        project_id: UUID,
        document: ProjectDocument,
        held: Holdings,
        names: Mapping[str, str],
    ) -> None:
        self._project_id = project_id
        self._held = held
        self._names = names
        self._bytes = 0
        self._kept: dict[str, KeptGraph] = {}
        self._digests: dict[str, str] = {}
        self._outputs: dict[str, int] = {}
        self._whole: dict[str, RecipePart] = {}
        self.graphs: list[dict[str, Any]] = []
        self.rows: list[dict[str, Any]] = []
        self.made: dict[str, Made] = {}
        for graph in document.graphs:
            self._add_graph(graph)
        for recipe in document.recipes:
            self._add(recipe)

    def _add_graph(self, part: GraphPart) -> None:
        nodes = part.nodes
        if part.like is not None:
            nodes = patched(self._base(self._kept, part.like).nodes, nodes)
        check_graph(nodes, part.outputs)
        kept = KeptGraph(nodes, tuple(part.outputs))
        self._weigh(nodes)
        self._once(self._digests, part.digest)
        if part.like is None:
            self._kept[part.digest] = kept
        # Whatever the document says: it is kept, for everybody, under what it is.
        self._digests[part.digest] = kept.digest
        self._outputs[kept.digest] = len(part.outputs)
        self.graphs.append({"digest": kept.digest, "nodes": nodes, "outputs": part.outputs})

    def _add(self, part: RecipePart) -> None:
        told, brief, asked, fed = part.told, part.brief, part.asked, part.fed
        if part.like is not None:
            base = self._base(self._whole, part.like)
            told, brief = patched(base.told, told), patched(base.brief, brief)
            asked, fed = patched(base.asked, asked), patched(base.fed, fed)
        self._once(self.made, part.id)
        if part.like is None:
            self._whole[part.id] = part
        check_told(told, part.kind)
        check_brief(brief)
        check_asked(asked)
        check_fed(fed, part.kind)
        self._weigh([told, brief, asked, fed])
        graph = self._graph(part, asked)
        pictures = [self._held.assets.get(one) for one in part.pictures]
        gone = {f"PICTURE.{one}": "" for one in part.pictures if one not in self._held.assets}
        row_id = uuid7()
        self.rows.append(
            {
                "id": row_id,
                "project_id": self._project_id,
                "kind": part.kind,
                "digest": recipe_digest(told, brief, graph),
                "first": part.first,
                "told": told,
                "brief": brief,
                "asked": self._asked(asked),
                "fed": gone | restamped(fed, self._names),
                "pictures": sorted({one for one in pictures if one}),
                "graph_digest": graph,
                "created_at": past(part.created_at) or datetime.now(UTC),
            }
        )
        count = told["count"] if graph is None else self._outputs[graph]
        self.made[part.id] = Made(row_id, part.kind, range(part.first, part.first + count))

    def _graph(self, part: RecipePart, asked: Mapping[str, Any]) -> str | None:
        if part.graph is None:
            if (asked.get(KEY) or {}).get("workflow"):
                refuse("A recipe of a workflow has the graph that was sent.")
            return None
        if part.graph not in self._digests:
            refuse("A recipe names a graph that is not told.")
        return self._digests[part.graph]

    def _asked(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """With the ids of this workspace."""
        sampling = dict(asked.get(KEY) or {})
        if not sampling:
            return dict(asked)
        here = self._held.assets
        pictures = {
            role: str(here[one])
            for role, one in sampling.pop("pictures", {}).items()
            if one in here
        }
        if pictures:
            sampling["pictures"] = pictures
        if "workflow" in sampling:
            sampling["workflow"] = {**sampling["workflow"], "id": _NO_WORKFLOW}
        return {**asked, KEY: sampling}

    def _base(self, known: Mapping[str, Any], like: str) -> Any:
        if like not in known:
            refuse("What a recipe or a graph is like stands before it, whole.")
        return known[like]

    def _once(self, known: Mapping[str, Any], key: str) -> None:
        if key in known:
            refuse("A recipe or a graph of the project is told twice.")

    def _weigh(self, value: Any) -> None:
        self._bytes += len(canonical(value))
        if self._bytes > MOST_BYTES:
            refuse("The recipes of this project are too large.", code=ErrorCode.LIMIT_EXCEEDED)


async def restore_edits(
    work: Work, project: Project, document: ProjectDocument, held: Holdings
) -> None:
    """What prompts were, once the clips are there. Nobody of here edited them."""
    rows: list[dict[str, Any]] = []
    room = MOST_TEXT
    for clip in document.clips:
        for row in _edits(clip.edits):
            room -= sum(len(row[field]) for field in FIELDS)
            if room < 0:
                refuse("The prompts of old are too long.", code=ErrorCode.LIMIT_EXCEEDED)
            rows.append(row | {"project_id": project.id, "clip_id": held.ids[clip.id]})
            if len(rows) >= _AT_ONCE:
                await work.session.execute(insert(PromptEdit), rows)
                rows = []
    if rows:
        await work.session.execute(insert(PromptEdit), rows)


def version_after(edits: Sequence[EditPart]) -> int:
    """What a clip's version is, so that its next edit comes after these."""
    return edits[-1].number + 1 if edits else 1


def _edits(parts: Sequence[EditPart]) -> Iterator[dict[str, Any]]:
    words = dict.fromkeys(FIELDS, "")
    number = -1
    for part in parts:
        if part.number <= number:
            refuse("The edits of a clip's prompts stand in their order.")
        number = part.number
        words = words | {
            field: told for field in FIELDS if (told := getattr(part, field)) is not None
        }
        yield {
            "id": uuid7(),
            "number": number,
            "created_at": past(part.created_at) or datetime.now(UTC),
            **words,
        }
