"""The files a run made, as ComfyUI lists them. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class OutputFile:
    """One file of one node: `key` is the list it stood in (images, gifs, audio, …)."""

    node: str
    key: str
    filename: str
    subfolder: str
    folder: str

    @property
    def temporary(self) -> bool:
        return self.folder == "temp"


def read_outputs(outputs: Mapping[str, Any]) -> tuple[OutputFile, ...]:
    """Every file under every key of every node, in ComfyUI's order; what is no file is left out."""
    return tuple(
        found
        for node, output in outputs.items()
        if isinstance(output, Mapping)
        for key, entries in output.items()
        if isinstance(entries, list)
        for found in _files(str(node), str(key), entries)
    )


def _files(node: str, key: str, entries: list[Any]) -> Iterator[OutputFile]:
    for entry in entries:
        name = entry.get("filename") if isinstance(entry, Mapping) else None
        if isinstance(name, str) and name:
            subfolder = str(entry.get("subfolder") or "")
            yield OutputFile(node, key, name, subfolder, str(entry.get("type") or "output"))
