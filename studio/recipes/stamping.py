"""What feeds the pictures of clips, as SQL: one expression that stamps it.

A stamp is a text that changes exactly when what it stands for does. Those of IMAGE and VIDEO are
named with the kind; the others are the same for both.
"""

from collections.abc import Collection
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    FromClause,
    Select,
    Text,
    and_,
    any_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by, array, distinct_on
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlalchemy.ext.asyncio import AsyncSession

from studio.casting.models import (
    Casting,
    Character,
    CharacterLook,
    CharacterReference,
    Location,
    target_of,
)
from studio.gallery.models import Take
from studio.library.media import MediaKind
from studio.projects.models import Project, Scene
from studio.recipes.choosing import choices_of, model_of, preset_of, style_of
from studio.recipes.pieces import NOTHING, UNIT, nearness, sha_of, targets, text_of
from studio.recipes.rules import (
    MOST_REFERENCES,
    REFERENCE,
    SOURCE_IMAGE,
    STYLE_SETTING,
    STYLE_SETTINGS,
)
from studio.recipes.standing import in_order, stands
from studio.timeline.models import Clip

_castings = Casting.__table__
_people = Character.__table__
_looks = CharacterLook.__table__
_pictures = CharacterReference.__table__
_places = Location.__table__
_takes = Take.__table__


async def stamps_of(
    session: AsyncSession, clip_ids: Collection[UUID]
) -> dict[UUID, dict[str, str]]:
    """By clip and by name, in one statement."""
    rows = await session.execute(_stamps_of_clips(), {"ids": list(clip_ids)})
    return {clip_id: found for clip_id, found in rows}  # noqa: C416 (typed rows)


@cache
def _stamps_of_clips() -> Select[Any]:
    """Made once: to put the expression together takes longer than Postgres does to answer."""
    clip = Clip.__table__.alias("stamped")
    ids: Any = any_(bindparam("ids", type_=ARRAY(PG_UUID(as_uuid=True))))
    return select(clip.c.id, stamps(clip)).where(clip.c.id == ids)


def stamps(clip: FromClause) -> ColumnElement[Any]:
    """All stamps of a row of clips, as a JSON object of texts."""
    scene, project = Scene.__table__.alias(), Project.__table__.alias()
    place, cast_in = _place(clip, scene), _cast(clip)
    seen, look = _seen(clip, scene, cast_in), style_of(clip)
    model, preset = model_of(clip), preset_of(clip)
    moves = _is_said(clip.c.video_prompt)
    detail = clip.c.shot_kind == literal_column("'INSERT'")
    words = _worded(clip.c.image_prompt, clip, scene, project)
    shot = sha_of(_shot(clip, scene))
    still_place = case((detail, NOTHING), else_=place)
    parts = {
        "IMAGE.PROMPT": words,
        "IMAGE.SHOT": shot,
        "IMAGE.LOCATION": still_place,
        "VIDEO.PROMPT": case(
            (moves, _worded(clip.c.video_prompt, clip, scene, project)), else_=words
        ),
        "VIDEO.SHOT": case((moves, literal_column("'MOTION'")), else_=shot),
        "VIDEO.LOCATION": case((moves, NOTHING), else_=still_place),
        "NEGATIVE_PROMPT": _worded(clip.c.negative_prompt, clip, scene, project),
        "CAST": func.coalesce(cast_in.c.told, NOTHING),
        "STYLE": func.coalesce(look.c.told, NOTHING),
        "STYLE.WORDS": func.coalesce(look.c.words, NOTHING),
        **{
            f"{STYLE_SETTING}{name}": func.coalesce(
                look.c.settings.op("->>")(text_of(name)), NOTHING
            )
            for name in STYLE_SETTINGS
        },
        **choices_of(model, preset),
        SOURCE_IMAGE: _source(clip),
        "SIZE": func.concat(project.c.width, text_of("x"), project.c.height),
        "RATE": func.concat(project.c.fps_numerator, text_of("/"), project.c.fps_denominator),
        "LENGTH": cast(clip.c.duration_frames, Text),
        **{
            f"{REFERENCE}{number}": func.coalesce(
                seen.c.pictures[literal_column(str(number))], NOTHING
            )
            for number in range(1, MOST_REFERENCES + 1)
        },
    }
    named = [part for name, value in parts.items() for part in (literal_column(f"'{name}'"), value)]
    return (
        select(func.jsonb_build_object(*named, type_=JSONB))
        .select_from(
            scene.join(project, project.c.id == scene.c.project_id)
            .join(cast_in, true())
            .join(seen, true())
            .outerjoin(look, true())
            .outerjoin(model, true())
            .outerjoin(preset, true())
        )
        .where(scene.c.id == clip.c.scene_id)
        .correlate(clip)
        .scalar_subquery()
    )


def _worded(
    words: ColumnElement[Any], clip: FromClause, scene: FromClause, project: FromClause
) -> ColumnElement[Any]:
    """Words, and the values of those variables that stand in them. Blank ones are all alike."""
    named = {
        "project": project.c.name,
        "scene": scene.c.name,
        "clip": clip.c.name,
        "number": clip.c.number,
        "location": scene.c.location,
        "time": scene.c.time_of_day,
        "framing": clip.c.framing,
        "kind": clip.c.shot_kind,
        "character": func.split_part(_names(clip), UNIT, literal_column("1")),
        "characters": _names(clip),
    }
    facts = func.unnest(array([text_of(name) for name in named]), array(list(named.values())))
    fact = facts.table_valued("name", "value").render_derived()
    written = func.concat(text_of(r"\{\{\s*"), fact.c.name, text_of(r"\s*\}\}"))
    said = (
        select(func.string_agg(func.concat(fact.c.name, fact.c.value), UNIT))
        .where(words.op("~*")(written))
        .correlate(clip, scene, project)
        .scalar_subquery()
    )
    marked = func.strpos(words, text_of("{{")) > literal_column("0")
    return sha_of(
        case(
            (marked, func.concat(words, UNIT, said)),
            (_is_said(words), words),
            else_=NOTHING,
        )
    )


def _is_said(words: ColumnElement[Any]) -> ColumnElement[bool]:
    return words.op("~")(text_of(r"\S"))


def _names(clip: FromClause) -> ColumnElement[Any]:
    return func.array_to_string(clip.c.characters, UNIT)


def _shot(clip: FromClause, scene: FromClause) -> ColumnElement[Any]:
    """Whether it is of a detail and, where there are no words of its own, what stands for them."""
    detail = clip.c.shot_kind == literal_column("'INSERT'")
    said = func.concat_ws(
        UNIT,
        clip.c.framing,
        scene.c.location,
        scene.c.time_of_day,
        _names(clip),
    )
    return func.concat(detail, case((_is_said(clip.c.image_prompt), NOTHING), else_=said))


def _cast(clip: FromClause) -> Any:
    """`told`: who is in it, in which costume, by their digests: those named first, then those cast.
    `pictures`: the first one of each who has any, the most prominent first."""
    who, look = _people.alias(), _looks.alias()
    picture = _first_picture(who)
    near, named = _cast_near(clip), _named(clip)
    spot = func.array_position(_folded(_names(clip), clip), who.c.folded)
    wears = and_(
        look.c.id == near.c.look_id, look.c.character_id == who.c.id, look.c.deleted_at.is_(None)
    )
    prominence = func.coalesce(near.c.prominence, literal_column("1"))
    told = func.concat(
        who.c.id,
        text_of("/"),
        look.c.id,
        text_of("/"),
        func.coalesce(look.c.digest, who.c.digest),
        text_of("/"),
        prominence,
    )
    in_turn = (spot.asc().nulls_last(), who.c.id)
    shown = func.concat(who.c.id, text_of("/"), picture.c.asset_id)
    either = func.coalesce(named.c.id, near.c.character_id)
    return (
        select(
            func.string_agg(told, aggregate_order_by(text_of("|"), *in_turn)).label("told"),
            func.array_agg(
                aggregate_order_by(shown, prominence.desc(), *in_turn), type_=ARRAY(Text)
            )
            .filter(picture.c.asset_id.is_not(None))
            .label("pictures"),
        )
        .select_from(
            named.outerjoin(near, near.c.character_id == named.c.id, full=True)
            .join(who, who.c.id == either)
            .outerjoin(look, wears)
            .outerjoin(picture, true())
        )
        .where(
            who.c.project_id == clip.c.project_id,
            who.c.deleted_at.is_(None),
            ~func.coalesce(near.c.absent, literal_column("false")),
        )
        .correlate(clip)
        .lateral()
    )


def _first_picture(who: FromClause) -> Any:
    picture = _pictures.alias()
    return (
        select(picture.c.asset_id)
        .where(picture.c.character_id == who.c.id)
        .order_by(picture.c.position)
        .limit(literal_column("1"))
        .correlate(who)
        .lateral()
    )


def _seen(clip: FromClause, scene: FromClause, cast_in: Any) -> Any:
    """`pictures`, which models are shown: of the cast, then of the location; of a detail none."""
    place = _places.alias()
    shown = func.concat(place.c.id, text_of("/"), place.c.reference_asset_id)
    there = _of_place(clip, scene, place, shown, place.c.reference_asset_id.is_not(None))
    both = func.array_append(cast_in.c.pictures, there.scalar_subquery(), type_=ARRAY(Text))
    # The offset keeps Postgres from finding them anew for each that is looked at.
    return (
        select(case((clip.c.shot_kind != literal_column("'INSERT'"), both)).label("pictures"))
        .offset(literal_column("0"))
        .correlate(clip, scene, cast_in)
        .lateral()
    )


def _named(clip: FromClause) -> Any:
    who = _people.alias()
    return (
        select(who.c.id)
        .where(
            who.c.project_id == clip.c.project_id,
            who.c.deleted_at.is_(None),
            who.c.folded == any_(_folded(_names(clip), clip)),
        )
        .correlate(clip)
        .subquery()
    )


def _cast_near(clip: FromClause) -> Any:
    """Of each character the casting that is nearest."""
    casting = _castings.alias()
    return (
        select(casting.c.character_id, casting.c.look_id, casting.c.prominence, casting.c.absent)
        .ext(distinct_on(casting.c.character_id))
        .where(casting.c.character_id.is_not(None), target_of(casting.c) == any_(targets(clip)))
        .order_by(casting.c.character_id, nearness(clip, casting))
        .correlate(clip)
        .subquery()
    )


def _folded(words: ColumnElement[Any], row: FromClause) -> ColumnElement[Any]:
    """Names joined by UNIT, a column of the row, as `studio.library.rules.fold` has them."""
    lower = func.replace(func.lower(words), text_of("ß"), text_of("ss"))
    tidy = func.regexp_replace(lower, text_of(r"\s+"), text_of(" "), text_of("g"))
    # A subselect is told once of a row, however many others are compared with it.
    once = select(func.string_to_array(tidy, UNIT)).correlate(row).scalar_subquery()
    return cast(once, ARRAY(Text))


def _source(clip: FromClause) -> ColumnElement[Any]:
    """The file of the picture that stands for the clip."""
    take = _takes.alias()
    found = (
        select(cast(take.c.asset_id, Text))
        .where(stands(clip, take, MediaKind.IMAGE.value))
        .order_by(*in_order(clip, take))
        .limit(literal_column("1"))
        .correlate(clip)
        .scalar_subquery()
    )
    return func.coalesce(found, NOTHING)


def _place(clip: FromClause, scene: FromClause) -> ColumnElement[Any]:
    place = _places.alias()
    told = func.concat(place.c.id, text_of("/"), place.c.digest)
    return func.coalesce(_of_place(clip, scene, place, told).scalar_subquery(), NOTHING)


def _of_place(
    clip: FromClause,
    scene: FromClause,
    place: FromClause,
    told: ColumnElement[Any],
    *which: ColumnElement[bool],
) -> Any:
    """What is told of the location of the clip's scene."""
    return (
        select(told)
        .where(
            place.c.project_id == clip.c.project_id,
            place.c.deleted_at.is_(None),
            place.c.folded == any_(_folded(func.btrim(scene.c.location), scene)),
            *which,
        )
        .order_by(place.c.id)
        .limit(literal_column("1"))
        .correlate(clip, scene)
    )
