"""Content Credentials on what is taken out: on what is made here, never on what is only passed on."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any
from uuid import UUID

from infra.exporting.signed import FACT, MADE_HERE, SOURCES
from infra.exporting.task import Made, Task
from infra.provenance.credentials import CannotSign, Credentials
from infra.provenance.marking import mark
from infra.provenance.signing import sign
from studio.exporting.provenance import (
    CARRIERS,
    MEDIA_TYPES,
    PROGRAM,
    Source,
    composite_type,
    film_manifest,
    shown_by,
)


def credential(task: Task, made: Made) -> Made:
    """Sign the pictures, films and sounds that were made, where they are; a file that cannot be signed
    stays as it is, and the manifest says why."""
    credentials = task.facts.get(FACT)
    if not isinstance(credentials, Credentials) or task.options.format not in MADE_HERE:
        return made
    known: Mapping[UUID, Source] = task.facts.get(SOURCES) or {}
    sources = shown_by(task.cut, task.options, known)
    signed, unsigned = [], {}
    for file in made.files:
        media_type = MEDIA_TYPES.get(file.suffix.removeprefix(".").lower(), "")
        if media_type not in CARRIERS:
            continue
        try:
            _sign(file, media_type, task.cut.name, sources, credentials)
            signed.append(file.name)
        except CannotSign as error:
            unsigned[file.name] = error.message
    return replace(made, facts={**made.facts, FACT: _told(credentials, signed, unsigned)})


def _sign(
    file: Path,
    media_type: str,
    title: str,
    sources: tuple[Source, ...],
    credentials: Credentials,
) -> None:
    ours = version("storycanvas-studio")
    mark(file, composite_type(sources), f"{PROGRAM} {ours}")
    manifest = film_manifest(title, media_type, sources, ours, datetime.now(UTC))
    target = file.with_name(f"{file.name}.signed")
    sign(file, target, manifest, credentials)
    target.replace(file)


def _told(
    credentials: Credentials, signed: list[str], unsigned: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "certificate": credentials.name,
        "fingerprint": credentials.fingerprint,
        "vouchedFor": credentials.vouched,
        "signed": signed,
        "unsigned": dict(unsigned),
    }
