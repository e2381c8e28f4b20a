"""What people do with renders: ask for them, cancel them, retry them."""

from typing import Annotated, Any

import strawberry

from schema.context import Info
from schema.enums import described
from schema.job_selection import WhichJobsInput, which_jobs
from schema.mutate import Payload, mutate
from schema.reads.fields import Ref
from schema.relay import id_filter, ids_of
from schema.rendering import RenderJob
from schema.scalars import BigInt
from studio.access.viewer import Viewer
from studio.kernel.ids import typed, untyped
from studio.kernel.work import Work
from studio.library.media import MediaKind
from studio.rendering.service import cancelling, generating, retrying
from studio.rendering.service.generating import Scope, SkipReason, Wish
from studio.rendering.service.selecting import Where

described(
    SkipReason,
    "Why a clip was left out.",
    {
        "HAS_TAKE": "It has a take of this kind.",
        "ALREADY_QUEUED": "A render of this kind is under way for it.",
    },
)
_SKIPPED = {
    SkipReason.HAS_TAKE: "This clip has a take already.",
    SkipReason.ALREADY_QUEUED: "A render of this clip is under way.",
}


@strawberry.input
class WishInput:
    """What all requests for renders are given."""

    kinds: list[MediaKind] = strawberry.field(
        default_factory=lambda: [MediaKind.IMAGE],
        description="What to make. For both, the video waits for the image and starts from it.",
    )
    idempotency_key: str = strawberry.field(
        description="Of your choice, 1 to 200 characters: the same key never renders twice."
    )
    model: str | None = strawberry.field(
        default=None, description="The model; left to the endpoint if missing."
    )
    seed: BigInt | None = strawberry.field(
        default=None, description="0 to 2⁶⁴−1; random if missing. Take i is made from seed + i."
    )
    count: int = strawberry.field(default=1, description="Takes to make of a clip, 1 to 16.")
    endpoint_id: strawberry.ID | None = strawberry.field(
        default=None, description="Where to render; chosen for you if missing."
    )


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
        description="Leave out clips that have a take of the kind (of both, the image) or a render "
        "of it under way.",
    )


@strawberry.input(description="A render to cancel.")
class CancelJobInput:
    job_id: strawberry.ID = strawberry.field(description="The job.")


@strawberry.input(description="Renders to cancel. Give exactly one of jobIds and filter.")
class CancelJobsInput(WhichJobsInput):
    pass


@strawberry.input(description="A failed or cancelled render to try again.")
class RetryJobInput:
    job_id: strawberry.ID = strawberry.field(description="The job.")
    idempotency_key: str = strawberry.field(
        description="Of your choice, 1 to 200 characters: the same key never retries twice."
    )


@strawberry.type(description="What generateClip answers.")
class GenerateClipPayload(Payload):
    jobs: list[RenderJob] = strawberry.field(description="One job for each kind.")


@strawberry.type(description="A clip that was left out of a request.")
class SkippedClip:
    clip_id: strawberry.ID = strawberry.field(description="The clip's id.")
    reason: SkipReason = strawberry.field(description="Why, for a program to branch on.")
    message: str = strawberry.field(description="Why, for a person.")


@strawberry.type(description="What generateClips answers.")
class GenerateClipsPayload(Payload):
    jobs: list[RenderJob] = strawberry.field(
        description="One job for each clip and kind, in the order of the film."
    )
    skipped: list[SkippedClip] = strawberry.field(
        description="The clips that `missingOnly` left out, in the order of the film."
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


def _wish(info: Info, wanted: WishInput) -> Wish:
    return Wish(
        kinds=wanted.kinds,
        reachable=info.context.services.reachable,
        model=wanted.model,
        seed=wanted.seed,
        count=wanted.count,
        endpoint_id=id_filter("endpoint", wanted.endpoint_id),
    )


@strawberry.type
class RenderMutations:
    @strawberry.mutation(description="Queue renders of a clip.")
    async def generate_clip(
        self,
        info: Info,
        input: Annotated[GenerateClipInput, strawberry.argument(description="What to make.")],
    ) -> GenerateClipPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, list[Ref]]:
            jobs = await generating.request_render(
                work,
                viewer,
                untyped("clip", input.clip_id),
                _wish(info, input),
            )
            return {"jobs": [Ref("RenderJob", job_id) for job_id in jobs]}

        return await mutate(info, GenerateClipPayload, act, once=input)

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
        )

        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            requested = await generating.request_renders(
                work,
                viewer,
                scope,
                _wish(info, input),
                missing_only=input.missing_only,
            )
            return {
                "jobs": [Ref("RenderJob", job_id) for job_id in requested.jobs],
                "skipped": [
                    {
                        "clipId": typed("clip", clip_id),
                        "reason": reason.value,
                        "message": _SKIPPED[reason],
                    }
                    for clip_id, reason in requested.skipped
                ],
            }

        return await mutate(info, GenerateClipsPayload, act, once=input)

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

        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            await retrying.retry_job(work, viewer, target.id)
            return {"job": target}

        return await mutate(info, RetryJobPayload, act, once=input)
