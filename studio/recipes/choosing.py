"""The style, the model and the preset that hold for a clip, as SQL: the nearest ones."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Text,
    and_,
    any_,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
)

from studio.casting.models import Casting, Style, target_of
from studio.casting.rules import STYLE_TRAITS
from studio.catalogue.models import Model, Preset
from studio.graphs.families import FAMILIES
from studio.library.media import MediaKind
from studio.recipes.pieces import NOTHING, UNIT, nearness, sha_of, targets, text_of

_castings = Casting.__table__
_styles = Style.__table__
_models = Model.__table__
_presets = Preset.__table__


def style_of(clip: FromClause) -> Any:
    """The nearest one of those that are there, of which nothing is told where it says so. `told` is
    all of it, as recipes have it that do not tell apart its words and its settings."""
    casting, style = _castings.alias(), _styles.alias()
    there = and_(style.c.id == casting.c.style_id, style.c.deleted_at.is_(None))
    holds = ~casting.c.absent
    traits = (_phrase(style.c[name]) for name in STYLE_TRAITS)
    words = func.concat(
        func.concat_ws(text_of(", "), *traits), UNIT, func.concat(_phrase(style.c.negative))
    )
    return (
        select(
            case((holds, func.concat(style.c.id, text_of("/"), style.c.digest))).label("told"),
            case((holds, func.concat(style.c.id, text_of("/"), sha_of(words)))).label("words"),
            case((holds, style.c.settings)).label("settings"),
        )
        .select_from(casting.outerjoin(style, there))
        .where(
            casting.c.style_id.is_not(None),
            target_of(casting.c) == any_(targets(clip)),
            or_(style.c.id.is_not(None), casting.c.absent),
        )
        .order_by(nearness(clip, casting))
        .limit(literal_column("1"))
        .correlate(clip)
        .lateral()
    )


def _phrase(words: ColumnElement[Any]) -> ColumnElement[Any]:
    """As `studio.casting.rules.phrase` has one part; null for one that says nothing."""
    tidy = func.regexp_replace(words, text_of(r"\s+"), text_of(" "), text_of("g"))
    return func.nullif(func.btrim(tidy, text_of(" ,;.")), NOTHING)


def model_of(clip: FromClause) -> Any:
    """The nearest living one: its `id`, its `family`, and what else of it a picture depends on."""
    casting, model = _castings.alias(), _models.alias()
    there = (model.c.id == casting.c.model_id) & model.c.deleted_at.is_(None)
    return _nearest(
        clip,
        casting,
        casting.join(model, there),
        model.c.id,
        model.c.family,
        sha_of(func.concat_ws(UNIT, model.c.kind, model.c.family, model.c.file_name)),
    )


def preset_of(clip: FromClause) -> Any:
    """The same of presets: one that is for a model is for the model's family."""
    casting, preset, model = _castings.alias(), _presets.alias(), _models.alias()
    there = (preset.c.id == casting.c.preset_id) & preset.c.deleted_at.is_(None)
    family = func.coalesce(preset.c.family, model.c.family)
    return _nearest(
        clip,
        casting,
        casting.join(preset, there).outerjoin(model, model.c.id == preset.c.model_id),
        preset.c.id,
        family,
        sha_of(
            func.concat(
                cast(preset.c.settings.op("-")(text_of("count")), Text),
                UNIT,
                family,
                UNIT,
                model.c.kind,
                model.c.file_name,
            )
        ),
    )


def _nearest(
    clip: FromClause,
    casting: FromClause,
    there: FromClause,
    row_id: ColumnElement[Any],
    family: ColumnElement[Any],
    told: ColumnElement[Any],
) -> Any:
    holds = ~casting.c.absent
    return (
        select(
            case((holds, func.concat(row_id, text_of("/"), told))).label("told"),
            case((holds, family)).label("family"),
        )
        .select_from(there)
        .where(target_of(casting.c) == any_(targets(clip)))
        .order_by(nearness(clip, casting))
        .limit(literal_column("1"))
        .correlate(clip)
        .lateral()
    )


def choices_of(model: Any, preset: Any) -> dict[str, ColumnElement[Any]]:
    """The model and the preset that hold for each kind: as studio.rendering.service.inheriting has
    it, those of another kind are passed over, and a preset of another family than the model's."""
    found: dict[str, ColumnElement[Any]] = {}
    for kind in (MediaKind.IMAGE, MediaKind.VIDEO):
        families = [text_of(one.id) for one in FAMILIES.values() if one.kind is kind]
        fits, does = (
            or_(one.c.family.is_(None), one.c.family.in_(families)) for one in (model, preset)
        )
        other = and_(
            fits,
            model.c.told.is_not(None),
            preset.c.family.is_not(None),
            preset.c.family.is_distinct_from(model.c.family),
        )
        found[f"{kind.value}.MODEL"] = func.coalesce(case((fits, model.c.told)), NOTHING)
        found[f"{kind.value}.PRESET"] = func.coalesce(case((does & ~other, preset.c.told)), NOTHING)
    return found
