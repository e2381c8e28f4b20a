"""How people want something made: what they name is looked up, and what cannot be is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import select

from studio.access.queries import find, find_many
from studio.access.viewer import Viewer
from studio.catalogue.models import Model, Preset
from studio.catalogue.queries import default_preset
from studio.catalogue.rules import WITH_FAMILY, check_settings, merge
from studio.gallery.models import Take
from studio.graphs.custom.inputs import Bound
from studio.graphs.detection import detect
from studio.graphs.families import FAMILIES
from studio.graphs.family import Task
from studio.graphs.task import Lora
from studio.kernel.errors import UserError
from studio.kernel.ids import parse
from studio.kernel.text import NAME, PROMPT, checked
from studio.kernel.time import rate_text
from studio.kernel.work import Work
from studio.library.media import MediaKind
from studio.rendering.drafting import meant_for
from studio.rendering.plan import Words
from studio.rendering.routing import Need
from studio.rendering.sampling import REFERENCES, Sampling
from studio.rendering.service.abilities import need_for

MOST_REFERENCES = 3
MOST_LORAS = 20
MOST_FRAMES = 10_000
MOST_SECONDS = 600
_OF_REQUESTS = frozenset({"frames", "fps", "seconds", "lyrics"})
_STRONGEST = 10.0
_MODEL_ENDINGS = (".safetensors", ".sft", ".gguf", ".ckpt", ".pt", ".pth", ".bin")
_EDITOR = next(one.id for one in FAMILIES.values() if Task.EDIT in one.tasks)


@dataclass(frozen=True, slots=True)
class LoraWish:
    """A LoRA by the name of its file or by its entry in the catalogue."""

    name: str | None = None
    model_id: UUID | None = None
    strength: float = 1.0


@dataclass(frozen=True, slots=True)
class Asked:
    """How to make it. `settings` are of studio.catalogue.rules, `frames`, `fps` (a Fraction), and of
    a sound `seconds` and `lyrics`; `usual` are those that hold where the family knows them and nothing
    else is said. The pictures are takes; without `references`, and unless `use_references` is off, those
    of who is in a clip are looked at (studio.rendering.service.referencing). `from_picked`: a video that
    is made alone starts from the picture that stands for its clip; where it is None, that is settled clip by
    clip. `inputs` are names and values for what
    the workflow takes besides.
    """

    family: str | None = None
    preset_id: UUID | None = None
    settings: Mapping[str, Any] = field(default_factory=dict, hash=False)
    usual: Mapping[str, Any] = field(default_factory=dict, hash=False)
    loras: Sequence[LoraWish] = ()
    refiner: bool = False
    start: UUID | None = None
    from_picked: bool | None = None
    end: UUID | None = None
    references: Sequence[UUID] = ()
    use_references: bool = True
    face: UUID | None = None
    face_strength: float | None = None
    face_blending: float | None = None
    workflow: UUID | None = None
    inputs: Sequence[tuple[str, Any]] = ()
    words: Words = field(default_factory=Words)


@dataclass(frozen=True, slots=True)
class Settled:
    """What was looked up. `samplings` are by kind; `seed` and `count` those of the preset; `bound` is
    the workflow, of the kind that it makes; `usual` are the settings that a style may decide."""

    samplings: Mapping[MediaKind, Sampling] = field(hash=False)
    model: str | None
    need: Need
    seed: int | None = None
    count: int | None = None
    bound: Bound | None = None
    usual: frozenset[str] = frozenset()


async def settle(
    work: Work, viewer: Viewer, kinds: Sequence[MediaKind], model: str | None, asked: Asked
) -> Settled:
    """Look up what is named. Of two kinds, the model is for the one that it makes.

    Raises NOT_FOUND, or BAD_USER_INPUT for what does not go together.
    """
    first = MediaKind.IMAGE if MediaKind.IMAGE in kinds else kinds[0]
    check_words(asked.words)
    _check(kinds, asked)
    preset = None
    if asked.preset_id is not None:
        preset = await find(work, viewer, Preset, asked.preset_id, lock=False, field="presetId")
    wanted = model or (f"model_{preset.model_id.hex}" if preset and preset.model_id else None)
    entry = await entry_of(work, viewer, wanted)
    family = _family(kinds, wanted, entry, asked, preset)
    file = entry.file_name if entry else wanted
    if preset is None:
        preset = await _default(work, viewer, family, entry.id if entry else None)
    loras = await _loras(work, viewer, asked.loras)
    base = with_preset(
        Sampling(
            family=family,
            model=file,
            model_kind=entry.kind if entry else None,
            loras=loras,
            refiner=asked.refiner,
            face_strength=1.0 if asked.face_strength is None else asked.face_strength,
            face_blending=1.0 if asked.face_blending is None else asked.face_blending,
        ),
        preset,
    )
    applied = dict(base.settings)
    count, seed = applied.pop("count", None), applied.pop("seed", None)
    known = _known_to(family)
    usual = {name: one for name, one in asked.usual.items() if name in known}
    own = _own(kinds, family, asked.settings)
    base = replace(base, settings=merge(merge(applied, usual), own))
    pictures = await _pictures(work, viewer, kinds, asked)
    samplings = {
        kind: replace(
            base if family is None or FAMILIES[family].kind is kind else Sampling(),
            pictures=pictures[kind],
        )
        for kind in kinds
    }
    need = replace(need_for(first, replace(base, pictures=pictures[first])), family=family)
    return Settled(samplings, file, need, seed, count, usual=known - own.keys())


def _known_to(family: str | None) -> frozenset[str]:
    return frozenset() if family is None else frozenset(meant_for(FAMILIES[family]))


def with_preset(sampling: Sampling, preset: Preset | None) -> Sampling:
    """As the preset says. One that comes with the studio is the family's own, file by file."""
    if preset is None:
        return sampling
    if preset.builtin is not None:
        fast = preset.builtin.endswith(":fast")
        return replace(sampling, preset=preset.name, fast=fast)
    return replace(sampling, preset=preset.name, settings=merge(preset.settings, sampling.settings))


async def with_default_preset(work: Work, viewer: Viewer, sampling: Sampling) -> Sampling:
    """As the default preset of its model or family says, unless another one was applied."""
    if sampling.preset is not None:
        return sampling
    entry = await entry_of(work, viewer, sampling.model)
    preset = await _default(work, viewer, sampling.family, entry.id if entry else None)
    applied = with_preset(sampling, preset)
    kept = {name: one for name, one in applied.settings.items() if name not in {"count", "seed"}}
    return replace(applied, settings=kept)


def check_words(words: Words) -> None:
    if words.prompt is not None:
        checked(words.prompt, "promptOverride", limit=PROMPT, required=True)
    if words.negative is not None:
        checked(words.negative, "negativePrompt", limit=PROMPT)


def _check(kinds: Sequence[MediaKind], asked: Asked) -> None:
    if asked.family is not None and asked.family not in FAMILIES:
        raise UserError("There is no model family of this name.", field=["family"])
    _check_pictures(kinds, asked)
    if asked.face is not None:
        _check_face(asked)


def _check_pictures(kinds: Sequence[MediaKind], asked: Asked) -> None:
    if asked.from_picked and MediaKind.VIDEO not in kinds:
        raise UserError("Only a video starts from the picked picture.", field=["startFromPicked"])
    if asked.from_picked and asked.start is not None and MediaKind.IMAGE not in kinds:
        raise UserError(
            "A video starts from one picture: give startTakeId or startFromPicked.",
            field=["startFromPicked"],
        )
    if MediaKind.VIDEO not in kinds and asked.end is not None:
        raise UserError("Only a video ends with a picture.", field=["endTakeId"])
    if MediaKind.IMAGE not in kinds:
        for name, given in (("referenceTakeIds", asked.references), ("faceTakeId", asked.face)):
            if given:
                raise UserError("That is for pictures, not for videos.", field=[name])
    pictures = len(asked.references) + (asked.start is not None)
    if asked.references and pictures > MOST_REFERENCES:
        raise UserError(
            f"At most {MOST_REFERENCES} pictures can be looked at, the one to start from with them.",
            field=["referenceTakeIds"],
        )


def _check_face(asked: Asked) -> None:
    for name, value in (
        ("faceStrength", asked.face_strength),
        ("faceBlending", asked.face_blending),
    ):
        if not 0 <= (value or 0) <= 1:
            raise UserError(f"{name} lies between 0 and 1.", field=[name])
    if asked.start is not None and (
        asked.family or asked.loras or asked.references or asked.refiner
    ):
        raise UserError(
            "A face is put into a picture as it is, without a model that paints. Leave out family, "
            "loras, referenceTakeIds and refiner; or leave out startTakeId, to have the picture "
            "painted first.",
            field=["faceTakeId"],
        )


async def entry_of(work: Work, viewer: Viewer, model: str | None) -> Model | None:
    """The catalogue's entry of a model to paint with: by its id, or by its file or name."""
    if model is None:
        return None
    found = parse(model)
    if found and found[0] == "model":
        entry = await find(work, viewer, Model, found[1], lock=False, field="model")
        if entry.kind not in WITH_FAMILY:
            raise UserError(
                f"{entry.name!r} is a {entry.kind}, which nothing is painted with by itself.",
                field=["model"],
            )
        return entry
    rows = await work.session.scalars(
        select(Model)
        .where(
            Model.workspace_id == viewer.workspace_id,
            Model.deleted_at.is_(None),
            Model.kind.in_(WITH_FAMILY),
            (Model.file_name == model.rpartition("/")[2]) | (Model.name == model),
        )
        .order_by((Model.name == model), Model.kind, Model.id)
        .limit(1)
    )
    return rows.first()


def _family(
    kinds: Sequence[MediaKind],
    model: str | None,
    entry: Model | None,
    asked: Asked,
    preset: Preset | None,
) -> str | None:
    known, certain = entry.family if entry else None, bool(entry and entry.family_certain)
    if entry is None and model is not None and model.lower().endswith(_MODEL_ENDINGS):
        detected = detect(model)
        known, certain = detected.family.id, detected.certain
    if asked.family and known and certain and asked.family != known:
        raise UserError(
            f"{model!r} is a model of {FAMILIES[known].label}, not of "
            f"{FAMILIES[asked.family].label}. Leave out family, or choose another model.",
            field=["family"],
        )
    family = asked.family or known or (preset.family if preset else None)
    if family is None and asked.references:
        family = _EDITOR
    if preset and preset.family not in {None, family}:
        raise UserError(
            f"The preset {preset.name!r} is for another family of models. Choose one of "
            f"{FAMILIES[family].label if family else 'any'}.",
            field=["presetId"],
        )
    if family is not None and FAMILIES[family].kind not in kinds:
        made = FAMILIES[family]
        raise UserError(
            f"{made.label} makes {made.kind.value}. Ask for that, or choose another model.",
            field=["family" if asked.family else "model" if model else "presetId"],
        )
    return family


async def _default(
    work: Work, viewer: Viewer, family: str | None, model_id: UUID | None
) -> Preset | None:
    found = await default_preset(work.session, viewer, family=family, model_id=model_id)
    preset = await work.session.get(Preset, found) if found else None
    # A default for anything says nothing of what is painted by a model of another kind.
    return preset if preset and preset.family in {None, family} else None


async def _loras(work: Work, viewer: Viewer, asked: Sequence[LoraWish]) -> tuple[Lora, ...]:
    if len(asked) > MOST_LORAS:
        raise UserError(f"{MOST_LORAS} LoRAs at most.", field=["loras"])
    found = []
    for one in asked:
        if (one.name is None) == (one.model_id is None):
            raise UserError("Give a LoRA's name or its modelId.", field=["loras"])
        if not -_STRONGEST <= one.strength <= _STRONGEST:
            raise UserError(
                f"A LoRA's strength lies between {-_STRONGEST:g} and {_STRONGEST:g}.",
                field=["loras"],
            )
        if one.model_id is None:
            name = checked(one.name or "", "loras", limit=NAME, required=True)
        else:
            entry = await find(work, viewer, Model, one.model_id, lock=False, field="loras")
            if entry.kind != "LORA":
                raise UserError(f"{entry.name!r} is a {entry.kind}, no LoRA.", field=["loras"])
            name = entry.file_name
        found.append(Lora(name, one.strength, one.strength))
    return tuple(found)


def base_settings(given: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of a request, each by itself as it may be."""
    rest = {name: value for name, value in given.items() if name not in _OF_REQUESTS}
    own = check_settings(rest)
    frames, fps, seconds = given.get("frames"), given.get("fps"), given.get("seconds")
    if frames is not None:
        if not 1 <= frames <= MOST_FRAMES:
            raise setting_fault("frames", f"frames lies between 1 and {MOST_FRAMES}.")
        own["frames"] = frames
    if fps is not None:
        if not 1 <= Fraction(fps) <= 120:
            raise setting_fault("fps", "fps lies between 1 and 120.")
        own["fps"] = rate_text(Fraction(fps))
    if seconds is not None:
        if not 1 <= seconds <= MOST_SECONDS:
            raise setting_fault("seconds", f"seconds lies between 1 and {MOST_SECONDS}.")
        own["seconds"] = seconds
    if given.get("lyrics"):
        own["lyrics"] = checked(given["lyrics"], "lyrics", limit=PROMPT)
    return own


def _own(
    kinds: Sequence[MediaKind], family: str | None, given: Mapping[str, Any]
) -> dict[str, Any]:
    """The settings of the request itself, checked; only such as the family knows."""
    own = base_settings(given)
    if name := next((one for one in ("seconds", "lyrics") if one in given), None):
        raise setting_fault(name, f"{name} is for sounds.")
    if MediaKind.VIDEO not in kinds and (name := next(iter(own.keys() & {"frames", "fps"}), None)):
        raise setting_fault(name, "frames and fps are for videos.")
    if family is not None and (strange := sorted(own.keys() - meant_for(FAMILIES[family]))):
        raise setting_fault(
            strange[0],
            f"{strange[0]} means nothing to {FAMILIES[family].label}. Leave it out, or choose "
            "another model.",
        )
    return own


def setting_fault(name: str, words: str) -> UserError:
    return UserError(words, field=["settings", name])


async def _pictures(
    work: Work, viewer: Viewer, kinds: Sequence[MediaKind], asked: Asked
) -> dict[MediaKind, dict[str, UUID]]:
    """The assets by role, for each kind. A video that waits for its image starts from that."""
    references = list(asked.references)
    start = asked.start or (references.pop(0) if references else None)
    still = {"start": start, "face": asked.face, **dict(zip(REFERENCES, references, strict=False))}
    moving = {"start": None if MediaKind.IMAGE in kinds else start, "end": asked.end}
    fields = {"end": "endTakeId", "face": "faceTakeId"}
    if asked.start is not None:
        fields["start"] = "startTakeId"
    assets: dict[UUID, UUID] = {}
    for role, take_id in {**moving, **still}.items():
        if take_id is not None:
            where = [fields.get(role, "referenceTakeIds")]
            assets[take_id] = await asset_of(work, viewer, take_id, where)
    roles = {MediaKind.IMAGE: still, MediaKind.VIDEO: moving}
    return {
        kind: {role: assets[one] for role, one in roles[kind].items() if one is not None}
        for kind in kinds
    }


async def asset_of(work: Work, viewer: Viewer, take_id: UUID, field: Sequence[str]) -> UUID:
    """The file of a take that must be a picture. Raises NOT_FOUND or BAD_USER_INPUT."""
    takes = await find_many(work, viewer, Take, {take_id}, field=field[0], lock=False)
    take = takes[take_id]
    if take.kind != MediaKind.IMAGE.value:
        raise UserError(f"A picture is needed here, and this take is {take.kind}.", field=field)
    return take.asset_id
