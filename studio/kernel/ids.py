"""Identifiers: version 7 UUIDs made here, and their typed form in the graph (`clip_0198…`)."""

import os
import re
import threading
import time
from uuid import UUID

_TYPED = re.compile(r"([a-z]+)_([0-9a-f]{32})")
_lock = threading.Lock()
_last = 0


def uuid7() -> UUID:
    """A time-ordered UUID (RFC 9562, version 7), strictly rising within one process.

    Python 3.11 and Postgres 15 have none, so ids are never column defaults.
    """
    global _last  # noqa: PLW0603
    with _lock:
        stamp = (time.time_ns() // 1_000_000 << 12) | (time.time_ns() // 250 & 0xFFF)
        _last = stamp = max(stamp, _last + 1)
    milliseconds, sub = stamp >> 12, stamp & 0xFFF
    tail = int.from_bytes(os.urandom(8)) & 0x3FFF_FFFF_FFFF_FFFF
    return UUID(int=(milliseconds << 80) | (0x7 << 76) | (sub << 64) | (0b10 << 62) | tail)


def typed(kind: str, value: UUID) -> str:
    """`typed("clip", id)` is `clip_` and 32 hexadecimal digits."""
    return f"{kind}_{value.hex}"


def parse(text: str) -> tuple[str, UUID] | None:
    """The kind and the UUID of a typed id, or None for anything else."""
    match = _TYPED.fullmatch(text)
    return (match[1], UUID(match[2])) if match else None


def untyped(kind: str, text: str) -> UUID | None:
    """The UUID of a typed id of this kind, or None for anything else."""
    found = parse(text)
    return found[1] if found and found[0] == kind else None
