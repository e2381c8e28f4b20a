"""The graph: the one visible list of its areas, put together."""

from typing import Annotated, Any, cast

import strawberry
from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLResolveInfo
from strawberry.schema.config import StrawberryConfig

from schema.accounts import AccountQueries
from schema.activity import EVENTS, ActivitySubscriptions
from schema.batches import BatchQueries, BatchSubscriptions
from schema.bulk_editing import BulkEditingMutations
from schema.casting.applying import CastingMutations
from schema.casting.castings import CastingQueries
from schema.casting.character_mutations import CharacterMutations
from schema.casting.characters import CharacterQueries
from schema.casting.feeds import FeedQueries
from schema.casting.locations import LocationMutations, LocationQueries
from schema.casting.style_mutations import StyleMutations
from schema.casting.styles import StyleQueries
from schema.catalogue.civitai import CivitaiQueries
from schema.catalogue.families import FamilyQueries
from schema.catalogue.model_list import ModelQueries
from schema.catalogue.model_mutations import ModelMutations
from schema.catalogue.preset_mutations import PresetMutations
from schema.catalogue.presets import PresetQueries
from schema.context import Info
from schema.editing import EditingMutations
from schema.endpoint_mutations import EndpointMutations
from schema.endpoints import EndpointQueries
from schema.export_mutations import ExportMutations
from schema.export_presets import ExportPresetMutations
from schema.export_reports import ExportReportQueries
from schema.exporting import ExportingQueries
from schema.exports import ExportQueries
from schema.frames import FrameMutations
from schema.gallery import TakeMutations, TakeQueries
from schema.history import HistoryQueries
from schema.importing import ImportingMutations, ImportingQueries
from schema.keeping import KeepingMutations
from schema.node import Node, read_node
from schema.preset_trials import PresetTrialMutations
from schema.progress import ProgressSubscriptions
from schema.projects import ProjectMutations, ProjectQueries
from schema.prompts.history import PromptHistoryMutations, PromptHistoryQueries
from schema.prompts.previews import PromptPreviewQueries
from schema.prompts.template_mutations import PromptTemplateMutations
from schema.prompts.templates import PromptTemplateQueries
from schema.queue_mutations import QueueMutations
from schema.reads.compiler import column_key
from schema.recipes import RecipeMutations, RecipeQueries
from schema.rendering import Attempt, RenderQueries
from schema.rendering_mutations import RenderMutations
from schema.scalars import SCALARS
from schema.sharing import SharingMutations
from schema.spending.budgets import BudgetMutations, BudgetQueries
from schema.spending.ledger import LedgerMutations, LedgerQueries, SpendingSubscriptions
from schema.spending.prices import PriceMutations, PriceQueries
from schema.spending.quotes import QuoteMutations
from schema.story import StoryMutations, StoryQueries
from schema.timeline import ClipQueries
from schema.timeline_cutting import CuttingMutations
from schema.timeline_mutations import ClipMutations
from schema.timeline_reports import TimelineReportQueries
from schema.timeline_tidying import TidyingMutations
from schema.track_mutations import TrackMutations
from schema.videos import VideoMutations, VideoQueries
from schema.workflows.mutations import WorkflowMutations
from schema.workflows.standings import WorkflowStandingQueries
from schema.workflows.templates import WorkflowTemplateQueries
from schema.workflows.workflows import WorkflowQueries


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
    TimelineReportQueries,
    ExportingQueries,
    ImportingQueries,
    ExportQueries,
    ExportReportQueries,
    TakeQueries,
    RecipeQueries,
    RenderQueries,
    BatchQueries,
    HistoryQueries,
    LedgerQueries,
    BudgetQueries,
    PriceQueries,
    EndpointQueries,
    VideoQueries,
    ModelQueries,
    PresetQueries,
    FamilyQueries,
    CivitaiQueries,
    WorkflowQueries,
    WorkflowTemplateQueries,
    WorkflowStandingQueries,
    StoryQueries,
    PromptTemplateQueries,
    PromptHistoryQueries,
    PromptPreviewQueries,
    CharacterQueries,
    LocationQueries,
    StyleQueries,
    CastingQueries,
    FeedQueries,
    NodeQueries,
):
    pass


@strawberry.type(description="What can be done. Each field is a transaction of its own.")
class Mutation(
    ProjectMutations,
    ClipMutations,
    CuttingMutations,
    TidyingMutations,
    ImportingMutations,
    TrackMutations,
    ExportMutations,
    ExportPresetMutations,
    TakeMutations,
    FrameMutations,
    RecipeMutations,
    RenderMutations,
    QueueMutations,
    QuoteMutations,
    KeepingMutations,
    SharingMutations,
    BudgetMutations,
    PriceMutations,
    LedgerMutations,
    EndpointMutations,
    VideoMutations,
    ModelMutations,
    PresetMutations,
    WorkflowMutations,
    PresetTrialMutations,
    EditingMutations,
    BulkEditingMutations,
    StoryMutations,
    PromptTemplateMutations,
    PromptHistoryMutations,
    CharacterMutations,
    LocationMutations,
    StyleMutations,
    CastingMutations,
):
    pass


@strawberry.type(description="What can be followed.")
class Subscription(
    ActivitySubscriptions, ProgressSubscriptions, BatchSubscriptions, SpendingSubscriptions
):
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
