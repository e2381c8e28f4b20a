"""A shot list: a line of a table for each clip."""

from studio.exporting.cutlist import CutList, Event
from studio.exporting.formats.document import Document
from studio.kernel.tables import csv_of
from studio.kernel.text import as_cell

COLUMNS = (
    *("scene", "shot", "start", "end", "frames", "seconds"),
    *("file", "model", "seed", "caption", "prompt"),
)


def write_table(cut: CutList) -> Document:
    """The clips in the order of the film, with their timecodes; CSV as RFC 4180 has it."""
    events = sorted(cut.events, key=lambda one: (one.span, one.clip))
    rows = ([as_cell(value) for value in _row(cut, event)] for event in events)
    return Document(f"{cut.file_name}.csv", "text/csv", csv_of(COLUMNS, rows))


def _row(cut: CutList, event: Event) -> list[str]:
    section = cut.section_at(event.span.start)
    facts = event.media.facts if event.media else {}
    return [
        section.name if section else "",
        event.name,
        cut.timecode.text(cut.begins + event.span.start),
        cut.timecode.text(cut.begins + event.span.end),
        str(event.span.duration),
        f"{float(event.span.duration / cut.rate):.3f}",
        event.media.name if event.media else "",
        facts.get("model", ""),
        facts.get("seed", ""),
        event.note,
        facts.get("prompt", ""),
    ]
