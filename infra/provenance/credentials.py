"""Who signs, and with what."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Credentials:
    """A certificate with its chain (PEM, its own first) and its private key, which is never shown.
    `algorithm` is one of C2PA's names, `fingerprint` the SHA-256 of the certificate in hexadecimal.
    `vouched`: somebody gave it; otherwise the studio made it for itself. `time_stamps` is the address
    of an authority that says when."""

    name: str
    algorithm: str
    chain: str
    key: str = field(repr=False)
    fingerprint: str
    vouched: bool
    time_stamps: str | None = None


class CannotSign(Exception):
    """The file cannot be signed; the message says why."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
