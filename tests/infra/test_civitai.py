import asyncio
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra import civitai
from infra.civitai import Civitai, Pace
from infra.civitai_answers import read_page
from infra.settings import Settings
from studio.catalogue.origins import OriginError, OriginRefused, Search
from tests.doubles.civitai.server import (
    KEY,
    PG_13,
    Fault,
    R,
    Serving,
    digest,
    image,
    model,
    serve_civitai,
    version,
)


@pytest.fixture
def serving() -> Iterator[Serving]:
    with serve_civitai() as serving:
        yield serving


def client(serving: Serving, **more: Any) -> Civitai:
    settings = Settings(civitai_url=serving.url, **more)
    return Civitai(settings, pace=Pace(1000, 100))


def publish(serving: Serving, *names: str, **more: Any) -> None:
    start = len(serving.server.models) + 1
    serving.server.models.extend(model(start + n, name, **more) for n, name in enumerate(names))


async def names(origin: Civitai, **wanted: Any) -> list[str]:
    return [one.name for one in (await origin.search(Search(**wanted))).models]


async def test_what_a_model_tells_is_read(serving: Serving) -> None:
    publish(serving, "Ink")
    (found,) = (await client(serving).search(Search())).models
    assert (found.id, found.kind, found.creator, found.tags) == (
        "1",
        "LORA",
        "brusher",
        ("style", "ink"),
    )
    assert found.description == "Paints with ink.\n\nTwo & more"
    assert found.page_url == f"{serving.url}/models/1"
    assert (found.votes.downloads, found.votes.comments) == (5000, 4)
    assert 4.0 < found.votes.rating < 4.5
    (release,) = found.versions
    assert (release.id, release.base, release.trigger_words) == (
        "10",
        "SDXL 1.0",
        ("inkstyle", "brush"),
    )
    assert release.published_at is not None
    assert release.published_at.isoformat() == "2025-12-18T09:16:12.062000+00:00"
    assert release.file is not None
    assert (release.file.name, release.file.size) == ("ink.safetensors", 2097664)
    assert release.file.sha256 == digest(10)
    assert release.file.download_url == "https://civitai.com/api/download/models/10"
    assert [one.url[-10:] for one in release.samples] == ["/1000.jpeg"]


async def test_a_version_brings_its_model_and_its_prompts(serving: Serving) -> None:
    releases = [version(12, "b.safetensors"), version(11, "a.safetensors")]
    publish(serving, "Ink", modelVersions=releases)
    origin = client(serving)
    found = await origin.model_of("11")
    assert found is not None
    assert [one.id for one in found.versions] == ["12", "11"]
    assert [one.samples[0].prompt for one in found.versions] == ["", "an ink castle"]
    assert found.votes.likes == 90
    for junk in ("", "x", "../1", "٣", "9" * 40, "99"):
        assert await origin.model_of(junk) is None
        assert await origin.model(junk) is None


async def test_addresses_that_lead_nowhere_good_are_left_out(serving: Serving) -> None:
    addresses = ("javascript://a.b/%0aalert(1)", "data:image/png;base64,", "https:///x", "//a", 3)
    images = [image(n, url=url) for n, url in enumerate(addresses)]
    publish(serving, "Ink", modelVersions=[version(1, "../../a.ckpt", images=images)])
    (found,) = (await client(serving).search(Search())).models
    assert found.versions[0].samples == ()
    assert found.versions[0].file is not None
    assert found.versions[0].file.name == "a.ckpt"


async def test_it_is_asked_for_exactly_what_is_wanted(serving: Serving) -> None:
    publish(serving, "Ink", "Wash", "Oil")
    origin = client(serving, civitai_key=KEY)
    page = await origin.search(
        Search(query="i", kinds=["LORA"], bases=["SDXL 1.0"], sort="NEWEST", first=1)
    )
    assert [one.name for one in page.models] == ["Ink"]
    path, asked = serving.server.asked[-1]
    assert path == "/api/v1/models"
    assert sorted(asked) == [
        ("baseModels", "SDXL 1.0"),
        ("limit", "1"),
        ("nsfw", "false"),
        ("query", "i"),
        ("sort", "Newest"),
        ("types", "DoRA"),
        ("types", "LORA"),
        ("types", "LoCon"),
    ]
    assert serving.server.keys == [f"Bearer {KEY}"]
    assert await names(origin, kinds=["CLIP_VISION"]) == []
    assert await names(origin, first=0) == []
    assert await names(origin, cursor="a\nb") == []
    assert len(serving.server.asked) == 1


@pytest.mark.parametrize("address_alone", [False, True])
async def test_pages_follow_the_cursor(serving: Serving, address_alone: bool) -> None:
    publish(serving, *(f"M{n}" for n in range(5)))
    serving.server.address_alone = address_alone
    origin, seen = client(serving), []
    cursor: str | None = None
    for _ in range(3):
        page = await origin.search(Search(first=2, cursor=cursor))
        seen += [one.name for one in page.models]
        cursor = page.cursor
    assert (seen, cursor) == ([f"M{n}" for n in range(5)], None)


async def test_what_is_mature_is_left_out_on_our_side_too(serving: Serving) -> None:
    publish(serving, "Tame", modelVersions=[version(5, "t.safetensors", nsfwLevel=31)])
    publish(serving, "Marked", nsfw=True)
    publish(serving, "Levelled", nsfwLevel=R)
    mixed = [
        version(7, "a.safetensors", images=[image(1, PG_13), image(2, R), image(3, 0)]),
        version(8, "b.safetensors", nsfwLevel=16),
        version(9, "c.safetensors", images=[image(4, nsfwLevel="Soft"), image(5, nsfwLevel="X")]),
    ]
    publish(serving, "Mixed", modelVersions=mixed)
    serving.server.careless = True
    origin = client(serving)
    assert await names(origin) == ["Tame", "Mixed"]
    found = (await origin.search(Search())).models[1]
    assert [one.id for one in found.versions] == ["7", "9"]
    shown = [[sample.url[-7:] for sample in one.samples] for one in found.versions]
    assert shown == [["/1.jpeg"], ["/4.jpeg"]]
    assert await names(origin, nsfw=True) == ["Tame", "Marked", "Levelled", "Mixed"]


async def test_the_same_question_is_asked_once_in_some_minutes(
    serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(serving, "Ink")
    origin = client(serving)
    for _ in range(3):
        assert await names(origin, query="ink") == ["Ink"]
    assert len(serving.server.asked) == 1
    monkeypatch.setattr(civitai, "KEPT_SECONDS", 0.0)
    for _ in range(2):
        await names(origin, query="in")
    assert len(serving.server.asked) == 3
    monkeypatch.setattr(civitai, "KEPT_SECONDS", 60.0)
    for n in range(2 * civitai.KEPT_ANSWERS):
        await names(origin, query=f"q{n}")
    assert len(origin._kept) == civitai.KEPT_ANSWERS


async def test_being_asked_to_wait_is_obeyed(serving: Serving) -> None:
    publish(serving, "Ink")
    serving.server.faults.append(Fault(429, headers={"Retry-After": "1"}))
    started = time.monotonic()
    assert await names(client(serving)) == ["Ink"]
    assert time.monotonic() - started > 0.9
    assert len(serving.server.asked) == 2
    origin = client(serving)
    serving.server.faults.append(Fault(429, headers={"Retry-After": "120"}))
    before = len(serving.server.asked)
    for _ in range(3):
        with pytest.raises(OriginError, match=r"(\d\d|1[01]\d|120) seconds"):
            await names(origin)
    assert len(serving.server.asked) == before + 1


@pytest.mark.parametrize(
    ("fault", "words", "kind"),
    [
        (Fault(body=b"<html>"), "does not speak as CivitAI", OriginError),
        (Fault(body=b"[]"), "does not speak as CivitAI", OriginError),
        (Fault(body=b'{"items": 3}'), "does not speak as CivitAI", OriginError),
        (Fault(body=b"[" * 100_000), "does not speak as CivitAI", OriginError),
        (Fault(body=b"\xff\xfe"), "does not speak as CivitAI", OriginError),
        (Fault(503), "HTTP 503", OriginError),
        (Fault(302, headers={"Location": "http://127.0.0.1:1/"}), "HTTP 302", OriginError),
        (Fault(401), "STORYCANVAS_CIVITAI_KEY", OriginRefused),
        (Fault(seconds=5), "in time", OriginError),
        (Fault(body=b" " * 3000), "more than this studio reads", OriginError),
        (Fault(headers={"Content-Encoding": "gzip"}), "more than this studio", OriginError),
    ],
)
async def test_what_goes_wrong_is_told_in_words(
    serving: Serving,
    fault: Fault,
    words: str,
    kind: type[OriginError],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if fault.seconds:
        monkeypatch.setattr(civitai, "PATIENCE", 0.5)
    if "more than" in words:
        monkeypatch.setattr(civitai, "LARGEST", 2000)
    serving.server.faults.append(fault)
    origin = client(serving)
    with pytest.raises(OriginError, match=words) as told:
        await names(origin)
    assert type(told.value) is kind
    monkeypatch.setattr(civitai, "PATIENCE", 60.0)
    assert await names(origin) == [], "a fault is not kept"


async def test_a_place_that_is_not_there_is_told_in_words(serving: Serving) -> None:
    for url in ("http://127.0.0.1:65000", "http://nowhere.invalid"):
        with pytest.raises(OriginError, match=r"Check|cannot be"):
            await names(client(replace(serving, url=url)))
    with pytest.raises(OriginRefused, match="STORYCANVAS_CIVITAI_URL"):
        await names(client(replace(serving, url="http://169.254.169.254")))


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=3))
def test_whatever_stands_in_a_field_no_model_is_worse_than_left_out(junk: Any) -> None:

    sound = model(1, "Ink")
    for place in ("type", "description", "tags", "stats", "creator", "nsfwLevel", "id", "name"):
        body = json.dumps({"items": [{**sound, place: junk}], "metadata": junk}).encode()
        page = read_page(body, "https://civitai.com")
        assert len(page.models) <= 1
    release = sound["modelVersions"][0]
    for place in ("name", "baseModel", "publishedAt", "trainedWords", "files", "images", "stats"):
        broken = {**sound, "modelVersions": [{**release, place: junk}, junk]}
        body = json.dumps({"items": [broken]}).encode()
        assert len(read_page(body, "https://civitai.com").models) == 1


def test_calls_keep_their_pace() -> None:
    now = [0.0]
    pace = Pace(2.0, 3, lambda: now[0])
    assert [pace.turn() for _ in range(5)] == [0, 0, 0, 0.5, 1.0]
    now[0] = 100.0
    assert [pace.turn() for _ in range(4)] == [0, 0, 0, 0.5]
    for _ in range(15):
        pace.turn()
    with pytest.raises(OriginError, match="takes no more calls"):
        pace.turn()


async def test_many_at_once_wait_for_each_other(serving: Serving) -> None:
    origin = Civitai(Settings(civitai_url=serving.url), pace=Pace(20, 2))
    started = time.monotonic()
    await asyncio.gather(*(names(origin, query=f"q{n}") for n in range(8)))
    assert time.monotonic() - started > 0.28
