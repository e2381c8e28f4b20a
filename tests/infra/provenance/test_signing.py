"""What is signed says how it came to be, and betrays whoever touches it."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from infra.media import inspect
from infra.provenance.apart import sign_apart
from infra.provenance.certificates import TEST_NAME, own_credentials
from infra.provenance.credentials import CannotSign
from infra.provenance.reading import Ingredient, Standing, read
from infra.provenance.signing import sign
from studio.exporting.provenance import (
    CARRIERS,
    Making,
    Origin,
    Source,
    film_manifest,
    take_manifest,
)
from tests.infra.provenance.files import FILES, GRAPH, WORKFLOW, png

Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
OURS = own_credentials(b"k" * 32)
WHEN = datetime(2026, 3, 1, 12, tzinfo=UTC)
FOX = Origin(
    title="12A Fox",
    media_type="image/png",
    sha256="c" * 64,
    making=Making.MODEL,
    model="sd_xl_base_1.0.safetensors",
    made_at=WHEN,
    renderer="comfyui/0.8.0",
    recipe="d" * 64,
    seed="7",
    files=(("sd_xl_base_1.0.safetensors", "e" * 64), ("ink.safetensors", None)),
    prompt="a fox, ink",
    sources=(Source("start picture", "image/png", "a" * 64, Making.BROUGHT),),
)
DRAWN = replace(FOX, making=Making.PROGRAM, model="rehearsal", recipe=None, files=(), sources=())
MINE = replace(FOX, making=Making.BROUGHT, model="uploaded", recipe=None, files=(), sources=())


def signed(tmp_path: Path, origin: Origin, source: Path) -> Path:
    target = tmp_path / f"signed-{source.name}"
    sign(source, target, take_manifest(origin, "1.2"), OURS)
    return target


@pytest.mark.parametrize("media_type", sorted(FILES))
async def test_every_kind_of_file_tells_what_it_is(tmp_path: Path, media_type: str) -> None:
    source = FILES[media_type](tmp_path / "file")
    before = source.read_bytes()
    target = signed(tmp_path, replace(FOX, media_type=media_type), source)
    assert source.read_bytes() == before, "the take itself stays as it is"
    assert target.stat().st_size < len(before) + 6_000, "there is no thumbnail in it"
    found = read(target)
    assert (found.standing, found.problems) == (Standing.VALID, [])
    assert (found.title, found.generator) == ("12A Fox", "StoryCanvas 1.2")
    assert found.source_type == "trainedAlgorithmicMedia"
    (deed,) = found.deeds
    assert (deed.action, deed.when) == ("c2pa.created", "2026-03-01T12:00:00Z")
    assert deed.agent == "sd_xl_base_1.0.safetensors"
    assert found.recipe == {
        "digest": "d" * 64,
        "model": "sd_xl_base_1.0.safetensors",
        "models": [
            {"name": "sd_xl_base_1.0.safetensors", "sha256": "e" * 64},
            {"name": "ink.safetensors"},
        ],
        "renderer": "comfyui/0.8.0",
        "seed": "7",
    }
    assert list(found.ingredients) == [Ingredient("start picture", "inputTo", "a" * 64, None)]
    assert found.signature is not None
    assert (found.signature.name, found.signature.own) == (TEST_NAME, True)
    assert (found.signature.trusted, found.signature.at) == (False, None)
    assert await inspect(target) == await inspect(source), "it plays and shows as before"


def test_all_that_is_said_to_carry_them_is_tried() -> None:
    assert set(FILES) == CARRIERS


@pytest.mark.parametrize("media_type", sorted(FILES))
def test_a_file_that_was_touched_does_not_hold(tmp_path: Path, media_type: str) -> None:
    source = FILES[media_type](tmp_path / "file")
    target = signed(tmp_path, replace(FOX, media_type=media_type), source)
    data, plain = bytearray(target.read_bytes()), source.read_bytes()
    middle = plain[len(plain) // 2 : len(plain) // 2 + 24]
    data[data.index(middle) + 12] ^= 1
    target.write_bytes(data)
    found = read(target)
    assert (found.standing, found.problems) == (
        Standing.INVALID,
        ["The file was changed after it was signed."],
    )


def test_what_it_says_cannot_be_changed_either(tmp_path: Path) -> None:
    target = signed(tmp_path, FOX, png(tmp_path / "a.png"))
    data = target.read_bytes()
    target.write_bytes(data.replace(b"comfyui/0.8.0", b"comfyui/9.9.9"))
    found = read(target)
    assert found.standing is Standing.INVALID
    assert found.problems == ["What it says was changed after it was signed."]


def test_what_comfyui_wrote_into_a_picture_stays(tmp_path: Path) -> None:
    source = png(tmp_path / "a.png")
    with Image.open(signed(tmp_path, FOX, source)) as after, Image.open(source) as before:
        after.load()
        assert after.text == {"prompt": GRAPH, "workflow": WORKFLOW}  # type: ignore[attr-defined]
        assert np.array_equal(np.asarray(after), np.asarray(before))


def test_prompts_are_told_where_that_is_wished(tmp_path: Path) -> None:
    source, target = png(tmp_path / "a.png"), tmp_path / "b.png"
    sign(source, target, take_manifest(FOX, "1", words=True), OURS)
    told = read(target).recipe
    assert told is not None
    assert (told["prompt"], "negativePrompt" in told) == ("a fox, ink", False)


def test_what_our_program_draws_is_of_no_model(tmp_path: Path) -> None:
    found = read(signed(tmp_path, DRAWN, png(tmp_path / "a.png")))
    assert (found.standing, found.source_type) == (Standing.VALID, "algorithmicMedia")


def test_of_what_somebody_brought_nothing_is_claimed(tmp_path: Path) -> None:
    found = read(signed(tmp_path, MINE, png(tmp_path / "a.png")))
    assert (found.standing, found.source_type, found.recipe) == (Standing.VALID, None, None)
    assert [deed.action for deed in found.deeds] == ["c2pa.opened"]
    (was,) = found.ingredients
    assert (was.relationship, was.holds) == ("parentOf", None)


@pytest.mark.parametrize("origin", [FOX, MINE], ids=["made", "brought"])
@pytest.mark.parametrize("touched", [False, True])
def test_credentials_that_are_there_already_are_kept(
    tmp_path: Path, origin: Origin, touched: bool
) -> None:
    theirs = png(tmp_path / "a.png")
    first = tmp_path / "theirs.png"
    sign(
        theirs, first, take_manifest(replace(FOX, title="Theirs"), "1"), own_credentials(b"t" * 32)
    )
    if touched:
        data = bytearray(first.read_bytes())
        data[data.index(b"IDAT") + 100] ^= 1
        first.write_bytes(data)
    found = read(signed(tmp_path, origin, first))
    assert (found.standing, [deed.action for deed in found.deeds]) == (
        Standing.VALID,
        ["c2pa.opened"],
    )
    (was,) = [one for one in found.ingredients if one.relationship == "parentOf"]
    assert was.holds is not touched


def test_a_frame_was_a_film(tmp_path: Path) -> None:
    film = Source("12A Fox", "video/mp4", "b" * 64, Making.MODEL, "wan")
    found = read(signed(tmp_path, replace(FOX, sources=(film,), frame=12), png(tmp_path / "a.png")))
    assert (found.standing, found.source_type) == (Standing.VALID, "trainedAlgorithmicMedia")
    assert [deed.action for deed in found.deeds] == ["c2pa.opened", "c2pa.converted"]
    assert found.deeds[1].description == "Frame 12 of it, as a picture."
    assert list(found.ingredients) == [Ingredient("12A Fox", "parentOf", "b" * 64, None)]


def test_a_film_names_what_it_shows_up_to_a_bound(tmp_path: Path) -> None:
    shown = [
        Source(f"{count}.png", "image/png", f"{count:064x}", Making.MODEL, "m")
        for count in range(250)
    ]
    target = tmp_path / "b.mp4"
    source = FILES["video/mp4"](tmp_path / "a.mp4")
    sign(source, target, film_manifest("Film", "video/mp4", shown, "1", WHEN), OURS)
    found = read(target)
    assert (found.standing, len(found.ingredients)) == (Standing.VALID, 200)
    assert found.film is not None
    assert (found.film["takes"], len(found.film["shows"])) == (250, 200)
    assert found.source_type == "compositeWithTrainedAlgorithmicMedia"
    assert [deed.action for deed in found.deeds] == ["c2pa.created", "c2pa.placed"]


@pytest.mark.parametrize("data", [b"", b"hello", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0"])
def test_what_cannot_be_signed_leaves_nothing(tmp_path: Path, data: bytes) -> None:
    source, target = tmp_path / "a", tmp_path / "b"
    source.write_bytes(data)
    with pytest.raises(CannotSign) as refused:
        sign(source, target, take_manifest(FOX, "1"), OURS)
    assert refused.value.message.endswith(".")
    assert not target.exists()


def test_without_the_time_stamp_that_is_wished_nothing_is_signed(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}"
        stamped, target = replace(OURS, time_stamps=nobody), tmp_path / "b.png"
        with pytest.raises(CannotSign):
            sign(png(tmp_path / "a.png"), target, take_manifest(FOX, "1"), stamped)
    assert not target.exists()


async def without_a_word(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()


def answering(status: int, body: bytes) -> Answer:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = f"HTTP/1.1 {status} x\r\nContent-Type: application/timestamp-reply\r\n"
        writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        await writer.drain()
        await reader.read(100)
        writer.close()

    return answer


async def never(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while await reader.read(1000):  # until it is given up
        pass
    writer.close()


@pytest.mark.parametrize(
    "answer",
    [
        without_a_word,
        answering(500, b""),
        answering(200, b""),
        answering(200, b"rubbish" * 20),
        answering(200, bytes.fromhex("30053003020102")),
        pytest.param(never, marks=pytest.mark.slow),
    ],
    ids=["closed", "500", "empty", "rubbish", "refused", "hanging"],
)
async def test_an_authority_that_gives_no_time_stamp_is_waited_for_half_a_minute_at_most(
    tmp_path: Path, answer: Answer
) -> None:
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()[:2]
    stamped = replace(OURS, time_stamps=f"http://{host}:{port}/?key=secret")
    source, target = png(tmp_path / "a.png"), tmp_path / "b.png"
    async with server, asyncio.timeout(50):
        with pytest.raises(CannotSign) as refused:
            await sign_apart(source, target, take_manifest(FOX, "1"), stamped)
    assert refused.value.message == "The time stamp authority gave no time stamp."
    assert not target.exists()


async def test_it_is_done_in_a_process_of_its_own(tmp_path: Path) -> None:
    source, target = png(tmp_path / "a.png"), tmp_path / "b.png"
    await sign_apart(source, target, take_manifest(FOX, "1"), OURS)
    assert (await asyncio.to_thread(read, target)).standing is Standing.VALID
    source.write_bytes(b"nothing")
    with pytest.raises(CannotSign):
        await sign_apart(source, target, take_manifest(FOX, "1"), OURS)


def test_a_key_is_never_shown() -> None:
    assert "PRIVATE" not in repr(OURS)
    assert OURS.key not in str(OURS)
