"""How a graph ended at a ComfyUI, as a report. Pure.

The mark goes to ComfyUI with the graph and comes back with its history.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from infra.comfyui.client import History
from infra.comfyui.errors import execution_failed
from infra.comfyui.outputs import OutputFile
from infra.providers.answers import failure, one_line
from infra.providers.files import media_of
from studio.rendering.ports import MediaKind, Order, Output, Report, ReportState

MARK = "storycanvas"

_SEEDS = 2**64


def mark_of(order: Order) -> dict[str, Any]:
    """What has to be known of an order when its graph is over."""
    return {
        "outputs": list(order.output_nodes),
        "kind": order.kind.value,
        "seed": order.brief.get("seed"),
        "model": order.brief.get("model"),
    }


def read_end(history: History) -> Report:
    """The report of a graph that is over. What it saved before it failed is kept."""
    if history.outcome == "interrupted":
        return Report(state=ReportState.CANCELLED)
    fault = None
    if history.outcome != "success":
        error = execution_failed(history.data)
        fault = failure("OUT_OF_MEMORY" if error.out_of_memory else "RENDER_FAILED", str(error))
    told = history.extra_data.get(MARK)
    mark: Mapping[str, Any] = told if isinstance(told, Mapping) else {}
    nodes = [str(node) for node in mark.get("outputs") or ()]
    outputs = tuple(
        output
        for index, node in enumerate(nodes)
        if node not in history.cached
        and (output := _output(history.outputs, node, index, mark)) is not None
    )
    if outputs:
        return Report(
            state=ReportState.COMPLETED,
            progress=1.0,
            outputs=outputs,
            model=one_line(mark.get("model")) or None,
            error_message=fault.error_message if fault else None,
        )
    return fault or _nothing(nodes, history)


def _output(
    files: tuple[OutputFile, ...], node: str, index: int, mark: Mapping[str, Any]
) -> Output | None:
    """The file of the node that is of the kind that was asked for, else its first one."""
    asked = MediaKind.__members__.get(str(mark.get("kind")), MediaKind.IMAGE)
    found = [
        (file, *media)
        for file in files
        if file.node == node and (media := media_of(file.filename, asked)) is not None
    ]
    found.sort(key=lambda one: one[1] is not asked)
    if not found:
        return None
    file, kind, media_type = found[0]
    seed = mark.get("seed")
    where = {"filename": file.filename, "subfolder": file.subfolder, "type": file.folder}
    return Output(
        index=index,
        kind=kind,
        media_type=media_type,
        size=None,
        sha256=None,
        seed=(seed + index) % _SEEDS if isinstance(seed, int) else None,
        source=urlencode(where),
    )


def _nothing(nodes: list[str], history: History) -> Report:
    if any(node in history.cached for node in nodes):
        return failure(
            "CACHED_OUTPUT",
            "ComfyUI made nothing new: it had run the very same graph before, and has only that "
            "file. Give the node that saves a file name of its own, or change the seed.",
        )
    which = f"node {', '.join(nodes)}" if nodes else "any node"
    return failure(
        "EMPTY_OUTPUT",
        f"ComfyUI finished, and {which} saved no picture, video or sound. End the workflow with a "
        "node that saves one.",
    )
