"""Build the page: fetch its packages, have npm build it aside, and put it in place whole."""

import gzip
import hashlib
import re
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from infra.webpage.commands import Commands, environment
from infra.webpage.errors import PageBuildFailed, PageCheckFailed, RegistryAway
from infra.webpage.node import Node, find_node
from infra.webpage.source import ROOT, Webpage
from infra.webpage.state import (
    Failure,
    PageState,
    Stage,
    building,
    earlier_builds,
    forget,
    note,
)

Say = Callable[[str], None]

_INSTALL = (
    *("ci", "--no-audit", "--no-fund", "--ignore-scripts", "--include=dev", "--prefer-offline"),
    *("--fetch-retries=2", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000"),
    *("--fetch-timeout=60000", "--no-update-notifier"),
)
_CHECK = ("run", "check")
_AWAY = re.compile(
    r"\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH"
    r"|ERR_SOCKET_TIMEOUT|ENOTCACHED|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+"
    r"|E40[137]|E50[234]|DEPTH_ZERO_SELF_SIGNED_CERT)\b"
)
_COMPRESSIBLE = {".css", ".html", ".js", ".json", ".mjs", ".svg", ".txt", ".webmanifest"}
_WORTH = 1024  # bytes
_ROOM = 64 * 1024 * 1024  # bytes, for the builds before


def build(page: Webpage, say: Say, *, check: bool = False, root: Path = ROOT) -> None:
    """Have an up-to-date page at `page.dist`; with `check` after the sources' own checks.

    Does nothing for one that is there. What was there before stays if this fails: PageBuildFailed.
    """
    if page.is_current and not check:
        return
    page.dist.parent.mkdir(parents=True, exist_ok=True)
    with building(page.dist, say):
        if page.is_current and not check:
            return
        _Builder(page, say, root).run(check=check)


class _Builder:
    """One build, under the lock."""

    def __init__(self, page: Webpage, say: Say, root: Path) -> None:
        self._page = page
        self._say = say
        self._root = root
        self._draft = page.dist.with_name(f"{page.dist.name}.new")
        self._commands = Commands(page.log)
        self._began = datetime.now(UTC)

    def run(self, *, check: bool) -> None:
        try:
            self._run(check=check)
        except PageCheckFailed:
            forget(self._page.dist)
            raise
        except PageBuildFailed as error:
            self._fail(error)
            raise
        except OSError as error:
            failed = PageBuildFailed(
                f"The build met: {error.strerror}. Mend that, then: make page",
                f"It was at {error.filename or self._page.dist}.",
            )
            self._fail(failed)
            raise failed from None
        except BaseException:  # a signal: this was not tried to its end
            forget(self._page.dist)
            raise
        finally:
            shutil.rmtree(self._draft, ignore_errors=True)
        forget(self._page.dist)

    def _run(self, *, check: bool) -> None:
        self._step("Looking for Node …")
        node = find_node(self._root, self._commands, self._step)
        self._packages(node)
        if check:
            self._step("Checking the page …")
            self._npm(node, *_CHECK)
        digest = self._page.digest()
        if not self._page.is_current:
            self._step("Putting the page together …")
            shutil.rmtree(self._draft, ignore_errors=True)
            self._npm(node, "run", "build")
            self._place(digest)

    def _packages(self, node: Node) -> None:
        """Install node_modules unless they are those of the lock."""
        modules = self._page.frontend / "node_modules"
        stamp = modules / ".storycanvas"
        lock = (self._page.frontend / "package-lock.json").read_bytes()
        digest = hashlib.sha256(lock).hexdigest()
        with suppress(OSError):
            if stamp.read_text(encoding="ascii") == digest:
                return
        self._step("Fetching the packages of the page …")
        self._npm(node, *_INSTALL)
        modules.mkdir(exist_ok=True)
        stamp.write_text(digest, encoding="ascii")

    def _npm(self, node: Node, *arguments: str) -> None:
        env = environment(self._root, node.path) | {"STORYCANVAS_PAGE_DIST": str(self._draft)}
        said = self._commands.run([*node.npm, *arguments], cwd=self._page.frontend, env=env)
        if said is None:
            return
        where = f"It ran in {self._page.frontend}; its whole log: {self._page.log}"
        if arguments[0] == "ci" and _AWAY.search(said):
            raise RegistryAway(
                "The packages of the page could not be fetched: there is no way to the npm registry. "
                "Connect once, or say the way (HTTPS_PROXY; behind a company's certificate "
                "NODE_EXTRA_CA_CERTS); then: make page",
                where,
            )
        kind = PageCheckFailed if arguments == _CHECK else PageBuildFailed
        raise kind(
            f"`npm {' '.join(arguments[:2])}` failed. To see why, and again once that is mended, "
            "run: make page",
            where,
        )

    def _place(self, digest: str) -> None:
        dist, draft = self._page.dist, self._draft
        if not (draft / "index.html").is_file():
            raise PageBuildFailed(
                "The build ended well but left no index.html; see vite.config.ts."
            )
        _compress(draft)
        self._page.stamp(draft).write_text(digest, encoding="ascii")
        earlier = earlier_builds(dist)
        shutil.rmtree(earlier[-1], ignore_errors=True)
        for newer, older in reversed(list(pairwise([dist, *earlier]))):
            if newer.exists():
                newer.rename(older)
        try:
            draft.rename(dist)
        except OSError:
            if earlier[0].exists():
                earlier[0].rename(dist)
            raise
        _bound(earlier)

    def _step(self, words: str) -> None:
        self._say(words)
        note(self._page.dist, PageState(Stage.BUILDING, words, self._began))

    def _fail(self, error: PageBuildFailed) -> None:
        report = "\n  ".join((str(error), *self._commands.last_lines()))
        state = PageState(Stage.FAILED, error.words, datetime.now(UTC))
        with suppress(OSError):
            note(self._page.dist, state, Failure(report))


def _bound(builds: Sequence[Path]) -> None:
    """Remove the oldest of them that are too much together."""
    room = _ROOM
    for folder in builds:
        room -= sum(path.stat().st_size for path in folder.rglob("*"))
        if room < 0:
            shutil.rmtree(folder, ignore_errors=True)


def _compress(folder: Path) -> None:
    """A .gz beside each file that it makes smaller."""
    for file in [path for path in folder.rglob("*") if path.suffix in _COMPRESSIBLE]:
        content = file.read_bytes()
        if len(content) >= _WORTH and len(small := gzip.compress(content, 9, mtime=0)) < len(
            content
        ):
            file.with_name(f"{file.name}.gz").write_bytes(small)
