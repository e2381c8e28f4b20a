"""Pictures of models, brought from where they are published."""

from collections.abc import Iterator
from typing import cast

import anyio
import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from api.elsewhere import FORGIVEN, LARGEST, Elsewhere, media_type_of
from infra.civitai import Civitai
from tests.doubles.civitai.server import Fault, Serving, image, model, serve_civitai, version
from tests.running import Studio

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(92))
LIST = "{ civitaiModels { nodes { coverUrl versions { samples { mediaUrl } } } } }"
ENTRY = "model { previewUrl coverUrl samples { url mediaUrl } }"


@pytest.fixture
def civitai(studio: Studio) -> Iterator[Serving]:
    with serve_civitai() as serving:
        origin = cast("Civitai", studio.runtime.services.origin)
        origin._base = serving.url
        origin._pace._gap = 0.0
        yield serving


class Clock:
    """Seconds that pass when told so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def brought_by(studio: Studio, civitai: Serving, clock: Clock | None = None) -> httpx.AsyncClient:
    """A client of one process for whom the server is the place that the operator set."""
    settings = studio.runtime.settings.model_copy(update={"civitai_url": civitai.url})
    elsewhere = Elsewhere(settings, studio.runtime.secrets.media_key, clock or Clock())
    app = Starlette(routes=[Route("/media/elsewhere/{address}", elsewhere.picture)])
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://studio")


async def published(studio: Studio, civitai: Serving, body: bytes | str | None = PNG) -> str:
    """The address by way of the studio of the one picture that CivitAI tells of."""
    if body is not None:
        civitai.server.pictures["ink.png"] = body
    picture = image(1, url=f"{civitai.url}/pictures/ink.png")
    release = version(10, "ink.safetensors", images=[picture])
    civitai.server.models[:] = [model(1, "Ink", modelVersions=[release])]
    (found,) = (await studio.owner.data(LIST))["civitaiModels"]["nodes"]
    assert found["versions"][0]["samples"][0]["mediaUrl"] == found["coverUrl"]
    return str(found["coverUrl"])


def times(civitai: Serving) -> int:
    """How often a picture was asked for."""
    return sum(path.startswith("/pictures/") for path, _ in civitai.server.asked)


@pytest.mark.feature("MDL-3")
async def test_a_picture_is_brought_once_and_as_what_it_is(
    studio: Studio, civitai: Serving
) -> None:
    url = await published(studio, civitai)
    async with brought_by(studio, civitai) as client:
        whole = await client.get(url)
        assert (whole.status_code, whole.content) == (200, PNG)
        assert whole.headers["content-type"] == "image/png", "not what the server says"
        assert whole.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in whole.headers["content-security-policy"]
        assert "private" in whole.headers["cache-control"]
        part = await client.get(url, headers={"Range": "bytes=8-11"})
        assert (part.status_code, part.content) == (206, PNG[8:12])
        assert part.headers["content-range"] == f"bytes 8-11/{len(PNG)}"
        outside = await client.get(url, headers={"Range": "bytes=9999-"})
        assert outside.status_code == 416
    assert times(civitai) == 1
    assert set(civitai.server.keys[-1:]) == {None}, "no key goes where pictures are"


async def test_what_is_imported_is_signed_alike_in_sql(studio: Studio, civitai: Serving) -> None:
    url = await published(studio, civitai)
    entry = (await studio.owner.do("importModel", ENTRY, versionId="10"))["model"]
    assert entry["coverUrl"] == entry["samples"][0]["mediaUrl"] == url
    assert entry["previewUrl"] == f"{civitai.url}/pictures/ink.png"
    long = "https://pictures.example/" + "ü?&" * 300
    ids = await studio.owner.data("{ models { nodes { id } } }")
    changed = await studio.owner.do(
        "updateModel", "model { coverUrl }", id=ids["models"]["nodes"][0]["id"], previewUrl=long
    )
    now = studio.runtime.services.clock.now()
    assert changed["model"]["coverUrl"] == studio.runtime.services.media.elsewhere_url(long, now)


async def test_those_who_ask_at_once_are_brought_one(studio: Studio, civitai: Serving) -> None:
    url = await published(studio, civitai)
    civitai.server.faults.append(Fault(body=PNG, seconds=0.2))
    answers: list[int] = []
    async with brought_by(studio, civitai) as client, anyio.create_task_group() as group:

        async def ask() -> None:
            answers.append((await client.get(url)).status_code)

        for _ in range(5):
            group.start_soon(ask)
    assert (answers, times(civitai)) == ([200] * 5, 1)


async def test_only_what_the_graph_signed_is_called(studio: Studio, civitai: Serving) -> None:
    url = await published(studio, civitai)
    path, _, query = url.partition("?")
    for bent in (
        url[:-1] + ("0" if url[-1] != "0" else "1"),
        f"{path[:-1]}A?{query}",
        path,
        url.replace("e=", "e=9"),
        f"/media/elsewhere/%00?{query}",
        f"/media/elsewhere/é?{query}",
    ):
        answer = await studio.owner.http.get(studio.url + bent)
        assert answer.status_code == 403, bent
    assert times(civitai) == 0


async def test_nothing_private_is_called_but_what_the_operator_set(
    studio: Studio, civitai: Serving
) -> None:
    url = await published(studio, civitai)
    answer = await studio.owner.http.get(studio.url + url)
    assert answer.status_code == 502
    assert "TLS" in answer.text
    for address in ("https://127.0.0.1/x.png", "https://[::1]/x.png", "https://169.254.169.254/a"):
        signed = studio.runtime.services.media.elsewhere_url(
            address, studio.runtime.services.clock.now()
        )
        answer = await studio.owner.http.get(studio.url + signed)
        assert answer.status_code == 502
        assert "leads" in answer.text, answer.text
    assert times(civitai) == 0


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no picture"),
        (b"<html>", "no picture"),
        (b"", "404"),
        (PNG + bytes(LARGEST), "larger"),
        ("http://169.254.169.254/latest", "leads"),
    ],
)
async def test_what_is_no_picture_is_not_shown(
    studio: Studio, civitai: Serving, body: bytes | str, words: str
) -> None:
    url = await published(studio, civitai, body)
    async with brought_by(studio, civitai) as client:
        answer = await client.get(url)
    assert answer.status_code == 502
    assert words in answer.text
    assert answer.headers["cache-control"] == "no-store"


async def test_what_could_not_be_had_is_not_asked_for_again_at_once(
    studio: Studio, civitai: Serving
) -> None:
    url, clock = await published(studio, civitai), Clock()
    civitai.server.faults.append(Fault(503))
    async with brought_by(studio, civitai, clock) as client:
        for _ in range(3):
            assert (await client.get(url)).status_code == 502
        assert times(civitai) == 1
        clock.now = FORGIVEN + 1
        assert (await client.get(url)).status_code == 200


async def test_no_more_than_a_little_is_kept(
    studio: Studio, civitai: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.elsewhere.KEPT_BYTES", len(PNG) + 10)
    url = await published(studio, civitai)
    civitai.server.pictures["other.png"] = PNG
    media, now = studio.runtime.services.media, studio.runtime.services.clock.now()
    other = media.elsewhere_url(f"{civitai.url}/pictures/other.png", now)
    async with brought_by(studio, civitai) as client:
        for one in (url, other, other, url):
            assert (await client.get(one)).status_code == 200
    assert times(civitai) == 3


def test_a_type_is_told_by_the_first_bytes() -> None:
    for body, media_type in (
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"\0\0\0\x20ftypavif", "image/avif"),
        (b"\0\0\0\x20ftypisom", "video/mp4"),
        (b"\x1aE\xdf\xa3", "video/webm"),
        (b"GIF89a", "image/gif"),
        (b"\0\0\0\x20ftypqt  ", None),
        (b"RIFF\0\0\0\0WAVE", None),
        (b"%PDF-1.7", None),
    ):
        assert media_type_of(body) == media_type
