"""Which of its takes stands for a kind of a clip, as SQL."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, func, literal_column


def stands(clip: FromClause, take: FromClause, kind: str | None) -> ColumnElement[bool]:
    if kind is None:
        return take.c.id == clip.c.selected_take_id
    return and_(
        take.c.clip_id == clip.c.id,
        take.c.kind == literal_column(f"'{kind}'"),
        take.c.deleted_at.is_(None),
    )


def in_order(clip: FromClause, take: FromClause) -> tuple[ColumnElement[Any], ...]:
    """Of the takes of a kind the one that the clip shows stands for it, else the newest."""
    chosen = func.coalesce(take.c.id == clip.c.selected_take_id, literal_column("false"))
    return chosen.desc(), take.c.created_at.desc(), take.c.id.desc()
