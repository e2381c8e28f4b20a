"""What a fault of a server of the OpenAI Videos shape means, and how it is told."""

import math
import time
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from infra.outbound import AddressRefused
from infra.providers.videos_answers import MODERATION, read_error
from studio.rendering.ports import ProviderBusy, ProviderMisconfigured, ProviderRefused

_LONGEST_WAIT = 300.0
_UNPAID = frozenset({"INSUFFICIENT_QUOTA", "BILLING_HARD_LIMIT_REACHED"})


@dataclass(frozen=True, slots=True)
class Faults:
    """Of one endpoint. Its key is never part of what is told."""

    host: str
    key: str | None = field(repr=False)
    model: str | None

    def check(self, status: int, headers: httpx.Headers, value: Any) -> None:
        """Raise for every answer below 500 that is neither 2xx nor 404."""
        code, _ = read_error(value)
        if code in _UNPAID or status == httpx.codes.PAYMENT_REQUIRED:
            raise ProviderMisconfigured(self.told(status, value), code="PROVIDER_UNPAID")
        if status == httpx.codes.TOO_MANY_REQUESTS:
            raise ProviderBusy(self.told(status, value), retry_after=retry_after(headers))
        if status in {401, 403} and code != MODERATION:
            raise ProviderMisconfigured(
                f"{self.host} refused the API key: {self.told(status, value)}",
                code="PROVIDER_KEY",
            )
        if status < 200 or 300 <= status < 400 or status == httpx.codes.METHOD_NOT_ALLOWED:
            raise ProviderMisconfigured(
                f"This is not the address of a Videos API: it answers HTTP {status}.",
                code="PROVIDER_ADDRESS",
            )
        if status >= 400 and status != httpx.codes.NOT_FOUND:
            words = self.told(status, value)
            raise ProviderRefused(words, code=code if code == MODERATION else "PROVIDER_REFUSED")

    def no_such_place(self, value: Any) -> ProviderMisconfigured:
        """What a 404 to a creation means."""
        code, _ = read_error(value)
        if code == "MODEL_NOT_FOUND":
            return ProviderMisconfigured(
                f"{self.host} has no model {self.model or ''!r} for this key. Name another one.",
                code="PROVIDER_MODEL",
            )
        return ProviderMisconfigured(
            f"There is no Videos API at this address: {self.told(404, value)}",
            code="PROVIDER_ADDRESS",
        )

    def told(self, status: int, value: Any) -> str:
        """What the answer says, in words."""
        code, said = read_error(value)
        if code == MODERATION and said:
            return said
        said = (said or "").replace(self.key, "…") if self.key else said
        return f"{self.host} answers HTTP {status}" + (f": {said}" if said else ".")

    def unreachable(self, error: Exception) -> str:
        """That there was no answer."""
        return f"{self.host} cannot be reached ({type(error).__name__})."


def retry_after(headers: httpx.Headers) -> float:
    """Seconds that an answer asks to wait, within reason; 5 where it does not say."""
    told, milliseconds = headers.get("retry-after", ""), headers.get("retry-after-ms", "")
    try:
        seconds = float(milliseconds) / 1000 if milliseconds else float(told)
    except ValueError:
        try:
            seconds = parsedate_to_datetime(told).timestamp() - time.time()
        except ValueError:
            return 5.0
    return min(_LONGEST_WAIT, max(1.0, seconds)) if math.isfinite(seconds) else 5.0


def ask_after(headers: httpx.Headers) -> float | None:
    """Seconds after which the server wants to be asked again, where it says so."""
    try:
        seconds = float(headers.get("openai-poll-after-ms", "")) / 1000
    except ValueError:
        return None
    return min(_LONGEST_WAIT, max(0.0, seconds)) if math.isfinite(seconds) else None


def refused_address(error: AddressRefused) -> ProviderMisconfigured:
    """What it means for an order that the endpoint's address is not called."""
    return ProviderMisconfigured(error.message, code=error.code)
