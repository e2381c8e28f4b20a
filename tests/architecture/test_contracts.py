"""The import contracts hold, and each of them is seen to fail when it is broken."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.tree import PACKAGES, ROOT

BREAKING = {
    "house": ("studio/projects/rules.py", "import schema.node"),
    "areas": ("studio/projects/rules.py", "import studio.gallery.models"),
    "area": ("studio/projects/models.py", "import studio.projects.service"),
    "rendering": ("studio/rendering/models.py", "import studio.rendering.service"),
    "spending": ("studio/spending/models.py", "import studio.spending.ledger"),
    "workflows": ("studio/workflows/models.py", "import studio.workflows.service"),
    "prompts": ("studio/prompts/syntax.py", "import studio.prompts.history"),
    "exporting": ("studio/exporting/cutlist.py", "import studio.exporting.queries"),
    "access": ("studio/access/viewer.py", "import studio.access.queries"),
    "cycles": ("studio/kernel/errors.py", "import studio.kernel.work"),
    "domain": ("studio/projects/rules.py", "import httpx"),
    "rules": ("studio/timeline/rules.py", "import sqlalchemy"),
    "graphless": ("workers/relay.py", "import schema.node"),
    "web-server": ("infra/bus.py", "import starlette.requests"),
    "queue": ("infra/bus.py", "import dramatiq"),
    "runpod-sdk": ("workers/relay.py", "import runpod"),
    "endpoint-worker": ("workers/endpoint/handler.py", "import studio.kernel.ids"),
    "comfyui-client": ("infra/comfyui/client.py", "import infra.bus"),
}


def contracts() -> list[str]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        found = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    return [contract["id"] for contract in found]


def lint(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", *arguments],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tree")
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package,
            folder / package,
            ignore=shutil.ignore_patterns("__pycache__", "static", "node_modules"),
        )
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_every_contract_has_a_way_to_be_broken() -> None:
    assert set(contracts()) == set(BREAKING)


def test_all_contracts_are_kept(copy: Path) -> None:
    result = lint(copy)
    assert result.returncode == 0, result.stdout[-3000:]


@pytest.mark.parametrize("contract", sorted(BREAKING))
def test_a_broken_contract_is_found(copy: Path, contract: str) -> None:
    name, line = BREAKING[contract]
    file = copy / name
    text = file.read_text(encoding="utf-8")
    file.write_text(f"{text}\n{line}\n", encoding="utf-8")
    try:
        result = lint(copy, "--contract", contract)
    finally:
        file.write_text(text, encoding="utf-8")
    assert result.returncode == 1, result.stdout[-2000:]
    assert "BROKEN" in result.stdout
