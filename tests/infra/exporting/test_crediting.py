"""What is made for an export says what it shows."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from infra.exporting.crediting import credential
from infra.exporting.signed import FACT, SOURCES
from infra.exporting.task import Made, Task
from infra.provenance.certificates import own_credentials
from infra.provenance.reading import Standing, read
from studio.exporting.options import ExportFormat, ExportOptions
from studio.exporting.provenance import Making, Source
from studio.timeline.rules import Span
from tests.infra.provenance.files import FILES, xmp_of
from tests.studio.exporting.test_provenance import event, film

CUT = film(
    event(1, Span(0, 10), facts={"model": "sdxl"}), event(2, Span(10, 20), facts={"model": "frame"})
)
OURS = own_credentials(b"k" * 32)
FRAME = Source("Frame", "image/png", f"{2:064x}", Making.BROUGHT)


def task(out: Path, form: ExportFormat, **facts: Any) -> Task:
    told = {FACT: OURS, SOURCES: {UUID(int=2): FRAME}, **facts}
    return Task(CUT, ExportOptions(form), {}, out, told)


@pytest.mark.parametrize(
    ("form", "media_type", "name"),
    [
        (ExportFormat.ANIMATIC, "video/mp4", "Film.mp4"),
        (ExportFormat.CONTACT_SHEET, "image/png", "sheet 1.png"),
        (ExportFormat.CONTACT_SHEET, "image/jpeg", "sheet 1.jpg"),
    ],
)
def test_what_is_made_is_signed_where_it_is(
    tmp_path: Path, form: ExportFormat, media_type: str, name: str
) -> None:
    file = FILES[media_type](tmp_path / "made")
    file = Path(shutil.move(file, tmp_path / name))
    made = credential(task(tmp_path, form), Made([file], {"pages": 1}))
    assert list(made.files) == [file]
    assert made.facts["pages"] == 1
    assert made.facts[FACT] == {
        "certificate": OURS.name,
        "fingerprint": OURS.fingerprint,
        "vouchedFor": False,
        "signed": [name],
        "unsigned": {},
    }
    found = read(file)
    assert (found.standing, found.title) == (Standing.VALID, "Film")
    assert found.source_type == "compositeWithTrainedAlgorithmicMedia"
    assert [one.title for one in found.ingredients] == ["1.png", "Frame"]
    assert found.film is not None
    assert found.film["shows"][0] == {"sha256": f"{1:064x}", "model": "sdxl"}
    assert sorted(one.name for one in tmp_path.iterdir()) == [name]
    if media_type != "video/mp4":
        said = xmp_of(file)["DigitalSourceType"] or ""
        assert said.endswith("/compositeWithTrainedAlgorithmicMedia")


def test_what_is_passed_on_stays_as_it_is(tmp_path: Path) -> None:
    file = FILES["image/png"](tmp_path / "a.png")
    before = file.read_bytes()
    for one in (
        task(tmp_path, ExportFormat.BUNDLE),
        task(tmp_path, ExportFormat.OTIO),
        replace(task(tmp_path, ExportFormat.ANIMATIC), facts={}),
    ):
        made = Made([file])
        assert credential(one, made) == made
    assert file.read_bytes() == before


def test_what_cannot_be_signed_is_told(tmp_path: Path) -> None:
    file, text = tmp_path / "Film.mp4", tmp_path / "notes.txt"
    file.write_bytes(b"broken")
    text.write_text("no media")
    made = credential(task(tmp_path, ExportFormat.ANIMATIC), Made([file, text]))
    assert file.read_bytes() == b"broken"
    told = made.facts[FACT]
    assert (told["signed"], list(told["unsigned"])) == ([], ["Film.mp4"])


def test_a_mixdown_of_nothing_that_was_made_by_a_model_says_so(tmp_path: Path) -> None:
    file = FILES["audio/wav"](tmp_path / "Film.wav")
    credential(task(tmp_path, ExportFormat.MIXDOWN), Made([file]))
    found = read(file)
    assert (found.standing, found.source_type) == (Standing.VALID, "algorithmicMedia")
    assert list(found.ingredients) == []
