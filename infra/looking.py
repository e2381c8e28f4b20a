"""A look into a file that anybody may have made, in a process of its own: what its decoders do to
themselves, they do there."""

import asyncio
import json
import sys
from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from infra.media import Facts, NotMedia, inspect, thumbnail
from studio.library.media import MediaKind

PATIENCE = 120.0
"""Seconds for one file."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a file is, and a small picture of it; none of a sound."""

    facts: Facts
    thumbnail: bytes | None


async def look_apart(path: Path) -> Seen:
    """Raises NotMedia, also for what the decoders did not survive or finish."""
    return _read(await told_apart("infra.looking", str(path), patience=PATIENCE))


async def told_apart(module: str, *arguments: str, patience: float) -> dict[str, Any]:
    """What a module tells, in JSON, of a file that it looks into as a process of its own.

    Raises NotMedia where it refuses, dies, or takes more than `patience` seconds.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", module, *arguments),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(patience):
            answer, _ = await process.communicate()
    except TimeoutError:
        raise NotMedia("The file takes too long to look into.") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        raise NotMedia("The file cannot be read.")
    told: dict[str, Any] = json.loads(answer)
    if "refused" in told:
        raise NotMedia(told["refused"])
    return told


def _read(told: dict[str, Any]) -> Seen:
    small, rate, kind = (told.pop(name) for name in ("thumbnail", "rate", "kind"))
    facts = Facts(**told, kind=MediaKind(kind), rate=Fraction(rate) if rate else None)
    return Seen(facts, b64decode(small) if small else None)


async def _look(path: Path) -> dict[str, object]:
    try:
        facts = await inspect(path)
        small = None if facts.kind is MediaKind.AUDIO else await thumbnail(path)
    except NotMedia as error:
        return {"refused": error.message}
    return asdict(facts) | {
        "kind": facts.kind.value,
        "rate": str(facts.rate) if facts.rate else None,
        "thumbnail": b64encode(small).decode() if small else None,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(_look(Path(sys.argv[1])))))
