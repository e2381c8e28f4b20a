"""From a brief to the graph of a sound that an endpoint can make with the files it has. Pure."""

from collections.abc import Mapping
from typing import Any

from studio.graphs.audio import SOUND_MODELS, SoundModel, SoundTask, make_sound, resolve_sound
from studio.graphs.resolve import Available, MissingModels
from studio.rendering.drafts import Draft, Stock, digest
from studio.rendering.sampling import Sampling

TEXT_TO_AUDIO = "TEXT_TO_AUDIO"
SETTINGS = frozenset({"steps", "cfg", "seconds"})
"""What can be set of a sound."""
_FIRST_CHOICE = "stable_audio"


def draft_sound(
    brief: Mapping[str, Any], sampling: Sampling, stock: Stock | None, *, prefix: str
) -> Draft:
    """The graph for all outputs of a brief for sound.

    Without a family it is that of the endpoint's files. What is longer than the model makes is as
    long as it makes. Raises MissingModels with what to put where.
    """
    model = _model(sampling, stock)
    files = _assumed(model, sampling) if stock is None else stock.files
    settings = sampling.settings
    asked = settings.get("seconds")
    lasting = min(max(1.0, float(brief["seconds"])), model.longest)
    seconds = lasting if asked is None else asked
    task = SoundTask(
        model=model.id,
        prompt=brief["prompt"],
        negative_prompt=brief["negative_prompt"],
        lyrics=settings.get("lyrics", ""),
        seconds=seconds,
        seed=brief["seed"],
        count=brief["count"],
        prefix=prefix,
        models=resolve_sound(model.id, files, sampling.model),
        steps=settings.get("steps"),
        cfg=settings.get("cfg"),
    )
    graph = make_sound(task)
    made = {
        "family": model.id,
        "familyChosen": sampling.family is None,
        "task": TEXT_TO_AUDIO,
        "model": task.models["model"],
        "files": dict(task.models),
        "sampling": {
            "steps": task.steps or model.preset.steps,
            "cfg": model.preset.cfg if task.cfg is None else task.cfg,
        },
        "seconds": seconds,
        "lyrics": task.lyrics,
        "graph": digest(graph),
    }
    return Draft(graph, made, {"model": task.models["model"], "seconds": seconds})


def able_to_sound(files: Available) -> frozenset[str]:
    """The models for sound that an endpoint with these files has."""
    found = set()
    for model in SOUND_MODELS:
        try:
            resolve_sound(model, files)
        except MissingModels:
            continue
        found.add(model)
    return frozenset(found)


def _model(sampling: Sampling, stock: Stock | None) -> SoundModel:
    if sampling.family is not None:
        return SOUND_MODELS[sampling.family]
    there = able_to_sound(stock.files) if stock else frozenset()
    order = [_FIRST_CHOICE, *SOUND_MODELS]
    return SOUND_MODELS[next((one for one in order if one in there), _FIRST_CHOICE)]


def _assumed(model: SoundModel, sampling: Sampling) -> Available:
    found: dict[str, list[str]] = {}
    for file in model.files:
        found.setdefault(file.folder, []).append(file.name)
    if sampling.model:
        found["checkpoints"].append(sampling.model)
    return found
