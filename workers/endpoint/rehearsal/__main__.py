"""`python -m workers.endpoint.rehearsal`: draw what standard input asks for into a file.

The input is one JSON object: `brief`, `kind` and `seed` as for the endpoint, `start_image` (the
path of a picture, or null) and `into` (the path to write). Each step is a line `{"progress": …}`,
0 to 1; the last line is `{"done": true}` once the file is whole, or `{"error": "…"}`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from workers.endpoint.rehearsal import File, Rehearsal, UnreadableStartImageError


def main() -> None:
    task = json.load(sys.stdin)
    try:
        _draw(task)
    except UnreadableStartImageError as error:
        _say(error=str(error))
    else:
        _say(done=True)


def _draw(task: dict[str, Any]) -> None:
    start = task["start_image"]
    drawing = Rehearsal().draw(
        task["brief"],
        kind=task["kind"],
        seed=task["seed"],
        start_image=Path(start).read_bytes() if start else None,
    )
    into = Path(task["into"])
    for drawn in drawing:
        if isinstance(drawn, File):
            part = into.with_suffix(".part")
            part.write_bytes(drawn.data)
            part.replace(into)
        else:
            _say(progress=drawn.progress)


def _say(**words: object) -> None:
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
