"""Characters in the graph: who the stories are about, the same in every shot."""

from typing import TYPE_CHECKING, Annotated, Any, cast

import strawberry
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    FromClause,
    Text,
    bindparam,
    case,
    func,
    literal_column,
)
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from strawberry.scalars import JSON

from schema.accounts import Account
from schema.casting.enums import Scope
from schema.catalogue.models import MODELS_TABLE, Model
from schema.context import Info
from schema.media import media_url
from schema.mutate import given
from schema.node import Node
from schema.projects import Project
from schema.reads.fields import (
    Children,
    Ref,
    child,
    children,
    column,
    entity,
    identity,
    typed_id,
)
from schema.reads.pages import Collection, Sort, Wanted, read_page
from schema.relay import PageInfo, id_filter, search_patterns
from schema.scalars import DateTime
from studio.accounts.models import Account as AccountRow
from studio.casting.models import Character as CharacterRow
from studio.casting.models import CharacterLook as LookRow
from studio.casting.models import CharacterLora as LoraRow
from studio.casting.models import CharacterReference as ReferenceRow
from studio.casting.models import CharacterVersion as VersionRow
from studio.casting.queries import usage_of
from studio.casting.rules import Trait
from studio.casting.words import Placement
from studio.kernel.ids import untyped
from studio.projects.models import Project as ProjectRow

if TYPE_CHECKING:
    from schema.timeline import Clip

CHARACTERS = CharacterRow.__table__
MOST_CLIPS = 1_000
_looks = LookRow.__table__
_loras = LoraRow.__table__
_references = ReferenceRow.__table__
_versions = VersionRow.__table__


def scope_of(row: FromClause) -> ColumnElement[Any]:
    return case(
        (row.c.project_id.is_(None), literal_column("'LIBRARY'")),
        else_=literal_column("'PROJECT'"),
    )


def in_scope(row: FromClause) -> ColumnElement[bool]:
    return scope_of(row) == bindparam("f_scope", type_=Text)


def worded(*names: str, by: str = "search") -> Any:
    """The filter `by` for rows that have each of the words in one of these columns."""

    def matches(row: FromClause) -> ColumnElement[bool]:
        text = func.concat_ws(literal_column("' '"), *(row.c[name] for name in names))
        patterns = func.all(bindparam(f"f_{by}", type_=ARRAY(Text)))
        return text.op("ILIKE", is_comparison=True)(patterns)

    return matches


@entity("look", _looks)
@strawberry.type(description="A costume: how a character looks in some of the clips.")
class CharacterLook:
    id: strawberry.ID = identity("look", "The look's id.")
    name: str = column(LookRow.name, "What to call it.")
    words: str = column(LookRow.words, "What they wear; in place of the usual clothing.")
    is_default: bool = column(LookRow.is_default, "Whether it is the one if none is chosen.")
    digest: str = column(
        LookRow.digest, "Changes with what pictures show of the character in this look."
    )


@entity("characterlora", _loras)
@strawberry.type(description="A LoRA that a character is drawn with.")
class CharacterLora:
    model: Model | None = child(
        MODELS_TABLE,
        lambda lora, model: model.c.id == lora.c.model_id,
        "The LoRA; null where it was deleted from the catalogue.",
    )
    strength: float = column(LoraRow.strength, "How strongly, -10 to 10.")


@entity("characterreference", _references)
@strawberry.type(description="A picture of a character to be guided by.")
class CharacterReference:
    id: strawberry.ID = column(
        lambda row: typed_id("asset", row.c.asset_id), "The id of its file, to take it away by."
    )
    url: str = column(lambda row: media_url(row.c.asset_id), "Where its file is, signed.")
    thumbnail_url: str | None = column(
        lambda row: media_url(row.c.thumbnail_asset_id), "Where a small JPEG of it is."
    )


@entity("characterversion", _versions)
@strawberry.type(description="A character as it was after one of its edits.")
class CharacterVersion:
    number: int = column(VersionRow.number, "The version; the highest is the character now.")
    name: str = column(VersionRow.name, "What it was called.")
    sheet: JSON = column(
        VersionRow.sheet, "All that was kept of it, by the names of its columns.", large=True
    )
    edited_by: Account | None = child(
        AccountRow.__table__,
        lambda version, account: account.c.id == version.c.edited_by,
        "Who made it so.",
    )
    created_at: DateTime = column(VersionRow.created_at, "When that was.")


def _of_character(table: FromClause, order: Any) -> Children:
    return Children(
        table,
        lambda character, row: row.c.character_id == character.c.id,
        lambda row: (order(row),),
    )


@entity("character", CHARACTERS)
@strawberry.type(description="Somebody of the stories; clips and scenes name them.")
class Character(Node):
    id: strawberry.ID = identity("character", "The character's id.")
    name: str = column(
        CharacterRow.name, "The name; no two of a project, or of the library, share one."
    )
    scope: Scope = column(scope_of, "Whether it is of a project or of the library.")
    project: Project | None = child(
        ProjectRow.__table__,
        lambda character, project: project.c.id == character.c.project_id,
        "Its project; null in the library.",
    )
    origin: Annotated["Character", strawberry.lazy("schema.casting.characters")] | None = child(
        CHARACTERS,
        lambda character, origin: origin.c.id == character.c.origin_id,
        "The library's character that it goes back to.",
    )
    age: str = column(CharacterRow.age, "How old they are, in words.")
    ethnicity: str = column(CharacterRow.ethnicity, "Where their people are from.")
    build: str = column(CharacterRow.build, "Height and build.")
    face: str = column(CharacterRow.face, "The face, with eyes and hair.")
    body: str = column(CharacterRow.body, "The body and how it moves.")
    features: str = column(CharacterRow.features, "What tells them from everybody else.")
    look: str = column(
        CharacterRow.look, "What they look like, in free words; goes into prompts that have them."
    )
    clothing: str = column(CharacterRow.clothing, "What they usually wear.")
    notes: str = column(CharacterRow.notes, "For people; never goes into a prompt.")
    looks: list[CharacterLook] = children(
        _of_character(_looks, lambda row: row.c.position), "The costumes, in their order."
    )
    trigger_words: list[str] = column(
        CharacterRow.triggers, "Words that wake a LoRA or a model's knowledge of them."
    )
    loras: list[CharacterLora] = children(
        _of_character(_loras, lambda row: row.c.position), "LoRAs they are drawn with."
    )
    references: list[CharacterReference] = children(
        _of_character(_references, lambda row: row.c.position), "Pictures to be guided by."
    )
    placement: Placement = column(
        CharacterRow.placement, "Where what they look like stands in a prompt."
    )
    always: list[Trait] = column(
        CharacterRow.always, "What goes into every prompt that has them, also of a detail."
    )
    never: list[Trait] = column(CharacterRow.never, "What goes into no prompt.")
    digest: str = column(
        CharacterRow.digest, "Changes with what pictures show of them in the default look."
    )
    versions: list[CharacterVersion] = children(
        _of_character(_versions, lambda row: row.c.number.desc()),
        "What it was after each edit, the newest first; none of who came with a script until "
        "the first edit.",
    )
    version: int = column(CharacterRow.version, "Rises with each edit.")
    created_at: DateTime = column(CharacterRow.created_at, "When it was made.")
    updated_at: DateTime = column(CharacterRow.updated_at, "When it was last changed.")


@strawberry.type(description="A character in a list.")
class CharacterEdge:
    node: Character = strawberry.field(description="The character.")
    cursor: str = strawberry.field(description="Its place, for `after`.")


@strawberry.type(description="A page of characters.")
class CharacterConnection:
    edges: list[CharacterEdge] = strawberry.field(description="The characters with their cursors.")
    nodes: list[Character] = strawberry.field(description="The characters alone.")
    page_info: PageInfo = strawberry.field(description="Whether there is more.")
    total_count: int = strawberry.field(description="How many there are in all.")


@strawberry.input(description="Which characters; of several conditions all must be met.")
class CharacterFilter:
    scope: Scope | None = strawberry.field(
        default=None, description="Only those of projects, or of the library."
    )
    project_id: strawberry.ID | None = strawberry.field(
        default=None, description="Only those of this project."
    )
    origin_id: strawberry.ID | None = strawberry.field(
        default=None, description="Only those that go back to this one of the library."
    )
    search: str | None = strawberry.field(
        default=None, description="Words, each of which is in the name or in what describes them."
    )


CHARACTER_LIST = Collection(
    "Character",
    sorts={"NAME": Sort(lambda row: row.c.name)},
    filters={
        "scope": in_scope,
        "project": lambda row: row.c.project_id == bindparam("f_project", type_=PG_UUID()),
        "origin": lambda row: row.c.origin_id == bindparam("f_origin", type_=PG_UUID()),
        "search": worded("name", "notes", *(trait.value.lower() for trait in Trait)),
    },
)


@strawberry.type(description="Where a character is used.")
class CharacterUsage:
    clip_count: int = strawberry.field(description="How many clips have them.")
    project_count: int = strawberry.field(description="How many projects have them.")
    projects: list[Project] = strawberry.field(
        description="Projects that have them, by name; of the library's, those that use a copy."
    )
    clips: list[Annotated["Clip", strawberry.lazy("schema.timeline")]] = strawberry.field(
        description="Clips that show them, in the order of the films, 1000 at most: named by the "
        "script, or cast there, on the scene or on the project."
    )


@strawberry.type
class CharacterQueries:
    @strawberry.field(description="The workspace's characters, by name.")
    async def characters(
        self,
        info: Info,
        first: Annotated[
            int | None, strawberry.argument(description="How many, 0 to 100; 50 if not said.")
        ] = None,
        after: Annotated[
            str | None, strawberry.argument(description="The cursor they come after.")
        ] = None,
        filter: Annotated[
            CharacterFilter | None, strawberry.argument(description="Which of them.")
        ] = None,
    ) -> CharacterConnection:
        which = filter or CharacterFilter()
        wanted = Wanted(
            "NAME",
            given(
                scope=which.scope.value if which.scope else None,
                project=id_filter("project", which.project_id),
                origin=id_filter("character", which.origin_id),
                search=search_patterns(which.search),
            ),
            first,
            after,
        )
        page = await read_page(info.context.reads, info._raw_info, CHARACTER_LIST, wanted)
        return cast("CharacterConnection", page)

    @strawberry.field(description="Which clips and projects use a character; null for none.")
    async def character_usage(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The character.")],
    ) -> CharacterUsage | None:
        context = info.context
        async with context.services.sessions() as session:
            usage = await usage_of(session, context.viewer, untyped("character", id))
        if usage is None:
            return None
        values = {
            "clipCount": len(usage.clips),
            "projectCount": len(usage.projects),
            "projects": [Ref("Project", one) for one in usage.projects],
            "clips": [Ref("Clip", one) for one in usage.clips[:MOST_CLIPS]],
        }
        return cast("CharacterUsage", await context.reads.payload(info._raw_info, values))
