"""What people do with renders: ask for them, cancel them, retry them."""

from typing import Annotated, Any

import strawberry

from schema.batches import Batch
from schema.context import Info
from schema.job_selection import WhichJobsInput, which_jobs
from schema.mutate import Payload, mutate
from schema.reads.fields import Ref
from schema.relay import id_filter, ids_of
from schema.rendering import RenderJob
from schema.skipping import SkippedClip, skipped_values
from schema.spending.quotes import Quote, quote_about, quote_values
from schema.wishes import ConsentFields, WishInput, paying_of, wish_of
from studio.access.viewer import Viewer
from studio.kernel.ids import untyped
from studio.kernel.work import Work
from studio.rendering.service import cancelling, generating, retrying
from studio.rendering.service.scoping import Scope
from studio.rendering.service.selecting import Where


@strawberry.input(description="Renders of a clip.")
class GenerateClipInput(WishInput):
    clip_id: strawberry.ID = strawberry.field(description="The clip.")


@strawberry.input(
    description="Renders of many clips. Give exactly one of clipIds, sceneId and projectId."
)
class GenerateClipsInput(WishInput):
    clip_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="These clips, 2,000 at most."
    )
    scene_id: strawberry.ID | None = strawberry.field(
        default=None, description="All clips of this scene."
    )
    project_id: strawberry.ID | None = strawberry.field(
        default=None, description="All clips of this project, 2,000 at most."
    )
    missing_only: bool = strawberry.field(
        default=False,
        description="Make of each clip only the kinds that it has no take of and no render under "
        "way; leave out the clips that lack none, or whose image is under way.",
    )
    stale_only: bool = strawberry.field(
        default=False,
        description="Make of each clip only the kinds whose take is STALE; not of those that have a "
        "render of them under way. The others are not told as skipped.",
    )
    pick: bool = strawberry.field(
        default=True,
        description="With `staleOnly`: a clip that shows a stale take comes to show the new one of its "
        "kind in its place, unless somebody picks another meanwhile.",
    )


@strawberry.input(description="A render to cancel.")
class CancelJobInput:
    job_id: strawberry.ID = strawberry.field(description="The job.")


@strawberry.input(description="Renders to cancel. Give exactly one of jobIds and filter.")
class CancelJobsInput(WhichJobsInput):
    pass


@strawberry.input(description="A failed or cancelled render to try again.")
class RetryJobInput(ConsentFields):
    job_id: strawberry.ID = strawberry.field(description="The job.")
    idempotency_key: str = strawberry.field(
        description="Of your choice, 1 to 200 characters: the same key never retries twice."
    )


@strawberry.type(description="What generateClip answers.")
class GenerateClipPayload(Payload):
    jobs: list[RenderJob] = strawberry.field(description="One job for each kind.")
    quote: Quote | None = strawberry.field(
        description="What it may cost; after a user error about money, why it was not admitted."
    )


@strawberry.type(description="What generateClips answers.")
class GenerateClipsPayload(Payload):
    jobs: list[RenderJob] = strawberry.field(
        description="One job for each clip and kind, in the order of the film."
    )
    skipped: list[SkippedClip] = strawberry.field(
        description="The clips that were left out, in the order of the film: locked ones, and those "
        "that `missingOnly` says."
    )
    batch: Batch | None = strawberry.field(
        description="All of it together, to be followed; null where nothing was left to make."
    )
    quote: Quote | None = strawberry.field(
        description="What it may cost; after a user error about money, why it was not admitted."
    )


@strawberry.type(description="What cancelJob answers.")
class CancelJobPayload(Payload):
    job: RenderJob | None = strawberry.field(description="The job.")


@strawberry.type(description="What cancelJobs answers.")
class CancelJobsPayload(Payload):
    jobs: list[RenderJob] = strawberry.field(
        description="The jobs that were named; those that were over, or being saved, are as they "
        "were. With a filter, those that were cancelled, the newest first, 500 at most."
    )
    cancelled_count: int = strawberry.field(
        description="How many were under way and are cancelled now, or asked to stop."
    )


@strawberry.type(description="What retryJob answers.")
class RetryJobPayload(Payload):
    job: RenderJob | None = strawberry.field(description="The job, queued again.")
    quote: Quote | None = strawberry.field(
        description="What it may cost; after a user error about money, why it was not admitted."
    )


@strawberry.type
class RenderMutations:
    @strawberry.mutation(description="Queue renders of a clip.")
    async def generate_clip(
        self,
        info: Info,
        input: Annotated[GenerateClipInput, strawberry.argument(description="What to make.")],
    ) -> GenerateClipPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            requested = await generating.request_render(
                work,
                viewer,
                untyped("clip", input.clip_id),
                wish_of(info, input),
                paying_of(info, input),
            )
            return {
                "jobs": [Ref("RenderJob", job_id) for job_id in requested.jobs],
                "quote": quote_values(info, requested.quote),
            }

        return await mutate(info, GenerateClipPayload, act, once=input, about=quote_about(info))

    @strawberry.mutation(
        description="Queue renders of many clips: of these, of a scene, or of a whole project. "
        "All of them or, with a user error, none."
    )
    async def generate_clips(
        self,
        info: Info,
        input: Annotated[GenerateClipsInput, strawberry.argument(description="What to make.")],
    ) -> GenerateClipsPayload:
        scope = Scope(
            clip_ids=None if input.clip_ids is None else ids_of("clip", input.clip_ids),
            scene_id=id_filter("scene", input.scene_id),
            project_id=id_filter("project", input.project_id),
            stale=input.kinds if input.stale_only else (),
        )

        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            requested = await generating.request_renders(
                work,
                viewer,
                scope,
                wish_of(info, input),
                paying_of(info, input),
                missing_only=input.missing_only,
                replacing=input.stale_only and input.pick,
            )
            batch = requested.batch_id
            return {
                "jobs": [Ref("RenderJob", job_id) for job_id in requested.jobs],
                "skipped": skipped_values(requested.skipped),
                "batch": None if batch is None else Ref("Batch", batch),
                "quote": quote_values(info, requested.quote),
            }

        return await mutate(info, GenerateClipsPayload, act, once=input, about=quote_about(info))

    @strawberry.mutation(description="Cancel a render.")
    async def cancel_job(
        self,
        info: Info,
        input: Annotated[CancelJobInput, strawberry.argument(description="Which.")],
    ) -> CancelJobPayload:
        target = Ref("RenderJob", untyped("job", input.job_id))

        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            await cancelling.cancel_job(work, viewer, target.id)
            return {"job": target}

        return await mutate(info, CancelJobPayload, act)

    @strawberry.mutation(
        description="Cancel renders. Those that are over, or being saved, stay as they are."
    )
    async def cancel_jobs(
        self,
        info: Info,
        input: Annotated[CancelJobsInput, strawberry.argument(description="Which.")],
    ) -> CancelJobsPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            which = which_jobs(input)
            cancelled = await cancelling.cancel_jobs(work, viewer, which)
            shown = cancelled.newest if isinstance(which, Where) else which
            return {
                "jobs": [Ref("RenderJob", one) for one in shown],
                "cancelledCount": cancelled.count,
            }

        return await mutate(info, CancelJobsPayload, act, failed={"cancelledCount": 0})

    @strawberry.mutation(description="Try a failed or cancelled render again.")
    async def retry_job(
        self,
        info: Info,
        input: Annotated[RetryJobInput, strawberry.argument(description="Which.")],
    ) -> RetryJobPayload:
        target = Ref("RenderJob", untyped("job", input.job_id))

        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            quote = await retrying.retry_job(work, viewer, target.id, paying_of(info, input))
            return {"job": target, "quote": quote_values(info, quote)}

        return await mutate(info, RetryJobPayload, act, once=input, about=quote_about(info))
