"""From a task to the graph that does it."""

from collections.abc import Callable, Mapping

from studio.graphs.architectures import flux, hidream, hunyuan, ltx, qwen, sdxl, wan
from studio.graphs.faces import FaceTask, check_face, put_face
from studio.graphs.graph import Graph, Link, Sheet, branch_seed
from studio.graphs.task import GraphTask, check
from studio.library.media import MediaKind

Builder = Callable[[Sheet, GraphTask, int], Link]
"""Draws the branch of one seed, and gives the output with its pictures or frames."""

BUILDERS: Mapping[str, Builder] = {
    "flux": flux.draw,
    "flux_pro": flux.draw_pro,
    "sdxl": sdxl.draw,
    "wan": wan.draw,
    "ltx": ltx.draw,
    "hunyuan": hunyuan.draw,
    "hidream": hidream.draw,
    "qwen": qwen.draw,
    "qwen_edit": qwen.draw_edit,
}


def build(task: GraphTask, face: FaceTask | None = None) -> Graph:
    """One graph with a branch for each output, on the same loaders and encoded texts.

    With a `face`, that is put into each picture that is painted. Raises GraphUnsupported for what
    the family cannot do.
    """
    check(task)
    if face is not None:
        check_face(face)
    sheet = Sheet()
    draw = BUILDERS[task.of.architecture]
    save = save_video if task.of.kind is MediaKind.VIDEO else save_image
    outputs = []
    for index in range(task.count):
        images = draw(sheet, task, branch_seed(task.seed, index))
        if face is not None:
            images = put_face(sheet, images, face)
        outputs.append(save(sheet, images, task, index).node)
    return Graph(sheet.nodes, tuple(outputs))


def save_image(sheet: Sheet, images: Link, task: GraphTask, index: int) -> Link:
    return sheet.add("SaveImage", images=images, filename_prefix=f"{task.prefix}-{index}")


def save_video(sheet: Sheet, images: Link, task: GraphTask, index: int) -> Link:
    video = sheet.add("CreateVideo", images=images, fps=float(task.rate))
    return sheet.add(
        "SaveVideo",
        video=video,
        filename_prefix=f"{task.prefix}-{index}",
        format="mp4",
        codec="h264",
    )
