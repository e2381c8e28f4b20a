"""The script to render, read and checked before any studio is asked."""

import hashlib
import stat
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from api.cli.rendering.errors import RenderError
from studio.kernel.errors import UserError
from studio.story.breakdown import break_down
from studio.story.elements import ScriptFormat
from studio.story.script import MAX_SCRIPT_BYTES, decode, parse


@dataclass(frozen=True, slots=True)
class Script:
    """A script that can be filmed. `digest` is that of its text and of how that is read."""

    path: Path
    text: str
    format: ScriptFormat | None
    title: str
    shots: int
    digest: str


def read_script(path: Path, script_format: ScriptFormat | None) -> Script:
    """Read the script by the studio's own rules. Raises RenderError with what to do."""
    data = _bytes_of(path)
    if not data.strip():
        raise RenderError(f"{path} is empty. Write a scene heading and some action first.")
    if b"\0" in data and data[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
        raise RenderError(
            f"{path} is not a text file. Export the script as Fountain or plain text, in UTF-8."
        )
    try:
        text = decode(data)
        breakdown = break_down(parse(text, script_format), Fraction(24))
    except UserError as error:
        raise RenderError(f"{path}: {error.message}") from None
    named = (breakdown.title or "").strip() or path.stem
    how = script_format.value if script_format else "told from the text"
    digest = hashlib.sha256(f"{how}\n{text}".encode()).hexdigest()
    return Script(path, text, script_format, named[:200], breakdown.shots, digest)


def _bytes_of(path: Path) -> bytes:
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise RenderError(f"{path} is a folder. Name the script file in it.")
        if not stat.S_ISREG(found.st_mode):
            raise RenderError(f"{path} is not an ordinary file. Save the script to a file first.")
        if found.st_size > 2 * MAX_SCRIPT_BYTES:
            raise RenderError(
                f"{path} has {found.st_size:,} bytes; a script has at most {MAX_SCRIPT_BYTES:,}. "
                f"Split it and render the parts."
            )
        with path.open("rb") as file:
            return file.read(2 * MAX_SCRIPT_BYTES + 1)
    except FileNotFoundError:
        raise RenderError(f"There is no file {path}. Check the path of the script.") from None
    except (OSError, ValueError) as error:
        raise RenderError(f"{path} cannot be read: {error_words(error)}.") from None


def error_words(error: OSError | ValueError) -> str:
    """What the system says of a failed file operation, for the middle of a sentence."""
    return (getattr(error, "strerror", None) or str(error)).lower()
