"""What has changed since the takes were made that stand for the kinds of a clip, as SQL."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    case,
    cast,
    func,
    literal_column,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlalchemy.types import Text

from studio.casting.models import Character, Location, Style
from studio.catalogue.models import Model, Preset
from studio.gallery.models import Take
from studio.recipes.models import Recipe
from studio.recipes.pieces import text_of
from studio.recipes.queries import lacks_picture
from studio.recipes.rules import REFERENCE, FedBy
from studio.recipes.stamping import stamps
from studio.recipes.standing import in_order, stands
from studio.timeline.models import Clip

_ENTITIES = {
    "CHARACTER": Character,
    "STYLE": Style,
    "LOCATION": Location,
    "MODEL": Model,
    "PRESET": Preset,
}


def _standing(clip: FromClause, kind: str) -> Any:
    """The take that stands for the kind."""
    take = Take.__table__.alias()
    return (
        select(take.c.recipe_id)
        .where(stands(clip, take, kind))
        .order_by(*in_order(clip, take))
        .limit(literal_column("1"))
        .correlate(clip)
        .lateral()
    )


def _changed(kind: str) -> Select[Any]:
    """One row for each stamp that is another one now; of a stamp of several entities, one for each
    of those that differ."""
    clip, recipe = Clip.__table__.alias(), Recipe.__table__.alias()
    take = _standing(clip, kind)
    # The offset keeps Postgres from making the stamps anew wherever they are looked at.
    once = select(stamps(clip).label("stamps")).offset(literal_column("0"))
    now = once.correlate(clip).lateral()
    then = func.jsonb_each_text(recipe.c.fed).table_valued("key", "value").render_derived()
    fresh = func.coalesce(now.c.stamps.op("->>")(then.c.key), text_of(""))
    own = func.replace(then.c.key, text_of(f"{kind}."), text_of(""))
    what = case(
        (own == text_of("CAST"), text_of(FedBy.CHARACTER.value)),
        (func.starts_with(own, text_of(FedBy.STYLE.value)), text_of(FedBy.STYLE.value)),
        (func.strpos(own, text_of(".")) > literal_column("0"), text_of(FedBy.SOURCE_IMAGE.value)),
        else_=own,
    )
    named = or_(
        what.in_([text_of(name) for name in _ENTITIES]),
        func.starts_with(own, text_of(REFERENCE)),
    )
    entity = _differing(then.c.value, fresh, named, then, now)
    return (
        select(
            clip.c.id.label("clip_id"),
            cast(text_of(kind), Text).label("kind"),
            cast(what, Text).label("what"),
            cast(entity.c.name, Text).label("name"),
        )
        .select_from(
            clip.join(take, true())
            .join(recipe, recipe.c.id == take.c.recipe_id)
            .join(now, true())
            .join(then, true())
            .outerjoin(entity, true())
        )
        .where(then.c.value != fresh)
        .distinct()
    )


def _differing(
    then: ColumnElement[Any], now: ColumnElement[Any], named: ColumnElement[bool], *outside: Any
) -> Any:
    """The names of those that stand in one of the two stamps and not, or not so, in the other.
    Of a stamp that is not `named` after any, none."""
    parts = []
    for here, there in ((then, now), (now, then)):
        one = func.unnest(func.string_to_array(here, text_of("|"))).table_valued("part")
        one = one.render_derived()
        spot = func.array_position(func.string_to_array(there, text_of("|")), one.c.part)
        parts.append(select(one.c.part).where(named, spot.is_(None)).correlate(*outside))
    part = union_all(*parts).subquery().c.part
    entity_id = case(
        (
            part.regexp_match(literal_column("'^[0-9a-f]{8}-[0-9a-f-]{27}/'")),
            cast(func.split_part(part, text_of("/"), literal_column("1")), PG_UUID()),
        )
    )
    # The offset keeps Postgres from matching the part anew for every row it may name.
    differing = select(entity_id.label("id")).offset(literal_column("0")).subquery()
    names = []
    for model in _ENTITIES.values():
        rows = model.__table__.alias()
        found = select(rows.c.name).where(rows.c.id == differing.c.id).correlate(differing)
        names.append(found.scalar_subquery())
    return select(func.coalesce(*names).label("name")).select_from(differing).lateral()


def _blocked(kind: str) -> Select[Any]:
    clip, recipe = Clip.__table__.alias(), Recipe.__table__.alias()
    take = _standing(clip, kind)
    return (
        select(
            clip.c.id.label("clip_id"),
            cast(text_of(kind), Text).label("kind"),
            cast(text_of(FedBy.SOURCE_IMAGE.value), Text).label("what"),
            cast(null(), Text).label("name"),
        )
        .select_from(clip.join(take, true()).join(recipe, recipe.c.id == take.c.recipe_id))
        .where(lacks_picture(recipe))
    )


CHANGES = union_all(
    *(rows for kind in ("IMAGE", "VIDEO") for rows in (_changed(kind), _blocked(kind)))
).subquery("changes")
"""Columns clip_id, kind, what (a FedBy) and name."""
