"""Screenplays that come with the studio, as packaged files: short ones, to begin with."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from studio.story.script import parse

_NAMES = ("lighthouse", "night-train", "market-robot")


@dataclass(frozen=True, slots=True)
class ExampleScript:
    """`name` is the file's, without its ending; `text` is Fountain with a title page."""

    name: str
    title: str
    text: str


@cache
def read_examples() -> tuple[ExampleScript, ...]:
    """All of them, in the order they are offered in."""
    return tuple(map(_read, _NAMES))


def _read(name: str) -> ExampleScript:
    text = (files(__name__) / f"{name}.fountain").read_text(encoding="utf-8")
    page = parse(text).title_page
    assert page is not None
    return ExampleScript(name, page.get("title") or name, text)
