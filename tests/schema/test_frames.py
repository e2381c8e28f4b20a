import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from infra.exporting import extracting
from studio.access.viewer import Role
from tests.api.test_uploads import png, put
from tests.infra.exporting.coded import coded_film, number_of
from tests.running import Caller, Studio
from tests.schema.graphs import make_film

WANTED = """take { id kind url thumbnailUrl mediaType width height model seed parameters prompt
    isSelected clip { id galleryCount selectedTake { id } } }"""


async def bring(caller: Caller, clip: str, data: bytes) -> str:
    answer = await put(caller, clip, data)
    assert answer.status_code == 201
    take: str = answer.json()["takeId"]
    return take


async def a_film(studio: Studio, folder: Path, frames: int = 40) -> tuple[str, str]:
    """A clip that shows a film whose frames tell their number."""
    film = await make_film(studio.owner, scenes=1, clips=1)
    clip = film.clips[0][0]
    data = coded_film(folder / "film", frames).read_bytes()
    return clip, await bring(studio.owner, clip, data)


async def picture(studio: Studio, address: str) -> Image.Image:
    answer = await studio.owner.http.get(f"{studio.url}{address}")
    assert answer.status_code == 200
    return Image.open(io.BytesIO(answer.content))


@pytest.mark.feature("MED-5", "MED-6")
async def test_a_frame_becomes_a_take_of_the_same_clip(studio: Studio, tmp_path: Path) -> None:
    clip, take = await a_film(studio, tmp_path)
    made = (await studio.owner.do("extractFrame", WANTED, takeId=take, frame=29))["take"]
    assert (made["kind"], made["mediaType"], made["model"]) == ("IMAGE", "image/png", "frame")
    assert (made["width"], made["height"], made["seed"]) == (64, 48, None)
    assert made["parameters"] == {"fromTake": take, "frame": 29}
    assert not made["isSelected"]
    assert made["clip"] == {"id": clip, "galleryCount": 2, "selectedTake": {"id": take}}
    for address in (made["url"], made["thumbnailUrl"]):
        assert number_of(await picture(studio, address)) == 29
    picked = await studio.owner.do("selectTake", "take { isSelected }", takeId=made["id"])
    assert picked["take"]["isSelected"]


@pytest.mark.feature("MED-5")
async def test_the_frame_that_a_player_shows(studio: Studio, tmp_path: Path) -> None:
    _, take = await a_film(studio, tmp_path)
    for seconds, frame in ((0.0, 0), (1.042, 24), (1.042666, 25), (1.083, 25), (900.0, 39)):
        made = await studio.owner.do("extractFrame", WANTED, takeId=take, seconds=seconds)
        assert made["take"]["parameters"]["frame"] == frame
        assert number_of(await picture(studio, made["take"]["url"])) == frame


@pytest.mark.feature("MED-6")
async def test_the_same_frame_twice_is_one_take(studio: Studio, tmp_path: Path) -> None:
    _, take = await a_film(studio, tmp_path)
    asked = ({"frame": 24}, {"frame": 24}, {"seconds": 1.001})
    ids = [
        (await studio.owner.do("extractFrame", WANTED, takeId=take, **one))["take"]["id"]
        for one in asked
    ]
    assert len(set(ids)) == 1
    once = {"takeId": take, "frame": 3, "idempotencyKey": "one"}
    made = await studio.owner.do("extractFrame", WANTED, **once)
    assert await studio.owner.do("extractFrame", WANTED, **once) == made
    await studio.owner.do("deleteTake", "deletedId", takeId=ids[0])
    again = await studio.owner.do("extractFrame", WANTED, takeId=take, frame=24)
    assert again["take"]["id"] != ids[0]


@pytest.mark.feature("MED-6")
async def test_an_animation_has_frames_too(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    out = io.BytesIO()
    shots = [Image.new("RGB", (20, 10), colour) for colour in ("red", "lime", "blue")]
    shots[0].save(out, "GIF", save_all=True, append_images=shots[1:], duration=40)
    take = await bring(studio.owner, film.clips[0][0], out.getvalue())
    made = await studio.owner.do("extractFrame", WANTED, takeId=take, frame=1)
    found = await picture(studio, made["take"]["url"])
    assert found.convert("RGB").getpixel((5, 5)) == (0, 255, 0)


@pytest.mark.feature("MED-6")
async def test_a_frame_can_be_a_reference_of_a_character(studio: Studio, tmp_path: Path) -> None:
    _, take = await a_film(studio, tmp_path)
    made = await studio.owner.do("extractFrame", WANTED, takeId=take, frame=7)
    one = await studio.owner.do(
        "createCharacter",
        "character { references { url } }",
        name="Ada",
        addReferenceTakeIds=[made["take"]["id"]],
    )
    (reference,) = one["character"]["references"]
    assert number_of(await picture(studio, reference["url"])) == 7


async def refused(caller: Caller, **given: Any) -> tuple[str, list[str] | None, str]:
    payload = await caller.attempt("extractFrame", WANTED, **given)
    assert payload["take"] is None
    (error,) = payload["userErrors"]
    return error["code"], error["field"], error["message"]


async def test_what_cannot_be_taken_out_is_said(studio: Studio, tmp_path: Path) -> None:
    clip, take = await a_film(studio, tmp_path)
    still = await bring(studio.owner, clip, png())
    for given, code, field in (
        ({"takeId": take, "frame": 40}, "BAD_USER_INPUT", "frame"),
        ({"takeId": take, "frame": -1}, "BAD_USER_INPUT", "frame"),
        ({"takeId": take, "seconds": -0.5}, "BAD_USER_INPUT", "seconds"),
        ({"takeId": take}, "BAD_USER_INPUT", "frame"),
        ({"takeId": take, "frame": 1, "seconds": 1.0}, "BAD_USER_INPUT", "frame"),
        ({"takeId": still, "frame": 0}, "INVALID_STATE", "takeId"),
        ({"takeId": clip, "frame": 0}, "NOT_FOUND", "takeId"),
    ):
        assert (await refused(studio.owner, **given))[:2] == (code, [field])
    found = await studio.owner.data("{ takes { totalCount } }")
    assert found["takes"]["totalCount"] == 2


async def test_only_who_may_edit_takes_frames_out(
    studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, take = await a_film(studio, tmp_path)
    monkeypatch.setattr(extracting, "PATIENCE", 0.0)  # for others, nothing is decoded at all
    guest = await studio.stranger(Role.VIEWER, same_workspace=True)
    assert (await refused(guest, takeId=take, frame=0))[0] == "FORBIDDEN"
    assert (await refused(await studio.stranger(), takeId=take, frame=0))[0] == "NOT_FOUND"


async def test_a_film_that_cannot_be_decoded_in_time_is_left(
    studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, take = await a_film(studio, tmp_path)
    monkeypatch.setattr(extracting, "PATIENCE", 0.01)
    code, field, message = await refused(studio.owner, takeId=take, frame=0)
    assert (code, field) == ("INVALID_STATE", ["takeId"])
    assert "too long" in message


async def test_a_film_that_is_gone_from_the_store_is_said(studio: Studio, tmp_path: Path) -> None:
    _, take = await a_film(studio, tmp_path)
    blobs = studio.runtime.settings.data / "media" / "blobs"
    for file in [file for file in blobs.rglob("*") if file.is_file()]:
        file.unlink()
    code, field, message = await refused(studio.owner, takeId=take, frame=0)
    assert (code, field) == ("INVALID_STATE", ["takeId"])
    assert "media store" in message
