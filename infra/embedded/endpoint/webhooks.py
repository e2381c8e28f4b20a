"""Call-backs: the status of a job that has ended is POSTed to the address it came with."""

import asyncio
import json
import logging
from collections.abc import Callable

import httpx

from infra.embedded.endpoint.jobs import Job, status_body
from infra.embedded.endpoint.returning import to_studio

log = logging.getLogger(__name__)

_TRIES = 3


class Webhooks:
    """Delivers each in a task of its own: three tries, `pause` seconds apart, until one is 200."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        pause: float,
        done: Callable[[str], None],
        studio: str | None = None,
    ) -> None:
        self._client = client
        self._studio = studio
        self._pause = pause
        self._done = done
        self._tasks: set[asyncio.Task[None]] = set()

    def send(self, job: Job) -> None:
        """Begin to deliver the job's status, if it came with an address."""
        if job.webhook is not None:
            url = str(to_studio(job.webhook, self._studio))
            task = asyncio.create_task(self._deliver(job, url))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _deliver(self, job: Job, url: str) -> None:
        content = json.dumps(status_body(job), separators=(",", ":"))
        for attempt in range(_TRIES):
            if attempt:
                await asyncio.sleep(self._pause)
            if await self._delivered(url, content):
                break
        else:
            log.warning("the webhook of %s was not taken; given up", job.id)
        self._done(job.id)

    async def _delivered(self, url: str, content: str) -> bool:
        try:
            sent = await self._client.post(
                url, content=content, headers={"Content-Type": "application/json"}
            )
        except (httpx.HTTPError, httpx.InvalidURL):
            return False
        return sent.status_code == httpx.codes.OK

    async def close(self) -> None:
        """Leave what is not delivered yet: it is taken up at the next start."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
