"""What goes wrong, and when: drawn from a seed before anything begins. Pure."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

KILL, FREEZE, CUT, SILENCE, DEAFEN = "kill", "freeze", "cut", "silence", "deafen"
LOSE = "lose an answer"

SERVICES = ("postgres", "valkey", "api", "queue worker", "worker", "endpoint", "renderer")
SERVERS = ("serverless", "comfyui", "videos")
MACHINES = ("machine-1", "machine-2")
CABLES = ("to serverless", "to comfyui", "to videos", "to the studio")

_PROCESSES = (*SERVICES, *SERVERS, *MACHINES)


@dataclass(frozen=True, slots=True)
class Fault:
    """At second `at` of the run this happens to `whom`, for so many seconds where it lasts."""

    at: float
    what: str
    whom: str
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds: how long faults go on, how far they are apart and how long those that last do."""

    whole: float
    apart: tuple[float, float]
    lasting: tuple[float, float]


def schedule(dice: random.Random, pace: Pace, whom: Sequence[str]) -> list[Fault]:
    """Each of `whom` once, in any order, then any of them. A cable first loses an answer."""
    faults: list[Fault] = []
    at = dice.uniform(*pace.apart)
    turn = dice.sample(whom, len(whom))
    while at < pace.whole:
        first = len(faults) < len(turn)
        name = turn[len(faults)] if first else dice.choice(whom)
        faults.append(_fault(dice, pace, at, name, first=first))
        at += dice.uniform(*pace.apart)
    return faults


def _fault(dice: random.Random, pace: Pace, at: float, name: str, *, first: bool) -> Fault:
    seconds = dice.uniform(*pace.lasting)
    if name in _PROCESSES:
        kills = dice.random() < 0.7
        return Fault(at, KILL, name) if kills else Fault(at, FREEZE, name, seconds)
    what = LOSE if first else dice.choice((CUT, SILENCE, DEAFEN, LOSE))
    return Fault(at, what, name, seconds)
