"""Where results go back to. Jobs outlive the studio that sent them, whose port may be another now.

What an order says of the studio's own addresses is read as the ones it has at present. Pure.
"""

import re
from typing import Any

_OWN = re.compile(r"https?://(?:127\.0\.0\.1|localhost|\[::1\]):[0-9]{1,5}(?=/(?:hooks|media)/)")


def to_studio(value: Any, studio: str | None) -> Any:
    """The same JSON value, where every address of a studio on this machine is that of `studio`."""
    if studio is None:
        return value
    if isinstance(value, str):
        return _OWN.sub(lambda _: studio, value, count=1) if _OWN.match(value) else value
    if isinstance(value, list):
        return [to_studio(one, studio) for one in value]
    if isinstance(value, dict):
        return {name: to_studio(one, studio) for name, one in value.items()}
    return value
