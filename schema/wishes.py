"""What all requests for renders are given: what to make, with which model, and how."""

from typing import Any

import strawberry
from strawberry.scalars import JSON

from schema.context import Info
from schema.relay import id_filter, ids_of
from schema.scalars import BigInt, FrameRate
from studio.library.media import MediaKind
from studio.rendering.lifecycle import Priority
from studio.rendering.plan import Words
from studio.rendering.service.planning import Wish
from studio.rendering.service.quoting import Consent, Paying
from studio.rendering.service.wishes import Asked, LoraWish


@strawberry.input(
    description="How to sample. What is missing is as the preset or else the family has it; what a "
    "family does not know cannot be set."
)
class RenderSettingsInput:
    steps: int | None = strawberry.field(default=None, description="1 to 200.")
    cfg: float | None = strawberry.field(
        default=None, description="How closely the prompt is followed, 0 to 30."
    )
    guidance: float | None = strawberry.field(
        default=None, description="The same, of models that have it distilled into them; 0 to 30."
    )
    sampler: str | None = strawberry.field(default=None, description="As ComfyUI names it.")
    scheduler: str | None = strawberry.field(default=None, description="As ComfyUI names it.")
    denoise: float | None = strawberry.field(
        default=None,
        description="How much of a picture to start from is made anew, above 0 to 1.",
    )
    clip_skip: int | None = strawberry.field(
        default=None, description="Layers of the text encoder that are left out, 0 to 24."
    )
    width: int | None = strawberry.field(
        default=None,
        description="Pixels, 64 to 4096; the nearest that the family makes. Alone it keeps the "
        "shape of the project.",
    )
    height: int | None = strawberry.field(default=None, description="As width.")
    frames: int | None = strawberry.field(
        default=None,
        description="Of a video, 1 to 10,000; the nearest that the family makes. As long as the "
        "clip if missing.",
    )
    fps: FrameRate | None = strawberry.field(
        default=None, description="Of a video, 1 to 120; as the family makes it if missing."
    )
    seconds: float | None = strawberry.field(
        default=None, description="Of a sound, 1 to 600; as long as the clip if missing."
    )
    lyrics: str | None = strawberry.field(
        default=None, description="Of a sound: what is sung; without, it is instrumental."
    )


@strawberry.input(description="A LoRA, by the name of its file or by its entry in the catalogue.")
class LoraInput:
    name: str | None = strawberry.field(default=None, description="The file's name.")
    model_id: strawberry.ID | None = strawberry.field(
        default=None, description="The catalogue's entry."
    )
    strength: float = strawberry.field(
        default=1.0, description="How strongly it acts, −10 to 10; 1 is as it was made."
    )


@strawberry.input(description="A value for one of several named things.")
class NamedValueInput:
    name: str = strawberry.field(description="The name.")
    value: JSON = strawberry.field(description="The value.")


@strawberry.input
class WishFields:
    """What is wanted of renders, whether they are asked for or only priced."""

    kinds: list[MediaKind] = strawberry.field(
        default_factory=lambda: [MediaKind.IMAGE],
        description="What to make. For image and video, the video waits for the image and starts "
        "from it. Sound is made by itself.",
    )
    family: str | None = strawberry.field(
        default=None,
        description="The family of models, by its id; that of the model or of the preset if "
        "missing, or of the endpoint's best file. With two kinds, it and all that goes with it are "
        "for the kind that it makes.",
    )
    model: str | None = strawberry.field(
        default=None,
        description="The model: a file's name or the id of its entry in the catalogue; left to the "
        "endpoint if missing.",
    )
    preset_id: strawberry.ID | None = strawberry.field(
        default=None,
        description="How to sample; the default of the model, of its family, or of any if missing.",
    )
    settings: RenderSettingsInput | None = strawberry.field(
        default=None, description="What is to be other than the preset has it."
    )
    loras: list[LoraInput] | None = strawberry.field(
        default=None, description="LoRAs, applied one after another."
    )
    refiner: bool | None = strawberry.field(
        default=None, description="Whether the family's refiner does the last steps."
    )
    start_take_id: strawberry.ID | None = strawberry.field(
        default=None, description="The picture to start from, or to edit as the prompt says."
    )
    start_from_picked: bool | None = strawberry.field(
        default=None,
        description="Whether a video that is made alone starts from the picture that its clip shows "
        "or, where that is a video, from its newest picture, if it has one and the model can start "
        "from it. If missing: where both kinds are asked for and the image is there already; of "
        "what is stale, as the stale one did.",
    )
    end_take_id: strawberry.ID | None = strawberry.field(
        default=None, description="The picture a video ends with."
    )
    reference_take_ids: list[strawberry.ID] | None = strawberry.field(
        default=None,
        description="Pictures that are looked at, 3 at most with the one to start from. Without "
        "one to start from, the first of them is it.",
    )
    use_references: bool = strawberry.field(
        default=True,
        description="Whether a model that looks at reference pictures is shown those of who is in a "
        "clip and of its location, where referenceTakeIds names none. No other model takes any.",
    )
    face_take_id: strawberry.ID | None = strawberry.field(
        default=None,
        description="The face of this picture is put into the one of startTakeId, of which nothing "
        "else is made anew; without startTakeId, into the pictures that are painted.",
    )
    face_strength: float | None = strawberry.field(
        default=None, description="How much of the new face shows, 0 to 1; 1 if missing."
    )
    face_blending: float | None = strawberry.field(
        default=None,
        description="How much of it is restored after it was put in, 0 to 1; 1 if missing.",
    )
    workflow_id: strawberry.ID | None = strawberry.field(
        default=None,
        description="Render with this workflow, of the workspace's `workflows`, instead of a family.",
    )
    workflow_inputs: list[NamedValueInput] | None = strawberry.field(
        default=None,
        description="Values for the workflow's inputs, by their names, before what goes into them by "
        "itself. Of a PICTURE it is the id of a take.",
    )
    prompt_override: str | None = strawberry.field(
        default=None, description="What to render in place of the clip's own prompt."
    )
    negative_prompt: str | None = strawberry.field(
        default=None, description="What to keep away from, in place of what the clip says."
    )
    seed: BigInt | None = strawberry.field(
        default=None,
        description="0 to 2⁶⁴−1; as the preset says, or random, if missing. Take i is made from "
        "seed + i.",
    )
    count: int | None = strawberry.field(
        default=None,
        description="Takes to make of a clip, 1 to 16; as the preset says, or 1, if missing. Where "
        "an endpoint makes one thing at a time, each take is a job.",
    )
    endpoint_id: strawberry.ID | None = strawberry.field(
        default=None, description="Where to render; chosen for you if missing."
    )
    priority: Priority | None = strawberry.field(
        default=None, description="How urgent it is; NORMAL if missing."
    )


@strawberry.input
class ConsentFields:
    """What somebody agrees to spend."""

    max_cost: BigInt | None = strawberry.field(
        default=None,
        description="Micro-units of US dollars that it may cost at most; MAX_COST_EXCEEDED if it "
        "might cost more.",
    )
    quote_id: strawberry.ID | None = strawberry.field(
        default=None,
        description="The quote of this very request, to confirm it, once: past the soft limits that "
        "it names. QUOTE_OUTDATED if it may cost more by now.",
    )
    quote_only: bool | None = strawberry.field(
        default=None,
        description="Answer with the quote and do nothing; the idempotency key stays unused. A verdict "
        "that is not ADMITTED is no user error then.",
    )


@strawberry.input
class WishInput(WishFields, ConsentFields):
    """What all requests for renders are given."""

    idempotency_key: str = strawberry.field(
        description="Of your choice, 1 to 200 characters: the same key never renders twice."
    )


def paying_of(info: Info, wanted: ConsentFields) -> Paying:
    """Who agrees to spend what, here and now."""
    consent = Consent(wanted.max_cost, wanted.quote_id, bool(wanted.quote_only))
    return paying_with(info, consent)


def paying_with(info: Info, consent: Consent) -> Paying:
    services = info.context.services
    return Paying(services.sealer, services.clock.now(), services.longest, consent)


def wish_of(info: Info, wanted: WishFields) -> Wish:
    """What is asked for, as the domain takes it."""
    return Wish(
        kinds=wanted.kinds,
        reachable=info.context.services.reachable,
        model=wanted.model,
        seed=wanted.seed,
        count=wanted.count,
        endpoint_id=id_filter("endpoint", wanted.endpoint_id),
        priority=wanted.priority or Priority.NORMAL,
        asked=_asked(wanted),
    )


def _asked(wanted: WishFields) -> Asked:
    return Asked(
        family=wanted.family,
        preset_id=id_filter("preset", wanted.preset_id),
        settings=_settings(wanted.settings),
        loras=[
            LoraWish(one.name, id_filter("model", one.model_id), one.strength)
            for one in wanted.loras or ()
        ],
        refiner=bool(wanted.refiner),
        start=id_filter("take", wanted.start_take_id),
        from_picked=wanted.start_from_picked,
        end=id_filter("take", wanted.end_take_id),
        references=ids_of("take", wanted.reference_take_ids or ()),
        use_references=wanted.use_references,
        face=id_filter("take", wanted.face_take_id),
        face_strength=wanted.face_strength,
        face_blending=wanted.face_blending,
        workflow=id_filter("workflow", wanted.workflow_id),
        inputs=[(one.name, one.value) for one in wanted.workflow_inputs or ()],
        words=Words(wanted.prompt_override, wanted.negative_prompt),
    )


def _settings(wanted: RenderSettingsInput | None) -> dict[str, Any]:
    given = vars(wanted) if wanted is not None else {}
    return {name: value for name, value in given.items() if value is not None}
