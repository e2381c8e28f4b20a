"""What tells whether a picture would still be made from the same things. Pure."""

import hashlib
import json

from studio.casting.rules import Shown


def stamp(shown: Shown) -> str:
    """The digest of what a picture shows: SHA-256 in hexadecimal.

    The one function for it, at every write and at every check. It changes exactly when `shown()`
    does: names for people, notes and tags are no part of it.
    """
    text = json.dumps(
        shown.shown(), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return hashlib.sha256(text.encode()).hexdigest()
