"""The builder on a real page, with the Node that the product would take."""

import gzip
import os
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from infra.webpage import build as module
from infra.webpage.build import build
from infra.webpage.errors import PageBuildFailed, RegistryAway
from infra.webpage.source import Webpage
from infra.webpage.state import PageState, Stage, earlier_builds, last_failure, read_state
from tests.doubles.waiting import PATIENCE
from tests.infra.webpage.tiny import ends, make_page, need_node, rewrite, starts_building


@pytest.fixture
def page(tmp_path: Path) -> Webpage:
    need_node(tmp_path)
    return make_page(tmp_path)


@pytest.fixture
def heard() -> list[str]:
    return []


def until(condition: Callable[[], object], seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def title(page: Webpage) -> str:
    return (page.dist / "index.html").read_text().partition("<title>")[2].partition("<")[0]


def working_in(folder: Path) -> list[str]:
    """The processes whose place is this folder."""
    found = []
    for proc in Path("/proc").glob("[0-9]*"):
        try:
            if (proc / "cwd").readlink().is_relative_to(folder):
                found.append((proc / "cmdline").read_text())
        except OSError:
            continue
    return [command for command in found if command]


def left_beside(page: Webpage) -> set[str]:
    return {path.name for path in page.dist.parent.iterdir()} - {"frontend", "hold", "broken"}


def test_a_page_is_built_once_and_again_when_its_sources_change(
    page: Webpage, heard: list[str]
) -> None:
    build(page, heard.append)
    assert page.is_current
    assert title(page) == "first"
    assert left_beside(page) == {"page", "page.lock", "page.log"}
    small = (page.dist / "assets" / "main-B3x0.js.gz").read_bytes()
    assert gzip.decompress(small) == (page.dist / "assets" / "main-B3x0.js").read_bytes()
    assert not (page.dist / "index.html.gz").exists(), "it is too small to gain anything"
    del heard[:]
    build(page, heard.append)
    assert heard == []
    rewrite(page, "second")
    build(page, heard.append)
    assert title(page) == "second"
    assert not any("packages" in line for line in heard), "the lock is the same"


def test_the_files_of_two_builds_before_are_kept_within_bounds(
    page: Webpage, heard: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for word in ("first", "second", "third", "fourth"):
        rewrite(page, word)
        build(page, heard.append)
    assert [title(Webpage(page.frontend, each)) for each in earlier_builds(page.dist)] == [
        "third",
        "second",
    ]
    size = sum(path.stat().st_size for path in page.dist.rglob("*"))
    monkeypatch.setattr(module, "_ROOM", size * 3 // 2)
    rewrite(page, "fifth!")
    build(page, heard.append)
    assert left_beside(page) == {"page", "page.1", "page.lock", "page.log"}


def test_a_build_that_fails_leaves_the_page_as_it_was(page: Webpage, heard: list[str]) -> None:
    build(page, heard.append)
    rewrite(page, "second")
    (page.frontend / ".." / "broken").touch()
    with pytest.raises(PageBuildFailed, match=r"npm run build.*make page"):
        build(page, heard.append)
    assert title(page) == "first"
    assert not page.is_current
    assert read_state(page.dist) == PageState(Stage.READY)
    failure = last_failure(page.dist)
    assert failure is not None
    assert "the plot has a hole" in failure.words
    assert str(page.log) in failure.words
    assert left_beside(page) == {"page", "page.json", "page.lock", "page.log"}
    shutil.rmtree(page.dist)
    shown = read_state(page.dist)
    assert shown.stage is Stage.FAILED
    assert "make page" in shown.words
    assert str(page.frontend.parent) not in shown.words, "paths are for the terminal"
    assert shown.since is not None
    (page.frontend / ".." / "broken").unlink()
    build(page, heard.append)
    assert title(page) == "second"
    assert last_failure(page.dist) is None


def test_two_at_once_build_it_once(page: Webpage) -> None:
    hold = page.dist.with_name("hold")
    hold.touch()
    first = starts_building(page)
    until(lambda: read_state(page.dist).words.startswith("Putting"))
    second = starts_building(page)
    time.sleep(0.5)
    assert second.poll() is None
    hold.unlink()
    assert "Putting the page together" in ends(first, 0)
    said = ends(second, 0)
    assert "waiting for it" in said
    assert "Looking for Node" not in said
    assert title(page) == "first"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_build_that_is_stopped_leaves_nothing_behind(
    page: Webpage, number: signal.Signals
) -> None:
    page.dist.with_name("hold").touch()
    builder = starts_building(page)
    until(lambda: read_state(page.dist).words.startswith("Putting"))
    until(lambda: any("build.mjs" in command for command in working_in(page.frontend)))
    os.kill(builder.pid, number)
    said = ends(builder, 130 if number == signal.SIGINT else 143)
    assert "Traceback" not in said
    until(lambda: working_in(page.frontend) == [])
    assert read_state(page.dist) == PageState(Stage.ABSENT)
    assert left_beside(page) == {"page.lock", "page.log"}


@pytest.mark.slow
def test_packages_that_cannot_be_fetched_say_what_to_do(
    page: Webpage, heard: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = page.frontend / "package-lock.json"
    hash_ = "sha512-" + "A" * 86 + "=="
    needs = {"name": "tiny", "version": "1.0.0", "dependencies": {"left-out": "1.0.0"}}
    package = {"version": "1.0.0", "integrity": hash_}
    written = (
        '{"name": "tiny", "version": "1.0.0", "lockfileVersion": 3, "requires": true, "packages": '
        f'{{"": {needs}, "node_modules/left-out": {package}}}}}'
    )
    lock.write_text(written.replace("'", '"'))
    manifest = page.frontend / "package.json"
    manifest.write_text(
        manifest.read_text().replace(
            '"scripts"', '"dependencies": {"left-out": "1.0.0"}, "scripts"'
        )
    )
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    with pytest.raises(RegistryAway, match=r"HTTPS_PROXY.*make page"):
        build(page, heard.append)
    assert read_state(page.dist).stage is Stage.FAILED


def test_npm_is_told_none_of_our_secrets(
    page: Webpage, heard: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RUNPOD_API_KEY", "rpa_secret")
    monkeypatch.setenv("NODE_ENV", "production")
    (page.frontend / "build.mjs").write_text(
        "import { mkdirSync, writeFileSync } from 'node:fs';"
        "const out = process.env.STORYCANVAS_PAGE_DIST; mkdirSync(out);"
        "writeFileSync(`${out}/index.html`, Object.keys(process.env).join(' '));"
    )
    build(page, heard.append)
    names = (page.dist / "index.html").read_text().split()
    assert "PATH" in names
    assert "NODE_USE_SYSTEM_CA" in names, "uv trusts the certificates of the machine too"
    assert not {"RUNPOD_API_KEY", "NODE_ENV"} & set(names)


def test_the_checks_of_the_page_are_run_when_asked_for(page: Webpage, heard: list[str]) -> None:
    build(page, heard.append, check=True)
    assert title(page) == "first"
    (page.frontend / "build.mjs").write_text("this is no JavaScript")
    with pytest.raises(PageBuildFailed, match="npm run check"):
        build(page, heard.append, check=True)
    assert title(page) == "first"
    assert read_state(page.dist) == PageState(Stage.READY)
    assert last_failure(page.dist) is None, "it was not built, so it did not fail"


def test_what_the_system_refuses_is_said_without_its_place(
    page: Webpage, heard: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", str(page.dist))

    monkeypatch.setattr(module, "_compress", full)
    with pytest.raises(PageBuildFailed, match=str(page.dist)):
        build(page, heard.append)
    assert read_state(page.dist).words == (
        "The build met: No space left on device. Mend that, then: make page"
    )
