"""Programs that build: with their output in the log, and none of them left when we end."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

_LAST_LINES = 40
_ORDINARY = {
    *("PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "TMPDIR", "TZ", "CI"),
    *("NODE_EXTRA_CA_CERTS", "NODE_USE_SYSTEM_CA", "NODE_OPTIONS"),
    *("SSL_CERT_FILE", "SSL_CERT_DIR"),
}
_PROXIES = {"http_proxy", "https_proxy", "all_proxy", "no_proxy"}


class Commands:
    """Runs programs one after the other, in one log that begins anew."""

    def __init__(self, log: Path) -> None:
        self._log = log
        log.write_bytes(b"")

    def run(self, command: Sequence[str], *, cwd: Path, env: Mapping[str, str]) -> str | None:
        """What a program said that failed; None for one that succeeded. OSError: no such program."""
        with self._log.open("ab") as out:
            out.write(f"$ {' '.join(command)}\n".encode())
            out.flush()
            start = out.tell()
            process = subprocess.Popen(
                command,
                cwd=cwd,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                process_group=0,
            )
            try:
                code = process.wait()
            finally:
                with suppress(ProcessLookupError, PermissionError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        if code == 0:
            return None
        with self._log.open("rb") as log:
            log.seek(start)
            return log.read().decode(errors="replace")

    def last_lines(self) -> tuple[str, ...]:
        lines = self._log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return tuple(lines[-_LAST_LINES:])


def environment(root: Path, path: str) -> dict[str, str]:
    """What programs of others are told: ways and certificates, none of the studio's secrets.

    A home that is missing or closed is no reason to fail: caches are kept in the tree then. Node
    trusts whom the machine trusts, a company's proxy among them.
    """
    given = {"NODE_USE_SYSTEM_CA": "1"} | {
        name: value
        for name, value in os.environ.items()
        if name in _ORDINARY
        or name.lower() in _PROXIES
        or name.startswith(("LC_", "npm_config_", "NPM_"))
    }
    home = given.get("HOME")
    if not home or not os.access(home, os.W_OK | os.X_OK):
        place = root / ".home"
        place.mkdir(exist_ok=True)
        given |= {"HOME": str(place), "npm_config_cache": str(root / ".cache" / "npm")}
    return given | {"PATH": path}
