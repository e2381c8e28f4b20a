from collections.abc import Iterator

import pytest

from tests.doubles.comfyui import Serving, serve_comfyui


@pytest.fixture
def comfyui() -> Iterator[Serving]:
    with serve_comfyui("sdxl.safetensors") as serving:
        yield serving
