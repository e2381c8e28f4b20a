"""Storyboards on paper and contact sheets, asked for over HTTP and made by the queue process."""

import io
import re
from pathlib import Path

import pytest
from PIL import Image

from tests.api.test_uploads import png, put
from tests.infra.exporting.coded import coded_film
from tests.schema.graphs import Film, make_film
from tests.workers.exports import asked, made
from tests.workers.lab import Lab


async def a_film(lab: Lab, folder: Path) -> Film:
    """Two scenes of two shots: a still, a film, and two that show nothing yet."""
    owner = lab.studio.owner
    film = await make_film(owner, scenes=2, clips=2)
    (first, second), _ = film.clips
    moving = coded_film(folder / "film", 24).read_bytes()
    for clip, data in ((first, png()), (second, moving)):
        assert (await put(owner, clip, data)).status_code == 201
    return film


@pytest.mark.feature("EXP-6", "BEY-7")
async def test_a_storyboard_is_made(lab: Lab, tmp_path: Path) -> None:
    owner, film = lab.studio.owner, await a_film(lab, tmp_path)
    done = await made(lab, await asked(owner, film, "STORYBOARD_PDF", panels=2))
    assert (done["state"], done["error"]) == ("COMPLETED", None)
    assert done["name"] == "Film-storyboard.pdf"
    answer = await owner.http.get(f"{lab.studio.url}{done['url']}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type /Page\b(?!s)", answer.content)) == 3
    one = await made(lab, await asked(owner, film, "STORYBOARD_PDF", sceneIds=[film.scenes[0]]))
    assert one["size"] != done["size"]


@pytest.mark.feature("BEY-7")
async def test_a_contact_sheet_is_made(lab: Lab, tmp_path: Path) -> None:
    owner, film = lab.studio.owner, await a_film(lab, tmp_path)
    done = await made(lab, await asked(owner, film, "CONTACT_SHEET"))
    assert (done["state"], done["name"]) == ("COMPLETED", "Film-contact-sheet.jpg")
    answer = await owner.http.get(f"{lab.studio.url}{done['url']}")
    assert answer.headers["content-type"] == "image/jpeg"
    with Image.open(io.BytesIO(answer.content)) as sheet:
        assert (sheet.format, sheet.width) == ("JPEG", 2400)


@pytest.mark.feature("BEY-7")
@pytest.mark.parametrize("form", ["STORYBOARD_PDF", "CONTACT_SHEET"])
async def test_a_film_without_shots_has_neither(lab: Lab, form: str) -> None:
    film = await make_film(lab.studio.owner, scenes=1, clips=0)
    done = await made(lab, await asked(lab.studio.owner, film, form))
    assert done["state"] == "FAILED"
    assert "no shot" in done["error"]["message"]
