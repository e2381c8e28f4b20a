"""The graph for an attempt, drawn with the files that its endpoint has."""

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from infra.providers.model_shelf import ModelShelf
from infra.providers.node_shelf import NodeShelf
from infra.providers.registry import WORKER_COMFYUI, EndpointFacts
from studio.access.viewer import Role, Viewer
from studio.catalogue.detecting import note_files, note_nodes
from studio.catalogue.models import EndpointFile, EndpointNodes, Model
from studio.catalogue.rules import WITH_FAMILY
from studio.graphs.graph import Graph
from studio.graphs.resolve import MissingModels
from studio.graphs.validation import missing
from studio.kernel.errors import UserError
from studio.kernel.work import Work
from studio.library.media import MediaKind
from studio.recipes.rules import AGAIN, FOLDER, Again, again_of, redraw
from studio.recipes.service import graph_of
from studio.rendering.attempts import Begun
from studio.rendering.collecting import MADE
from studio.rendering.drafting import draft, only_fuses, with_family
from studio.rendering.drafts import Draft, Stock
from studio.rendering.models import RenderJob
from studio.rendering.ports import ProviderError, ProviderRefused, ProviderUnsupported
from studio.rendering.sampling import Sampling, sampling_of
from studio.rendering.service.wishes import with_default_preset
from studio.rendering.sound_drafts import draft_sound
from studio.rendering.workflow_drafts import draft_workflow
from studio.workflows.service import kept_revision
from workers.context import Context
from workers.pictures import Picture

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is sent, and the pictures it needs: each once."""

    draft: Draft
    pictures: tuple[Picture, ...]


async def draw(
    context: Context, begun: Begun, endpoint: EndpointFacts, pictures: Mapping[str, Picture]
) -> Drawn | None:
    """The graph for all outputs, or None where the endpoint makes its own.

    A ComfyUI that lacks something by our list is asked once more. Raises ProviderRefused
    (MISSING_MODELS, MISSING_NODES), ProviderUnsupported, or ProviderBusy while the ComfyUI does not answer.
    """
    sampling = sampling_of(begun.brief)
    if again := again_of(begun.brief):
        return await _redrawn(context, begun, again, pictures)
    if AGAIN in begun.brief or not _wants_graph(endpoint, begun, sampling, pictures):
        return None
    async with context.work() as work:
        stock = await stock_of(work, endpoint.id)
    tells = endpoint.provider == "COMFYUI"
    try:
        if tells and (stock is None or not stock.files):
            stock = await _ask(context, begun, endpoint)
            tells = False
        made = await _draft_or_ask(context, begun, endpoint, pictures, stock, tells=tells)
    except MissingModels as error:
        raise ProviderRefused(error.message, code="MISSING_MODELS") from None
    except UserError as error:
        raise ProviderUnsupported(error.message, code="GRAPH_UNSUPPORTED") from None
    await _check_nodes(context, endpoint, made.graph, sampling, stock)
    return Drawn(made, tuple(dict.fromkeys(pictures.values())))


def prefix_of(attempt_id: UUID) -> str:
    """What the files of an attempt are named by in a ComfyUI."""
    return f"{FOLDER}/{attempt_id.hex}"


async def _redrawn(
    context: Context, begun: Begun, again: Again, pictures: Mapping[str, Picture]
) -> Drawn:
    """The graph that a take was made by, as it was sent then."""
    async with context.work() as work:
        kept = await graph_of(work, again.graph)
    if kept is None:
        raise ProviderRefused("The graph of this recipe is gone.", code="RECIPE_GONE")
    graph = Graph(redraw(kept, again, prefix_of(begun.attempt_id)), (again.output,))
    return Drawn(
        Draft(graph, begun.brief.get(MADE) or {}, {}), tuple(dict.fromkeys(pictures.values()))
    )


async def stock_of(work: Work, endpoint_id: UUID) -> Stock | None:
    """What the endpoint said it has; None where it never told."""
    rows = await work.session.execute(
        select(
            EndpointFile.folder, EndpointFile.name, Model.kind, Model.family, Model.family_certain
        )
        .outerjoin(Model, Model.id == EndpointFile.model_id)
        .where(EndpointFile.endpoint_id == endpoint_id)
    )
    files: dict[str, list[str]] = {}
    families: dict[str, tuple[str, bool]] = {}
    for folder, name, kind, family, certain in rows:
        files.setdefault(folder, []).append(name)
        if family and kind in WITH_FAMILY:
            families[name] = (family, certain)
    told = await work.session.get(EndpointNodes, endpoint_id)
    if told is None:
        return Stock(files, families) if files else None
    if files:
        files = {**told.files, **files}
    return Stock(files, families, frozenset(told.classes))


async def _check_nodes(
    context: Context,
    endpoint: EndpointFacts,
    graph: Graph,
    sampling: Sampling,
    stock: Stock | None,
) -> None:
    """Raise ProviderRefused (MISSING_NODES) for classes that the endpoint has not.

    One that seems to lack some is asked once more, and one that never told where the graph has
    nodes that not every ComfyUI has; if it does not answer, it is left to refuse the graph itself.
    """
    there = stock.nodes if stock else None
    special = sampling.workflow is not None or "face" in sampling.pictures
    if there is not None and not missing(graph, there, {}):
        return
    if endpoint.provider == "COMFYUI" and (there is not None or special):
        there = await ask_nodes(context, endpoint) or there
    if there is not None and (lacking := missing(graph, there, {})):
        raise ProviderRefused(str(lacking), code="MISSING_NODES")


async def ask_nodes(context: Context, endpoint: EndpointFacts) -> frozenset[str] | None:
    """What the server itself says of its nodes now, also kept for the next time."""
    try:
        nodes = await NodeShelf(context.settings, context.secrets).definitions(endpoint)
    except ProviderError as error:
        log.info("%s does not tell its nodes: %s", endpoint.name, error.message)
        return None
    async with context.work() as work:
        await note_nodes(work, endpoint.id, nodes, now=context.now())
    return frozenset(nodes)


def _wants_graph(
    endpoint: EndpointFacts, begun: Begun, sampling: Sampling, pictures: Collection[str]
) -> bool:
    """Those that render graphs alone always; our own worker where more than a brief says is asked."""
    if endpoint.provider == "OPENAI_VIDEOS":
        return False
    if endpoint.provider == "COMFYUI" or endpoint.options.get("dialect") == WORKER_COMFYUI:
        return True
    if sampling.workflow is not None or begun.kind == MediaKind.AUDIO.value:
        return True
    return sampling.family is not None or bool(set(pictures) - {"start"})


async def _draft_or_ask(
    context: Context,
    begun: Begun,
    endpoint: EndpointFacts,
    pictures: Mapping[str, Picture],
    stock: Stock | None,
    *,
    tells: bool,
) -> Draft:
    try:
        return await _draft(context, begun, pictures, stock)
    except MissingModels:
        if not tells:
            raise
    fresh = await _ask(context, begun, endpoint)
    return await _draft(context, begun, pictures, fresh)


async def _draft(
    context: Context, begun: Begun, pictures: Mapping[str, Picture], stock: Stock | None
) -> Draft:
    kind, sampling = MediaKind(begun.kind), sampling_of(begun.brief)
    prefix = prefix_of(begun.attempt_id)
    names = {role: picture.name for role, picture in pictures.items()}
    if use := sampling.workflow:
        async with context.work() as work:
            kept = await kept_revision(work, use.id, use.revision)
        return draft_workflow(
            kind, begun.brief, sampling, kept.bound, stock, prefix=prefix, names=names
        )
    if kind is MediaKind.AUDIO:
        return draft_sound(begun.brief, sampling, stock, prefix=prefix)
    if not only_fuses(sampling, pictures):
        sampling = with_family(kind, sampling, stock, set(pictures) - {"face"})
    if sampling.chosen:
        async with context.work() as work:
            job = await work.session.get_one(RenderJob, begun.job_id)
            viewer = Viewer(job.requested_by, job.workspace_id, Role.EDITOR)
            sampling = await with_default_preset(work, viewer, sampling)
    return draft(kind, begun.brief, sampling, stock, prefix=prefix, names=names)


async def _ask(context: Context, begun: Begun, endpoint: EndpointFacts) -> Stock:
    """What the server itself says it has now, also kept for the next time."""
    folders = await ModelShelf(context.settings, context.secrets).folders(endpoint)
    async with context.work() as work:
        job = await work.session.get_one(RenderJob, begun.job_id)
        await note_files(work, job.workspace_id, endpoint.id, folders, now=context.now())
        return await stock_of(work, endpoint.id) or Stock({})
