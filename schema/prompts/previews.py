"""The prompt that a render would send, piece by piece, before anything is saved."""

import asyncio
from collections.abc import Sequence
from itertools import accumulate
from typing import Annotated, Any, cast

import strawberry
from graphql import get_named_type

from schema.context import Info
from schema.errors import error_values
from schema.mutate import given
from schema.prompts.preview_types import PromptPreview, PromptPreviewInput
from schema.reads.selection import Operation
from schema.reads.shaping import shape_of
from schema.relay import id_filter
from studio.kernel.errors import UserError
from studio.kernel.ids import typed, untyped
from studio.prompts.pieces import Composed, Label, Piece, PromptSource
from studio.prompts.syntax import spans
from studio.rendering.plan import Reader
from studio.rendering.service.previewing import Trial, TriedMember, preview_prompt

_KINDS = {
    PromptSource.CHARACTER: "character",
    PromptSource.LOCATION: "location",
    PromptSource.STYLE: "style",
}


@strawberry.type
class PromptPreviewQueries:
    @strawberry.field(
        description="The prompt that a render of a clip would send, and what would become of it "
        "with other words, another cast, style or location."
    )
    async def prompt_preview(
        self,
        info: Info,
        input: Annotated[PromptPreviewInput, strawberry.argument(description="Which, what.")],
    ) -> PromptPreview:
        seed = input.seed or 0
        try:
            async with info.context.work() as work:
                found = await preview_prompt(
                    work,
                    info.context.viewer,
                    untyped("clip", input.clip_id),
                    input.kind,
                    _trial(input),
                    reader=Reader(input.family),
                    seed=seed,
                )
            values = {
                "before": _composed(found.before),
                "after": _composed(found.after),
                "spans": _spans(found.words),
                "negativeSpans": _spans(found.negative),
                "userErrors": [],
            }
        except UserError as error:
            values = {**_NOTHING, "userErrors": [error_values(error)]}
        raw = info._raw_info
        target, nodes = get_named_type(raw.return_type), tuple(raw.field_nodes)
        shape = shape_of(Operation.of(raw), target, nodes)
        return cast("PromptPreview", await asyncio.to_thread(shape, {**values, "seed": str(seed)}))


def _trial(input: PromptPreviewInput) -> Trial:
    return Trial(
        words=given(
            image_prompt=input.image_prompt,
            video_prompt=input.video_prompt,
            negative_prompt=input.negative_prompt,
        ),
        members=[
            TriedMember(
                untyped("character", one.character_id),
                id_filter("look", one.look_id),
                one.prominence,
                one.absent,
            )
            for one in input.cast
        ],
        style_id=id_filter("style", input.style_id),
        without_style=input.without_style,
        location_id=id_filter("location", input.location_id),
    )


def _composed(found: Composed) -> dict[str, Any]:
    return {
        "prompt": found.prompt,
        "negativePrompt": found.negative_prompt,
        "pieces": _pieces(found.positive),
        "negativePieces": _pieces(found.negative),
        "leftOut": [
            {"words": one.words, "reason": one.reason.value, **_source(one.label)}
            for one in found.left_out
        ],
        "choices": [{"written": one.written, "chosen": one.chosen} for one in found.choices],
        "loras": [
            {
                "name": one.name,
                "strength": one.strength,
                "isKnown": one.known,
                **_source(one.label),
            }
            for one in found.loras
        ],
        "notes": [{"code": one.code.value, "message": one.words} for one in found.notes],
    }


def _pieces(pieces: Sequence[Piece]) -> list[dict[str, Any]]:
    found, start = [], 0
    for piece in pieces:
        end = start + _units(piece.text)
        found.append({"text": piece.text, "start": start, "end": end, **_source(piece.label)})
        start = end
    return found


def _source(label: Label) -> dict[str, Any]:
    kind = _KINDS.get(label.source)
    return {
        "source": label.source.value,
        "sourceId": typed(kind, label.id) if kind and label.id else None,
        "sourceName": label.name,
    }


def _spans(text: str) -> list[dict[str, Any]]:
    units = [0, *accumulate(map(_units, text))]
    return [
        {
            "kind": one.kind.value,
            "start": units[one.start],
            "end": units[one.end],
            "value": one.value,
        }
        for one in spans(text)
    ]


def _units(text: str) -> int:
    return len(text) + sum(one > "\uffff" for one in text)


_EMPTY = _composed(Composed(()))
_NOTHING: dict[str, Any] = {
    "before": _EMPTY,
    "after": _EMPTY,
    "spans": [],
    "negativeSpans": [],
}
