"""Compound files, in which AAF lays its objects: storages and streams, written in one go.

Grounds: [MS-CFB], Microsoft's Compound File Binary File Format, version 4 (sectors of 4,096 bytes).
"""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from struct import Struct, pack
from typing import Union

_SECTOR, _MINI_SECTOR, _MINI_STREAMS_BELOW = 4096, 64, 4096
_PER_SECTOR = _SECTOR // 4
_FREE, _END, _FAT, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_LISTED = 109
"""How many sectors of the allocation table the header names."""
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_RED, _BLACK = 0, 1
_ENTRY = Struct("<64sHBBIII16sIQQIQ")
_ENTRIES_PER_SECTOR = _SECTOR // _ENTRY.size
_NO_ENTRY = _ENTRY.pack(b"", 0, 0, 0, _NONE, _NONE, _NONE, b"", 0, 0, 0, 0, 0)
_HEADER = Struct(f"<8s16sHHHHH6xIIIIIIIII{_LISTED}I")


@dataclass(slots=True)
class Storage:
    """A folder of a compound file. `children` are other folders, and streams as their bytes, by names
    of at most 31 characters."""

    class_id: bytes = bytes(16)
    children: dict[str, Union["Storage", bytes]] = field(default_factory=dict)


class TooLarge(ValueError):
    """More than 450 MB."""


def write_compound(root: Storage, path: Path, *, class_id: bytes) -> None:
    """`class_id` is of the file, the root's own of what it holds. Raises TooLarge, OSError."""
    directory = _Directory()
    directory.add_root(root)
    sectors, minis = directory.sectors, directory.minis
    table = minis.chains
    entries = b"".join(directory.entries)
    entries += _NO_ENTRY * (-len(directory.entries) % _ENTRIES_PER_SECTOR)
    mini_start = sectors.add(_table(table))
    entries_start = sectors.add(entries)
    allocated = len(sectors.chains)
    fats = -(-allocated // (_PER_SECTOR - 1))
    if fats > _LISTED:
        raise TooLarge
    header = _HEADER.pack(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", class_id, 62, 4, 0xFFFE, 12, 6,
        len(entries) // _SECTOR, fats, entries_start, 1, _MINI_STREAMS_BELOW,
        mini_start, -(-len(table) // _PER_SECTOR), _END, 0,
        *range(allocated, allocated + fats), *[_FREE] * (_LISTED - fats),
    )  # fmt: skip
    sectors.chains.extend([_FAT] * fats)
    with path.open("wb") as file:
        file.write(header.ljust(_SECTOR, b"\0"))
        file.write(sectors.data)
        file.write(_table(sectors.chains))


class _Sectors:
    """Bytes in units of one size, each stream behind the one before; `chains` tells of each unit
    which comes next."""

    def __init__(self, unit: int) -> None:
        self.unit = unit
        self.data = bytearray()
        self.chains = array("I")

    def add(self, stream: bytes | bytearray) -> int:
        """Gives the unit that it begins with."""
        if not stream:
            return _END
        start = len(self.chains)
        self.chains.extend(range(start + 1, start - (-len(stream) // self.unit)))
        self.chains.append(_END)
        self.data += stream
        self.data += bytes(-len(stream) % self.unit)
        return start


class _Directory:
    """All names of a file, those of a storage as a red-black tree, and what its streams hold."""

    def __init__(self) -> None:
        self.entries = [b""]
        self.sectors = _Sectors(_SECTOR)
        self.minis = _Sectors(_MINI_SECTOR)

    def add_root(self, root: Storage) -> None:
        """The root is the first entry, and has the small streams as its own."""
        child = self._children(root.children)
        start, size = self.sectors.add(self.minis.data), len(self.minis.data)
        links = _NONE, _NONE, child
        self.entries[0] = _entry("Root Entry", _ROOT, _BLACK, links, root.class_id, start, size)

    def _children(self, children: Mapping[str, Storage | bytes]) -> int:
        names = sorted(children, key=lambda name: (len(name), name.upper()))
        full = (len(names) + 1).bit_length() - 1
        return self._tree(names, children, full) if names else _NONE

    def _tree(
        self, names: Sequence[str], children: Mapping[str, Storage | bytes], full: int
    ) -> int:
        """Balanced: only what lies below the `full` levels is red. Gives the entry at its top."""
        middle = len(names) // 2
        name, above = names[middle], names[middle + 1 :]
        left = self._tree(names[:middle], children, full - 1) if middle else _NONE
        right = self._tree(above, children, full - 1) if above else _NONE
        child, color = children[name], _BLACK if full > 0 else _RED
        if isinstance(child, Storage):
            links = left, right, self._children(child.children)
            entry = _entry(name, _STORAGE, color, links, child.class_id, 0, 0)
        else:
            small = len(child) < _MINI_STREAMS_BELOW
            start = (self.minis if small else self.sectors).add(child)
            entry = _entry(name, _STREAM, color, (left, right, _NONE), b"", start, len(child))
        self.entries.append(entry)
        return len(self.entries) - 1


def _entry(
    name: str,
    kind: int,
    color: int,
    links: tuple[int, int, int],
    class_id: bytes,
    start: int,
    size: int,
) -> bytes:
    text = f"{name}\0".encode("utf-16-le")
    return _ENTRY.pack(text, len(text), kind, color, *links, class_id, 0, 0, 0, start, size)


def _table(chains: Sequence[int]) -> bytes:
    """Sectors that tell of each unit which comes next."""
    padding = [_FREE] * (-len(chains) % _PER_SECTOR)
    return pack(f"<{len(chains) + len(padding)}I", *chains, *padding)
