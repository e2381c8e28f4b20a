"""What work costs, so told that a busy machine says the same as an idle one."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

_FEWEST, _MOST = 3, 30
"""Rounds in which two pieces of work are measured beside each other."""


@dataclass
class Calls:
    """Of Python functions, and from them of others, in this thread."""

    count: int = 0


@contextmanager
def counted_calls(most: int | None = None) -> Iterator[Calls]:
    """What is called meanwhile; one more than `most` is broken off, as it may never end."""
    calls = Calls()

    def note(_frame: FrameType, event: str, _given: object) -> None:
        if event in {"call", "c_call"}:
            calls.count += 1
            if calls.count == (most or 0) + 1 and most is not None:
                raise AssertionError(f"more than {most} calls")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield calls
    finally:
        sys.setprofile(before)
    assert most is None or calls.count <= most, f"more than {most} calls"


def calls_of(work: Callable[..., object], *given: object) -> int:
    with counted_calls() as calls:
        work(*given)
    return calls.count


def seconds_of(work: Callable[[], object]) -> float:
    """Of the CPU, in this process."""
    began = time.process_time()
    work()
    return time.process_time() - began


def takes_at_most(
    times: float, work: Callable[[], object], beside: Callable[[], object], more: float = 0.0
) -> bool:
    """Whether `work` takes at most so many times of the CPU what `beside` takes, and `more` seconds.

    Each by the best of many rounds: what else runs makes some of them longer, and none shorter.
    """
    best = [float("inf"), float("inf")]
    for done in range(1, _MOST + 1):
        for place, one in enumerate((work, beside)):
            best[place] = min(best[place], seconds_of(one))
        if done >= _FEWEST and best[0] <= times * best[1] + more:
            return True
    return False
