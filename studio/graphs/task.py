"""What a graph is asked to do, the files it takes for that, and what a family cannot do."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from studio.graphs.families import FAMILIES
from studio.graphs.family import Family, LengthRule, Preset, Setup, SizeRule, Task
from studio.kernel.errors import UserError
from studio.library.media import MediaKind

MAX_COUNT = 16
_ROLES = ("start", "end", "reference_1", "reference_2", "face", "mask")


@dataclass(frozen=True, slots=True)
class Lora:
    """A small change to a model, with how strongly it acts on model and text encoder."""

    name: str
    strength_model: float = 1.0
    strength_clip: float = 1.0


@dataclass(frozen=True, slots=True)
class GraphTask:
    """One order for a graph. Sides are pixels, `rate` frames a second.

    `setup` and `models` come from resolve.resolve; `files` are names that ComfyUI's LoadImage
    finds, by role: start, end, reference_1, reference_2, mask. `prefix` must be the attempt's
    own: ComfyUI makes nothing anew for a graph it has had. `clip_skip` 2 leaves out the last
    layer of the text encoder; 0 and 1 leave out none.
    """

    family: str
    task: Task
    prompt: str
    negative_prompt: str
    width: int
    height: int
    seed: int
    count: int
    steps: int
    cfg: float
    guidance: float | None
    sampler: str
    scheduler: str
    setup: str
    models: Mapping[str, str] = field(hash=False)
    prefix: str
    denoise: float = 1.0
    frames: int = 1
    rate: Fraction = Fraction(24)
    files: Mapping[str, str] = field(default_factory=dict, hash=False)
    loras: tuple[Lora, ...] = ()
    refiner: bool = False
    clip_skip: int = 0

    @property
    def of(self) -> Family:
        return FAMILIES[self.family]

    @property
    def way(self) -> Setup:
        return self.of.setup(self.setup)


class GraphUnsupported(UserError):
    """The family cannot do this; the words say what it can."""


def preset(family: Family, setup: Setup, *, fast: bool = False) -> Preset:
    """How the family samples with these files."""
    base = family.fast if fast else family.quality
    return Preset(
        base.steps,
        setup.cfg[0 if fast else 1] if setup.cfg else base.cfg,
        setup.sampler or base.sampler,
        setup.scheduler or base.scheduler,
        base.guidance,
    )


def make_task(
    family: Family, task: Task, setup: Setup, *, fast: bool = False, **given: Any
) -> GraphTask:
    """A task with the values of the preset where none are given.

    `models`, `seed`, `prefix` and `prompt` must be given; they are those of GraphTask.
    """
    chosen = preset(family, setup, fast=fast)
    length = setup.length or family.length
    defaults: dict[str, Any] = {
        "negative_prompt": "",
        "count": 1,
        "width": family.width,
        "height": family.height,
        "steps": chosen.steps,
        "cfg": chosen.cfg,
        "guidance": chosen.guidance,
        "sampler": chosen.sampler,
        "scheduler": chosen.scheduler,
        "denoise": 0.6 if task is Task.IMAGE_TO_IMAGE else 1.0,
        "clip_skip": family.clip_skip,
    }
    if length:
        defaults |= {"frames": min(length.most, 8 * length.step + 1), "rate": length.rate}
    return GraphTask(family=family.id, task=task, setup=setup.key, **(defaults | given))


def sampled_by(family: Family) -> frozenset[str]:
    """The settings of sampling that mean something to the family."""
    if not any(setup.files for setup in family.setups):
        return frozenset()
    names = {"steps", "sampler"}
    names |= {"guidance"} if family.quality.guidance is not None else set()
    names |= {"clip_skip"} if family.architecture == "sdxl" else set()
    names |= {"denoise"} if family.kind is MediaKind.IMAGE else set()
    names |= {"cfg"} if family.architecture != "hunyuan" else set()
    names |= {"scheduler"} if family.architecture != "ltx" else set()
    return frozenset(names)


def check(task: GraphTask) -> None:
    """Raise GraphUnsupported for what the family cannot do, with what to do instead."""
    family, setup = task.of, task.way
    if task.task not in setup.tasks:
        able = ", ".join(one.value for one in family.tasks)
        raise GraphUnsupported(
            f"{family.label} cannot do {task.task.value}, only {able}. Choose another model.",
            field=["model"],
        )
    _check_values(task)
    if len(task.loras) > family.max_loras:
        raise GraphUnsupported(
            f"{family.label} takes {family.max_loras} LoRAs at most, not {len(task.loras)}. "
            "Take some away.",
            field=["loras"],
        )
    if task.refiner and not setup.file("refiner"):
        raise GraphUnsupported(
            f"{family.label} has no refiner. Turn it off, or choose SDXL.", field=["refiner"]
        )
    _check_files(task)
    _check_size(task, setup.size or family.size)
    if length := setup.length or family.length:
        _check_length(task, length)


def _check_values(task: GraphTask) -> None:
    ranges = (
        ("count", task.count, 1, MAX_COUNT),
        ("steps", task.steps, 1, 200),
        ("cfg", task.cfg, 0, 30),
        ("denoise", task.denoise, 0.01, 1),
        ("guidance", task.guidance or 0, 0, 30),
        ("clipSkip", task.clip_skip, 0, 24),
        ("seed", task.seed, 0, 2**64 - 1),
    )
    for name, value, low, high in ranges:
        if not low <= value <= high:
            raise GraphUnsupported(f"{name} lies between {low} and {high}.", field=[name])


def _check_files(task: GraphTask) -> None:
    if lacking := [role for role in task.task.files if not task.files.get(role)]:
        words = {"start": "a picture to start from", "end": "a picture to end with"}
        raise GraphUnsupported(
            f"{task.task.value} needs {' and '.join(words[role] for role in lacking)}. "
            "Choose one, or another kind of rendering.",
            field=["files"],
        )
    if strange := set(task.files) - set(_ROLES):
        raise GraphUnsupported(f"No picture is known as {min(strange)}.", field=["files"])


def _check_size(task: GraphTask, rule: SizeRule) -> None:
    if not rule.allows(task.width, task.height):
        width, height = fit_size(task.of, task.width, task.height, task.way)
        raise GraphUnsupported(
            f"{task.of.label} cannot make {task.width} × {task.height}. "
            f"The nearest it can is {width} × {height}.",
            field=["width"],
        )


def _check_length(task: GraphTask, rule: LengthRule) -> None:
    if not rule.allows(task.frames):
        near = _nearest_length(rule, task.frames)
        raise GraphUnsupported(
            f"{task.of.label} makes {rule.step} × n + 1 frames, {rule.most} at most; "
            f"not {task.frames}, but {near}.",
            field=["frames"],
        )
    if not 1 <= task.rate <= 120:
        raise GraphUnsupported("A video has 1 to 120 frames a second.", field=["rate"])


def fit_size(
    family: Family, width: int, height: int, setup: Setup | None = None
) -> tuple[int, int]:
    """The allowed size nearest in shape and area to what is asked. Takes any sides above 0."""
    rule = (setup and setup.size) or family.size
    if rule.allows(width, height):
        return width, height
    area = min(max(width * height, rule.min_pixels), rule.max_pixels)
    across = math.sqrt(area) * math.sqrt(width / height)
    whole = math.floor if area == rule.max_pixels else round
    sides = [
        whole(min(max(side, rule.min_side), rule.max_side) / rule.multiple) * rule.multiple
        for side in (across, area / across)
    ]
    while sides[0] * sides[1] > rule.max_pixels:
        sides[sides.index(max(sides))] -= rule.multiple
    while sides[0] * sides[1] < rule.min_pixels:
        room = [side for side in sides if side + rule.multiple <= rule.max_side]
        sides[sides.index(max(room))] += rule.multiple
    return sides[0], sides[1]


def fit_frames(
    family: Family, frames: int, rate: Fraction, setup: Setup | None = None
) -> tuple[int, Fraction]:
    """The frames and the rate in which the family makes a video that lasts as long as asked.

    It is the shortest that is not shorter, or the longest there is; (1, rate) for a picture.
    """
    rule = (setup and setup.length) or family.length
    if not rule:
        return 1, rate
    return _nearest_length(rule, math.ceil(Fraction(frames) / rate * rule.rate)), rule.rate


def _nearest_length(rule: LengthRule, frames: int) -> int:
    count = min(max(1, -(-(frames - 1) // rule.step)), (rule.most - 1) // rule.step)
    return count * rule.step + 1
