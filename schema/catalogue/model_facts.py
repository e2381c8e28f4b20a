"""What is told of a model besides what its publisher says: what people think, where its file goes."""

from collections.abc import Collection
from typing import Any

import strawberry
from sqlalchemy import ColumnElement, Float, FromClause, case, func, literal_column, null, select
from sqlalchemy import cast as sql_cast

from schema.reads.fields import column, structure
from schema.reads.reader import VIEWER_ACCOUNT
from studio.catalogue.models import ModelRating
from studio.catalogue.placing import BARE_FAMILIES, EITHER_FAMILIES, FOLDER_OF

_ratings = ModelRating.__table__


def rating_of_viewer(model: FromClause) -> ColumnElement[Any]:
    rating = _ratings.alias()
    return (
        select(rating.c.stars)
        .where(rating.c.account_id == VIEWER_ACCOUNT, rating.c.model_id == model.c.id)
        .correlate(model)
        .scalar_subquery()
    )


def _of_ratings(value: Any) -> Any:
    """An aggregate of the stars that the model was given here."""

    def read(model: FromClause) -> ColumnElement[Any]:
        rating = _ratings.alias()
        given = select(value(rating.c.stars)).where(rating.c.model_id == model.c.id)
        return given.correlate(model).scalar_subquery()

    return read


@structure
@strawberry.type(description="What the people of this workspace think of a model.")
class ModelOpinion:
    mine: int | None = column(
        rating_of_viewer, "The viewer's own stars, 1 to 5; null where none are given."
    )
    average: float | None = column(
        _of_ratings(lambda stars: sql_cast(func.avg(stars), Float)),
        "The mean of everybody's stars; null where nobody has given any.",
    )
    count: int = column(_of_ratings(func.count), "How many people have given stars.")


def _word(text: str) -> ColumnElement[str]:
    return literal_column(f"'{text}'")


def _is_checkpoint_of(model: FromClause, families: Collection[str]) -> ColumnElement[bool]:
    among = model.c.family.in_([_word(family) for family in sorted(families)])
    return (model.c.kind == _word("CHECKPOINT")) & among


def _folder(model: FromClause) -> ColumnElement[str]:
    """`placing.folder_of` in SQL."""
    of_kind = [(model.c.kind == _word(kind), _word(name)) for kind, name in FOLDER_OF.items()]
    bare = (_is_checkpoint_of(model, BARE_FAMILIES), _word("diffusion_models"))
    return case(bare, *of_kind)


@structure
@strawberry.type(description="Where a model's file belongs on a server that renders.")
class ModelPlacement:
    folder: str = column(_folder, "Which of ComfyUI's folders of models.")
    path: str = column(
        lambda row: func.concat(_word("models/"), _folder(row), _word("/"), row.c.file_name),
        "The file's path there, from ComfyUI's own folder on.",
    )
    other_folder: str | None = column(
        lambda row: case(
            (_is_checkpoint_of(row, EITHER_FAMILIES), _word("diffusion_models")),
            else_=null(),
        ),
        "The folder it belongs into instead if it comes without text encoders and VAE, which "
        "nobody tells; null where there is but one.",
    )
