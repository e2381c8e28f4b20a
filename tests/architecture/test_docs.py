"""Documents agree with the code, and lead somewhere."""

import re
import subprocess

from infra.settings import Settings, settings_table
from tests.architecture.tree import ROOT, files

_LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
TARGETS = ("up", "test", "render", "check", "bench", "chaos", "help")


def test_relative_links_lead_somewhere() -> None:
    broken = []
    for path in files():
        if path.suffix != ".md" or "static" in path.parts:
            continue
        broken += [
            f"{path.relative_to(ROOT)} -> {target}"
            for target in _LINK.findall(path.read_text(encoding="utf-8"))
            if "://" not in target and not (path.parent / target).exists()
        ]
    assert broken == []


def test_the_table_of_settings_is_current() -> None:
    assert (ROOT / "docs" / "settings.md").read_text(encoding="utf-8") == settings_table(), (
        "write it anew: make schema"
    )
    assert all(field.description for field in Settings.model_fields.values())


def test_make_help_lists_the_commands_of_the_contract() -> None:
    listed = subprocess.run(
        ["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    for target in TARGETS:
        assert re.search(rf"^  make {target} +\S", listed, flags=re.MULTILINE), target


def test_decisions_are_short() -> None:
    records = [path for path in files() if path.parent.name == "decisions"]
    assert len(records) >= 5
    for path in records:
        text = path.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= 60, path
        for part in ("## Context", "## Decision", "## Consequences"):
            assert part in text, (path, part)
