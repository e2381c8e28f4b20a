from itertools import combinations

import numpy as np
import pytest

from tests.workers.endpoint.rehearsal.sets import HOURS, built, flat, light, seen, staged
from workers.endpoint.rehearsal import setting
from workers.endpoint.rehearsal.locations import INSIDE
from workers.endpoint.rehearsal.locations import PLACES as NAMED
from workers.endpoint.rehearsal.palette import palette
from workers.endpoint.rehearsal.words import FRAMINGS

OUTSIDE = sorted(setting.PLACES - setting.INSIDE)
WEATHERS = ("rain", "storm", "snow", "fog", "wind", "heat", "overcast")


def test_every_place_that_is_named_can_be_built():
    assert set(NAMED) <= setting.PLACES
    assert INSIDE == setting.INSIDE


@pytest.mark.parametrize("place", sorted(setting.PLACES))
def test_the_hours_of_a_place_are_told_apart(place):
    day, dawn, dusk, night = (seen(place, hour=hour) for hour in HOURS)
    if place == "space":
        assert light(day) > light(night) + 30
        return
    assert light(day) > max(light(dawn), light(dusk)) + 4
    assert min(light(dawn), light(dusk)) > light(night) + 8
    warmth = [float((p[..., 0] - p[..., 2]).mean()) for p in (dawn, dusk, night)]
    assert warmth[1] > warmth[0] + 4, "dusk is more orange than dawn"
    assert warmth[0] > warmth[2] + 10, "night is blue"
    assert min(np.abs(a - b).mean() for a, b in combinations((day, dawn, dusk, night), 2)) > 10


def test_the_sky_alone_tells_the_hour():
    day, dawn, dusk, night = (seen("field", hour=hour)[:20] for hour in HOURS)
    assert light(day) > light(night) + 90
    assert light(dawn) > light(dusk) + 40 > light(night) + 60
    assert day[..., 2].mean() > day[..., 0].mean() + 20, "the day's sky is blue"
    assert dusk[..., 0].mean() > dusk[..., 2].mean() + 40, "the dusk's sky is red"


@pytest.mark.parametrize("inside", [True, False])
def test_places_differ(inside):
    names = sorted(setting.INSIDE) if inside else OUTSIDE
    drawn = {place: seen(place) for place in names}
    for a, b in combinations(names, 2):
        assert np.abs(drawn[a] - drawn[b]).mean() > 9, (a, b)


@pytest.mark.parametrize("place", sorted(setting.PLACES))
def test_places_stand_every_angle(place):
    for angle, framing in (("low", "WIDE"), ("high", "CLOSE"), ("overhead", "WIDE")):
        drawn = seen(place, framing=framing, angles=frozenset({angle}))
        assert drawn.std() > 1.5


@pytest.mark.parametrize("place", ["room", "street", "forest", "hall"])
def test_the_set_is_the_same_in_every_framing(place):
    for framing in FRAMINGS:
        one, other = staged(place, framing=framing), staged(place, framing="WIDE")
        assert one.side == other.side
        assert (one.dice("trees").random(8) == other.dice("trees").random(8)).all()


def test_another_scene_has_another_set():
    here, there = staged("field"), staged("field", set_name="elsewhere")
    assert here.dice("trees").random() != there.dice("trees").random()
    assert np.abs(seen("field") - seen("field", set_name="elsewhere")).mean() > 3


def test_a_near_view_is_a_part_of_the_wide_one():
    wide = np.asarray(flat(built("room", framing="FULL")), dtype=np.float32)
    near = np.asarray(flat(built("room", framing="MEDIUM_WIDE")), dtype=np.float32)
    other = np.asarray(flat(built("bedroom", framing="MEDIUM_WIDE")), dtype=np.float32)
    hues = [
        np.histogramdd(p.reshape(-1, 3), bins=6, range=[(0, 256)] * 3)[0]
        for p in (wide, near, other)
    ]
    assert np.minimum(hues[0], hues[1]).sum() > np.minimum(hues[0], hues[2]).sum()


@pytest.mark.parametrize("weather", WEATHERS)
def test_weather_is_outside(weather):
    assert np.abs(seen("field") - seen("field", weather=weather)).mean() > 3
    assert np.abs(seen("room") - seen("room", weather=weather)).mean() < 8


def test_lightning_is_bright_and_snow_lies_white():
    dark = seen("field", weather="storm", hour="night")
    assert dark[:25].max() > 225
    snow, bare = (seen("field", weather=weather)[30:] for weather in ("snow", None))
    assert light(snow) > light(bare) + 30


def test_lamps_burn_by_night_only():
    assert built("street", hour="night").lamps
    assert not built("street", hour="day").lamps
    assert built("room", hour="night").lamps


def test_a_set_is_the_same_bytes_again():
    for place in ("city", "library", "forest"):
        assert flat(built(place)).tobytes() == flat(built(place)).tobytes()


@pytest.mark.parametrize("thing", ["car", "horse", "dog", "fire", "robot"])
def test_large_things_stand_in_the_set(thing):
    assert np.abs(seen("field") - seen("field", thing=thing)).mean() > 0.4


def test_wide_views_are_framed_and_near_ones_are_not():
    assert built("forest").front.image.getchannel("A").getbbox()
    assert not built("forest", framing="CLOSE").front.image.getchannel("A").getbbox()


@pytest.mark.parametrize("hour", HOURS)
def test_what_is_known_is_less_coloured_by_the_hour(hour):
    light_ = palette(hour, None, None)
    plain = light_.neutral(0.5)
    assert sum(plain.ambient) == pytest.approx(sum(light_.ambient))
    spread = [max(one.ambient) - min(one.ambient) for one in (plain, light_)]
    assert spread[0] == pytest.approx(spread[1] / 2)
