"""Takes Fountain's emphasis and escapes out of a line."""

import re
from itertools import islice

_TOKEN = re.compile(r"\\[*_\\\[\]/@#~=>!.<^]|\*+|_+")
_STARS = 3
_MOST_MARKS = 1_000
"""A line with more marks is taken as it is: it was not written to be read."""


def plain(text: str) -> tuple[str, bool]:
    """Each line without emphasis and escapes, and whether there was any emphasis.

    Marks that are never closed on their line, or stand between spaces, are text.
    """
    if not _TOKEN.search(text):
        return text, False
    lines = [_line(line) for line in text.split("\n")]
    return "\n".join(line for line, _ in lines), any(emphasised for _, emphasised in lines)


def _line(text: str) -> tuple[str, bool]:
    tokens = list(islice(_TOKEN.finditer(text), _MOST_MARKS + 1))
    if not tokens or len(tokens) > _MOST_MARKS:
        return text, False
    line = _Line(text, tokens)
    return line.text, line.emphasised


class _Line:
    """One pass over the marks of a line: each either closes an open one, opens, or is text."""

    def __init__(self, text: str, tokens: list[re.Match[str]]) -> None:
        self._tokens = tokens
        self._left = [self._shown(token[0]) for token in self._tokens]
        self._open: dict[str, list[int]] = {}
        for index, token in enumerate(self._tokens):
            if token[0][0] != "\\":
                self._mark(
                    index,
                    text[max(0, token.start() - 1) : token.start()],
                    text[token.end() : token.end() + 1],
                )
        self.text = self._rest(text)
        self.emphasised = any(
            left != token[0] and token[0][0] != "\\"
            for left, token in zip(self._left, self._tokens, strict=True)
        )

    @staticmethod
    def _shown(token: str) -> str:
        return token[1:] if token[0] == "\\" else token

    def _mark(self, index: int, before: str, after: str) -> None:
        run = self._left[index]
        if len(run) > (_STARS if run[0] == "*" else 1):
            return
        if run == "_" and before.isalnum() and after.isalnum():
            return
        if before and not before.isspace() and self._close(index, run):
            return
        if after and not after.isspace():
            self._open.setdefault(run, []).append(index)

    def _close(self, index: int, run: str) -> bool:
        if self._open.get(run):
            self._left[self._open[run].pop()] = self._left[index] = ""
            return True
        if run == "***" and self._open.get("**") and self._open.get("*"):
            self._left[self._open["**"].pop()] = self._left[self._open["*"].pop()] = ""
            self._left[index] = ""
            return True
        if run in {"*", "**"} and self._open.get("***"):
            opener = self._open["***"].pop()
            self._left[opener] = rest = "*" * (_STARS - len(run))
            self._left[index] = ""
            self._open.setdefault(rest, []).append(opener)
            return True
        return False

    def _rest(self, text: str) -> str:
        pieces, at = list[str](), 0
        for token, left in zip(self._tokens, self._left, strict=True):
            pieces += (text[at : token.start()], left)
            at = token.end()
        return "".join((*pieces, text[at:]))
