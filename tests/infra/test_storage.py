import asyncio
import hashlib
import os
import random
import resource
import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import boto3
import httpx
import pytest
from moto.server import ThreadedMotoServer
from pydantic import SecretStr

from infra import storage
from infra.settings import Settings
from infra.storage import (
    MediaStore,
    OutputDamaged,
    OutputMissing,
    StorageFull,
    StorageUnavailable,
    UploadTooLarge,
)

DATA = random.Random(7).randbytes(3_000_000)
SHA = hashlib.sha256(DATA).hexdigest()
A = uuid4()


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    server = ThreadedMotoServer("127.0.0.1", 0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> MediaStore:
    if request.param == "folder":
        return MediaStore.from_settings(Settings(data=tmp_path))
    return in_bucket(request.getfixturevalue("s3"))


def in_bucket(address: str) -> MediaStore:
    settings = Settings(
        s3_bucket=f"bucket-{uuid4().hex}",
        s3_endpoint_url=address,
        s3_access_key_id="key",
        s3_secret_access_key=SecretStr("secret"),
    )
    client = boto3.client(
        "s3",
        endpoint_url=address,
        region_name="us-east-1",
        aws_access_key_id="key",
        aws_secret_access_key="secret",
    )
    client.create_bucket(Bucket=settings.s3_bucket)
    client.close()
    return MediaStore.from_settings(settings)


async def chunks(data: bytes, size: int = 65536) -> AsyncIterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


async def read(store: MediaStore, sha256: str, *span: int) -> bytes:
    return b"".join([chunk async for chunk in store.stream(sha256, *span)])


async def stage(store: MediaStore, data: bytes = DATA, index: int = 0) -> None:
    assert await store.stage(A, index, chunks(data), limit=10_000_000) == len(data)


async def test_an_upload_is_adopted_and_read_back(store: MediaStore) -> None:
    await stage(store)
    async with store.adopt(A, 0, sha256=SHA, size=len(DATA)) as path:
        assert path.read_bytes() == DATA
    assert await store.size(SHA) == len(DATA)
    assert await read(store, SHA) == DATA
    assert await read(store, SHA, 10, 20) == DATA[10:20]
    assert await read(store, SHA, 2_999_990) == DATA[-10:]


async def test_adopting_can_be_repeated_until_the_staging_is_cleared(store: MediaStore) -> None:
    await stage(store)
    for _ in range(2):
        async with store.adopt(A, 0, sha256=SHA, size=len(DATA)):
            pass
    await store.clear_staging(A)
    await store.clear_staging(A)
    with pytest.raises(OutputMissing):
        async with store.adopt(A, 0, sha256=SHA, size=len(DATA)):
            pass
    assert await store.size(SHA) == len(DATA), "the blob stays"


async def test_an_upload_again_replaces_the_first(store: MediaStore) -> None:
    await stage(store, b"first")
    await stage(store, DATA)
    async with store.adopt(A, 0, sha256=SHA, size=len(DATA)) as path:
        assert path.stat().st_size == len(DATA)


@pytest.mark.parametrize(
    ("sha256", "size"), [(SHA, len(DATA) - 1), ("0" * 64, len(DATA)), (SHA.upper(), len(DATA))]
)
async def test_what_is_not_as_announced_is_refused(
    store: MediaStore, sha256: str, size: int
) -> None:
    await stage(store)
    with pytest.raises(OutputDamaged):
        async with store.adopt(A, 0, sha256=sha256, size=size):
            pass
    assert await store.size(sha256) is None


async def test_a_known_hash_alone_gives_nobody_the_bytes(store: MediaStore) -> None:
    await stage(store)
    async with store.adopt(A, 0, sha256=SHA, size=len(DATA)):
        pass
    with pytest.raises(OutputMissing):
        async with store.adopt(uuid4(), 0, sha256=SHA, size=len(DATA)):
            pass


async def test_more_than_the_limit_is_cut_off(store: MediaStore) -> None:
    with pytest.raises(UploadTooLarge):
        await store.stage(A, 7, chunks(DATA), limit=len(DATA) - 1)
    with pytest.raises(OutputMissing):
        async with store.adopt(A, 7, sha256=SHA, size=len(DATA)):
            pass


async def test_half_an_upload_is_never_seen(store: MediaStore) -> None:
    async def breaks_off() -> AsyncIterator[bytes]:
        yield DATA[:1_000_000]
        raise ConnectionResetError

    with pytest.raises((ConnectionResetError, StorageUnavailable)):
        await store.stage(A, 8, breaks_off(), limit=10_000_000)
    half = DATA[:1_000_000]
    with pytest.raises(OutputMissing):
        async with store.adopt(A, 8, sha256=hashlib.sha256(half).hexdigest(), size=len(half)):
            pass


async def test_our_own_bytes(store: MediaStore) -> None:
    sha256 = await store.keep(b"small")
    assert await store.keep(b"small") == sha256 == hashlib.sha256(b"small").hexdigest()
    assert await read(store, sha256) == b"small"


async def test_a_blob_is_discarded_once_it_is_old(
    store: MediaStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha256 = await store.keep(b"one of our own")
    assert not await store.discard(sha256)
    assert await store.size(sha256) == 14
    monkeypatch.setattr(storage, "_DAY", -60.0)
    for _ in range(2):
        assert await store.discard(sha256)
        assert await store.size(sha256) is None


async def test_what_is_stored_while_it_is_discarded_stays(tmp_path: Path) -> None:
    """It was old when it was looked at, and is new when it is taken away."""
    store = MediaStore.from_settings(Settings(data=tmp_path))
    sha256 = await store.keep(b"x")
    assert not storage._discard_here(tmp_path / "media", f"blobs/{sha256[:2]}/{sha256}")
    assert await store.size(sha256) == 1
    assert list((tmp_path / "media" / "adopting").iterdir()) == []


async def test_a_file_is_fetched_or_read_where_it_is(store: MediaStore, tmp_path: Path) -> None:
    sha256 = await store.keep(DATA)
    here = await store.local(sha256)
    if here is not None:
        assert here.read_bytes() == DATA
    await store.fetch(sha256, tmp_path / "fetched")
    assert (tmp_path / "fetched").read_bytes() == DATA
    assert await store.local("0" * 64) is None
    with pytest.raises(OutputMissing):
        await store.fetch("0" * 64, tmp_path / "none")


async def test_a_bucket_gives_a_file_under_its_name(s3: str, tmp_path: Path) -> None:
    store = in_bucket(s3)
    (tmp_path / "file").write_bytes(DATA)
    kept = await store.keep_file(tmp_path / "file", download='attachment; filename="x.mp4"')
    assert await store.local(kept.sha256) is None
    address = await store.signed_get(kept.sha256, 60)
    assert address is not None
    async with httpx.AsyncClient(timeout=30) as client:
        answer = await client.get(address)
    assert answer.headers["content-disposition"] == 'attachment; filename="x.mp4"'
    assert answer.content == DATA


async def test_a_blob_that_is_not_there(store: MediaStore) -> None:
    assert await store.size("a" * 64) is None
    with pytest.raises(OutputMissing):
        await read(store, "a" * 64)


async def test_many_adopt_the_same_at_once(store: MediaStore) -> None:
    await stage(store)

    async def adopt() -> None:
        async with store.adopt(A, 0, sha256=SHA, size=len(DATA)) as path:
            assert path.stat().st_size == len(DATA)

    await asyncio.gather(*(adopt() for _ in range(5)))
    assert await store.size(SHA) == len(DATA)


async def test_a_bucket_signs_addresses_for_both_ways(s3: str) -> None:
    store = in_bucket(s3)
    slot = await store.upload_slot(A, 0, "image/png", 3600)
    assert slot is not None
    async with httpx.AsyncClient(timeout=30) as client:
        put = await client.put(slot.url, content=DATA, headers=slot.headers)
        assert put.status_code == 200
        async with store.adopt(A, 0, sha256=SHA, size=len(DATA)) as path:
            assert path.read_bytes() == DATA
        url = await store.signed_get(SHA, 60)
        assert url is not None
        assert (await client.get(url)).content == DATA
    assert "X-Amz-Expires=60" in url


async def test_a_bucket_s_file_is_gone_after_use(s3: str) -> None:
    store = in_bucket(s3)
    await stage(store)
    async with store.adopt(A, 0, sha256=SHA, size=len(DATA)) as path:
        assert path.exists()
    assert not path.exists()


async def test_a_bucket_that_does_not_answer() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        store = MediaStore.from_settings(
            Settings(
                s3_bucket="b",
                s3_endpoint_url=f"http://127.0.0.1:{taken.getsockname()[1]}",
                s3_access_key_id="key",
                s3_secret_access_key=SecretStr("secret"),
            )
        )
        with pytest.raises(StorageUnavailable):
            await store.size(SHA)


async def test_a_folder_signs_nothing(tmp_path: Path) -> None:
    store = MediaStore.from_settings(Settings(data=tmp_path))
    assert await store.upload_slot(A, 0, "image/png", 3600) is None
    assert await store.signed_get(SHA, 60) is None


@pytest.mark.parametrize(
    ("address", "outside"),
    [
        (None, True),
        ("https://s3.example.com", True),
        ("https://93.184.216.34", True),
        ("http://127.0.0.1:9000", False),
        ("http://localhost:9000", False),
        ("http://minio:9000", False),
        ("http://192.168.1.4:9000", False),
        ("http://studio.local:9000", False),
    ],
)
def test_which_buckets_deliver(address: str | None, outside: bool) -> None:
    settings = Settings(
        s3_bucket="b",
        s3_endpoint_url=address,
        s3_access_key_id="k",
        s3_secret_access_key=SecretStr("s"),
    )
    assert MediaStore.from_settings(settings).delivers is outside


def test_a_folder_does_not_deliver(tmp_path: Path) -> None:
    assert not MediaStore.from_settings(Settings(data=tmp_path)).delivers


async def test_stale_uploads_go_and_fresh_ones_stay(tmp_path: Path) -> None:
    store = MediaStore.from_settings(Settings(data=tmp_path))
    old, fresh = uuid4(), uuid4()
    for attempt in (old, fresh):
        await store.stage(attempt, 0, chunks(b"data"), limit=100)
    os.utime(tmp_path / "media/staging" / old.hex, (1, 1))
    await store.clear_stale(3600)
    assert [folder.name for folder in (tmp_path / "media/staging").iterdir()] == [fresh.hex]


async def test_no_room_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    store = MediaStore.from_settings(Settings(data=tmp_path))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        with pytest.raises(StorageFull, match="room"):
            await store.stage(A, 0, chunks(DATA), limit=10_000_000)
        with pytest.raises(StorageFull):
            await store.keep(DATA)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert [path for path in (tmp_path / "media").rglob("*") if path.is_file()] == []
