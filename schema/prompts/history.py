"""What the prompts of a clip were, set again, copied from other clips, taken from templates."""

from typing import Annotated, Any, cast

import strawberry
from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from schema.accounts import Account
from schema.context import Info
from schema.mutate import Payload, mutate
from schema.node import Node
from schema.prompts.enums import ClipPrompt, InsertPlace
from schema.reads.fields import Ref, child, column, entity, identity
from schema.reads.pages import Collection, Sort, Wanted, read_page
from schema.relay import PageInfo, id_filter, ids_of
from schema.scalars import DateTime
from schema.timeline import Clip
from studio.access.viewer import Viewer
from studio.accounts.models import Account as AccountRow
from studio.kernel.ids import untyped
from studio.kernel.work import Work
from studio.prompts import history as service
from studio.prompts.models import PromptEdit as EditRow
from studio.timeline.models import Clip as ClipRow

_edits = EditRow.__table__


@entity("promptedit", _edits)
@strawberry.type(description="The prompts of a clip as they were from one of its versions on.")
class PromptEdit(Node):
    id: strawberry.ID = identity("promptedit", "The edit's id.")
    number: int = column(EditRow.number, "The version of the clip that it led to.")
    image_prompt: str = column(EditRow.image_prompt, "The prompt of stills.")
    video_prompt: str = column(EditRow.video_prompt, "The prompt of motion.")
    negative_prompt: str = column(EditRow.negative_prompt, "What was not to be seen.")
    edited_by: Account | None = child(
        AccountRow.__table__,
        lambda edit, account: account.c.id == edit.c.edited_by,
        "Who edited them; null of what was there before the first edit, and of what was restored "
        "from another studio.",
    )
    created_at: DateTime = column(EditRow.created_at, "When that was.")
    clip: Clip = child(
        ClipRow.__table__, lambda edit, clip: clip.c.id == edit.c.clip_id, "Its clip.", deleted=True
    )


@strawberry.type(description="An edit of prompts in a list.")
class PromptEditEdge:
    node: PromptEdit = strawberry.field(description="The edit.")
    cursor: str = strawberry.field(description="Its place, for `after`.")


@strawberry.type(description="A page of edits of prompts.")
class PromptEditConnection:
    edges: list[PromptEditEdge] = strawberry.field(description="The edits with their cursors.")
    nodes: list[PromptEdit] = strawberry.field(description="The edits alone.")
    page_info: PageInfo = strawberry.field(description="Whether there is more.")
    total_count: int = strawberry.field(description="How many there are in all.")


EDITS = Collection(
    "PromptEdit",
    sorts={"NEWEST": Sort(lambda row: row.c.number, descending=True)},
    filters={"clip": lambda row: row.c.clip_id == bindparam("f_clip", type_=PG_UUID())},
)


@strawberry.input(description="An edit whose prompts are to be those of its clip again.")
class RestorePromptsInput:
    id: strawberry.ID = strawberry.field(description="The edit, of promptHistory.")
    expected_version: int | None = strawberry.field(
        default=None, description="The clip's version you have read; CONFLICT if it has risen."
    )


@strawberry.input(description="Prompts to copy from a clip to others.")
class CopyPromptsInput:
    from_id: strawberry.ID = strawberry.field(description="The clip to copy from.")
    to_ids: list[strawberry.ID] = strawberry.field(description="The clips to copy to, 1 to 500.")
    prompts: list[ClipPrompt] = strawberry.field(
        default_factory=lambda: list(ClipPrompt), description="Which; all of them if missing."
    )


@strawberry.input(description="A value for a variable of a template.")
class TemplateValueInput:
    name: str = strawberry.field(description="The variable's name.")
    value: str = strawberry.field(description="What to put in its place, 1,000 characters.")


@strawberry.input(description="A template to put into prompts of clips.")
class InsertTemplateInput:
    template_id: strawberry.ID = strawberry.field(description="The template.")
    clip_ids: list[strawberry.ID] = strawberry.field(description="The clips, 1 to 500.")
    into: ClipPrompt = strawberry.field(
        default=ClipPrompt.IMAGE,
        description="Where its prompt goes; its negative prompt goes to the negative one.",
    )
    place: InsertPlace = strawberry.field(
        default=InsertPlace.END, description="Where in a prompt that is there."
    )
    values: list[TemplateValueInput] = strawberry.field(
        default_factory=list,
        description="Of its variables; one that is missing is as the template says.",
    )


@strawberry.type(description="What restorePrompts answers.")
class RestorePromptsPayload(Payload):
    clip: Clip | None = strawberry.field(description="The clip; after a conflict, as it is now.")


@strawberry.type(description="What copyPrompts answers.")
class CopyPromptsPayload(Payload):
    clips: list[Clip] = strawberry.field(
        description="The clips copied to; promptHistory has what they were."
    )


@strawberry.type(description="What insertTemplate answers.")
class InsertTemplatePayload(Payload):
    clips: list[Clip] = strawberry.field(
        description="The clips in the given order; promptHistory has what they were."
    )


@strawberry.type
class PromptHistoryQueries:
    @strawberry.field(
        description="What the prompts of a clip were, the newest first: after each edit, and before "
        "the first; empty where nobody edited them."
    )
    async def prompt_history(
        self,
        info: Info,
        clip_id: Annotated[strawberry.ID, strawberry.argument(description="The clip.")],
        first: Annotated[
            int | None, strawberry.argument(description="How many, 0 to 100; 50 if not said.")
        ] = None,
        after: Annotated[
            str | None, strawberry.argument(description="The cursor they come after.")
        ] = None,
    ) -> PromptEditConnection:
        wanted = Wanted("NEWEST", {"clip": id_filter("clip", clip_id)}, first, after)
        page = await read_page(info.context.reads, info._raw_info, EDITS, wanted)
        return cast("PromptEditConnection", page)


def _clips(found: list[ClipRow]) -> dict[str, Any]:
    return {"clips": [Ref("Clip", clip.id) for clip in found]}


@strawberry.type
class PromptHistoryMutations:
    @strawberry.mutation(
        description="Make the prompts of a clip what they were at an edit. So one undoes, and does "
        "again: this is an edit too."
    )
    async def restore_prompts(
        self,
        info: Info,
        input: Annotated[RestorePromptsInput, strawberry.argument(description="Which.")],
    ) -> RestorePromptsPayload:
        current: dict[str, Ref | None] = {}

        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            edit_id = untyped("promptedit", input.id)
            edit = await service.find_edit(work, viewer, edit_id)
            current["clip"] = Ref("Clip", edit.clip_id)
            clip = await service.restore_prompts(
                work, viewer, edit, expected_version=input.expected_version
            )
            return {"clip": Ref("Clip", clip.id)}

        return await mutate(info, RestorePromptsPayload, act, current=current)

    @strawberry.mutation(description="Give clips the same prompts as another clip has.")
    async def copy_prompts(
        self,
        info: Info,
        input: Annotated[CopyPromptsInput, strawberry.argument(description="From where to where.")],
    ) -> CopyPromptsPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            clips = await service.copy_prompts(
                work,
                viewer,
                untyped("clip", input.from_id),
                ids_of("clip", input.to_ids),
                {one.value for one in input.prompts},
            )
            return _clips(clips)

        return await mutate(info, CopyPromptsPayload, act, failed={"clips": []})

    @strawberry.mutation(
        description="Put a template's words into prompts of clips, its variables filled in."
    )
    async def insert_template(
        self,
        info: Info,
        input: Annotated[InsertTemplateInput, strawberry.argument(description="What, where.")],
    ) -> InsertTemplatePayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            clips = await service.insert_template(
                work,
                viewer,
                untyped("template", input.template_id),
                ids_of("clip", input.clip_ids),
                into=input.into.value,
                place=input.place.value,
                values={one.name: one.value for one in input.values},
            )
            return _clips(clips)

        return await mutate(info, InsertTemplatePayload, act, failed={"clips": []})
