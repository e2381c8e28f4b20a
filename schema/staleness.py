"""Whether what a clip shows would still be made from the same things, and what has changed."""

import strawberry
from sqlalchemy import ColumnElement, FromClause

from schema.enums import described
from schema.reads.fields import ENTITIES, STRUCTS, Arguments, Children, Entity, column, structure
from studio.recipes.changes import CHANGES
from studio.recipes.rules import FedBy, Staleness

described(
    Staleness,
    "Whether a take would still be made from the same things.",
    {
        "CURRENT": "It would; or it was uploaded, or is older than what tells this.",
        "STALE": "Something that feeds it has changed since.",
        "MISSING": "There is no take.",
        "BLOCKED": "A picture that was chosen for it is deleted.",
    },
)
described(
    FedBy,
    "What feeds a picture.",
    {
        "PROMPT": "The clip's words, and the names that stand in them as variables.",
        "NEGATIVE_PROMPT": "What is not to be seen.",
        "SHOT": "What stands for a prompt that nobody wrote: framing, place, time and names; and "
        "whether the shot is of a detail.",
        "CHARACTER": "Who is in it, in which costume and how prominently.",
        "STYLE": "The style that holds for it.",
        "LOCATION": "The location of its scene.",
        "SOURCE_IMAGE": "Of a video, the image that it was made with, or the one that its clip showed; "
        "or a chosen picture.",
        "SIZE": "The project's size.",
        "RATE": "The project's frame rate.",
        "LENGTH": "The clip's length.",
        "MODEL": "The model that the clip has from its project, its scene or by itself.",
        "PRESET": "The preset that it has so.",
    },
)


@structure
@strawberry.type(description="Something that has changed since a take was made.")
class StaleReason:
    what: FedBy = column(lambda row: row.c.what, "What it is.")
    name: str | None = column(
        lambda row: row.c.name,
        "Of a character, a style, a location, a model or a preset, its name.",
    )


ENTITIES["StaleReason"] = Entity("stale", CHANGES, False, STRUCTS["StaleReason"])


def _of_kind(row: FromClause, arguments: Arguments) -> ColumnElement[bool]:
    return row.c.kind == arguments["kind"]


CHANGES_OF_CLIP = Children(
    CHANGES,
    lambda clip, row: row.c.clip_id == clip.c.id,
    lambda row: (row.c.what, row.c.name),
    narrow=_of_kind,
)
