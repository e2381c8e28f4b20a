"""The objects of AAF, laid as they are stored.

Grounds: AAF Stored Format Specification, version 1.0.1. pyaaf2's dictionaries tell what each class
has and how values are told, but its objects take milliseconds each; thousands of them are laid here.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from struct import pack
from typing import Any

from aaf2.properties import (
    SF_STRONG_OBJECT_REFERENCE,
    SF_STRONG_OBJECT_REFERENCE_SET,
    SF_STRONG_OBJECT_REFERENCE_VECTOR,
    SF_WEAK_OBJECT_REFERENCE,
)
from aaf2.types import TypeDefRecord
from aaf2.utils import encode_utf16le, mangle_name

from infra.exporting.aaf_compound import Storage, write_compound

_SETS = {
    "Mobs": ("MobID", pack("<HB", 0x4401, 32)),
    "Parameters": ("Definition", pack("<HB", 0x1B01, 16)),
}
"""By which of their properties the things of a set are found, and how its index says so."""
_SEVERAL = {SF_STRONG_OBJECT_REFERENCE_SET, SF_STRONG_OBJECT_REFERENCE_VECTOR}
_LITTLE_ENDIAN, _VERSION = 0x4C, 32
_LAST_KEY = 0xFFFFFFFF
_LONGEST, _LONGEST_OF_SEVERAL = 32, 22
"""How many characters the name of a storage may have, its ending counted."""
_REMEMBERED = 1024


@dataclass(frozen=True, slots=True)
class Thing:
    """An object: the name of its class, and its properties by theirs. Other things are values as
    well, one or several; of what is only pointed at it is the id, an AUID."""

    kind: str
    properties: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Property:
    """`stored_as` is how the storage of its thing is called, or those of several begin. `encode`
    gives what announces a value among the properties, and what stands for it there."""

    name: str
    pid: int
    form: int
    stored_as: str
    encode: Callable[[Any], tuple[bytes, bytes]]


def write_things(file: Any, mobs: Iterable[Thing], path: Path) -> None:
    """Writes what pyaaf2's `file` has, which is open and has no mobs, with `mobs`. Raises TooLarge,
    OSError."""
    content = _Layout(file).storage_of(Thing("ContentStorage", {"Mobs": mobs}))
    file.save()
    root = _stored(file.cfb.root)
    holder = root
    *above, name = file.content.dir.path().strip("/").split("/")
    for step in above:
        inner = holder.children[step]
        assert isinstance(inner, Storage)
        holder = inner
    holder.children[name] = content
    write_compound(root, path, class_id=file.cfb.class_id.bytes_le)


def _stored(entry: Any) -> Storage:
    children = {
        child.name: _stored(child) if child.isdir() else bytes(child.open("r").read())
        for child in entry.storage.listdir(entry)
    }
    return Storage(bytes(entry.class_id.bytes_le) if entry.class_id else bytes(16), children)


class _Layout:
    """How things are stored in a file."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._classes: dict[str, tuple[bytes, dict[str, _Property]]] = {}

    def storage_of(self, thing: Thing) -> Storage:
        class_id, properties = self._class(thing.kind)
        made = Storage(class_id)
        heads: list[bytes] = []
        values: list[bytes] = []
        for name, value in thing.properties.items():
            one = properties[name]
            if one.form == SF_STRONG_OBJECT_REFERENCE:
                made.children[one.stored_as] = self.storage_of(value)
            elif one.form in _SEVERAL:
                made.children[f"{one.stored_as} index"] = self._lay(one, value, made)
            announced, data = one.encode(value)
            heads.append(announced)
            values.append(data)
        head = pack("<BBH", _LITTLE_ENDIAN, _VERSION, len(heads))
        made.children["properties"] = b"".join((head, *heads, *values))
        return made

    def _lay(self, one: _Property, things: Iterable[Thing], into: Storage) -> bytes:
        """Puts them into the storage, and gives the index of what is there."""
        found_by, key_head = _SETS.get(one.name, ("", b""))
        index: list[bytes] = []
        for rank, thing in enumerate(things):
            into.children[f"{one.stored_as}{{{rank:x}}}"] = self.storage_of(thing)
            if found_by:
                _, key = self._class(thing.kind)[1][found_by].encode(thing.properties[found_by])
                index.append(pack("<II", rank, 1) + key)
            else:
                index.append(pack("<I", rank))
        count = len(index)
        return b"".join((pack("<III", count, count, _LAST_KEY), key_head, *index))

    def _class(self, kind: str) -> tuple[bytes, dict[str, _Property]]:
        if kind not in self._classes:
            told = self._file.metadict.lookup_classdef(kind)
            properties = {one.property_name: self._property(one) for one in told.all_propertydefs()}
            self._classes[kind] = bytes(told.auid.bytes_le), properties
        return self._classes[kind]

    def _property(self, told: Any) -> _Property:
        """OperationGroup's `Parameters` are a set in every file, though declared as a list."""
        name, pid, form = told.property_name, told.pid, told.store_format
        if name in _SETS:
            form = SF_STRONG_OBJECT_REFERENCE_SET
        longest = _LONGEST_OF_SEVERAL if form in _SEVERAL else _LONGEST
        stored_as = mangle_name(name, pid, longest)
        if form == SF_STRONG_OBJECT_REFERENCE or form in _SEVERAL:
            named = _announced(pid, form, encode_utf16le(stored_as))
            return _Property(name, pid, form, stored_as, lambda _: named)
        plain = self._weak if form == SF_WEAK_OBJECT_REFERENCE else _plain

        @lru_cache(_REMEMBERED, typed=True)
        def encode(value: Any) -> tuple[bytes, bytes]:
            return _announced(pid, form, plain(told.typedef, value))

        return _Property(name, pid, form, stored_as, encode)

    def _weak(self, kind: Any, target: Any) -> bytes:
        place, key = self._file.weakref_index(kind.pid_path), bytes(target.bytes_le)
        return pack("<HHB", place, kind.ref_classdef.unique_key_pid, len(key)) + key


def _plain(kind: Any, value: Any) -> bytes:
    """Of a record, `value` is its fields: names with what is in them."""
    fields = isinstance(kind, TypeDefRecord) and isinstance(value, tuple)
    return bytes(kind.encode(dict(value) if fields else value))


def _announced(pid: int, form: int, data: bytes) -> tuple[bytes, bytes]:
    return pack("<HHH", pid, form, len(data)), data
