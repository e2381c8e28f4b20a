"""What something would cost, before it is asked for: quotes in the graph."""

from collections.abc import Callable
from typing import Annotated, Any

import strawberry

from schema.casting.characters import Character
from schema.casting.locations import Location
from schema.context import Info
from schema.endpoints import Endpoint
from schema.mutate import Payload, mutate
from schema.reads.fields import Ref
from schema.relay import id_filter, ids_of
from schema.scalars import BigInt, DateTime, moment_text
from schema.skipping import SkippedClip, skipped_values
from schema.spending.enums import PriceOrigin, PriceUnit, ReasonCode, Verdict
from schema.wishes import WishFields, paying_with, wish_of
from studio.access.viewer import Viewer
from studio.kernel.errors import UserError
from studio.kernel.ids import typed
from studio.kernel.work import Work
from studio.library.media import MediaKind
from studio.rendering.service.generating import quote_renders
from studio.rendering.service.quoting import (
    HOLDS,
    Consent,
    Line,
    Quoted,
    Unaffordable,
    quote_token,
)
from studio.rendering.service.quoting import Quote as Told
from studio.rendering.service.referencing import Sent
from studio.rendering.service.scoping import Scope
from studio.spending.money import CURRENCY, Price


@strawberry.type(description="What a render is charged by.")
class QuotePrice:
    unit: PriceUnit = strawberry.field(description="What is paid for.")
    amount: BigInt = strawberry.field(description="Micro-units of US dollars for each.")
    label: str = strawberry.field(description="What it is the price of, for a person.")
    origin: PriceOrigin = strawberry.field(description="Where it is from.")


@strawberry.type(description="Renders of one kind, model and size, priced together.")
class QuoteLine:
    kind: MediaKind = strawberry.field(description="What they make.")
    model: str | None = strawberry.field(description="The model; null leaves it to the endpoint.")
    width: int = strawberry.field(description="In pixels.")
    height: int = strawberry.field(description="In pixels.")
    job_count: int = strawberry.field(description="How many renders.")
    take_count: int = strawberry.field(description="How many takes they make.")
    seconds: int = strawberry.field(description="Seconds of a worker, all renders together.")
    expected_cost: BigInt | None = strawberry.field(
        description="Micro-units of US dollars, as such renders usually cost; null where that is "
        "unknown."
    )
    most_cost: BigInt | None = strawberry.field(description="What they cost at most.")
    price: QuotePrice | None = strawberry.field(description="The price; null where it is unknown.")
    assumptions: list[str] = strawberry.field(description="What this rests on.")


@strawberry.type(description="What stands against spending it, or asks for a second thought.")
class QuoteReason:
    code: ReasonCode = strawberry.field(description="For a program to branch on.")
    message: str = strawberry.field(description="For a person.")
    next_step: str = strawberry.field(description="What to do about it.")


@strawberry.type(
    description="A picture of a character or of a location that models are shown beside the prompt."
)
class QuoteReference:
    asset_id: strawberry.ID = strawberry.field(
        description="The id of its file, as the character's `references` have it."
    )
    name: str = strawberry.field(description="Who or what it shows.")
    character: Character | None = strawberry.field(description="The character; null of a location.")
    location: Location | None = strawberry.field(description="The location; null of a character.")
    clip_count: int = strawberry.field(description="For how many clips it is sent.")


@strawberry.type(
    description="What a request may cost and how long it takes, before anything is spent."
)
class Quote:
    id: strawberry.ID = strawberry.field(
        description="Give it with the very same request to confirm it, within its time."
    )
    verdict: Verdict = strawberry.field(description="Whether it may be spent.")
    reasons: list[QuoteReason] = strawberry.field(description="What stands against it.")
    expected_cost: BigInt | None = strawberry.field(
        description="Micro-units of US dollars, as such renders usually cost; null where the price "
        "of a part is unknown."
    )
    most_cost: BigInt | None = strawberry.field(
        description="What it costs at most, and what is held until it is done."
    )
    currency: str = strawberry.field(description="USD.")
    seconds: int = strawberry.field(
        description="Until all of it is rendered, once its turn has come."
    )
    clip_count: int = strawberry.field(description="How many clips are rendered.")
    job_count: int = strawberry.field(description="How many renders that is.")
    take_count: int = strawberry.field(description="How many takes they make.")
    endpoint: Endpoint | None = strawberry.field(
        description="Where they would render; null where there is nothing to render."
    )
    lines: list[QuoteLine] = strawberry.field(description="By kind, model and size.")
    references: list[QuoteReference] = strawberry.field(
        description="Pictures of characters and locations that go along: only to models that look at "
        "such, and with `useReferences`."
    )
    picked_count: int = strawberry.field(
        description="How many videos start from the picture that their clip shows, see "
        "`startFromPicked`."
    )
    skipped: list[SkippedClip] = strawberry.field(
        description="The clips that would be left out, in the order of the film."
    )
    expires_at: DateTime = strawberry.field(description="Until when it can be confirmed.")


def quote_values(info: Info, told: Told) -> dict[str, Any]:
    """The quote as a payload has it. It is kept with idempotency keys: plain JSON alone."""
    services = info.context.services
    now = services.clock.now()
    known = all(line.price is not None for line in told.lines)
    return {
        "id": quote_token(services.sealer, info.context.viewer, told, now),
        "verdict": told.verdict.value,
        "reasons": [
            {"code": one.code.value, "message": one.message, "nextStep": one.next_step}
            for one in told.reasons
        ],
        "expectedCost": str(told.expected) if known else None,
        "mostCost": str(told.most) if known else None,
        "currency": CURRENCY,
        "seconds": told.seconds,
        "clipCount": told.clips,
        "jobCount": sum(line.jobs for line in told.lines),
        "takeCount": sum(line.takes for line in told.lines),
        "endpoint": Ref("Endpoint", told.endpoint_id) if told.endpoint_id else None,
        "lines": [_line(line) for line in told.lines],
        "references": [_reference(one) for one in told.references],
        "pickedCount": told.picked,
        "skipped": skipped_values(told.skipped),
        "expiresAt": moment_text(now + HOLDS),
    }


def quote_about(info: Info) -> Callable[[Exception], dict[str, Any]]:
    """For `mutate`: the quote of what was not admitted, or was only to be quoted."""
    return lambda error: (
        {"quote": quote_values(info, error.quote)}
        if isinstance(error, Unaffordable | Quoted)
        else {}
    )


def _line(line: Line) -> dict[str, Any]:
    known = line.price is not None
    return {
        "kind": line.kind.value,
        "model": line.model,
        "width": line.width,
        "height": line.height,
        "jobCount": line.jobs,
        "takeCount": line.takes,
        "seconds": line.expected.seconds,
        "expectedCost": str(line.expected.amount) if known else None,
        "mostCost": str(line.expected.most) if known else None,
        "price": _price(line.price) if line.price else None,
        "assumptions": list(line.expected.assumptions),
    }


def _reference(sent: Sent) -> dict[str, Any]:
    picture = sent.picture
    return {
        "assetId": typed("asset", picture.asset_id),
        "name": picture.name,
        "character": Ref("Character", picture.character_id) if picture.character_id else None,
        "location": Ref("Location", picture.location_id) if picture.location_id else None,
        "clipCount": sent.clips,
    }


def _price(price: Price) -> dict[str, Any]:
    return {
        "unit": price.unit.value,
        "amount": str(price.amount),
        "label": price.label,
        "origin": price.origin.value,
    }


@strawberry.input(
    description="What to price. Give exactly one of clipId, clipIds, sceneId and projectId."
)
class QuoteInput(WishFields):
    clip_id: strawberry.ID | None = strawberry.field(
        default=None, description="One clip, as for generateClip."
    )
    clip_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="These clips, 2,000 at most."
    )
    scene_id: strawberry.ID | None = strawberry.field(
        default=None, description="All clips of this scene."
    )
    project_id: strawberry.ID | None = strawberry.field(
        default=None, description="All clips of this project, 2,000 at most."
    )
    missing_only: bool = strawberry.field(default=False, description="As for generateClips.")
    stale_only: bool = strawberry.field(default=False, description="As for generateClips.")
    max_cost: BigInt | None = strawberry.field(
        default=None, description="Micro-units of US dollars that it may cost at most."
    )


@strawberry.type(description="What quote answers.")
class QuotePayload(Payload):
    quote: Quote | None = strawberry.field(
        description="The quote; a verdict that is not ADMITTED is an answer, not an error."
    )


@strawberry.type
class QuoteMutations:
    @strawberry.mutation(
        description="Price generateClip or generateClips, and ask whether it would be admitted. "
        "Nothing is written and nothing is held."
    )
    async def quote(
        self,
        info: Info,
        input: Annotated[QuoteInput, strawberry.argument(description="What to price.")],
    ) -> QuotePayload:
        single = input.clip_id is not None
        given = [id_filter("clip", input.clip_id)] if single else None
        many = None if input.clip_ids is None else ids_of("clip", input.clip_ids)
        scope = Scope(
            clip_ids=many if given is None else [one for one in given if one],
            scene_id=id_filter("scene", input.scene_id),
            project_id=id_filter("project", input.project_id),
            stale=input.kinds if input.stale_only else (),
        )

        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            if single and (many is not None or input.scene_id or input.project_id):
                raise UserError("Give one of clipId, clipIds, sceneId and projectId alone.")
            told = await quote_renders(
                work,
                viewer,
                scope,
                wish_of(info, input),
                paying_with(info, Consent(input.max_cost)),
                missing_only=input.missing_only,
                batch=not single,
            )
            return {"quote": quote_values(info, told)}

        return await mutate(info, QuotePayload, act)
