import numpy as np
import pytest

from tests.workers.endpoint.rehearsal.pictures import brief
from tests.workers.endpoint.rehearsal.test_staging import boarded
from workers.endpoint.rehearsal import foreground, staging, words
from workers.endpoint.rehearsal.figures.figure import head_of

PAIR = ["MARIA", "TOM"]


@pytest.mark.parametrize(
    ("text", "near", "faced"),
    [
        ("Over Maria's shoulder, Tom speaks.", "MARIA", "TOM"),
        ("Over Maria’s left shoulder: Tom.", "MARIA", "TOM"),
        ("Over the shoulder of Tom, Maria laughs.", "TOM", "MARIA"),
        ("OTS on Tom.", "MARIA", "TOM"),
        ("OTS onto Maria, who waits.", "TOM", "MARIA"),
        ("Over-the-shoulder shot past Tom onto Maria, speaking.", "TOM", "MARIA"),
        ("Over-the-shoulder shot of Maria, speaking.", "TOM", "MARIA"),
        ("Past Maria we see Tom.", "MARIA", "TOM"),
        ("Maria turns.", "TOM", "MARIA"),
    ],
)
@pytest.mark.parametrize("names", [PAIR, PAIR[::-1]])
def test_whose_shoulder_it_is(text, near, faced, names):
    shot = words.read(brief(framing="OVER_THE_SHOULDER", characters=names, caption=text))
    assert (shot.over, shot.cast[0].name) == (near, faced)
    assert staging.near_one(shot).name == near


def test_the_prompt_is_read_where_the_caption_says_nothing():
    prompt = "over the shoulder of the guard, we see the king"
    shot = words.read(brief(prompt=prompt, framing="", characters=[], caption=""))
    assert shot.framing == "OVER_THE_SHOULDER"
    assert (shot.over, shot.cast[0].name) == ("GUARD", "KING")


def test_whoever_speaks_is_faced():
    for speaker in PAIR:
        told = {"kind": "DIALOGUE", "caption": f"{speaker}: I never knew."}
        shot = words.read(brief(framing="OVER_THE_SHOULDER", characters=PAIR, **told))
        assert shot.cast[0].name == speaker != shot.over


def test_a_shoulder_may_be_of_the_film_or_of_a_stranger():
    told = {"framing": "OVER_THE_SHOULDER", "characters": ["MARIA"]}
    film = [{"name": "CAPTAIN REED", "look": "grey beard"}]
    shot = words.read(brief(caption="Over the captain's shoulder: Maria.", cast=film, **told))
    assert (shot.over, shot.cast[-1].look) == ("CAPTAIN REED", "grey beard")
    shot = words.read(brief(caption="Over a guard's shoulder: Maria.", **told))
    assert (shot.over, shot.cast[0].name) == ("GUARD", "MARIA")


def test_over_a_shoulder_at_nobody_the_place_is_seen():
    told = {"characters": ["MARIA"], "caption": "Over Maria's shoulder: the sea."}
    board = boarded(framing="OVER_THE_SHOULDER", **told)
    assert board.parts == []
    foreground.frame(board.stage)
    assert board.stage.front.image.getbbox()


@pytest.mark.parametrize("names", [PAIR, PAIR[::-1]])
def test_the_near_one_is_at_the_side_darker_and_cropped(names):
    board = boarded(framing="OVER_THE_SHOULDER", characters=names, caption="")
    stage = board.stage
    (faced,) = board.parts
    assert faced.look == staging.look_for(stage.shot.cast[0])
    assert not faced.back
    head = head_of(faced).at[0] / stage.near.size[0]
    foreground.frame(stage)
    alpha = np.asarray(stage.front.image.getchannel("A")) > 128
    columns = np.flatnonzero(alpha.any(axis=0)) / alpha.shape[1]
    side = columns.mean()
    assert abs(side - head) > 0.3, "they are apart"
    assert columns.min() < 0.02 or columns.max() > 0.98, "the frame cuts the near one"
    assert not alpha[: alpha.shape[0] // 2, round(head * alpha.shape[1])].any(), "the face is free"
    colours = np.asarray(stage.front.image.convert("RGB"), dtype=np.float32)[alpha]
    assert colours.mean() < 95
    assert stage.front.soft > 0


def test_looking_over_ones_shoulder_is_no_framing():
    shot = words.read(brief(framing="", caption="Maria looks over her shoulder.", prompt=""))
    assert shot.framing != "OVER_THE_SHOULDER"
