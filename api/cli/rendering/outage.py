"""Waiting for a studio that is away: with back-off, said once, and not for ever."""

import asyncio
import time
from collections.abc import Callable

from api.cli.rendering.errors import RenderError

FIRST_CONTACT = 15.0
"""Seconds to wait for a studio that has not answered yet."""
PATIENCE = 120.0
"""Seconds to wait for one that has."""
_SHORTEST, _LONGEST = 0.5, 5.0


class Away(Exception):
    """The studio, or a server behind it, does not answer now; the same may work later."""


class Outage:
    """Whether the studio is away. Each channel to it says what it sees; a person is told once."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._channels: dict[str, float] = {}
        self._since: float | None = None
        self._met = False

    async def wait(self, channel: str, why: Away) -> None:
        """Wait before `channel` tries again. Raises RenderError when it has been too long."""
        now = time.monotonic()
        if self._since is None:
            self._since = now
            if self._met:
                self._say(f"The studio is away ({why}). Waiting for it …")
        if now - self._since > (PATIENCE if self._met else FIRST_CONTACT):
            raise RenderError(f"The studio does not answer: {why}. {self._advice()}")
        delay = min(_LONGEST, self._channels.get(channel, _SHORTEST / 2) * 2)
        self._channels[channel] = delay
        await asyncio.sleep(delay)

    def over(self, channel: str) -> None:
        """`channel` works."""
        self._channels.pop(channel, None)
        if self._since is not None and not self._channels:
            if self._met:
                self._say(f"The studio is back after {time.monotonic() - self._since:.0f} s.")
            self._since = None
        self._met = True

    def _advice(self) -> str:
        if self._met:
            return "When it runs again, the same command goes on from here."
        return "Look into the logs folder of DATA, or stop that studio and try again."
