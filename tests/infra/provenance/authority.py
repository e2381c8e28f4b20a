"""Certificates as somebody buys them, for whom nobody has to pay."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

SIGNS = (True, False, False, False, False, False, False, False, False)
CERTIFIES = (False, False, False, False, False, True, True, False, False)
Key = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True)
class Bought:
    """PEM: the chain with the own certificate first, its key, and who vouches for it."""

    chain: str
    key: str
    root: str


def key_of(kind: str) -> Key:
    match kind:
        case "p256":
            return ec.generate_private_key(ec.SECP256R1())
        case "p384":
            return ec.generate_private_key(ec.SECP384R1())
        case "rsa":
            return rsa.generate_private_key(65537, 2048)
        case "ed25519":
            return ed25519.Ed25519PrivateKey.generate()
        case _:
            return ec.generate_private_key(ec.SECP256K1())


def pem(key: Key) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def buy(
    kind: str = "p256",
    *,
    days: tuple[int, int] = (-1, 365),
    usage: x509.ObjectIdentifier = ExtendedKeyUsageOID.EMAIL_PROTECTION,
) -> Bought:
    """`days` from now it is valid from and to."""
    above, own = ec.generate_private_key(ec.SECP256R1()), key_of(kind)
    issuer, subject = _name("Authority"), _name("Studio Twelve")
    root = (
        _begun(issuer, issuer, above, (-400, 400))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(*CERTIFIES), critical=True)
        .sign(above, SHA256())
    )
    leaf = (
        _begun(subject, issuer, own, days)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(*SIGNS), critical=True)
        .add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(above.public_key()), critical=False
        )
        .sign(above, SHA256())
    )
    both = [one.public_bytes(Encoding.PEM).decode() for one in (leaf, root)]
    return Bought("".join(both), pem(own), both[1])


def _name(name: str) -> x509.Name:
    kinds = (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME)
    return x509.Name([x509.NameAttribute(kind, name) for kind in kinds])


def _begun(
    subject: x509.Name, issuer: x509.Name, key: Key, days: tuple[int, int]
) -> x509.CertificateBuilder:
    begins, ends = (datetime.now(UTC) + timedelta(days=count) for count in days)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
