"""What a ComfyUI says of its prompts: those that are over, and those that are to come. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from infra.comfyui.messages import OUTCOMES
from infra.comfyui.outputs import OutputFile, read_outputs


@dataclass(frozen=True, slots=True)
class History:
    """How a prompt ended: `outcome` is success, error or interrupted; `data` is that message's.

    `cached` are the nodes that did not run, since they had run before with the same inputs;
    `extra_data` is what was sent with the prompt.
    """

    outcome: str
    data: Mapping[str, Any]
    outputs: tuple[OutputFile, ...]
    raw_outputs: Mapping[str, Any]
    cached: frozenset[str] = frozenset()
    extra_data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A prompt that waits or runs, with the graph that was sent."""

    prompt: str
    graph: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Queue:
    """What a ComfyUI does now and next, what comes first first."""

    running: tuple[Waiting, ...]
    pending: tuple[Waiting, ...]


def read_history(entry: Mapping[str, Any]) -> History | None:
    """An entry of /history; None where it does not say how the prompt ended.

    Raises ValueError, TypeError, AttributeError or LookupError for what is no such entry.
    """
    status = entry.get("status") or {}
    messages = dict(status.get("messages", ()))
    ended = {OUTCOMES[kind]: data for kind, data in messages.items() if kind in OUTCOMES}
    # An interrupted run is filed under "error" too: the messages tell which it was.
    told = [name for name in ("interrupted", "error", "success") if name in ended]
    outcome = told[0] if told else str(status.get("status_str") or "")
    if not outcome:
        return None
    outputs = entry.get("outputs") or {}
    sent: list[Any] = entry.get("prompt") or []
    extra = sent[3] if len(sent) > 3 and isinstance(sent[3], dict) else {}
    return History(
        outcome,
        ended.get(outcome, {}),
        read_outputs(outputs),
        outputs,
        frozenset(map(str, messages.get("execution_cached", {}).get("nodes", ()))),
        extra,
    )


def read_queue(told: Mapping[str, Any]) -> Queue:
    """The answer of GET /queue. Raises ValueError, TypeError or LookupError for what is none."""
    running, pending = (
        tuple(
            Waiting(str(entry[1]), entry[2] if isinstance(entry[2], dict) else {})
            for entry in sorted(told[name], key=lambda entry: float(entry[0]))
        )
        for name in ("queue_running", "queue_pending")
    )
    return Queue(running, pending)
