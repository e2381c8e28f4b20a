"""Under whose account Postgres runs, and where its files are.

An ordinary user's Postgres runs as that user, in DATA. Postgres refuses to be root's, so root's
runs as `nobody`, who must reach both the programs and DATA: no folder of anybody's is opened for
that. Programs are copied to where all may read; DATA is entered with the one capability that
lets a process pass closed folders; where the kernel does not grant it, the cluster moves out.
"""

import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from infra.embedded.errors import DataUnusableError, ServerMissingError

SHARED = Path("/var/lib/storycanvas")
_POINTER = "postgres.location"


@dataclass(frozen=True)
class Servant:
    """The account `nobody`, with or without the capability to pass closed folders."""

    uid: int
    gid: int
    passes: bool

    def command(self, argv: Sequence[str], parent_death: signal.Signals) -> list[str]:
        """`argv` run as this account; changing it clears the parent-death signal, so it is set."""
        rights = ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]
        return [
            "setpriv",
            f"--reuid={self.uid}",
            f"--regid={self.gid}",
            "--clear-groups",
            *(rights if self.passes else []),
            f"--pdeathsig={parent_death.name.removeprefix('SIG')}",
            *argv,
        ]

    def can(self, *argv: str) -> bool:
        """Whether a small program succeeds under this account."""
        command = self.command(argv, signal.SIGKILL)
        return subprocess.run(command, capture_output=True, cwd="/", check=False).returncode == 0


@dataclass(frozen=True)
class Placement:
    """`home` holds the folder postgres/; `servant` is None when Postgres runs as ourselves."""

    home: Path
    programs: Path
    servant: Servant | None = None

    def command(self, argv: Sequence[str], parent_death: signal.Signals) -> list[str]:
        """`argv` as the account that owns the cluster."""
        return self.servant.command(argv, parent_death) if self.servant else list(argv)

    def give(self, path: Path) -> None:
        """Make `path` belong to the account that owns the cluster."""
        if self.servant is not None:
            os.chown(path, self.servant.uid, self.servant.gid)

    def remember(self, data: Path) -> None:
        """Leave a note in DATA when the cluster is not there."""
        if self.home != data:
            (data / _POINTER).write_text(f"{self.home}\n", encoding="utf-8")


def place_cluster(data: Path, programs: Path, *, shared: Path = SHARED) -> Placement:
    """Decide for this DATA; raises DataUnusableError or ServerMissingError with the reason."""
    if os.geteuid() != 0:
        return Placement(data, programs)
    if shutil.which("setpriv") is None:
        raise ServerMissingError(
            "Postgres does not run as root, and the program setpriv, which would let it run as "
            "another user, is missing. Install util-linux, or start the studio as an ordinary user."
        )
    nobody = pwd.getpwnam("nobody")
    servant = Servant(nobody.pw_uid, nobody.pw_gid, passes=False)
    # access(2), by which Postgres examines its own program, does not count capabilities.
    if not servant.can("test", "-x", str(programs / "bin" / "postgres")):
        programs = _copied(programs, shared)
    return _home(data, programs, servant, shared)


def _home(data: Path, programs: Path, servant: Servant, shared: Path) -> Placement:
    pointer = data / _POINTER
    if pointer.exists():
        home = Path(pointer.read_text(encoding="utf-8").strip())
        if not (home / "postgres" / "PG_VERSION").exists():
            raise DataUnusableError(
                f"{pointer} says that the database is in {home}, but it is not there. Bring it "
                f"back, or remove that note to begin with an empty database."
            )
        return Placement(home, programs, servant)
    for candidate in (servant, Servant(servant.uid, servant.gid, passes=True)):
        if candidate.can("ls", "-d", f"{data}/."):
            return Placement(data, programs, candidate)
    if (data / "postgres").exists():
        raise DataUnusableError(
            f"The database in {data} cannot be entered by the user nobody, under whom it runs for "
            f"root. Move the folder to where others may pass through, such as {shared}."
        )
    home = _open_folder(shared) / hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
    home.mkdir(mode=0o711, exist_ok=True)
    return Placement(home, programs, servant)


def _open_folder(folder: Path) -> Path:
    if not folder.exists():
        folder.mkdir(parents=True)
        folder.chmod(0o755)
    return folder


def _copied(programs: Path, shared: Path) -> Path:
    """The programs with their libraries, in a folder of root's that all may read."""
    stat = (programs / "bin" / "postgres").stat()
    key = hashlib.sha256(f"{programs} {stat.st_size} {stat.st_mtime_ns}".encode()).hexdigest()
    package, target = programs.parent, _open_folder(shared) / f"programs-{key[:12]}"
    copied = target / package.name / programs.name
    if not target.exists():
        draft = Path(tempfile.mkdtemp(dir=shared, prefix=".programs-"))
        surplus = shutil.ignore_patterns("include", "*.a", "pgxs", "pkgconfig")
        # The programs find their libraries by the relative path.
        shutil.copytree(programs, draft / package.name / programs.name, ignore=surplus)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name)
        _let_all_read(draft)
        with suppress(OSError):  # another launcher was faster
            draft.rename(target)
        shutil.rmtree(draft, ignore_errors=True)
    return copied


def _let_all_read(folder: Path) -> None:
    for parent, _, files in os.walk(folder):
        Path(parent).chmod(0o755)
        for name in files:
            file = Path(parent, name)
            file.chmod(0o755 if file.stat().st_mode & 0o100 else 0o644)
