"""How requests say which renders they are for."""

from collections.abc import Sequence
from uuid import UUID

import strawberry

from schema.relay import id_filter, ids_of
from studio.kernel.errors import UserError
from studio.rendering.service.selecting import Where


@strawberry.input(
    description="Which renders: those to which all that is given applies; with nothing given, all "
    "of the workspace."
)
class JobsFilterInput:
    project_id: strawberry.ID | None = strawberry.field(
        default=None, description="Only those of this project."
    )
    endpoint_id: strawberry.ID | None = strawberry.field(
        default=None, description="Only those of this endpoint."
    )
    batch_id: strawberry.ID | None = strawberry.field(
        default=None, description="Only those of this batch."
    )


@strawberry.input
class WhichJobsInput:
    """What all acts on many renders are given. Exactly one of the two."""

    job_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="These jobs, 2,000 at most."
    )
    filter: JobsFilterInput | None = strawberry.field(
        default=None, description="All there are to which it applies, without a limit."
    )


def which_jobs(wanted: WhichJobsInput) -> Where | Sequence[UUID]:
    if (wanted.job_ids is None) == (wanted.filter is None):
        raise UserError("Give exactly one of jobIds and filter.", field=["jobIds"])
    if wanted.filter is None:
        return ids_of("job", wanted.job_ids or [])
    return Where(
        project_id=id_filter("project", wanted.filter.project_id),
        endpoint_id=id_filter("endpoint", wanted.filter.endpoint_id),
        batch_id=id_filter("batch", wanted.filter.batch_id),
    )
