"""What is taken out says what it shows: from the asking to the file."""

import asyncio
import hashlib
from pathlib import Path

import pytest

from infra.provenance.reading import Standing, read
from tests.api.test_uploads import png, put
from tests.infra.provenance.files import xmp_of
from tests.schema.graphs import make_film
from tests.workers.exports import asked, made
from tests.workers.lab import Lab


@pytest.mark.feature("BEY-10", "EXP-9")
async def test_an_animatic_names_the_takes_that_it_shows(lab: Lab, tmp_path: Path) -> None:
    owner = lab.studio.owner
    film = await make_film(owner, scenes=1, clips=2)
    for clip, color in zip(film.clips[0], ("red", "blue"), strict=True):
        assert (await put(owner, clip, png(color))).status_code == 201
    export = await asked(
        owner, film, "ANIMATIC", width=64, height=36, quality="PREVIEW", lastFrame=5
    )
    found = await made(lab, export)
    assert (found["state"], found["error"]) == ("COMPLETED", None)
    told = found["manifest"]["facts"]["credentials"]
    assert (told["signed"], told["unsigned"], told["vouchedFor"]) == ([found["name"]], {}, False)
    assert told["fingerprint"] == lab.context.credentials.fingerprint
    assert "PRIVATE" not in str(found["manifest"])
    file = tmp_path / "had.mp4"
    file.write_bytes((await owner.http.get(lab.studio.url + found["url"])).content)
    (listed,) = found["manifest"]["files"]
    assert listed["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    report = await asyncio.to_thread(read, file)
    assert (report.standing, report.source_type) == (Standing.VALID, "composite")
    (shown,) = report.ingredients
    assert (shown.title, shown.relationship) == ("Clip 0.0", "componentOf")


@pytest.mark.feature("BEY-10")
async def test_a_contact_sheet_says_so_in_its_xmp_too(lab: Lab, tmp_path: Path) -> None:
    owner = lab.studio.owner
    film = await make_film(owner, scenes=1, clips=1)
    assert (await put(owner, film.clips[0][0], png())).status_code == 201
    found = await made(lab, await asked(owner, film, "CONTACT_SHEET"))
    assert found["state"] == "COMPLETED"
    file = tmp_path / "had.jpg"
    file.write_bytes((await owner.http.get(lab.studio.url + found["url"])).content)
    report = await asyncio.to_thread(read, file)
    assert (report.standing, report.source_type) == (Standing.VALID, "composite")
    assert (xmp_of(file)["DigitalSourceType"] or "").endswith("/composite")
