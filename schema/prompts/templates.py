"""Prompt templates in the graph, with what they were before."""

from typing import Annotated, Any, cast

import strawberry
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    FromClause,
    Text,
    bindparam,
    func,
    literal_column,
)

from schema.accounts import Account
from schema.context import Info
from schema.mutate import given
from schema.node import Node, read_node
from schema.prompts.enums import PromptTemplateCategory
from schema.reads.elements import elements_of
from schema.reads.fields import Children, child, children, column, entity, identity
from schema.reads.pages import Collection, Sort, Wanted, read_page
from schema.relay import PageInfo, search_patterns
from schema.scalars import DateTime
from studio.accounts.models import Account as AccountRow
from studio.prompts.models import PromptTemplate as TemplateRow
from studio.prompts.models import PromptTemplateVersion as VersionRow

_templates = TemplateRow.__table__
_versions = VersionRow.__table__


_own = elements_of(_templates, lambda row: row.c.variables, id="id")
_before = elements_of(
    _versions, lambda row: row.c.variables, template_id="template_id", number="number"
)


def _text(key: str) -> Any:
    return lambda row: row.c.value[key].astext


@entity("templatevariable", _own)
@strawberry.type(description="Something that is filled in when a template is put into a clip.")
class PromptTemplateVariable:
    name: str = column(_text("name"), "Its name, written {{name}} in the words.")
    label: str = column(_text("label"), "What to ask for; may be empty.")
    value: str = column(_text("value"), "What it is where nothing else is given; may be empty.")


@entity("templateversionvariable", _before)
@strawberry.type(description="A variable as it was in a version of a template.")
class PromptTemplateVersionVariable:
    name: str = column(_text("name"), "Its name, written {{name}} in the words.")
    label: str = column(_text("label"), "What to ask for; may be empty.")
    value: str = column(_text("value"), "What it was where nothing else is given; may be empty.")


@entity("templateversion", _versions)
@strawberry.type(description="A prompt template as it was after one of its edits.")
class PromptTemplateVersion:
    number: int = column(VersionRow.number, "The version; the highest is the template now.")
    name: str = column(VersionRow.name, "What it was called.")
    prompt: str = column(VersionRow.prompt, "The words it had.")
    negative_prompt: str = column(VersionRow.negative_prompt, "What was not to be seen.")
    variables: list[PromptTemplateVersionVariable] = children(
        Children(
            _before,
            on=lambda version, one: (
                (one.c.template_id == version.c.template_id) & (one.c.number == version.c.number)
            ),
            order=lambda one: (one.c.place,),
        ),
        "What was filled in.",
    )
    edited_by: Account | None = child(
        AccountRow.__table__,
        lambda version, account: account.c.id == version.c.edited_by,
        "Who made it so.",
    )
    created_at: DateTime = column(VersionRow.created_at, "When that was.")


@entity("template", _templates)
@strawberry.type(description="Words for prompts, under a name; put into clips by insertTemplate.")
class PromptTemplate(Node):
    id: strawberry.ID = identity("template", "The template's id.")
    name: str = column(TemplateRow.name, "What to call it; unique in the workspace.")
    description: str = column(TemplateRow.description, "What it is good for.")
    category: PromptTemplateCategory = column(TemplateRow.category, "What it is about.")
    prompt: str = column(TemplateRow.prompt, "The words, with syntax; may be empty.")
    negative_prompt: str = column(
        TemplateRow.negative_prompt, "What is not to be seen; may be empty."
    )
    variables: list[PromptTemplateVariable] = children(
        Children(
            _own,
            on=lambda template, one: one.c.id == template.c.id,
            order=lambda one: (one.c.place,),
        ),
        "What is filled in when it is put into a clip. Other variables in its words are facts of "
        "the clip: project, scene, clip, number, location, time, framing, kind, character, "
        "characters.",
    )
    versions: list[PromptTemplateVersion] = children(
        Children(
            _versions,
            on=lambda template, version: version.c.template_id == template.c.id,
            order=lambda version: (version.c.number.desc(),),
            most=100,
        ),
        "What it was after each edit, the newest first.",
    )
    version: int = column(TemplateRow.version, "Rises with each edit.")
    created_at: DateTime = column(TemplateRow.created_at, "When it was made.")
    updated_at: DateTime = column(TemplateRow.updated_at, "When it was last changed.")


@strawberry.type(description="A prompt template in a list.")
class PromptTemplateEdge:
    node: PromptTemplate = strawberry.field(description="The template.")
    cursor: str = strawberry.field(description="Its place, for `after`.")


@strawberry.type(description="A page of prompt templates.")
class PromptTemplateConnection:
    edges: list[PromptTemplateEdge] = strawberry.field(
        description="The templates with their cursors."
    )
    nodes: list[PromptTemplate] = strawberry.field(description="The templates alone.")
    page_info: PageInfo = strawberry.field(description="Whether there is more.")
    total_count: int = strawberry.field(description="How many there are in all.")


@strawberry.input(description="Which templates; of several conditions all must be met.")
class PromptTemplateFilter:
    category: PromptTemplateCategory | None = strawberry.field(
        default=None, description="Only those about this."
    )
    search: str | None = strawberry.field(
        default=None, description="Words, each of which is in the name, description or prompt."
    )


def _searched(row: FromClause) -> ColumnElement[bool]:
    text = func.concat_ws(literal_column("' '"), row.c.name, row.c.description, row.c.prompt)
    return text.op("ILIKE", is_comparison=True)(func.all(bindparam("f_search", type_=ARRAY(Text))))


TEMPLATES = Collection(
    "PromptTemplate",
    sorts={"NAME": Sort(lambda row: row.c.name)},
    filters={
        "category": lambda row: row.c.category == bindparam("f_category", type_=Text),
        "search": _searched,
    },
)


@strawberry.type
class PromptTemplateQueries:
    @strawberry.field(description="The workspace's prompt templates, by name.")
    async def prompt_templates(
        self,
        info: Info,
        first: Annotated[
            int | None, strawberry.argument(description="How many, 0 to 100; 50 if not said.")
        ] = None,
        after: Annotated[
            str | None, strawberry.argument(description="The cursor they come after.")
        ] = None,
        filter: Annotated[
            PromptTemplateFilter | None, strawberry.argument(description="Which of them.")
        ] = None,
    ) -> PromptTemplateConnection:
        which = filter or PromptTemplateFilter()
        wanted = Wanted(
            "NAME",
            given(
                category=which.category.value if which.category else None,
                search=search_patterns(which.search),
            ),
            first,
            after,
        )
        page = await read_page(info.context.reads, info._raw_info, TEMPLATES, wanted)
        return cast("PromptTemplateConnection", page)

    @strawberry.field(description="The prompt template of this id, or null.")
    async def prompt_template(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The template's id.")],
    ) -> PromptTemplate | None:
        return cast("PromptTemplate | None", await read_node(info, id, "PromptTemplate"))
