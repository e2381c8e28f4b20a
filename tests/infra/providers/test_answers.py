import base64
import json
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infra.providers.answers import read_answer, read_failure, read_tick
from infra.providers.runpod import read_status
from studio.rendering.ports import (
    Machine,
    MediaKind,
    Output,
    ProviderBusy,
    Report,
    ReportState,
)

TICK = {"storycanvas": 1, "job": "j", "seq": 3, "stage": "RUNNING", "progress": 0.4}
OUTPUT = {
    "index": 0,
    "kind": "IMAGE",
    "type": "image/png",
    "size": 5,
    "sha256": "ab" * 32,
    "width": 2,
    "height": 2,
    "seed": 2**64 - 1,
}


def answer(*outputs: Any, **fields: Any) -> dict[str, Any]:
    return {"storycanvas": 1, "model": "rehearsal", "outputs": list(outputs), **fields}


def preview(data: bytes = b"jpeg", media_type: str = "image/jpeg") -> dict[str, str]:
    return {"type": media_type, "data": base64.b64encode(data).decode()}


def test_a_tick_tells_stage_progress_message_and_preview() -> None:
    report = read_tick({**TICK, "message": "step 8\nof 20", "preview": preview()})
    assert report == Report(
        state=ReportState.RUNNING, seq=3, progress=0.4, message="step 8 of 20", preview=b"jpeg"
    )
    starting = read_tick({**TICK, "stage": "STARTING", "progress": None, "preview": None})
    assert starting == Report(state=ReportState.STARTING, seq=3)


@pytest.mark.parametrize(
    "wrong",
    [None, [], "x", {}, {**TICK, "storycanvas": 2}, {**TICK, "seq": 0}, {**TICK, "seq": "3"}],
)
def test_what_is_not_a_tick_is_none(wrong: Any) -> None:
    assert read_tick(wrong) is None


PROGRESS = [(-1, 0.0), (7, 1.0), (10**400, 1.0), ("x", None), (True, None), (math.nan, None)]


@pytest.mark.parametrize(("told", "read"), PROGRESS)
def test_progress_is_kept_between_nothing_and_all(told: Any, read: float | None) -> None:
    report = read_tick({**TICK, "progress": told})
    assert report is not None
    assert report.progress == read


@pytest.mark.parametrize(
    "wrong",
    [
        preview(media_type="text/html"),
        preview(b"x" * 50_000),
        {"type": "image/png", "data": "%%%"},
        {"type": "image/png", "data": "é"},
        {"type": ["image/png"], "data": 3},
        "x",
    ],
)
def test_a_preview_that_is_none_is_left_out(wrong: Any) -> None:
    report = read_tick({**TICK, "preview": wrong})
    assert report is not None
    assert (report.preview, report.progress) == (None, 0.4)


def test_a_preview_may_have_48_kib() -> None:
    report = read_tick({**TICK, "preview": preview(b"x" * 48 * 1024)})
    assert report is not None
    assert len(report.preview or b"") == 48 * 1024


def test_an_answer_gives_its_outputs_in_order() -> None:
    report = read_answer(answer({**OUTPUT, "index": 1, "seed": None}, OUTPUT))
    first = Output(0, MediaKind.IMAGE, "image/png", 5, "ab" * 32, 2**64 - 1)
    second = Output(1, MediaKind.IMAGE, "image/png", 5, "ab" * 32, None)
    assert (report.state, report.outputs) == (ReportState.COMPLETED, (first, second))
    assert (report.progress, report.model) == (1.0, "rehearsal")


@pytest.mark.parametrize(
    ("told", "machine"),
    [
        (
            {"renderer": "comfyui/0.8.0", "image": "me/it:1", "gpu": "NVIDIA L4"},
            Machine("comfyui/0.8.0", "me/it:1", "NVIDIA L4"),
        ),
        ({"renderer": "a\x00b\nc", "image": ["x"], "gpu": ""}, Machine("a b c")),
        ({"gpu": "x" * 9_999}, Machine(gpu="x" * 199 + "…")),
    ],
)
def test_an_answer_tells_what_rendered(told: dict[str, Any], machine: Machine) -> None:
    assert read_answer(answer(OUTPUT, **told)).machine == machine


@pytest.mark.parametrize("empty", [None, {}, answer(), [], "x", {"images": [1]}])
def test_completed_without_an_output_is_a_failure(empty: Any) -> None:
    report = read_answer(empty)
    assert (report.state, report.error_code) == (ReportState.FAILED, "EMPTY_OUTPUT")


@pytest.mark.parametrize(
    "change",
    [
        {"index": -1},
        {"index": True},
        {"size": 0},
        {"sha256": "AB" * 32},
        {"sha256": None},
        {"kind": "SCENT"},
        {"kind": ["IMAGE"]},
        {"type": "png"},
    ],
)
def test_an_output_that_cannot_be_understood_fails_the_job(change: dict[str, Any]) -> None:
    report = read_answer(answer(OUTPUT, {**OUTPUT, "index": 1, **change}))
    assert (report.state, report.error_code) == (ReportState.FAILED, "INVALID_OUTPUT")
    assert report.outputs == ()


def test_an_index_told_twice_fails_the_job() -> None:
    assert read_answer(answer(OUTPUT, OUTPUT)).error_code == "INVALID_OUTPUT"


SDK = {
    "error_type": "<class 'RuntimeError'>",
    "error_message": "CUDA out of memory",
    "error_traceback": "Traceback (most recent call last): …",
}


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (json.dumps({"code": "GRAPH_REFUSED", "message": "no"}), "GRAPH_REFUSED", "no"),
        ({"code": "UPLOAD_FAILED", "message": "no"}, "UPLOAD_FAILED", "no"),
        (json.dumps(SDK), "RENDER_FAILED", "CUDA out of memory"),
        ("worker died", "RENDER_FAILED", "worker died"),
        ("handler: oh \ntraceback: Traceback (most", "RENDER_FAILED", "handler: oh"),
        ({"code": "drop table", "message": "x"}, "RENDER_FAILED", "x"),
        ("x" * 9_999, "RENDER_FAILED", "x" * 499 + "…"),
    ],
)
def test_a_failure_is_told_in_a_line(error: Any, code: str, message: str) -> None:
    report = read_failure(error)
    assert report.state is ReportState.FAILED
    assert (report.error_code, report.error_message) == (code, message)


@pytest.mark.parametrize("nothing", [None, "", 3, [], {}, "{}", "[" * 9_999])
def test_a_failure_without_words_has_words(nothing: Any) -> None:
    message = read_failure(nothing).error_message
    assert message


FIELDS = st.sampled_from([*TICK, *OUTPUT, "outputs", "preview", "data", "message", "code"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS, inner, max_size=4),
    max_leaves=12,
)
BODIES = st.fixed_dictionaries(
    {"status": st.sampled_from(["IN_PROGRESS", "COMPLETED", "FAILED", "TIMED_OUT"]) | JSON},
    optional={
        name: st.fixed_dictionaries({"storycanvas": st.just(1)}, optional={"outputs": JSON}) | JSON
        for name in ("output", "error", "workerId", "delayTime", "executionTime")
    },
)


@settings(max_examples=200)
@given(BODIES)
def test_whatever_an_endpoint_says_is_a_report_or_no_answer(body: dict[str, Any]) -> None:
    try:
        report = read_status(body)
    except ProviderBusy:
        return
    assert report.progress is None or 0 <= report.progress <= 1
    assert (report.state is not ReportState.COMPLETED) or report.outputs
