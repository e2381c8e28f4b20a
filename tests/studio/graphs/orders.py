"""One order per family and task, on an endpoint that has all the files."""

from collections.abc import Iterator
from typing import Any

from studio.graphs.families import FAMILIES
from studio.graphs.family import Family, Setup, Task
from studio.graphs.task import GraphTask, Lora, make_task

PICTURES = {role: f"{role}.png" for role in ("start", "end", "reference_1", "reference_2", "mask")}
ALL = [
    (family, setup, task)
    for family in FAMILIES.values()
    for setup in family.setups
    for task in setup.tasks
]


def named(case: object) -> str:
    """How a family, a setup or a task is called in the name of a test."""
    if isinstance(case, Family):
        return case.id
    return case.key if isinstance(case, Setup) else str(getattr(case, "value", case))


def order(family: Family, setup: Setup, task: Task, **given: Any) -> GraphTask:
    size = {}
    if setup.size and not setup.size.allows(family.width, family.height):
        size = {"width": setup.size.multiple * 20, "height": setup.size.multiple * 12}
    return make_task(
        family,
        task,
        setup,
        **{
            "prompt": "a fox in the snow",
            "negative_prompt": "blurry",
            "seed": 7,
            "prefix": "attempt-1",
            "models": models(setup, refiner=given.get("refiner", False)),
            "files": {role: PICTURES[role] for role in task.files},
            **size,
            **given,
        },
    )


def models(setup: Setup, *, refiner: bool = False) -> dict[str, str]:
    return {
        one.role: one.name
        for one in setup.files
        if not one.optional or (refiner and one.role == "refiner")
    }


def everything() -> dict[str, list[str]]:
    """All files of all families by folder."""
    found: dict[str, list[str]] = {"loras": ["one.safetensors", "two.safetensors"]}
    for family in FAMILIES.values():
        for setup in family.setups:
            for file in setup.files:
                found.setdefault(file.folder, []).append(file.name)
    return found | {"input": list(PICTURES.values())}


def variants(family: Family, setup: Setup, task: Task) -> Iterator[GraphTask]:
    """One and three outputs, with and without LoRAs, refiner and mask."""
    loras = (Lora("one.safetensors"), Lora("two.safetensors", 0.5, 0.25))[: family.max_loras]
    for count in (1, 3):
        yield order(family, setup, task, count=count)
        yield order(family, setup, task, count=count, loras=loras)
        if setup.file("refiner"):
            yield order(family, setup, task, count=count, refiner=True, loras=loras)
        if task in (Task.IMAGE_TO_IMAGE, Task.EDIT):
            yield order(family, setup, task, count=count, files=PICTURES)
