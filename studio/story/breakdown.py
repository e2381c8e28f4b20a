"""Breaks a script down into scenes and shots, as for a shooting schedule."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import repeat

from studio.kernel.time import seconds_to_frame
from studio.story.beats import Described, SceneBeats, scenes_of
from studio.story.cast import Cast
from studio.story.coverage import Shot, cover
from studio.story.elements import Script
from studio.story.errors import ScriptEmpty, ScriptTooLarge
from studio.story.heading import is_relative
from studio.story.plan import (
    MAX_DESCRIPTION,
    MAX_NAME,
    MAX_SHOTS,
    Breakdown,
    CharacterPlan,
    ClipPlan,
    ScenePlan,
)
from studio.story.prompts import Place, Wording, place_of
from studio.timeline.rules import LETTERS


def break_down(script: Script, fps: Fraction) -> Breakdown:
    """The scenes and shots of a script at a frame rate above 0; nothing is written anywhere.

    Raises ScriptEmpty if there is nothing to film, ScriptTooLarge beyond MAX_SHOTS shots.
    """
    cast = Cast(script.elements)
    scenes = scenes_of(script, cast)
    if not scenes:
        raise ScriptEmpty(
            "The script has nothing to film. Give it at least one scene heading"
            " (INT. HALL - NIGHT), a line of action or a line of dialogue.",
            field=("text",),
        )
    covered = list(_covered(scenes, cast))
    count = sum(map(len, covered))
    if count > MAX_SHOTS:
        raise ScriptTooLarge(
            f"The script breaks down into {count:,} shots; at most {MAX_SHOTS:,} are made at once."
            " Import it in parts: with a project given, scenes are appended to it.",
            field=("text",),
        )
    numbers = _scene_numbers(scenes)
    places = _places(scenes)
    plans = map(_scene_plan, scenes, covered, numbers, places, repeat(cast), repeat(fps))
    title = script.title_page.get("title") if script.title_page else None
    characters = (
        CharacterPlan(member.name, member.speeches, member.look, member.line)
        for member in cast.members
    )
    return Breakdown(title, script.format, fps, tuple(characters), tuple(plans))


@dataclass(frozen=True, slots=True)
class Told:
    """A shot as its script tells it: who puts it into words knows the place and the cast."""

    shot: Shot
    place: Place
    cast: Cast


def tell(script: Script) -> Iterator[Told]:
    """The shots of a script in their order, those that `break_down` makes clips of."""
    cast = Cast(script.elements)
    scenes = scenes_of(script, cast)
    for shots, place in zip(_covered(scenes, cast), _places(scenes), strict=True):
        for shot in shots:
            yield Told(shot, place, cast)


def _covered(scenes: Iterable[SceneBeats], cast: Cast) -> Iterator[list[Shot]]:
    """The shots of each scene. A place is established where it, or its light, is new."""
    shown: tuple[str, str] | None = None
    for scene in scenes:
        heading = scene.heading
        if heading is None or not (heading.setting or heading.time_of_day):
            yield cover(scene, cast, establish=False)
            continue
        time_of_day = (heading.time_of_day or "").casefold()
        if shown and (not time_of_day or is_relative(time_of_day)):
            time_of_day = shown[1]
        here = (heading.location.casefold(), time_of_day)
        yield cover(scene, cast, establish=here != shown)
        shown = here


def _places(scenes: Iterable[SceneBeats]) -> Iterator[Place]:
    place = Place()
    for scene in scenes:
        place = place_of(scene.heading, place)
        yield place


def _scene_numbers(scenes: list[SceneBeats]) -> Iterator[str]:
    """The script's own numbers, each once; the others take the next that is free."""
    own = {scene.heading.scene_number for scene in scenes if scene.heading}
    given, last = set[str](), 0
    for scene in scenes:
        number = scene.heading.scene_number if scene.heading else None
        if number is None or number in given:
            last += 1
            while str(last) in own:
                last += 1
            number = str(last)
        given.add(number)
        yield number


def shot_number(scene: str, index: int) -> str:
    """The number of the shot at an index (from 0): `12A` … `12Z`, `12AA`; `1A-B` in scene `1A`."""
    letters, rest = "", index + 1
    while rest:
        rest, letter = divmod(rest - 1, len(LETTERS))
        letters = LETTERS[letter] + letters
    return f"{scene}{'' if scene[-1].isdigit() else '-'}{letters}"


def _scene_plan(
    scene: SceneBeats, shots: list[Shot], number: str, place: Place, cast: Cast, fps: Fraction
) -> ScenePlan:
    heading = scene.heading
    clips = tuple(_clips(shots, number, Wording(place, cast), fps))
    synopsis = " ".join(scene.synopsis)
    opening = next((beat.text for beat in scene.beats if isinstance(beat, Described)), "")
    description = synopsis or " ".join(opening.split())
    people = dict.fromkeys(
        name for shot in shots for name in (*shot.characters, *(name for name, _ in shot.lines))
    )
    people.pop("", None)
    return ScenePlan(
        name=heading.raw[:MAX_NAME] if heading else clips[0].name,
        number=number,
        description=description[:MAX_DESCRIPTION],
        location=heading.location[:MAX_NAME] if heading else "",
        setting=heading.setting if heading else None,
        time_of_day=heading.time_of_day[:MAX_NAME] if heading and heading.time_of_day else None,
        synopsis=synopsis[:MAX_DESCRIPTION],
        transitions=tuple(scene.transitions),
        characters=tuple(people),
        source_line=scene.line,
        clips=clips,
    )


def _clips(
    shots: Iterable[Shot], scene: str, wording: Wording, fps: Fraction
) -> Iterator[ClipPlan]:
    """Lays the shots end to end. Edges are rounded, so that no error adds up over a scene."""
    moment, start = Fraction(0), 0
    for index, shot in enumerate(shots):
        moment += shot.seconds
        end = max(seconds_to_frame(moment, fps), start + 1)
        yield ClipPlan(
            name=wording.name(shot),
            number=shot_number(scene, index),
            shot_kind=shot.kind,
            framing=shot.framing,
            start_frame=start,
            duration_frames=end - start,
            image_prompt=wording.image(shot),
            video_prompt=wording.video(shot),
            action=shot.text,
            dialogue=shot.dialogue,
            characters=shot.characters,
            source_line=shot.line,
        )
        start = end
