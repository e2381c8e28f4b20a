"""The certificate that files are signed with: the one in the settings, else one made for tests."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from infra.provenance.apart import try_out
from infra.provenance.credentials import CannotSign, Credentials
from infra.secrets import Secrets
from infra.settings import Settings, SettingsError, variable

TEST_NAME = "StoryCanvas self-signed test certificate"
_TEST_ISSUER = "StoryCanvas (a test: nobody vouches for it)"
_CERTIFICATE, _KEY = variable("c2pa_certificate"), variable("c2pa_private_key")
_CURVES = {"secp256r1": "es256", "secp384r1": "es384", "secp521r1": "es512"}
_FROM = datetime(2026, 1, 1, tzinfo=UTC)
_YEARS_30 = timedelta(days=30 * 365)
_USES = (
    *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment"),
    *("key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
)


def _usage(*uses: str) -> x509.KeyUsage:
    return x509.KeyUsage(**{use: use in uses for use in _USES})


_SIGNS = _usage("digital_signature")
_CERTIFIES = _usage("key_cert_sign", "crl_sign")


def open_credentials(settings: Settings, secrets: Secrets) -> Credentials:
    """Those of the settings, tried out, or the studio's own ones for tests. Raises SettingsError."""
    if settings.c2pa_certificate is None and settings.c2pa_private_key is None:
        return own_credentials(secrets.credentials_key, settings.c2pa_timestamp_url)
    if settings.c2pa_certificate is None or settings.c2pa_private_key is None:
        raise SettingsError(f"{_CERTIFICATE} and {_KEY} belong together: set both, or neither.")
    chain = _file(settings.c2pa_certificate, _CERTIFICATE)
    given = settings.c2pa_private_key.get_secret_value()
    key = given if "-----BEGIN" in given else _file(Path(given), _KEY)
    credentials = _given(chain, key, settings.c2pa_timestamp_url)
    try:
        try_out(credentials)
    except CannotSign as error:
        raise SettingsError(
            f"Nothing can be signed with the certificate in {_CERTIFICATE}. {error.message}"
        ) from None
    return credentials


def _file(path: Path, name: str) -> str:
    try:
        return path.expanduser().read_text(encoding="ascii")
    except (OSError, ValueError):
        raise SettingsError(f"{name} names no PEM file that can be read.") from None


def _given(chain: str, key: str, time_stamps: str | None) -> Credentials:
    try:
        certificates = x509.load_pem_x509_certificates(chain.encode())
    except ValueError:
        raise SettingsError(f"{_CERTIFICATE} holds no certificate in PEM.") from None
    leaf = certificates[0]
    private = _private(key)
    if _public(leaf) != private.public_key().public_bytes(
        Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    ):
        raise SettingsError(
            f"{_KEY} is not the key of the first certificate in {_CERTIFICATE}. "
            "That one has to be yours; those that vouch for it come after it."
        )
    now = datetime.now(UTC)
    if not leaf.not_valid_before_utc <= now <= leaf.not_valid_after_utc:
        raise SettingsError(
            f"The certificate in {_CERTIFICATE} is valid from {leaf.not_valid_before_utc:%Y-%m-%d} "
            f"to {leaf.not_valid_after_utc:%Y-%m-%d} alone. Renew it."
        )
    return Credentials(
        name=_name(leaf),
        algorithm=_algorithm(private),
        chain=chain,
        key=_pem(private),
        fingerprint=leaf.fingerprint(SHA256()).hex(),
        vouched=True,
        time_stamps=time_stamps,
    )


def _private(key: str) -> PrivateKeyTypes:
    try:
        return load_pem_private_key(key.encode(), None)
    except TypeError:
        raise SettingsError(f"The key in {_KEY} has a password. Give it without one.") from None
    except (ValueError, UnsupportedAlgorithm):
        raise SettingsError(f"{_KEY} holds no private key in PEM.") from None


def _algorithm(key: PrivateKeyTypes) -> str:
    match key:
        case ec.EllipticCurvePrivateKey() if key.curve.name in _CURVES:
            return _CURVES[key.curve.name]
        case rsa.RSAPrivateKey() if key.key_size >= 2048:
            return "ps256"
        case ed25519.Ed25519PrivateKey():
            return "ed25519"
    raise SettingsError(
        f"The key in {_KEY} is of a kind that C2PA does not know: take one of EC (P-256, P-384, "
        "P-521), of RSA with 2048 bits or more, or of Ed25519."
    )


def _public(certificate: x509.Certificate) -> bytes:
    return certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _name(certificate: x509.Certificate) -> str:
    for kind in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME):
        for part in certificate.subject.get_attributes_for_oid(kind):
            return str(part.value)
    return certificate.subject.rfc4514_string()


def _pem(key: PrivateKeyTypes) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def own_credentials(root: bytes, time_stamps: str | None = None) -> Credentials:
    """The same ones for the same root key, on whatever machine: there is nothing to be kept."""
    above, own = (_key(root, purpose) for purpose in (b"root", b"leaf"))
    issuer, subject = _subject("StoryCanvas test root"), _subject(TEST_NAME)
    authority = (
        _builder(issuer, issuer, above, serial=1)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(_CERTIFIES, critical=True)
        .sign(above, SHA256(), ecdsa_deterministic=True)
    )
    leaf = (
        _builder(subject, issuer, own, serial=2)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_SIGNS, critical=True)
        .add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False
        )
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(above.public_key()), critical=False
        )
        .sign(above, SHA256(), ecdsa_deterministic=True)
    )
    return Credentials(
        name=TEST_NAME,
        algorithm="es256",
        chain="".join(one.public_bytes(Encoding.PEM).decode() for one in (leaf, authority)),
        key=_pem(own),
        fingerprint=leaf.fingerprint(SHA256()).hex(),
        vouched=False,
        time_stamps=time_stamps,
    )


def _key(root: bytes, purpose: bytes) -> ec.EllipticCurvePrivateKey:
    """Of 384 bits there is no number that is more likely than another one."""
    drawn = HKDF(algorithm=SHA256(), length=48, salt=None, info=purpose).derive(root)
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    return ec.derive_private_key(int.from_bytes(drawn) % (order - 1) + 1, ec.SECP256R1())


def _subject(name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _TEST_ISSUER),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, *, serial: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(_FROM)
        .not_valid_after(_FROM + _YEARS_30)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
