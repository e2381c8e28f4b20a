"""Covers a scene: its beats become shots, each with its kind, framing and playing time.

The habits are a storyboard artist's. A new place is established first, by the writer's own
description of it if that comes first; a conversation opens on both, goes over the shoulders and
comes closer; emphasis and whispers are close; a long speech is broken by the listener's face; a
voice from outside the picture plays on who hears it. What the script asks for overrules all that.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import zip_longest

from studio.story import pacing
from studio.story.beats import Beat, Card, Described, Exchange, Run, SceneBeats, Speech
from studio.story.cast import Cast
from studio.story.elements import Setting
from studio.story.framing import leading_directive, read_directive
from studio.timeline.shots import Framing, ShotKind

_ALONE = (Framing.FULL, Framing.MEDIUM, Framing.MEDIUM_WIDE)
_PAIR = (Framing.MEDIUM_WIDE, Framing.TWO_SHOT, Framing.FULL)
_GROUP = (Framing.WIDE, Framing.MEDIUM_WIDE)
_NOBODY = (Framing.WIDE, Framing.MEDIUM_WIDE, Framing.MEDIUM)
_CONVERSATION = (
    Framing.TWO_SHOT,
    *(Framing.OVER_THE_SHOULDER,) * 2,
    *(Framing.MEDIUM_CLOSE,) * 2,
    *(Framing.OVER_THE_SHOULDER,) * 2,
    Framing.MEDIUM_CLOSE,
)
_MONOLOGUE = (Framing.MEDIUM, Framing.MEDIUM_CLOSE)
_CONTINUED = (Framing.MEDIUM_CLOSE, Framing.CLOSE)
_AGAIN = {Framing.MEDIUM_CLOSE: Framing.CLOSE}
"""What the same face is cut to: a cut within one size jumps."""
_REACTION_EVERY = 3
_EXITS = re.compile(
    r"\b(?:exits?|leaves|departs|vanish(?:es)?|disappears?|(?:hurries|walks|runs|strides|storms|rushes"
    r"|slips|goes|sweeps) (?:down|off|away|out))\b"
)
_ALONE_THERE = re.compile(r"\balone\b")
_HE_OR_SHE = re.compile(r"\b(?:he|she|him|her|his)\b", re.IGNORECASE)
_THEY = re.compile(r"\b(?:they|them|their|both)\b", re.IGNORECASE)
_CRY_WORDS = 6
_REACTION_WORDS = 14
_PAUSE = re.compile(
    r"(?:(?:an?|another|the|long|short|awkward) ){0,3}(?:beat|pause|silence|stillness)[.…!]*",
    re.IGNORECASE,
)
_REACTS = re.compile(
    r"\b(?:stares?|looks?|nods?|shakes (?:his|her|their) head|flinch(?:es)?|freezes?|smiles?|frowns?"
    r"|recoils?|watch(?:es)?|listens?|gasps?|weeps?|blinks?|shudders?|swallows?|hesitates?|glances?"
    r"|stiffens?|trembles?|laughs?|sighs?)\b"
)
_LOW = re.compile(
    r"\b(?:whisper\w*|hushed|sotto|quiet\w*|soft\w*|aside|low|breath|to (?:him|her)self)\b"
)
_LOUD = re.compile(r"\b(?:call\w*|shout\w*|yell\w*|from (?:afar|below|above))\b")
_SUPER = re.compile(r"(?:SUPER(?:IMPOSE)?|TITLE(?: CARD)?|CHYRON|CAPTION)\s*[:—–-]\s*(?=\S)")
_LISTED = re.compile(r"\n\s*(?=[-•*] )")


@dataclass(frozen=True, slots=True)
class Shot:
    """A shot before it is numbered, laid in time and put into words for a model.

    `text` is the script's action, `subject` the same without framing words; `lines` are the names
    and words that are spoken over it; `characters` are in the picture, the first in focus.
    """

    kind: ShotKind
    framing: Framing
    seconds: Fraction
    line: int
    text: str = ""
    subject: str = ""
    lines: tuple[tuple[str, str], ...] = ()
    manner: str = ""
    characters: tuple[str, ...] = ()
    sung: bool = False

    @property
    def dialogue(self) -> str:
        """A line `NAME: words` for each speaker."""
        return "\n".join(f"{name}: {words}" if name else words for name, words in self.lines)


def cover(scene: SceneBeats, cast: Cast, *, establish: bool) -> list[Shot]:
    """The shots of a scene; at least one, for a heading alone is still a place to be shown.

    `establish` says whether its place or light is new.
    """
    coverage = _Coverage(scene, cast)
    first = scene.beats[0] if scene.beats else None
    described = isinstance(first, Described) and _opens(first.text, cast)
    if (establish and not described) or first is None:
        coverage.establish("", scene.line)
    for index, beat in enumerate(scene.beats):
        match beat:
            case Described(text, line):
                coverage.action(text, line, establish=establish and described and index == 0)
            case Card(text, line):
                coverage.card(text, line)
            case Exchange(speeches):
                coverage.exchange(speeches, _answer(scene.beats[index + 1 : index + 2]))
    return coverage.shots


def _answer(following: Sequence[Beat]) -> str | None:
    for beat in following:
        if isinstance(beat, Exchange) and beat.speeches[0].seen:
            return beat.speeches[0].name or None
    return None


def _opens(text: str, cast: Cast) -> bool:
    """Whether a paragraph's first words show the place itself, or ask for another opening."""
    opening = passages(text)[0]
    return leading_directive(opening) is not None or not cast.mentioned(opening)


def passages(text: str) -> list[str]:
    """A paragraph of action in pieces of one shot each: framing words begin a new one."""
    pieces = list[str]()
    for item in _LISTED.split(text):
        segments = list[list[str]]()
        for sentence in pacing.sentences(" ".join(item.split())):
            if not segments or leading_directive(sentence.strip()):
                segments.append([])
            segments[-1].append(sentence)
        for segment in segments:
            pieces += pacing.split("".join(segment), pacing.ACTION_WORDS)
    return pieces


class _Coverage:
    """What is remembered while a scene is covered: who is there, and what was framed last."""

    def __init__(self, scene: SceneBeats, cast: Cast) -> None:
        self.shots: list[Shot] = []
        self._scene = scene
        self._cast = cast
        self._present: dict[str, None] = {}
        self._turns: dict[tuple[Framing, ...], int] = {}

    def establish(self, text: str, line: int) -> None:
        heading = self._scene.heading
        inside = heading is not None and heading.setting is Setting.INT
        framing = Framing.WIDE if inside else Framing.EXTREME_WIDE
        seconds = max(pacing.ESTABLISHING, pacing.action_seconds(text))
        self._add(Shot(ShotKind.ESTABLISHING, framing, seconds, line, text, text))

    def card(self, text: str, line: int) -> None:
        text = " ".join(text.split())
        words = _SUPER.sub("", text, count=1).strip('"“”') or text
        seconds = max(pacing.TITLE, pacing.speech_seconds(words))
        self._add(Shot(ShotKind.TITLE, Framing.MEDIUM, seconds, line, text, words))

    def action(self, text: str, line: int, *, establish: bool) -> None:
        for index, passage in enumerate(passages(text)):
            directive = read_directive(passage)
            if _SUPER.match(passage):
                self.card(passage, line)
                continue
            if establish and index == 0 and directive is None:
                self.establish(passage, line)
            elif directive is None and self._is_pause(passage):
                last = self.shots[-1]
                added = f"{last.text} {passage}".strip()
                self.shots[-1] = replace(last, text=added, seconds=last.seconds + pacing.PAUSE)
            elif directive is None:
                self._add(self._action_shot(passage, line))
            else:
                kind = ShotKind.ESTABLISHING if directive.establishing else ShotKind.ACTION
                kind = ShotKind.INSERT if directive.framing is Framing.INSERT else kind
                shot = self._action_shot(passage, line)
                if directive.framing is Framing.POV:
                    shot = replace(shot, characters=self._cast.mentioned(directive.subject))
                subject = directive.subject[:1].upper() + directive.subject[1:]
                self._add(replace(shot, kind=kind, framing=directive.framing, subject=subject))
            self._leave(passage, self.shots[-1].characters)

    def exchange(self, speeches: Sequence[Speech], answer: str | None) -> None:
        """One speech or several at once; `answer` is who speaks directly after."""
        if len(speeches) > 1:
            self._together(speeches)
            return
        pieces = _pieces(speeches[0])
        for index, piece in enumerate(pieces):
            last = index == len(pieces) - 1
            self._add(self._speech_shot(speeches[0], piece, answer, index=index, last=last))

    def _add(self, shot: Shot) -> None:
        self.shots.append(shot)
        for name in reversed(shot.characters):
            self._present.pop(name, None)
            self._present[name] = None

    def _leave(self, passage: str, names: Sequence[str]) -> None:
        """Forgets who goes out of the picture with a passage."""
        if len(names) == 1 and _ALONE_THERE.search(passage):
            self._present = dict.fromkeys(names)
        for sentence in pacing.sentences(passage) if _EXITS.search(passage) else ():
            if _EXITS.search(sentence):
                for name in self._cast.mentioned(sentence)[:1]:
                    self._present.pop(name, None)

    def _turn(self, framings: tuple[Framing, ...]) -> Framing:
        """The next of some framings, but not the one that was last on the screen."""
        turn = self._turns.get(framings, 0)
        repeated = self.shots and self.shots[-1].framing is framings[turn % len(framings)]
        if repeated and framings is not _CONVERSATION:
            turn += 1
        self._turns[framings] = turn + 1
        return framings[turn % len(framings)]

    def _is_pause(self, passage: str) -> bool:
        if not self.shots or self.shots[-1].kind is ShotKind.TITLE:
            return False
        if self.shots[-1].seconds + pacing.PAUSE > pacing.LONGEST:
            return False
        return _PAUSE.fullmatch(passage) is not None

    def _action_shot(self, passage: str, line: int) -> Shot:
        names = self._cast.mentioned(passage) or self._meant(passage)
        seconds = pacing.action_seconds(passage)
        after_speech = bool(self.shots) and bool(self.shots[-1].lines)
        short = pacing.word_count(passage) <= _REACTION_WORDS
        kind = ShotKind.ACTION
        if after_speech and short and len(names) == 1 and _REACTS.search(passage):
            kind, framing = ShotKind.REACTION, Framing.CLOSE
        else:
            framing = self._turn((_NOBODY, _ALONE, _PAIR, _GROUP)[min(len(names), 3)])
        subject = passage.lstrip("-•* ") or passage
        return Shot(kind, framing, seconds, line, passage, subject, characters=names)

    def _meant(self, passage: str) -> tuple[str, ...]:
        """Who a pronoun means: whoever was in focus last."""
        before = self.shots[-1].characters if self.shots else ()
        if len(before) > 1 and _THEY.search(passage):
            return before
        return before[:1] if _HE_OR_SHE.search(passage) else ()

    def _listener(self, speaker: str, words: str, answer: str | None) -> str | None:
        """Who hears: whoever is spoken to, else was in the picture last, else answers."""
        for name in self._cast.mentioned(words):
            if name in self._present and name != speaker:
                return name
        present = (name for name in reversed(self._present) if name != speaker)
        return next(present, answer if answer != speaker else None)

    def _speech_shot(
        self, speech: Speech, piece: Run, answer: str | None, *, index: int, last: bool
    ) -> Shot:
        listener = self._listener(speech.name, piece.text, answer)
        seen = (speech.name,) if speech.name else ()
        shot = Shot(
            ShotKind.DIALOGUE if piece.text else ShotKind.REACTION,
            Framing.MEDIUM_CLOSE,
            pacing.speech_seconds(piece.text or piece.manner),
            piece.line,
            lines=((speech.name, piece.text),) if piece.text else (),
            manner=piece.manner,
            characters=seen,
            sung=piece.sung,
        )
        if not speech.seen or not speech.name:
            return self._heard(shot, listener)
        if listener and not last and index % _REACTION_EVERY == 1:
            return self._heard(shot, listener)
        if piece.emphasised and not last:
            piece = replace(piece, emphasised=False)
        framing = self._speech_framing(piece, index, listener)
        if self.shots and (framing, *seen) == (self.shots[-1].framing, *self.shots[-1].characters):
            framing = _AGAIN.get(framing, Framing.MEDIUM_CLOSE)
        if listener and framing in {Framing.TWO_SHOT, Framing.OVER_THE_SHOULDER}:
            seen = (*seen, listener)
        return replace(shot, framing=framing, characters=seen)

    def _heard(self, shot: Shot, listener: str | None) -> Shot:
        """The words play on who hears them; on the place if nobody does."""
        if listener is None:
            return replace(shot, framing=self._turn(_NOBODY), characters=())
        close = self._turn(_CONTINUED)
        return replace(shot, kind=ShotKind.REACTION, framing=close, characters=(listener,))

    def _speech_framing(self, piece: Run, index: int, listener: str | None) -> Framing:
        cry = piece.text.endswith("!") and pacing.word_count(piece.text) <= _CRY_WORDS
        manner = piece.manner.casefold()
        if _LOUD.search(manner):
            return Framing.FULL
        if piece.emphasised or cry or _LOW.search(manner) or not piece.text:
            return Framing.CLOSE
        if index:
            return self._turn(_CONTINUED)
        return self._turn(_CONVERSATION if listener else _MONOLOGUE)

    def _together(self, speeches: Sequence[Speech]) -> None:
        for pieces in zip_longest(*map(_pieces, speeches)):
            spoken = [
                (speech, piece) for speech, piece in zip(speeches, pieces, strict=True) if piece
            ]
            names = tuple(dict.fromkeys(speech.name for speech in speeches if speech.seen))
            self._add(
                Shot(
                    ShotKind.DIALOGUE,
                    Framing.TWO_SHOT if len(names) == 2 else Framing.WIDE,
                    max(pacing.speech_seconds(piece.text) for _, piece in spoken),
                    spoken[0][1].line,
                    lines=tuple((speech.name, piece.text) for speech, piece in spoken),
                    manner=", ".join(piece.manner for _, piece in spoken if piece.manner),
                    characters=names,
                    sung=any(piece.sung for _, piece in spoken),
                )
            )


def _pieces(speech: Speech) -> list[Run]:
    """What of a speech goes into one shot each: all of it if it is short, else run by run."""
    if pacing.word_count(speech.text) <= pacing.SPEECH_WORDS:
        emphasised = any(run.emphasised for run in speech.runs)
        sung = any(run.sung for run in speech.runs)
        return [Run(speech.manner, speech.text, speech.line, emphasised, sung)]
    return [
        replace(run, text=text)
        for run in speech.runs
        for text in pacing.split(run.text, pacing.SPEECH_WORDS) or [""]
    ]
