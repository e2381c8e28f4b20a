"""`storycanvas verify`: what files say of how they came to be, and whether it holds."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cryptography.x509 import load_pem_x509_certificates
from rich.console import Console
from rich.text import Text

from infra.provenance.reading import Deed, Ingredient, Report, Signature, Standing, read

_MOST_LISTED = 20
_KINDS: Mapping[str, str] = {
    "trainedAlgorithmicMedia": "made by a generative model",
    "compositeWithTrainedAlgorithmicMedia": "put together, with parts made by a generative model",
    "compositeSynthetic": "put together, with parts made by a generative model",
    "algorithmicMedia": "drawn by a program that was trained on nothing",
    "composite": "put together from several files",
    "digitalCapture": "taken with a digital camera",
    "computationalCapture": "taken with a camera, put together from several shots",
    "digitalCreation": "made by a person with a program",
    "humanEdits": "changed by a person",
    "empty": "a blank",
}
_DEEDS: Mapping[str, str] = {
    "c2pa.created": "made",
    "c2pa.opened": "opened",
    "c2pa.placed": "put together from the files below",
    "c2pa.converted": "turned into another kind of file",
    "c2pa.edited": "edited",
    "c2pa.published": "published",
    "c2pa.transcoded": "encoded anew",
    "c2pa.resized": "resized",
    "c2pa.cropped": "cropped",
}
_RELATIONS: Mapping[str, str] = {
    "parentOf": "what it was before",
    "inputTo": "what it was made from",
    "componentOf": "a part of it",
}
_HEADS: Mapping[Standing, tuple[str, str]] = {
    Standing.VALID: ("holds: it is as it was signed", "green"),
    Standing.INVALID: ("does not hold", "bold red"),
    Standing.NONE: ("says nothing of how it came to be", "yellow"),
    Standing.UNREADABLE: ("cannot be read", "bold red"),
}


def run(files: Sequence[Path], *, as_json: bool, trust: Path | None) -> int:
    """Print it; the exit code."""
    console = Console(highlight=False, soft_wrap=True)
    try:
        anchors = None if trust is None else _certificates(trust)
    except (OSError, ValueError):
        console.print(f"{trust} holds no certificates in PEM.", style="bold red", markup=False)
        return 1
    reports = [(file, _look(file, anchors)) for file in files]
    if as_json:
        told = [_plain(file, report) for file, report in reports]
        console.print(json.dumps(told, indent=2, ensure_ascii=False), markup=False)
    else:
        for file, report in reports:
            for line in _lines(file, report):
                console.print(line)
    return code_of([report for _, report in reports])


def _certificates(file: Path) -> str:
    """Raises OSError or ValueError."""
    pem = file.read_bytes()
    load_pem_x509_certificates(pem)
    return pem.decode()


def code_of(reports: Sequence[Report]) -> int:
    """0 where all hold, 1 where one does not or cannot be read, else 2: one says nothing."""
    found = {report.standing for report in reports}
    if found & {Standing.INVALID, Standing.UNREADABLE}:
        return 1
    return 2 if Standing.NONE in found else 0


def _look(file: Path, anchors: str | None) -> Report:
    try:
        return read(file, anchors)
    except OSError as error:
        return Report(Standing.UNREADABLE, [f"{error.strerror or 'It cannot be read'}."])


def _plain(file: Path, report: Report) -> dict[str, Any]:
    plain: dict[str, Any] = _named_as_json(asdict(report))
    return {"file": str(file)} | plain | {"standing": report.standing.value}


def _named_as_json(value: Any) -> Any:
    """Fields as JSON has them: `sourceType`."""
    if isinstance(value, list | tuple):
        return [_named_as_json(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        re.sub("_(.)", lambda found: found[1].upper(), name): _named_as_json(one)
        for name, one in value.items()
    }


def _lines(file: Path, report: Report) -> Iterator[Text]:
    words, style = _HEADS[report.standing]
    yield Text.assemble((str(file), "bold"), ": ", (words, style))
    for problem in report.problems:
        yield _line("", problem, style)
    if report.signature is not None:
        yield _line("signed by", _signer(report.signature))
        yield _line("signed at", report.signature.at or "not said by a time stamp")
    yield from _made(report)
    for deed in report.deeds:
        yield _line("", _deed(deed))
    yield from _recipe(report)
    yield from _ingredients(report.ingredients)


def _made(report: Report) -> Iterator[Text]:
    if report.title:
        yield _line("title", report.title)
    if report.generator:
        yield _line("written by", report.generator)
    if report.source_type:
        known = _KINDS.get(report.source_type)
        yield _line("kind", f"{known} ({report.source_type})" if known else report.source_type)


def _signer(signature: Signature) -> str:
    if signature.own:
        return "a test certificate made by a StoryCanvas studio for itself; nobody vouches for it"
    if signature.trusted:
        return f"{_named(signature)}; somebody you trust vouches for it"
    return f"{_named(signature)}; nobody you named with --trust vouches for it"


def _named(signature: Signature) -> str:
    other = signature.issuer and signature.issuer != signature.name
    return f"{signature.name} ({signature.issuer})" if other else signature.name


def _deed(deed: Deed) -> str:
    said = _DEEDS.get(deed.action, deed.action)
    by = f" by {deed.agent}" if deed.agent else ""
    when = f", {deed.when}" if deed.when else ""
    return f"{said}{by}{when}" + (f": {deed.description}" if deed.description else "")


def _recipe(report: Report) -> Iterator[Text]:
    recipe = report.recipe or {}
    for name, label in (
        ("model", "model"),
        ("renderer", "rendered by"),
        ("seed", "seed"),
        ("digest", "recipe"),
        ("prompt", "prompt"),
    ):
        if recipe.get(name):
            yield _line(label, str(recipe[name]))
    models = recipe.get("models")
    for one in models if isinstance(models, list) else ():
        digest = f", SHA-256 {one['sha256']}" if one.get("sha256") else ""
        yield _line("with", f"{one.get('name')}{digest}")
    if report.film and report.film.get("takes"):
        yield _line("shows", f"{report.film['takes']} files")


def _ingredients(ingredients: Sequence[Ingredient]) -> Iterator[Text]:
    for one in ingredients[:_MOST_LISTED]:
        relation = _RELATIONS.get(one.relationship, one.relationship)
        held = {None: "", True: ", whose own credentials hold", False: ", whose own do not hold"}
        digest = f", SHA-256 {one.sha256}" if one.sha256 else ""
        yield _line("from", f"{one.title}: {relation}{held[one.holds]}{digest}")
    if len(ingredients) > _MOST_LISTED:
        yield _line("", f"and {len(ingredients) - _MOST_LISTED} more")


def _line(label: str, words: str, style: str = "") -> Text:
    """What stands in a file may hold anything: it is shown as letters, and does nothing."""
    shown = "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in words
    )
    return Text.assemble(f"  {label:<12}", (shown, style))
