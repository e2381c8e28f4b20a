from typing import Any

import pytest

from infra.comfyui.history import History, read_history
from infra.providers.comfyui_history import MARK, mark_of, read_end
from studio.rendering.ports import MediaKind, Order, ReportState

ORDER = Order(
    attempt="attempt_" + "0" * 32,
    kind=MediaKind.IMAGE,
    brief={"seed": 2**64 - 1, "model": "sdxl\x00\n.safetensors"},
    uploads=(),
    report_url=None,
    webhook_url=None,
    execution_timeout=1,
    ttl=1,
    workflow={},
    output_nodes=("7", "9"),
)


def file(name: str, folder: str = "output") -> dict[str, str]:
    return {"filename": name, "subfolder": "a b", "type": folder}


def history(
    outputs: dict[str, Any],
    *,
    cached: tuple[str, ...] = (),
    kind: MediaKind = MediaKind.IMAGE,
    mark: Any = None,
) -> History:
    messages = [["execution_cached", {"nodes": list(cached)}], ["execution_success", {}]]
    mark = mark or {**mark_of(ORDER), "kind": kind.value}
    read = read_history(
        {
            "prompt": [3, "id", {}, {MARK: mark, "client_id": "x"}, []],
            "outputs": outputs,
            "status": {"status_str": "success", "completed": True, "messages": messages},
        }
    )
    assert read is not None
    return read


def test_outputs_are_those_of_the_orders_nodes_in_its_order() -> None:
    report = read_end(
        history(
            {
                "9": {"images": [file("b.png")]},
                "8": {"images": [file("preview.png", "temp")]},
                "7": {"images": [file("a.png"), file("a2.png")]},
            }
        )
    )
    assert report.state is ReportState.COMPLETED
    assert [(output.index, output.source) for output in report.outputs] == [
        (0, "filename=a.png&subfolder=a+b&type=output"),
        (1, "filename=b.png&subfolder=a+b&type=output"),
    ]
    assert [output.seed for output in report.outputs] == [2**64 - 1, 0]
    assert report.model == "sdxl .safetensors"


@pytest.mark.parametrize(
    ("key", "name", "asked", "kind", "media_type"),
    [
        ("images", "a.PNG", MediaKind.IMAGE, MediaKind.IMAGE, "image/png"),
        ("images", "a.webp", MediaKind.IMAGE, MediaKind.IMAGE, "image/webp"),
        ("images", "a.webp", MediaKind.VIDEO, MediaKind.VIDEO, "image/webp"),
        ("images", "a.jpeg", MediaKind.IMAGE, MediaKind.IMAGE, "image/jpeg"),
        ("gifs", "a.gif", MediaKind.VIDEO, MediaKind.VIDEO, "image/gif"),
        ("gifs", "a.mp4", MediaKind.VIDEO, MediaKind.VIDEO, "video/mp4"),
        ("videos", "a.webm", MediaKind.VIDEO, MediaKind.VIDEO, "video/webm"),
        ("video", "a.mp4", MediaKind.VIDEO, MediaKind.VIDEO, "video/mp4"),
        ("audio", "a.flac", MediaKind.AUDIO, MediaKind.AUDIO, "audio/flac"),
        ("files", "a.mp3", MediaKind.AUDIO, MediaKind.AUDIO, "audio/mpeg"),
        ("audio", "a.wav", MediaKind.AUDIO, MediaKind.AUDIO, "audio/wav"),
    ],
)
def test_every_list_and_format_is_taken(
    key: str, name: str, asked: MediaKind, kind: MediaKind, media_type: str
) -> None:
    outputs = {"7": {"text": ["words"], key: [file("log.txt"), file(name)], "animated": [True]}}
    (output,) = read_end(history(outputs, kind=asked)).outputs
    assert (output.kind, output.media_type) == (kind, media_type)


def test_of_several_files_the_one_that_was_asked_for_is_taken() -> None:
    outputs = {"7": {"gifs": [file("first.png"), file("film.mp4")]}}
    (output,) = read_end(history(outputs, kind=MediaKind.VIDEO)).outputs
    assert "film.mp4" in (output.source or "")


def test_the_file_of_another_run_is_no_output() -> None:
    outputs = {"7": {"images": [file("old.png")]}, "9": {"images": [file("old2.png")]}}
    report = read_end(history(outputs, cached=("1", "7", "9")))
    assert (report.state, report.error_code) == (ReportState.FAILED, "CACHED_OUTPUT")
    assert "made nothing new" in (report.error_message or "")
    part = read_end(history(outputs, cached=("1", "7")))
    assert [output.index for output in part.outputs] == [1]


@pytest.mark.parametrize(
    "outputs", [{}, {"7": {"text": ["x"]}}, {"7": {"images": [file("a.exe")]}}]
)
def test_a_success_without_a_file_is_a_failure(outputs: dict[str, Any]) -> None:
    report = read_end(history(outputs))
    assert (report.state, report.error_code) == (ReportState.FAILED, "EMPTY_OUTPUT")
    assert "7, 9" in (report.error_message or "")


@pytest.mark.parametrize(
    "mark", [{"outputs": None}, {"outputs": ["7"], "kind": 5, "seed": "x"}, "x"]
)
def test_a_mark_that_was_tampered_with_does_no_harm(mark: Any) -> None:
    read_end(history({"7": {"images": [file("a.png")]}}, mark=mark))


def test_what_was_saved_before_the_graph_failed_is_kept_with_the_reason() -> None:
    broke = {"node_id": "9", "node_type": "SaveImage", "exception_message": "disk full"}
    messages = [["execution_cached", {"nodes": []}], ["execution_error", broke]]
    read = read_history(
        {
            "prompt": [3, "id", {}, {MARK: mark_of(ORDER)}, []],
            "outputs": {"7": {"images": [file("a.png")]}},
            "status": {"status_str": "error", "completed": False, "messages": messages},
        }
    )
    assert read is not None
    report = read_end(read)
    assert report.state is ReportState.COMPLETED
    assert [output.index for output in report.outputs] == [0]
    assert "disk full" in (report.error_message or "")
