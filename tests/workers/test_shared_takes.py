"""Takes that are shown to the world, with what they say of how they came to be."""

import asyncio
import io
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import func, select, text

from infra.provenance import copies
from infra.provenance.apart import sign_apart
from infra.provenance.credentials import CannotSign
from infra.provenance.reading import Report, Standing, read
from studio.exporting.crediting import sources_of
from studio.exporting.models import CredentialedCopy
from studio.exporting.provenance import Making
from studio.gallery.models import Take
from studio.library.models import Blob, DiscardedBlob
from tests.api.test_uploads import png, put
from tests.doubles.comfyui import Serving, serve_comfyui
from tests.infra.provenance.files import GRAPH, WORKFLOW
from tests.infra.provenance.files import png as comfyui_png
from tests.running import Studio
from tests.schema.graphs import make_film
from tests.studio.rendering.files import files_of
from tests.workers.lab import Lab


@pytest.fixture
def comfyui() -> Iterator[Serving]:
    with serve_comfyui(step_seconds=0, models=files_of("sdxl", "wan_2_2")) as serving:
        yield serving


@pytest.fixture
def signings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The titles of what was signed."""
    seen: list[str] = []

    async def note(source: Path, target: Path, manifest, credentials) -> None:  # type: ignore[no-untyped-def]
        seen.append(manifest["title"])
        await sign_apart(source, target, manifest, credentials)

    monkeypatch.setattr(copies, "sign_apart", note)
    return seen


async def shared(studio: Studio, take: str) -> str:
    payload = await studio.owner.do("shareTake", "url", takeId=take, days=2)
    return f"{studio.url}/media/{payload['url'].split('/media/')[1]}"


async def file_of(studio: Studio, take: str) -> str:
    found = await studio.owner.data(
        "query($id: ID!) { node(id: $id) { ... on Take { url } } }", id=take
    )
    url: str = found["node"]["url"]
    return url


async def had(studio: Studio, address: str) -> bytes:
    answer = await studio.owner.http.get(address)
    assert answer.status_code == 200
    return answer.content


async def seen(tmp_path: Path, data: bytes) -> Report:
    file = tmp_path / "had"
    file.write_bytes(data)
    return await asyncio.to_thread(read, file)


async def count(studio: Studio, table: type) -> int:
    async with studio.sessions() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.feature("BEY-10", "GAL-7")
async def test_a_film_says_which_model_made_it_and_from_which_picture(
    lab: Lab, comfyui: Serving, signings: list[str], tmp_path: Path
) -> None:
    studio = lab.studio
    endpoint = await lab.endpoint("COMFYUI", comfyui.url)
    image, video = await lab.jobs(
        kinds=["IMAGE", "VIDEO"],
        family="wan_2_2",
        endpointId=endpoint,
        settings={"steps": 2, "width": 256, "height": 256, "frames": 5},
        seed="41",
    )
    (still,) = (await lab.render(image))["takes"]
    (film,) = (await lab.render(video))["takes"]
    address = await shared(studio, film["id"])
    assert signings == []
    data = await had(studio, address)
    plain = await had(studio, studio.url + (await file_of(studio, film["id"])))
    found = await seen(tmp_path, data)
    assert (found.standing, found.source_type) == (Standing.VALID, "trainedAlgorithmicMedia")
    assert found.signature is not None
    assert found.signature.own
    assert found.recipe is not None
    kept = await studio.owner.data(
        "query($id: ID!) { node(id: $id) { ... on Take { recipe { digest pictures } } } }",
        id=film["id"],
    )
    recipe = kept["node"]["recipe"]
    assert found.recipe["digest"] == recipe["digest"]
    assert (found.recipe["model"], found.recipe["seed"]) == (film["model"], "41")
    assert found.recipe["models"][0]["name"].endswith(".safetensors")
    assert "prompt" not in found.recipe, "whoever sees it need not know what was asked for"
    (start,) = found.ingredients
    assert (start.title, start.relationship) == ("start picture", "inputTo")
    assert start.sha256 == recipe["pictures"]["start"]
    assert await had(studio, address) == data, "it is signed once"
    assert await had(studio, await shared(studio, film["id"])) == data
    assert len(signings) == 1
    frame = await studio.owner.do(
        "extractFrame", "take { id }", takeId=film["id"], frame=2, idempotencyKey="frame-2"
    )
    for take in (still["id"], frame["take"]["id"]):
        picture = await seen(tmp_path, await had(studio, await shared(studio, take)))
        assert (picture.standing, picture.source_type) == (
            Standing.VALID,
            "trainedAlgorithmicMedia",
        )
    assert [deed.action for deed in picture.deeds] == ["c2pa.opened", "c2pa.converted"]
    (was,) = picture.ingredients
    assert (was.relationship, was.sha256 == sha256(plain).hexdigest()) == ("parentOf", True)
    async with studio.sessions() as session:
        assets = (await session.scalars(select(Take.asset_id))).all()
        known = await sources_of(session, assets)
    assert [known[asset].making for asset in assets] == [Making.MODEL] * 3
    assert "frame" not in {one.model for one in known.values()}


@pytest.mark.feature("BEY-10")
async def test_what_comfyui_wrote_into_a_picture_is_still_there(
    studio: Studio, tmp_path: Path
) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    plain = comfyui_png(tmp_path / "a.png").read_bytes()
    take = (await put(studio.owner, film.clips[0][0], plain)).json()["takeId"]
    data = await had(studio, await shared(studio, take))
    assert b"c2pa" in data
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        assert image.text == {"prompt": GRAPH, "workflow": WORKFLOW}  # type: ignore[attr-defined]
    address = studio.url + (await file_of(studio, take))
    assert await had(studio, address) == plain, "the take stays as it is"


@pytest.mark.feature("BEY-10")
async def test_of_what_was_brought_nothing_is_claimed(
    studio: Studio, signings: list[str], tmp_path: Path
) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    take = (await put(studio.owner, film.clips[0][0], png())).json()["takeId"]
    found = await seen(tmp_path, await had(studio, await shared(studio, take)))
    assert (found.standing, found.source_type) == (Standing.VALID, None)
    assert [deed.action for deed in found.deeds] == ["c2pa.opened"]
    assert signings == ["Clip 0.0"]


async def test_whoever_looks_at_once_sees_the_same_file(
    studio: Studio, monkeypatch: pytest.MonkeyPatch, signings: list[str]
) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    take = (await put(studio.owner, film.clips[0][0], png())).json()["takeId"]
    address = await shared(studio, take)
    monkeypatch.setattr(copies.SignedCopies, "_kept", _nothing)
    found = await asyncio.gather(*(had(studio, address) for _ in range(3)))
    assert len(signings) == 3, "each believed to be the first"
    assert len(set(found)) == 1
    assert await count(studio, CredentialedCopy) == 1
    assert await count(studio, DiscardedBlob) == 2
    async with studio.sessions() as session:
        kept = await session.scalar(select(CredentialedCopy.blob_sha256))
        gone = set(await session.scalars(select(DiscardedBlob.sha256)))
        there = set(await session.scalars(select(Blob.sha256)))
    assert kept in there
    assert not gone & there


async def _nothing(*_: object) -> None:
    return None


async def test_what_cannot_carry_them_is_shown_as_it_is(
    studio: Studio, signings: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    take = (await put(studio.owner, film.clips[0][0], png())).json()["takeId"]
    address = await shared(studio, take)

    async def refuse(*_: object) -> None:
        raise CannotSign("No.")

    with monkeypatch.context() as patch:
        patch.setattr(copies, "sign_apart", refuse)
        assert await had(studio, address) == png()
    async with studio.sessions() as session:
        await session.execute(text("UPDATE blobs SET media_type = 'video/webm'"))
        await session.commit()
    assert await had(studio, address) == png()
    assert signings == []


async def test_what_could_not_be_signed_is_tried_again_after_a_while(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    take = (await put(studio.owner, film.clips[0][0], png())).json()["takeId"]
    address = await shared(studio, take)
    tried = []

    async def refuse(*_: object) -> None:
        tried.append(1)
        raise CannotSign("No.")

    with monkeypatch.context() as patch:
        patch.setattr(copies, "sign_apart", refuse)
        found = await asyncio.gather(*(had(studio, address) for _ in range(4)))
        found.append(await had(studio, address))
    assert found == [png()] * 5
    assert len(tried) <= copies.AT_ONCE, "of all who look at once"
    assert await had(studio, address) == png(), "it is not tried again so soon"
    monkeypatch.setattr(copies, "AGAIN_AFTER", 0.0)
    assert b"c2pa" in await had(studio, address)


async def test_only_so_many_failures_are_remembered(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "_MOST_REMEMBERED", 1)
    film = await make_film(studio.owner, scenes=1, clips=2)
    addresses = []
    for clip, color in zip(film.clips[0], ("red", "blue"), strict=True):
        take = (await put(studio.owner, clip, png(color))).json()["takeId"]
        addresses.append(await shared(studio, take))
    tried = []

    async def refuse(*_: object) -> None:
        tried.append(1)
        raise CannotSign("No.")

    monkeypatch.setattr(copies, "sign_apart", refuse)
    for address in (*addresses, addresses[1], addresses[0]):
        await had(studio, address)
    assert len(tried) == 3, "the first one is forgotten for the second one"


async def test_parts_of_it_are_of_the_signed_file(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    take = (await put(studio.owner, film.clips[0][0], png())).json()["takeId"]
    address = await shared(studio, take)
    whole = await had(studio, address)
    part = await studio.owner.http.get(address, headers={"Range": "bytes=40-99"})
    assert (part.status_code, part.content) == (206, whole[40:100])
    assert (await studio.owner.http.head(address)).headers["content-length"] == str(len(whole))
