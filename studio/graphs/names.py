"""Recognising model files by the words in their names."""

import re
from collections.abc import Iterable

_WORDS = re.compile(r"[a-z]+|\d+")
_ENDING = re.compile(r"\.(safetensors|sft|gguf|ckpt|pth?|bin|onnx)$", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def bare(name: str) -> str:
    """A file's name without its folders."""
    return re.split(r"[\\/]", name)[-1]


def is_model_file(name: str) -> bool:
    """Whether it ends as the files of models do."""
    return _ENDING.search(name) is not None


def recognised(name: str, patterns: Iterable[str]) -> bool:
    """Whether any pattern fits the name. A pattern is words that must all be there.

    `wan21` is found in Wan2.1, wan_2_1 and WAN-2.1; `=pony` only as a word of its own, so that
    a ponytail is no pony; `-lora` must not be there.
    """
    stem = _ENDING.sub("", bare(name))
    words = _WORDS.findall(_CAMEL.sub(" ", stem).lower())
    squashed = re.sub(r"[^a-z0-9]", "", stem.lower())
    return any(_fits(squashed, words, pattern.split()) for pattern in patterns)


def _fits(squashed: str, words: list[str], pattern: list[str]) -> bool:
    for one in pattern:
        if one.startswith("="):
            found = one[1:] in words
        elif one.startswith("-"):
            found = one[1:] not in squashed
        else:
            found = one in squashed
        if not found:
            return False
    return True
