"""DATA: the folder that holds all state of one studio."""

import os
import secrets
import shutil
import tempfile
from pathlib import Path

from infra.embedded.errors import DataUnusableError, DiskFullError

_ROOM = 256 * 1024 * 1024


def prepare_data(data: Path) -> Path:
    """Make DATA if there is none and prove that it can be written; answers its absolute path.

    Raises DataUnusableError or DiskFullError.
    """
    data = data.expanduser().resolve()
    try:
        if not data.exists():
            # As root the database runs as another user, who must be able to pass through.
            data.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True)
        with tempfile.TemporaryFile(dir=data) as probe:
            probe.write(b"\0")
    except OSError as error:
        raise DataUnusableError(
            f"The folder {data} cannot be written ({error.strerror}). "
            f"Choose another with DATA=, or give yourself the right to write there."
        ) from None
    room = shutil.disk_usage(data).free
    if room < _ROOM:
        raise DiskFullError(
            f"The disk of {data} has {room // 2**20} MB left; {_ROOM // 2**20} MB are needed. "
            f"Free some space, or choose a folder on another disk with DATA=."
        )
    return data


def kept_secret(file: Path) -> str:
    """The secret in `file`, made at first use; only the owner may read it."""
    if not file.exists():
        write_private(file, secrets.token_hex(24))
    return file.read_text(encoding="ascii").strip()


def write_private(file: Path, text: str) -> None:
    """Replace `file` in one step by one of mode 0600."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
