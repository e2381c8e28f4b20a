import pytest

from tests.workers.endpoint.rehearsal.pictures import brief
from tests.workers.endpoint.rehearsal.test_staging import boarded
from workers.endpoint.rehearsal import deeds, staging, words


def read(caption, names=("TOM",), **told):
    return words.read(brief(caption=caption, characters=list(names), framing="FULL", **told))


@pytest.mark.parametrize(
    ("caption", "pose", "gesture"),
    [
        ("Tom sits and reads a newspaper.", "sit", "read"),
        ("Tom walks on and points at the church.", "walk", "point"),
        ("Tom drinks, sitting on the wall.", "sit", "drink"),
        ("Tom looks up and points at the ship.", "point", ""),
        ("Tom listens, then waves.", "wave", ""),
        ("Tom kneels, weeping.", "kneel", "cry"),
        ("Tom falls.", "fall", ""),
        ("Tom lifts a box.", "lift", ""),
    ],
)
def test_the_hands_do_one_thing_and_the_body_another(caption, pose, gesture):
    (actor,) = read(caption).cast
    assert (actor.pose, actor.gesture) == (pose, gesture)


@pytest.mark.parametrize(
    ("caption", "others"),
    [
        ("A policeman stops Tom.", ["POLICEMAN"]),
        ("Tom lies in the bed. A nurse reads a letter.", ["NURSE"]),
        ("Tom, a soldier, waits.", []),
        ("Tom is a tall man.", []),
        ("Tom dreams of a king.", []),
        ("The king is gone.", []),
    ],
)
def test_people_without_a_name_are_seen_beside_those_who_have_one(caption, others):
    assert [actor.name for actor in read(caption).cast if actor.name != "TOM"] == others


def test_in_a_near_shot_only_who_is_named_is_seen():
    told = brief(caption="A policeman stops Tom.", characters=["TOM"], framing="CLOSE")
    assert [actor.name for actor in words.read(told).cast] == ["TOM"]


def test_nobody_carries_together_what_one_carries():
    assert deeds.deeds("Maria carries Tim.", ["MARIA", "TIM"]) == {"MARIA": "carry"}


@pytest.mark.parametrize(
    ("many", "age", "hat"), [("Children", "child", None), ("Soldiers", None, "helmet")]
)
def test_the_many_look_as_they_are_called(many, age, hat):
    board = boarded(framing="WIDE", characters=[], caption=f"{many} run.", prompt="")
    crowd = [part.look for part in board.parts if part.far > 1]
    assert len(crowd) > 8
    assert age is None or {look.age for look in crowd} == {age}
    assert hat is None or {look.hat for look in crowd} == {hat}


def test_a_child_is_smaller_beside_a_grown_person():
    for look in ("ten years old", "8", "nine-year-old in a blue jumper", "a small boy"):
        cast = [{"name": "TIM", "look": look}, {"name": "MARIA", "look": "40, red coat"}]
        board = boarded(framing="FULL", characters=["MARIA", "TIM"], caption="", cast=cast)
        sizes = {
            actor.name: part.tall * part.look.height
            for actor in board.stage.shot.cast
            for part in board.parts
            if part.look == staging.look_for(actor)
        }
        assert 0.5 < sizes["TIM"] / sizes["MARIA"] < 0.8, look
