"""What ComfyUI says over its WebSocket, read into values. Pure."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

_PREVIEW, _PREVIEW_WITH_METADATA = 1, 4
_IMAGE_TYPES = {1: "image/jpeg", 2: "image/png"}


@dataclass(frozen=True, slots=True)
class QueueStatus:
    remaining: int


@dataclass(frozen=True, slots=True)
class Started:
    prompt: str


@dataclass(frozen=True, slots=True)
class Cached:
    prompt: str
    nodes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NodeState:
    value: float
    max: float
    state: str


@dataclass(frozen=True, slots=True)
class NodeStates:
    """Every node that has started so far, by id."""

    prompt: str
    nodes: Mapping[str, NodeState] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Executing:
    """The node that runs now; None: nothing runs any more."""

    prompt: str | None
    node: str | None


@dataclass(frozen=True, slots=True)
class Stepped:
    """Step `value` of `max` of a node is done."""

    prompt: str | None
    node: str | None
    value: float
    max: float


@dataclass(frozen=True, slots=True)
class Executed:
    prompt: str
    node: str
    output: Mapping[str, Any] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Ended:
    """`outcome` is success, error or interrupted; `data` is the message's own."""

    prompt: str
    outcome: str
    data: Mapping[str, Any] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Preview:
    """An intermediate picture; prompt and node are known with the feature flag only."""

    image: bytes
    media_type: str
    prompt: str | None
    node: str | None


Message = (
    QueueStatus | Started | Cached | NodeStates | Executing | Stepped | Executed | Ended | Preview
)

OUTCOMES = {
    "execution_success": "success",
    "execution_error": "error",
    "execution_interrupted": "interrupted",
}


def read_message(raw: str | bytes) -> Message | None:
    """The message in a frame; None for what is unknown, unreadable or of no interest."""
    try:
        return _read_binary(raw) if isinstance(raw, bytes) else _read_text(raw)
    except (ValueError, TypeError, KeyError, AttributeError, struct.error, RecursionError):
        return None


def _read_text(raw: str) -> Message | None:
    body = json.loads(raw)
    kind, data = body["type"], body["data"]
    if kind in OUTCOMES:
        return Ended(data["prompt_id"], OUTCOMES[kind], data)
    reader = _READERS.get(kind)
    return reader(data) if reader else None


_READERS: Mapping[str, Callable[[Any], Message]] = {
    "status": lambda data: QueueStatus(int(data["status"]["exec_info"]["queue_remaining"])),
    "execution_start": lambda data: Started(data["prompt_id"]),
    "execution_cached": lambda data: Cached(data["prompt_id"], tuple(map(str, data["nodes"]))),
    "progress_state": lambda data: NodeStates(data["prompt_id"], _node_states(data["nodes"])),
    "executing": lambda data: Executing(data.get("prompt_id"), data["node"]),
    "progress": lambda data: Stepped(
        data.get("prompt_id"), data.get("node"), float(data["value"]), float(data["max"])
    ),
    "executed": lambda data: Executed(
        data["prompt_id"], str(data["node"]), data.get("output") or {}
    ),
}


def _node_states(nodes: Mapping[str, Any]) -> dict[str, NodeState]:
    return {
        str(node): NodeState(float(state["value"]), float(state["max"]), str(state["state"]))
        for node, state in nodes.items()
    }


def _read_binary(raw: bytes) -> Message | None:
    (event,) = struct.unpack_from(">I", raw)
    if event == _PREVIEW:
        (kind,) = struct.unpack_from(">I", raw, 4)
        return Preview(raw[8:], _IMAGE_TYPES[kind], None, None)
    if event == _PREVIEW_WITH_METADATA:
        (size,) = struct.unpack_from(">I", raw, 4)
        about = json.loads(raw[8 : 8 + size])
        image = raw[8 + size :]
        return Preview(image, about["image_type"], about.get("prompt_id"), about.get("node_id"))
    return None
