import asyncio
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest

from tests.doubles.waiting import PATIENCE, until
from tests.workers.endpoint.fake_artist import FakeArtist, NoopRenderer
from tests.workers.endpoint.inbox import Inbox
from tests.workers.endpoint.inputs import png, task_input
from workers.endpoint.drawing import DrawingRenderer
from workers.endpoint.handler import make_handler
from workers.endpoint.render import File, OnStep
from workers.endpoint.task import Task


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def _job(given: Any) -> dict[str, Any]:
    return {"id": "job-1", "input": given}


def _left_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


def _error(answer: dict[str, Any]) -> tuple[str, str]:
    assert list(answer) == ["error"]
    told = json.loads(answer["error"])
    return told["code"], told["message"]


async def test_a_brief_becomes_files(inbox: Inbox, scratch: Path) -> None:
    artist = FakeArtist()
    published: list[Any] = []
    handler = make_handler(
        DrawingRenderer(artist), publish=lambda job, said: published.append((job["id"], said))
    )
    answer = await handler(_job(task_input(inbox, count=2)))
    assert answer["storycanvas"] == 1
    assert (answer["model"], answer["renderer"]) == ("fake", "fake/7")
    assert not {"image", "gpu"} & answer.keys()
    for index, output in enumerate(answer["outputs"]):
        (arrived,) = inbox.puts[index]
        assert output == {
            "index": index,
            "kind": "IMAGE",
            "type": "image/png",
            "width": 32,
            "height": 18,
            "seed": 42 + index,
            "size": len(png()),
            "sha256": arrived.sha256,
        }
        assert arrived.headers["content-type"] == "image/png"
    assert [drawn[1:] for drawn in artist.drawn] == [("IMAGE", 42, None), ("IMAGE", 43, None)]
    assert artist.drawn[0][0]["shot"]["framing"] == "WIDE"
    stages = [tick["stage"] for tick in inbox.ticks]
    assert list(dict.fromkeys(stages)) == ["STARTING", "RUNNING", "SAVING"]
    assert [said for _, said in published] == inbox.ticks
    assert _left_in(scratch) == []


async def test_the_image_of_its_container_is_told(inbox: Inbox) -> None:
    handler = make_handler(DrawingRenderer(FakeArtist()), image="me/it:\ud8001")
    assert (await handler(_job(task_input(inbox))))["image"] == "me/it:?1"
    assert list(await handler(_job({"storycanvas": 1}))) == ["error"]


async def test_a_start_image_reaches_the_renderer(inbox: Inbox) -> None:
    inbox.picture = png()
    artist = FakeArtist()
    given = task_input(inbox, brief_start_image={"url": f"{inbox.url}/picture"})
    await make_handler(DrawingRenderer(artist))(_job(given))
    assert artist.drawn[0][3] == png()


@pytest.mark.parametrize("given", [None, "text", [], {}, {"storycanvas": 1}, {"prompt": "x"}])
async def test_an_input_that_is_none(given: Any) -> None:
    code, _ = _error(await make_handler(NoopRenderer())(_job(given)))
    assert code == "INVALID_INPUT"


async def test_a_start_image_that_is_none(inbox: Inbox) -> None:
    given = task_input(inbox, brief_start_image={"url": f"{inbox.url}/nothing"})
    code, _ = _error(await make_handler(NoopRenderer())(_job(given)))
    assert code == "START_IMAGE_UNREADABLE"


async def test_an_upload_that_is_refused(inbox: Inbox, scratch: Path) -> None:
    inbox.answers = [403]
    code, message = _error(await make_handler(NoopRenderer())(_job(task_input(inbox))))
    assert code == "UPLOAD_FAILED"
    assert "secret" not in message
    assert _left_in(scratch) == []


class _Broken(NoopRenderer):
    def __init__(self, error: Exception | None = None) -> None:
        self.error = error

    async def render(self, task: Task, *, folder: Path, on_step: OnStep) -> list[File]:
        if self.error is not None:
            raise self.error
        return []


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (None, "0 files were made where 1"),
        (ZeroDivisionError("internals"), "does not know"),
        (OSError(28, "No space left on device"), "No space left on device"),
    ],
)
async def test_a_renderer_that_fails(inbox: Inbox, error: Exception | None, said: str) -> None:
    code, message = _error(await make_handler(_Broken(error))(_job(task_input(inbox))))
    assert code == "RENDER_FAILED"
    assert said in message
    assert "internals" not in message


async def test_an_artist_that_draws_nothing(inbox: Inbox) -> None:
    class Idle(FakeArtist):
        def draw(self, *_: Any, **__: Any) -> Any:
            return iter(())

    code, _ = _error(await make_handler(DrawingRenderer(Idle()))(_job(task_input(inbox))))
    assert code == "RENDER_FAILED"


async def test_cancel_acts_between_two_strokes(inbox: Inbox, scratch: Path) -> None:
    artist = FakeArtist(steps=100_000, step_seconds=0.05)
    running = asyncio.ensure_future(make_handler(DrawingRenderer(artist))(_job(task_input(inbox))))
    await until(lambda: inbox.ticks and inbox.ticks[-1]["stage"] == "RUNNING")
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        async with asyncio.timeout(PATIENCE):  # to the end it is more than an hour
            await running
    await until(lambda: artist.closed)
    assert inbox.puts == {}
    assert _left_in(scratch) == []
