"""Reading beside the event loop: the largest documents take seconds."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

from studio.exporting.formats.project import ProjectDocument
from studio.importing.readers.project import project_of
from studio.importing.readers.text import TimelineFormat, read_timeline, recognised
from studio.importing.reading import Reading

# One at a time leaves the process to everybody else.
_reader = ThreadPoolExecutor(1, thread_name_prefix="timeline")


async def read_aside(text: str, rate: Fraction | None = None) -> tuple[TimelineFormat, Reading]:
    """As `read_timeline`."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_reader, read_timeline, text, rate)


async def read_project(text: str) -> ProjectDocument:
    """The project of its own JSON. Raises UserError."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_reader, _project, text)


def _project(text: str) -> ProjectDocument:
    form, found = recognised(text)
    return project_of(found if form is TimelineFormat.PROJECT_JSON else None)
