"""Files signed by C2PA: copies with Content Credentials in them. Nothing is fetched from anywhere.

`python -m infra.provenance.signing` signs one file, as `infra.provenance.apart` asks.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from c2pa import Builder, C2paError, C2paSignerInfo, Context, Reader, Signer

from infra.provenance.credentials import CannotSign, Credentials
from studio.exporting.provenance import opens, parent_of, reopened

SETTINGS: Mapping[str, Any] = {
    "version": 1,
    "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False},
    "builder": {"thumbnail": {"enabled": False}},
}


def sign(source: Path, target: Path, manifest: Mapping[str, Any], credentials: Credentials) -> None:
    """Write a copy of the file with these credentials; those that are in it stay below ours.

    Raises CannotSign, and leaves nothing then.
    """
    try:
        with source.open("rb") as file, target.open("w+b") as out:
            _sign(file, out, manifest, credentials)
    except CannotSign:
        target.unlink(missing_ok=True)
        raise


def _sign(
    file: BinaryIO, out: BinaryIO, manifest: Mapping[str, Any], credentials: Credentials
) -> None:
    media_type = manifest["format"]
    info = C2paSignerInfo(
        credentials.algorithm,
        credentials.chain.encode(),
        credentials.key.encode(),
        credentials.time_stamps,
    )
    try:
        with Context.from_dict(dict(SETTINGS)) as context, Signer.from_info(info) as signer:
            if _carries(file, media_type, context):
                manifest = reopened(manifest)
            with Builder(dict(manifest), context=context) as builder:
                if opens(manifest):
                    builder.add_ingredient(parent_of(manifest), media_type, file)
                    file.seek(0)
                builder.sign(signer, media_type, file, out)
    except C2paError as error:
        raise CannotSign(_words(error, stamped=credentials.time_stamps is not None)) from None


def _carries(file: BinaryIO, media_type: str, context: Context) -> bool:
    """Whether there are credentials in it already."""
    reader = Reader.try_create(media_type, file, context=context)
    file.seek(0)
    if reader is None:
        return False
    reader.close()
    return True


def is_elsewhere(error: C2paError) -> bool:
    """Whether the file only names an address where its credentials are."""
    return str(error).startswith("Remote")


def _words(error: C2paError, *, stamped: bool) -> str:
    """Without the authority's address: what is told here is shown to whoever asked for the file."""
    if is_elsewhere(error):
        return "It names an address where its credentials are, and nobody goes there."
    if stamped and str(error).startswith("Signature"):
        return "The time stamp authority gave no time stamp."
    return str(error).strip().rstrip(".") + "."


def _main() -> str | None:
    asked = json.load(sys.stdin)
    credentials = Credentials(**asked["credentials"])
    try:
        sign(Path(asked["source"]), Path(asked["target"]), asked["manifest"], credentials)
    except CannotSign as error:
        return error.message
    return None


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_main()))
