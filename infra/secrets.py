"""Secrets at rest, and the keys that media addresses and files are signed with: all of one root key."""

import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from infra.settings import Settings, SettingsError
from studio.kernel.ports import UnsealError

_VERSION = b"\x01"
_NONCE = 12


class Secrets:
    """Seals with AES-256-GCM: a version byte, 12 bytes of nonce, the ciphertext with its tag."""

    def __init__(self, root: bytes) -> None:
        self._cipher = AESGCM(_derive(root, b"storycanvas seal 1"))
        self.media_key = _derive(root, b"storycanvas media 1")
        self.credentials_key = _derive(root, b"storycanvas credentials 1")

    def seal(self, plain: str) -> bytes:
        nonce = os.urandom(_NONCE)
        return _VERSION + nonce + self._cipher.encrypt(nonce, plain.encode(), _VERSION)

    def unseal(self, sealed: bytes) -> str:
        """The text again. Raises UnsealError."""
        version, nonce, rest = sealed[:1], sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
        if version != _VERSION:
            raise UnsealError("The secret was sealed by another version of StoryCanvas.")
        try:
            return self._cipher.decrypt(nonce, rest, version).decode()
        except (InvalidTag, ValueError):
            raise UnsealError(
                "The secret was sealed with another STORYCANVAS_SECRET_KEY. Enter it anew."
            ) from None


def open_secrets(settings: Settings) -> Secrets:
    """By STORYCANVAS_SECRET_KEY, or by a key made once and kept in DATA/secret (mode 0600).

    Raises SettingsError.
    """
    if settings.secret_key is None:
        return Secrets(_kept(settings.data.expanduser().resolve() / "secret"))
    given = settings.secret_key.get_secret_value()
    if len(given) < 32:
        raise SettingsError("STORYCANVAS_SECRET_KEY needs 32 characters or more.")
    return Secrets(given.encode())


def _kept(file: Path) -> bytes:
    """Made under another name and linked: of two processes at once, the second takes the first's."""
    try:
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            fresh = file.with_name(f"secret.{secrets.token_hex(8)}")
            handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            try:
                with os.fdopen(handle, "w", encoding="ascii") as out:
                    out.write(secrets.token_hex(32))
                    out.flush()
                    os.fsync(out.fileno())
                file.hardlink_to(fresh)
            except FileExistsError:
                pass
            finally:
                fresh.unlink()
        root = file.read_bytes().strip()
    except OSError as error:
        raise SettingsError(
            f"The key in {file} can neither be read nor made ({error.strerror}). "
            "Mend its permissions, or set STORYCANVAS_SECRET_KEY."
        ) from None
    if len(root) < 32:
        raise SettingsError(
            f"The key in {file} is damaged: restore it, or delete it to begin anew."
        )
    return root


def _derive(root: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(root)
