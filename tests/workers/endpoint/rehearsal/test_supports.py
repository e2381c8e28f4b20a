import numpy as np
import pytest

from tests.workers.endpoint.rehearsal.test_figures_drawing import LIGHT, SIZE, mask, part_of
from tests.workers.endpoint.rehearsal.test_staging import boarded
from workers.endpoint.rehearsal import staging, supports
from workers.endpoint.rehearsal.brush import Layer
from workers.endpoint.rehearsal.figures.figure import Figure, head_of
from workers.endpoint.rehearsal.figures.pose import body, stance


def drawn(*, wet=False, **told):
    layer, part = Layer(SIZE, LIGHT.ink, 2.0), part_of(tall=SIZE[1] * 0.5, **told)
    supports.behind(layer, part, LIGHT)
    Figure(layer, part, LIGHT, 1).draw(layer)
    supports.before(layer, part, LIGHT, wet=wet)
    return layer


@pytest.mark.parametrize(
    ("scene", "deed", "carried_by"),
    [
        ("INT. BEDROOM", "sleeps", "bed"), ("EXT. BEACH", "sleeps", ""), ("INT. HALL", "lies on the ground", ""),
        ("INT. HOSPITAL", "lies in the bed", "bed"), ("INT. KITCHEN", "climbs", "ladder"),
        ("EXT. MOUNTAIN", "climbs", "rope"), ("EXT. BEACH", "swims", "water"), ("EXT. BEACH", "sits", "rock"),
        ("INT. KITCHEN", "sits", "chair"),
    ],
)  # fmt: skip
def test_a_deed_has_what_it_needs(scene, deed, carried_by):
    board = boarded(scene=f"{scene} - DAY", characters=["TOM"], caption=f"Tom {deed}.")
    assert board.parts[0].seat == carried_by


@pytest.mark.parametrize(
    ("deed", "seat"), [("sleep", "bed"), ("climb", "ladder"), ("climb", "rope"), ("swim", "water")]
)
def test_what_is_needed_is_drawn(deed, seat):
    bare, helped = mask(drawn(stance=deed, seat="")), mask(drawn(stance=deed, seat=seat))
    assert (bare ^ helped).mean() > 0.008


def test_who_swims_in_the_sea_is_below_the_surface_from_the_chest_down():
    dry, wet = (mask(drawn(stance="swim", seat=seat, wet=True)) for seat in ("", "water"))
    rows = [np.flatnonzero(seen.any(axis=1)) for seen in (dry, wet)]
    assert wet.sum() < 0.85 * dry.sum()
    assert rows[1][0] <= rows[0][0], "the head is above it"


@pytest.mark.parametrize("framing", ["MEDIUM_WIDE", "MEDIUM", "TWO_SHOT"])
@pytest.mark.parametrize(
    "deed", ["lies on the ground", "sleeps", "swims", "falls", "kneels", "crawls"]
)
def test_who_is_low_is_wholly_in_the_picture(framing, deed):
    told = {"characters": ["TOM"], "caption": f"Tom {deed}.", "scene": "EXT. BEACH - DAY"}
    board = boarded(framing=framing, **told)
    stage = board.stage
    list(staging.act(stage, board.parts))
    alpha = np.asarray(stage.cast.image.getchannel("A")) > 128
    rows = np.flatnonzero(alpha.any(axis=1)) / alpha.shape[0]
    tom = next(part for part in board.parts if part.look == staging.look_for(stage.shot.cast[0]))
    head = head_of(tom)
    assert 0 < head.at[1] - head.size / 2 < head.at[1] + head.size / 2 < stage.near.size[1]
    assert rows[-1] < 0.99 or framing != "MEDIUM_WIDE"
    assert alpha.sum() > 0.01 * alpha.size


@pytest.mark.parametrize("base", ["stand", "walk", "sit"])
@pytest.mark.parametrize("way", [-1, 1])
def test_the_pointing_hand_is_far_before_the_shoulder(base, way):
    joints = body(stance(base, gesture="point"))
    shoulder, _, wrist = joints.arms[1]
    assert wrist[0] - shoulder[0] > 0.27, "the arm is straight"
    assert abs(wrist[1] - shoulder[1]) < 0.08, "and level"
    if base == "sit":
        return  # the knees reach as far
    part = part_of(stance=base, gesture="point", prop="", way=way)
    plain = part_of(stance=base, prop="", way=way)
    reach = []
    for one in (plain, part):
        layer = Layer(SIZE, LIGHT.ink, 2.0)
        Figure(layer, one, LIGHT, 1).draw(layer)
        columns = np.flatnonzero(mask(layer)[: round(SIZE[1] * 0.5)].any(axis=0))
        reach.append(max((columns - SIZE[0] / 2) * way))
    assert reach[1] > reach[0] + 0.1 * part.tall


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("names", [["ANNA", "TOM"], ["TOM", "ANNA"], ["OLGA", "TOM"]])
def test_one_points_at_the_other(names, seed):
    told = {"characters": names, "caption": f"{names[0]} points at {names[1]}."}
    board = boarded(framing="MEDIUM_WIDE", seed=seed, **told)
    looks = {part.look: part for part in board.parts}
    one, other = (looks[staging.look_for(actor)] for actor in board.stage.shot.cast)
    assert one.stance == "point"
    assert (other.feet[0] - one.feet[0]) * one.way > 0
    gap = abs(other.feet[0] - one.feet[0]) / (one.tall * one.look.height)
    assert gap > 0.4, "the hand is free of the other"


def test_what_is_pointed_at_is_not_in_the_hand():
    board = boarded(characters=["TOM"], caption="Tom points at the sunflower.", framing="FULL")
    assert board.parts[0].prop == ""
