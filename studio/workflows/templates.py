"""Ready workflows: what the studio draws by itself for each family and task, to be edited. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from studio.graphs.audio import SOUND_MODELS, SoundFormat, SoundModel, SoundTask, make_sound
from studio.graphs.build import build
from studio.graphs.custom.inputs import InputKind, WorkflowInput, read_value
from studio.graphs.custom.offering import camel, label_of
from studio.graphs.faces import FaceTask, fuse_faces
from studio.graphs.families import FAMILIES
from studio.graphs.family import Family, ModelFile, Setup, Task
from studio.graphs.files import RESTORER, SWAPPER
from studio.graphs.graph import Graph
from studio.graphs.task import GraphTask, fit_size, make_task, sampled_by
from studio.kernel.errors import NotFound, UserError
from studio.library.media import MediaKind

TEXT_TO_AUDIO = "TEXT_TO_AUDIO"
FACE_FUSION = "FACE_FUSION"
_PREFIX = "storycanvas"
_SECONDS = 30.0
_AGAINST = "low quality"
"""Two texts that are the same would be one node, and so one input."""
_CATEGORIES = {
    Task.TEXT_TO_IMAGE: "GENERATE",
    Task.IMAGE_TO_IMAGE: "EDIT",
    Task.EDIT: "EDIT",
    Task.TEXT_TO_VIDEO: "GENERATE",
    Task.IMAGE_TO_VIDEO: "ANIMATE",
    Task.FIRST_LAST_FRAME: "ANIMATE",
}
_RANGES: Mapping[str, tuple[InputKind, float, float]] = {
    "steps": (InputKind.INTEGER, 1, 200),
    "cfg": (InputKind.NUMBER, 0, 30),
    "guidance": (InputKind.NUMBER, 0, 30),
    "denoise": (InputKind.NUMBER, 0.01, 1),
    "clip_skip": (InputKind.INTEGER, 0, 24),
}

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Template:
    """`draw` makes its graph with values for all of its parameters."""

    id: str
    label: str
    family: str | None
    task: str
    kind: MediaKind
    category: str
    description: str
    parameters: tuple[WorkflowInput, ...]
    files: tuple[ModelFile, ...]
    draw: Callable[[Values], Graph] = field(repr=False, hash=False, compare=False)


@cache
def templates() -> Mapping[str, Template]:
    """All of them by their ids, in the order of the families."""
    found = [_of_family(family, task) for family in FAMILIES.values() for task in family.tasks]
    found += [_of_sound(model) for model in SOUND_MODELS.values()]
    return {one.id: one for one in (*found, _of_faces())}


def template(template_id: str) -> Template:
    """Raises NOT_FOUND."""
    found = templates().get(template_id)
    if found is None:
        raise NotFound("There is no workflow template of this id.", field=["templateId"])
    return found


def instantiate(one: Template, given: Values) -> Graph:
    """The template's graph with these parameters, and the defaults of the others.

    Raises UserError for a parameter that it does not have, or that does not fit.
    """
    known = {parameter.name: parameter for parameter in one.parameters}
    values = {name: parameter.default for name, parameter in known.items()}
    for name, value in given.items():
        if name not in known:
            raise UserError(
                f"{one.label} has no parameter {name[:50]!r}, only {', '.join(known) or 'none'}.",
                field=["parameters", name[:50]],
            )
        try:
            values[name] = read_value(known[name], value)
        except UserError as error:
            raise UserError(error.message, field=["parameters", name]) from None
    try:
        return one.draw(values)
    except UserError as error:
        raise UserError(error.message, field=["parameters", *(error.field or ())]) from None


def _of_family(family: Family, task: Task) -> Template:
    setups = [setup for setup in family.setups if task in setup.tasks]
    first = setups[0]

    def draw(values: Values) -> Graph:
        setup = next(one for one in setups if one.key == values.get("setup", first.key))
        return build(_task(family, setup, task, values))

    return Template(
        id=f"{family.id}.{task.value.lower()}",
        label=f"{family.label}: {task.value.lower().replace('_', ' ')}",
        family=family.id,
        task=task.value,
        kind=family.kind,
        category=_CATEGORIES[task],
        description=" ".join(part for part in (family.note, _needs(family)) if part),
        parameters=tuple(_parameters(family, setups, task)),
        files=first.files,
        draw=draw,
    )


def _needs(family: Family) -> str:
    return f"Needs {family.needs}." if family.needs else ""


def _parameters(family: Family, setups: list[Setup], task: Task) -> list[WorkflowInput]:
    first = setups[0]
    plain = make_task(family, task, first, prompt="", seed=0, prefix=_PREFIX, models={})
    found: list[WorkflowInput] = []
    if len(setups) > 1:
        found.append(_choice("setup", tuple(setup.key for setup in setups)))
    if main := first.file("model"):
        found.append(_parameter("model", InputKind.TEXT, "" if len(setups) > 1 else main.name))
    rule = first.size or family.size
    width, height = fit_size(family, family.width, family.height, first)
    for name, side in (("width", width), ("height", height)):
        found.append(_parameter(name, InputKind.INTEGER, side, rule.min_side, rule.max_side))
    if length := first.length or family.length:
        most = max((setup.length or length).most for setup in setups)
        found.append(_parameter("frames", InputKind.INTEGER, plain.frames, 1 + length.step, most))
    meant = sampled_by(family) - (set() if task is Task.IMAGE_TO_IMAGE else {"denoise"})
    for name in sorted(meant):
        value = getattr(plain, name)
        if name in _RANGES:
            kind, low, high = _RANGES[name]
            found.append(_parameter(camel(name), kind, value, low, high))
        else:
            found.append(_parameter(name, InputKind.TEXT, value))
    if first.file("refiner"):
        found.append(_parameter("refiner", InputKind.BOOLEAN, False))
    return found


def _task(family: Family, setup: Setup, task: Task, values: Values) -> GraphTask:
    refined = bool(values.get("refiner"))
    models = {
        file.role: file.name
        for file in setup.files
        if not file.optional or (refined and file.role == "refiner")
    }
    if values.get("model"):
        models["model"] = values["model"]
    names = {"width", "height", "frames", *sampled_by(family)}
    given = {name: values[camel(name)] for name in names if values.get(camel(name)) is not None}
    return make_task(
        family,
        task,
        setup,
        prompt=family.tags,
        negative_prompt=_AGAINST if family.negative else "",
        seed=0,
        prefix=_PREFIX,
        models=models,
        files={role: f"{role}.png" for role in task.files},
        refiner=refined,
        **given,
    )


def _of_sound(model: SoundModel) -> Template:
    def draw(values: Values) -> Graph:
        return make_sound(
            SoundTask(
                model=model.id,
                prompt="",
                negative_prompt=_AGAINST,
                seconds=values["seconds"],
                seed=0,
                prefix=_PREFIX,
                models={file.role: file.name for file in model.files},
                steps=values["steps"],
                cfg=values["cfg"],
                format=SoundFormat[values["format"]],
            )
        )

    seconds = min(_SECONDS, model.longest)
    return Template(
        id=f"{model.id}.text_to_audio",
        label=f"{model.label}: text to audio",
        family=model.id,
        task=TEXT_TO_AUDIO,
        kind=MediaKind.AUDIO,
        category="SOUND",
        description=model.note,
        parameters=(
            _parameter("seconds", InputKind.NUMBER, seconds, 1, model.longest),
            _parameter("steps", InputKind.INTEGER, model.preset.steps, 1, 200),
            _parameter("cfg", InputKind.NUMBER, model.preset.cfg, 0, 30),
            _choice("format", tuple(one.name for one in SoundFormat)),
        ),
        files=model.files,
        draw=draw,
    )


def _of_faces() -> Template:
    def draw(values: Values) -> Graph:
        files = {file.role: file.name for file in (SWAPPER, RESTORER)}
        return fuse_faces(FaceTask(("start.png",), "face.png", _PREFIX, files, **values))

    return Template(
        id="reactor.face_fusion",
        label="ReActor: face fusion",
        family=None,
        task=FACE_FUSION,
        kind=MediaKind.IMAGE,
        category="EDIT",
        description="The face of one picture put into another. Needs the custom node "
        "ComfyUI-ReActor on the endpoint.",
        parameters=tuple(
            _parameter(name, InputKind.NUMBER, value, 0, 1)
            for name, value in (("strength", 1.0), ("blending", 1.0), ("fidelity", 0.5))
        ),
        files=(SWAPPER, RESTORER),
        draw=draw,
    )


def _parameter(
    name: str, kind: InputKind, default: Any, low: float | None = None, high: float | None = None
) -> WorkflowInput:
    return WorkflowInput(name, None, (), kind, label_of(name), default, low, high)


def _choice(name: str, choices: tuple[str, ...]) -> WorkflowInput:
    label = label_of(name)
    return WorkflowInput(name, None, (), InputKind.CHOICE, label, choices[0], choices=choices)
