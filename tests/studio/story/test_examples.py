from fractions import Fraction

import pytest

from studio.story.breakdown import break_down
from studio.story.elements import ScriptFormat
from studio.story.examples import ExampleScript, read_examples
from studio.story.plan import Breakdown
from studio.story.script import parse


def _plan(example: ExampleScript) -> Breakdown:
    return break_down(parse(example.text), Fraction(24))


def test_each_has_a_name_and_a_title_of_its_own() -> None:
    examples = read_examples()
    assert [one.title for one in examples] == [
        "The Last Lamp",
        "The Violin on the Night Train",
        "Seven Cents",
    ]
    assert len({one.name for one in examples}) == len(examples)


@pytest.mark.parametrize("example", read_examples(), ids=lambda one: one.name)
def test_each_shows_what_a_screenplay_can_say(example: ExampleScript) -> None:
    plan = _plan(example)
    clips = [clip for scene in plan.scenes for clip in scene.clips]
    assert plan.format is ScriptFormat.FOUNTAIN
    assert 20 <= len(clips) <= 30
    assert len({clip.framing for clip in clips}) >= 6
    assert len({clip.shot_kind for clip in clips}) >= 4
    assert {scene.setting.value for scene in plan.scenes if scene.setting} == {"INT", "EXT"}
    assert len({scene.time_of_day for scene in plan.scenes}) >= 3
    assert 2 <= len(plan.characters) <= 4
    assert all(one.description and one.speeches for one in plan.characters)
    assert all(24 <= clip.duration_frames <= 8 * 24 for clip in clips)
