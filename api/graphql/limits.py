"""How much one document may ask for, measured in a single pass before validation.

Rules that walk through fragment spreads take exponential time on documents of a few hundred
bytes, so nothing but this pass sees a document that has not been weighed: each fragment is
weighed once and its weight is added wherever it is spread.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
)

INTROSPECTION = frozenset({"__schema", "__type"})


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may hold at most; fragments count wherever they are spread.

    `characters`, `tokens` and `comments` bound the text; the rest bounds what it asks for:
    `operations` in the document and, in each of them, nested fields (`depth`), nested
    selections of any kind (`nesting`), `selections`, `root_fields`, `aliases`, `directives`
    and introspection fields. `comparisons` is what validation may spend on fields of one name.
    """

    characters: int = 100_000
    tokens: int = 3_000
    comments: int = 1_000
    operations: int = 50
    depth: int = 20
    nesting: int = 100
    selections: int = 3_000
    root_fields: int = 60
    aliases: int = 120
    directives: int = 100
    introspection_fields: int = 4
    comparisons: int = 50_000


@dataclass(frozen=True, slots=True)
class _Weight:
    depth: int = 0
    nesting: int = 0
    selections: int = 0
    root_fields: int = 0
    aliases: int = 0
    directives: int = 0
    introspection_fields: int = 0


_NOTHING = _Weight()


class _TooDeepError(Exception):
    """Weighing went deeper than any document may nest."""


def excess(document: DocumentNode, limits: Limits) -> GraphQLError | None:
    """Say what `document` has too much of, in time linear in its length, or None."""
    scale = _Scale(document, limits.nesting)
    operations = 0
    for definition in document.definitions:
        try:
            if isinstance(definition, OperationDefinitionNode):
                operations += 1
                found = _first_excess(scale.operation(definition), operations, limits)
            elif isinstance(definition, FragmentDefinitionNode):
                weight = replace(scale.fragment(definition.name.value, 0), root_fields=0)
                found = _first_excess(weight, operations, limits)
            else:
                continue
        except _TooDeepError:
            found = f"{limits.nesting} levels of selections"
        if found:
            message = f"The document has more than {found}. Split it into several."
            return GraphQLError(message, definition)
    return None


def _first_excess(weight: _Weight, operations: int, limits: Limits) -> str | None:
    measured = (
        (operations, limits.operations, "operations"),
        (weight.depth, limits.depth, "levels of fields"),
        (weight.nesting, limits.nesting, "levels of selections"),
        (weight.selections, limits.selections, "selections"),
        (weight.root_fields, limits.root_fields, "root fields"),
        (weight.aliases, limits.aliases, "aliases"),
        (weight.directives, limits.directives, "directives"),
        (weight.introspection_fields, limits.introspection_fields, "introspection fields"),
    )
    return next((f"{most} {what}" for found, most, what in measured if found > most), None)


class _Scale:
    """Weighs the definitions of one document, each fragment once."""

    def __init__(self, document: DocumentNode, nesting: int) -> None:
        self._nesting = nesting
        self._fragments = {
            definition.name.value: definition
            for definition in document.definitions
            if isinstance(definition, FragmentDefinitionNode)
        }
        self._weighed: dict[str, _Weight] = {}

    def operation(self, definition: OperationDefinitionNode) -> _Weight:
        variables = definition.variable_definitions or ()
        directives = sum(len(variable.directives or ()) for variable in variables)
        directives += len(definition.directives or ())
        return _add(self._selections(definition.selection_set, 0), directives=directives)

    def fragment(self, name: str, level: int) -> _Weight:
        if name in self._weighed:
            return self._weighed[name]
        definition = self._fragments.get(name)
        if definition is None:
            return _NOTHING
        # A fragment inside itself weighs nothing there; validation reports the circle.
        self._weighed[name] = _NOTHING
        weight = self._selections(definition.selection_set, level)
        self._weighed[name] = _add(weight, directives=len(definition.directives or ()))
        return self._weighed[name]

    def _selections(self, selection_set: SelectionSetNode, level: int) -> _Weight:
        if level > self._nesting:
            raise _TooDeepError
        return _sum(self._selection(each, level + 1) for each in selection_set.selections)

    def _selection(self, selection: SelectionNode, level: int) -> _Weight:
        directives = len(selection.directives or ())
        if isinstance(selection, FragmentSpreadNode):
            weight = self.fragment(selection.name.value, level)
            return _add(weight, nesting=1, selections=1, directives=directives)
        assert isinstance(selection, FieldNode | InlineFragmentNode)
        inner = selection.selection_set
        weight = self._selections(inner, level) if inner else _NOTHING
        if isinstance(selection, InlineFragmentNode):
            return _add(weight, nesting=1, selections=1, directives=directives)
        return _add(
            replace(weight, root_fields=1),
            nesting=1,
            depth=1,
            selections=1,
            aliases=int(selection.alias is not None),
            directives=directives,
            introspection_fields=int(selection.name.value in INTROSPECTION),
        )


def _add(weight: _Weight, **more: int) -> _Weight:
    return replace(weight, **{name: getattr(weight, name) + more[name] for name in more})


def _sum(weights: Iterable[_Weight]) -> _Weight:
    """Weigh what stands side by side: levels do not add up, everything else does."""
    depth = nesting = selections = root_fields = aliases = directives = introspection_fields = 0
    for weight in weights:
        depth = max(depth, weight.depth)
        nesting = max(nesting, weight.nesting)
        selections += weight.selections
        root_fields += weight.root_fields
        aliases += weight.aliases
        directives += weight.directives
        introspection_fields += weight.introspection_fields
    return _Weight(
        depth, nesting, selections, root_fields, aliases, directives, introspection_fields
    )
