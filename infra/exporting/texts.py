"""Timelines and lists as text, written into files."""

from infra.exporting.task import CannotExport, Made, Progress, Task
from studio.exporting.service import write_cut
from studio.kernel.errors import UserError


def make_texts(task: Task, progress: Progress) -> Made:
    """The documents of a format, in the order of their tracks."""
    try:
        documents = write_cut(task.cut, task.options)
    except UserError as error:
        raise CannotExport(error.message, error.code.value) from error
    progress(0.9)
    files = []
    for document in documents:
        file = task.out / document.name
        file.write_text(document.text, encoding="utf-8", newline="")
        files.append(file)
    return Made(files)
