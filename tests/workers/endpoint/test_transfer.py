import io
import zlib
from pathlib import Path

import pytest
from PIL import Image

from tests.workers.endpoint.inbox import Inbox
from tests.workers.endpoint.inputs import png
from workers.endpoint import transfer
from workers.endpoint.errors import EndpointError, ErrorCode
from workers.endpoint.render import File
from workers.endpoint.task import Kind, Slot
from workers.endpoint.transfer import fetch_start_image, http_client, put_output


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transfer, "_PUT_WAITS", (0.01, 0.02))


def _file(data: bytes | Path) -> File:
    return File(data, "image/png", Kind.IMAGE, 1, 1, 0)


async def test_a_file_is_sent_with_its_headers(inbox: Inbox, tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(bytes(range(256)) * 4000)
    slot = inbox.slot(0)
    async with http_client() as http:
        said = await put_output(http, _file(path), Slot(slot["url"], slot["headers"]))
    (arrived,) = inbox.puts[0]
    assert said == {"size": 1_024_000, "sha256": arrived.sha256}
    assert arrived.body == path.read_bytes()
    assert arrived.headers["content-type"] == "image/png"
    assert arrived.headers["x-amz-meta-take"] == "0"
    assert arrived.headers["content-length"] == "1024000"
    assert "transfer-encoding" not in arrived.headers


async def test_trouble_at_the_server_is_tried_again(inbox: Inbox) -> None:
    inbox.answers = [503, 500]
    async with http_client() as http:
        await put_output(http, _file(b"abc"), Slot(inbox.slot(0)["url"], {}))
    assert [arrived.body for arrived in inbox.puts[0]] == [b"abc"] * 3


@pytest.mark.parametrize(("answers", "tries"), [([500] * 9, 3), ([403], 1), ([429] * 9, 3)])
async def test_an_upload_that_fails(inbox: Inbox, answers: list[int], tries: int) -> None:
    inbox.answers = answers
    async with http_client() as http:
        with pytest.raises(EndpointError) as failed:
            await put_output(http, _file(b"abc"), Slot(inbox.slot(0)["url"], {}))
    assert failed.value.code is ErrorCode.UPLOAD_FAILED
    assert "secret" not in str(failed.value)
    assert len(inbox.puts[0]) == tries


async def test_an_upload_to_nowhere_fails() -> None:
    async with http_client() as http:
        with pytest.raises(EndpointError) as failed:
            await put_output(http, _file(b"abc"), Slot("http://127.0.0.1:9/x", {}))
    assert failed.value.code is ErrorCode.UPLOAD_FAILED


async def test_a_start_image_is_fetched(inbox: Inbox) -> None:
    inbox.picture = png()
    async with http_client() as http:
        assert await fetch_start_image(http, f"{inbox.url}/moved") == png()


def _bomb() -> bytes:
    """A PNG that claims 30,000 by 30,000 pixels."""
    whole = bytearray(png())
    whole[16:24] = (30_000).to_bytes(4) * 2
    whole[29:33] = zlib.crc32(whole[12:29]).to_bytes(4)
    return bytes(whole)


def _gif() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8)).save(buffer, "GIF")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("picture", "said"),
    [
        (b"<html>", "no PNG, JPEG or WebP"),
        (b"", "no PNG, JPEG or WebP"),
        (png()[:60], "no PNG, JPEG or WebP"),
        (_bomb(), "64 million pixels"),
        (_gif(), "no PNG, JPEG or WebP"),
    ],
)
async def test_a_start_image_that_is_none(inbox: Inbox, picture: bytes, said: str) -> None:
    inbox.picture = picture
    async with http_client() as http:
        with pytest.raises(EndpointError, match=said) as failed:
            await fetch_start_image(http, f"{inbox.url}/picture")
    assert failed.value.code is ErrorCode.START_IMAGE_UNREADABLE


async def test_a_start_image_that_is_too_large(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transfer, "LARGEST_START_IMAGE", 100)
    inbox.picture = png() + b"x" * 100
    async with http_client() as http:
        with pytest.raises(EndpointError, match="larger than"):
            await fetch_start_image(http, f"{inbox.url}/picture")


async def test_a_start_image_that_is_not_there(inbox: Inbox) -> None:
    async with http_client() as http:
        for address in (f"{inbox.url}/none", "http://127.0.0.1:9/x"):
            with pytest.raises(EndpointError) as failed:
                await fetch_start_image(http, address)
            assert failed.value.code is ErrorCode.START_IMAGE_UNREADABLE
