"""From what is asked (a brief) to what is stored and sent. Pure."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from studio.casting.words import Feed
from studio.kernel.errors import UserError
from studio.kernel.time import rate_text
from studio.library.media import MediaKind
from studio.prompts import composer
from studio.prompts.composer import MAX_CAST, reads_weights
from studio.prompts.pieces import COMPOSED, Composed, KnownLora, Merge, PromptSource, Wording

MAX_COUNT = 16
MAX_SEED = 2**64 - 1
MAX_SIDE = 4096
MIN_SIDE = 64


@dataclass(frozen=True, slots=True)
class Shot:
    """The words and measures of a clip that its picture is made from.

    `feed` is what goes into its prompt besides; `loras` are those of the catalogue that its words
    name, by the name in small letters.
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
    feed: Feed = field(default_factory=Feed)
    loras: Mapping[str, KnownLora] = field(default_factory=dict, hash=False)


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
    if MediaKind.AUDIO in kinds and len(kinds) > 1:
        raise UserError("Sound is made by itself: ask for AUDIO alone.", field=["kinds"])
    if not 1 <= count <= MAX_COUNT:
        raise UserError(f"count lies between 1 and {MAX_COUNT}, not {count}.", field=["count"])
    if seed is not None and not 0 <= seed <= MAX_SEED:
        raise UserError("seed lies between 0 and 2⁶⁴−1.", field=["seed"])


@dataclass(frozen=True, slots=True)
class Words:
    """What is said in place of the clip's own prompts. None is the clip's own."""

    prompt: str | None = None
    negative: str | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the prompt: a model of this family or, where that is None, the endpoint's best;
    or the workflow that it is put into."""

    family: str | None = None
    workflow: bool = False


def measured(picture: Picture, settings: Mapping[str, Any]) -> Picture:
    """The picture with the measures that the settings ask for.

    Of `width` and `height` the other one keeps the shape; at another `fps` it lasts as long.
    """
    width, height = settings.get("width"), settings.get("height")
    shape = Fraction(picture.width, picture.height)
    rate = Fraction(settings["fps"]) if "fps" in settings else picture.rate
    lasting = math.ceil(Fraction(picture.frames) / picture.rate * rate)
    return Picture(
        width or (round(height * shape) if height else picture.width),
        height or (round(width / shape) if width else picture.height),
        rate,
        settings.get("frames") or max(1, lasting),
    )


def make_brief(
    kind: MediaKind,
    shot: Shot,
    picture: Picture,
    *,
    seed: int,
    count: int,
    model: str | None,
    words: Words | None = None,
    reader: Reader | None = None,
) -> dict[str, Any]:
    """The `brief` object of docs/endpoint.md, without a start image; and, for us, COMPOSED."""
    width, height = fit(picture.width, picture.height)
    brief: dict[str, Any] = {
        **_said(kind, shot, words or Words(), reader or Reader(), seed),
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
            "cast": [
                {"name": one.name, "look": one.look}
                for one in shot.feed.cast[:MAX_CAST]
                if one.look
            ],
        },
        "start_image": None,
    }
    if kind is MediaKind.VIDEO:
        brief |= {"fps": rate_text(picture.rate), "frames": picture.frames}
    if kind is MediaKind.AUDIO:
        brief["seconds"] = float(Fraction(picture.frames) / picture.rate)
    return brief


def _said(kind: MediaKind, shot: Shot, words: Words, reader: Reader, seed: int) -> dict[str, Any]:
    if kind is MediaKind.AUDIO:
        return {
            "prompt": _heard_in(shot) if words.prompt is None else words.prompt,
            "negative_prompt": shot.negative_prompt if words.negative is None else words.negative,
        }
    told = compose(kind, shot, words, reader, seed=seed)
    kept = told.as_json()
    if reader == Reader() and told.weighable:
        weighted = compose(kind, shot, words, reader, seed=seed, weights=True)
        both = weighted.prompt, weighted.negative_prompt
        if both != (told.prompt, told.negative_prompt):
            kept["weighted"] = {"prompt": both[0], "negativePrompt": both[1]}
    return {"prompt": told.prompt, "negative_prompt": told.negative_prompt, COMPOSED: kept}


def said_to(family: str, brief: Mapping[str, Any]) -> tuple[str, str]:
    """The prompt and the negative prompt of a brief for the family that was found for it."""
    weighted = brief.get(COMPOSED, {}).get("weighted")
    if weighted and reads_weights(family):
        return weighted["prompt"], weighted["negativePrompt"]
    return brief["prompt"], brief["negative_prompt"]


def compose(
    kind: MediaKind,
    shot: Shot,
    words: Words | None = None,
    reader: Reader | None = None,
    *,
    seed: int = 0,
    weights: bool | None = None,
) -> Composed:
    """The prompts of a picture or a video: what is asked for, or else the clip's own words, or else
    what its shot says. `weights` are kept or not, whatever the reader understands.

    What a still shows is completed by who is in it, where it is and how it looks; an insert shows
    a detail of that, and a video that tells a motion starts from a picture of it.
    """
    said, reader = words or Words(), reader or Reader()
    if said.prompt is not None:
        own, source, merge = said.prompt, PromptSource.REQUEST, Merge.NOTHING
    elif kind is MediaKind.VIDEO and shot.video_prompt.strip():
        own, source, merge = shot.video_prompt, PromptSource.CLIP, Merge.MOTION
    else:
        written = bool(shot.image_prompt.strip())
        own = shot.image_prompt if written else _said_by(shot)
        source = PromptSource.CLIP if written else PromptSource.SHOT
        merge = Merge.DETAIL if shot.kind == "INSERT" else Merge.ALL
    return composer.compose(
        Wording(
            words=own,
            source=source,
            negative=shot.negative_prompt if said.negative is None else said.negative,
            negative_source=PromptSource.CLIP if said.negative is None else PromptSource.REQUEST,
            merge=merge,
            seed=seed,
            family=reader.family,
            weights=reads_weights(reader.family, workflow=reader.workflow)
            if weights is None
            else weights,
            loras=shot.loras,
        ),
        shot.feed,
    )


def _heard_in(shot: Shot) -> str:
    """Where it is and what happens; not the clip's own prompts, which are of what is seen."""
    parts = (
        f"ambience of {shot.location}" if shot.location else "",
        shot.time_of_day,
        shot.caption,
    )
    return ", ".join(part for part in parts if part) or "ambience"


def _said_by(shot: Shot) -> str:
    framing = shot.framing.lower().replace("_", " ")
    parts = (f"{framing} shot", ", ".join(shot.characters), shot.location, shot.time_of_day)
    return ", ".join(part for part in parts if part)


def fit(width: int, height: int) -> tuple[int, int]:
    """The nearest even size of this shape whose sides an endpoint takes."""
    scale = min(Fraction(1), Fraction(MAX_SIDE, max(width, height)))
    return _even(width * scale), _even(height * scale)


def _even(side: Fraction) -> int:
    return min(MAX_SIDE, max(MIN_SIDE, round(side / 2) * 2))
