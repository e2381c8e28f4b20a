"""How far a graph has come, from the messages of its run. Pure but for its own memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from infra.comfyui.messages import (
    Cached,
    Executing,
    Message,
    NodeStates,
    Preview,
    QueueStatus,
    Started,
    Stepped,
)


@dataclass(frozen=True, slots=True)
class Update:
    """`progress` is 0…1 and never falls; `loading` until a node other than a loader runs."""

    progress: float
    message: str
    loading: bool
    preview: bytes | None = None


class Tracker:
    """Turns the messages of one prompt into updates.

    A node weighs as many steps as its graph says it takes, since sampling is where time goes.
    """

    def __init__(self, graph: Mapping[str, Any], prompt: str) -> None:
        self._prompt = prompt
        self._classes = {node: str(spec.get("class_type", "")) for node, spec in graph.items()}
        self._weights = {node: _weight(spec) for node, spec in graph.items()}
        self._done = dict.fromkeys(graph, 0.0)
        self._running: str | None = None
        self._progress = 0.0
        self._loading = True
        self._said = "waiting for ComfyUI"

    def take(self, message: Message) -> Update | None:
        """The update that a message brings; None: nothing new, or not of this prompt."""
        prompt = getattr(message, "prompt", None)
        if prompt is not None and prompt != self._prompt:
            return None
        match message:
            case QueueStatus(remaining=remaining) if self._running is None and remaining > 1:
                self._said = f"waiting, {remaining} in ComfyUI's queue"
            case Started():
                self._said = "ComfyUI has started"
            case Cached(nodes=nodes):
                self._finish(*nodes)
            case Executing(node=node) if node is not None:
                self._run(node)
            case NodeStates(nodes=nodes):
                for node, state in nodes.items():
                    self._step(node, state.value, state.max, finished=state.state == "finished")
            case Stepped(node=node, value=value, max=top):
                self._step(node or self._running, value, top, finished=False)
                self._said = f"step {value:.0f} of {top:.0f}"
            case Preview(image=image):
                return self._update(image)
            case _:
                return None
        return self._update()

    def _run(self, node: str) -> None:
        if self._running not in (None, node):
            self._finish(str(self._running))
        self._running = node
        name = self._classes.get(node, node)
        self._loading = self._loading and "loader" in name.lower()
        self._said = f"loading models ({name})" if self._loading else f"running {name}"

    def _step(self, node: str | None, value: float, top: float, *, finished: bool) -> None:
        if node in self._done:
            part = 1.0 if finished else min(1.0, value / top) if top > 1 else 0.0
            self._done[node] = max(self._done[node], part)

    def _finish(self, *nodes: str) -> None:
        for node in nodes:
            if node in self._done:
                self._done[node] = 1.0

    def _update(self, preview: bytes | None = None) -> Update:
        total = sum(self._weights.values()) or 1.0
        done = sum(self._weights[node] * part for node, part in self._done.items())
        self._progress = max(self._progress, done / total)
        return Update(self._progress, self._said, self._loading, preview)


def _weight(spec: Mapping[str, Any]) -> float:
    inputs = spec.get("inputs")
    steps = inputs.get("steps") if isinstance(inputs, Mapping) else None
    return float(min(max(steps, 1), 1000)) if isinstance(steps, int) else 1.0
