import hashlib
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from api.media import byte_range
from infra.signing import media_url
from studio.kernel.ids import typed
from studio.kernel.work import unit_of_work
from studio.library.media import MediaKind
from studio.library.service import StoredFile, add_asset
from tests.running import Studio
from tests.schema.graphs import make_film

CONTENT = bytes(range(256)) * 8


async def stored(studio: Studio) -> UUID:
    film = await make_film(studio.owner, scenes=0)
    sha256 = await studio.runtime.store.keep(CONTENT)
    async with unit_of_work(studio.sessions, studio.runtime.bus) as work:
        return await add_asset(
            work,
            StoredFile(sha256, len(CONTENT), "image/png", MediaKind.IMAGE),
            workspace_id=studio.workspace_id,
            project_id=UUID(film.project.removeprefix("project_")),
        )


def address(studio: Studio, asset: UUID) -> str:
    return media_url(studio.url, asset, datetime.now(UTC), studio.runtime.secrets.media_key)


async def test_a_signed_address_gives_the_file_in_whole_and_in_parts(studio: Studio) -> None:
    url = address(studio, await stored(studio))
    http = studio.owner.http
    whole = await http.get(url)
    assert (whole.status_code, whole.content) == (200, CONTENT)
    assert whole.headers["content-type"] == "image/png"
    assert whole.headers["etag"] == f'"{hashlib.sha256(CONTENT).hexdigest()}"'
    assert "sandbox" in whole.headers["content-security-policy"]
    part = await http.get(url, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, CONTENT[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(CONTENT)}"
    end = await http.get(url, headers={"Range": "bytes=-5"})
    assert end.content == CONTENT[-5:]
    outside = await http.get(url, headers={"Range": "bytes=999999-"})
    assert outside.status_code == 416
    same = await http.get(url, headers={"If-None-Match": whole.headers["etag"]})
    assert same.status_code == 304
    head = await http.head(url)
    assert (head.headers["content-length"], head.content) == (str(len(CONTENT)), b"")


@pytest.mark.feature("MED-3")
async def test_any_other_address_gives_nothing(studio: Studio) -> None:
    asset = await stored(studio)
    url = address(studio, asset)
    other = typed("asset", UUID(int=asset.int + 1))
    late = media_url(
        studio.url, asset, datetime(2020, 1, 1, tzinfo=UTC), studio.runtime.secrets.media_key
    )
    for bent in (
        url[:-1] + ("0" if url[-1] != "0" else "1"),
        url.replace(typed("asset", asset), other),
        url.split("?")[0],
        url.replace("e=", "e=9"),
        late,
        f"{studio.url}/media/../../etc/passwd?e=1&s=2",
    ):
        assert (await studio.owner.http.get(bent)).status_code in (403, 404), bent


async def test_sql_and_python_sign_alike_and_the_same_for_six_hours(studio: Studio) -> None:
    asset = await stored(studio)
    film = await make_film(studio.owner, scenes=1, clips=1)
    clip = UUID(film.clips[0][0].removeprefix("clip_"))
    async with studio.sessions() as session:
        await session.execute(
            text(
                "INSERT INTO takes (id, workspace_id, project_id, clip_id, asset_id, kind, model,"
                " prompt, parameters) VALUES (:id, :workspace, :project, :clip, :asset, 'IMAGE', 'm', 'p', '{}')"
            ),
            {
                "id": UUID(int=5),
                "workspace": studio.workspace_id,
                "project": UUID(film.project.removeprefix("project_")),
                "clip": clip,
                "asset": asset,
            },
        )
        await session.commit()
    query = "query($id: ID!) { clip(id: $id) { gallery { url thumbnailUrl } } }"
    found = (await studio.owner.data(query, id=film.clips[0][0]))["clip"]["gallery"]
    assert found == [{"url": address(studio, asset).removeprefix(studio.url), "thumbnailUrl": None}]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("bytes=0-0", (0, 1)),
        ("bytes=5-", (5, 100)),
        ("bytes=-200", (0, 100)),
        ("bytes=0-999", (0, 100)),
        ("bytes=100-", None),
        ("bytes=7-3", None),
        ("bytes=-0", None),
        ("bytes=0-1,4-5", (0, 100)),
        ("items=0-1", (0, 100)),
        ("bytes=-", (0, 100)),
    ],
)
def test_ranges(text: str, expected: tuple[int, int] | None) -> None:
    assert byte_range(text, 100) == expected


@given(header=st.text(max_size=30), size=st.integers(1, 10**6))
def test_a_range_never_leaves_the_file(header: str, size: int) -> None:
    found = byte_range(header, size)
    assert found is None or 0 <= found[0] < found[1] <= size
