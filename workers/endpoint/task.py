"""What an endpoint is sent, read into values; anything else is INVALID_INPUT."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any
from urllib.parse import urlsplit

import httpx

from workers.endpoint.errors import EndpointError, ErrorCode

VERSION = 1
SEEDS = 2**64

_LARGEST_SIDE = 8192
_MOST_OUTPUTS = 64
_MOST_FRAMES = 20_000
_MOST_NODES = 5_000
_MOST_FILES = 32
_LONGEST_TEXT = 20_000
_LARGEST_CAST = 200
_LONGEST_NAME = 200
_LONGEST_LOOK = 2_000
_ATTEMPT = re.compile(r"[A-Za-z0-9_-]{1,100}")
_FILE_NAME = re.compile(r"(?!.*\.\.)[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)?")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_FPS = re.compile(r"\d{1,9}(/\d{1,9})?")
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_HEADER_VALUE = re.compile(r"[\x20-\x7e]{0,4000}")
_TRANSPORT_HEADERS = {"connection", "content-length", "host", "transfer-encoding"}
_DEFAULTS = {"negative_prompt": "", "count": 1, "fps": "24", "frames": 48}
_SHOT_TEXTS = ("number", "scene", "kind", "framing", "caption")


class Kind(StrEnum):
    IMAGE = "IMAGE"
    VIDEO = "VIDEO"


@dataclass(frozen=True, slots=True)
class Brief:
    """What is asked for. `fps` is a fraction as text; `raw` is the brief as JSON, checked."""

    prompt: str
    negative_prompt: str
    width: int
    height: int
    seed: int
    count: int
    fps: str
    frames: int
    model: str | None
    start_image: str | None = field(repr=False)
    raw: Mapping[str, Any] = field(repr=False, hash=False)

    def seed_of(self, index: int) -> int:
        return (self.seed + index) % SEEDS


@dataclass(frozen=True, slots=True)
class Slot:
    """Where an output goes; the address is a secret."""

    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False, hash=False)


@dataclass(frozen=True, slots=True)
class InputFile:
    """A picture that the workflow knows by `name`; the address is a secret."""

    name: str
    url: str = field(repr=False)
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Task:
    """One attempt. `start_image` and `pictures`, by name, hold the bytes once they are fetched.

    With `output_nodes` the workflow makes all outputs in one run: node i saves output i.
    """

    attempt: str
    kind: Kind
    brief: Brief
    workflow: Mapping[str, Any] | None = field(repr=False, hash=False)
    outputs: tuple[Slot, ...]
    report: str | None = field(repr=False)
    output_nodes: tuple[str, ...] = ()
    files: tuple[InputFile, ...] = ()
    start_image: bytes | None = field(default=None, repr=False)
    pictures: Mapping[str, bytes] = field(default_factory=dict, repr=False, hash=False)


def read_task(given: Any) -> Task:
    """The task in a job's `input`. Raises EndpointError INVALID_INPUT."""
    if not isinstance(given, Mapping):
        raise _invalid("The input must be an object.")
    version = given.get("storycanvas")
    if type(version) is not int or version != VERSION:
        raise _invalid(f"storycanvas must be {VERSION}: this endpoint speaks no other version.")
    attempt = given.get("attempt")
    if not isinstance(attempt, str) or not _ATTEMPT.fullmatch(attempt):
        raise _invalid("attempt must be 1 to 100 letters, digits, _ or -.")
    kind = given.get("kind")
    if kind not in tuple(Kind):
        raise _invalid("kind must be IMAGE or VIDEO.")
    brief = _read_brief(given.get("brief"))
    outputs = _read_slots(given.get("outputs"), brief.count)
    report = given.get("report")
    workflow = read_workflow(given["workflow"]) if given.get("workflow") is not None else None
    return Task(
        attempt=attempt,
        kind=Kind(kind),
        brief=brief,
        workflow=workflow,
        outputs=outputs,
        report=_address(report, "report") if report is not None else None,
        output_nodes=_read_nodes(given.get("output_nodes"), workflow, brief.count),
        files=_read_files(given.get("files")),
    )


def read_workflow(given: Any) -> Mapping[str, Any]:
    """A ComfyUI graph in API format. Raises EndpointError INVALID_INPUT."""
    if not isinstance(given, Mapping) or not given or len(given) > _MOST_NODES:
        raise _invalid("workflow must be a ComfyUI graph in API format: node ids to nodes.")
    if isinstance(given.get("nodes"), list):
        raise _invalid(
            "workflow is saved for ComfyUI's editor. Export it in API format and send that."
        )
    for node, spec in given.items():
        if not (
            isinstance(spec, Mapping)
            and isinstance(spec.get("class_type"), str)
            and isinstance(spec.get("inputs"), Mapping)
        ):
            raise _invalid(f"workflow: node {node[:50]} needs a class_type and inputs.")
    return given


def _read_nodes(given: Any, workflow: Mapping[str, Any] | None, count: int) -> tuple[str, ...]:
    if not given:
        return ()
    if workflow is None or not isinstance(given, list) or len(given) != count:
        raise _invalid(f"output_nodes must be {count} nodes of a workflow, one for each output.")
    if any(not isinstance(node, str) or node not in workflow for node in given):
        raise _invalid("output_nodes must be nodes of the workflow.")
    if len(set(given)) != len(given):
        raise _invalid("output_nodes must be different nodes.")
    return tuple(given)


def _read_files(given: Any) -> tuple[InputFile, ...]:
    listed = [] if given is None else given
    if not isinstance(listed, list) or len(listed) > _MOST_FILES:
        raise _invalid(f"files must be a list of at most {_MOST_FILES}.")
    return tuple(_read_file(one, f"files[{index}]") for index, one in enumerate(listed))


def _read_file(given: Any, name: str) -> InputFile:
    if not isinstance(given, Mapping):
        raise _invalid(f"{name} must be an object with name and url.")
    called, digest = given.get("name"), given.get("sha256")
    if not isinstance(called, str) or len(called) > 200 or not _FILE_NAME.fullmatch(called):
        raise _invalid(f"{name}.name must be a plain file name, in one folder at most.")
    if digest is not None and not (isinstance(digest, str) and _DIGEST.fullmatch(digest)):
        raise _invalid(f"{name}.sha256 must be 64 hexadecimal digits.")
    return InputFile(called, _address(given.get("url"), f"{name}.url"), digest)


def _read_brief(given: Any) -> Brief:
    if not isinstance(given, Mapping):
        raise _invalid("brief must be an object.")
    given = {**_DEFAULTS, **{name: value for name, value in given.items() if value is not None}}
    fps = given["fps"]
    if not isinstance(fps, str) or not _FPS.fullmatch(fps) or not _is_rate(fps):
        raise _invalid('brief.fps must be a fraction as text from 1 to 240, such as "24000/1001".')
    model = given.get("model")
    start = given.get("start_image")
    if start is not None and not isinstance(start, Mapping):
        raise _invalid('brief.start_image must be null or {"url": …}.')
    checked: dict[str, Any] = {
        "prompt": _text(given.get("prompt"), "brief.prompt"),
        "negative_prompt": _text(given["negative_prompt"], "brief.negative_prompt"),
        "width": _whole(given.get("width"), "brief.width", 16, _LARGEST_SIDE),
        "height": _whole(given.get("height"), "brief.height", 16, _LARGEST_SIDE),
        "seed": _whole(given.get("seed"), "brief.seed", 0, SEEDS - 1),
        "count": _whole(given["count"], "brief.count", 1, _MOST_OUTPUTS),
        "fps": fps,
        "frames": _whole(given["frames"], "brief.frames", 1, _MOST_FRAMES),
        "model": None if model is None else _text(model, "brief.model"),
    }
    raw = {**checked, "shot": _read_shot(given.get("shot")), "start_image": start}
    address = None if start is None else _address(start.get("url"), "brief.start_image.url")
    return Brief(**checked, start_image=address, raw=raw)


def _read_shot(given: Any) -> dict[str, Any] | None:
    if given is None:
        return None
    if not isinstance(given, Mapping):
        raise _invalid("brief.shot must be an object or null.")
    shot: dict[str, Any] = {
        name: _text(given[name], f"brief.shot.{name}")
        for name in _SHOT_TEXTS
        if given.get(name) is not None
    }
    characters = given.get("characters") or []
    if not isinstance(characters, list) or len(characters) > _LARGEST_CAST:
        raise _invalid(f"brief.shot.characters must be a list of at most {_LARGEST_CAST} names.")
    shot["characters"] = [_text(name, "brief.shot.characters") for name in characters]
    shot["cast"] = _read_cast(given.get("cast"))
    return shot


def _read_cast(given: Any) -> list[dict[str, str]]:
    """How the film describes its characters: what a renderer goes by in every shot."""
    cast = [] if given is None else given
    if not isinstance(cast, list) or len(cast) > _LARGEST_CAST:
        raise _invalid(f"brief.shot.cast must be a list of at most {_LARGEST_CAST} characters.")
    if not all(isinstance(member, Mapping) for member in cast):
        raise _invalid("brief.shot.cast must hold objects with a name and a look.")
    return [
        {
            "name": _text(member.get("name"), "brief.shot.cast.name", _LONGEST_NAME),
            "look": _text(member.get("look") or "", "brief.shot.cast.look", _LONGEST_LOOK),
        }
        for member in cast
    ]


def _read_slots(given: Any, count: int) -> tuple[Slot, ...]:
    if not isinstance(given, list) or len(given) != count:
        raise _invalid(f"outputs must be a list of {count}, one for each of brief.count.")
    return tuple(_read_slot(slot, f"outputs[{index}]") for index, slot in enumerate(given))


def _read_slot(given: Any, name: str) -> Slot:
    if not isinstance(given, Mapping):
        raise _invalid(f"{name} must be an object with url and headers.")
    headers = given.get("headers") or {}
    if not isinstance(headers, Mapping) or len(headers) > 50:
        raise _invalid(f"{name}.headers must be an object of at most 50 texts.")
    for header, value in headers.items():
        if not _HEADER_NAME.fullmatch(header) or header.lower() in _TRANSPORT_HEADERS:
            raise _invalid(f"{name}.headers: {header[:50]!r} is no header that may be set.")
        if not isinstance(value, str) or not _HEADER_VALUE.fullmatch(value):
            raise _invalid(f"{name}.headers: the value of {header} is no header value.")
    return Slot(_address(given.get("url"), f"{name}.url"), dict(headers))


def _is_rate(text: str) -> bool:
    try:
        return 1 <= Fraction(text) <= 240
    except ZeroDivisionError:
        return False


def _address(given: Any, name: str) -> str:
    fault = _invalid(f"{name} must be an http or https address.")
    if not isinstance(given, str) or len(given) > 8000 or not given.isascii():
        raise fault
    try:
        parts = urlsplit(given)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
        _ = parts.port, httpx.URL(given)
    except (ValueError, httpx.InvalidURL):
        raise fault from None
    if not usable:
        raise fault
    return given


def _text(given: Any, name: str, longest: int = _LONGEST_TEXT) -> str:
    if not isinstance(given, str) or len(given) > longest:
        raise _invalid(f"{name} must be text of at most {longest} characters.")
    if re.search("[\x00\ud800-\udfff]", given):
        raise _invalid(f"{name} holds a character that is no text.")
    return given


def _whole(given: Any, name: str, low: int, high: int) -> int:
    if type(given) is not int or not low <= given <= high:
        raise _invalid(f"{name} must be a whole number from {low} to {high}.")
    return given


def _invalid(message: str) -> EndpointError:
    return EndpointError(ErrorCode.INVALID_INPUT, message)
