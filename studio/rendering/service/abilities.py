"""What graphs need of an endpoint, and what endpoints told of it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import select

from studio.catalogue.models import EndpointFile, EndpointNodes
from studio.catalogue.rules import TOLD
from studio.graphs.names import bare
from studio.kernel.work import Work
from studio.library.media import MediaKind
from studio.rendering.charging import Order
from studio.rendering.drafting import only_fuses
from studio.rendering.routing import Candidate, Need
from studio.rendering.sampling import Sampling, sampling_of
from studio.rendering.sound_drafts import able_to_sound

FACES = "ReActorFaceSwap"
_MAKES_SOUND = frozenset({"COMFYUI"})
"""Protocols that bring sounds back."""
_GRAPHLESS = frozenset({"OPENAI_VIDEOS"})


def need_for(kind: MediaKind, sampling: Sampling) -> Need:
    """What a render that is sampled so asks of an endpoint."""
    if use := sampling.workflow:
        return Need(kind, nodes=frozenset(use.nodes), placed=frozenset(use.files))
    files = frozenset({sampling.model} if sampling.model else ())
    nodes = frozenset({FACES} if "face" in sampling.pictures else ())
    fuses = only_fuses(sampling, sampling.pictures)
    loras = () if fuses else (("loras", lora.name) for lora in sampling.loras)
    return Need(kind, sampling.family, files, nodes, frozenset(loras))


def with_files_of(need: Need, orders: Iterable[Order]) -> Need:
    """With the files that the jobs name besides, such as the LoRAs of their prompts."""
    told = (need_for(order.kind, sampling_of(order.brief)).placed for order in orders)
    return replace(need, placed=need.placed.union(*told))


async def with_abilities(
    work: Work, candidates: Sequence[Candidate], need: Need
) -> list[Candidate]:
    """The candidates with what they told of nodes, folders and sound, as far as that is needed."""
    found = [_of_protocol(one, need) for one in candidates]
    if not (need.nodes or need.placed or need.kind is MediaKind.AUDIO):
        return found
    ids = [one.id for one in found]
    nodes, shelves = await _told(work, ids)
    return [
        replace(
            one,
            nodes=nodes.get(one.id, one.nodes),
            shelves=_bare_names(shelves.get(one.id, {})),
            families=_families(one, need, shelves.get(one.id)),
        )
        for one in found
    ]


def _of_protocol(one: Candidate, need: Need) -> Candidate:
    kinds = one.kinds | ({MediaKind.AUDIO} if one.provider in _MAKES_SOUND else set())
    graphless = one.provider in _GRAPHLESS and bool(need.nodes)
    return replace(one, kinds=kinds, nodes=frozenset() if graphless else one.nodes)


def _families(
    one: Candidate, need: Need, shelves: dict[str, set[str]] | None
) -> frozenset[str] | None:
    if need.kind is not MediaKind.AUDIO:
        return one.families
    if shelves is None:
        return None
    return able_to_sound({folder: sorted(names) for folder, names in shelves.items()})


async def _told(
    work: Work, ids: Sequence[UUID]
) -> tuple[dict[UUID, frozenset[str]], dict[UUID, dict[str, set[str]]]]:
    """Node classes, and the files of each folder; of who tells its files, all the usual folders."""
    nodes: dict[UUID, frozenset[str]] = {}
    shelves: dict[UUID, dict[str, set[str]]] = {}
    rows = await work.session.execute(
        select(EndpointFile.endpoint_id, EndpointFile.folder, EndpointFile.name).where(
            EndpointFile.endpoint_id.in_(ids)
        )
    )
    for endpoint_id, folder, name in rows:
        known = shelves.setdefault(endpoint_id, {usual: set() for usual in TOLD})
        known.setdefault(folder, set()).add(name)
    told = await work.session.scalars(
        select(EndpointNodes).where(EndpointNodes.endpoint_id.in_(ids))
    )
    for row in told:
        nodes[row.endpoint_id] = frozenset(row.classes)
        for folder, names in row.files.items():
            shelves.setdefault(row.endpoint_id, {}).setdefault(folder, set()).update(names)
    return nodes, shelves


def _bare_names(shelves: dict[str, set[str]]) -> dict[str, frozenset[str]]:
    """The old names of folders hold the same."""
    found = {folder: frozenset(map(bare, names)) for folder, names in shelves.items()}
    for old, new in (("unet", "diffusion_models"), ("clip", "text_encoders")):
        if old in found or new in found:
            both = found.get(old, frozenset()) | found.get(new, frozenset())
            found[old] = found[new] = both
    return found
