"""Places where models are published: what they tell of a model, and how they are asked. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from studio.graphs.names import recognised
from studio.kernel.errors import ErrorCode, UserError

MOST_FOUND = 50
"""Models on one page of a search."""
STARS = 5.0
"""The best rating."""

_CONFIDENCE = 1.96

_BASES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("pony", ("=pony -v7",)),
    ("illustrious", ("illustrious", "noobai")),
    ("sdxl", ("sdxl",)),
    ("flux_schnell", ("flux1 =s", "flux =schnell")),
    ("flux_krea", ("flux =krea",)),
    ("flux_pro", ("flux =pro",)),
    ("flux_dev", ("flux1 =d", "flux =dev")),
    ("wan_2_2", ("wan video22", "wan22")),
    ("wan_2_1", ("=wan -wanvideo25",)),
    ("ltx_video", ("ltxv -ltxv2",)),
    ("hunyuan_video", ("hunyuanvideo",)),
    ("hidream", ("hidream",)),
    ("qwen_edit", ("qwen edit",)),
    ("qwen_image", ("=qwen -qwen2",)),
)
"""Family, patterns (see names.recognised) of what publishers call the base. The first that fits."""


class OriginError(UserError):
    """The place cannot be asked, or does not answer; the words say what to do."""

    code = ErrorCode.UNAVAILABLE


class OriginRefused(OriginError):
    """It answers and will go on refusing: its settings here must be mended."""

    code = ErrorCode.INVALID_STATE


@dataclass(frozen=True, slots=True)
class Sample:
    """A picture or video that shows what a model does. Sizes in pixels."""

    url: str
    width: int | None = None
    height: int | None = None
    video: bool = False
    nsfw: bool = False
    prompt: str = ""


@dataclass(frozen=True, slots=True)
class Votes:
    """How a model is used and liked. What the place does not count is 0."""

    downloads: int = 0
    likes: int = 0
    dislikes: int = 0
    comments: int = 0

    @property
    def rating(self) -> float:
        """0 to 5: the share of likes that can be counted on, so that one vote is not much."""
        count = self.likes + self.dislikes
        if not count:
            return 0.0
        share, square = self.likes / count, _CONFIDENCE**2
        spread = math.sqrt(share * (1 - share) / count + square / (4 * count * count))
        low = (share + square / (2 * count) - _CONFIDENCE * spread) / (1 + square / count)
        return round(STARS * max(0.0, low), 3)


@dataclass(frozen=True, slots=True)
class OriginFile:
    """The file of a version. `size` in bytes, `sha256` as 64 small hexadecimal digits."""

    name: str
    size: int | None = None
    sha256: str | None = None
    download_url: str | None = None


@dataclass(frozen=True, slots=True)
class OriginVersion:
    """One release of a model; without a `file` it cannot be had."""

    id: str
    name: str
    base: str = ""
    published_at: datetime | None = None
    trigger_words: tuple[str, ...] = ()
    downloads: int = 0
    nsfw: bool = False
    file: OriginFile | None = None
    samples: tuple[Sample, ...] = ()


@dataclass(frozen=True, slots=True)
class OriginModel:
    """A model as it is published, its versions the newest first.

    `kind` is one of studio.catalogue.rules, or None for what nothing here renders with; then
    `kind_name` is what the place calls it.
    """

    id: str
    name: str
    kind: str | None
    kind_name: str
    page_url: str
    description: str = ""
    creator: str = ""
    tags: tuple[str, ...] = ()
    nsfw: bool = False
    votes: Votes = field(default_factory=Votes)
    versions: tuple[OriginVersion, ...] = ()


@dataclass(frozen=True, slots=True)
class OriginPage:
    """Some models; `cursor` leads to the next page, None at the end."""

    models: tuple[OriginModel, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for. `sort` is RATING, DOWNLOADS or NEWEST; without `nsfw` nothing mature."""

    query: str = ""
    kinds: Sequence[str] = ()
    bases: Sequence[str] = ()
    nsfw: bool = False
    sort: str = "RATING"
    cursor: str | None = None
    first: int = 20


class Origin(Protocol):
    """A place that publishes models. Raises OriginError; what it does not know is None."""

    async def search(self, wanted: Search) -> OriginPage: ...

    async def model(self, model_id: str) -> OriginModel | None:
        """The model of this id, mature or not."""
        ...

    async def model_of(self, version_id: str) -> OriginModel | None:
        """The model that has this version, which is surely among its versions."""
        ...


def without_mature(model: OriginModel) -> OriginModel | None:
    """The model without what is not for everybody; None where that is the model itself."""
    if model.nsfw:
        return None
    return replace(
        model,
        versions=tuple(
            replace(one, samples=tuple(sample for sample in one.samples if not sample.nsfw))
            for one in model.versions
            if not one.nsfw
        ),
    )


def family_of_base(base: str) -> str | None:
    """The family that models of this base belong to, or work with; None for an unknown one."""
    return next((family for family, patterns in _BASES if recognised(base, patterns)), None)
