"""Which of an endpoint's files a graph is drawn with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from studio.graphs.family import Family, ModelFile, Setup, Task
from studio.graphs.names import bare, recognised
from studio.graphs.task import GraphUnsupported
from studio.kernel.errors import ErrorCode, UserError

_OLD_NAMES = {"diffusion_models": "unet", "text_encoders": "clip"}
"""What the folders were called before, and still are in some images of endpoints."""

Available = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Resolved:
    """The setup to use, with a file of the endpoint for each of its roles."""

    setup: Setup
    models: Mapping[str, str] = field(hash=False)


@dataclass(frozen=True, slots=True)
class MissingModel:
    """A file to put into `folder` of the endpoint's models. `url` is "" where none is known."""

    role: str
    folder: str
    name: str
    url: str

    def __str__(self) -> str:
        return f"{self.folder}/{self.name}" + (f" from {self.url}" if self.url else "")


class MissingModels(UserError):
    """The endpoint lacks files that the family needs."""

    code = ErrorCode.UNAVAILABLE

    def __init__(self, label: str, files: tuple[MissingModel, ...]) -> None:
        listed = "; ".join(map(str, files))
        super().__init__(
            f"The endpoint has not all that {label} needs. Put these into its models folder: "
            f"{listed}.",
            field=["model"],
        )
        self.files = files


def resolve(
    family: Family,
    task: Task,
    available: Available,
    *,
    wanted: Mapping[str, str] | None = None,
    refiner: bool = False,
) -> Resolved:
    """Pick the files for a task from what the endpoint has, by folder.

    `wanted` names files by role; that of role `model` is the model a person chose. Raises
    MissingModels with what to get, GraphUnsupported where the family has no such task.
    """
    setups = [one for one in family.setups if task in one.tasks]
    if not setups:
        able = ", ".join(one.value for one in family.tasks)
        raise GraphUnsupported(
            f"{family.label} cannot do {task.value}, only {able}. Choose another model.",
            field=["model"],
        )
    asked = dict(wanted or {})
    lacking: list[tuple[MissingModel, ...]] = []
    for setup in _in_order(setups, available, asked.get("model")):
        models, missing = pick(setup.files, available, asked, refiner=refiner)
        if not missing:
            return Resolved(setup, models)
        lacking.append(missing)
    raise MissingModels(family.label, lacking[0])


def _in_order(setups: list[Setup], available: Available, chosen: str | None) -> list[Setup]:
    """Those that the chosen model is meant for; else those whose folder it is in; else all."""
    if not chosen:
        return setups
    mains = {setup.key: setup.file("model") for setup in setups}
    placed = [
        one
        for one in setups
        if (main := mains[one.key]) and named(chosen, listed(available, main.folder))
    ]
    meant = [
        one
        for one in placed or setups
        if (main := mains[one.key])
        and (bare(chosen) == main.name or recognised(chosen, main.words))
    ]
    return meant or placed or setups


def pick(
    files: Sequence[ModelFile],
    available: Available,
    wanted: Mapping[str, str],
    *,
    refiner: bool = False,
) -> tuple[dict[str, str], tuple[MissingModel, ...]]:
    """The endpoint's file for each role, and what it lacks."""
    found: dict[str, str] = {}
    missing = []
    for file in files:
        asked = wanted.get(file.role)
        if file.optional and not asked and not (refiner and file.role == "refiner"):
            continue
        name = _choose(file, listed(available, file.folder), asked, found.get("model"))
        if name:
            found[file.role] = name
        elif asked and bare(asked) != file.name:
            missing.append(MissingModel(file.role, file.folder, asked, ""))
        else:
            missing.append(MissingModel(file.role, file.folder, file.name, file.url))
    return found, tuple(missing)


def listed(available: Available, folder: str) -> list[str]:
    """The files of a folder, under its old name too, in a fixed order."""
    old = _OLD_NAMES.get(folder, folder)
    return sorted({*available.get(folder, ()), *available.get(old, ())})


def named(name: str, there: Sequence[str]) -> str | None:
    """What a file is called there: the same or, in other folders, with the same bare name."""
    if name in there:
        return name
    return next((one for one in there if bare(one) == bare(name)), None)


def _choose(file: ModelFile, there: list[str], asked: str | None, model: str | None) -> str | None:
    if asked:
        return named(asked, there)
    if file.partner and model and (partner := named(_partner(model, file.partner), there)):
        return partner
    fitting = (one for one in there if recognised(one, file.words))
    return named(file.name, there) or next(fitting, None)


def _partner(model: str, swap: tuple[str, str]) -> str:
    for old, new in (swap, tuple(map(str.upper, swap)), tuple(map(str.title, swap))):
        if old in model:
            return model.replace(old, new)
    return model
