"""What people here think of models, beside what is thought of them where they are published."""

from uuid import UUID

from sqlalchemy import delete, func
from sqlalchemy.dialects.postgresql import insert

from studio.access.queries import find
from studio.access.viewer import Viewer
from studio.catalogue.models import Model, ModelRating
from studio.catalogue.rules import MOST_STARS
from studio.kernel.errors import UserError
from studio.kernel.work import Work


async def rate_model(
    work: Work, viewer: Viewer, model_id: UUID | None, *, stars: int | None
) -> Model:
    """Give the model 1 to 5 stars in the viewer's own name, or take them back; the last word counts."""
    model = await find(work, viewer, Model, model_id, lock=False, field="modelId")
    if stars is None:
        await work.session.execute(
            delete(ModelRating).where(
                ModelRating.model_id == model.id, ModelRating.account_id == viewer.account_id
            )
        )
    else:
        if not 1 <= stars <= MOST_STARS:
            raise UserError(f"A rating is 1 to {MOST_STARS} stars.", field=["stars"])
        given = insert(ModelRating).values(
            model_id=model.id, account_id=viewer.account_id, stars=stars
        )
        await work.session.execute(
            given.on_conflict_do_update(
                index_elements=["model_id", "account_id"],
                set_={"stars": given.excluded.stars, "rated_at": func.now()},
            )
        )
    work.open_stream(model.workspace_id)
    work.changed("model", model.id, stream=model.workspace_id, version=model.version)
    return model
