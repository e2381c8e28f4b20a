"""Stages with a place on them and nobody in it, and ways to look at them."""

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
from PIL import Image, ImageChops

from tests.workers.endpoint.rehearsal.pictures import brief
from workers.endpoint.rehearsal import panel, setting, words
from workers.endpoint.rehearsal.stage import Stage

Pixels = np.ndarray[Any, np.dtype[np.float32]]
HOURS = ("day", "dawn", "dusk", "night")


def staged(
    place: str, *, hour: str = "day", size: tuple[int, int] = (160, 90), **more: Any
) -> Stage:
    shot = words.read(brief(characters=[], caption="", framing=more.pop("framing", "WIDE")))
    told = {
        "place": place, "inside": place in setting.INSIDE, "hour": hour, "set_name": f"the {place}",
        "weather": None, "angles": frozenset(), "thing": None, "cast": (),
    }  # fmt: skip
    return panel.set_up(replace(shot, **(told | more)), 1, size, 0.0).stage


def built(place: str, **more: Any) -> Stage:
    stage = staged(place, **more)
    setting.paint_sky(stage)
    setting.build(stage)
    return stage


def flat(stage: Stage) -> Image.Image:
    """The set's layers laid over each other, lines and light with them."""
    picture = Image.new("RGB", stage.near.size)
    for layer in (stage.sky, stage.far, stage.near, stage.cast):
        picture.paste(layer.image.convert("RGB"), (0, 0), layer.image.getchannel("A"))
        picture.paste(layer.ink, (0, 0), layer.lines)
    light = stage.lights.image.resize(picture.size, Image.Resampling.BICUBIC)
    picture = ImageChops.screen(picture, light)
    return picture.resize((80, 45), Image.Resampling.BOX)


@cache
def seen(place: str, **more: Any) -> Pixels:
    pixels = np.asarray(flat(built(place, **more)), dtype=np.float32)
    pixels.flags.writeable = False
    return pixels


def light(pixels: Pixels) -> float:
    return float((pixels @ np.array([0.299, 0.587, 0.114], dtype=np.float32)).mean())
