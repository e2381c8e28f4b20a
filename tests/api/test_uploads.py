import io
import os
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from api import uploads
from infra.looking import look_apart
from infra.media import NotMedia
from studio.access.viewer import Role
from tests.infra.test_media import video
from tests.running import Caller, Studio
from tests.schema.graphs import make_film


def png(color: str = "red", size: tuple[int, int] = (64, 36)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, color).save(out, "PNG")
    return out.getvalue()


async def put(caller: Caller, clip: str, data: bytes, name: str = "mine.png") -> httpx.Response:
    return await caller.http.put(
        f"{caller.url}/uploads/{clip}",
        params={"name": name},
        content=data,
        headers={"Authorization": f"Bearer {caller.token}", "Content-Type": "text/plain"},
    )


async def take(caller: Caller, take_id: str) -> dict[str, Any]:
    wanted = "kind url width height model seed parameters thumbnailUrl selected: id clip { id }"
    found = await caller.data(
        f"query($id: ID!) {{ node(id: $id) {{ ... on Take {{ {wanted} }} }} }}", id=take_id
    )
    node: dict[str, Any] = found["node"]
    return node


@pytest.mark.feature("BEY-4", "GAL-1")
async def test_a_picture_becomes_a_take_that_can_be_picked(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    clip = film.clips[0][0]
    answer = await put(studio.owner, clip, png())
    assert answer.status_code == 201
    made = await take(studio.owner, answer.json()["takeId"])
    assert (made["kind"], made["width"], made["height"]) == ("IMAGE", 64, 36)
    assert (made["model"], made["seed"]) == ("uploaded", None)
    assert made["parameters"]["fileName"] == "mine.png"
    assert made["clip"]["id"] == clip
    for address, media_type in ((made["url"], "image/png"), (made["thumbnailUrl"], "image/jpeg")):
        file = await studio.owner.http.get(f"{studio.url}{address}")
        assert (file.status_code, file.headers["content-type"]) == (200, media_type)
    again = await put(studio.owner, clip, png())
    assert again.json() == answer.json(), "the same file is the same take"
    other = await put(studio.owner, clip, png("blue"))
    picked = await studio.owner.do(
        "selectTake",
        "take { clip { galleryCount selectedTake { id } } }",
        takeId=other.json()["takeId"],
    )
    assert picked["take"]["clip"] == {
        "galleryCount": 2,
        "selectedTake": {"id": other.json()["takeId"]},
    }


@pytest.mark.feature("BEY-4")
async def test_a_video_is_known_by_its_content(studio: Studio, tmp_path: Path) -> None:
    from fractions import Fraction

    film = await make_film(studio.owner, scenes=1, clips=1)
    data = video(tmp_path / "a", "mp4", "libx264", Fraction(24)).read_bytes()
    answer = await put(studio.owner, film.clips[0][0], data, name="still.png")
    assert (await take(studio.owner, answer.json()["takeId"]))["kind"] == "VIDEO"


@pytest.mark.parametrize(
    "junk", [b"", b"#EXTM3U\nfile:///etc/passwd", b"<svg/>", png()[:60], os.urandom(500), b"GIF89a"]
)
async def test_what_is_no_media_is_refused_and_nothing_is_kept(studio: Studio, junk: bytes) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    answer = await put(studio.owner, film.clips[0][0], junk)
    assert (answer.status_code, answer.json()["error"]["code"]) == (415, "NOT_MEDIA")
    found = await studio.owner.data("{ takes { totalCount } }")
    assert found["takes"]["totalCount"] == 0
    blobs = studio.runtime.settings.data / "media" / "blobs"
    assert not [file for file in blobs.rglob("*") if file.is_file()]


async def test_only_who_may_edit_the_clip_may_upload(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    clip = film.clips[0][0]
    guest = await studio.stranger(Role.VIEWER, same_workspace=True)
    for caller, place, status in (
        (await studio.stranger(), clip, 404),
        (guest, clip, 403),
        (studio.owner, "clip_00", 404),
        (studio.owner, film.project, 404),
        (Caller(studio.url, "nobody", studio.owner.http), clip, 401),
    ):
        assert (await put(caller, place, png())).status_code == status
    found = await studio.owner.data("{ takes { totalCount } }")
    assert found["takes"]["totalCount"] == 0


async def test_a_file_beyond_the_limit_is_refused(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "UPLOAD_BYTES", 100)
    film = await make_film(studio.owner, scenes=1, clips=1)
    answer = await put(studio.owner, film.clips[0][0], png())
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "TOO_LARGE")


async def test_decoders_that_do_not_come_back_are_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("infra.looking.PATIENCE", 0.05)
    (tmp_path / "a").write_bytes(png())
    with pytest.raises(NotMedia, match="too long"):
        await look_apart(tmp_path / "a")
