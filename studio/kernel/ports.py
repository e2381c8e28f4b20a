"""What the domain needs from the world and is given through the context."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol
from uuid import UUID


class Clock(Protocol):
    def now(self) -> datetime: ...


class Waker(Protocol):
    """Tells other processes that something was committed. Best effort: they also look by themselves."""

    async def wake(self, streams: Collection[UUID], *, outbox: bool) -> None: ...


class UnsealError(Exception):
    """Sealed with another key, or damaged."""


class Sealer(Protocol):
    """Authenticated encryption of secrets at rest."""

    def seal(self, plain: str) -> bytes: ...

    def unseal(self, sealed: bytes) -> str:
        """Raises UnsealError."""
        ...
