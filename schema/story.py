"""Scripts in the graph: a screenplay or prose becomes scenes and clips."""

from typing import Annotated

import strawberry

from schema.context import Info
from schema.enums import described
from schema.mutate import Payload, mutate
from schema.projects import Project
from schema.reads.fields import Ref
from studio.access.viewer import Viewer
from studio.kernel.ids import untyped
from studio.kernel.work import Work
from studio.story.elements import ScriptFormat
from studio.story.service import import_script

described(
    ScriptFormat,
    "How a script is written.",
    {"FOUNTAIN": "A screenplay in Fountain.", "PROSE": "Plain prose."},
)


@strawberry.input(description="A script to break down.")
class ImportScriptInput:
    project_id: strawberry.ID | None = strawberry.field(
        default=None, description="The project to append it to; a new one if missing."
    )
    text: str = strawberry.field(description="The script, 2 MB at most.")
    format: ScriptFormat | None = strawberry.field(
        default=None, description="How it is written; told from the text if missing."
    )


@strawberry.type(description="What importScript answers.")
class ImportScriptPayload(Payload):
    project: Project | None = strawberry.field(description="The project with its new scenes.")


@strawberry.type
class StoryMutations:
    @strawberry.mutation(
        description="Break a script down: headings become scenes, beats become clips."
    )
    async def import_script(
        self,
        info: Info,
        input: Annotated[ImportScriptInput, strawberry.argument(description="The script.")],
    ) -> ImportScriptPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            project = await import_script(
                work,
                viewer,
                text=input.text,
                script_format=input.format,
                project_id=untyped("project", input.project_id) if input.project_id else None,
                into_existing=input.project_id is not None,
            )
            return {"project": Ref("Project", project.id)}

        return await mutate(info, ImportScriptPayload, act)
