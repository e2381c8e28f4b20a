"""The graph: the one visible list of its areas, put together."""

from typing import Annotated, Any, cast

import strawberry
from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLResolveInfo
from strawberry.schema.config import StrawberryConfig

from schema.accounts import AccountQueries
from schema.activity import EVENTS, ActivitySubscriptions
from schema.catalogue.civitai import CivitaiQueries
from schema.catalogue.families import FamilyQueries
from schema.catalogue.model_list import ModelQueries
from schema.catalogue.model_mutations import ModelMutations
from schema.catalogue.preset_mutations import PresetMutations
from schema.catalogue.presets import PresetQueries
from schema.context import Info
from schema.editing import EditingMutations
from schema.endpoints import EndpointMutations, EndpointQueries
from schema.gallery import TakeMutations, TakeQueries
from schema.library import CharacterMutations
from schema.node import Node, read_node
from schema.progress import ProgressSubscriptions
from schema.projects import ProjectMutations, ProjectQueries
from schema.queue_mutations import QueueMutations
from schema.reads.compiler import column_key
from schema.rendering import Attempt, RenderQueries
from schema.rendering_mutations import RenderMutations
from schema.scalars import SCALARS
from schema.story import StoryMutations, StoryQueries
from schema.timeline import ClipQueries
from schema.timeline_mutations import ClipMutations
from schema.videos import VideoMutations, VideoQueries


@strawberry.type
class NodeQueries:
    @strawberry.field(description="The entity of this id, or null.")
    async def node(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="Any entity's id.")],
    ) -> Node | None:
        return cast("Node | None", await read_node(info, id))


@strawberry.type(description="What can be read.")
class Query(
    AccountQueries,
    ProjectQueries,
    ClipQueries,
    TakeQueries,
    RenderQueries,
    EndpointQueries,
    VideoQueries,
    ModelQueries,
    PresetQueries,
    FamilyQueries,
    CivitaiQueries,
    StoryQueries,
    NodeQueries,
):
    pass


@strawberry.type(description="What can be done. Each field is a transaction of its own.")
class Mutation(
    ProjectMutations,
    ClipMutations,
    TakeMutations,
    RenderMutations,
    QueueMutations,
    EndpointMutations,
    VideoMutations,
    ModelMutations,
    PresetMutations,
    EditingMutations,
    StoryMutations,
    CharacterMutations,
):
    pass


@strawberry.type(description="What can be followed.")
class Subscription(ActivitySubscriptions, ProgressSubscriptions):
    pass


ROOTS = ("Query", "Mutation", "Subscription")


class Graph(strawberry.Schema):
    """Strawberry's schema, executing over the dicts that the compiled reads give.

    Every field below the roots has the one resolver that knows aliases; abstract types are told
    by `__typename`.
    """

    def __init__(self) -> None:
        super().__init__(
            query=Query,
            mutation=Mutation,
            subscription=Subscription,
            types=[*EVENTS, Attempt],
            config=StrawberryConfig(scalar_map=SCALARS),
        )
        for type_ in self._schema.type_map.values():
            if isinstance(type_, GraphQLInterfaceType):
                type_.resolve_type = _type_of
            elif isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__"):
                type_.is_type_of = None
                if type_.name not in ROOTS:
                    for field in type_.fields.values():
                        field.resolve = _read


def _read(source: dict[str, Any], info: GraphQLResolveInfo[Any], **_: Any) -> Any:
    return source[column_key(str(info.path.key))]


def _type_of(source: dict[str, Any], *_: Any) -> str:
    name: str = source["__typename"]
    return name


graph = Graph()
