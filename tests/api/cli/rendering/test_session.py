"""A render against a studio that behaves as it is told, over real sockets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from api.cli.rendering import outage
from api.cli.rendering.client import Address, Client
from api.cli.rendering.display import PlainDisplay
from api.cli.rendering.errors import RenderError
from api.cli.rendering.folder import Folder, hold
from api.cli.rendering.script import read_script
from api.cli.rendering.session import Rendered, Session
from tests.api.cli.rendering.films import clip, film, job, take
from tests.api.cli.rendering.studio_double import PNG, TOKEN, StudioDouble
from tests.doubles.serving import serve

WHY = {"code": "UPLOAD_FAILED", "message": "It broke."}
TAKE = take("a", size=len(PNG))


def told(shape: Any) -> dict[str, Any]:
    answer: dict[str, Any] = shape.model_dump(by_alias=True)
    return answer


def changed(seq: int, **more: Any) -> dict[str, Any]:
    return {"seq": seq, "kind": "JOB_CHANGED", "job": told(job("clip_1", **more))}


class Stage:
    """The double, what was said, and renders against it."""

    def __init__(self, studio: StudioDouble, url: str, tmp_path: Path) -> None:
        self.studio = studio
        self.console = Console(record=True, width=200)
        self.url = url
        self.token = TOKEN
        self.out = tmp_path / "out"
        self.script = tmp_path / "film.fountain"
        self.script.write_text("INT. ROOM - DAY\n\nA wall.\n")

    async def render(self) -> Rendered:
        script = read_script(self.script, None)
        display = PlainDisplay(self.console)
        with hold(self.out) as folder:
            return await self._render(folder, script, display)

    async def _render(self, folder: Folder, script: Any, display: PlainDisplay) -> Rendered:
        async with Client(lambda: Address(self.url, self.token), display.say) as client:
            return await Session(client, folder, display, script, ["IMAGE"]).run(None)

    @property
    def said(self) -> str:
        return self.console.export_text(clear=False)


@pytest.fixture
def studio() -> StudioDouble:
    """A studio in which the shot is rendered as soon as it is asked for."""
    shots = {"now": clip("1")}

    def project(_: dict[str, Any]) -> dict[str, Any]:
        return {"project": told(film([shots["now"]]))}

    def generate(_: dict[str, Any]) -> dict[str, Any]:
        shots["now"] = clip("1", gallery=[TAKE], jobs=[job("clip_1")])
        double.events = [changed(2, state="RUNNING"), changed(3, takes=[told(TAKE)])]
        return {"generateClip": {"jobs": [told(job("clip_1", "QUEUED"))], "userErrors": []}}

    double = StudioDouble(
        {
            "CreateProject": lambda _: {
                "createProject": {"project": {"id": "project_1"}, "userErrors": []}
            },
            "Project": project,
            "GenerateClip": generate,
        }
    )
    generate({})
    shots["now"] = clip("1")
    return double


@pytest.fixture
def stage(studio: StudioDouble, tmp_path: Path) -> Iterator[Stage]:
    with serve(studio.app()) as url:
        yield Stage(studio, url, tmp_path)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outage, "FIRST_CONTACT", 0.6)
    monkeypatch.setattr(outage, "PATIENCE", 3.0)


async def test_a_shot_is_asked_for_followed_and_fetched(stage: Stage) -> None:
    rendered = await stage.render()
    assert rendered.failures == []
    assert (stage.out / "001-a-wall.png").read_bytes() == PNG
    (given,) = stage.studio.counted("GenerateClip")
    assert given["input"]["idempotencyKey"] == "render:clip_1:IMAGE:0"
    assert "1/1  1  A wall" in stage.said


async def test_events_go_on_where_a_broken_connection_left_them(stage: Stage) -> None:
    stage.studio.hang_up = True
    assert (await stage.render()).failures == []
    assert stage.studio.subscribed == [1, 2]
    assert "The studio is away" in stage.said
    assert "The studio is back" in stage.said


async def test_events_go_on_where_an_outage_behind_the_studio_left_them(stage: Stage) -> None:
    stage.studio.breaks_off = True
    assert (await stage.render()).failures == []
    assert stage.studio.subscribed == [1, 2]
    assert "The studio is away (it says: It cannot be done now.)" in stage.said


@pytest.mark.parametrize("answer", [("INTERNAL", 500), ("UNAVAILABLE", 503), ("UNAVAILABLE", 200)])
async def test_a_studio_that_fails_for_a_while_is_waited_for(
    stage: Stage, answer: tuple[str, int]
) -> None:
    await stage.render()
    (stage.out / "001-a-wall.png").unlink()
    stage.studio.failing, stage.studio.fails_with = 2, answer
    assert (await stage.render()).made == 1


async def test_an_inherited_render_that_failed_gets_another_chance(
    stage: Stage, studio: StudioDouble
) -> None:
    shots = [clip("1", jobs=[job("clip_1", "RUNNING")])]

    def retry(_: dict[str, Any]) -> dict[str, Any]:
        shots[0] = clip("1", gallery=[TAKE])
        return {"retryJob": {"job": told(job("clip_1", takes=[told(TAKE)])), "userErrors": []}}

    studio.answers["Project"] = lambda _: {"project": told(film(shots))}
    studio.answers["RetryJob"] = retry
    studio.events = [changed(2, state="FAILED", error=WHY, finished_at="now")]
    rendered = await stage.render()
    assert rendered.failures == []
    (given,) = studio.counted("RetryJob")
    assert given["input"] == {"jobId": "job_clip_1", "idempotencyKey": "again:job_clip_1:now"}
    assert studio.counted("GenerateClip") == []


async def test_a_failure_of_this_run_is_told(stage: Stage, studio: StudioDouble) -> None:
    studio.events = []
    studio.answers["GenerateClip"] = lambda _: {
        "generateClip": {
            "jobs": [],
            "userErrors": [{"code": "NO_ENDPOINT", "message": "Add one."}],
        }
    }
    rendered = await stage.render()
    assert [(label, why.code) for label, why in rendered.failures] == [("1  A wall", "NO_ENDPOINT")]
    assert "FAILED NO_ENDPOINT: Add one." in stage.said


@pytest.mark.parametrize("flaw", ["short", "gone"])
async def test_a_file_that_is_not_whole_is_not_kept(
    stage: Stage, studio: StudioDouble, flaw: str
) -> None:
    if flaw == "short":
        studio.media = PNG[:3]
    else:
        studio.events[1]["job"]["takes"][0]["url"] = "/media/gone"
        studio.media = b""
    rendered = await stage.render()
    assert [why.code for _, why in rendered.failures] == ["MEDIA_GONE"]
    assert [path.name for path in stage.out.iterdir()] == [".storycanvas.jsonl"]


async def test_a_token_that_is_refused_is_told(stage: Stage) -> None:
    stage.token = "another"
    with pytest.raises(RenderError, match="does not accept the token"):
        await stage.render()


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("flaw", ["nobody", "broken"])
async def test_a_studio_that_never_answers_is_given_up(stage: Stage, flaw: str) -> None:
    if flaw == "nobody":
        stage.url = "http://127.0.0.1:9"
    stage.studio.failing = 1000
    with pytest.raises(RenderError, match=r"does not answer.*logs folder"):
        await stage.render()


@pytest.mark.usefixtures("impatient")
async def test_a_studio_that_stays_away_is_given_up(stage: Stage, studio: StudioDouble) -> None:
    def fail(_: dict[str, Any]) -> dict[str, Any]:
        studio.failing = 1000
        return {"createProject": {"project": {"id": "project_1"}, "userErrors": []}}

    studio.answers["CreateProject"] = fail
    with pytest.raises(RenderError, match="the same command goes on from here"):
        await stage.render()
    assert "The studio is away" in stage.said
