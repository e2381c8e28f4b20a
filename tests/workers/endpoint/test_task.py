import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workers.endpoint.inputs import task_input
from workers.endpoint.errors import EndpointError, ErrorCode
from workers.endpoint.task import Kind, read_task

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)

_GRAPH = {"1": {"class_type": "SaveImage", "inputs": {}}}


def test_a_whole_input_is_read() -> None:
    task = read_task(task_input(count=2, kind="VIDEO", brief_seed=2**64 - 1))
    assert task.kind is Kind.VIDEO
    assert [slot.url for slot in task.outputs] == ["http://s/0", "http://s/1"]
    assert [task.brief.seed_of(index) for index in (0, 1)] == [2**64 - 1, 0]
    assert task.brief.raw["shot"]["characters"] == ["HAMLET"]


def test_what_may_be_null_or_absent() -> None:
    given = task_input(brief_fps=None, brief_frames=None, brief_shot=None)
    del given["workflow"], given["report"], given["brief"]["model"]
    task = read_task(given)
    assert (task.brief.fps, task.brief.frames, task.workflow, task.report) == ("24", 48, None, None)


def test_the_cast_is_read() -> None:
    cast = [{"name": "HAMLET", "look": "black doublet", "age": 30}, {"name": "GHOST"}]
    assert read_task(task_input(brief_shot={"cast": cast})).brief.raw["shot"]["cast"] == [
        {"name": "HAMLET", "look": "black doublet"},
        {"name": "GHOST", "look": ""},
    ]


def test_addresses_are_not_shown() -> None:
    given = task_input(report="http://host/secret", brief_start_image={"url": "http://host/secret"})
    given["outputs"][0] = {"url": "http://host/secret", "headers": {"x": "secret"}}
    assert "secret" not in repr(read_task(given))


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"storycanvas": 2}, "storycanvas"),
        ({"storycanvas": True}, "storycanvas"),
        ({"attempt": "../../etc"}, "attempt"),
        ({"attempt": None}, "attempt"),
        ({"kind": "AUDIO"}, "kind"),
        ({"kind": []}, "kind"),
        ({"brief": None}, "brief"),
        ({"output_nodes": ["1"]}, "output_nodes"),
        ({"workflow": _GRAPH, "output_nodes": ["2"]}, "output_nodes"),
        ({"workflow": _GRAPH, "output_nodes": ["1", "1"], "count": 2}, "output_nodes"),
        ({"workflow": _GRAPH, "output_nodes": [["1"]]}, "output_nodes"),
        ({"workflow": _GRAPH, "output_nodes": "1"}, "output_nodes"),
        ({"files": {}}, "files"),
        ({"files": [{}] * 33}, "files"),
        ({"files": [None]}, "files[0]"),
        ({"files": [{"name": "../a.png", "url": "http://s"}]}, "files[0].name"),
        ({"files": [{"name": "/a.png", "url": "http://s"}]}, "files[0].name"),
        ({"files": [{"name": "a/b/c.png", "url": "http://s"}]}, "files[0].name"),
        ({"files": [{"name": "a.png", "url": "file:///a"}]}, "files[0].url"),
        ({"files": [{"name": "a.png", "url": "http://s", "sha256": "ab"}]}, "files[0].sha256"),
        ({"brief_prompt": "nul\0"}, "brief.prompt"),
        ({"brief_prompt": "\ud800"}, "brief.prompt"),
        ({"brief_prompt": "x" * 20_001}, "brief.prompt"),
        ({"brief_prompt": None}, "brief.prompt"),
        ({"brief_width": 10**9}, "brief.width"),
        ({"brief_width": 320.0}, "brief.width"),
        ({"brief_height": -1}, "brief.height"),
        ({"brief_height": True}, "brief.height"),
        ({"brief_seed": 2**64}, "brief.seed"),
        ({"brief_seed": -1}, "brief.seed"),
        ({"brief_frames": 0}, "brief.frames"),
        ({"brief_fps": "0"}, "brief.fps"),
        ({"brief_fps": "24/0"}, "brief.fps"),
        ({"brief_fps": 24}, "brief.fps"),
        ({"brief_fps": "1e9"}, "brief.fps"),
        ({"brief_shot": "3A"}, "brief.shot"),
        ({"brief_shot": {"caption": 5}}, "brief.shot.caption"),
        ({"brief_shot": {"characters": [5]}}, "brief.shot.characters"),
        ({"brief_shot": {"cast": {}}}, "brief.shot.cast"),
        ({"brief_shot": {"cast": ["HAMLET"]}}, "brief.shot.cast"),
        ({"brief_shot": {"cast": [{"look": "tall"}]}}, "brief.shot.cast.name"),
        ({"brief_shot": {"cast": [{"name": "x" * 201}]}}, "brief.shot.cast.name"),
        ({"brief_shot": {"cast": [{"name": "X", "look": "x" * 2001}]}}, "brief.shot.cast.look"),
        ({"brief_shot": {"cast": [{"name": "X"}] * 201}}, "brief.shot.cast"),
        ({"brief_start_image": "http://x"}, "brief.start_image"),
        ({"brief_start_image": {"url": "file:///etc/passwd"}}, "brief.start_image.url"),
        ({"outputs": []}, "outputs"),
        ({"outputs": None}, "outputs"),
        ({"outputs": [{"url": "ftp://x"}]}, "outputs[0].url"),
        ({"outputs": [{"url": "http://x:99999/"}]}, "outputs[0].url"),
        ({"outputs": [{"url": "http://[/"}]}, "outputs[0].url"),
        ({"outputs": [{"url": "http://x", "headers": {"Host": "y"}}]}, "outputs[0].headers"),
        ({"outputs": [{"url": "http://x", "headers": {"a": "b\r\nc: d"}}]}, "outputs[0].headers"),
        ({"outputs": [{"url": "http://x", "headers": {"a b": "c"}}]}, "outputs[0].headers"),
        ({"report": "x"}, "report"),
        ({"workflow": {}}, "workflow"),
        ({"workflow": {"nodes": [], "links": []}}, "API format"),
        ({"workflow": {"1": {"class_type": "KSampler"}}}, "node 1"),
    ],
)
def test_what_is_wrong_is_named(changes: dict[str, Any], named: str) -> None:
    with pytest.raises(EndpointError) as refused:
        read_task(task_input(**changes))
    assert refused.value.code is ErrorCode.INVALID_INPUT
    assert named in str(refused.value)


@given(st.sampled_from(sorted(task_input())), _JSON)
def test_junk_is_refused_or_read(name: str, junk: Any) -> None:
    with contextlib.suppress(EndpointError):
        read_task(task_input(**{name: junk}))


@given(st.sampled_from(sorted(task_input()["brief"])), _JSON)
def test_junk_in_the_brief_is_refused_or_read(name: str, junk: Any) -> None:
    with contextlib.suppress(EndpointError):
        read_task(task_input(**{f"brief_{name}": junk}))


@given(_JSON)
def test_junk_for_an_input(junk: Any) -> None:
    with pytest.raises(EndpointError):
        read_task(junk)
