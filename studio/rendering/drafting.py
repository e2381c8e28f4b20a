"""From a brief to the graph that an endpoint can run with the files it has. Pure."""

import math
from collections.abc import Collection, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from studio.catalogue.rules import FOLDERS
from studio.graphs.build import build
from studio.graphs.custom.offering import camel
from studio.graphs.faces import FaceTask, fuse_faces, resolve_faces
from studio.graphs.families import FAMILIES
from studio.graphs.family import Family, LengthRule, Setup, Task
from studio.graphs.files import RESTORER, SWAPPER
from studio.graphs.names import bare
from studio.graphs.resolve import (
    Available,
    MissingModel,
    MissingModels,
    Resolved,
    listed,
    named,
    resolve,
)
from studio.graphs.task import (
    GraphTask,
    GraphUnsupported,
    Lora,
    fit_frames,
    fit_size,
    make_task,
    sampled_by,
)
from studio.kernel.time import rate_text
from studio.library.media import MediaKind
from studio.rendering.drafts import Draft, Stock, digest
from studio.rendering.plan import said_to
from studio.rendering.sampling import REFERENCES, Sampling

FACE_FUSION = "FACE_FUSION"

_FIRST_CHOICE = {MediaKind.IMAGE: "sdxl", MediaKind.VIDEO: "wan_2_2"}
_EDITOR = "qwen_edit"
_SAMPLED = ("steps", "cfg", "guidance", "sampler", "scheduler", "denoise", "clip_skip")
_FACES: Available = {one.folder: (one.name,) for one in (SWAPPER, RESTORER)}


def draft(
    kind: MediaKind,
    brief: Mapping[str, Any],
    sampling: Sampling,
    stock: Stock | None,
    *,
    prefix: str,
    names: Mapping[str, str],
) -> Draft:
    """The graph for all outputs of a brief.

    `stock` is None for an endpoint that does not tell what it has: it is taken to have the files
    of docs/models.md. `names` are those that its LoadImage finds the pictures by, by role.
    `sampling` must have a family (see with_family) unless it is about a face. Raises MissingModels
    with what to put where, GraphUnsupported for what the family cannot do.
    """
    face = _face(sampling, stock, prefix=prefix, names=names) if "face" in names else None
    if face is not None and only_fuses(sampling, names):
        return _fusion(face)
    names = {role: name for role, name in names.items() if role != "face"}
    family = FAMILIES[sampling.family or ""]
    task = task_of(kind, family, names)
    files = assumed(family, sampling) if stock is None else stock.files
    resolved = _resolve(family, task, files, sampling)
    loras = _there(family, sampling.loras, files)
    whole = _task(family, task, resolved, brief, sampling, loras, prefix=prefix, names=names)
    graph = build(whole, face)
    measures: dict[str, Any] = {"width": whole.width, "height": whole.height}
    if kind is MediaKind.VIDEO:
        measures |= {"frames": whole.frames, "fps": rate_text(whole.rate)}
    model = whole.models.get("model", family.label)
    made = {
        "family": family.id,
        "familyChosen": sampling.chosen,
        "task": task.value,
        "setup": whole.setup,
        "model": model,
        "files": dict(whole.models),
        "loras": [{"name": one.name, "strength": one.strength_model} for one in loras],
        "refiner": whole.refiner,
        "sampling": {camel(name): getattr(whole, name) for name in sorted(sampled_by(family))},
        "preset": sampling.preset,
        **({} if face is None else {"face": _fused(face)}),
        **measures,
        "graph": digest(graph),
    }
    return Draft(graph, made, {**measures, "model": model})


def with_family(
    kind: MediaKind, sampling: Sampling, stock: Stock | None, roles: Collection[str]
) -> Sampling:
    """With the family of the endpoint's best file, where nobody asked for one.

    The best has all it needs, and its name is certain. Raises MissingModels where there is none.
    """
    if sampling.family is not None:
        return sampling
    found: list[tuple[tuple[bool, bool, int], Sampling, MissingModels | None]] = []
    known = sorted(stock.families.items()) if stock else []
    for place, family in enumerate(FAMILIES.values()):
        fitting = [(name, sure) for name, (one, sure) in known if one == family.id]
        if not fitting or not _can(kind, family, roles):
            continue
        name, certain = min(fitting, key=lambda one: not one[1])
        plain = replace(sampling, family=family.id, chosen=True)
        for wish in (plain, replace(plain, model=sampling.model or name)):
            lacking = _lacking(kind, wish, stock, roles)
            found.append(((lacking is not None, not certain, place), wish, lacking))
            if lacking is None:
                break
    if not found:
        editing = kind is MediaKind.IMAGE and not set(REFERENCES).isdisjoint(roles)
        family_id = _EDITOR if editing else _FIRST_CHOICE[kind]
        return replace(sampling, family=family_id, chosen=True)
    _, best, lacking = min(found, key=lambda one: one[0])
    if lacking:
        raise lacking
    return best


def task_of(kind: MediaKind, family: Family, roles: Collection[str]) -> Task:
    """What is made of pictures in these roles. Raises GraphUnsupported where there is no such."""
    if family.kind is not kind:
        raise GraphUnsupported(
            f"{family.label} makes {family.kind.value}, not {kind.value}. Choose another model.",
            field=["family"],
        )
    if kind is MediaKind.VIDEO:
        if "end" in roles and "start" not in roles:
            raise GraphUnsupported(
                "A video that ends with a picture needs one to start from too.", field=["start"]
            )
        if "end" in roles:
            return Task.FIRST_LAST_FRAME
        return Task.IMAGE_TO_VIDEO if "start" in roles else Task.TEXT_TO_VIDEO
    if Task.EDIT in family.tasks:
        return Task.EDIT
    if not set(REFERENCES).isdisjoint(roles):
        raise GraphUnsupported(
            f"{family.label} does not look at reference pictures. {FAMILIES[_EDITOR].label} does.",
            field=["references"],
        )
    return Task.IMAGE_TO_IMAGE if "start" in roles else Task.TEXT_TO_IMAGE


def assumed(family: Family, sampling: Sampling) -> Available:
    """What an endpoint is taken to have: the family's own files, and those that are asked for."""
    found: dict[str, list[str]] = {"loras": [lora.name for lora in sampling.loras]}
    for setup in family.setups:
        for file in setup.files:
            found.setdefault(file.folder, []).append(file.name)
    if sampling.model:
        mains = [main for setup in family.setups if (main := setup.file("model"))]
        exact = [main for main in mains if main.name == bare(sampling.model)]
        placed = [main for main in mains if FOLDERS.get(main.folder) == sampling.model_kind]
        for main in exact or placed or mains:
            found[main.folder].append(sampling.model)
    return found


def meant_for(family: Family) -> frozenset[str]:
    """The settings that mean something to the family."""
    return (
        sampled_by(family) | {"width", "height"} | ({"frames", "fps"} if family.length else set())
    )


def _task(
    family: Family,
    task: Task,
    resolved: Resolved,
    brief: Mapping[str, Any],
    sampling: Sampling,
    loras: tuple[Lora, ...],
    *,
    prefix: str,
    names: Mapping[str, str],
) -> GraphTask:
    setup, settings = resolved.setup, sampling.settings
    meant = sampled_by(family)
    given = {name: settings[name] for name in _SAMPLED if name in settings and name in meant}
    width, height = _size(family, setup, brief, settings)
    prompt, negative = said_to(family.id, brief)
    if length := setup.length or family.length:
        given["frames"], given["rate"] = _length(family, setup, length, brief, settings)
    return make_task(
        family,
        task,
        setup,
        fast=sampling.fast,
        prompt=prompt,
        negative_prompt=negative,
        seed=brief["seed"],
        count=brief["count"],
        width=width,
        height=height,
        models=resolved.models,
        files=dict(names),
        loras=loras,
        refiner=sampling.refiner,
        prefix=prefix,
        **given,
    )


def _size(
    family: Family, setup: Setup, brief: Mapping[str, Any], settings: Mapping[str, Any]
) -> tuple[int, int]:
    """As asked for or, where nobody said, as large as suits the family and of the film's shape."""
    width, height = brief["width"], brief["height"]
    if not {"width", "height"} & settings.keys():
        area = family.width * family.height
        width, height = (
            max(1, round(math.sqrt(area * width / height))),
            max(1, round(math.sqrt(area * height / width))),
        )
    return fit_size(family, width, height, setup)


def _length(
    family: Family,
    setup: Setup,
    rule: LengthRule,
    brief: Mapping[str, Any],
    settings: Mapping[str, Any],
) -> tuple[int, Fraction]:
    """Frames that are asked for are counted, not timed; a rate that is asked for is kept."""
    frames, rate = brief["frames"], Fraction(brief["fps"])
    counted = not settings.keys().isdisjoint({"frames", "fps"})
    found, own = fit_frames(family, frames, rule.rate if counted else rate, setup)
    return found, rate if "fps" in settings else own


def _there(family: Family, loras: tuple[Lora, ...], files: Available) -> tuple[Lora, ...]:
    """The LoRAs under the names that the endpoint has them by."""
    there = listed(files, "loras")
    found, missing = [], []
    for lora in loras:
        if name := named(lora.name, there):
            found.append(replace(lora, name=name))
        else:
            missing.append(MissingModel("lora", "loras", lora.name, ""))
    if missing:
        raise MissingModels(f"{family.label} with these LoRAs", tuple(missing))
    return tuple(found)


def _resolve(family: Family, task: Task, files: Available, sampling: Sampling) -> Resolved:
    """The files for the task. People also name a model without its ending."""
    model = sampling.model
    if model:
        mains = {main.folder for setup in family.setups if (main := setup.file("model"))}
        there = [name for folder in sorted(mains) for name in listed(files, folder)]
        same = [name for name in there if model in {name, bare(name), _stem(name)}]
        model = model if model in same else next(iter(same), model)
    wanted = {"model": model} if model else None
    return resolve(family, task, files, wanted=wanted, refiner=sampling.refiner)


def _stem(name: str) -> str:
    return bare(name).rpartition(".")[0]


def _can(kind: MediaKind, family: Family, roles: Collection[str]) -> bool:
    try:
        task = task_of(kind, family, roles)
    except GraphUnsupported:
        return False
    return task in family.tasks and set(task.files) <= set(roles)


def _lacking(
    kind: MediaKind, sampling: Sampling, stock: Stock | None, roles: Collection[str]
) -> MissingModels | None:
    family = FAMILIES[sampling.family or ""]
    try:
        _resolve(family, task_of(kind, family, roles), stock.files if stock else {}, sampling)
    except MissingModels as missing:
        return missing
    return None


def only_fuses(sampling: Sampling, roles: Collection[str]) -> bool:
    """Whether a face is put into a picture as it is, rather than into one that is painted."""
    return "face" in roles and "start" in roles and sampling.family is None


def _face(
    sampling: Sampling, stock: Stock | None, *, prefix: str, names: Mapping[str, str]
) -> FaceTask:
    return FaceTask(
        images=(names["start"],) if only_fuses(sampling, names) else (),
        face=names["face"],
        prefix=prefix,
        models=resolve_faces({**_FACES, **(stock.files if stock else {})}),
        strength=sampling.face_strength,
        blending=sampling.face_blending,
    )


def _fusion(face: FaceTask) -> Draft:
    """The face of one picture put into another."""
    graph = fuse_faces(face)
    made = {
        "family": None,
        "task": FACE_FUSION,
        "model": face.models["swapper"],
        "files": dict(face.models),
        "sampling": {"strength": face.strength, "blending": face.blending},
        "graph": digest(graph),
    }
    return Draft(graph, made, {"model": face.models["swapper"]})


def _fused(face: FaceTask) -> dict[str, Any]:
    return {
        "strength": face.strength,
        "blending": face.blending,
        "files": dict(face.models),
    }
