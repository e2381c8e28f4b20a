"""Files from elsewhere, which say whatever they like."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from infra.provenance.certificates import own_credentials
from infra.provenance.credentials import CannotSign
from infra.provenance.reading import ELSEWHERE, Standing, read
from infra.provenance.signing import sign
from studio.exporting.provenance import take_manifest
from tests.infra.provenance.files import png
from tests.infra.provenance.test_signing import FOX, MINE

OURS = own_credentials(b"k" * 32)


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """An address on this machine, and what it was asked for."""
    seen: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", seen
        finally:
            server.shutdown()
            thread.join()


def test_no_address_in_a_file_is_opened(tmp_path: Path, asked: tuple[str, list[str]]) -> None:
    url, seen = asked
    packet = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
        f'xmlns:dcterms="http://purl.org/dc/terms/" dcterms:provenance="{url}/a.c2pa"/>'
        "</rdf:RDF></x:xmpmeta>"
    )
    info = PngInfo()
    info.add_itxt("XML:com.adobe.xmp", packet)
    file, target = tmp_path / "a.png", tmp_path / "b.png"
    Image.new("RGB", (8, 8)).save(file, pnginfo=info)
    found = read(file)
    assert (found.standing, found.problems) == (Standing.NONE, [ELSEWHERE])
    for origin in (FOX, MINE):
        with pytest.raises(CannotSign, match="nobody goes there"):
            sign(file, target, take_manifest(origin, "1"), OURS)
    assert seen == []


@pytest.mark.parametrize("data", [b"", b"hello", b"\x1aE\xdf\xa3" + bytes(90), b"RIFF\4\0\0\0WAVE"])
def test_what_has_none_says_nothing(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "a"
    file.write_bytes(data)
    assert read(file).standing is Standing.NONE


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("signed")
    target = folder / "b.png"
    sign(png(folder / "a.png"), target, take_manifest(FOX, "1"), OURS)
    return target


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_with_any_byte_changed_it_says_the_same_or_does_not_hold(
    signed: Path, data: st.DataObject
) -> None:
    bent = bytearray(signed.read_bytes())
    bent[data.draw(st.integers(0, len(bent) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    file = signed.with_name("bent.png")
    file.write_bytes(bent)
    found = read(file)
    if found.standing is Standing.VALID:
        assert found == read(signed), "a byte of the wrapping, which says nothing"
    else:
        assert found.standing is Standing.NONE or found.problems


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_a_file_that_ends_early_does_not_hold(signed: Path, data: st.DataObject) -> None:
    whole = signed.read_bytes()
    file = signed.with_name("short.png")
    file.write_bytes(whole[: data.draw(st.integers(0, len(whole) - 1))])
    assert read(file).standing is not Standing.VALID
