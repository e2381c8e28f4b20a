from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.doubles.comfyui import Comfy, Serving
from tests.doubles.comfyui import server as comfyui_server
from tests.doubles.serving import serve
from tests.workers.endpoint import inbox as inboxes
from tests.workers.endpoint.inbox import Inbox


@dataclass
class Standing:
    """A server that stays up from test to test, with an application of each one's own."""

    app: ASGIApp | None = None
    url: str = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert self.app is not None
        await self.app(scope, receive, send)


def _standing() -> Iterator[Standing]:
    standing = Standing()
    with serve(standing) as standing.url:
        yield standing


_studio_side = pytest.fixture(_standing, scope="session", name="_studio_side")
_comfyui_side = pytest.fixture(_standing, scope="session", name="_comfyui_side")


@pytest.fixture
def inbox(_studio_side: Standing) -> Inbox:
    inbox = Inbox(_studio_side.url)
    _studio_side.app = inboxes.application(inbox)
    return inbox


@pytest.fixture
def comfyui(_comfyui_side: Standing) -> Serving:
    comfy = Comfy(("sdxl.safetensors", "pony/pony.safetensors"), step_seconds=0.004)
    _comfyui_side.app = comfyui_server.application(comfy)
    return Serving(_comfyui_side.url, comfy)
