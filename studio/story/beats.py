"""Groups a script's elements into scenes and their beats: what happens, and who says what."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from studio.story.cast import Cast
from studio.story.elements import (
    Action,
    Centered,
    Character,
    Dialogue,
    Element,
    Lyric,
    Note,
    Parenthetical,
    SceneHeading,
    Script,
    Synopsis,
    Transition,
)
from studio.story.framing import leading_directive

_LONGEST_LEAD = 80


@dataclass(frozen=True, slots=True)
class Described:
    """A paragraph of action."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Card:
    """A centred line: a title card."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Run:
    """Words said in one manner, which may be empty, as may the words."""

    manner: str
    text: str
    line: int
    emphasised: bool = False
    sung: bool = False


@dataclass(frozen=True, slots=True)
class Speech:
    """What one character says from its cue on. An empty name sings from nowhere."""

    name: str
    extensions: tuple[str, ...]
    runs: tuple[Run, ...]
    line: int

    @property
    def seen(self) -> bool:
        """Whether the speaker is in the picture (not V.O., O.S. or O.C.)."""
        heard = {"vo", "os", "oc", "offscreen", "voiceover", "offcamera"}
        letters = {"".join(filter(str.isalpha, word.casefold())) for word in self.extensions}
        return not letters & heard

    @property
    def text(self) -> str:
        return " ".join(run.text for run in self.runs if run.text)

    @property
    def manner(self) -> str:
        return ", ".join(run.manner for run in self.runs if run.manner)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A speech, or two at once."""

    speeches: tuple[Speech, ...]

    @property
    def line(self) -> int:
        return self.speeches[0].line


Beat = Described | Card | Exchange


@dataclass(slots=True)
class SceneBeats:
    """A scene as written. Without a heading it is what stands before the first one."""

    heading: SceneHeading | None
    beats: list[Beat] = field(default_factory=list)
    synopsis: list[str] = field(default_factory=list)
    transitions: list[str] = field(default_factory=list)

    @property
    def line(self) -> int:
        return self.heading.line if self.heading else self.beats[0].line


def scenes_of(script: Script, cast: Cast) -> list[SceneBeats]:
    """The scenes with anything to film. A transition before the first heading leads into it."""
    scenes = [SceneBeats(None)]
    for element in _with_speeches(script.elements, cast):
        scene = scenes[-1]
        match element:
            case SceneHeading():
                leading = scenes.pop().transitions if _is_bare(scene) else []
                scenes.append(SceneBeats(element, transitions=leading))
            case Speech(), dual:
                _add_speech(scene.beats, element[0], dual=dual)
            case Action(text, line):
                _add_described(scene.beats, text, line)
            case Centered(text, line):
                scene.beats.append(Card(text, line))
            case Synopsis(text) if scene.heading:
                scene.synopsis.append(text)
            case Transition(text):
                scene.transitions.append(text)
            case _:
                pass
    return [scene for scene in scenes if not _is_bare(scene)]


def _is_bare(scene: SceneBeats) -> bool:
    return scene.heading is None and not scene.beats


def _add_described(beats: list[Beat], text: str, line: int) -> None:
    """Adds a paragraph; framing words on a line of their own (`INSERT - A LETTER`) lead it."""
    before = beats[-1] if beats else None
    if isinstance(before, Described) and _leads(before.text):
        beats[-1] = Described(f"{before.text} {text}", before.line)
    else:
        beats.append(Described(text, line))


def _leads(text: str) -> bool:
    return len(text) <= _LONGEST_LEAD and text.isupper() and bool(leading_directive(text))


def _add_speech(beats: list[Beat], speech: Speech, *, dual: bool) -> None:
    if dual and beats and isinstance(beats[-1], Exchange):
        beats[-1] = Exchange((*beats[-1].speeches, speech))
    else:
        beats.append(Exchange((speech,)))


def _with_speeches(
    elements: Iterable[Element], cast: Cast
) -> Iterator[Element | tuple[Speech, bool]]:
    """The elements but notes, each cue and what follows it as one speech with its `dual`."""
    cue, parts = None, list[Parenthetical | Dialogue | Lyric]()
    for element in elements:
        if isinstance(element, Note):
            continue
        if isinstance(element, Parenthetical | Dialogue | Lyric):
            parts.append(element)
            continue
        if cue or parts:
            yield _speech(cue, parts, cast)
            cue, parts = None, []
        if isinstance(element, Character):
            cue = element
        else:
            yield element
    if cue or parts:
        yield _speech(cue, parts, cast)


def _speech(
    cue: Character | None, parts: list[Parenthetical | Dialogue | Lyric], cast: Cast
) -> tuple[Speech, bool]:
    runs, manner = list[Run](), ""
    for part in parts:
        if isinstance(part, Parenthetical):
            manner = f"{manner}, {part.text}" if manner else part.text
            continue
        words = " ".join(part.text.split())
        sung = isinstance(part, Lyric)
        runs.append(
            Run(manner, words, part.line, isinstance(part, Dialogue) and part.emphasised, sung)
        )
        manner = ""
    if manner and not runs:
        runs.append(Run(manner, "", parts[0].line))
    elif manner:
        runs[-1] = replace(runs[-1], manner=", ".join(filter(None, (runs[-1].manner, manner))))
    if cue is None:
        return Speech("", (), tuple(runs), parts[0].line), False
    return Speech(cast.named(cue.name), cue.extensions, tuple(runs), cue.line), cue.dual
