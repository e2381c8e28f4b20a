"""Locks pin by hash and name no host."""

import re

from tests.architecture.tree import ROOT, files

LOCKS = {
    "requirements.lock",
    "requirements-node.lock",
    "package-lock.json",
    "pnpm-lock.yaml",
    "yarn.lock",
    "poetry.lock",
}


def test_no_lock_file_holds_an_address() -> None:
    found = [path for path in files() if path.name in LOCKS]
    assert ROOT / "requirements.lock" in found
    for path in found:
        text = path.read_text(encoding="utf-8")
        if path.name == "package-lock.json":
            assert '"resolved"' not in text, path
            text = re.sub(r'"funding": (\{[^}]*\}|\[[^\]]*\]|"[^"]*")', "", text)
        assert "://" not in text, path


def test_the_lock_that_names_hosts_is_ignored() -> None:
    assert ROOT / "uv.lock" not in files()


def test_every_requirement_is_pinned_with_hashes() -> None:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==", lines, flags=re.MULTILINE)
    assert len(pins) > 80
    blocks = re.split(r"\n(?=[A-Za-z0-9])", lines.strip())
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []
