"""Addresses of media that need no other permission: `/media/{asset}?e={expiry}&s={signature}`."""

import hmac
import math
from datetime import datetime
from uuid import UUID

from studio.kernel.ids import typed

WINDOW = 6 * 3600
"""Expiries are rounded up to this many seconds, so that the same read gives the same address."""


def media_url(base: str, asset_id: UUID, now: datetime, key: bytes, lasting: int = WINDOW) -> str:
    """The address under `base` ("" for a relative one), good for `lasting` seconds at least."""
    asset = typed("asset", asset_id)
    expires = math.ceil((now.timestamp() + lasting) / WINDOW) * WINDOW
    return f"{base}/media/{asset}?e={expires}&s={_signature(asset, expires, key)}"


def is_signed(asset: str, expires: int, signature: str, now: datetime, key: bytes) -> bool:
    """Whether the signature is ours and the address has not expired."""
    ours = _signature(asset, expires, key)
    return now.timestamp() < expires and hmac.compare_digest(ours.encode(), signature.encode())


def _signature(asset: str, expires: int, key: bytes) -> str:
    return hmac.digest(key, f"{asset}:{expires}".encode(), "sha256").hex()[:32]
