"""What a recipe and its graph may be that come from outside. Pure."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from studio.importing.reading import refuse
from studio.projects.rules import MAX_SIZE
from studio.recipes.rules import FedBy

MOST_DEPTH = 64
MOST_STAMPS = 200
_ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")

Text = Annotated[str, Field(max_length=100_000)]
Name = Annotated[str, Field(max_length=500)]
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Number = Annotated[float, Field(ge=-1e6, le=1e6)]
Seed = Annotated[int, Field(ge=0, lt=2**64)]
Size = Annotated[int, Field(ge=1, le=MAX_SIZE)]
Count = Annotated[int, Field(ge=1, le=16)]


class _Closed(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)


class _Open(BaseModel):
    model_config = ConfigDict(strict=True, extra="allow", allow_inf_nan=False)


class _File(_Open):
    name: Name
    sha256: Sha256 | None = None


class _Lora(_Open):
    name: Name
    strength: Number


class _Told(_Open):
    """As studio.rendering.collecting writes it."""

    kind: str
    model: Name | None
    models: list[_File]
    loras: list[_Lora]
    seed: Annotated[str, Field(pattern="^[0-9]{1,20}$")]
    count: Count
    pictures: dict[Name, Sha256]
    fed: dict[Name, Text]
    settings: dict[Name, Any]
    provider: Name | None
    endpoint: Name | None
    worker: dict[Name, Name | None]


class _Brief(_Closed):
    """As docs/endpoint.md has it, with no address in it."""

    prompt: Text
    negative_prompt: Text
    width: Size
    height: Size
    seed: Seed
    count: Count
    model: Name | None = None
    shot: dict[Name, Any] | None = None
    start_image: None = None
    fps: Annotated[str, Field(pattern="^[0-9]{1,9}(/[1-9][0-9]{0,8})?$")] | None = None
    frames: Annotated[int, Field(ge=1, le=2**30)] | None = None
    seconds: Annotated[float, Field(ge=0, le=1e9)] | None = None


class _Workflow(_Closed):
    revision: int
    name: Name
    values: dict[Name, Any]
    nodes: list[Name]
    files: list[Annotated[list[Name], Field(min_length=2, max_length=2)]]


class _Sampling(_Closed):
    """As studio.rendering.sampling keeps it, with files by their SHA-256."""

    family: Name | None = None
    model: Name | None = None
    modelKind: Name | None = None  # noqa: N815 (as it is stored)
    preset: Name | None = None
    fast: bool = False
    settings: dict[Name, Any] = Field(default={})
    loras: list[_Lora] = Field(default=[])
    refiner: bool = False
    pictures: dict[Name, Sha256] = Field(default={})
    workflow: _Workflow | None = None
    faceStrength: Number = 1.0  # noqa: N815
    faceBlending: Number = 1.0  # noqa: N815


class _Weighted(_Closed):
    prompt: Text
    negativePrompt: Text  # noqa: N815


class _Composed(_Open):
    loras: list[_Lora] = Field(default=[])
    weighted: _Weighted | None = None


class _Drawn(_Open):
    model: Name | None = None
    files: list[Name] | dict[Name, Name] = Field(default=[])
    loras: list[_Lora] = Field(default=[])


class _Asked(_Closed):
    model: Name | None = None
    sampling: _Sampling | None = None
    composed: _Composed | None = None
    made: _Drawn | None = None


class _Node(_Open):
    class_type: Name
    inputs: dict[Name, Any]


_GRAPH = TypeAdapter(dict[Name, _Node])
_STAMPS = TypeAdapter(Annotated[dict[Name, Text], Field(max_length=MOST_STAMPS)])


def check_told(told: Mapping[str, Any], kind: str) -> None:
    """Each raises UserError."""
    _check(_Told, told)
    if told["kind"] != kind or int(told["seed"]) >= 2**64:
        _wrong("kind or seed")


def check_brief(brief: Mapping[str, Any]) -> None:
    _check(_Brief, brief)


def check_asked(asked: Mapping[str, Any]) -> None:
    _check(_Asked, asked)


def check_fed(fed: Mapping[str, Any], kind: Literal["IMAGE", "VIDEO", "AUDIO"]) -> None:
    """What it names are things of the document: an id of another workspace would be told of."""
    _check(_STAMPS, fed)
    for name, told in fed.items():
        own = name.replace(f"{kind}.", "")
        known = own == "CAST" or own.startswith("STYLE") or "." in own or own in FedBy.__members__
        if not known or _ID.search(told):
            _wrong(f"fed.{name}")


def check_graph(nodes: Mapping[str, Any], outputs: Sequence[str]) -> None:
    _check(_GRAPH, nodes)
    if not outputs or not nodes.keys() >= {*outputs}:
        _wrong("outputs")


def _check(model: type[BaseModel] | TypeAdapter[Any], value: Mapping[str, Any]) -> None:
    _check_depth(value)
    try:
        if isinstance(model, TypeAdapter):
            model.validate_python(value, strict=True)
        else:
            model.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        _wrong(".".join(map(str, first["loc"])))


def _check_depth(value: Any) -> None:
    """Neither deeper than anything needs, nor with a character that no database takes."""
    level = [value]
    for _ in range(MOST_DEPTH):
        below: list[Any] = []
        for one in level:
            if isinstance(one, Mapping):
                below += [*one.keys(), *one.values()]
            elif isinstance(one, list):
                below += one
            elif isinstance(one, str) and "\x00" in one:
                _wrong("text")
        if not below:
            return
        level = below
    _wrong("depth")


def _wrong(where: str) -> None:
    refuse(f"A recipe or a graph of the project is not as it should be: {where[:200]}.")
