"""Whether takes would still be made from the same things, as SQL."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    and_,
    case,
    false,
    func,
    literal_column,
    or_,
    select,
)

from studio.casting.models import (
    Character,
    CharacterReference,
    Location,
)
from studio.gallery.models import Take
from studio.library.media import MediaKind
from studio.recipes.models import Recipe
from studio.recipes.pieces import text_of
from studio.recipes.rules import SOURCE_IMAGE, Staleness
from studio.recipes.stamping import stamps
from studio.recipes.standing import in_order, stands
from studio.timeline.models import Clip

_people = Character.__table__
_pictures = CharacterReference.__table__
_places = Location.__table__
_takes = Take.__table__
_recipes = Recipe.__table__


def staleness(clip: FromClause, take: FromClause) -> ColumnElement[Any]:
    """Of a living take of the clip. One without a recipe, uploaded or of old, stays CURRENT."""
    recipe = _recipes.alias()
    told = select(
        case(
            (lacks_picture(recipe), text_of(Staleness.BLOCKED.value)),
            (stamps(clip).op("@>")(recipe.c.fed), text_of(Staleness.CURRENT.value)),
            else_=text_of(Staleness.STALE.value),
        )
    ).where(recipe.c.id == take.c.recipe_id)
    return func.coalesce(
        told.correlate(clip, take).scalar_subquery(), text_of(Staleness.CURRENT.value)
    )


def shown_staleness(clip: FromClause, kind: str | None = None) -> ColumnElement[Any]:
    """Of the take that the clip shows or, of a kind, of the one that stands for it."""
    take = _takes.alias()
    found = select(staleness(clip, take)).select_from(take).where(stands(clip, take, kind))
    if kind is not None:
        found = found.order_by(*in_order(clip, take)).limit(literal_column("1"))
    return func.coalesce(found.correlate(clip).scalar_subquery(), text_of(Staleness.MISSING.value))


def starts_from_picture(clip: FromClause) -> ColumnElement[Any]:
    """Whether the video that stands for the clip was made from a picture to start from."""
    take, recipe = _takes.alias(), _recipes.alias()
    sampling = recipe.c.asked["sampling"]["pictures"]
    started = or_(
        *(
            func.coalesce(pictures.has_key("start"), false())
            for pictures in (recipe.c.told["pictures"], sampling)
        ),
        recipe.c.fed.has_key(SOURCE_IMAGE),
        recipe.c.fed.has_key("IMAGE.SHOT"),
    )
    found = (
        select(started)
        .select_from(take.join(recipe, recipe.c.id == take.c.recipe_id))
        .where(stands(clip, take, MediaKind.VIDEO.value))
        .order_by(*in_order(clip, take))
        .limit(literal_column("1"))
    )
    return func.coalesce(found.correlate(clip).scalar_subquery(), false())


def stale_clips(project: FromClause) -> ColumnElement[Any]:
    """How many living clips of the project show a take that is stale."""
    clip = Clip.__table__.alias()
    return (
        select(func.count())
        .where(
            clip.c.project_id == project.c.id,
            clip.c.deleted_at.is_(None),
            clip.c.selected_take_id.is_not(None),
            shown_staleness(clip) == text_of(Staleness.STALE.value),
        )
        .correlate(project)
        .scalar_subquery()
    )


def lacks_picture(recipe: FromClause) -> ColumnElement[bool]:
    """Whether all takes that had one of the chosen pictures are deleted, and nothing else shows it: no
    character and no location, whose pictures outlive the takes."""
    picture = func.unnest(recipe.c.pictures).table_valued("id").render_derived(name="picture")
    take = _takes.alias()
    living = func.bool_or(take.c.deleted_at.is_(None))
    lost: Any = (
        select(literal_column("1"))
        .select_from(picture.join(take, take.c.asset_id == picture.c.id))
        .where(~_depicts(recipe, picture.c.id))
        .group_by(picture.c.id)
        .having(~living)
        .correlate(recipe)
    )
    return and_(func.cardinality(recipe.c.pictures) > literal_column("0"), lost.exists())


def _depicts(recipe: FromClause, asset_id: ColumnElement[Any]) -> ColumnElement[bool]:
    who, of_person, place = _people.alias(), _pictures.alias(), _places.alias()
    return or_(
        select(of_person.c.asset_id)
        .join(who, who.c.id == of_person.c.character_id)
        .where(who.c.project_id == recipe.c.project_id, of_person.c.asset_id == asset_id)
        .exists(),
        select(place.c.id)
        .where(place.c.project_id == recipe.c.project_id, place.c.reference_asset_id == asset_id)
        .exists(),
    )
