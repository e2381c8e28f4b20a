import pytest

from tests.workers.endpoint.fake_artist import NoopRenderer
from workers.endpoint.choice import choose_renderer, comfyui_url
from workers.endpoint.comfy import ComfyRenderer
from workers.endpoint.drawing import DrawingRenderer

_NAME = "STORYCANVAS_ENDPOINT_RENDERER"


def test_comfyui_where_there_is_one_else_the_rehearsal() -> None:
    assert isinstance(choose_renderer({"COMFYUI_URL": "http://127.0.0.1:8188"}), ComfyRenderer)
    rehearsal = choose_renderer({"COMFYUI_URL": " "})
    assert isinstance(rehearsal, DrawingRenderer)
    assert (rehearsal.name, rehearsal.version) == ("rehearsal", "3")


def test_a_renderer_named_wins() -> None:
    environ = {_NAME: "tests.workers.endpoint.fake_artist:NoopRenderer", "COMFYUI_URL": "x"}
    assert isinstance(choose_renderer(environ), NoopRenderer)


@pytest.mark.parametrize("name", ["nowhere:X", "workers.endpoint:X", "workers.endpoint"])
def test_a_name_that_leads_nowhere(name: str) -> None:
    with pytest.raises((ImportError, AttributeError)):
        choose_renderer({_NAME: name})


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("", None),
        ("127.0.0.1:8188", "http://127.0.0.1:8188"),
        ("https://host/comfy/", "https://host/comfy"),
    ],
)
def test_the_address_of_comfyui(given: str, url: str | None) -> None:
    assert comfyui_url({"COMFYUI_URL": given}) == url
