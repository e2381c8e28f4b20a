"""Tables as text, for spreadsheets."""

import csv
import io
from collections.abc import Iterable, Sequence


def csv_of(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """RFC 4180. What people wrote goes through `studio.kernel.text.as_cell` first."""
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow(head)
    lines.writerows(rows)
    return written.getvalue()
