from fractions import Fraction
from pathlib import Path

import pytest

from studio.story.breakdown import break_down
from studio.story.elements import Character, Script, ScriptFormat
from studio.story.plan import Breakdown
from studio.story.script import decode, parse
from studio.timeline.shots import ShotKind

EXAMPLE = Path(__file__).parents[3] / "examples" / "hamlet.fountain"
LINES_OF_A_PAGE = 55


@pytest.fixture(scope="module")
def script() -> Script:
    return parse(decode(EXAMPLE.read_bytes()))


@pytest.fixture(scope="module")
def plan(script: Script) -> Breakdown:
    return break_down(script, Fraction(24))


def test_it_is_read_as_written(script: Script, plan: Breakdown) -> None:
    assert script.format is ScriptFormat.FOUNTAIN
    assert plan.title == "HAMLET The Watch on the Platform"
    assert any(isinstance(element, Character) and element.dual for element in script.elements)
    assert [scene.name for scene in plan.scenes] == [
        "EXT. ELSINORE - THE PLATFORM - MIDNIGHT",
        "INT. ELSINORE - GREAT HALL - DAY",
        "EXT. THE SHORE BELOW ELSINORE - DAWN",
    ]
    assert [one.name.title() for one in plan.characters] == [
        "Francisco",
        "Bernardo",
        "Horatio",
        "Marcellus",
        "Ghost",
        "Hamlet",
        "Claudius",
        "Gertrude",
    ]
    assert all(one.description for one in plan.characters)


def test_it_has_39_shots_of_playable_length(plan: Breakdown) -> None:
    clips = [clip for scene in plan.scenes for clip in scene.clips]
    assert len(clips) == plan.shots == 39
    assert {clip.shot_kind for clip in clips} == set(ShotKind) - {ShotKind.TRANSITION}
    assert len({clip.framing for clip in clips}) >= 10
    assert all(1.5 * 24 - 1 <= clip.duration_frames <= 10.5 * 24 for clip in clips)


def test_it_runs_about_a_minute_a_page(plan: Breakdown) -> None:
    text = EXAMPLE.read_text("utf-8")
    printed = text[text.index("FADE IN:") :]
    lines = sum(1 for line in printed.splitlines() if not line.startswith(("#", "=")))
    pages = lines / LINES_OF_A_PAGE
    assert 0.8 <= plan.frames / 24 / 60 / pages <= 1.35
