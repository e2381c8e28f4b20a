"""The digital source type for programs that read XMP alone."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from infra.provenance.certificates import own_credentials
from infra.provenance.marking import mark
from infra.provenance.reading import Standing, read
from infra.provenance.signing import sign
from studio.exporting.provenance import take_manifest
from tests.infra.provenance.files import FILES, GRAPH, xmp_of
from tests.infra.provenance.test_signing import FOX

KIND = "http://cv.iptc.org/newscodes/digitalsourcetype/composite"


@pytest.mark.parametrize("media_type", ["image/png", "image/jpeg"])
def test_it_stands_in_the_xmp_and_the_picture_is_as_before(tmp_path: Path, media_type: str) -> None:
    file = FILES[media_type](tmp_path / "a")
    with Image.open(file) as image:
        before = np.asarray(image)
    assert mark(file, KIND, "Fish & <Chips>")
    with Image.open(file) as image:
        assert np.array_equal(np.asarray(image), before)
        kept = getattr(image, "text", {}).get("prompt")
    assert xmp_of(file) == {"DigitalSourceType": KIND, "CreatorTool": "Fish & <Chips>"}
    assert kept == (GRAPH if media_type == "image/png" else None)
    once = file.read_bytes()
    assert not mark(file, KIND, "again")
    assert file.read_bytes() == once


def test_it_stays_when_the_picture_is_signed(tmp_path: Path) -> None:
    for media_type in ("image/png", "image/jpeg"):
        file, target = FILES[media_type](tmp_path / "a"), tmp_path / "b"
        mark(file, KIND, "x")
        told = {**take_manifest(FOX, "1"), "format": media_type}
        sign(file, target, told, own_credentials(b"k" * 32))
        assert read(target).standing is Standing.VALID
        assert xmp_of(target)["DigitalSourceType"] == KIND


def test_other_files_stay_as_they_are(tmp_path: Path) -> None:
    for media_type in ("video/mp4", "image/webp", "audio/wav"):
        file = FILES[media_type](tmp_path / "a")
        before = file.read_bytes()
        assert not mark(file, KIND, "x")
        assert file.read_bytes() == before
