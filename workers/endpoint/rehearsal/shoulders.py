"""Over whose shoulder a shot looks, and at whom: words such as "past Tom onto Maria"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from workers.endpoint.rehearsal import deeds, lexicon

_THE = r"(?:the\s+|an?\s+|old\s+|young\s+)*"
_WHO = r"(?P<who>[\w'’-]+(?:\s+[\w'’-]+)?)"
_OVER = (
    rf"\bover\s+{_THE}(?P<who>[\w’' -]{{1,40}}?)(?:['’]s|s['’])\s+(?:\w+\s+)?shoulders?\b",
    rf"\bshoulders?\s+of\s+{_THE}{_WHO}",
    rf"\b(?:past|from behind)\s+{_THE}{_WHO}",
    r"(?P<who>[\w'’-]+)['’]s\s+(?:back|shoulder)\b",
)
_SHOT = r"\b(?:ots|over[- ](?:the[- ])?shoulder)(?:\s+(?:shot|angle|view))?\s*[,:–—-]?\s*"
_OF = (
    r"\b(?:ots|over-the-shoulder|over the shoulder (?:shot|angle|view))(?:\s+(?:shot|angle|view))?"
)
_SEEN = r"\b(?:onto|on to|we see|we look at|looking at|revealing|reveals|facing|favou?ring)"
_ONTO = (
    rf"{_SHOT}(?:on|onto|at|to|towards?|favou?ring)\s+{_THE}{_WHO}",
    rf"{_OF}\s+of\s+{_THE}{_WHO}",
    rf"{_SEEN}\s+{_THE}{_WHO}",
)


def owner(names: Sequence[str], *texts: str) -> str:
    """Whose shoulder is in front: one of the names, somebody the words call by a trade in capitals,
    or "" where the words say nothing."""
    return _named(_OVER, names, texts, strangers=True)


def subject(names: Sequence[str], *texts: str) -> str:
    """Who is looked at over a shoulder: one of the names, or "" where the words do not say."""
    return _named(_ONTO, names, texts, strangers=False)


def _named(
    patterns: Sequence[str], names: Sequence[str], texts: Sequence[str], *, strangers: bool
) -> str:
    for text in texts:
        for pattern in patterns:
            for found in re.finditer(pattern, text, re.IGNORECASE):
                who = found["who"]
                known = deeds.names_in(who, names)
                if known:
                    return known[0][1]
                someone = lexicon.SOMEONE.match(who) if strangers else None
                if someone:
                    return someone[0].upper()
    return ""
