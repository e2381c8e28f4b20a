"""Waiting for another thread or process to come so far."""

import asyncio
import inspect
import time
from collections.abc import Callable
from typing import Any

PATIENCE = 60.0
"""Seconds after which nothing comes any more, on however slow and busy a machine."""


async def until(so: Callable[[], Any], seconds: float = PATIENCE, pause: float = 0.01) -> Any:
    """What `so`, a function or coroutine function, gives once it is true."""
    end = time.monotonic() + seconds
    while True:
        found = so()
        if inspect.isawaitable(found):
            found = await found
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds} s in vain")
        await asyncio.sleep(pause)
