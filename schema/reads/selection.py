"""What a client selected: fields by response key, fragments flattened, @skip and @include applied."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLIncludeDirective,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    GraphQLSkipDirective,
    GraphQLUnionType,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
    get_argument_values,
)
from graphql.execution.values import VariableValues, get_directive_values

Nodes = tuple[FieldNode, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """The parts of a running operation that reading a selection needs."""

    schema: GraphQLSchema
    fragments: dict[str, FragmentDefinitionNode]
    variables: VariableValues

    @classmethod
    def of(cls, info: GraphQLResolveInfo[Any]) -> "Operation":
        return cls(info.schema, info.fragments, _variables(info))

    def fields(
        self, parent: GraphQLObjectType, nodes: Sequence[FieldNode]
    ) -> dict[str, tuple[str, Nodes]]:
        """Response key to field name and nodes, for the sub-selections of `nodes` on `parent`."""
        found: dict[str, tuple[str, Nodes]] = {}
        for node in nodes:
            for field in self._visit(parent, node.selection_set):
                key = field.alias.value if field.alias else field.name.value
                before = found.get(key, (field.name.value, ()))[1]
                found[key] = (field.name.value, (*before, field))
        return found

    def arguments(self, field: GraphQLField, node: FieldNode) -> dict[str, Any]:
        return get_argument_values(field, node, self.variables)

    def _visit(
        self, parent: GraphQLObjectType, selections: SelectionSetNode | None
    ) -> Iterator[FieldNode]:
        for selection in selections.selections if selections else ():
            if not self._included(selection):
                continue
            if isinstance(selection, FieldNode):
                yield selection
            elif isinstance(selection, InlineFragmentNode):
                condition = selection.type_condition
                if condition is None or self._matches(parent, condition.name.value):
                    yield from self._visit(parent, selection.selection_set)
            elif isinstance(selection, FragmentSpreadNode):
                fragment = self.fragments[selection.name.value]
                if self._matches(parent, fragment.type_condition.name.value):
                    yield from self._visit(parent, fragment.selection_set)

    def _included(self, node: SelectionNode) -> bool:
        skip = get_directive_values(GraphQLSkipDirective, node, self.variables)
        if skip and skip["if"]:
            return False
        include = get_directive_values(GraphQLIncludeDirective, node, self.variables)
        return not include or bool(include["if"])

    def _matches(self, parent: GraphQLObjectType, condition: str) -> bool:
        wanted = self.schema.type_map[condition]
        if wanted is parent:
            return True
        if isinstance(wanted, (GraphQLInterfaceType, GraphQLUnionType)):
            return self.schema.is_sub_type(wanted, parent)
        return False


def conditions_of(info: GraphQLResolveInfo[Any]) -> tuple[tuple[str, Any], ...]:
    """The values of the variables that @skip and @include use anywhere in the document."""
    names: set[str] = set()
    stack: list[Any] = [info.operation, *info.fragments.values()]
    while stack:
        node = stack.pop()
        for directive in getattr(node, "directives", None) or ():
            if directive.name.value in {"skip", "include"}:
                names |= {
                    argument.value.name.value
                    for argument in directive.arguments or ()
                    if argument.value.kind == "variable"
                }
        selections = getattr(node, "selection_set", None)
        stack.extend(selections.selections if selections else ())
    given = _variables(info).coerced
    return tuple(sorted((name, given.get(name)) for name in names))


def _variables(info: GraphQLResolveInfo[Any]) -> VariableValues:
    """The coerced variables; Strawberry hands resolvers the bare dict."""
    given: Any = info.variable_values
    return given if isinstance(given, VariableValues) else VariableValues({}, given)
