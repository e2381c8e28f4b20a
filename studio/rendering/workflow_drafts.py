"""From a brief to a workflow that is filled with it. Pure."""

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from studio.catalogue.rules import TOLD
from studio.graphs.custom.bindings import Place
from studio.graphs.custom.filling import fill
from studio.graphs.custom.inputs import Bound, InputKind, WorkflowInput
from studio.graphs.custom.needs import files_in
from studio.graphs.graph import Graph
from studio.graphs.resolve import Available, MissingModel, MissingModels, listed, named
from studio.kernel.time import rate_text
from studio.library.media import MediaKind
from studio.rendering.drafts import Draft, Stock, digest
from studio.rendering.sampling import INPUT, Sampling, WorkflowUse

WORKFLOW = "WORKFLOW"
ROLES: Mapping[str, Place] = {
    "start": Place.START_IMAGE,
    "end": Place.END_IMAGE,
    "reference_1": Place.REFERENCE_1,
    "reference_2": Place.REFERENCE_2,
}
"""The places of pictures, by the role that those have."""
SETTINGS: Mapping[str, Place] = {
    "steps": Place.STEPS,
    "cfg": Place.CFG,
    "width": Place.WIDTH,
    "height": Place.HEIGHT,
    "frames": Place.FRAMES,
    "fps": Place.RATE,
    "seconds": Place.SECONDS,
    "lyrics": Place.LYRICS,
}
"""The places of what a request may set."""
_PAINTED = ("checkpoints", "diffusion_models", "unet")
_CELL = 8
"""Pixels that sides are counted in where the node does not say."""


def draft_workflow(
    kind: MediaKind,
    brief: Mapping[str, Any],
    sampling: Sampling,
    bound: Bound,
    stock: Stock | None,
    *,
    prefix: str,
    names: Mapping[str, str],
) -> Draft:
    """The workflow with the shot in the places of its inputs, and the values that were given.

    `names` are those of pictures, by role. Files are taken under the names that the endpoint has
    them by; raises MissingModels where it has not, WorkflowUnbound for what has no place.
    """
    use = sampling.workflow
    assert use is not None
    values = {**automatic(brief, sampling, bound), **use.values}
    filled = {**values, **_pictures(bound, names)}
    graph = fill(bound, filled, prefix=prefix, count=brief["count"])
    if stock is not None:
        graph = _placed(graph, use, stock.files)
    measures = _measures(kind, bound, values)
    files = {f"{folder}/{name}" for _, _, folder, name in files_in(graph.nodes)}
    model = _model(graph) or use.name
    made = {
        "family": None,
        "task": WORKFLOW,
        "workflow": {"id": f"workflow_{use.id.hex}", "name": use.name, "revision": use.revision},
        "model": model,
        "files": sorted(files),
        "inputs": values,
        **measures,
        "graph": digest(graph),
    }
    return Draft(graph, made, {**measures, "model": model})


def automatic(brief: Mapping[str, Any], sampling: Sampling, bound: Bound) -> dict[str, Any]:
    """What the shot and the request put into the inputs, by their names."""
    settings = sampling.settings
    found: dict[Place, Any] = {
        Place.PROMPT: brief["prompt"],
        Place.NEGATIVE_PROMPT: brief["negative_prompt"],
        Place.SEED: brief["seed"],
        Place.MODEL: sampling.model,
        **{place: settings.get(name) for name, place in SETTINGS.items()},
        **_size(brief, settings, bound),
        **_length(brief, settings, bound),
    }
    return {
        one.name: found[one.place]
        for one in bound.inputs
        if one.place is not None and found.get(one.place) is not None
    }


def _size(brief: Mapping[str, Any], settings: Mapping[str, Any], bound: Bound) -> dict[Place, int]:
    """The sides that are asked for or, where nobody did, the workflow's area in the film's shape."""
    across, down = bound.of(Place.WIDTH), bound.of(Place.HEIGHT)
    if across is None or down is None:
        return {}
    width, height = brief["width"], brief["height"]
    if not {"width", "height"} & settings.keys() and across.default and down.default:
        area = across.default * down.default
        width, height = math.sqrt(area * width / height), math.sqrt(area * height / width)
    return {
        Place.WIDTH: _stepped(across, width, _CELL),
        Place.HEIGHT: _stepped(down, height, _CELL),
    }


def _length(
    brief: Mapping[str, Any], settings: Mapping[str, Any], bound: Bound
) -> dict[Place, Any]:
    """As long as the clip, but for what is asked for; frames no more than the workflow has them."""
    found: dict[Place, Any] = {}
    rate, frames, seconds = (bound.of(one) for one in (Place.RATE, Place.FRAMES, Place.SECONDS))
    speed = Fraction(brief.get("fps") or 24)
    lasting = Fraction(brief["frames"]) / speed if "frames" in brief else None
    if rate is not None and "fps" in settings:
        whole = rate.kind is InputKind.INTEGER
        found[Place.RATE] = round(speed) if whole else float(speed)
    if frames is not None and lasting is not None:
        own = speed if "fps" in settings or rate is None else Fraction(rate.default or speed)
        count = settings.get("frames") or math.ceil(lasting * own)
        if "frames" not in settings and frames.default:
            count = min(count, frames.default)
        found[Place.FRAMES] = _stepped(frames, count, 1, up=True)
    if seconds is not None and "seconds" not in settings:
        long = float(lasting) if lasting is not None else brief.get("seconds")
        if long is not None:
            found[Place.SECONDS] = _clamped(seconds, round(long, 1))
    return found


def _stepped(one: WorkflowInput, value: float, step: int, *, up: bool = False) -> int:
    """The nearest that the node takes, or with `up` the next: from its least in its steps."""
    by = int(one.step) if one.step and one.step > 1 else step
    least = int(one.minimum or 0)
    base = least % by
    count = (math.ceil if up else round)((value - base) / by)
    fitted = base + max(0, count) * by
    if one.maximum is not None and fitted > one.maximum:
        fitted -= math.ceil((fitted - one.maximum) / by) * by
    return max(fitted, least)


def _clamped(one: WorkflowInput, value: float) -> float:
    low = value if one.minimum is None else max(value, one.minimum)
    return low if one.maximum is None else min(low, one.maximum)


def _pictures(bound: Bound, names: Mapping[str, str]) -> dict[str, str]:
    """File names by the names of the inputs."""
    found = {}
    for role, name in names.items():
        if role.startswith(INPUT):
            found[role.removeprefix(INPUT)] = name
        elif (one := bound.of(ROLES[role])) is not None:
            found.setdefault(one.name, name)
    return found


def _placed(graph: Graph, use: WorkflowUse, available: Available) -> Graph:
    """With each file under the name that the endpoint has it by, where it lists its folder."""
    nodes = {
        node: {**entry, "inputs": dict(entry["inputs"])} for node, entry in graph.nodes.items()
    }
    lacking: dict[tuple[str, str], MissingModel] = {}
    for node, field, folder, name in files_in(graph.nodes):
        if not _tells(available, folder):
            continue
        if there := named(name, listed(available, folder)):
            nodes[node]["inputs"][field] = there
        else:
            lacking[folder, name] = MissingModel(field, folder, name, "")
    if lacking:
        raise MissingModels(f"the workflow {use.name!r}", tuple(lacking.values()))
    return Graph(nodes, graph.outputs)


def _tells(available: Available, folder: str) -> bool:
    return folder in available or folder in TOLD


def _measures(kind: MediaKind, bound: Bound, values: Mapping[str, Any]) -> dict[str, Any]:
    def value(place: Place) -> Any:
        one = bound.of(place)
        return None if one is None else values.get(one.name, one.default)

    found = {
        "width": value(Place.WIDTH),
        "height": value(Place.HEIGHT),
        "seconds": value(Place.SECONDS),
    }
    if kind is MediaKind.VIDEO:
        rate = value(Place.RATE)
        found |= {
            "frames": value(Place.FRAMES),
            "fps": rate_text(Fraction(rate).limit_denominator(1001)) if rate else None,
        }
    return {name: one for name, one in found.items() if one is not None}


def _model(graph: Graph) -> str | None:
    """What it is painted with: its first file of a folder of such."""
    painted = (name for _, _, folder, name in files_in(graph.nodes) if folder in _PAINTED)
    return next(painted, None)
