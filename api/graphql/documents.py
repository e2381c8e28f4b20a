"""Documents on their way from text to something that may be executed."""

import copy
from collections import OrderedDict
from collections.abc import Iterator

import strawberry
from graphql import (
    ASTValidationRule,
    DocumentNode,
    GraphQLError,
    OperationDefinitionNode,
    OverlappingFieldsCanBeMergedRule,
    ValidationContext,
    ValueNode,
    VariableNode,
    parse,
    specified_rules,
)
from graphql.utilities import get_operation_ast
from graphql.validation.validate import ValidationAbortedError
from strawberry.extensions import SchemaExtension
from strawberry.schema.schema import validate_document

from api.graphql.errors import DocumentRefusedError, with_code
from api.graphql.limits import Limits, excess

CACHED_CHARACTERS = 200_000


class Documents:
    """Parses, weighs and validates documents, and remembers the valid ones.

    The memory is least-recently-used and bounded by the characters of the texts it holds
    (a parsed document takes about 300 bytes for each).
    """

    def __init__(self, schema: strawberry.Schema, limits: Limits) -> None:
        self._schema = schema._schema  # noqa: SLF001 - Strawberry has no other name for it
        self._limits = limits
        self._rules = _rules(limits)
        self._known: OrderedDict[str, DocumentNode] = OrderedDict()
        self._characters = 0

    def prepare(self, text: str) -> DocumentNode:
        """Return the valid document of `text`; raises DocumentRefusedError."""
        if known := self._known.get(text):
            self._known.move_to_end(text)
            return known
        document = self._parse(text)
        if too_much := excess(document, self._limits):
            raise DocumentRefusedError([with_code(too_much, "DOCUMENT_TOO_COMPLEX")])
        if errors := validate_document(self._schema, document, self._rules):
            raise DocumentRefusedError([_coded(error) for error in errors])
        self._remember(text, document)
        return document

    def operation(self, text: str, name: str | None) -> OperationDefinitionNode:
        """Return the operation that `text` and `name` mean; raises DocumentRefusedError."""
        operation = get_operation_ast(self.prepare(text), name)
        if operation:
            return operation
        message = (
            f"The document has no operation named {name!r}."
            if name
            else ("The document has several operations: name one in operationName.")
        )
        raise DocumentRefusedError([with_code(GraphQLError(message), "OPERATION_NOT_FOUND")])

    def _parse(self, text: str) -> DocumentNode:
        limits = self._limits
        if len(text) > limits.characters:
            message = (
                f"The document has more than {limits.characters} characters."
                " Send long texts as variables."
            )
            raise DocumentRefusedError([with_code(GraphQLError(message), "DOCUMENT_TOO_COMPLEX")])
        try:
            return parse(
                text,
                max_lexical_tokens=limits.tokens,
                max_comments=limits.comments,
                allow_empty_selection_sets=False,
            )
        except GraphQLError as error:
            raise DocumentRefusedError([with_code(error, "GRAPHQL_PARSE_FAILED")]) from None

    def _remember(self, text: str, document: DocumentNode) -> None:
        self._known[text] = document
        self._characters += len(text)
        while self._characters > CACHED_CHARACTERS:
            forgotten, _ = self._known.popitem(last=False)
            self._characters -= len(forgotten)


class PreparedDocument(SchemaExtension):
    """Hands Strawberry the document that was prepared, so that it neither parses nor validates."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents

    def on_parse(self) -> Iterator[None]:
        assert self.execution_context.query is not None
        self.execution_context.graphql_document = self._documents.prepare(
            self.execution_context.query
        )
        yield

    def on_validate(self) -> Iterator[None]:
        self.execution_context.pre_execution_errors = []
        yield


def with_prepared_documents(schema: strawberry.Schema, documents: Documents) -> strawberry.Schema:
    """Copy `schema` so that it executes what `documents` prepared, and leaves the log to us."""
    prepared = copy.copy(schema)
    prepared.extensions = (lambda: PreparedDocument(documents), *schema.extensions)
    # Strawberry logs each error with a traceback, the caller's mistakes included.
    prepared.process_errors = lambda errors, execution_context=None: None  # type: ignore[method-assign]
    return prepared


def _rules(limits: Limits) -> tuple[type[ASTValidationRule], ...]:
    class ComparingWithinBudget(OverlappingFieldsCanBeMergedRule):
        def __init__(self, context: ValidationContext) -> None:
            super().__init__(context)
            self.rule_context.remaining_complexity_budget = limits.comparisons

    return tuple(
        ComparingWithinBudget if rule is OverlappingFieldsCanBeMergedRule else rule
        for rule in specified_rules
    )


def _coded(error: GraphQLError) -> GraphQLError:
    if isinstance(error, ValidationAbortedError):
        message = "The document has too many errors, or repeats too many fields, to be validated."
        return with_code(GraphQLError(message), "DOCUMENT_TOO_COMPLEX")
    # A scalar that refuses a literal may raise an error that does not know where it stands.
    node = error.nodes[0] if error.nodes else None
    is_value = node is None or (isinstance(node, ValueNode) and not isinstance(node, VariableNode))
    return with_code(error, "BAD_USER_INPUT" if is_value else "GRAPHQL_VALIDATION_FAILED")
