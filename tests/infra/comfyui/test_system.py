from typing import Any

import pytest

from infra.comfyui.system import gpu_of, version_of

CPU = {"name": "cpu", "type": "cpu"}


@pytest.mark.parametrize(
    ("devices", "gpu"),
    [
        ([{"name": "cuda:0 NVIDIA L4 : cudaMallocAsync", "type": "cuda"}, CPU], "NVIDIA L4"),
        ([CPU, {"name": "cuda:12 NVIDIA L4 : native", "type": "cuda"}], "NVIDIA L4"),
        ([{"name": "mps", "type": "mps"}], "mps"),
        ([{"name": "Radeon : RX 7900", "type": "cuda"}], "Radeon : RX 7900"),
        ([{"name": "x" * 300}], "x" * 80),
        ([CPU], None),
        ([{"name": " "}, {"name": ["L4"]}, "L4"], None),
        ({"name": "L4"}, None),
        (None, None),
    ],
)
def test_the_gpu_is_the_first_device_that_is_one(devices: Any, gpu: str | None) -> None:
    assert gpu_of(devices) == gpu


@pytest.mark.parametrize(
    ("stats", "version"),
    [
        ({"system": {"comfyui_version": "0.8.0"}}, "0.8.0"),
        ({"system": {"comfyui_version": 8}}, None),
        ({"system": {"comfyui_version": ""}}, None),
        ({"system": []}, None),
        ({}, None),
    ],
)
def test_the_version_is_a_word_or_unknown(stats: dict[str, Any], version: str | None) -> None:
    assert version_of(stats) == version
