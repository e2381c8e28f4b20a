"""How people want something made by a workflow, or as a sound: looked up, and told what cannot be."""

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import Any
from uuid import UUID

from studio.access.viewer import Viewer
from studio.graphs.audio import SOUND_MODELS
from studio.graphs.custom.bindings import Place
from studio.graphs.custom.inputs import Bound, InputKind, WorkflowInput, read_value
from studio.graphs.names import recognised
from studio.kernel.errors import UserError
from studio.kernel.ids import untyped
from studio.kernel.work import Work
from studio.library.media import MediaKind
from studio.rendering.sampling import INPUT, REFERENCES, Sampling, WorkflowUse
from studio.rendering.service.abilities import need_for
from studio.rendering.service.wishes import (
    Asked,
    Settled,
    asset_of,
    base_settings,
    check_words,
    entry_of,
    setting_fault,
)
from studio.rendering.sound_drafts import SETTINGS as SOUND_SETTINGS
from studio.rendering.workflow_drafts import ROLES, SETTINGS
from studio.workflows.service import Kept, find_kept

_WORDS: Mapping[str, str] = {
    "start": "a picture to start from",
    "end": "a picture to end with",
    "reference_1": "a picture to look at",
    "reference_2": "a second picture to look at",
}
_FIELDS: Mapping[str, str] = {
    "start": "startTakeId",
    "end": "endTakeId",
    "reference_1": "referenceTakeIds",
    "reference_2": "referenceTakeIds",
}
_ROLE_AT = {place: role for role, place in ROLES.items()}


async def settle_workflow(
    work: Work, viewer: Viewer, kinds: Sequence[MediaKind], model: str | None, asked: Asked
) -> Settled:
    """Look up a workflow and all that goes into it. Of two kinds it is for the one that it makes.

    Raises NOT_FOUND, or BAD_USER_INPUT for what it has no place for, or cannot do without.
    """
    kept = await find_kept(work, viewer, asked.workflow, "workflowId")
    bound = kept.bound
    check_words(asked.words)
    _check_kind(kept, kinds)
    _check_alone(asked)
    values = _values(bound, asked.inputs)
    file = await _file(work, viewer, bound, model)
    sampling = Sampling(
        model=file,
        settings=_settings(bound, asked.settings),
        pictures=await _pictures(work, viewer, kept, kinds, asked),
        workflow=WorkflowUse(
            id=kept.id,
            revision=kept.revision,
            name=kept.name,
            values={
                name: value
                for name, value in values.items()
                if _named(bound, name).kind is not InputKind.PICTURE
            },
            nodes=kept.needs.nodes,
            files=_files(kept, bound, file, values),
        ),
    )
    samplings = {kind: sampling if kind is kept.kind else Sampling() for kind in kinds}
    return Settled(samplings, file, need_for(kept.kind, sampling), bound=bound)


def _check_kind(kept: Kept, kinds: Sequence[MediaKind]) -> None:
    if kept.kind not in kinds:
        raise UserError(
            f"The workflow {kept.name!r} makes {kept.kind.value}. Ask for that, or choose another "
            "one.",
            field=["workflowId"],
        )


def _check_alone(asked: Asked) -> None:
    given = {
        "family": asked.family,
        "presetId": asked.preset_id,
        "loras": asked.loras,
        "refiner": asked.refiner,
        "faceTakeId": asked.face,
    }
    if name := next((name for name, value in given.items() if value), None):
        raise UserError(
            f"A workflow is rendered with as it is: leave out {name}, or the workflow.",
            field=[name],
        )


def _named(bound: Bound, name: str) -> WorkflowInput:
    one = bound.named(name)
    if one is None:
        listed = ", ".join(one.name for one in bound.inputs) or "none"
        raise UserError(
            f"The workflow has no input {name[:50]!r}. Its inputs: {listed}.",
            field=["workflowInputs", name[:50]],
        )
    return one


def _values(bound: Bound, given: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in given:
        one = _named(bound, name)
        if name in found:
            raise UserError(f"{name} is given twice.", field=["workflowInputs", name])
        if one.place is Place.SEED:
            raise UserError("The seed is given by `seed`.", field=["workflowInputs", name])
        found[name] = _read(one, value, ["workflowInputs", name])
    return found


def _read(one: WorkflowInput, value: Any, field: Sequence[str]) -> Any:
    try:
        return read_value(one, value)
    except UserError as error:
        raise UserError(error.message, field=field) from None


def _settings(bound: Bound, given: Mapping[str, Any]) -> dict[str, Any]:
    own = base_settings(given)
    for name, value in own.items():
        place = SETTINGS.get(name)
        one = bound.of(place) if place else None
        if one is None:
            raise setting_fault(
                name, f"{name} means nothing to the workflow: none of its inputs is for that."
            )
        if name == "fps":
            speed = Fraction(value)
            whole = one.kind is InputKind.INTEGER
            _read(one, round(speed) if whole else float(speed), ["settings", name])
        elif name not in {"width", "height", "frames"}:
            _read(one, value, ["settings", name])
        elif one.maximum is not None and value > one.maximum:
            raise setting_fault(name, f"{name} is {one.maximum:g} at most.")
    return own


async def _file(work: Work, viewer: Viewer, bound: Bound, model: str | None) -> str | None:
    if model is None:
        return None
    if bound.of(Place.MODEL) is None:
        raise UserError(
            "The workflow has a model of its own: none of its inputs is for another one.",
            field=["model"],
        )
    entry = await entry_of(work, viewer, model)
    return entry.file_name if entry else model


def _files(
    kept: Kept, bound: Bound, file: str | None, values: Mapping[str, Any]
) -> tuple[tuple[str, str], ...]:
    """What the endpoint needs, with those that were chosen in place of the workflow's own."""
    swapped: dict[str, Any] = {}
    for one in bound.inputs:
        value = file if one.place is Place.MODEL and file else values.get(one.name, one.default)
        for target in one.targets:
            own = bound.graph.nodes[target.node]["inputs"][target.input]
            if isinstance(own, str) and isinstance(value, str) and own != value:
                swapped[own] = value
    return tuple(
        dict.fromkeys((one.folder, swapped.get(one.name, one.name)) for one in kept.needs.files)
    )


async def _pictures(
    work: Work, viewer: Viewer, kept: Kept, kinds: Sequence[MediaKind], asked: Asked
) -> dict[str, UUID]:
    """The assets by role. A video that waits for its image starts from that."""
    follows = kept.kind is MediaKind.VIDEO and MediaKind.IMAGE in kinds
    if len(asked.references) > len(REFERENCES):
        raise UserError("A workflow looks at 2 pictures at most.", field=["referenceTakeIds"])
    takes = {
        "start": None if follows else asked.start,
        "end": asked.end,
        **dict(zip(REFERENCES, asked.references, strict=False)),
    }
    given = {role: one for role, one in takes.items() if one is not None}
    for role in (*given, *(["start"] if follows else [])):
        if kept.bound.of(ROLES[role]) is None:
            raise UserError(
                f"The workflow has no place for {_WORDS[role]}. Bind one of its inputs to it, or "
                "leave it out.",
                field=[_FIELDS[role]],
            )
    found = {
        role: await asset_of(work, viewer, one, [_FIELDS[role]]) for role, one in given.items()
    }
    return found | await _own_pictures(work, viewer, kept, asked)


async def _own_pictures(work: Work, viewer: Viewer, kept: Kept, asked: Asked) -> dict[str, UUID]:
    """Those that are given as values of inputs, by the input's place or by its name."""
    found = {}
    for name, value in asked.inputs:
        one = _named(kept.bound, name)
        if one.kind is InputKind.PICTURE:
            field = ["workflowInputs", name]
            take_id = untyped("take", str(value))
            if take_id is None:
                raise UserError(f"{name} is the id of a take that is a picture.", field=field)
            found[_role_of(one)] = await asset_of(work, viewer, take_id, field)
    return found


def _role_of(one: WorkflowInput) -> str:
    return _ROLE_AT[one.place] if one.place else f"{INPUT}{one.name}"


def check_pictures(bound: Bound, found: Collection[str], *, follows: bool) -> None:
    """Raise BAD_USER_INPUT for a picture that the workflow needs and that no role has. `follows`: it
    starts from the image that is made with it."""
    for one in bound.inputs:
        if one.kind is not InputKind.PICTURE:
            continue
        role = _role_of(one)
        if role not in found and not (follows and role == "start"):
            field = [_FIELDS[role]] if one.place else ["workflowInputs", one.name]
            what = _WORDS[role] if one.place else f"a picture as {one.name}"
            raise UserError(f"The workflow needs {what}.", field=field)


async def settle_sound(work: Work, viewer: Viewer, model: str | None, asked: Asked) -> Settled:
    """Look up how a sound is wanted. Raises BAD_USER_INPUT for what means nothing to sounds."""
    check_words(asked.words)
    pictures = {
        "presetId": asked.preset_id,
        "loras": asked.loras,
        "refiner": asked.refiner,
        "startTakeId": asked.start,
        "startFromPicked": asked.from_picked,
        "endTakeId": asked.end,
        "referenceTakeIds": asked.references,
        "faceTakeId": asked.face,
    }
    if name := next((name for name, value in pictures.items() if value), None):
        raise UserError(f"{name} means nothing to a sound. Leave it out.", field=[name])
    if asked.family is not None and asked.family not in SOUND_MODELS:
        raise UserError(f"Sound is made by {' or '.join(SOUND_MODELS)}.", field=["family"])
    entry = await entry_of(work, viewer, model)
    file = entry.file_name if entry else model
    family = asked.family or (_sound_of(file) if file else None)
    settings = base_settings(asked.settings)
    if strange := sorted(settings.keys() - SOUND_SETTINGS - {"lyrics"}):
        raise setting_fault(strange[0], f"{strange[0]} means nothing to a sound. Leave it out.")
    sampling = Sampling(family=family, model=file, settings=settings)
    need = need_for(MediaKind.AUDIO, sampling)
    return Settled({MediaKind.AUDIO: sampling}, file, need)


def _sound_of(file: str) -> str:
    """The model for sound that a file is of, by its name."""
    for model in SOUND_MODELS.values():
        main = model.files[0]
        if file == main.name or recognised(file, main.words):
            return model.id
    raise UserError(
        f"{file!r} is not known to make sound. Sound is made by {' or '.join(SOUND_MODELS)}: say "
        "which with family.",
        field=["model"],
    )
