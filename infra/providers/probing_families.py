"""Which families of models a ComfyUI can render, by its nodes and its files. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from studio.graphs.build import build
from studio.graphs.families import FAMILIES
from studio.graphs.family import Family, Task
from studio.graphs.resolve import MissingModels, Resolved, resolve
from studio.graphs.task import GraphTask, make_task
from studio.graphs.validation import missing
from studio.rendering.ports import Check

MODELS = "Models"
_MOST_TOLD = 3
_ADVICE = (
    "Put a model into its folder of models, for instance sd_xl_base_1.0.safetensors into "
    "models/checkpoints; docs/models.md lists the files of each family."
)

Folders = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Ability:
    """`ready` are families it renders; `lacking` those that it has the model of, and what else
    they need, in words."""

    ready: tuple[str, ...]
    lacking: tuple[tuple[str, str], ...]


def ability_of(folders: Folders, node_classes: Collection[str]) -> Ability:
    """Of the families that need nothing but nodes and files."""
    ready: list[str] = []
    lacking: list[tuple[str, str]] = []
    for family in FAMILIES.values():
        if family.needs:
            continue
        lacks = [_lacks(family, task, folders, node_classes) for task in family.tasks]
        if "" in lacks:
            ready.append(family.id)
        else:
            told = next((words for words in lacks if words), None)
            if told is not None:
                lacking.append((family.id, told))
    return Ability(tuple(ready), tuple(lacking))


def check_models(folders: Folders, node_classes: Collection[str]) -> Check:
    found = ability_of(folders, node_classes)
    lacks = "; ".join(
        f"for {family} it lacks {what}" for family, what in found.lacking[:_MOST_TOLD]
    )
    if not found.ready:
        words = "It can render none of the families that the studio knows"
        return Check(MODELS, False, f"{words}{': ' + lacks if lacks else ''}.", _ADVICE)
    can = f"It can render {', '.join(found.ready)}"
    return Check(MODELS, True, f"{can}; {lacks}." if lacks else f"{can}.")


def _lacks(
    family: Family, task: Task, folders: Folders, node_classes: Collection[str]
) -> str | None:
    """What the task lacks: "" for nothing, None where not even its model is there."""
    try:
        resolved = resolve(family, task, folders)
    except MissingModels as error:
        if any(file.role == "model" for file in error.files):
            return None
        return ", ".join(f"{file.folder}/{file.name}" for file in error.files)
    nodes = missing(build(_task(family, task, resolved)), node_classes, {}).nodes
    return f"the nodes {', '.join(nodes)}" if nodes else ""


def _task(family: Family, task: Task, resolved: Resolved) -> GraphTask:
    return make_task(
        family,
        task,
        resolved.setup,
        models=resolved.models,
        seed=0,
        prefix="check",
        prompt="a test",
        files={role: f"{role}.png" for role in task.files},
    )
