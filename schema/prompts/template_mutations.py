"""What people do with prompt templates."""

from typing import Annotated, Any

import strawberry

from schema.context import Info
from schema.idempotency import KeyedInput
from schema.mutate import Payload, given, mutate
from schema.prompts.enums import PromptTemplateCategory
from schema.prompts.templates import PromptTemplate
from schema.reads.fields import Ref
from studio.access.viewer import Viewer
from studio.kernel.ids import untyped
from studio.kernel.work import Work
from studio.prompts import templates as service
from studio.prompts.rules import Blank, Draft


@strawberry.input(description="Something to fill in when a template is put into a clip.")
class PromptTemplateVariableInput:
    name: str = strawberry.field(
        description="Its name, written {{name}} in the words: a letter, then letters, digits and _, "
        "40 at most. One named like a fact of clips stands in its place."
    )
    label: str = strawberry.field(default="", description="What to ask for, 200 characters.")
    value: str = strawberry.field(
        default="", description="What it is where nothing else is given, 1,000 characters."
    )


@strawberry.input(description="A new prompt template.")
class CreateTemplateInput(KeyedInput):
    name: str = strawberry.field(description="What to call it; unique in the workspace.")
    prompt: str = strawberry.field(default="", description="The words, 8,000 characters.")
    negative_prompt: str = strawberry.field(
        default="", description="What is not to be seen, 8,000 characters."
    )
    description: str = strawberry.field(default="", description="What it is good for.")
    category: PromptTemplateCategory = strawberry.field(
        default=PromptTemplateCategory.OTHER, description="What it is about."
    )
    variables: list[PromptTemplateVariableInput] = strawberry.field(
        default_factory=list, description="What is filled in, 30 at most."
    )


@strawberry.input(description="Changes to a prompt template; what is missing or null stays.")
class UpdateTemplateInput:
    id: strawberry.ID = strawberry.field(description="The template.")
    expected_version: int | None = strawberry.field(
        default=None, description="The version you have read; CONFLICT if it has risen since."
    )
    name: str | None = strawberry.field(
        default=None, description="What to call it; unique in the workspace."
    )
    prompt: str | None = strawberry.field(default=None, description="The words.")
    negative_prompt: str | None = strawberry.field(
        default=None, description="What is not to be seen."
    )
    description: str | None = strawberry.field(default=None, description="What it is good for.")
    category: PromptTemplateCategory | None = strawberry.field(
        default=None, description="What it is about."
    )
    variables: list[PromptTemplateVariableInput] | None = strawberry.field(
        default=None, description="All of what is filled in, in place of what it had."
    )


@strawberry.input(description="A prompt template to delete.")
class DeleteTemplateInput:
    id: strawberry.ID = strawberry.field(description="The template.")


@strawberry.input(description="A deleted prompt template to bring back.")
class RestoreTemplateInput:
    id: strawberry.ID = strawberry.field(description="The template.")


@strawberry.input(description="An earlier version of a prompt template to go back to.")
class RestoreTemplateVersionInput:
    id: strawberry.ID = strawberry.field(description="The template.")
    number: int = strawberry.field(description="The number of the version.")
    expected_version: int | None = strawberry.field(
        default=None, description="The version you have read; CONFLICT if it has risen since."
    )


@strawberry.type(description="What createTemplate answers.")
class CreateTemplatePayload(Payload):
    template: PromptTemplate | None = strawberry.field(description="The new template.")


@strawberry.type(description="What updateTemplate answers.")
class UpdateTemplatePayload(Payload):
    template: PromptTemplate | None = strawberry.field(
        description="The template; after a conflict, as it is now."
    )


@strawberry.type(description="What deleteTemplate answers.")
class DeleteTemplatePayload(Payload):
    deleted_id: strawberry.ID | None = strawberry.field(description="The id of what is gone.")


@strawberry.type(description="What restoreTemplate answers.")
class RestoreTemplatePayload(Payload):
    template: PromptTemplate | None = strawberry.field(description="The template.")


@strawberry.type(description="What restoreTemplateVersion answers.")
class RestoreTemplateVersionPayload(Payload):
    template: PromptTemplate | None = strawberry.field(
        description="The template, in a new version; after a conflict, as it is now."
    )


def _blanks(inputs: list[PromptTemplateVariableInput]) -> tuple[Blank, ...]:
    return tuple(Blank(one.name, one.label, one.value) for one in inputs)


@strawberry.type
class PromptTemplateMutations:
    @strawberry.mutation(description="Keep words for prompts under a name.")
    async def create_template(
        self,
        info: Info,
        input: Annotated[CreateTemplateInput, strawberry.argument(description="The template.")],
    ) -> CreateTemplatePayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            draft = Draft(
                name=input.name,
                category=input.category.value,
                prompt=input.prompt,
                negative_prompt=input.negative_prompt,
                description=input.description,
                blanks=_blanks(input.variables),
            )
            template = await service.create_template(work, viewer, draft)
            return {"template": Ref("PromptTemplate", template.id)}

        return await mutate(info, CreateTemplatePayload, act, once=input)

    @strawberry.mutation(
        description="Change a prompt template; what it was is kept among its versions."
    )
    async def update_template(
        self,
        info: Info,
        input: Annotated[UpdateTemplateInput, strawberry.argument(description="The changes.")],
    ) -> UpdateTemplatePayload:
        target = Ref("PromptTemplate", untyped("template", input.id))

        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            await service.update_template(
                work,
                viewer,
                target.id,
                given(
                    name=input.name,
                    prompt=input.prompt,
                    negative_prompt=input.negative_prompt,
                    description=input.description,
                    category=input.category.value if input.category else None,
                    blanks=None if input.variables is None else _blanks(input.variables),
                ),
                expected_version=input.expected_version,
            )
            return {"template": target}

        return await mutate(info, UpdateTemplatePayload, act, current={"template": target})

    @strawberry.mutation(description="Delete a prompt template.")
    async def delete_template(
        self,
        info: Info,
        input: Annotated[DeleteTemplateInput, strawberry.argument(description="Which.")],
    ) -> DeleteTemplatePayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            await service.delete_template(work, viewer, untyped("template", input.id))
            return {"deletedId": input.id}

        return await mutate(info, DeleteTemplatePayload, act)

    @strawberry.mutation(description="Bring a deleted prompt template back.")
    async def restore_template(
        self,
        info: Info,
        input: Annotated[RestoreTemplateInput, strawberry.argument(description="Which.")],
    ) -> RestoreTemplatePayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            template = await service.restore_template(work, viewer, untyped("template", input.id))
            return {"template": Ref("PromptTemplate", template.id)}

        return await mutate(info, RestoreTemplatePayload, act)

    @strawberry.mutation(
        description="Make the words of an earlier version those of the template again."
    )
    async def restore_template_version(
        self,
        info: Info,
        input: Annotated[RestoreTemplateVersionInput, strawberry.argument(description="Which.")],
    ) -> RestoreTemplateVersionPayload:
        target = Ref("PromptTemplate", untyped("template", input.id))

        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            await service.restore_template_version(
                work,
                viewer,
                target.id,
                input.number,
                expected_version=input.expected_version,
            )
            return {"template": target}

        return await mutate(info, RestoreTemplateVersionPayload, act, current={"template": target})
