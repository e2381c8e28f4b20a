"""A real page of a few bytes: npm installs nothing for it, and its build is plain Node."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from infra.webpage.commands import Commands
from infra.webpage.errors import PageBuildFailed
from infra.webpage.node import find_node, node_on_path
from infra.webpage.source import ROOT, Webpage

BUILD = """
import { cpSync, existsSync, mkdirSync } from "node:fs";
const out = process.env.STORYCANVAS_PAGE_DIST;
mkdirSync(`${out}/assets`, { recursive: true });
cpSync("src/index.html", `${out}/index.html`);
cpSync("src/main.js", `${out}/assets/main-B3x0.js`);
while (existsSync("../hold")) await new Promise((go) => setTimeout(go, 20));
if (existsSync("../broken")) { console.error("main.js: the plot has a hole"); process.exit(3); }
"""


def make_page(folder: Path, *, word: str = "first") -> Webpage:
    """Sources in folder/frontend, to be built into folder/page."""
    page = Webpage(folder / "frontend", folder / "page")
    source = page.frontend / "src"
    source.mkdir(parents=True)
    manifest = {
        "name": "tiny",
        "version": "1.0.0",
        "scripts": {"build": "node build.mjs", "check": "node --check build.mjs"},
    }
    lock = {"name": "tiny", "version": "1.0.0", "lockfileVersion": 3, "requires": True}
    package = {"name": "tiny", "version": "1.0.0"}
    (page.frontend / "package.json").write_text(json.dumps(manifest))
    (page.frontend / "package-lock.json").write_text(json.dumps(lock | {"packages": {"": package}}))
    (page.frontend / "build.mjs").write_text(BUILD)
    (source / "index.html").write_text(f"<!doctype html><title>{word}</title>")
    (source / "main.js").write_text("console.log('drawing');\n" * 200)
    return page


def rewrite(page: Webpage, word: str) -> None:
    (page.frontend / "src" / "index.html").write_text(f"<!doctype html><title>{word}</title>")


def starts_building(page: Webpage) -> subprocess.Popen[bytes]:
    """The builder, in a process of its own."""
    given = ["--frontend", str(page.frontend), "--dist", str(page.dist)]
    return subprocess.Popen(
        [sys.executable, "-m", "infra.webpage", *given],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def ends(builder: subprocess.Popen[bytes], code: int) -> str:
    """Wait for its end; what it said."""
    said = builder.communicate(timeout=60)[0].decode()
    assert builder.returncode == code, said
    return said


def need_node(folder: Path) -> None:
    """Skip where there is no Node, and none can be fetched."""
    if node_on_path() is not None:
        return
    try:
        find_node(ROOT, Commands(folder / "node.log"), lambda _line: None)
    except PageBuildFailed:
        pytest.skip("node is not here")


def copied(page: Webpage, folder: Path) -> Webpage:
    """The same sources elsewhere."""
    shutil.copytree(page.frontend, folder / "frontend")
    return Webpage(folder / "frontend", folder / "page")
