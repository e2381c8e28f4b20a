import io
import zipfile

import pytest
from PIL import Image

from studio.access.viewer import Role
from studio.gallery.rules import FileNames
from tests.api.test_uploads import png, put
from tests.running import Caller, Studio
from tests.schema.graphs import make_film


async def archive(caller: Caller, *takes: str):  # type: ignore[no-untyped-def]
    return await caller.http.get(
        f"{caller.url}/downloads",
        params=[("take", one) for one in takes],
        headers={"Authorization": f"Bearer {caller.token}"},
    )


@pytest.mark.feature("GAL-7")
async def test_takes_are_taken_away_as_one_archive(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=2)
    takes = []
    for clip, color in (
        (film.clips[0][0], "red"),
        (film.clips[0][0], "blue"),
        (film.clips[0][1], "red"),
    ):
        takes.append((await put(studio.owner, clip, png(color))).json()["takeId"])
    answer = await archive(studio.owner, *takes, takes[0])
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as found:
        assert found.testzip() is None
        assert found.namelist() == [
            "Film/scene 01/Clip 0.0.png",
            "Film/scene 01/Clip 0.0 (2).png",
            "Film/scene 01/Clip 0.1.png",
        ]
        assert found.read(found.namelist()[1]) == png("blue")


async def test_only_what_may_be_seen_can_be_taken_away(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    take = (await put(studio.owner, film.clips[0][0], png())).json()["takeId"]
    assert (await archive(await studio.stranger(), take)).status_code == 404
    assert (await archive(Caller(studio.url, "x", studio.owner.http), take)).status_code == 401
    assert (await archive(studio.owner, take, "take_1")).status_code == 404
    assert (await archive(studio.owner)).status_code == 400


@pytest.mark.feature("GAL-7")
async def test_a_take_is_shown_to_somebody_without_an_account(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    take = (await put(studio.owner, film.clips[0][0], png())).json()["takeId"]
    shared = await studio.owner.do("shareTake", "url expiresAt", takeId=take, days=30)
    path = shared["url"].split("/media/")[1]
    answer = await studio.owner.http.get(f"{studio.url}/media/{path}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    with Image.open(io.BytesIO(answer.content)) as seen, Image.open(io.BytesIO(png())) as mine:
        assert seen.tobytes() == mine.tobytes()
    forged = path.replace("e=", "e=9")
    assert (await studio.owner.http.get(f"{studio.url}/media/{forged}")).status_code == 403
    for days in (0, 91):
        refused = await studio.owner.attempt("shareTake", "url", takeId=take, days=days)
        assert refused["userErrors"][0]["field"] == ["days"]
    foreign = await (await studio.stranger()).attempt("shareTake", "url", takeId=take)
    assert foreign["userErrors"][0]["code"] == "NOT_FOUND"


@pytest.mark.feature("GAL-4", "GAL-7", "MED-3")
async def test_deleting_a_take_ends_what_was_shared_of_it(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    take = (await put(studio.owner, film.clips[0][0], png())).json()["takeId"]
    shared = (await studio.owner.do("shareTake", "url", takeId=take, days=30))["url"]
    address = f"{studio.url}/media/{shared.split('/media/')[1]}"

    async def status() -> int:
        return (await studio.owner.http.get(address)).status_code

    assert await status() == 200
    await studio.owner.do("deleteTake", "deletedId", takeId=take)
    assert await status() == 404
    await studio.owner.do("restoreTake", "take { id }", takeId=take)
    assert await status() == 200
    editor = await studio.stranger(Role.EDITOR, same_workspace=True)
    for caller, code in ((editor, "FORBIDDEN"), (await studio.stranger(), "NOT_FOUND")):
        refused = await caller.attempt("purgeTake", "purgedId", takeId=take)
        assert [error["code"] for error in refused["userErrors"]] == [code]
    assert await status() == 200
    for _ in range(2):
        gone = await studio.owner.do("purgeTake", "purgedId", takeId=take)
        assert gone["purgedId"] == take
    assert await status() == 404
    refused = await studio.owner.attempt("restoreTake", "take { id }", takeId=take)
    assert [error["code"] for error in refused["userErrors"]] == ["INVALID_STATE"]
    assert await status() == 404
    left = await studio.owner.data("query($id: ID!) { node(id: $id) { id } }", id=take)
    assert left == {"node": None}


def test_names_are_such_as_any_file_system_takes() -> None:
    names = FileNames()
    assert names.name('a/b:"c"', 0, "..\\..\\x\n", "image/png") == "a b c/scene 01/x.png"
    assert names.name("A b c", 0, "X", "image/png") == "A b c/scene 01/X (2).png"
    assert names.name("", 9, "", "audio/wav") == "project/scene 10/shot.wav"
