"""What a launcher that was killed has left behind, and how it is ended.

Each launcher keeps a list of the process groups it started. The list is read by the next launcher
and by a guard: this file, run as a program, waits for the launcher's end on its standard input
and then does the same at once. It imports nothing but the standard library for that reason.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

GUARD_GRACE = 2.0  # seconds between asking and killing once the launcher is dead
SWEEP_GRACE = 5.0


@dataclass(frozen=True)
class Leader:
    """A started process that leads a session and group of its own."""

    name: str
    pid: int
    born: str
    stop_signal: int


@dataclass(frozen=True)
class _Seen:
    pid: int
    family: int  # the session, or the group where ps does not tell sessions
    born: str


def born(pid: int) -> str:
    """What tells a process from a later one of the same number; "" when it is gone."""
    seen = _from_proc(pid) if sys.platform == "linux" else _processes().get(pid)
    return seen.born if seen else ""


class Record:
    """The list, on disk, of what this launcher runs now."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._leaders: dict[str, Leader] = {}

    def add(self, name: str, pid: int, stop_signal: int) -> None:
        self._leaders[name] = Leader(name, pid, born(pid), stop_signal)
        self._write()

    def drop(self, name: str) -> None:
        """Forget one that has ended: in time its number belongs to somebody else."""
        self._leaders.pop(name, None)
        self._write()

    def remove(self) -> None:
        self.file.unlink(missing_ok=True)

    def _write(self) -> None:
        record = {"boot": _boot(), "leaders": [asdict(leader) for leader in self._leaders.values()]}
        draft = self.file.with_suffix(".new")
        with suppress(OSError):  # a full disk must not keep a server down
            draft.write_text(json.dumps(record), encoding="utf-8")
            draft.replace(self.file)


def end_recorded(file: Path, grace: float) -> list[str]:
    """End every group of the list, by force after `grace` seconds; answers the names ended."""
    leaders = _read_record(file)
    left = [(leader, _members(leader)) for leader in leaders]
    names = [leader.name for leader, members in left if members]
    for leader, members in left:
        if leader.pid in members:
            _signal(leader.pid, leader.stop_signal)
        else:
            _kill(members)
    deadline = time.monotonic() + grace
    while any(map(_members, leaders)) and time.monotonic() < deadline:
        time.sleep(0.05)
    for leader in leaders:
        _kill(_members(leader))
    return names


def _read_record(file: Path) -> list[Leader]:
    try:
        record = json.loads(file.read_text(encoding="utf-8"))
        if record["boot"] != _boot():
            return []
        return [Leader(**entry) for entry in record["leaders"]]
    except (OSError, ValueError, TypeError, KeyError):
        return []


def _boot() -> str:
    if sys.platform != "linux":
        return ""
    return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()


def _members(leader: Leader) -> list[int]:
    seen = _processes()
    now = seen.get(leader.pid)
    if now is not None and now.born != leader.born:
        return []  # the number belongs to another process now, and so would its family
    return [p.pid for p in seen.values() if p.family == leader.pid]


def _kill(pids: Iterable[int]) -> None:
    for pid in pids:
        _signal(pid, signal.SIGKILL)


def _signal(pid: int, number: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.kill(pid, number)


def _processes() -> dict[int, _Seen]:
    """Every process that runs, by pid; those that only wait to be collected are left out."""
    if sys.platform == "linux":
        numbers = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
        return {seen.pid: seen for seen in map(_from_proc, numbers) if seen}
    else:
        return {seen.pid: seen for seen in _from_ps()}


def _from_ps() -> Iterator[_Seen]:
    command = ["ps", "-axo", "pid=,pgid=,stat=,lstart="]
    listing = subprocess.run(command, capture_output=True, text=True, check=True)
    for line in listing.stdout.splitlines():
        pid, group, state, started = line.split(None, 3)
        if not state.startswith("Z"):
            yield _Seen(int(pid), int(group), started)


def _from_proc(pid: int) -> _Seen | None:
    try:
        line = Path(f"/proc/{pid}/stat").read_bytes()
    except OSError:
        return None
    # The name, in parentheses, may hold anything; the fields that follow it may not.
    stat = line.rpartition(b")")[2].split()
    return None if stat[0] in {b"Z", b"X"} else _Seen(pid, int(stat[3]), stat[19].decode())


def _guard(record: Path) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    sys.stdin.buffer.read()
    end_recorded(record, GUARD_GRACE)


if __name__ == "__main__":
    _guard(Path(sys.argv[1]))
