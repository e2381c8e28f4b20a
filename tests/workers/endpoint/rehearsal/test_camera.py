import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workers.endpoint.rehearsal.camera import HEIGHT, NEAR, VIEWS, Camera, camera

SIZE = (640, 360)


def view(framing: str = "WIDE", *angles: str, inside: bool = False) -> Camera:
    return camera(SIZE, 0.0, framing, frozenset(angles), 0.0, inside=inside)


@pytest.mark.parametrize("framing", VIEWS)
@pytest.mark.parametrize("angle", ["", "low", "high", "overhead"])
def test_the_subject_stands_where_its_framing_wants_it(framing, angle):
    level, seen = view(framing), view(framing, angle)
    (_, feet), (_, crown) = seen.at(0, 0, 0), seen.at(0, HEIGHT, 0)
    assert crown < feet
    assert seen.scale(0) == pytest.approx((feet - crown) / HEIGHT)
    if angle != "overhead":
        assert feet == pytest.approx(level.at(0, 0, 0)[1], abs=0.5)
        assert crown == pytest.approx(level.at(0, HEIGHT, 0)[1], abs=0.5)


@pytest.mark.parametrize("framing", VIEWS)
def test_angles_move_the_horizon_and_the_eye(framing):
    low, level, high, over = (view(framing, a) for a in ("low", "eye", "high", "overhead"))
    assert low.horizon > level.horizon > max(high.horizon, over.horizon)
    assert 0 < low.eye < level.eye < min(high.eye, over.eye)
    assert low.pitch > 0 == level.pitch > high.pitch >= over.pitch
    assert high.horizon < 0


def test_verticals_converge_upward_from_below_and_downward_from_above():
    def lean(seen: Camera) -> float:
        foot, top = seen.at(2, 0, 4), seen.at(2, 4, 4)
        return (top[0] - foot[0]) / seen.width

    assert lean(view("WIDE", "low")) < -0.001
    assert lean(view("WIDE")) == pytest.approx(0)
    assert lean(view("WIDE", "high")) > 0.01


def test_one_angle_may_be_text_and_dutch_is_no_pitch():
    assert camera(SIZE, 0.0, "WIDE", "low", 0.0) == view("WIDE", "low", "dutch")
    assert view("WIDE", "dutch") == camera(SIZE, 0.0, "WIDE", None, 0.0)


def test_a_wide_view_inside_stands_in_its_room():
    assert view("EXTREME_WIDE", inside=True).distance < 10 < view("EXTREME_WIDE").distance


@settings(max_examples=60, deadline=None)
@given(
    x=st.floats(-20, 20), y=st.floats(-1, 8), z=st.floats(2, 60),
    pitch=st.floats(-0.8, 0.4), angle=st.sampled_from(["low", "eye", "high"]),
)  # fmt: skip
def test_the_pinhole_agrees_with_rotation(x, y, z, pitch, angle):
    seen = replace(view("WIDE", angle), pitch=pitch)
    ahead, above = z + seen.distance, y - seen.eye
    turned = math.hypot(ahead, above), math.atan2(above, ahead) - pitch
    if abs(turned[1]) > 1.3:
        return
    depth, lift = turned[0] * math.cos(turned[1]), turned[0] * math.sin(turned[1])
    if depth < 2 * NEAR:
        return
    px, py = seen.at(x, y, z)
    assert px == pytest.approx(seen.centre + seen.focal * x / depth, rel=1e-6, abs=1e-4)
    assert py == pytest.approx(seen.middle - seen.focal * lift / depth, rel=1e-6, abs=1e-4)


@pytest.mark.parametrize("angle", ["low", "eye", "high", "overhead"])
@pytest.mark.parametrize("z", [0.0, 2.0, 15.0])
def test_the_ground_of_a_row_is_what_is_seen_there(angle, z):
    seen = view("WIDE", angle)
    assert seen.ground(seen.at(0, 0, z)[1]) == pytest.approx(z, abs=0.01)


@pytest.mark.parametrize("angle", ["low", "eye", "high", "overhead"])
def test_facets_leave_out_what_is_behind(angle):
    seen = view("FULL", angle)
    assert seen.facet([(-1, 0, -40), (1, 0, -40), (1, 2, -40), (-1, 2, -40)]) == []
    across = seen.facet([(-1, 0, -40), (1, 0, -40), (1, 0, 10), (-1, 0, 10)])
    assert len(across) >= 3
    assert all(math.isfinite(v) for point in across for v in point)
