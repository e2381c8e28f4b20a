"""Randomness that is the same on every run: PCG64 streams named by what they decide."""

from __future__ import annotations

import hashlib

import numpy as np
from PIL import Image


def stream(*names: object) -> np.random.Generator:
    """A generator of its own for these names; the order of the names matters."""
    text = "\x1f".join(str(name) for name in names)
    digest = hashlib.sha256(text.encode("utf-8", "backslashreplace")).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest, "big")))


def number(*names: object) -> int:
    """A whole number of 64 bits for these names."""
    text = "\x1f".join(str(name) for name in names)
    digest = hashlib.sha256(text.encode("utf-8", "backslashreplace")).digest()
    return int.from_bytes(digest[:8], "big")


def blotches(
    rng: np.random.Generator, size: tuple[int, int], cells: tuple[int, int]
) -> Image.Image:
    """Soft grey clouds (L) of `size`; the coarsest octave has `cells` across and down."""
    total = np.zeros((size[1], size[0]), dtype=np.float32)
    weight = 1.0
    for octave in range(3):
        grid = (max(2, cells[0] << octave), max(2, cells[1] << octave))
        grid = (min(grid[0], size[0]), min(grid[1], size[1]))
        grain = rng.integers(0, 256, size=(grid[1], grid[0]), dtype=np.uint8)
        cloud = Image.fromarray(grain).resize(size, Image.Resampling.BICUBIC)
        total += weight * np.asarray(cloud, dtype=np.float32)
        weight *= 0.5
    return Image.fromarray((total / 1.75).clip(0, 255).astype(np.uint8))
