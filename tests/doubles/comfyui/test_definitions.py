"""The short copy of ComfyUI's node definitions against the whole of it, where that is at hand."""

import json
from pathlib import Path

import pytest

from tests.doubles.comfyui.definitions import definitions, trim

_WHOLE = Path(__file__).parents[4] / "shared/data/comfyui/object_info.json"


def test_the_copy_says_what_comfyui_says() -> None:
    if not _WHOLE.exists():
        pytest.skip("shared data not here")
    whole = json.loads(_WHOLE.read_text("utf-8"))
    copied = definitions()
    assert copied == {name: trim(whole[name]) for name in copied}
