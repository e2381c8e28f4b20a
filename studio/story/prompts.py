"""Puts a shot into words: what a still shows, and what moves in it."""

import re
from dataclasses import dataclass

from studio.story.cast import Cast, natural
from studio.story.coverage import Shot
from studio.story.elements import SceneHeading, Setting
from studio.story.framing import moves_camera
from studio.story.heading import is_relative
from studio.story.plan import MAX_NAME, MAX_PROMPT
from studio.timeline.shots import Framing, ShotKind

_FRAMING = {
    Framing.EXTREME_WIDE: "Extreme wide shot",
    Framing.WIDE: "Wide shot",
    Framing.FULL: "Full shot",
    Framing.MEDIUM_WIDE: "Medium wide shot",
    Framing.MEDIUM: "Medium shot",
    Framing.MEDIUM_CLOSE: "Medium close-up",
    Framing.CLOSE: "Close-up",
    Framing.EXTREME_CLOSE: "Extreme close-up",
    Framing.OVER_THE_SHOULDER: "Over-the-shoulder shot",
    Framing.POV: "Point-of-view shot",
    Framing.TWO_SHOT: "Two-shot",
    Framing.INSERT: "Insert, a detail filling the frame",
}
_CAMERA = {
    Framing.EXTREME_WIDE: "The camera drifts slowly forward.",
    Framing.WIDE: "The camera holds still.",
    Framing.FULL: "The camera follows at a distance.",
    Framing.MEDIUM_WIDE: "The camera follows the movement.",
    Framing.MEDIUM: "The camera follows gently.",
    Framing.MEDIUM_CLOSE: "The camera holds, almost still.",
    Framing.CLOSE: "The camera pushes in very slowly.",
    Framing.EXTREME_CLOSE: "The camera holds still, every small movement counts.",
    Framing.OVER_THE_SHOULDER: "The camera holds over the shoulder.",
    Framing.POV: "The camera moves as the eyes that see this.",
    Framing.TWO_SHOT: "The camera holds on both.",
    Framing.INSERT: "The camera holds still.",
}
_SETTING = {Setting.INT: "interior", Setting.EXT: "exterior", Setting.EST: "exterior"}
_LIGHT = {"day": "daylight", "later": "", "continuous": "", "same": ""}
_BRACKETED = re.compile(r"\s?\([^()]*\)")
_ANGLES = (
    (re.compile(r"(?<!\w)LOW ANGLE(?!\w)"), ", low angle"),
    (re.compile(r"(?<!\w)HIGH ANGLE(?!\w)"), ", high angle"),
    (re.compile(r"(?<!\w)(?:AERIAL|BIRD['’]S[ -]EYE)(?!\w)"), ", seen from above"),
)
_NAME_LENGTH = 72


@dataclass(frozen=True, slots=True)
class Place:
    """Where and when a scene plays, in the words of a sentence; each may be empty."""

    location: str = ""
    setting: str = ""
    light: str = ""

    @property
    def sentence(self) -> str:
        """`Elsinore, the Platform, exterior, night.`"""
        words = ", ".join(filter(None, (self.location, self.setting, self.light)))
        return f"{words[:1].upper()}{words[1:]}." if words else ""


def place_of(heading: SceneHeading | None, before: Place) -> Place:
    """The place of a scene. CONTINUOUS and LATER keep the light of the scene before."""
    if heading is None:
        return Place()
    location = ", ".join(map(natural, heading.location.split(" - ")))
    setting = _SETTING.get(heading.setting, "") if heading.setting else ""
    time_of_day = heading.time_of_day or ""
    if time_of_day and is_relative(time_of_day):
        return Place(location, setting, before.light)
    light = time_of_day.casefold()
    return Place(location, setting, _LIGHT.get(light, light))


class Wording:
    """Names and prompts of the shots of one scene.

    What a still shows is told without looks: they belong to the characters, and a render's brief
    adds what they are by then.
    """

    def __init__(self, place: Place, cast: Cast) -> None:
        self._place = place
        self._cast = cast

    def name(self, shot: Shot) -> str:
        """What a shot list calls the shot."""
        if shot.kind is ShotKind.ESTABLISHING:
            place = self._place.location or shot.text or "the scene"
            return _short(f"Establishing: {place[:1].upper()}{place[1:]}")
        if shot.kind is ShotKind.TITLE:
            return _short(f"Title: {shot.subject}")
        if shot.lines:
            speaker, words = shot.lines[0]
            if shot.kind is ShotKind.REACTION and shot.characters:
                return _short(f"{natural(shot.characters[0])} listens: “{words}", "”")
            names = " and ".join(natural(name) for name, _ in shot.lines if name)
            return _short(f"{names or natural(speaker) or 'Voices'}: “{words}", "”")
        bare = _BRACKETED.sub("", shot.subject) or shot.subject or self._manner_only(shot)
        return _short(self._cast.in_sentence(bare))

    def image(self, shot: Shot) -> str:
        """What the still shows: framing, subject, place, light."""
        place = self._place.sentence
        if shot.kind is ShotKind.TITLE:
            return f"Title card, centred lettering: “{shot.subject}”."[:MAX_PROMPT]
        if shot.kind is ShotKind.ESTABLISHING:
            return _joined(f"{_framing(shot)}, establishing the place.", place, self._shown(shot))
        if shot.lines or not shot.subject:
            return _joined(self._speaking(shot), self._shown(shot), place)
        return _joined(f"{_framing(shot)}.", self._shown(shot), place)

    def video(self, shot: Shot) -> str:
        """What moves: the action, the speech with its manner, the camera."""
        camera = "" if moves_camera(shot.text) else _CAMERA[shot.framing]
        if shot.kind is ShotKind.TITLE:
            return "The title fades in, holds and fades out."
        if shot.kind is ShotKind.ESTABLISHING:
            still = "" if shot.text else "The place is still but for air, light and small movement."
            return _joined(self._told(shot), still, camera)
        if shot.lines:
            return _joined(*self._spoken(shot), self._told(shot), camera)
        return _joined(self._told(shot) or f"{self._manner_only(shot)}.", camera)

    def _told(self, shot: Shot) -> str:
        told = self._cast.in_sentence(shot.subject or shot.text)
        return f"{told}." if told[-1:].isalnum() else told

    def _shown(self, shot: Shot) -> str:
        looks = {self._cast.look(name) for name in shot.characters} - {""}

        def bare(found: re.Match[str]) -> str:
            return "" if " ".join(found[0].split()).strip("()") in looks else found[0]

        return _BRACKETED.sub(bare, self._told(shot))

    def _manner_only(self, shot: Shot) -> str:
        who = natural(shot.characters[0]) if shot.characters else "A voice"
        return f"{who}, {shot.manner}" if shot.manner else who

    def _speaking(self, shot: Shot) -> str:
        framing, people = _framing(shot), [*map(natural, shot.characters)]
        manner = f", {shot.manner}" if shot.manner else ""
        verb = "singing" if shot.sung else "speaking"
        if shot.kind is ShotKind.REACTION:
            doing = ", listening" if shot.lines else manner
            return f"{framing} of {people[0] if people else 'a listener'}{doing}."
        if not people:
            return f"{framing} of the place while a voice is heard{manner}."
        if len(shot.lines) > 1:
            return f"{framing} of {' and '.join(people)}, {verb} at once{manner}."
        if shot.framing is Framing.OVER_THE_SHOULDER and len(people) > 1:
            return f"{framing} past {people[1]} onto {people[0]}, {verb}{manner}."
        if len(people) > 1:
            return f"{framing} of {people[0]}, {verb}{manner}, and {people[1]}, listening."
        return f"{framing} of {people[0]}, {verb}{manner}."

    def _spoken(self, shot: Shot) -> list[str]:
        manner = f", {shot.manner}" if shot.manner else ""
        verb = "sings" if shot.sung else "says"
        heard = [
            f"{natural(name) or 'A voice'} {verb}{manner}: “{words}”"
            if name in shot.characters
            else f"{natural(name) or 'A voice'} is heard{manner}: “{words}”"
            for name, words in shot.lines
        ]
        if shot.kind is ShotKind.REACTION and shot.characters:
            heard.append(f"{natural(shot.characters[0])} listens, the face answering.")
        return heard


def _framing(shot: Shot) -> str:
    angle = next((words for pattern, words in _ANGLES if pattern.search(shot.text)), "")
    return f"{_FRAMING[shot.framing]}{angle}"


def _joined(*sentences: str) -> str:
    return " ".join(filter(None, sentences))[:MAX_PROMPT]


def _short(text: str, closing: str = "") -> str:
    """A name of one line; what is cut is cut between words."""
    text = " ".join(text.split())
    if len(text) + len(closing) <= _NAME_LENGTH:
        return (text + closing)[:MAX_NAME]
    head = text[: _NAME_LENGTH - 2 - len(closing)]
    return f"{head.rsplit(' ', 1)[0].rstrip(',;:.—- ')} …{closing}"[:MAX_NAME]
