"""What routes answer while Postgres or Redis is away; the graph says so itself."""

import logging

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.auth import refusal
from infra.outages import RETRY_AFTER, in_one_line, outage_words

log = logging.getLogger(__name__)


class Outages:
    """Turns errors of an outage into 503, unless an answer has begun."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = scope["type"] != "http"

        async def noting(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except Exception as error:
            words = outage_words(error)
            if begun or words is None:
                raise
            log.warning("%s: %s", _route(scope), in_one_line(error))
            answer = refusal(503, "UNAVAILABLE", words)
            answer.headers.update(RETRY_AFTER)
            await answer(scope, receive, send)


def _route(scope: Scope) -> str:
    """By its name: its address may hold a secret."""
    return str(getattr(scope.get("endpoint"), "__qualname__", scope["method"]))
