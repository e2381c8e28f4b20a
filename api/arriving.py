"""Large uploads on their way into this process: how many of a workspace, and how many bytes.

A place is held from the first byte until what was brought is taken in, and ends with its request.
"""

import asyncio
import shutil
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from infra.storage import StorageFull

PATIENCE = 60.0
"""Seconds in which nothing comes before an upload is broken off."""
MOST_BYTES = 12 * 1024**3
"""Of all uploads that a workspace has on their way."""
SPARE_BYTES = 256 * 1024**2
"""What is left free on a disk."""


class Busy(Exception):
    """The workspace sends as much as it may already; the message says what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Stalled(Exception):
    """Nothing came for long."""

    message = (
        f"Nothing came for {PATIENCE:.0f} seconds, so the upload was broken off. Send it again."
    )


@dataclass(slots=True, eq=False)
class Place:
    """An upload; `promised` bytes by its headers, 0 where these do not say."""

    workspace_id: UUID
    promised: int
    arrived: int = 0


@dataclass(frozen=True, slots=True)
class Arrivals:
    """The uploads of one process."""

    _places: list[Place] = field(default_factory=list)

    @contextmanager
    def place(self, workspace_id: UUID, promised: int, *, most: int) -> Iterator[Place]:
        """One of `most` places of a workspace. Raises Busy."""
        taken = sum(one.workspace_id == workspace_id for one in self._places)
        if taken >= most:
            raise Busy(
                f"{taken} uploads of this workspace are being brought in already. Wait until one of "
                "them is done, then send this again."
            )
        place = Place(workspace_id, promised)
        self._places.append(place)
        try:
            self._check(place)
            yield place
        finally:
            self._places.remove(place)

    async def chunks(self, place: Place, body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """The body as it comes. Raises Busy where it has more than was promised and all of the
        workspace are too much, and Stalled."""
        while True:
            try:
                async with asyncio.timeout(PATIENCE):
                    chunk = await anext(body)
            except StopAsyncIteration:
                return
            except TimeoutError:
                raise Stalled from None
            place.arrived += len(chunk)
            if place.arrived > place.promised:
                self._check(place)
            yield chunk

    def demand_room(self, folders: Sequence[Path]) -> None:
        """Raises StorageFull unless all that is promised fits into each of these folders, of which
        several may lie on one disk."""
        wanted = sum(max(0, one.promised - one.arrived) for one in self._places)
        needed: Counter[int] = Counter()
        for folder in folders:
            disk = folder.stat().st_dev
            needed[disk] += wanted
            if shutil.disk_usage(folder).free < needed[disk] + SPARE_BYTES:
                raise StorageFull(
                    "The studio's disk has no room for this file. Free some space there, then send "
                    "it again."
                )

    def _check(self, place: Place) -> None:
        held = sum(
            max(one.promised, one.arrived)
            for one in self._places
            if one.workspace_id == place.workspace_id
        )
        if held > MOST_BYTES:
            raise Busy(
                f"The uploads of this workspace may have {MOST_BYTES // 1024**3} GB at a time. Wait "
                "until the others are done, then send this again."
            )
