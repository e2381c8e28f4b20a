"""The provider against a strict and faulty server of the protocol, over real sockets."""

import asyncio
import io
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from httpx import Headers
from PIL import Image

from infra.outbound import guarded_client
from infra.providers.openai_videos import OpenAIVideos
from infra.providers.videos_answers import read_report
from infra.providers.videos_faults import ask_after
from infra.providers.videos_form import menu_of
from studio.rendering.ports import (
    InputFile,
    Lost,
    MediaKind,
    Order,
    Output,
    ProviderBusy,
    ProviderError,
    ProviderLost,
    ProviderMisconfigured,
    ProviderRefused,
    ProviderUnsupported,
    ReportState,
)
from tests.doubles.videos.server import KEY, Fault, Serving, serve_videos

ORDER = Order(
    attempt="attempt_1",
    kind=MediaKind.VIDEO,
    brief={
        "prompt": "Elsinore, ink",
        "width": 1920,
        "height": 1080,
        "seed": 7,
        "count": 1,
        "fps": "24",
        "frames": 144,
    },
    uploads=(),
    report_url=None,
    webhook_url=None,
    execution_timeout=20_000,
    ttl=60_000,
)
PICTURE = InputFile(name="start.png", url=None, sha256="ab" * 32)
OUTPUT = Output(0, MediaKind.VIDEO, "video/mp4", None, None, source="video")


def png(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, "PNG")
    return out.getvalue()


async def stored(_picture: InputFile) -> AsyncIterator[bytes]:
    data = png(300, 500)
    yield data[:100]
    yield data[100:]


@pytest.fixture
def serving() -> Iterator[Serving]:
    with serve_videos() as serving:
        yield serving


@asynccontextmanager
async def provider_of(url: str, **more: Any) -> AsyncIterator[OpenAIVideos]:
    given = {"api_key": KEY, "model": "sora-2", "menu": menu_of("sora-2", {}), "open_file": stored}
    async with guarded_client(True) as client:
        yield OpenAIVideos(client, base_url=url, **{**given, **more})


@pytest.fixture
async def provider(serving: Serving) -> AsyncIterator[OpenAIVideos]:
    async with provider_of(serving.url) as provider:
        yield provider


async def test_an_order_becomes_one_creation_of_what_the_model_can_make(
    serving: Serving, provider: OpenAIVideos
) -> None:
    accepted = await provider.submit(ORDER)
    (created,) = serving.server.journal
    assert created.id == accepted.provider_job_id
    assert created.fields == {
        "prompt": "Elsinore, ink",
        "model": "sora-2",
        "seconds": "8",  # six are asked for: four and eight are as near, and the longer is taken
        "size": "1280x720",
    }
    assert created.picture is None


async def test_the_picture_is_made_to_have_exactly_the_size(
    serving: Serving, provider: OpenAIVideos
) -> None:
    await provider.submit(replace(ORDER, files=(PICTURE,)))
    picture = serving.server.journal[0].picture
    assert picture is not None
    with Image.open(io.BytesIO(picture)) as opened:
        assert (opened.size, opened.format) == ((1280, 720), "PNG")


@pytest.mark.parametrize(
    ("order", "words"),
    [
        (replace(ORDER, kind=MediaKind.IMAGE), "videos, not images"),
        (replace(ORDER, kind=MediaKind.AUDIO), "videos, not audios"),
        (replace(ORDER, brief={**ORDER.brief, "count": 2}), "one video at a time"),
        (replace(ORDER, files=(PICTURE, PICTURE)), "one picture at most"),
    ],
)
async def test_what_no_such_server_can_make_is_not_sent(
    serving: Serving, provider: OpenAIVideos, order: Order, words: str
) -> None:
    with pytest.raises(ProviderUnsupported, match=words):
        await provider.submit(order)
    assert serving.server.asked == []


async def test_a_picture_that_is_none_is_refused_here(serving: Serving) -> None:
    async def junk(_picture: InputFile) -> AsyncIterator[bytes]:
        yield b"GIF89a"

    order = replace(ORDER, files=(PICTURE,))
    async with provider_of(serving.url, open_file=junk) as provider:
        with pytest.raises(ProviderRefused, match="can be read"):
            await provider.submit(order)
    async with provider_of(serving.url, open_file=None) as provider:
        with pytest.raises(ProviderUnsupported):
            await provider.submit(order)
    assert serving.server.asked == []


async def test_the_dialect_of_vllm_omni_says_exactly_what_is_wanted(serving: Serving) -> None:
    async with provider_of(serving.url, dialect="vllm-omni", model=None) as provider:
        await provider.submit(
            replace(ORDER, brief={**ORDER.brief, "negative_prompt": "blur", "fps": "24000/1001"})
        )
    assert serving.server.journal[0].fields == {
        "prompt": "Elsinore, ink",
        "width": "1280",
        "height": "720",
        "num_frames": "144",
        "fps": "24",
        "seed": "7",
        "negative_prompt": "blur",
    }


async def test_a_video_is_followed_from_the_queue_to_its_file(
    serving: Serving, provider: OpenAIVideos, tmp_path: Path
) -> None:
    video = (await provider.submit(ORDER)).provider_job_id
    server = serving.server
    assert (await provider.status(video)).state is ReportState.QUEUED
    server.advance(video, "in_progress", progress=40)
    report = await provider.status(video)
    assert (report.state, report.progress, report.seq) == (ReportState.RUNNING, 0.4, 41)
    server.advance(video, "completed", progress=100, file=b"film")
    report = await provider.status(video)
    assert (report.state, report.progress, report.model) == (ReportState.COMPLETED, 1.0, "sora-2")
    assert report.tokens is None
    assert report.outputs == (OUTPUT,)
    await provider.fetch(video, report.outputs[0], tmp_path / "film", limit=4)
    assert (tmp_path / "film").read_bytes() == b"film"
    assert (await provider.status("video_unknown")).state is ReportState.GONE


@pytest.mark.parametrize(
    ("usage", "tokens"),
    [
        ({"total_tokens": 1_500, "input_tokens": 100}, 1_500),
        ({"total_tokens": True}, None),
        ({"total_tokens": "9"}, None),
        ({"total_tokens": 0}, None),
        ({"total_tokens": 2**62}, None),
        ([1], None),
    ],
)
def test_tokens_are_as_many_as_the_server_counted(usage: Any, tokens: int | None) -> None:
    video = {"id": "video_1", "status": "completed", "usage": usage}
    assert read_report(video).tokens == tokens


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (
            {"code": "moderation_blocked", "message": "x"},
            "MODERATION_BLOCKED",
            "Reword the prompt",
        ),
        ({"code": "gpu_on_fire", "message": "It burns."}, "GPU_ON_FIRE", "It burns."),
        ({"code": "Bad Code\n", "message": "It burns."}, "RENDER_FAILED", "It burns."),
        ({"message": None}, "RENDER_FAILED", "without saying why"),
        (None, "RENDER_FAILED", "without saying why"),
        ("broken", "RENDER_FAILED", "broken"),
    ],
)
async def test_a_failure_is_told_in_words(
    serving: Serving, provider: OpenAIVideos, error: object, code: str, words: str
) -> None:
    video = serving.server.add(status="failed", error=error)
    report = await provider.status(video)
    assert (report.state, report.error_code) == (ReportState.FAILED, code)
    assert words in (report.error_message or "")


@pytest.mark.parametrize(
    ("fault", "error", "code"),
    [
        (Fault(None), ProviderLost, None),
        (Fault(None, before=False), ProviderLost, None),
        (Fault(500, {}), ProviderLost, None),
        (Fault(502, b"<html>"), ProviderLost, None),
        (Fault(503, {}, before=False), ProviderLost, None),
        (Fault(408, {}), ProviderLost, None),
        (Fault(200, b"not JSON"), ProviderLost, None),
        (Fault(200, {"id": 7}), ProviderLost, None),
        (Fault(200, {"id": ".."}), ProviderLost, None),
        (Fault(200, b"x" * (5 * 2**20)), ProviderLost, None),
        (Fault(429, {}, {"Retry-After": "33"}), ProviderBusy, "PROVIDER_BUSY"),
        (
            Fault(429, {"error": {"code": "insufficient_quota", "message": "Pay."}}),
            ProviderMisconfigured,
            "PROVIDER_UNPAID",
        ),
        (Fault(401, {}), ProviderMisconfigured, "PROVIDER_KEY"),
        (Fault(403, {}), ProviderMisconfigured, "PROVIDER_KEY"),
        (Fault(404, {}), ProviderMisconfigured, "PROVIDER_ADDRESS"),
        (
            Fault(404, {"error": {"code": "model_not_found", "message": "No."}}),
            ProviderMisconfigured,
            "PROVIDER_MODEL",
        ),
        (Fault(301, {}, {"Location": "/v2/videos"}), ProviderMisconfigured, "PROVIDER_ADDRESS"),
        (Fault(405, {}), ProviderMisconfigured, "PROVIDER_ADDRESS"),
        (Fault(422, {"detail": [{"msg": "x"}]}), ProviderRefused, "PROVIDER_REFUSED"),
        (
            Fault(400, {"error": {"code": "moderation_blocked", "message": "x"}}),
            ProviderRefused,
            "MODERATION_BLOCKED",
        ),
    ],
)
async def test_a_fault_of_a_creation_says_whether_it_may_have_been_taken(
    serving: Serving,
    provider: OpenAIVideos,
    fault: Fault,
    error: type[ProviderError],
    code: str | None,
) -> None:
    serving.server.misbehave("create", fault)
    with pytest.raises(error) as raised:
        await provider.submit(ORDER)
    assert type(raised.value) is error
    assert raised.value.code == code
    assert raised.value.message.endswith(".")
    if isinstance(raised.value, ProviderBusy):
        assert raised.value.retry_after == 33
    assert len([what for what, _ in serving.server.asked if what == "create"]) == 1


async def test_a_server_that_is_not_there_has_taken_nothing(unused_port: int) -> None:
    async with provider_of(f"http://127.0.0.1:{unused_port}/v1") as provider:
        with pytest.raises(ProviderBusy, match="cannot be reached"):
            await provider.submit(ORDER)
        health = await provider.health()
        assert not health.online


@pytest.fixture
async def unused_port() -> int:
    server = await asyncio.start_server(lambda _r, w: w.close(), "127.0.0.1", 0)
    port: int = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    return port


async def test_a_private_address_is_for_its_owner_to_mend(serving: Serving, tmp_path: Path) -> None:
    async with guarded_client(False) as client:
        provider = OpenAIVideos(client, base_url=serving.url, api_key=KEY)
        for call in (
            provider.submit(ORDER),
            provider.status("video_1"),
            provider.fetch("video_1", OUTPUT, tmp_path / "film", limit=9),
        ):
            with pytest.raises(ProviderMisconfigured) as raised:
                await call
            assert raised.value.code == "ADDRESS_REFUSED"
    assert serving.server.asked == []


async def test_the_key_is_never_told(serving: Serving) -> None:
    async with provider_of(serving.url, api_key="sk-other") as provider:
        with pytest.raises(ProviderMisconfigured) as raised:
            await provider.submit(ORDER)
        assert "sk-other" not in raised.value.message
        assert "Bearer …" in raised.value.message
        assert "sk-other" not in repr(provider)


@pytest.mark.parametrize(
    "fault", [Fault(None), Fault(500, {}), Fault(200, b"[]"), Fault(200, {"status": "?"})]
)
async def test_a_question_without_a_good_answer_is_asked_again_later(
    serving: Serving, provider: OpenAIVideos, fault: Fault
) -> None:
    video = serving.server.add()
    serving.server.misbehave("get", fault)
    with pytest.raises(ProviderBusy):
        await provider.status(video)
    assert (await provider.status(video)).state is ReportState.QUEUED


async def test_a_video_under_way_is_deleted_where_the_server_allows_it(
    serving: Serving, provider: OpenAIVideos
) -> None:
    video = (await provider.submit(ORDER)).provider_job_id
    serving.server.stops = True
    await provider.cancel(video)
    assert (await provider.status(video)).state is ReportState.GONE
    await provider.cancel(video)
    assert serving.server.deleted == [video]


@pytest.mark.parametrize("fault", [None, Fault(405, {}), Fault(200, {"deleted": False})])
async def test_where_it_cannot_be_stopped_that_is_said(
    serving: Serving, provider: OpenAIVideos, fault: Fault | None
) -> None:
    video = (await provider.submit(ORDER)).provider_job_id
    if fault is not None:
        serving.server.misbehave("delete", fault)
    with pytest.raises(ProviderUnsupported, match="does not stop a video"):
        await provider.cancel(video)
    serving.server.advance(video, "completed", file=b"film")
    serving.server.stops = True
    await provider.cancel(video)
    assert serving.server.deleted == []


async def test_an_address_that_has_run_out_is_asked_for_anew(
    serving: Serving, provider: OpenAIVideos, tmp_path: Path
) -> None:
    video = serving.server.add(status="completed")
    serving.server.files[video] = b"film"
    serving.server.redirects.extend([f"{serving.url}/../files/x/stale", "{file}"])
    serving.server.misbehave("file", Fault(403, {}))
    await provider.fetch(video, OUTPUT, tmp_path / "film", limit=9)
    assert (tmp_path / "film").read_bytes() == b"film"
    assert [what for what, _ in serving.server.asked] == ["content", "get", "content"]
    serving.server.misbehave("content", Fault(404, {}), Fault(404, {}))
    with pytest.raises(ProviderRefused) as raised:
        await provider.fetch(video, OUTPUT, tmp_path / "film", limit=9)
    assert raised.value.code == "OUTPUT_EXPIRED"


async def test_a_download_leads_to_no_address_that_is_not_called(
    serving: Serving, provider: OpenAIVideos, tmp_path: Path
) -> None:
    video = serving.server.add(status="completed")
    serving.server.redirects.extend(["http://169.254.169.254/latest", "http://a@127.0.0.1/"])
    for _ in range(2):
        with pytest.raises(ProviderMisconfigured):
            await provider.fetch(video, OUTPUT, tmp_path / "film", limit=9)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(None), ProviderBusy),
        (Fault(503, {}), ProviderBusy),
        (Fault(429, {}), ProviderBusy),
        (Fault(200, b""), ProviderBusy),
        (Fault(200, b"ten bytes!"), ProviderRefused),
        (Fault(401, {}), ProviderMisconfigured),
    ],
)
async def test_a_download_that_breaks_is_made_again_and_one_too_large_is_not(
    serving: Serving,
    provider: OpenAIVideos,
    tmp_path: Path,
    fault: Fault,
    error: type[ProviderError],
) -> None:
    video = serving.server.add(status="completed")
    serving.server.misbehave("content", fault)
    limit = 9 if error is ProviderRefused else 10_000
    with pytest.raises(error):
        await provider.fetch(video, OUTPUT, tmp_path / "film", limit=limit)


async def test_videos_are_listed_by_pages_deleted_and_remixed(
    serving: Serving, provider: OpenAIVideos
) -> None:
    ids = [serving.server.add(f"video {number}", status="completed") for number in range(5)]
    first = await provider.list_videos(first=2)
    assert ([video.id for video in first.videos], first.has_more) == ([ids[4], ids[3]], True)
    assert (first.videos[0].prompt, first.videos[0].width) == ("video 4", 1280)
    rest = await provider.list_videos(first=100, after=first.last_id)
    assert ([video.id for video in rest.videos], rest.has_more) == ([ids[2], ids[1], ids[0]], False)
    await provider.delete_video(ids[0])
    await provider.delete_video(ids[0])
    assert serving.server.deleted == [ids[0]]
    remixed = await provider.remix(ids[1], "the same in blue")
    page = await provider.list_videos(first=1)
    assert (page.videos[0].id, page.videos[0].remixed_from) == (remixed.provider_job_id, ids[1])


async def test_a_server_without_a_list_says_so(serving: Serving, provider: OpenAIVideos) -> None:
    serving.server.misbehave("list", Fault(405, {}), Fault(404, {}))
    with pytest.raises(ProviderUnsupported, match="does not list"):
        await provider.list_videos(first=1)
    health = await provider.health()
    assert (health.online, serving.server.asked[-1][0]) == (True, "models")


async def test_health_tells_what_is_wrong(serving: Serving, provider: OpenAIVideos) -> None:
    assert (await provider.health()).online
    async with provider_of(serving.url, api_key="wrong") as other:
        health = await other.health()
    assert not health.online
    assert "API key" in health.detail


async def test_a_lost_creation_is_found_only_where_it_can_be_no_other(
    serving: Serving, provider: OpenAIVideos
) -> None:
    server = serving.server
    before = server.add(ORDER.brief["prompt"])
    server.now += 1_000
    since = datetime.fromtimestamp(server.now, UTC)
    server.misbehave("create", Fault(None, before=False))
    with pytest.raises(ProviderLost):
        await provider.submit(ORDER)
    made = server.journal[0].id
    other_model = server.add(ORDER.brief["prompt"], model="sora-2-pro")
    same = {name: server.videos[made][name] for name in ("seconds", "size")}
    longer = "12" if same["seconds"] == "4" else "4"
    other_length = server.add(ORDER.brief["prompt"], size=same["size"], seconds=longer)
    remixed = server.add(ORDER.brief["prompt"], remixed_from_video_id=made)

    async def found(*known: str, alike: int = 1) -> str | None:
        lost = Lost(ORDER.attempt, ORDER.brief, since, frozenset(known), alike)
        return await provider.find(lost)

    assert await found() == made
    assert await found(made) is None
    twin = server.add(ORDER.brief["prompt"], **same)
    assert await found() is None
    assert await found(twin) == made
    assert await found(alike=2) == made
    assert await found(made, alike=2) == twin
    assert {before, other_model, other_length, remixed} <= server.videos.keys()


@pytest.mark.parametrize(
    ("told", "seconds"),
    [("10000", 10.0), ("0", 0.0), ("-5", 0.0), ("1e12", 300.0), ("nan", None), ("soon", None)],
)
async def test_when_to_ask_again_is_told_within_reason(told: str, seconds: float | None) -> None:
    assert ask_after(Headers({"openai-poll-after-ms": told})) == seconds
    assert ask_after(Headers()) is None


async def test_a_status_says_when_to_ask_again(provider: OpenAIVideos) -> None:
    job = (await provider.submit(ORDER)).provider_job_id
    assert (await provider.status(job)).ask_after == 10
