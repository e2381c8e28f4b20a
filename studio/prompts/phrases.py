"""Words put together as one says them. Pure."""

_EMPHASIS = (
    (1.5, "the centre of attention"),
    (1.15, "prominent"),
    (0.85, ""),
    (0.5, "in the background"),
    (0.0, "barely noticed, in the background"),
)
"""What a prominence from this on is called where weights mean nothing."""


def listed(*words: str) -> str:
    """Those that are not empty, with commas."""
    return ", ".join(filter(None, words))


def has(text: str, words: str) -> bool:
    """Whether the text says these words, whatever their case."""
    return words.casefold() in text.casefold()


def without(look: str, kept: str) -> str:
    """What of a look is left when its essential part is taken."""
    return listed(*(one.strip(", ") for one in look.split(kept))) if kept else look


def capital(text: str) -> str:
    """As the first word of a sentence."""
    first = text[:1].upper()
    return first + text[1:] if len(first) == 1 else text


def emphasis(prominence: float) -> str:
    """A prominence in words; empty for a plain one."""
    if prominence == 1:
        return ""
    return next((words for least, words in _EMPHASIS if prominence >= least), "")
