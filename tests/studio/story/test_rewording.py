from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.story.breakdown import Told, break_down, tell
from studio.story.elements import ScriptFormat
from studio.story.examples import read_examples
from studio.story.plan import ClipPlan, ScenePlan
from studio.story.rewording import Facts, Prompts, follow, write
from studio.story.script import parse
from studio.timeline.shots import Framing, ShotKind

WHOLE = [parse(one.text, None) for one in read_examples()]


def facts_of(scene: ScenePlan, clip: ClipPlan) -> Facts:
    return Facts(
        clip.shot_kind,
        clip.framing,
        clip.name,
        clip.caption,
        clip.characters,
        clip.source_line,
        scene.location,
        scene.setting.value if scene.setting else "",
        scene.time_of_day or "",
    )


def imported(text: str) -> list[tuple[Facts, Prompts, list[Told]]]:
    script = parse(text, ScriptFormat.FOUNTAIN)
    told = list(tell(script))
    return [
        (facts_of(scene, clip), Prompts(clip.image_prompt, clip.video_prompt), told)
        for scene in break_down(script, Fraction(24)).scenes
        for clip in scene.clips
    ]


EVERY = [
    (facts_of(scene, clip), Prompts(clip.image_prompt, clip.video_prompt), list(tell(script)))
    for script in WHOLE
    for scene in break_down(script, Fraction(24)).scenes
    for clip in scene.clips
]
SHOT = st.sampled_from(EVERY)


def test_what_an_import_writes_is_what_the_shot_has_written() -> None:
    assert len(EVERY) > 30
    for facts, prompts, told in EVERY:
        assert write(facts, told) == prompts


@given(shot=SHOT, framings=st.lists(st.sampled_from(Framing), min_size=1, max_size=4))
def test_prompts_follow_the_framing_and_come_back(
    shot: tuple[Facts, Prompts, list[Told]], framings: list[Framing]
) -> None:
    facts, first, told = shot
    now, before = first, facts
    for framing in [*framings, facts.framing]:
        after = replace(before, framing=framing)
        now = now._replace(**follow(before, after, now, told))
        assert now == write(after, told)
        before = after
    assert now == first


@given(shot=SHOT, framing=st.sampled_from(Framing), added=st.sampled_from(["!", " In rain.", "x"]))
def test_what_was_written_by_hand_stays(
    shot: tuple[Facts, Prompts, list[Told]], framing: Framing, added: str
) -> None:
    facts, prompts, told = shot
    after = replace(facts, framing=framing)
    by_hand = prompts._replace(image=prompts.image + added)
    assert set(follow(facts, after, by_hand, told)) == {"video"}
    neither = Prompts("", prompts.video + added)
    assert follow(facts, after, neither, told) == {}


def test_a_close_up_is_told_as_one() -> None:
    facts, prompts, told = imported("INT. HALL - DAY\n\nANN waits.\n\nBOB\n(softly)\nHello.\n")[-1]
    assert prompts.image.startswith("Close-up of Bob, speaking, softly.")
    wide = replace(facts, framing=Framing.WIDE)
    assert follow(facts, wide, prompts, told) == {
        "image": "Wide shot of Bob, speaking, softly. Hall, interior, daylight.",
        "video": "Bob says, softly: “Hello.” The camera holds still.",
    }


def test_new_words_and_places_count_for_more_than_the_script() -> None:
    facts, prompts, told = imported("INT. HALL - DAY\n\nANN waits.\n")[-1]
    after = replace(facts, caption="Ann runs away.")
    assert follow(facts, after, prompts, told) == {
        "image": "Wide shot, establishing the place. Hall, interior, daylight. Ann runs away.",
        "video": "Ann runs away. The camera holds still.",
    }
    moved = replace(facts, location="BEACH", setting="EXT", time_of_day="NIGHT")
    after = replace(moved, framing=Framing.CLOSE)
    anew = follow(moved, after, prompts, told)["image"]
    assert "Beach, exterior, night." in anew
    assert anew.startswith("Close-up")


@pytest.mark.parametrize(
    ("facts", "image"),
    [
        (Facts(ShotKind.ACTION, Framing.CLOSE, caption="A cat sleeps."), "Close-up. A cat sleeps."),
        (
            Facts(ShotKind.DIALOGUE, Framing.MEDIUM, caption="ANN: Hello.\nBOB: No."),
            "Medium shot of Ann and Bob, speaking at once.",
        ),
        (Facts(ShotKind.ACTION, Framing.WIDE, name="Night falls"), "Wide shot. Night falls."),
        (Facts(ShotKind.ACTION, Framing.WIDE, characters=("ANN",)), "Wide shot. Ann."),
        (Facts(ShotKind.ACTION, Framing.WIDE), "Wide shot. The place."),
        (
            Facts(ShotKind.ACTION, Framing.WIDE, caption="The time: noon."),
            "Wide shot. The time: noon.",
        ),
    ],
)
def test_a_shot_without_a_script_is_written_from_itself(facts: Facts, image: str) -> None:
    assert write(facts, []).image == image
