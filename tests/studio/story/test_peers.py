"""The same scripts through fountain-py and screenplain: where we differ is written down here.

A stream is the list of (kind, plain text) that a parser sees, so that lines, blocks and classes of
the three can be compared. Section, synopsis, note and page break are left out for screenplain,
which keeps them elsewhere or drops them.
"""

import io
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from fountain import FountainParser
    from screenplain.parsers import fountain as screenplain
    from screenplain.types import Action as PlainAction
    from screenplain.types import Dialog, DualDialog, Slug
    from screenplain.types import Transition as PlainTransition

from studio.story import elements as ours
from studio.story.fountain import parse_fountain

Stream = list[tuple[str, str]]

EXAMPLE = Path(__file__).parents[3] / "examples" / "hamlet.fountain"
CORPUS = {
    "plain": "INT. HALL - DAY\n\nA fire burns.\n\nBOB\nHello.\n\nCUT TO:\n\nEXT. WALL - NIGHT\n\nSnow.\n",
    "title page": "Title: Watch\nAuthor:\n    A. Writer\n\nINT. HALL - DAY\n\nA fire.\n",
    "forced": ".SNIPER SCOPE\n\n!BOOM\n\n@McCLANE\nYippee.\n\n> Burn to white.\n",
    "dots": "...and then.\n\nHe goes.\n",
    "extensions": "MOM (V.O.)\nHi.\n\nHANS (on the radio)\nHo.\n",
    "parentheticals": "BOB\n(softly)\nHello.\n(beat)\nGo.\n",
    "dual": "BRICK\nScrew it.\n\nSTEEL ^\nScrew that.\n",
    "centered": "> THE END <\n",
    "numbers": "INT. HALL - DAY #12A#\n\nA fire.\n",
    "emphasis": "He is *not* **that** _man_.\n\nA \\*star\\*.\n",
    "accents": "ÉLODIE\nBonjour.\n\nНАТАША\nДа.\n",
    "accented action": "CAFÉ ÉTOILÉ is empty.\n",
    "note": "He [[who?]] goes.\n\nBOB\nHi [[softly]] there.\n",
    "note in cue": "BOB [[the cook]]\nHi.\n",
    "note across paragraphs": "He [[ends\n\nhere]] goes.\n",
    "unclosed": "He [[never\n\nShe /* never.\n",
    "note in boneyard": "One. /* [[cut]] */ Two.\n",
    "page break": "One.\n\n===\n\nTwo.\n",
    "cue before nothing": "BOB\n\nHe goes.\n",
    "forced mid-paragraph": "He goes.\n> CUT TO:\nShe goes.\n",
    "sharp s": "GROßMUTTER\nJa.\n",
    "foreign heading": "INT. ÉGLISE - NUIT\n\nUn feu.\n",
    "long note": "He [[who\n  \nis it]] goes.\n",
    "note in heading": "INT. HALL - DAY [[which?]]\n\nA fire.\n",
    "boneyard": "One.\n\n/* cut\n\nINT. CUT - DAY */\n\nTwo.\n",
    "boneyard in action": "One /* cut\n\nmore */ two.\n",
    "boneyard in dialogue": "BOB\n/* cut */\nHello.\n",
    "lyric": "BOB\n~la la\n\nHe sings.\n",
    "fades": "FADE IN:\n\nA door.\n\nFADE OUT.\n",
    "heading in capitals without a gap": "INT. HALL - DAY\nA fire.\n",
    "joined dialogue": "BOB\nOne.\n  \nTwo.\n",
    "crlf": "INT. HALL - DAY\r\n\r\nBOB\r\nHello.\r\n",
    "byte order mark": "\ufeffINT. HALL - DAY\n\nA fire.\n",
    "snake case": "He opens my_secret_file now.\n",
    "example": EXAMPLE.read_text("utf-8"),
}


def _clean(text: str) -> str:
    return " ".join(text.split())


def our_stream(text: str) -> Stream:
    stream: Stream = []
    for element in parse_fountain(text.removeprefix("\ufeff").replace("\r\n", "\n"))[1]:
        match element:
            case ours.SceneHeading(raw):
                stream.append(("heading", raw))
            case ours.Character(name, _, extensions, dual):
                stream.append(("cue", " ".join((name, *extensions, *["dual"] * dual))))
            case ours.PageBreak() | ours.Section() | ours.Synopsis() | ours.Note():
                pass
            case _:
                stream.append((type(element).__name__.lower(), _clean(element.text)))
    return stream


def fountain_py_stream(text: str) -> Stream:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        document = FountainParser().parse(text)
    return _merged(pair for element in document.elements for pair in _of_fountain_py(element))


def _of_fountain_py(element: Any, dual: bool = False) -> Iterator[tuple[str, str]]:
    kind, text = element.type.value, _clean(element.text)
    if kind == "dual_dialogue":
        for side, column in enumerate(element.dual_dialogue_columns()):
            for part in column:
                yield from _of_fountain_py(part, bool(side))
    elif kind == "character":
        extension = element.metadata.get("extension") or ""
        yield "cue", _clean(f"{text} {extension} {'dual' if dual else ''}")
    elif kind == "parenthetical":
        yield kind, text.strip("()")
    elif kind not in {"title_page", "section", "synopsis", "note", "boneyard", "page_break"}:
        yield {"scene_heading": "heading", "lyrics": "lyric"}.get(kind, kind), text


def screenplain_stream(text: str) -> Stream:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        screenplay = screenplain.parse(io.StringIO(text))
    return _merged(pair for part in screenplay for pair in _of_screenplain(part))


def _of_screenplain(part: Any) -> Iterator[tuple[str, str]]:
    if isinstance(part, Slug):
        yield "heading", str(part.line)
    elif isinstance(part, PlainTransition):
        yield "transition", str(part.line)
    elif isinstance(part, DualDialog):
        yield from _of_screenplain(part.left)
        for kind, text in _of_screenplain(part.right):
            yield kind, f"{text} dual" if kind == "cue" else text
    elif isinstance(part, Dialog):
        yield "cue", _clean(str(part.character).replace("(", " ").replace(")", " "))
        for in_brackets, line in part.blocks:
            text = _clean(str(line))
            yield ("parenthetical", text.strip("()")) if in_brackets else ("dialogue", text)
    elif isinstance(part, PlainAction):
        kind = "centered" if part.centered else "action"
        yield kind, _clean(" ".join(map(str, part.lines)))


def _merged(pairs: Iterator[tuple[str, str]]) -> Stream:
    """Dialogue line by line is one dialogue."""
    stream: Stream = []
    for kind, text in pairs:
        if stream and kind == "dialogue" == stream[-1][0]:
            stream[-1] = (kind, _clean(f"{stream[-1][1]} {text}"))
        else:
            stream.append((kind, text))
    return stream


# What each peer makes of a script where it differs from us, and why we keep to ours.
FOUNTAIN_PY: dict[str, tuple[str, Stream]] = {
    "accents": (
        "cues are recognised in ASCII only",
        [("action", "ÉLODIE Bonjour."), ("action", "НАТАША Да.")],
    ),
    "sharp s": ("ß has no capital in use", [("action", "GROßMUTTER Ja.")]),
    "long note": (
        "a note of several lines tears its paragraph in two",
        [("action", "He"), ("action", "goes.")],
    ),
    "note across paragraphs": (
        "what is no note tears its paragraph in two",
        [("action", "He"), ("action", "[[ends"), ("action", "here]] goes.")],
    ),
    "unclosed": (
        "all behind an unclosed boneyard is lost",
        [("action", "He"), ("action", "[[never"), ("action", "She")],
    ),
    "heading in capitals without a gap": (
        "we take a heading in capitals without the blank line after it",
        [("action", "INT. HALL - DAY A fire.")],
    ),
    "byte order mark": (
        "it is left in the text and hides the heading",
        [("action", "\ufeffINT. HALL - DAY"), ("action", "A fire.")],
    ),
}
SCREENPLAIN: dict[str, tuple[str, Stream]] = {
    "forced": (
        "forced transitions are put in capitals",
        [
            ("heading", "SNIPER SCOPE"),
            ("action", "BOOM"),
            ("cue", "McCLANE"),
            ("dialogue", "Yippee."),
            ("transition", "BURN TO WHITE."),
        ],
    ),
    "forced mid-paragraph": (
        "a forced mark in a paragraph is text",
        [("action", "He goes. > CUT TO: She goes.")],
    ),
    "sharp s": ("ß has no capital in use", [("action", "GROßMUTTER Ja.")]),
    "boneyard in dialogue": (
        "a line of nothing but boneyard becomes a blank line",
        [("action", "BOB"), ("action", "Hello.")],
    ),
    "lyric": (
        "lyrics are not known",
        [("cue", "BOB"), ("dialogue", "~la la"), ("action", "He sings.")],
    ),
    "fades": (
        "fades that do not end in TO: are action",
        [("action", "FADE IN:"), ("action", "A door."), ("action", "FADE OUT.")],
    ),
    "heading in capitals without a gap": (
        "we take a heading in capitals without the blank line after it",
        [("cue", "INT. HALL - DAY"), ("dialogue", "A fire.")],
    ),
    "byte order mark": (
        "it is left in the text and hides the heading",
        [("action", "\ufeffINT. HALL - DAY"), ("action", "A fire.")],
    ),
    "snake case": (
        "underlines within a word are taken for emphasis",
        [("action", "He opens mysecretfile now.")],
    ),
    "example": (
        "fades that do not end in TO: are action",
        [("action", "FADE IN:"), *our_stream(CORPUS["example"])[1:]],
    ),
}


@pytest.mark.parametrize("name", CORPUS)
def test_beside_fountain_py(name: str) -> None:
    _, expected = FOUNTAIN_PY.get(name, ("", our_stream(CORPUS[name])))
    assert fountain_py_stream(CORPUS[name]) == expected
    assert (name in FOUNTAIN_PY) == (expected != our_stream(CORPUS[name]))


@pytest.mark.parametrize("name", CORPUS)
def test_beside_screenplain(name: str) -> None:
    _, expected = SCREENPLAIN.get(name, ("", our_stream(CORPUS[name])))
    assert screenplain_stream(CORPUS[name]) == expected
    assert (name in SCREENPLAIN) == (expected != our_stream(CORPUS[name]))
