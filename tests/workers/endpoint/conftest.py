from collections.abc import Iterator

import pytest

from tests.doubles.comfyui import Serving, serve_comfyui
from tests.workers.endpoint.inbox import Inbox, serve_inbox


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with serve_inbox() as inbox:
        yield inbox


@pytest.fixture
def comfyui() -> Iterator[Serving]:
    with serve_comfyui("sdxl.safetensors", "pony/pony.safetensors") as serving:
        yield serving
