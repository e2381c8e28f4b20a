"""A whole project as its JSON: read where the database is, and written into a file here."""

from infra.exporting.task import CannotExport, Made, Progress, Task
from studio.exporting.formats.document import Document

DOCUMENT = "project"
"""The fact of a task that holds the document."""


def make_project(task: Task, progress: Progress) -> Made:
    document = task.facts.get(DOCUMENT)
    if not isinstance(document, Document):
        raise CannotExport("The project is gone. Restore it, then try again.", "NOT_FOUND")
    progress(0.5)
    file = task.out / document.name
    file.write_text(document.text, encoding="utf-8", newline="")
    return Made([file])
