"""From text to a parsed script: the limits before parsing, and which parser it is for."""

import re

from studio.story.elements import (
    Character,
    Note,
    SceneHeading,
    Script,
    ScriptFormat,
    Synopsis,
    Transition,
)
from studio.story.errors import ScriptTooLarge, UnreadableScript
from studio.story.fountain import parse_fountain
from studio.story.prose import is_chapter, parse_prose

MAX_SCRIPT_BYTES = 2 * 1024 * 1024
"""The size of a script in UTF-8."""

_NOT_TEXT = re.compile("[\x00\ud800-\udfff]")
_FIELD = ("text",)
_CUES_OF_A_SCREENPLAY = 2


def decode(data: bytes) -> str:
    """The text of a script file: UTF-8, or UTF-16 with its byte order mark.

    Raises ScriptTooLarge before decoding, and UnreadableScript with the line of what is not UTF-8.
    """
    if len(data) > 2 * MAX_SCRIPT_BYTES:
        raise _too_large(len(data))
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableScript(
            f"Line {line} of the script is not {encoding[:6].rstrip('-').upper()} text."
            " Save the file as UTF-8 and try again.",
            field=_FIELD,
        ) from error


def parse(text: str, format: ScriptFormat | None = None) -> Script:  # noqa: A002
    """The script in `text`; without a format it is told from the text.

    Raises ScriptTooLarge before anything is parsed, UnreadableScript for NULs and lone surrogates.
    """
    if (size := len(text.encode("utf-8", "surrogatepass"))) > MAX_SCRIPT_BYTES:
        raise _too_large(size)
    text = with_single_newlines(text)
    _refuse_what_is_not_text(text)
    if format is ScriptFormat.PROSE:
        return _prose(text)
    title_page, elements = parse_fountain(text)
    script = Script(ScriptFormat.FOUNTAIN, title_page, elements)
    if format is None and not _is_screenplay(script):
        return _prose(text)
    return script


def with_single_newlines(text: str) -> str:
    """The text as its lines are counted, from 1: no byte order mark, each line ends in a newline."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _prose(text: str) -> Script:
    return Script(ScriptFormat.PROSE, *parse_prose(text))


def _is_screenplay(script: Script) -> bool:
    """Whether something is there that prose has not: a heading, a note, a transition, cues."""
    cues = 0
    for element in script.elements:
        if isinstance(element, SceneHeading | Note | Synopsis | Transition):
            return True
        cues += isinstance(element, Character) and not is_chapter(element.name)
    return cues >= (1 if script.title_page else _CUES_OF_A_SCREENPLAY)


def _refuse_what_is_not_text(text: str) -> None:
    found = _NOT_TEXT.search(text)
    if found is None:
        return
    line = text.count("\n", 0, found.start()) + 1
    what = "a NUL byte" if found[0] == "\x00" else "half of a surrogate pair"
    raise UnreadableScript(
        f"Line {line} of the script holds {what}, which is not text."
        " Remove it, or save the file as UTF-8, and try again.",
        field=_FIELD,
    )


def _too_large(size: int) -> ScriptTooLarge:
    return ScriptTooLarge(
        f"The script has {size:,} bytes; at most {MAX_SCRIPT_BYTES:,} are read at once."
        " Import it in parts: with a project given, scenes are appended to it.",
        field=_FIELD,
    )
