from itertools import pairwise

import numpy as np
import pytest

from tests.workers.endpoint.rehearsal.pictures import brief
from workers.endpoint.rehearsal import foreground, panel, staging, words
from workers.endpoint.rehearsal.camera import VIEWS
from workers.endpoint.rehearsal.figures.figure import head_of

NEARER = (
    "EXTREME_WIDE",
    "WIDE",
    "FULL",
    "MEDIUM_WIDE",
    "MEDIUM",
    "MEDIUM_CLOSE",
    "CLOSE",
    "EXTREME_CLOSE",
)
PAIR = ["HAMLET", "HORATIO"]


def boarded(prompt="", *, seed=1, **shot):
    board = panel.set_up(words.read(brief(prompt=prompt, **shot)), seed, (320, 180), 0.0)
    board.parts = staging.block(board.stage)
    return board


def parts_of(**shot):
    return boarded(**shot).parts


def named(board):
    """Each of the cast, by name."""
    looks = {part.look: part for part in board.parts}
    return {actor.name: looks[staging.look_for(actor)] for actor in board.stage.shot.cast}


def across(board, part):
    return part.feet[0] / board.stage.camera.width


def covered(framing: str) -> float:
    """The part of the picture that the subject takes."""
    stage = (board := boarded(framing=framing)).stage
    list(staging.act(stage, board.parts))
    return float(np.asarray(stage.cast.image.getchannel("A"), dtype=np.float32).mean() / 255)


def test_the_subject_grows_with_closeness():
    tall = [parts_of(framing=framing)[0].tall for framing in NEARER]
    assert tall == sorted(tall)
    assert all(b > a * 1.25 for a, b in pairwise(tall))
    area = [covered(framing) for framing in NEARER]
    assert area == sorted(area)
    assert area[0] < 0.01
    assert area[-1] > 0.45


@pytest.mark.parametrize("name", ["HAMLET", "LITTLE GIRL"])
@pytest.mark.parametrize("framing", NEARER)
def test_heads_are_in_the_picture(framing, name):
    board = boarded(framing=framing, characters=[name])
    head = head_of(board.parts[0])
    view = board.stage.camera
    assert 0.2 < head.at[0] / view.width < 0.8
    assert 0.08 < head.at[1] / view.height < 0.75
    if framing != "EXTREME_CLOSE":
        assert (head.at[1] - head.size * 0.5) / view.height > -0.06


@pytest.mark.parametrize("name", ["HAMLET", "LITTLE GIRL", "BERNARDO"])
@pytest.mark.parametrize("framing", ["MEDIUM_CLOSE", "CLOSE"])
def test_near_heads_are_whole_and_have_room_above(framing, name):
    board = boarded(framing=framing, characters=[name])
    head = head_of(board.parts[0])
    high = board.stage.camera.height
    assert (head.at[1] - head.size * 0.5) / high > 0.08
    assert (head.at[1] + head.size * 0.5) / high < 0.95
    assert head.size / high > (0.5 if framing == "CLOSE" else 0.3)


@pytest.mark.parametrize("deed", ["kneels", "sits", "falls to her knees", "sleeps"])
def test_who_is_low_is_seen_in_a_shot_from_the_hips(deed):
    for framing in ("MEDIUM", "TWO_SHOT"):
        board = boarded(framing=framing, characters=["OPHELIA"], caption=f"OPHELIA {deed}.")
        head = head_of(named(board)["OPHELIA"])
        assert 0.1 < head.at[1] / board.stage.camera.height < 0.65
        assert 0.1 < head.at[0] / board.stage.camera.width < 0.9


@pytest.mark.parametrize("count", range(8))
def test_as_many_stand_there_as_are_named(count):
    names = [f"PERSON {k}" for k in range(count)]
    assert len(parts_of(characters=names, caption="", framing="WIDE")) == count


def test_one_stands_on_a_third_with_room_before_the_eyes():
    for name in ("HAMLET", "OPHELIA", "GHOST", "KING"):
        board = boarded(characters=[name], framing="WIDE", caption="")
        (part,) = board.parts
        off = across(board, part) - 0.5
        assert 0.1 < abs(off) < 0.25
        assert part.way * off < 0


def test_two_face_each_other():
    board = boarded(framing="TWO_SHOT", characters=PAIR)
    assert sorted(part.way for part in board.parts) == [-1, 1]
    assert max((across(board, part) - 0.5) * part.way for part in board.parts) < -0.15


def test_the_line_is_never_crossed():
    sides = set()
    for seed, framing in enumerate(("TWO_SHOT", "WIDE", "MEDIUM", "FULL", "EXTREME_WIDE") * 3):
        board = boarded(seed=seed, framing=framing, characters=PAIR, number=str(seed), caption="")
        found = named(board)
        sides.add(across(board, found["HAMLET"]) < across(board, found["HORATIO"]))
    assert len(sides) == 1


def test_over_a_shoulder_the_one_in_front_keeps_his_side():
    board = boarded(framing="TWO_SHOT", characters=PAIR, caption="")
    left = across(board, named(board)["HAMLET"]) < 0.5
    over = boarded(framing="OVER_THE_SHOULDER", characters=PAIR, caption="Hamlet waits.")
    (part,) = over.parts
    assert (across(over, part) < 0.5) == left
    foreground.frame(over.stage)
    ink = np.asarray(over.stage.front.image.getchannel("A"), dtype=np.float32)
    half = ink.shape[1] // 2
    here, there = (ink[:, half:], ink[:, :half]) if left else (ink[:, :half], ink[:, half:])
    assert here.mean() > 3 * there.mean()


@pytest.mark.parametrize(("deed", "least", "most"), [("embrace", 0.1, 0.8), ("fight", 0.8, 1.8)])
def test_who_touch_stand_close_and_face_each_other(deed, least, most):
    board = boarded(framing="FULL", characters=PAIR, caption=f"They {deed}.")
    one, other = board.parts
    metres = abs(one.feet[0] - other.feet[0]) / board.stage.camera.scale(0)
    assert least < metres < most
    assert one.way == -other.way
    assert {one.stance, other.stance} == {deed}


def test_a_crowd_has_depth():
    board = boarded(framing="WIDE", characters=["KING"], caption="The KING before a crowd.")
    tall = [part.tall for part in board.parts]
    assert len(tall) > 12
    assert max(tall) > 1.8 * min(tall)
    assert parts_of(framing="CLOSE", characters=["KING"], caption="A crowd.")[0].tall > 0
    assert len(parts_of(framing="CLOSE", characters=["KING"], caption="A crowd.")) == 1


def test_through_somebodys_eyes_that_one_is_not_seen():
    board = boarded(framing="POV", characters=PAIR, caption="HORATIO'S POV: Hamlet waits.")
    assert [part.look for part in board.parts] == [staging.look_for(words.Actor("HAMLET"))]


def test_an_insert_shows_the_thing():
    assert parts_of(framing="INSERT", characters=PAIR) == []


def test_each_does_what_is_theirs():
    board = boarded(
        framing="FULL", characters=["HAMLET", "GHOST"], caption="HAMLET kneels, the GHOST points."
    )
    found = named(board)
    assert (found["HAMLET"].stance, found["GHOST"].stance) == ("kneel", "point")


def test_dutch_turns_the_horizon_and_nothing_else_does():
    assert boarded("low angle").roll == 0
    tilted = boarded("low angle, dutch")
    assert 5 < abs(tilted.roll) < 20
    assert {"low", "dutch"} <= tilted.stage.shot.angles
    middle = (tilted.stage.camera.width / 2, tilted.stage.camera.height / 2)
    assert np.allclose(tilted.seen(middle), (160, 90), atol=1)
    x, y = tilted.seen((middle[0] + 100, middle[1]))
    angle = np.degrees(np.arctan2(y - 90, x - 160))
    assert angle == pytest.approx(-tilted.roll, abs=0.5)


def test_each_framing_has_a_view():
    assert set(VIEWS) == set(words.FRAMINGS)
