"""Places where a test may stop or kill this very process. Nothing without STORYCANVAS_FAULT_SOCKET."""

import asyncio
import json
import os
from contextlib import suppress

SUBMIT_BEFORE_ATTEMPT = "submit.before_attempt"
SUBMIT_BEFORE_CALL = "submit.before_call"
SUBMIT_AFTER_ACCEPT = "submit.after_accept"
SUBMIT_OVER = "submit.over"
REPORT_IN_PROGRESS = "report.in_progress"
COLLECT_BEFORE_COMMIT = "collect.before_commit"
COLLECT_AFTER_COMMIT = "collect.after_commit"
COLLECT_AFTER_STAGING = "collect.after_staging"
RELAY_AFTER_ENQUEUE = "relay.after_enqueue"
EXPORT_BEGUN = "export.begun"
EXPORT_MADE = "export.made"

POINTS = (
    SUBMIT_BEFORE_ATTEMPT,
    SUBMIT_BEFORE_CALL,
    SUBMIT_AFTER_ACCEPT,
    SUBMIT_OVER,
    REPORT_IN_PROGRESS,
    COLLECT_AFTER_STAGING,
    COLLECT_BEFORE_COMMIT,
    COLLECT_AFTER_COMMIT,
    RELAY_AFTER_ENQUEUE,
    EXPORT_BEGUN,
    EXPORT_MADE,
)


async def reach(point: str, **about: str) -> None:
    """Tell the injector (one JSON line) and wait for its newline, or for it to go away."""
    address = os.environ.get("STORYCANVAS_FAULT_SOCKET")
    if not address:
        return
    host, _, port = address.rpartition(":")
    with suppress(OSError):
        reader, writer = await asyncio.open_connection(host, int(port))
        try:
            told = {"point": point, "pid": os.getpid(), **about}
            writer.write(json.dumps(told).encode() + b"\n")
            await writer.drain()
            await reader.readline()
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()
