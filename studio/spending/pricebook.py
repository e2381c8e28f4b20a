"""Which price holds for a render: the most particular that fits. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from studio.library.media import MediaKind
from studio.spending.money import OWN_MACHINE, Price, PriceOrigin, PriceUnit
from studio.spending.pricelist import assumed_worker, video_price

_OWN = frozenset({"COMFYUI", "PULL"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a workspace's price table. What is None fits anything; of those that fit, the one that
    names the endpoint goes first, then the provider, the model, the kind, the smallest size."""

    id: UUID
    price: Price
    endpoint_id: UUID | None = None
    provider: str | None = None
    model: str | None = None
    kind: MediaKind | None = None
    most_pixels: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """An endpoint as prices see it. `per_take` is what was said of it itself."""

    id: UUID
    provider: str
    local: bool
    per_take: int | None = None
    model: str | None = None


@dataclass(frozen=True, slots=True)
class PriceBook:
    entries: Sequence[Entry] = ()

    def price(self, place: Place, kind: MediaKind, model: str | None, pixels: int) -> Price | None:
        """None where nothing tells what it costs: then nothing may be sent there."""
        wanted = model or place.model
        fitting = [one for one in self.entries if _fits(one, place, kind, wanted, pixels)]
        if fitting:
            return min(fitting, key=_rank).price
        if place.per_take is not None:
            return Price(PriceUnit.TAKE, place.per_take, PriceOrigin.ENDPOINT, "For each take")
        if place.local or place.provider in _OWN:
            return OWN_MACHINE
        if place.provider == "OPENAI_VIDEOS":
            return video_price(wanted, pixels)
        return assumed_worker()


def _fits(entry: Entry, place: Place, kind: MediaKind, model: str | None, pixels: int) -> bool:
    return (
        entry.endpoint_id in {None, place.id}
        and (
            entry.provider in {None, place.provider}
            and (not place.local or bool(entry.endpoint_id))
        )
        and entry.model in {None, model}
        and entry.kind in {None, kind}
        and (entry.most_pixels is None or pixels <= entry.most_pixels)
    )


def _rank(entry: Entry) -> tuple[bool, bool, bool, bool, int, UUID]:
    return (
        entry.endpoint_id is None,
        entry.provider is None,
        entry.model is None,
        entry.kind is None,
        2**62 if entry.most_pixels is None else entry.most_pixels,
        entry.id,
    )
