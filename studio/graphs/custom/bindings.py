"""Which inputs of a workflow take what: a guess for a person to confirm."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import islice
from typing import Any

from studio.graphs.graph import Graph, Link, as_link, links


class Place(Enum):
    """What an input is for. OUTPUT is a node that saves; its input is the name it saves under."""

    PROMPT = "PROMPT"
    NEGATIVE_PROMPT = "NEGATIVE_PROMPT"
    SEED = "SEED"
    WIDTH = "WIDTH"
    HEIGHT = "HEIGHT"
    STEPS = "STEPS"
    CFG = "CFG"
    FRAMES = "FRAMES"
    RATE = "RATE"
    SECONDS = "SECONDS"
    LYRICS = "LYRICS"
    START_IMAGE = "START_IMAGE"
    END_IMAGE = "END_IMAGE"
    REFERENCE_1 = "REFERENCE_1"
    REFERENCE_2 = "REFERENCE_2"
    PREFIX = "PREFIX"
    MODEL = "MODEL"
    OUTPUT = "OUTPUT"


class Confidence(Enum):
    CERTAIN = "CERTAIN"
    LIKELY = "LIKELY"
    GUESS = "GUESS"


@dataclass(frozen=True, slots=True)
class Binding:
    """One input of one node, what it is taken for, and why. Several may serve one place."""

    place: Place
    node: str
    input: str
    confidence: Confidence
    why: str


_Nodes = Mapping[str, Mapping[str, Any]]
_Found = Iterator[Binding]

_TEXTS = ("text", "prompt", "tags", "text_g", "t5xxl", "clip_l", "value", "string")
_PASSED_ON = ("text", "prompt", "string", "value", "text_g", "tags")
_SEEDS = ("seed", "noise_seed")
_FRAMES = ("length", "num_frames", "video_frames", "frames", "frame_count", "max_frames")
_RATES = ("fps", "frame_rate")
_SECONDS = ("seconds", "seconds_total")
_MODELS = ("ckpt_name", "unet_name", "model_name", "gguf_name")
_STARTS = ("start_image", "first_image", "first_frame", "init_image")
_ENDS = ("end_image", "last_image", "last_frame")
_REFERENCES = (Place.REFERENCE_1, Place.REFERENCE_2)
_MOST = 100
"""Nodes from which the links are followed back: what a person draws has few of them."""
_LOADERS = ("LoadImage", "LoadImageOutput", "LoadImageFromURL")


def infer_bindings(graph: Graph) -> tuple[Binding, ...]:
    """What the inputs of a workflow seem to be for, the surest first within each place."""
    nodes = graph.nodes
    found = [
        *_prompts(nodes),
        *_seeds(nodes),
        *_sizes(nodes),
        *_settings(nodes),
        *_lyrics(nodes),
        *_models(nodes),
        *_pictures(nodes),
        *_savers(graph),
    ]
    order = list(Confidence)
    first: dict[tuple[str, str, Place], Binding] = {}
    for one in sorted(found, key=lambda one: order.index(one.confidence)):
        first.setdefault((one.node, one.input, one.place), one)
    places = list(Place)
    return tuple(sorted(first.values(), key=lambda one: places.index(one.place)))


def _class(nodes: _Nodes, node: str) -> str:
    return str(nodes[node]["class_type"])


def _prompts(nodes: _Nodes) -> _Found:
    """What the samplers are conditioned on; else whatever is called a prompt."""
    sampling = (node for node in nodes if _samples(nodes, node))
    certain = [one for node in islice(sampling, _MOST) for one in _conditions(nodes, node)]
    if certain:
        yield from certain
        return
    named = [
        (node, name)
        for node, entry in nodes.items()
        for name in ("prompt", "text", "positive_prompt")
        if isinstance(entry["inputs"].get(name), str)
    ]
    sure = Confidence.LIKELY if len(named) == 1 else Confidence.GUESS
    for node, name in named:
        yield Binding(Place.PROMPT, node, name, sure, f"it is a text called {name}")


def _samples(nodes: _Nodes, node: str) -> bool:
    return "latent_image" in nodes[node]["inputs"] or "Guider" in _class(nodes, node)


def _conditions(nodes: _Nodes, node: str) -> _Found:
    """The texts behind the conditioning of a node that samples, or guides sampling."""
    inputs = nodes[node]["inputs"]
    for name, place in _CONDITIONS.items():
        if link := as_link(inputs.get(name)):
            for text, field in _texts(nodes, link, name):
                why = f"{name} of {_class(nodes, node)} leads to it"
                yield Binding(place, text, field, Confidence.CERTAIN, why)


_CONDITIONS = {
    "positive": Place.PROMPT,
    "conditioning": Place.PROMPT,
    "negative": Place.NEGATIVE_PROMPT,
}


def _texts(nodes: _Nodes, link: Link, side: str) -> list[tuple[str, str]]:
    """The texts behind a conditioning; where two sides part, only those of this one."""
    found: list[tuple[str, str]] = []
    seen: set[str] = set()
    waiting = [link.node]
    while waiting:
        node = waiting.pop()
        if node in seen or node not in nodes:
            continue
        seen.add(node)
        if _class(nodes, node) == "ConditioningZeroOut" and side == "negative":
            continue
        inputs = nodes[node]["inputs"]
        own = [(node, name) for name in _TEXTS if isinstance(inputs.get(name), str)]
        found += own
        linked = links(nodes[node])
        ways = [linked[name] for name in (side, *_PASSED_ON) if name in linked]
        ways += [one for name, one in linked.items() if name.startswith("conditioning")]
        waiting += [one.node for one in ways]
    return found


def _seeds(nodes: _Nodes) -> _Found:
    for node, entry in nodes.items():
        inputs = entry["inputs"]
        for name in _SEEDS:
            if name not in inputs:
                continue
            if inputs.get("add_noise") in ("disable", False):
                continue
            yield from _value(nodes, node, name, Place.SEED, Confidence.CERTAIN)


def _value(nodes: _Nodes, node: str, name: str, place: Place, confidence: Confidence) -> _Found:
    """The input itself where it holds a number, or the input of the node that gives the number."""
    value = nodes[node]["inputs"][name]
    why = f"{_class(nodes, node)} calls it {name}"
    if _is_number(value):
        yield Binding(place, node, name, confidence, why)
    elif (link := as_link(value)) and link.node in nodes:
        inputs = nodes[link.node]["inputs"]
        for inner in ("value", name, "int", "float", "number"):
            if _is_number(inputs.get(inner)):
                why = f"{name} of {_class(nodes, node)} comes from it"
                yield Binding(place, link.node, inner, Confidence.LIKELY, why)
                return


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _sizes(nodes: _Nodes) -> _Found:
    for node, entry in nodes.items():
        inputs, kind = entry["inputs"], _class(nodes, node)
        if "width" not in inputs or "height" not in inputs:
            continue
        begins = "Latent" in kind or "ToVideo" in kind or "ImgTo" in kind
        confidence = Confidence.CERTAIN if begins else Confidence.GUESS
        yield from _value(nodes, node, "width", Place.WIDTH, confidence)
        yield from _value(nodes, node, "height", Place.HEIGHT, confidence)


_NAMED: tuple[tuple[Place, tuple[str, ...], Confidence], ...] = (
    (Place.STEPS, ("steps",), Confidence.CERTAIN),
    (Place.CFG, ("cfg",), Confidence.CERTAIN),
    (Place.FRAMES, _FRAMES, Confidence.LIKELY),
    (Place.RATE, _RATES, Confidence.LIKELY),
    (Place.SECONDS, _SECONDS, Confidence.CERTAIN),
)


def _settings(nodes: _Nodes) -> _Found:
    for node, entry in nodes.items():
        inputs = entry["inputs"]
        for place, names, confidence in _NAMED:
            for name in names:
                if name in inputs:
                    part = place is Place.STEPS and "start_at_step" in inputs
                    sure = Confidence.GUESS if part else confidence
                    yield from _value(nodes, node, name, place, sure)


def _lyrics(nodes: _Nodes) -> _Found:
    for node, entry in nodes.items():
        if isinstance(entry["inputs"].get("lyrics"), str):
            why = f"{_class(nodes, node)} sings it"
            yield Binding(Place.LYRICS, node, "lyrics", Confidence.CERTAIN, why)


def _models(nodes: _Nodes) -> _Found:
    found = [
        (node, name)
        for node, entry in nodes.items()
        for name in _MODELS
        if isinstance(entry["inputs"].get(name), str)
    ]
    sure = Confidence.LIKELY if len(found) == 1 else Confidence.GUESS
    for node, name in found:
        yield Binding(Place.MODEL, node, name, sure, f"{_class(nodes, node)} loads it")


def _pictures(nodes: _Nodes) -> _Found:
    loaders = [
        node
        for node, entry in nodes.items()
        if entry["class_type"] in _LOADERS and isinstance(entry["inputs"].get("image"), str)
    ]
    placed: set[str] = set()
    taken = (
        (entry["class_type"], name, place, link)
        for entry in nodes.values()
        for name, link in links(entry).items()
        if (place := _place_of_picture(name))
    )
    for class_type, name, place, link in islice(taken, _MOST):
        loader = _loader(nodes, link)
        if loader in loaders and loader not in placed:
            placed.add(loader)
            why = f"{name} of {class_type} leads to it"
            yield Binding(place, loader, "image", Confidence.CERTAIN, why)
    others = [node for node in loaders if node not in placed]
    if others and not placed:
        sure = Confidence.LIKELY if len(others) == 1 else Confidence.GUESS
        why = "it is the only picture" if len(others) == 1 else "it is the first picture"
        yield Binding(Place.START_IMAGE, others.pop(0), "image", sure, why)
    for place, node in zip(_REFERENCES, others, strict=False):
        why = "it is one more picture"
        yield Binding(place, node, "image", Confidence.GUESS, why)


def _place_of_picture(name: str) -> Place | None:
    if name in _STARTS:
        return Place.START_IMAGE
    return Place.END_IMAGE if name in _ENDS else None


def _loader(nodes: _Nodes, link: Link) -> str | None:
    """The loader behind a picture, through what only changes its size."""
    seen: set[str] = set()
    node = link.node
    while node in nodes and node not in seen:
        seen.add(node)
        if _class(nodes, node) in _LOADERS:
            return node
        onward = links(nodes[node])
        way = onward.get("image") or onward.get("pixels") or onward.get("images")
        if way is None:
            return None
        node = way.node
    return None


def _savers(graph: Graph) -> _Found:
    saving = [node for node in graph.outputs if "Preview" not in _class(graph.nodes, node)]
    for node in saving or graph.outputs:
        sure = Confidence.CERTAIN if len(saving) == 1 else Confidence.LIKELY
        why = f"{_class(graph.nodes, node)} saves what it is given"
        yield Binding(Place.OUTPUT, node, "filename_prefix", sure, why)
        if "filename_prefix" in graph.nodes[node]["inputs"]:
            yield Binding(Place.PREFIX, node, "filename_prefix", sure, why)
