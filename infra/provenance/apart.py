"""Files signed in a process of its own: what the library that signs does to itself, it does there."""

import asyncio
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from PIL import Image

from infra.provenance.credentials import CannotSign, Credentials

PATIENCE = 300.0
"""Seconds for one file."""
_PROGRAM = (sys.executable, "-m", "infra.provenance.signing")
_EMPTY = "http://c2pa.org/digitalsourcetype/empty"


async def sign_apart(
    source: Path, target: Path, manifest: Mapping[str, Any], credentials: Credentials
) -> None:
    """As `infra.provenance.signing.sign`. Raises CannotSign."""
    process = await asyncio.create_subprocess_exec(
        *_PROGRAM,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(PATIENCE):
            told, _ = await process.communicate(_asked(source, target, manifest, credentials))
    except TimeoutError:
        raise CannotSign("It takes too long.") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    _demand_signed(process.returncode, told)


def try_out(credentials: Credentials) -> None:
    """Sign a dot, without a time stamp. Raises CannotSign."""
    alone = replace(credentials, time_stamps=None)
    manifest = {
        "title": "dot",
        "format": "image/png",
        "ingredients": [],
        "assertions": [
            {
                "label": "c2pa.actions.v2",
                "data": {"actions": [{"action": "c2pa.created", "digitalSourceType": _EMPTY}]},
            }
        ],
    }
    with tempfile.TemporaryDirectory(prefix="storycanvas-signing-") as folder:
        source, target = Path(folder) / "source", Path(folder) / "target"
        Image.new("L", (1, 1)).save(source, "PNG")
        asked = _asked(source, target, manifest, alone)
        try:
            done = subprocess.run(
                _PROGRAM, input=asked, capture_output=True, timeout=PATIENCE, check=False
            )
        except subprocess.TimeoutExpired:
            raise CannotSign("It takes too long.") from None
        _demand_signed(done.returncode, done.stdout)


def _asked(
    source: Path, target: Path, manifest: Mapping[str, Any], credentials: Credentials
) -> bytes:
    """What is written to the process, and nowhere else: the key is in it."""
    asked = {
        "source": str(source),
        "target": str(target),
        "manifest": manifest,
        "credentials": asdict(credentials),
    }
    return json.dumps(asked).encode()


def _demand_signed(code: int | None, told: bytes) -> None:
    if code != 0:
        raise CannotSign("The program that signs did not survive it.")
    if refused := json.loads(told):
        raise CannotSign(refused)
