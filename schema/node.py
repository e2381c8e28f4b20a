"""What every entity has in common, and the way from an id to an entity."""

import strawberry
from graphql import GraphQLObjectType

from schema.context import Info
from schema.reads.fields import ENTITIES, KINDS, Ref
from studio.kernel.ids import parse


@strawberry.interface(description="Anything with an id.")
class Node:
    id: strawberry.ID = strawberry.field(
        description="Opaque, unique in the whole graph, and carrying its type."
    )


def ref(text: str) -> Ref | None:
    """The entity a typed id names, or None for junk."""
    found = parse(text)
    if found is None or found[0] not in KINDS:
        return None
    return Ref(KINDS[found[0]], found[1])


async def read_node(info: Info, text: str, type_name: str | None = None) -> object:
    """The entity of this id if it is of the wanted type, exists and may be seen; else None."""
    target = ref(text)
    if target is None or target.type_name not in ENTITIES:
        return None
    if type_name is not None and target.type_name != type_name:
        return None
    type_ = info._raw_info.schema.type_map[target.type_name]
    if not (isinstance(type_, GraphQLObjectType) and type_.interfaces):
        return None
    found = await info.context.reads.one(info._raw_info, target)
    if found is not None:
        found["__typename"] = target.type_name
    return found
