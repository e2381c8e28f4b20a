"""The page about models, written from the data."""

from collections.abc import Iterable

from studio.graphs.audio import SOUND_MODELS
from studio.graphs.build import build
from studio.graphs.families import FAMILIES
from studio.graphs.family import Family, ModelFile, Preset, Setup, Task
from studio.graphs.files import RESTORER, SWAPPER
from studio.graphs.task import GraphTask, fit_size, make_task, preset

_HEAD = """# Models

The families of models that the studio knows, what each can do, and the files an endpoint must
have for it. A model is told by the name of its file; a file of another name serves too where its
name says what it is. What no name says is taken for Stable Diffusion XL.

This page is written by `python -m studio.graphs`.
"""


def models_page() -> str:
    """The whole page, in Markdown."""
    families = FAMILIES.values()
    parts = [
        _HEAD,
        "## Families\n",
        _table(
            ("Family", "", "Makes", "Tasks", "Size", "LoRAs", "Notes"),
            map(_family_row, families),
        ),
        "## Presets\n\nSteps, CFG, guidance, sampler and scheduler.\n",
        _table(("Family", "Setup", "Fast", "Quality"), _preset_rows()),
        "## Files\n\nEach in its folder of the endpoint's models.\n",
        _table(("Folder", "File", "Role", "For family and setup"), _file_rows()),
        "## One order per family and task\n\nThe graph that is sent, by the nodes in it.\n",
        _table(("Family", "Task", "Setup", "Nodes"), _order_rows()),
        "## Sound and faces\n",
        _table(("Model", "Makes", "Files"), _other_rows()),
    ]
    return "\n".join(parts)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _family_row(family: Family) -> tuple[str, ...]:
    rule = family.size
    size = (
        f"{family.width} × {family.height}; sides are multiples of {rule.multiple}, "
        f"{rule.min_side} to {rule.max_side}, up to {rule.max_pixels / 2**20:.3g} megapixels"
    )
    notes = [family.note]
    if family.needs:
        notes.insert(0, f"Needs {family.needs}.")
    if family.length:
        rates = " or ".join(dict.fromkeys(_length(family, setup) for setup in family.setups))
        notes.append(f"Length: {rates}.")
    if family.refiner:
        notes.append("Can be refined.")
    if not family.negative:
        notes.append("No negative prompt.")
    return (
        f"`{family.id}`",
        family.label,
        family.kind.value.lower(),
        ", ".join(_task(one) for one in family.tasks),
        size,
        str(family.max_loras or "none"),
        " ".join(note for note in notes if note),
    )


def _task(task: Task) -> str:
    return task.value.lower().replace("_", " ")


def _length(family: Family, setup: Setup) -> str:
    rule = setup.length or family.length
    assert rule
    return f"{rule.step} × n + 1 frames, {rule.most} at most, {rule.rate} a second"


def _preset_rows() -> Iterable[tuple[str, ...]]:
    for family in FAMILIES.values():
        for setup in family.setups:
            quick, full = (_said(preset(family, setup, fast=fast)) for fast in (True, False))
            yield f"`{family.id}`", setup.key, quick, full


def _said(one: Preset) -> str:
    guidance = f", guidance {one.guidance:g}" if one.guidance is not None else ""
    return f"{one.steps} steps, CFG {one.cfg:g}{guidance}, {one.sampler}, {one.scheduler}"


def _file_rows() -> Iterable[tuple[str, ...]]:
    """One row for each file, with all that need it."""
    users: dict[ModelFile, list[str]] = {}
    for family in FAMILIES.values():
        for setup in family.setups:
            for file in setup.files:
                users.setdefault(file, []).append(f"{family.id} {setup.key}")
    for file, needed in users.items():
        role = f"{file.role} (optional)" if file.optional else file.role
        yield f"`{file.folder}`", _file(file), role, ", ".join(needed)


def _file(file: ModelFile) -> str:
    return f"[{file.name}]({file.url})"


def sample_order(family: Family, setup: Setup, task: Task) -> GraphTask:
    """An order with the defaults of the family, for its own files."""
    width, height = fit_size(family, family.width, family.height, setup)
    return make_task(
        family,
        task,
        setup,
        prompt="a fox in the snow",
        seed=1,
        prefix="sample",
        width=width,
        height=height,
        models={file.role: file.name for file in setup.files if not file.optional},
        files={role: f"{role}.png" for role in task.files},
    )


def _order_rows() -> Iterable[tuple[str, ...]]:
    for family in FAMILIES.values():
        for task in family.tasks:
            for setup in family.setups:
                if task in setup.tasks:
                    graph = build(sample_order(family, setup, task))
                    classes = dict.fromkeys(one["class_type"] for one in graph.nodes.values())
                    yield f"`{family.id}`", _task(task), setup.key, ", ".join(classes)


def _other_rows() -> Iterable[tuple[str, ...]]:
    for model in SOUND_MODELS.values():
        words = f"{model.note} {model.longest:g} seconds at most."
        yield model.label, words, ", ".join(map(_file, model.files))
    words = "The face of one picture in others. A custom node, ComfyUI-ReActor, must be installed."
    yield "ReActor", words, ", ".join(map(_file, (SWAPPER, RESTORER)))
