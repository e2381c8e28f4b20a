"""What a recipe is, what feeds a picture, and how two recipes differ. Pure."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from studio.catalogue.rules import NAMES, SETTINGS
from studio.library.media import MediaKind

FED = "fed"
"""Under which a job's brief keeps the stamps of what feeds its picture."""
SENT = "sent"
"""Under which it keeps what its open attempt was sent besides the brief."""
AGAIN = "again"
"""Under which it says which graph it is to be rendered from again."""
REPLACES = "replaces"
"""Under which it names the stale take that its clip shows until the new one comes."""
REFERENCE = "REFERENCE."
"""Before the number, from 1 on, in the stamp of a picture of who is in it or of where it is."""
MOST_REFERENCES = 3
STYLE_SETTING = "STYLE.SETTING."
"""Before the name of a setting, in the stamp of what the style says of it."""
STYLE_SETTINGS = tuple(sorted(({*SETTINGS} - {"count", "seed"}) | {*NAMES}))
SOURCE_IMAGE = "SOURCE_IMAGE"
"""The stamp of the picture that stands for a clip, of a video that starts from that."""
FOLDER = "storycanvas"
_KEPT = f"{FOLDER}/recipe"
_NAMED = re.compile(
    r"file:[0-9a-f]{64}|\b[a-z]+_[0-9a-f]{32}\b|\b[0-9a-f]{64}\b"
    r"|\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b"
)
"""What stamps name: files, things by their ids, and digests."""


class Staleness(Enum):
    """Whether a take would still be made from the same things."""

    CURRENT = "CURRENT"
    STALE = "STALE"
    MISSING = "MISSING"
    BLOCKED = "BLOCKED"


class FedBy(Enum):
    """What feeds a picture."""

    PROMPT = "PROMPT"
    NEGATIVE_PROMPT = "NEGATIVE_PROMPT"
    SHOT = "SHOT"
    CHARACTER = "CHARACTER"
    STYLE = "STYLE"
    LOCATION = "LOCATION"
    SOURCE_IMAGE = "SOURCE_IMAGE"
    SIZE = "SIZE"
    RATE = "RATE"
    LENGTH = "LENGTH"
    MODEL = "MODEL"
    PRESET = "PRESET"


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a request decides what feeds the picture: whether it brings its own words, which
    settings, whether it starts from the image that is made with it, and whether it paints at all.
    `references` is how many pictures of who is in it and of where it is its models may look at;
    `inherits` where the model and the preset are left to the clip; `usual` are the settings that the
    style decides, where it says something of them; `picked`: it starts from the picture that stands for
    the clip."""

    own_prompt: bool = False
    own_negative: bool = False
    settings: frozenset[str] = frozenset()
    chained: bool = False
    paints: bool = True
    references: int = 0
    inherits: bool = False
    usual: frozenset[str] = frozenset()
    picked: bool = False


def fed_by(kind: MediaKind, asked: Asked, stamps: Mapping[str, str]) -> dict[str, str]:
    """Those of a clip's stamps (`studio.recipes.stamping.stamps_of`) that such a request uses."""
    return {name: stamps[name] for name in _used(kind, asked) if name in stamps}


def _used(kind: MediaKind, asked: Asked) -> Iterator[str]:
    if kind is MediaKind.AUDIO or not asked.paints:
        return
    kinds = [kind, MediaKind.IMAGE] if asked.chained else [kind]
    if asked.inherits:
        yield from (f"{one.value}.{part}" for one in kinds for part in ("MODEL", "PRESET"))
    yield from (f"{STYLE_SETTING}{name}" for name in sorted(asked.usual))
    if asked.picked:
        yield SOURCE_IMAGE
    if not asked.own_prompt:
        yield from (
            f"{one.value}.{part}" for one in kinds for part in ("PROMPT", "SHOT", "LOCATION")
        )
        yield from ("CAST", "STYLE.WORDS")
        yield from (f"{REFERENCE}{number + 1}" for number in range(asked.references))
    if not asked.own_negative:
        yield "NEGATIVE_PROMPT"
    if not asked.settings >= {"width", "height"}:
        yield "SIZE"
    if kind is MediaKind.VIDEO:
        if not asked.settings >= {"frames", "fps"}:
            yield "RATE"
        if "frames" not in asked.settings:
            yield "LENGTH"


def restamped(fed: Mapping[str, str], names: Mapping[str, str]) -> dict[str, str]:
    """The same stamps in another place, where what they name may go by other `names`."""
    return {
        name: _NAMED.sub(lambda one: names.get(one[0], one[0]), told) for name, told in fed.items()
    }


def canonical(value: Any) -> bytes:
    """The same bytes for the same JSON, in whatever order its objects were written."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def digest_of(value: Any) -> str:
    return hashlib.sha256(canonical(value)).hexdigest()


def recipe_digest(
    told: Mapping[str, Any], brief: Mapping[str, Any], graph_digest: str | None
) -> str:
    """SHA-256 of a recipe, in hexadecimal."""
    return digest_of({"told": told, "brief": brief, "graph": graph_digest})


@dataclass(frozen=True, slots=True)
class KeptGraph:
    """A graph apart from the attempt it was drawn for."""

    nodes: Mapping[str, Any]
    outputs: tuple[str, ...]

    @property
    def digest(self) -> str:
        return digest_of([self.nodes, list(self.outputs)])


def keep_graph(nodes: Mapping[str, Any], outputs: tuple[str, ...], prefix: str) -> KeptGraph:
    """The graph without the name that its files had; `prefix` is that."""
    return KeptGraph(_renamed(nodes, prefix, _KEPT), outputs)


@dataclass(frozen=True, slots=True)
class Again:
    """Output `output` of a kept graph once more; `seed` in place of `was`."""

    graph: str
    output: str
    was: int
    seed: int

    def as_json(self) -> dict[str, Any]:
        return {"graph": self.graph, "output": self.output, "was": self.was, "seed": self.seed}


def again_of(brief: Mapping[str, Any]) -> Again | None:
    kept = brief.get(AGAIN)
    return Again(**kept) if kept else None


def redraw(kept: KeptGraph, again: Again, prefix: str) -> dict[str, dict[str, Any]]:
    """What that output is made by, word for word but for the seed and the names of files."""
    wanted: set[str] = set()
    todo = [again.output]
    while todo:
        node = todo.pop()
        if node in kept.nodes and node not in wanted:
            wanted.add(node)
            todo += _links(kept.nodes[node]["inputs"])
    nodes = {node: entry for node, entry in kept.nodes.items() if node in wanted}
    if again.seed != again.was:
        nodes = {node: _reseeded(entry, again) for node, entry in nodes.items()}
    return _renamed(nodes, _KEPT, prefix)


def has_seed(kept: KeptGraph, output: str, seed: int) -> bool:
    """Whether the seed stands in the graph of this output, so that another one can."""
    nodes = redraw(kept, Again("", output, seed, seed), _KEPT)
    return any(
        _is_seed(name, value, seed)
        for entry in nodes.values()
        for name, value in entry["inputs"].items()
    )


def _is_seed(name: str, value: Any, seed: int) -> bool:
    return "seed" in name and not isinstance(value, bool) and value == seed


def _reseeded(entry: Mapping[str, Any], again: Again) -> dict[str, Any]:
    inputs = {
        name: again.seed if _is_seed(name, value, again.was) else value
        for name, value in entry["inputs"].items()
    }
    return {**entry, "inputs": inputs}


def _links(inputs: Mapping[str, Any]) -> Iterator[str]:
    for value in inputs.values():
        match value:
            case [str() | int() as node, int()]:
                yield str(node)


def _renamed(nodes: Mapping[str, Any], old: str, new: str) -> dict[str, dict[str, Any]]:
    return {
        node: {
            **entry,
            "inputs": {
                name: value.replace(old, new) if isinstance(value, str) else value
                for name, value in entry["inputs"].items()
            },
        }
        for node, entry in nodes.items()
    }


@dataclass(frozen=True, slots=True)
class Difference:
    """What stands at `path` (parts joined by dots) before and after; None where nothing does."""

    path: str
    before: Any
    after: Any


def differences(before: Any, after: Any) -> list[Difference]:
    """Where the two differ, in the order of the paths; none for equal ones. Null is as nothing."""
    left, right = dict(_leaves(before)), dict(_leaves(after))
    paths = sorted(left.keys() | right.keys())
    found = (Difference(".".join(path), left.get(path), right.get(path)) for path in paths)
    return [one for one in found if not _same(one.before, one.after)]


def _same(before: Any, after: Any) -> bool:
    return canonical(before) == canonical(after)


def _leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(value, Mapping) and value:
        for name, one in value.items():
            yield from _leaves(one, (*path, str(name)))
    elif isinstance(value, list) and any(isinstance(one, Mapping | list) for one in value):
        for index, one in enumerate(value):
            yield from _leaves(one, (*path, f"{index:04d}"))
    elif path or value != {}:
        yield path, value
