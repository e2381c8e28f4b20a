"""What stamps are put together from, as SQL."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, func, literal_column
from sqlalchemy.dialects.postgresql import array

from studio.casting.models import target_of

UNIT: ColumnElement[Any] = literal_column("chr(31)")
NOTHING: ColumnElement[Any] = literal_column("''")


def text_of(words: str) -> ColumnElement[Any]:
    return literal_column(f"'{words}'")


def sha_of(words: ColumnElement[Any]) -> ColumnElement[Any]:
    raw = func.sha256(func.convert_to(words, literal_column("'UTF8'")))
    return func.encode(raw, literal_column("'hex'"))


def targets(clip: FromClause) -> Any:
    """The places that hold for a clip, the nearest first."""
    return array([clip.c.id, clip.c.scene_id, clip.c.project_id])


def nearness(clip: FromClause, casting: FromClause) -> ColumnElement[Any]:
    return func.array_position(targets(clip), target_of(casting.c))
