"""Waiting for another thread or process to come so far."""

import asyncio
import time
from collections.abc import Callable


async def until(so: Callable[[], object], seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not so():
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds} s in vain")
        await asyncio.sleep(0.01)
