from itertools import pairwise

import numpy as np
import pytest

from tests.workers.endpoint.rehearsal.pictures import brief
from workers.endpoint.rehearsal import panel, staging, words
from workers.endpoint.rehearsal.camera import VIEWS
from workers.endpoint.rehearsal.figures.look import look_of

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


def staged(**shot):
    stage = panel.set_up(words.read(brief(**shot)), 1, (320, 180), 0.0)
    return stage, staging.block(stage)


def covered(framing: str) -> float:
    """The part of the picture that the subject takes."""
    stage, parts = staged(framing=framing)
    list(staging.act(stage, parts))
    return float(np.asarray(stage.cast.image.getchannel("A"), dtype=np.float32).mean() / 255)


def test_the_subject_grows_with_closeness():
    tall = [staged(framing=framing)[1][0].tall for framing in NEARER]
    assert tall == sorted(tall)
    assert all(b > a * 1.25 for a, b in pairwise(tall))
    area = [covered(framing) for framing in NEARER]
    assert area == sorted(area)
    assert area[0] < 0.01
    assert area[-1] > 0.45


def test_heads_are_in_the_picture():
    for framing in NEARER[:-1]:
        for name in ("HAMLET", "LITTLE GIRL"):
            stage, (part,) = staged(framing=framing, characters=[name])
            crown = part.feet[1] - part.tall * part.look.height
            assert -0.05 < crown / stage.camera.height < 0.75, (framing, name)


@pytest.mark.parametrize("count", range(8))
def test_as_many_stand_there_as_are_named(count):
    names = [f"PERSON {k}" for k in range(count)]
    _, parts = staged(characters=names, caption="", framing="WIDE")
    assert len(parts) == count


def test_compositions_are_their_own():
    names = ["HAMLET", "HORATIO"]
    _, two = staged(framing="TWO_SHOT", characters=names)
    assert sorted(part.way for part in two) == [-1, 1]
    stage, _ = staged(framing="TWO_SHOT", characters=names)
    away = [(part.feet[0] / stage.camera.width - 0.5) * part.way for part in two]
    assert max(away) < -0.2
    stage, over = staged(framing="OVER_THE_SHOULDER", characters=names)
    staging.frame(stage)
    assert len(over) == 1
    assert stage.front.image.getchannel("A").getextrema()[1] > 200
    _, insert = staged(framing="INSERT", characters=names)
    assert insert == []


def test_a_name_has_one_look():
    assert look_of("Hamlet ") == look_of("HAMLET")
    assert len({look_of(f"PERSON {k}").cloth for k in range(30)}) > 25
    assert look_of("THE GHOST").ghost
    assert look_of("KING CLAUDIUS").hat == "crown"


def test_each_framing_has_a_view():
    assert set(VIEWS) == set(words.FRAMINGS)
