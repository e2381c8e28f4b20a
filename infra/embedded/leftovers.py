"""Servers that still work in a folder whose launcher is gone."""

import asyncio
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

_PATIENCE = 5.0


async def end_servers_in(folder: Path, program: str, stop_signal: signal.Signals) -> bool:
    """End every process of `program` that has `folder` as its working directory.

    Two servers must never share a folder. After a server's violent end its own children linger for
    a moment, too. They are asked, waited for, and killed after 5 s. Answers whether nobody is left;
    False where the system has no /proc to see it: Postgres then refuses by itself, and is started again.
    """
    if sys.platform != "linux":
        return False
    left = _working_in(folder, program)
    _signal_all(left, stop_signal)
    deadline = asyncio.get_running_loop().time() + _PATIENCE
    while left and asyncio.get_running_loop().time() < deadline:
        await asyncio.sleep(0.05)
        left = _working_in(folder, program)
    _signal_all(left, signal.SIGKILL)
    return not left


def _working_in(folder: Path, program: str) -> list[int]:
    home = os.path.realpath(folder)
    found = []
    for proc in Path("/proc").iterdir():
        with suppress(OSError):
            if (
                proc.name.isdigit()
                and (proc / "comm").read_bytes().strip() == program.encode()
                and str((proc / "cwd").readlink()) == home
            ):
                found.append(int(proc.name))
    return found


def _signal_all(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, number)
