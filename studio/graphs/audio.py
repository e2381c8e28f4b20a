"""Sound from words: songs and music by ACE-Step, effects and ambience by Stable Audio."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from studio.graphs.architectures import parts
from studio.graphs.family import ModelFile, Preset
from studio.graphs.files import ACE_STEP, STABLE_AUDIO, T5_BASE
from studio.graphs.graph import Graph, Link, Sheet, branch_seed
from studio.graphs.resolve import Available, MissingModels, pick
from studio.graphs.task import MAX_COUNT
from studio.kernel.errors import UserError

_INSTRUMENTAL = "[instrumental]"
_LYRICS_STRENGTH = 0.99


class SoundFormat(Enum):
    FLAC = "SaveAudio"
    MP3 = "SaveAudioMP3"


@dataclass(frozen=True, slots=True)
class SoundModel:
    """A model for sound. `longest` is in seconds."""

    id: str
    label: str
    preset: Preset
    longest: float
    files: tuple[ModelFile, ...]
    note: str


SOUND_MODELS = {
    one.id: one
    for one in (
        SoundModel(
            "ace_step",
            "ACE-Step",
            Preset(50, 5.0, "euler", "simple"),
            240.0,
            (ACE_STEP,),
            "Music and songs, from tags and lyrics.",
        ),
        SoundModel(
            "stable_audio",
            "Stable Audio Open",
            Preset(50, 4.98, "dpmpp_3m_sde_gpu", "exponential"),
            47.6,
            (STABLE_AUDIO, T5_BASE),
            "Effects, ambience and short music, from a description.",
        ),
    )
}


@dataclass(frozen=True, slots=True)
class SoundTask:
    """`seconds` long each. `lyrics` are sung where the model sings; none makes it instrumental.

    `models` is what resolve_sound gave; steps and cfg are the model's own where None.
    """

    model: str
    prompt: str
    seconds: float
    seed: int
    prefix: str
    models: Mapping[str, str] = field(hash=False)
    lyrics: str = ""
    negative_prompt: str = ""
    count: int = 1
    steps: int | None = None
    cfg: float | None = None
    format: SoundFormat = SoundFormat.FLAC


def resolve_sound(model: str, available: Available, wanted: str | None = None) -> dict[str, str]:
    """The endpoint's files for the model, its main one as `wanted`. Raises MissingModels with what
    to get."""
    chosen = _model(model)
    models, missing = pick(chosen.files, available, {"model": wanted} if wanted else {})
    if missing:
        raise MissingModels(chosen.label, missing)
    return models


def _model(name: str) -> SoundModel:
    if name not in SOUND_MODELS:
        raise UserError(f"Sound is made by {' or '.join(SOUND_MODELS)}.", field=["model"])
    return SOUND_MODELS[name]


def make_sound(task: SoundTask) -> Graph:
    """One graph with a branch for each output. Raises UserError for what cannot be made."""
    model = _model(task.model)
    if not 1 <= task.seconds <= model.longest:
        raise UserError(f"{model.label} makes 1 to {model.longest:g} seconds.", field=["seconds"])
    if not 1 <= task.count <= MAX_COUNT:
        raise UserError(f"count lies between 1 and {MAX_COUNT}.", field=["count"])
    sheet = Sheet()
    loaded = parts.load_checkpoint(sheet, task.models["model"])
    sampled, positive, against, start = _DRAWN[model.id](sheet, task, loaded)
    outputs = []
    for index in range(task.count):
        samples = sheet.add(
            "KSampler",
            model=sampled,
            positive=positive,
            negative=against,
            latent_image=start,
            seed=branch_seed(task.seed, index),
            steps=task.steps or model.preset.steps,
            cfg=model.preset.cfg if task.cfg is None else task.cfg,
            sampler_name=model.preset.sampler,
            scheduler=model.preset.scheduler,
            denoise=1.0,
        )
        audio = sheet.add("VAEDecodeAudio", samples=samples, vae=loaded.vae)
        outputs.append(_save(sheet, audio, task, index).node)
    return Graph(sheet.nodes, tuple(outputs))


def _save(sheet: Sheet, audio: Link, task: SoundTask, index: int) -> Link:
    quality = "V0" if task.format is SoundFormat.MP3 else None
    prefix = f"{task.prefix}-{index}"
    return sheet.add(task.format.value, audio=audio, filename_prefix=prefix, quality=quality)


_Drawn = tuple[Link, Link, Link, Link]


def _ace_step(sheet: Sheet, task: SoundTask, loaded: parts.Loaded) -> _Drawn:
    """Model, both conditionings and the empty sound."""
    positive = sheet.add(
        "TextEncodeAceStepAudio",
        clip=loaded.clip,
        tags=task.prompt,
        lyrics=task.lyrics or _INSTRUMENTAL,
        lyrics_strength=_LYRICS_STRENGTH,
    )
    against = sheet.add("ConditioningZeroOut", conditioning=positive)
    shifted = sheet.add("ModelSamplingSD3", model=loaded.model, shift=5.0)
    tamed = sheet.add(
        "LatentApplyOperationCFG",
        model=shifted,
        operation=sheet.add("LatentOperationTonemapReinhard", multiplier=1.0),
    )
    start = sheet.add("EmptyAceStepLatentAudio", seconds=float(task.seconds), batch_size=1)
    return tamed, positive, against, start


def _stable_audio(sheet: Sheet, task: SoundTask, loaded: parts.Loaded) -> _Drawn:
    """Model, both conditionings, which know how long the sound is, and the empty sound."""
    clip = parts.load_clip(sheet, "stable_audio", task.models["text"])
    texts = (task.prompt, task.negative_prompt)
    positive, against = (parts.encode(sheet, clip, text) for text in texts)
    timed = sheet.add(
        "ConditioningStableAudio",
        positive=positive,
        negative=against,
        seconds_start=0.0,
        seconds_total=float(task.seconds),
    )
    start = sheet.add("EmptyLatentAudio", seconds=float(task.seconds), batch_size=1)
    return loaded.model, timed, timed.at(1), start


_DRAWN: Mapping[str, Callable[[Sheet, SoundTask, parts.Loaded], _Drawn]] = {
    "ace_step": _ace_step,
    "stable_audio": _stable_audio,
}
