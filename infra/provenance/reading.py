"""What a file says of how it came to be, and whether that can be believed. Nothing is fetched."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from c2pa import C2paError, Context, Reader

from infra.provenance.certificates import TEST_NAME
from infra.provenance.signing import SETTINGS, is_elsewhere
from studio.exporting.provenance import FILM, RECIPE, digest_in

_UNTRUSTED = "signingCredential.untrusted"
ELSEWHERE = "It names an address where its Content Credentials are. Nobody went there."
_MESSAGES: Mapping[str, str] = {
    "assertion.dataHash.mismatch": "The file was changed after it was signed.",
    "assertion.bmffHash.mismatch": "The file was changed after it was signed.",
    "assertion.boxesHash.mismatch": "The file was changed after it was signed.",
    "assertion.hashedURI.mismatch": "What it says was changed after it was signed.",
    "assertion.missing": "Something that was signed is missing.",
    "claimSignature.mismatch": "The signature is not one of what it says.",
    "claimSignature.missing": "The signature is missing.",
    "claimSignature.outsideValidity": "It was signed while the certificate was not valid.",
    "signingCredential.expired": "The certificate has expired.",
    "signingCredential.invalid": "The certificate is not one that may sign media.",
    "signingCredential.ocsp.revoked": "The certificate was revoked.",
}


class Standing(Enum):
    """VALID: what it says is as it was signed. NONE: it says nothing. UNREADABLE: nobody can tell."""

    VALID = "VALID"
    INVALID = "INVALID"
    NONE = "NONE"
    UNREADABLE = "UNREADABLE"


@dataclass(frozen=True, slots=True)
class Signature:
    """`own` is a test certificate that some StoryCanvas made for itself; `trusted`: one of the given
    anchors vouches for it. `at` is when, by a time stamp alone."""

    name: str
    issuer: str
    own: bool
    trusted: bool
    at: str | None


@dataclass(frozen=True, slots=True)
class Deed:
    """An action: `c2pa.created`, when and by what, as it says."""

    action: str
    when: str | None
    agent: str | None
    source_type: str | None
    description: str | None


@dataclass(frozen=True, slots=True)
class Ingredient:
    """A file that it was made from or shows. `holds`: its own credentials, None where it had none."""

    title: str
    relationship: str
    sha256: str | None
    holds: bool | None


@dataclass(frozen=True, slots=True)
class Report:
    """What is known of one file. `problems` say what does not hold; `recipe` and `film` are what
    StoryCanvas tells besides."""

    standing: Standing
    problems: Sequence[str] = ()
    title: str | None = None
    generator: str | None = None
    signature: Signature | None = None
    source_type: str | None = None
    deeds: Sequence[Deed] = ()
    recipe: Mapping[str, Any] | None = None
    film: Mapping[str, Any] | None = None
    ingredients: Sequence[Ingredient] = ()


def read(path: Path, anchors: str | None = None) -> Report:
    """Look into the file; `anchors` are certificates in PEM that are trusted. Raises OSError."""
    settings = dict(SETTINGS)
    if anchors is not None:
        settings["trust"] = {"user_anchors": anchors}
    with path.open("rb") as file:
        try:
            with Context.from_dict(settings) as context:
                reader = Reader.try_create(None, file, context=context)
                if reader is None:
                    return Report(Standing.NONE)
                with reader:
                    return _report(json.loads(reader.json()))
        except C2paError.NotSupported:
            return Report(Standing.NONE, ["Files of this kind carry no Content Credentials."])
        except C2paError as error:
            if is_elsewhere(error):
                return Report(Standing.NONE, [ELSEWHERE])
            return Report(Standing.UNREADABLE, [f"It cannot be read: {_words(error)}"])


def _report(told: Mapping[str, Any]) -> Report:
    manifest = told.get("manifests", {}).get(told.get("active_manifest"))
    if manifest is None:
        return Report(Standing.UNREADABLE, ["Its Content Credentials are damaged."])
    failures = [one for one in told.get("validation_status", ()) if one["code"] != _UNTRUSTED]
    valid = told.get("validation_state") in {"Valid", "Trusted"}
    deeds = [_deed(one) for one in _actions(manifest)]
    kinds = [deed.source_type for deed in deeds if deed.source_type]
    generators = [
        f"{one.get('name', '')} {one.get('version', '')}".strip()
        for one in manifest.get("claim_generator_info") or ()
    ]
    return Report(
        standing=Standing.VALID if valid else Standing.INVALID,
        problems=list(dict.fromkeys(_problem(one) for one in failures)),
        title=manifest.get("title"),
        generator=", ".join(generators) or manifest.get("claim_generator"),
        signature=_signature(manifest, trusted=told.get("validation_state") == "Trusted"),
        source_type=kinds[0].rpartition("/")[2] if kinds else None,
        deeds=deeds,
        recipe=_assertion(manifest, RECIPE),
        film=_assertion(manifest, FILM),
        ingredients=[_ingredient(one) for one in manifest.get("ingredients") or ()],
    )


def _signature(manifest: Mapping[str, Any], *, trusted: bool) -> Signature | None:
    info = manifest.get("signature_info")
    if not info:
        return None
    name = info.get("common_name") or info.get("issuer") or "somebody without a name"
    own = not trusted and name == TEST_NAME
    return Signature(name, info.get("issuer") or "", own, trusted, info.get("time"))


def _actions(manifest: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for assertion in manifest.get("assertions") or ():
        if assertion["label"].startswith("c2pa.actions"):
            yield from assertion["data"].get("actions", ())


def _deed(action: Mapping[str, Any]) -> Deed:
    agent = action.get("softwareAgent")
    if isinstance(agent, Mapping):
        agent = f"{agent.get('name', '')} {agent.get('version', '')}".strip()
    said = action.get("description") or (action.get("parameters") or {}).get("description")
    return Deed(
        action["action"], action.get("when"), agent or None, action.get("digitalSourceType"), said
    )


def _assertion(manifest: Mapping[str, Any], label: str) -> Mapping[str, Any] | None:
    for assertion in manifest.get("assertions") or ():
        if assertion["label"] == label and isinstance(assertion["data"], Mapping):
            return assertion["data"]
    return None


def _ingredient(told: Mapping[str, Any]) -> Ingredient:
    holds = None
    if told.get("active_manifest"):
        results = (told.get("validation_results") or {}).get("activeManifest") or {}
        failures = [*results.get("failure", ()), *(told.get("validation_status") or ())]
        holds = all(one["code"] == _UNTRUSTED for one in failures)
    return Ingredient(
        told.get("title") or "a file",
        told.get("relationship") or "",
        digest_in(told.get("instance_id") or ""),
        holds,
    )


def _problem(status: Mapping[str, Any]) -> str:
    code = status["code"]
    return _MESSAGES.get(code) or f"{status.get('explanation') or 'It does not hold'} ({code})."


def _words(error: C2paError) -> str:
    return str(error).partition(": ")[2].strip().rstrip(".") + "."
