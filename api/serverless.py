"""The HTTP entry point on AWS Lambda (serverless.yml): the same application, through Mangum.

Nothing outlives an invocation, so database connections are not pooled; WebSockets and server-sent
events need a process that stays, and are refused by the gateway.
"""

import asyncio
from functools import cache
from typing import Any

from mangum import Mangum

from api.app import create_app
from api.runtime import compose
from infra.settings import load_settings

_TEXT = [
    "text/",
    "application/json",
    "application/graphql-response+json",
    "application/javascript",
]


@cache
def _adapter() -> Mangum:
    runtime = compose(load_settings(), pooled=False)
    return Mangum(create_app(runtime), lifespan="off", text_mime_types=_TEXT)


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """One event loop for the life of the container; newer Pythons make none by themselves."""
    return asyncio.new_event_loop()


def http(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one API Gateway event (HTTP API, payload version 2.0)."""
    asyncio.set_event_loop(_loop())
    answer: dict[str, Any] = _adapter()(event, context)
    return answer
