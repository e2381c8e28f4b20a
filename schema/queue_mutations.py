"""What people do with the queue: rush, order, pause, resume, try again, clear."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, TypeVar
from uuid import UUID

import strawberry

from schema.context import Info
from schema.job_selection import WhichJobsInput, which_jobs
from schema.mutate import Payload, mutate
from schema.reads.fields import Ref
from schema.relay import id_filter, ids_of
from schema.rendering import RenderJob
from schema.spending.quotes import Quote, quote_about, quote_values
from schema.wishes import ConsentFields, paying_of
from studio.access.viewer import Viewer
from studio.kernel.work import Work
from studio.rendering.lifecycle import Priority
from studio.rendering.service import queueing, retrying
from studio.rendering.service.selecting import Touched, Where


@strawberry.input(description="Renders that wait, and how urgent they are.")
class PrioritizeJobsInput(WhichJobsInput):
    priority: Priority = strawberry.field(description="How urgent they are.")


@strawberry.input(description="Renders that are to wait on.")
class PauseJobsInput(WhichJobsInput):
    pass


@strawberry.input(description="Renders that are to wait no longer.")
class ResumeJobsInput(WhichJobsInput):
    pass


@strawberry.input(description="Renders that are over and to be out of sight.")
class ClearJobsInput(WhichJobsInput):
    pass


@strawberry.input(description="Failed renders to try again.")
class RetryJobsInput(WhichJobsInput, ConsentFields):
    idempotency_key: str = strawberry.field(
        description="Of your choice, 1 to 200 characters: the same key never retries twice."
    )


@strawberry.input(description="Waiting renders and their new place.")
class MoveJobsInput:
    job_ids: list[strawberry.ID] = strawberry.field(
        description="Renders of one account, priority and endpoint, in their new order."
    )
    before_id: strawberry.ID | None = strawberry.field(
        default=None, description="The render they come before; they come last if missing."
    )


@strawberry.interface(description="What acts on many renders answer.")
class JobsPayload(Payload):
    jobs: list[RenderJob] = strawberry.field(
        description="The jobs that were named; with a filter those that were changed, the newest "
        "first, 500 at most."
    )
    count: int = strawberry.field(description="How many were changed.")


@strawberry.type(description="What prioritizeJobs answers.")
class PrioritizeJobsPayload(JobsPayload):
    pass


@strawberry.type(description="What pauseJobs answers.")
class PauseJobsPayload(JobsPayload):
    pass


@strawberry.type(description="What resumeJobs answers.")
class ResumeJobsPayload(JobsPayload):
    pass


@strawberry.type(description="What clearJobs answers.")
class ClearJobsPayload(JobsPayload):
    pass


@strawberry.type(description="What retryJobs answers.")
class RetryJobsPayload(JobsPayload):
    quote: Quote | None = strawberry.field(
        description="What they may cost; after a user error about money, why they were not admitted."
    )


@strawberry.type(description="What moveJobs answers.")
class MoveJobsPayload(JobsPayload):
    pass


P = TypeVar("P", bound=JobsPayload)
Verb = Callable[[Work, Viewer, Where | Sequence[UUID]], Awaitable[Touched]]


async def _act(info: Info, payload: type[P], wanted: WhichJobsInput, verb: Verb) -> P:
    async def act(work: Work, viewer: Viewer) -> dict[str, object]:
        which = which_jobs(wanted)
        done = await verb(work, viewer, which)
        return _values(done, None if isinstance(which, Where) else which)

    return await mutate(info, payload, act, failed={"count": 0})


def _values(done: Touched, named: Sequence[UUID] | None) -> dict[str, object]:
    shown = done.newest if named is None else named
    return {"jobs": [Ref("RenderJob", one) for one in shown], "count": done.count}


@strawberry.type
class QueueMutations:
    @strawberry.mutation(description="Say how urgent waiting renders are.")
    async def prioritize_jobs(
        self,
        info: Info,
        input: Annotated[PrioritizeJobsInput, strawberry.argument(description="Which, and how.")],
    ) -> PrioritizeJobsPayload:
        async def verb(work: Work, viewer: Viewer, which: Where | Sequence[UUID]) -> Touched:
            return await queueing.set_priority(work, viewer, which, input.priority)

        return await _act(info, PrioritizeJobsPayload, input, verb)

    @strawberry.mutation(description="Have waiting renders wait until they are resumed.")
    async def pause_jobs(
        self,
        info: Info,
        input: Annotated[PauseJobsInput, strawberry.argument(description="Which.")],
    ) -> PauseJobsPayload:
        return await _act(info, PauseJobsPayload, input, queueing.pause_jobs)

    @strawberry.mutation(description="Have paused renders take their turn again.")
    async def resume_jobs(
        self,
        info: Info,
        input: Annotated[ResumeJobsInput, strawberry.argument(description="Which.")],
    ) -> ResumeJobsPayload:
        return await _act(info, ResumeJobsPayload, input, queueing.resume_jobs)

    @strawberry.mutation(
        description="Take renders that are over out of the queue's lists. What they made stays."
    )
    async def clear_jobs(
        self,
        info: Info,
        input: Annotated[ClearJobsInput, strawberry.argument(description="Which.")],
    ) -> ClearJobsPayload:
        return await _act(info, ClearJobsPayload, input, queueing.clear_jobs)

    @strawberry.mutation(
        description="Try failed renders again: those that are named and may be, or all that a "
        "filter finds."
    )
    async def retry_jobs(
        self,
        info: Info,
        input: Annotated[RetryJobsInput, strawberry.argument(description="Which.")],
    ) -> RetryJobsPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, object]:
            which, paying = which_jobs(input), paying_of(info, input)
            done, quote = await retrying.retry_jobs(work, viewer, which, paying)
            named = None if isinstance(which, Where) else which
            return {**_values(done, named), "quote": quote_values(info, quote)}

        return await mutate(
            info,
            RetryJobsPayload,
            act,
            once=input,
            failed={"count": 0},
            about=quote_about(info),
        )

    @strawberry.mutation(description="Put waiting renders into another order.")
    async def move_jobs(
        self,
        info: Info,
        input: Annotated[MoveJobsInput, strawberry.argument(description="Which, and where to.")],
    ) -> MoveJobsPayload:
        ids = ids_of("job", input.job_ids)

        async def act(work: Work, viewer: Viewer) -> dict[str, object]:
            done = await queueing.move_jobs(
                work, viewer, ids, before=id_filter("job", input.before_id)
            )
            return _values(done, ids)

        return await mutate(info, MoveJobsPayload, act, failed={"count": 0})
