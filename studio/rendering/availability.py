"""How long a provider's service lasts: it is offered, about to end, or over. Pure.

What is over is chosen for nobody; whoever names it is told why it is not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any
from urllib.parse import urlsplit

OPENAI_VIDEOS_HOST = "api.openai.com"


class Availability(Enum):
    """Where a provider is in its life."""

    AVAILABLE = "AVAILABLE"
    DEPRECATED = "DEPRECATED"
    RETIRED = "RETIRED"


@dataclass(frozen=True, slots=True)
class Service:
    """What a provider has announced of one service: its last day comes before `ends`."""

    name: str
    announced: date
    ends: date
    reason: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands on one day. `day` is until when it is DEPRECATED, since when RETIRED."""

    availability: Availability
    day: date | None = None
    reason: str | None = None

    @property
    def choosable(self) -> bool:
        """Whether a render may be sent there."""
        return self.availability is not Availability.RETIRED


AVAILABLE = Standing(Availability.AVAILABLE)

SORA = Service(
    name="Sora at OpenAI",
    announced=date(2026, 3, 24),
    ends=date(2026, 9, 24),
    reason="OpenAI announced the end of the Videos API and of its Sora models for 2026-09-24, "
    "without a successor. Give the endpoint the address of another server of the same shape.",
)

PRESETS: Mapping[str, Service] = {"sora": SORA}
"""The presets that are bound to a service of somebody's own."""


def standing_of(
    provider: str, source: str, url: str | None, options: Mapping[str, Any], today: date
) -> Standing:
    """How an endpoint stands today.

    An endpoint of the OpenAI Videos shape without an address, or with OpenAI's own, is bound to
    OpenAI's service; with any other address it is not, whatever its preset, and neither is the
    rehearsal on this machine. The owner may know better: `revived` in its options makes it
    AVAILABLE.
    """
    if provider != "OPENAI_VIDEOS" or source == "LOCAL" or options.get("revived") is True:
        return AVAILABLE
    if url is not None and _host(url) != OPENAI_VIDEOS_HOST:
        return AVAILABLE
    return service_standing(PRESETS.get(str(options.get("preset")), SORA), today)


def service_standing(service: Service, today: date) -> Standing:
    """How a service stands on a day, by what was announced of it."""
    if today >= service.ends:
        return Standing(Availability.RETIRED, service.ends, service.reason)
    if today >= service.announced:
        return Standing(Availability.DEPRECATED, service.ends, service.reason)
    return AVAILABLE


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").rstrip(".").lower()
    except ValueError:
        return ""
