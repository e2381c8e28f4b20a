"""What holds for clips, with where it was said, in the graph."""

import asyncio
from typing import Annotated, Any, cast
from uuid import UUID

import strawberry
from graphql import get_named_type
from strawberry.scalars import JSON

from schema.context import Info
from schema.reads.selection import Operation
from schema.reads.shaping import shape_of
from schema.relay import ids_of
from studio.casting.queries import visible_feeds
from studio.casting.words import CastMember, Chosen, Feed, Origin, Placement, StyleWords
from studio.casting.words import Place as PlaceWords
from studio.kernel.ids import typed

MOST_CLIPS = 500


@strawberry.type(description="A LoRA that is used because of a character.")
class FeedLora:
    model_id: strawberry.ID = strawberry.field(description="The model.")
    name: str = strawberry.field(description="What it is called.")
    file_name: str = strawberry.field(description="Its file, as ComfyUI lists it.")
    family: str | None = strawberry.field(description="The family it works with, where known.")
    strength: float = strawberry.field(description="How strongly.")


@strawberry.type(description="A character in a clip.")
class FeedCharacter:
    character_id: strawberry.ID = strawberry.field(description="The character.")
    name: str = strawberry.field(description="The name.")
    look_id: strawberry.ID | None = strawberry.field(
        description="The costume that was chosen; null for the default one."
    )
    look: str = strawberry.field(description="All that may be said of them, as one phrase.")
    essential: str = strawberry.field(description="What of it goes into every prompt.")
    placement: Placement = strawberry.field(description="Where it stands in a prompt.")
    prominence: float = strawberry.field(description="How much the picture is of them.")
    trigger_words: list[str] = strawberry.field(description="Words that wake a LoRA.")
    loras: list[FeedLora] = strawberry.field(description="LoRAs they are drawn with.")
    origin: Origin = strawberry.field(description="Where this was said.")


@strawberry.type(description="The style of a clip.")
class FeedStyle:
    style_id: strawberry.ID = strawberry.field(description="The style.")
    name: str = strawberry.field(description="What it is called.")
    positive: str = strawberry.field(description="What it says to show.")
    negative: str = strawberry.field(description="What it says not to show.")
    settings: JSON = strawberry.field(description="How it is best sampled, by the setting's name.")
    origin: Origin = strawberry.field(description="Where it was said.")


@strawberry.type(description="The location of a clip's scene.")
class FeedLocation:
    location_id: strawberry.ID = strawberry.field(description="The location.")
    name: str = strawberry.field(description="What it is called.")
    words: str = strawberry.field(description="What it says, as one phrase.")


@strawberry.type(description="A model or a preset that holds for a clip.")
class FeedChoice:
    id: strawberry.ID = strawberry.field(description="The model or the preset.")
    origin: Origin = strawberry.field(description="Where it was said.")


@strawberry.type(
    description="What a clip's picture is made from besides its own words, whether it was said at "
    "the clip or is inherited."
)
class ClipFeed:
    clip_id: strawberry.ID = strawberry.field(description="The clip.")
    characters: list[FeedCharacter] = strawberry.field(
        description="Who is in it: first those whom the script names, then who is cast besides."
    )
    style: FeedStyle | None = strawberry.field(description="The style, if it has one.")
    location: FeedLocation | None = strawberry.field(
        description="The location of its scene's name, if it is described."
    )
    model: FeedChoice | None = strawberry.field(description="The model to render with.")
    preset: FeedChoice | None = strawberry.field(description="The preset to sample by.")
    variables: JSON = strawberry.field(description="Facts that prompts can name, by their names.")


@strawberry.type
class FeedQueries:
    @strawberry.field(
        description="What feeds the pictures of these clips, in the given order; those that there "
        "are not are left out."
    )
    async def clip_feeds(
        self,
        info: Info,
        clip_ids: Annotated[
            list[strawberry.ID],
            strawberry.argument(description="The clips; those beyond 500 are left out."),
        ],
    ) -> list[ClipFeed]:
        wanted = ids_of("clip", clip_ids[:MOST_CLIPS])
        context = info.context
        async with context.services.sessions() as session:
            feeds = await visible_feeds(session, context.viewer, wanted)
        values = [_values(clip_id, feeds[clip_id]) for clip_id in wanted if clip_id in feeds]
        raw = info._raw_info
        target, nodes = get_named_type(raw.return_type), tuple(raw.field_nodes)
        shaped = await asyncio.to_thread(shape_of(Operation.of(raw), target, nodes), values)
        return cast("list[ClipFeed]", shaped)


def _values(clip_id: UUID, feed: Feed) -> dict[str, Any]:
    return {
        "clipId": typed("clip", clip_id),
        "characters": [_character(one) for one in feed.cast],
        "style": _style(feed.style) if feed.style else None,
        "location": _location(feed.place) if feed.place else None,
        "model": _chosen("model", feed.model),
        "preset": _chosen("preset", feed.preset),
        "variables": dict(feed.variables),
    }


def _character(one: CastMember) -> dict[str, Any]:
    return {
        "characterId": _id("character", one.character_id),
        "name": one.name,
        "lookId": _id("look", one.look_id),
        "look": one.look,
        "essential": one.rule.essential,
        "placement": one.rule.placement.value,
        "prominence": one.prominence,
        "triggerWords": list(one.triggers),
        "loras": [
            {
                "modelId": typed("model", lora.model_id),
                "name": lora.name,
                "fileName": lora.file_name,
                "family": lora.family,
                "strength": lora.strength,
            }
            for lora in one.loras
        ],
        "origin": one.origin.value,
    }


def _style(style: StyleWords) -> dict[str, Any]:
    return {
        "styleId": _id("style", style.source_id),
        "name": style.name,
        "positive": style.positive,
        "negative": style.negative,
        "settings": dict(style.settings),
        "origin": style.origin.value,
    }


def _location(place: PlaceWords) -> dict[str, Any]:
    return {
        "locationId": _id("location", place.source_id),
        "name": place.name,
        "words": place.words,
    }


def _chosen(kind: str, chosen: Chosen | None) -> dict[str, Any] | None:
    return None if chosen is None else {"id": typed(kind, chosen.id), "origin": chosen.origin.value}


def _id(kind: str, found: UUID | None) -> str | None:
    return typed(kind, found) if found else None
