"""`storycanvas verify`, on files from here and from elsewhere."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from infra.provenance.certificates import open_credentials, own_credentials
from infra.provenance.signing import sign
from infra.secrets import Secrets
from studio.exporting.provenance import take_manifest
from tests.infra.provenance.authority import buy
from tests.infra.provenance.files import png
from tests.infra.provenance.test_certificates import settings
from tests.infra.provenance.test_signing import FOX

OURS = own_credentials(b"k" * 32)


def verify(*given: object) -> Result:
    return CliRunner().invoke(app, ["verify", *map(str, given)])


@pytest.fixture
def signed(tmp_path: Path) -> Path:
    target = tmp_path / "signed.png"
    sign(png(tmp_path / "plain.png"), target, take_manifest(FOX, "1.2", words=True), OURS)
    return target


def test_it_tells_in_words_what_a_file_says(signed: Path) -> None:
    told = verify(signed)
    assert told.exit_code == 0
    for words in (
        "holds: it is as it was signed",
        "a test certificate made by a StoryCanvas studio for itself; nobody vouches for it",
        "12A Fox",
        "StoryCanvas 1.2",
        "made by a generative model (trainedAlgorithmicMedia)",
        "made by sd_xl_base_1.0.safetensors, 2026-03-01T12:00:00Z",
        "comfyui/0.8.0",
        f"sd_xl_base_1.0.safetensors, SHA-256 {'e' * 64}",
        "d" * 64,
        "a fox, ink",
        f"start picture: what it was made from, SHA-256 {'a' * 64}",
    ):
        assert words in told.output, words


def test_it_tells_programs_the_same(signed: Path) -> None:
    told = verify("--json", signed)
    assert told.exit_code == 0
    (found,) = json.loads(told.output)
    assert (found["file"], found["standing"]) == (str(signed), "VALID")
    assert found["sourceType"] == "trainedAlgorithmicMedia"
    assert found["signature"]["own"] is True
    assert found["recipe"]["digest"] == "d" * 64


def test_the_exit_code_is_that_of_the_worst(signed: Path, tmp_path: Path) -> None:
    plain, touched, text = tmp_path / "plain.png", tmp_path / "touched.png", tmp_path / "a.txt"
    data = bytearray(signed.read_bytes())
    data[data.index(b"IDAT") + 100] ^= 1
    touched.write_bytes(data)
    text.write_text("no media")
    none = verify(plain)
    assert (none.exit_code, "says nothing" in none.output) == (2, True)
    assert verify(text).exit_code == 2
    bad = verify(touched)
    assert (bad.exit_code, "The file was changed after it was signed." in bad.output) == (1, True)
    assert verify(signed, plain).exit_code == 2
    assert verify(signed, plain, touched).exit_code == 1
    missing = verify(tmp_path / "missing.png")
    assert (missing.exit_code, "No such file" in missing.output) == (1, True)
    cut = tmp_path / "cut.png"
    cut.write_bytes(signed.read_bytes()[:500])
    assert verify(cut).exit_code == 1


def test_somebody_may_be_trusted(tmp_path: Path) -> None:
    bought, target, root = buy(), tmp_path / "b.png", tmp_path / "root.pem"
    root.write_text(bought.root)
    credentials = open_credentials(settings(tmp_path, bought), Secrets(b"r" * 32))
    sign(png(tmp_path / "a.png"), target, take_manifest(FOX, "1"), credentials)
    assert "nobody you named with --trust vouches for it" in verify(target).output
    assert "somebody you trust vouches for it" in verify("--trust", root, target).output
    for wrong in (tmp_path / "none", target):
        refused = verify("--trust", wrong, target)
        assert (refused.exit_code, "no certificates in PEM" in refused.output) == (1, True)


def test_what_stands_in_a_file_does_nothing_to_the_terminal(tmp_path: Path) -> None:
    target = tmp_path / "b.png"
    hostile = replace(FOX, title="\x1b[31m[bold]red\x07\u202e", prompt="a\nb")
    sign(png(tmp_path / "a.png"), target, take_manifest(hostile, "1", words=True), OURS)
    told = verify(target)
    assert not {"\x1b", "\x07", "\u202e"} & set(told.output)
    assert "[bold]red" in told.output
