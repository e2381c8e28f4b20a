"""Whose name stands under what is signed."""

from pathlib import Path

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID
from pydantic import SecretStr

from infra.provenance.certificates import TEST_NAME, open_credentials, own_credentials
from infra.provenance.reading import Standing, read
from infra.provenance.signing import sign
from infra.secrets import Secrets
from infra.settings import Settings, SettingsError, load_settings
from studio.exporting.provenance import take_manifest
from tests.infra.provenance.authority import Bought, buy, key_of, pem
from tests.infra.provenance.files import png
from tests.infra.provenance.test_signing import FOX

SECRETS = Secrets(b"r" * 32)


def settings(tmp_path: Path, bought: Bought, *, key: str | None = None) -> Settings:
    chain = tmp_path / "chain.pem"
    chain.write_text(bought.chain)
    return Settings(
        data=tmp_path, c2pa_certificate=chain, c2pa_private_key=SecretStr(key or bought.key)
    )


@pytest.mark.parametrize(
    ("kind", "algorithm"),
    [("p256", "es256"), ("p384", "es384"), ("rsa", "ps256"), ("ed25519", "ed25519")],
)
def test_a_certificate_from_the_settings_signs(tmp_path: Path, kind: str, algorithm: str) -> None:
    bought = buy(kind)
    credentials = open_credentials(settings(tmp_path, bought), SECRETS)
    assert (credentials.name, credentials.algorithm) == ("Studio Twelve", algorithm)
    assert credentials.vouched
    target = tmp_path / "b.png"
    sign(png(tmp_path / "a.png"), target, take_manifest(FOX, "1"), credentials)
    plain, trusting = read(target).signature, read(target, bought.root).signature
    assert plain is not None
    assert trusting is not None
    assert (plain.name, plain.own, plain.trusted) == ("Studio Twelve", False, False)
    assert trusting.trusted


def test_the_key_may_be_a_file(tmp_path: Path) -> None:
    bought, file = buy(), tmp_path / "key.pem"
    file.write_text(bought.key)
    assert open_credentials(settings(tmp_path, bought, key=str(file)), SECRETS).vouched


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"days": (-30, -1)}, "Renew it"),
        ({"days": (1, 30)}, "valid from"),
        ({"kind": "k1"}, "of a kind that C2PA does not know"),
        ({"usage": ExtendedKeyUsageOID.SERVER_AUTH}, "Nothing can be signed"),
    ],
)
def test_one_that_cannot_sign_is_refused_at_start(
    tmp_path: Path, given: dict[str, object], words: str
) -> None:
    with pytest.raises(SettingsError, match=words) as refused:
        open_credentials(settings(tmp_path, buy(**given)), SECRETS)  # type: ignore[arg-type]
    assert "BEGIN" not in str(refused.value)


def test_what_does_not_belong_together_is_refused(tmp_path: Path) -> None:
    bought = buy()
    for given, words in (
        (settings(tmp_path, bought, key=pem(key_of("p256"))), "is not the key of"),
        (settings(tmp_path, bought, key="-----BEGIN nonsense"), "holds no private key"),
        (settings(tmp_path, bought, key=str(tmp_path / "none")), "names no PEM file"),
        (Settings(data=tmp_path, c2pa_certificate=tmp_path / "a"), "belong together"),
        (Settings(data=tmp_path, c2pa_private_key=SecretStr(bought.key)), "belong together"),
    ):
        with pytest.raises(SettingsError, match=words):
            open_credentials(given, SECRETS)
    (tmp_path / "chain.pem").write_text("no certificate")
    with pytest.raises(SettingsError, match="holds no certificate"):
        open_credentials(
            Settings(
                data=tmp_path,
                c2pa_certificate=tmp_path / "chain.pem",
                c2pa_private_key=SecretStr(bought.key),
            ),
            SECRETS,
        )


@pytest.mark.parametrize(
    "address",
    [
        *("stamps.test", "ftp://stamps.test", "http://", "http://[bad", "http://a b/"),
        *("http://ü.test/", "http://stamps.test:99999/", "http://stamps.test:0/", "http://:80/"),
        "http://a.test/\x7f",
    ],
)
def test_what_is_no_address_of_an_authority_is_refused_at_start(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("STORYCANVAS_C2PA_TIMESTAMP_URL", address)
    with pytest.raises(SettingsError, match="STORYCANVAS_C2PA_TIMESTAMP_URL is no address"):
        load_settings()


@pytest.mark.parametrize(
    "address",
    ["https://stamps.test", "http://u:p@127.0.0.1:8080/tsa?key=a%20b", "http://[::1]:80/", ""],
)
def test_an_address_of_an_authority_is_taken_as_it_is(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("STORYCANVAS_C2PA_TIMESTAMP_URL", address)
    assert load_settings().c2pa_timestamp_url == (address or None)


def test_without_one_the_studio_makes_its_own_for_tests(tmp_path: Path) -> None:
    credentials = open_credentials(Settings(data=tmp_path), SECRETS)
    assert (credentials.name, credentials.vouched) == (TEST_NAME, False)
    assert credentials == open_credentials(Settings(data=tmp_path / "elsewhere"), SECRETS)
    assert credentials.fingerprint != own_credentials(b"other" * 8).fingerprint
    target = tmp_path / "b.png"
    sign(png(tmp_path / "a.png"), target, take_manifest(FOX, "1"), credentials)
    assert read(target).standing is Standing.VALID
