"""From what is asked (a brief) to what is stored and sent. Pure."""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from studio.kernel.errors import UserError
from studio.kernel.text import PROMPT
from studio.kernel.time import rate_text
from studio.library.media import MediaKind

MAX_COUNT = 16
MAX_SEED = 2**64 - 1
MAX_CAST = 200
MAX_SIDE = 4096
MIN_SIDE = 64


@dataclass(frozen=True, slots=True)
class Figure:
    """A character in the picture, with what they look like."""

    name: str
    look: str


@dataclass(frozen=True, slots=True)
class Shot:
    """The words and measures of a clip that its picture is made from.

    `cast` are those of `characters` whose look is known.
    """

    number: str
    scene: str
    kind: str
    framing: str
    caption: str
    characters: tuple[str, ...]
    image_prompt: str
    video_prompt: str
    negative_prompt: str
    location: str
    time_of_day: str
    style: str = ""
    cast: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """Size in pixels, rate, and length in frames of that rate."""

    width: int
    height: int
    rate: Fraction
    frames: int


def check_request(kinds: list[MediaKind], *, count: int, seed: int | None) -> None:
    """Raise UserError for what no render can be asked for."""
    if not kinds or len(set(kinds)) != len(kinds):
        raise UserError("Name each kind once, and one at least.", field=["kinds"])
    if MediaKind.AUDIO in kinds:
        raise UserError("Sound cannot be rendered yet; ask for IMAGE or VIDEO.", field=["kinds"])
    if not 1 <= count <= MAX_COUNT:
        raise UserError(f"count lies between 1 and {MAX_COUNT}, not {count}.", field=["count"])
    if seed is not None and not 0 <= seed <= MAX_SEED:
        raise UserError("seed lies between 0 and 2⁶⁴−1.", field=["seed"])


def make_brief(
    kind: MediaKind, shot: Shot, picture: Picture, *, seed: int, count: int, model: str | None
) -> dict[str, Any]:
    """The `brief` object of docs/endpoint.md, without a start image."""
    width, height = fit(picture.width, picture.height)
    brief: dict[str, Any] = {
        "prompt": compose(kind, shot),
        "negative_prompt": shot.negative_prompt,
        "width": width,
        "height": height,
        "seed": seed,
        "count": count,
        "model": model,
        "shot": {
            "number": shot.number,
            "scene": shot.scene,
            "kind": shot.kind,
            "framing": shot.framing,
            "caption": shot.caption,
            "characters": list(shot.characters),
            "cast": [{"name": one.name, "look": one.look} for one in shot.cast[:MAX_CAST]],
        },
        "start_image": None,
    }
    if kind is MediaKind.VIDEO:
        brief |= {"fps": rate_text(picture.rate), "frames": picture.frames}
    return brief


def compose(kind: MediaKind, shot: Shot) -> str:
    """The prompt: the clip's own words, or else what its shot says.

    What a still shows is completed by the looks of its cast; an insert shows a detail of them.
    """
    if kind is MediaKind.VIDEO and shot.video_prompt.strip():
        return shot.video_prompt
    words = shot.image_prompt if shot.image_prompt.strip() else _said_by(shot)
    return words if shot.kind == "INSERT" else _with_looks(words, shot.cast[:MAX_CAST])


def _said_by(shot: Shot) -> str:
    framing = shot.framing.lower().replace("_", " ")
    parts = (f"{framing} shot", ", ".join(shot.characters), shot.location, shot.time_of_day)
    return ", ".join(part for part in parts if part)


def _with_looks(words: str, cast: tuple[Figure, ...]) -> str:
    """Each look once: behind the name, or at the end, where the words do not say it yet."""
    for one in cast:
        if one.look.casefold() in words.casefold():
            continue
        name = r"\s+".join(map(re.escape, one.name.split()))
        named = re.search(rf"(?<!\w){name}(?![\w'’]|\s*\()", words, re.IGNORECASE)
        at = named.end() if named else len(words)
        look = f" ({one.look})" if named else f" {one.name}: {one.look}."
        if len(words) + len(look) <= PROMPT:
            words = f"{words[:at]}{look}{words[at:]}"
    return words


def fit(width: int, height: int) -> tuple[int, int]:
    """The nearest even size of this shape whose sides an endpoint takes."""
    scale = min(Fraction(1), Fraction(MAX_SIDE, max(width, height)))
    return _even(width * scale), _even(height * scale)


def _even(side: Fraction) -> int:
    return min(MAX_SIDE, max(MIN_SIDE, round(side / 2) * 2))
