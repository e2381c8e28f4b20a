"""`storycanvas render` on real studios: the whole way, stopped, killed, resumed, outlived."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from infra.embedded.lock import RunningStudio
from tests.e2e.rendering import (
    SCRIPT,
    SHOTS,
    Render,
    ask,
    jobs_of,
    pausing,
    pid_of,
    renderer_of,
    studio_on,
    until,
)
from tests.e2e.studio_process import belonging_to

pytestmark = pytest.mark.slow

REPORTS = {"contact-sheet.png", "project.json", "report.md", ".storycanvas.jsonl"}


@pytest.fixture
def folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="storycanvas-render-"))
    yield path
    for pid in belonging_to(path):
        os.kill(pid, signal.SIGKILL)
    shutil.rmtree(path)


@pytest.fixture(scope="module")
def shared() -> Iterator[tuple[Path, RunningStudio]]:
    """A running studio that several tests render on."""
    path = Path(tempfile.mkdtemp(prefix="storycanvas-render-"))
    try:
        with studio_on(path) as studio:
            yield path, studio
    finally:
        shutil.rmtree(path)


def test_killed_it_goes_on_and_renders_each_shot_once(folder: Path) -> None:
    killed = Render(folder)
    killed.reaches(1)
    killed.kill()
    before = {name: (killed.out / name).stat().st_mtime_ns for name in killed.files()}

    whole = Render(folder)
    said = whole.ends(0)
    assert "Starting a studio" in said
    check_output(whole)
    assert before == {name: (whole.out / name).stat().st_mtime_ns for name in before}
    assert not list(belonging_to(folder / "data"))

    with studio_on(folder) as studio:
        again = Render(folder)
        said = again.ends(0)
        assert f"Using the studio that runs at {studio.url}" in said
        assert f"{SHOTS} of {SHOTS} pictures are in {again.out} (0 new" in said
        assert again.project == whole.project == killed.project
        jobs = jobs_of(studio, again.project)
        assert sorted(job["clip"]["number"] for job in jobs) == ["1A", "1B", "1C", "2A", "2B"]
        assert [(job["state"], len(job["takes"])) for job in jobs] == [("COMPLETED", 1)] * SHOTS
        projects = ask(studio, "{ projects { totalCount } }")["projects"]["totalCount"]
        assert projects == 1


def test_ctrl_c_ends_the_studio_too(folder: Path) -> None:
    render = Render(folder)
    until((folder / "data" / "run").exists)
    render.interrupt()
    assert "The same command goes on from there" in render.ends(130)
    assert not list(belonging_to(folder / "data"))


def check_output(render: Render) -> None:
    """Everything is in the folder, whole, and says the same."""
    clips = [clip for scene in render.document["project"]["scenes"] for clip in scene["clips"]]
    files = [take["file"] for clip in clips for take in clip["takes"]]
    assert len(files) == SHOTS
    assert sorted(files) == render.files()
    assert "001B-anna-opens-the-fridge-light-falls-on-her-face.png" in files
    assert {path.name for path in render.out.iterdir()} == REPORTS | set(files)
    for name in [*files, "contact-sheet.png"]:
        with Image.open(render.out / name) as picture:
            picture.load()
    report = (render.out / "report.md").read_text(encoding="utf-8")
    assert f"{SHOTS} shots in 2 scenes" in report
    assert "`rehearsal` (5)" in report


@pytest.mark.parametrize("services", [("api",), ("postgres", "valkey")], ids="-".join)
def test_it_outlives_the_death_of_servers(
    shared: tuple[Path, RunningStudio], services: tuple[str, ...]
) -> None:
    folder, studio = shared
    render = Render(folder, out=f"out-{services[0]}")
    render.reaches(1)
    # It could end before it has seen that the web process is away, or for long enough back.
    with pausing(renderer_of(folder)):
        for service in services:
            os.kill(pid_of(folder, service), signal.SIGKILL)
        if "api" in services:
            until(lambda: "The studio is back after" in render.said, 60)
    assert services != ("api",) or "The studio is away" in render.said
    render.ends(0)
    check_output(render)
    jobs = jobs_of(studio, render.project)
    assert [(job["state"], len(job["takes"])) for job in jobs] == [("COMPLETED", 1)] * SHOTS


def test_a_cancelled_shot_is_told_and_tried_again(shared: tuple[Path, RunningStudio]) -> None:
    folder, studio = shared
    render = Render(folder, out="out-cancelled")
    render.reaches(1)
    last = next(job for job in jobs_of(studio, render.project) if not job["takes"])
    given = {"jobId": last["id"]}
    cancel = "mutation($input: CancelJobInput!) { cancelJob(input: $input) { job { id } } }"
    ask(studio, cancel, input=given)
    said = render.ends(1)
    assert "1 failed:" in said
    assert "CANCELLED" in said
    assert len(render.files()) == SHOTS - 1
    assert "Somebody cancelled it" in (render.out / "report.md").read_text()

    again = Render(folder, out="out-cancelled")
    assert "(1 new" in again.ends(0)
    check_output(again)
    assert len(jobs_of(studio, again.project)) == SHOTS


def test_another_script_or_a_lost_project(shared: tuple[Path, RunningStudio]) -> None:
    folder, studio = shared
    first = Render(folder, "--title", "My Rooms", out="out-changed", script=short("A"))
    first.ends(0)
    assert first.document["project"]["name"] == "My Rooms"
    assert first.files() == ["001A-establishing-room-a.png"]
    one = first.project
    refused = Render(folder, out="out-changed", script=short("B"))
    assert "--restart" in refused.ends(1)
    assert refused.files() == first.files()

    anew = Render(folder, "--restart", out="out-changed", script=short("B"))
    anew.ends(0)
    assert anew.project != one
    assert anew.files() == ["001A-establishing-room-b.png"]

    delete = "mutation($input: DeleteProjectInput!) { deleteProject(input: $input) { deletedId } }"
    gone = anew.project
    ask(studio, delete, input={"id": gone})
    after = Render(folder, out="out-changed", script=short("B"))
    assert "starting anew" in after.ends(0)
    assert after.project != gone


def test_deleted_while_it_is_rendered(shared: tuple[Path, RunningStudio]) -> None:
    folder, studio = shared
    render = Render(folder, out="out-deleted")
    render.reaches(1)
    delete = "mutation($input: DeleteProjectInput!) { deleteProject(input: $input) { deletedId } }"
    ask(studio, delete, input={"id": render.project})
    assert "was deleted while it was rendered" in render.ends(1)


def test_stopped_on_a_studio_of_others(shared: tuple[Path, RunningStudio]) -> None:
    folder, _ = shared
    render = Render(folder, out="out-stopped")
    render.reaches(1)
    render.interrupt()
    assert "The same command goes on from there" in render.ends(130, 30)
    assert until(lambda: pid_of(folder, "api"))


def short(name: str) -> str:
    return f"INT. ROOM {name} - DAY\n\nA door opens.\n"


def test_the_script_has_the_shots_these_tests_count(tmp_path: Path) -> None:
    from api.cli.rendering.script import read_script

    path = tmp_path / "film.fountain"
    path.write_text(SCRIPT, encoding="utf-8")
    assert read_script(path, None).shots == SHOTS
