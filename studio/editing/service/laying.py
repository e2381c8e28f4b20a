"""Sound that was made for a clip, laid under the whole film."""

from uuid import UUID

from studio.access.queries import find
from studio.access.viewer import Viewer
from studio.gallery.models import Take
from studio.kernel.errors import ErrorCode, NotFound, UserError
from studio.kernel.work import Work
from studio.library.media import MediaKind
from studio.projects.models import Project
from studio.sound.models import Track
from studio.sound.service.laying import lay_track


async def lay_take(
    work: Work,
    viewer: Viewer,
    project_id: UUID | None,
    take_id: UUID | None,
    *,
    name: str,
    start_frame: int,
) -> Track:
    """A track of a take of sound of the project; they share its file."""
    project = await find(work, viewer, Project, project_id, field="projectId")
    viewer.demand_edit()
    take = await find(work, viewer, Take, take_id, field="takeId")
    if take.project_id != project.id:
        raise NotFound("The project has no take of this id.", field=["takeId"])
    if take.kind != MediaKind.AUDIO.value:
        raise UserError(
            "A track is sound. Choose a take of that kind.",
            code=ErrorCode.INVALID_STATE,
            field=["takeId"],
        )
    return await lay_track(work, project, take.asset_id, name=name, start_frame=start_frame)
