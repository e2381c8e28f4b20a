"""The place of a shot: drawn in metres, seen through the camera."""

from __future__ import annotations

from collections.abc import Callable

from workers.endpoint.rehearsal import props
from workers.endpoint.rehearsal.brush import Point
from workers.endpoint.rehearsal.camera import Camera
from workers.endpoint.rehearsal.setting import (
    aboard,
    bare,
    castle,
    frames,
    great,
    heaven,
    light,
    market,
    nature,
    public,
    rides,
    rooms,
    sky,
    squares,
    town,
    vessel,
    water,
    wild,
    woodland,
)
from workers.endpoint.rehearsal.setting.walls import Walls, walls_of, window_of
from workers.endpoint.rehearsal.stage import Stage
from workers.endpoint.rehearsal.words import Shot

Builder = Callable[[Stage], None]

_OUTSIDE: dict[str, tuple[Builder, Builder | None]] = {
    "field": (nature.field, frames.leaves),
    "farm": (nature.farm, frames.blades),
    "park": (nature.park, frames.leaves),
    "forest": (woodland.forest, frames.trunk),
    "forest_road": (woodland.forest_road, frames.trunk),
    "swamp": (nature.swamp, frames.trunk),
    "mountain": (wild.mountain, frames.boulders),
    "snowfield": (wild.snowfield, frames.boulders),
    "desert": (wild.desert, frames.boulders),
    "graveyard": (nature.graveyard, frames.leaves),
    "sea": (water.sea, frames.boulders),
    "lighthouse": (light.lighthouse, None),
    "harbour": (water.harbour, None),
    "ship": (water.ship, None),
    "river": (water.river, frames.leaves),
    "bridge": (water.bridge, None),
    "street": (town.street, frames.wall),
    "city": (town.city, None),
    "alley": (town.alley, frames.wall),
    "market": (market.market, None),
    "village": (squares.village, frames.leaves),
    "courtyard": (squares.courtyard, frames.arch),
    "rooftop": (squares.rooftop, None),
    "road": (squares.road, frames.blades),
    "station": (squares.station, None),
    "castle": (castle.castle, None),
    "ruins": (castle.ruins, frames.boulders),
    "camp": (castle.camp, frames.blades),
    "sky": (heaven.sky, None),
    "space": (heaven.space, None),
    "open": (heaven.nowhere, None),
}
_INSIDE: dict[str, tuple[Callable[[Stage, Walls], None], Builder | None]] = {
    "room": (rooms.room, frames.curtain),
    "bedroom": (rooms.bedroom, frames.curtain),
    "shop": (market.shop, frames.door),
    "cabin": (aboard.cabin, None),
    "kitchen": (rooms.kitchen, frames.door),
    "office": (public.office, frames.door),
    "bar": (rooms.bar, frames.door),
    "library": (public.library, frames.door),
    "classroom": (public.classroom, None),
    "hospital": (public.hospital, frames.door),
    "warehouse": (bare.warehouse, None),
    "corridor": (bare.corridor, None),
    "stairs": (bare.stairs, None),
    "church": (great.church, frames.arch),
    "hall": (great.hall, frames.curtain),
    "prison": (bare.prison, None),
    "cave": (bare.cave, None),
    "theatre": (great.theatre, None),
    "lab": (vessel.lab, None),
    "spaceship": (vessel.spaceship, None),
    "car": (rides.car, None),
    "train": (rides.train, None),
}
_AFLOAT = frozenset({"sea", "lighthouse", "harbour"})
INSIDE = frozenset(_INSIDE)
PLACES = INSIDE | frozenset(_OUTSIDE)


def sun_of(shot: Shot, view: Camera, side: int, hour: str) -> Point:
    """Where the sun or the moon is seen; inside, through the window."""
    if shot.inside:
        walls = walls_of(shot.place, shot.framing)
        left, low, right, high = window_of(walls, side)
        rise = 0.35 if hour in {"dawn", "dusk"} else 0.72
        return view.at(left + (right - left) * 0.4, low + (high - low) * rise, walls.back)
    x = view.centre + side * view.reference * 0.42
    lift = {"night": 0.30, "day": 0.40, "dawn": 0.15, "dusk": 0.12}[hour]
    return x, max(view.height * 0.1, view.horizon - view.reference * lift)


def paint_sky(stage: Stage) -> None:
    """Fill the layer of the sky."""
    if stage.shot.place != "space":
        sky.paint(stage)


def build(stage: Stage) -> None:
    """Draw the place on the near layer, its hills on the far one and its frame on the front."""
    if stage.shot.inside:
        place = stage.shot.place if stage.shot.place in _INSIDE else "room"
        furnish, frame = _INSIDE[place]
        furnish(stage, walls_of(place))
        _stand(stage)
        frames.draw(stage, frame)
        return
    builder, frame = _OUTSIDE.get(stage.shot.place, _OUTSIDE["field"])
    builder(stage)
    _stand(stage)
    frames.draw(stage, frame)


def _half(camera: Camera, z: float) -> float:
    """Metres from the middle of the picture to its side at a depth."""
    return camera.reference * max(camera.width / camera.height, 1 / 1.5) / camera.across(z) / 2


def _stand(stage: Stage) -> None:
    """A large thing that the action names stands beside the subject."""
    thing = stage.shot.thing
    if thing is None or thing == stage.shot.place or stage.shot.framing == "INSERT":
        return
    # Where whoever leads looks: what they point at is there.
    cast, camera = stage.shot.cast, stage.camera
    way = -stage.shot.side_of(cast[0].name) if cast else stage.side
    if thing == "ship":
        if stage.shot.place in _AFLOAT:
            z = 90.0
            props.stand(stage, thing, way * _half(camera, z) * 0.55, z, way=-way)
        return
    big = thing in {"car", "horse", "boat"}
    z = (1.6 if camera.distance > 4.5 else 4.2) if big else 0.5
    x = min(2.5 if big else 1.5, max(0.7, _half(camera, z) * 0.62))
    props.stand(stage, thing, way * x, z, way=-way)
