"""What processes use, as the kernel counts it in /proc."""

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def leaders(data: Path) -> dict[str, int]:
    """The servers that this very process has started on a DATA folder, by name."""
    record = json.loads((data / "run" / f"{os.getpid()}.json").read_text())
    return {leader["name"]: leader["pid"] for leader in record["leaders"]}


def tree(pid: int) -> set[int]:
    """The process and all that descend from it."""
    parents = dict(_parents())
    found, before = {pid}, 0
    while len(found) > before:
        before = len(found)
        found |= {child for child, parent in parents.items() if parent in found}
    return found


def cpu_seconds(pids: Iterable[int]) -> float:
    """CPU time of these processes and of their children that have ended."""
    return sum(sum(map(int, fields[11:15])) for fields in map(_stat, pids) if fields) / _TICKS


def own_cpu_seconds(pid: int) -> float:
    """CPU time of all threads of one running process, to the nanosecond."""
    nanoseconds = 0
    for thread in Path(f"/proc/{pid}/task").iterdir():
        with suppress(OSError):
            nanoseconds += int((thread / "schedstat").read_text().split()[0])
    return nanoseconds / 1e9


def memory_mb(pids: Iterable[int]) -> tuple[float, float]:
    """RSS and PSS together: what they map, and what of it they cost, shared pages divided."""
    rss = pss = 0
    for pid in pids:
        with suppress(OSError):
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
            kilobytes = {line.split(":")[0]: int(line.split()[1]) for line in lines}
            rss += kilobytes["Rss"]
            pss += kilobytes["Pss"]
    return rss / 1024, pss / 1024


def seconds_short_of_cpu() -> float:
    """How long, since the machine started, some process has waited for a core; 0 if unknown."""
    with suppress(OSError):
        some = Path("/proc/pressure/cpu").read_text().splitlines()[0]
        return int(some.rpartition("=")[2]) / 1e6
    return 0.0


def _parents() -> Iterator[tuple[int, int]]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            yield int(entry.name), int(fields[1])


def _stat(pid: int) -> list[str]:
    """The fields from the state on: 1 is the parent, 11 to 14 are the times."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return []
