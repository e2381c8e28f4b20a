from itertools import combinations

import numpy as np
import pytest

from tests.workers.endpoint.rehearsal.sets import staged
from workers.endpoint.rehearsal import props
from workers.endpoint.rehearsal.brush import Layer
from workers.endpoint.rehearsal.lexicon import THINGS as NAMED
from workers.endpoint.rehearsal.palette import palette

LIGHT = palette("day", None, None)


def held(thing: str, **more):
    layer = Layer((128, 128), LIGHT.ink, 1.0)
    props.held(layer, LIGHT, thing, (64, 64), 110, **more)
    return np.asarray(layer.image, dtype=np.float32)


def test_everything_that_is_named_can_be_drawn():
    assert set(NAMED) <= set(props.THINGS)
    assert set(props.THINGS) >= props.LARGE


@pytest.mark.parametrize("thing", sorted(props.THINGS))
def test_a_thing_is_there_and_fits(thing):
    alpha = held(thing)[..., 3] > 0
    assert alpha.mean() > 0.02
    assert alpha.any(axis=0).sum() > 25 or alpha.any(axis=1).sum() > 60


def test_things_differ():
    drawn = {thing: held(thing) for thing in props.THINGS}
    for a, b in combinations(props.THINGS, 2):
        assert np.abs(drawn[a] - drawn[b]).mean() > 4, (a, b)


def test_a_thing_is_turned_and_mirrored():
    plain = held("sword")
    assert np.abs(plain - held("sword", turn=1.0)).mean() > 4
    assert np.abs(plain - held("sword", way=-1)).mean() > 4


@pytest.mark.parametrize("thing", ["letter", "horse", "painting"])
def test_alone_it_fills_the_picture(thing):
    stage = staged("room", framing="INSERT", thing=thing)
    props.draw(stage, thing)
    assert stage.cast.image.getchannel("A").getbbox()
    wide, high = stage.cast.size
    middle = np.asarray(stage.cast.image.convert("L"), dtype=np.float32)[
        high // 4 : -high // 4, wide // 3 : -wide // 3
    ]
    assert middle.std() > 10


def test_an_unknown_thing_is_a_letter():
    stages = [staged("room", framing="INSERT") for _ in range(2)]
    for stage, thing in zip(stages, ("letter", "no such thing"), strict=True):
        props.draw(stage, thing)
    assert stages[0].cast.image.tobytes() == stages[1].cast.image.tobytes()
