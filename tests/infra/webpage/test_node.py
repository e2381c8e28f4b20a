from pathlib import Path

import pytest

from infra.webpage.commands import Commands
from infra.webpage.errors import NodeMissing
from infra.webpage.node import find_node, node_on_path


def pretend(folder: Path, name: str, says: str) -> None:
    program = folder / name
    program.write_text(f"#!/bin/sh\necho {says}\n")
    program.chmod(0o755)


@pytest.mark.parametrize(
    ("version", "good"),
    [
        ("v18.20.4", False),
        ("v20.18.3", False),
        ("v20.19.0", True),
        ("v21.7.3", False),
        ("v22.11.0", False),
        ("v22.12.0", True),
        ("v26.0.1", True),
        ("what", False),
    ],
)
def test_a_node_that_vite_runs_on_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, good: bool
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    pretend(tmp_path, "node", version)
    assert node_on_path() is None, "it has no npm"
    pretend(tmp_path, "npm", "11.0.0")
    found = node_on_path()
    assert (found is not None) is good
    if found is not None:
        assert found.npm == (str(tmp_path / "npm"),)


def test_without_node_and_without_our_lock_it_is_said_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NodeMissing, match=r"Node 20\.19 or newer.*make page"):
        find_node(tmp_path, Commands(tmp_path / "log"), lambda _line: None)
