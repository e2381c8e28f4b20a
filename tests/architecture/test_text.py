"""Words that have no place in what a reader of the product sees."""

import re

from tests.architecture.tree import ROOT, files

TEXT = {".py", ".md", ".toml", ".yml", ".yaml", ".sh", ".html", ".css", ".js", ".lock", ".json"}
_MACHINE = "/" + "work/|/" + "root/"
_REGISTRY = "pypi" + r"\.org|registry\.npm" + r"js|files\.python" + "hosted"
_LATER = "TO" + "DO|FIX" + "ME|XX" + "X"
FORBIDDEN = re.compile(rf"({_MACHINE}|{_REGISTRY}|\b({_LATER})\b)")


def test_no_machine_no_registry_nothing_put_off() -> None:
    found = []
    for path in files():
        third_party = "static/graphiql" in path.as_posix()
        if third_party or (path.suffix not in TEXT and path.name != "Makefile"):
            continue
        text = path.read_text(encoding="utf-8")
        if path.name == "package-lock.json":
            continue
        found += [
            f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
            for number, line in enumerate(text.splitlines(), start=1)
            if FORBIDDEN.search(line)
        ]
    assert found == []
