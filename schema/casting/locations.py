"""Locations in the graph: the places of a project's story."""

from typing import Annotated, Any, cast

import strawberry
from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from schema.casting.characters import worded
from schema.context import Info
from schema.idempotency import KeyedInput
from schema.media import media_url
from schema.mutate import Payload, given, mutate
from schema.node import Node
from schema.projects import Project
from schema.reads.fields import Ref, child, column, entity, identity
from schema.reads.pages import Collection, Sort, Wanted, read_page
from schema.relay import PageInfo, id_filter, search_patterns
from schema.scalars import DateTime
from studio.access.viewer import Viewer
from studio.casting import locations as service
from studio.casting.models import Location as LocationRow
from studio.kernel.errors import NotFound
from studio.kernel.ids import untyped
from studio.kernel.work import Work
from studio.projects.models import Project as ProjectRow

_locations = LocationRow.__table__


@entity("location", _locations)
@strawberry.type(
    description="A place of the story. It goes into the prompts of the scenes whose location has "
    "its name, whatever the case."
)
class Location(Node):
    id: strawberry.ID = identity("location", "The location's id.")
    name: str = column(LocationRow.name, "The name; no two of a project share one.")
    project: Project = child(
        ProjectRow.__table__,
        lambda location, project: project.c.id == location.c.project_id,
        "Its project.",
    )
    look: str = column(LocationRow.look, "What it looks like.")
    setting: str = column(LocationRow.setting, "Inside or outside, the period, the surroundings.")
    time: str = column(LocationRow.time, "The time of day or year.")
    light: str = column(LocationRow.light, "The light.")
    notes: str = column(LocationRow.notes, "For people; never goes into a prompt.")
    reference_url: str | None = column(
        lambda row: media_url(row.c.reference_asset_id), "A picture to be guided by, signed."
    )
    reference_thumbnail_url: str | None = column(
        lambda row: media_url(row.c.reference_thumbnail_id), "Where a small JPEG of it is."
    )
    digest: str = column(LocationRow.digest, "Changes with what pictures show of it.")
    version: int = column(LocationRow.version, "Rises with each edit.")
    created_at: DateTime = column(LocationRow.created_at, "When it was made.")
    updated_at: DateTime = column(LocationRow.updated_at, "When it was last changed.")


@strawberry.type(description="A location in a list.")
class LocationEdge:
    node: Location = strawberry.field(description="The location.")
    cursor: str = strawberry.field(description="Its place, for `after`.")


@strawberry.type(description="A page of locations.")
class LocationConnection:
    edges: list[LocationEdge] = strawberry.field(description="The locations with their cursors.")
    nodes: list[Location] = strawberry.field(description="The locations alone.")
    page_info: PageInfo = strawberry.field(description="Whether there is more.")
    total_count: int = strawberry.field(description="How many there are in all.")


@strawberry.input(description="Which locations; of several conditions all must be met.")
class LocationFilter:
    project_id: strawberry.ID | None = strawberry.field(
        default=None, description="Only those of this project."
    )
    search: str | None = strawberry.field(
        default=None, description="Words, each of which is in the name or in what describes it."
    )


LOCATION_LIST = Collection(
    "Location",
    sorts={"NAME": Sort(lambda row: row.c.name)},
    filters={
        "project": lambda row: row.c.project_id == bindparam("f_project", type_=PG_UUID()),
        "search": worded("name", "look", "setting", "time", "light", "notes"),
    },
)


@strawberry.type
class LocationQueries:
    @strawberry.field(description="The locations of the workspace's projects, by name.")
    async def locations(
        self,
        info: Info,
        first: Annotated[
            int | None, strawberry.argument(description="How many, 0 to 100; 50 if not said.")
        ] = None,
        after: Annotated[
            str | None, strawberry.argument(description="The cursor they come after.")
        ] = None,
        filter: Annotated[
            LocationFilter | None, strawberry.argument(description="Which of them.")
        ] = None,
    ) -> LocationConnection:
        which = filter or LocationFilter()
        wanted = Wanted(
            "NAME",
            given(
                project=id_filter("project", which.project_id),
                search=search_patterns(which.search),
            ),
            first,
            after,
        )
        page = await read_page(info.context.reads, info._raw_info, LOCATION_LIST, wanted)
        return cast("LocationConnection", page)


@strawberry.input
class LocationFields:
    """What is said of a location. Texts have up to 500 characters each."""

    look: str | None = strawberry.field(default=None, description="What it looks like.")
    setting: str | None = strawberry.field(
        default=None, description="Inside or outside, the period, the surroundings."
    )
    time: str | None = strawberry.field(default=None, description="The time of day or year.")
    light: str | None = strawberry.field(default=None, description="The light.")
    notes: str | None = strawberry.field(
        default=None, description="For people, up to 20000 characters; goes into no prompt."
    )
    reference_take_id: strawberry.ID | None = strawberry.field(
        default=None, description="The take whose picture is the reference."
    )

    def changes(self, **also: Any) -> dict[str, Any]:
        taken = self.reference_take_id
        reference = untyped("take", taken) if taken is not None else None
        if taken is not None and reference is None:
            raise NotFound("There is no take of this id.", field=["referenceTakeId"])
        return given(
            look=self.look,
            setting=self.setting,
            time=self.time,
            light=self.light,
            notes=self.notes,
            reference=reference,
            **also,
        )


@strawberry.input(description="A new location of a project. Texts have up to 500 characters each.")
class CreateLocationInput(KeyedInput, LocationFields):
    project_id: strawberry.ID = strawberry.field(description="The project.")
    name: str = strawberry.field(
        description="The name, up to 200 characters: that of the scenes' location."
    )


@strawberry.input(description="Changes to a location; what is missing or null stays as it is.")
class UpdateLocationInput(LocationFields):
    id: strawberry.ID = strawberry.field(description="The location.")
    expected_version: int | None = strawberry.field(
        default=None, description="The version you have read; CONFLICT if it has risen since."
    )
    name: str | None = strawberry.field(
        default=None, description="The name; scenes go by it, and keep theirs."
    )
    remove_reference: bool = strawberry.field(
        default=False, description="Whether the reference is taken away."
    )


@strawberry.input(description="A location to delete.")
class DeleteLocationInput:
    id: strawberry.ID = strawberry.field(description="The location.")
    expected_version: int | None = strawberry.field(
        default=None, description="The version you have read; CONFLICT if it has risen since."
    )


@strawberry.input(description="A deleted location to bring back.")
class RestoreLocationInput:
    id: strawberry.ID = strawberry.field(description="The location.")


@strawberry.type(description="What createLocation answers.")
class CreateLocationPayload(Payload):
    location: Location | None = strawberry.field(description="The new location.")


@strawberry.type(description="What updateLocation answers.")
class UpdateLocationPayload(Payload):
    location: Location | None = strawberry.field(
        description="The location; after a conflict, as it is now."
    )


@strawberry.type(description="What deleteLocation answers.")
class DeleteLocationPayload(Payload):
    deleted_id: strawberry.ID | None = strawberry.field(description="The id of what is gone.")
    location: Location | None = strawberry.field(
        description="After a conflict, the location as it is now."
    )


@strawberry.type(description="What restoreLocation answers.")
class RestoreLocationPayload(Payload):
    location: Location | None = strawberry.field(description="The location.")


@strawberry.type
class LocationMutations:
    @strawberry.mutation(description="Describe a place of a project's story.")
    async def create_location(
        self,
        info: Info,
        input: Annotated[CreateLocationInput, strawberry.argument(description="The location.")],
    ) -> CreateLocationPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            made = await service.create_location(
                work,
                viewer,
                untyped("project", input.project_id),
                input.changes(name=input.name),
            )
            return {"location": Ref("Location", made.id)}

        return await mutate(info, CreateLocationPayload, act, once=input)

    @strawberry.mutation(description="Change a location; renders from now on use what it is.")
    async def update_location(
        self,
        info: Info,
        input: Annotated[UpdateLocationInput, strawberry.argument(description="The changes.")],
    ) -> UpdateLocationPayload:
        target = Ref("Location", untyped("location", input.id))

        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            await service.update_location(
                work,
                viewer,
                target.id,
                input.changes(name=input.name, without_reference=input.remove_reference or None),
                expected_version=input.expected_version,
            )
            return {"location": target}

        return await mutate(info, UpdateLocationPayload, act, current={"location": target})

    @strawberry.mutation(description="Delete a location; scenes keep its name.")
    async def delete_location(
        self,
        info: Info,
        input: Annotated[DeleteLocationInput, strawberry.argument(description="Which.")],
    ) -> DeleteLocationPayload:
        target = Ref("Location", untyped("location", input.id))

        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            await service.delete_location(
                work, viewer, target.id, expected_version=input.expected_version
            )
            return {"deletedId": input.id}

        return await mutate(info, DeleteLocationPayload, act, current={"location": target})

    @strawberry.mutation(description="Bring a deleted location back.")
    async def restore_location(
        self,
        info: Info,
        input: Annotated[RestoreLocationInput, strawberry.argument(description="Which.")],
    ) -> RestoreLocationPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            row = await service.restore_location(work, viewer, untyped("location", input.id))
            return {"location": Ref("Location", row.id)}

        return await mutate(info, RestoreLocationPayload, act)
