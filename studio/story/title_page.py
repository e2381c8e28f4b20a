"""Reads the title page: `Key: value` lines at the very top, values indented below their key."""

import re
from collections.abc import Sequence

from studio.story.elements import TitlePage
from studio.story.emphasis import plain

_FIELD = re.compile(r"([^\W\d_][\w '’/-]{0,40}):\s*")
_KNOWN = frozenset(
    {"title", "credit", "author", "authors", "source", "notes", "draft date", "date", "contact"}
    | {"contact info", "copyright", "revision", "draft", "written by", "episode", "series"}
)
_INDENT = 3


def read_title_page(lines: Sequence[str], line: int) -> tuple[TitlePage | None, int]:
    """The title page at the head of `lines`, the first of which is `line`, and how many it takes.

    The first paragraph is one if it has no other lines and at least one key in common use: a
    script may well begin with `FADE IN:`.
    """
    fields, taken = list[tuple[str, list[str]]](), 0
    for text in lines:
        if not text or text.isspace():
            break
        indented = text[0] == "\t" or len(text) - len(text.lstrip()) >= _INDENT
        key = None if indented else _FIELD.match(text)
        if key:
            fields.append((key[1].strip(), [text[key.end() :]]))
        elif fields and indented:
            fields[-1][1].append(text)
        else:
            return None, 0
        taken += 1
    if not any(key.casefold() in _KNOWN for key, _ in fields):
        return None, 0
    values = ((key, tuple(filter(None, map(_words, values)))) for key, values in fields)
    return TitlePage(tuple(values), line), taken


def _words(text: str) -> str:
    return plain(text.strip())[0]
