"""Errors as the client sees them: coded, and without anything of our inside."""

import logging
import re
import secrets
from collections.abc import Collection, Mapping, Sequence

from graphql import GraphQLError, GraphQLFormattedError, ValueNode, VariableDefinitionNode

_QUOTED_VALUE = re.compile(r", found: .*", re.DOTALL)
log = logging.getLogger(__name__)

UNEXPECTED = "Unexpected error."


class RequestRefusedError(Exception):
    """A request that never becomes an operation: HTTP `status`, `code` and what to do instead."""

    def __init__(
        self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.headers = dict(headers or {})

    @property
    def formatted(self) -> GraphQLFormattedError:
        """The error as the client sees it."""
        return GraphQLError(str(self), extensions={"code": self.code}).formatted


class SignedOutError(RequestRefusedError):
    """There is no viewer, or no longer."""

    def __init__(self) -> None:
        super().__init__(
            401,
            "UNAUTHENTICATED",
            "Sign in first, or send the header Authorization: Bearer followed by a token.",
            {"WWW-Authenticate": "Bearer"},
        )


class DocumentRefusedError(Exception):
    """A document that cannot be executed, with every coded reason that was found."""

    def __init__(self, errors: Sequence[GraphQLError]) -> None:
        super().__init__(errors[0].message)
        self.errors = errors


def with_code(error: GraphQLError, code: str) -> GraphQLError:
    """Give `error` its code, unless whoever raised it gave one."""
    error.extensions = {"code": code, **(error.extensions or {})}
    return error


def present(errors: Sequence[GraphQLError]) -> list[GraphQLFormattedError]:
    """Format the errors of one result.

    What a resolver or a scalar raised on purpose (a GraphQLError) keeps its message and its
    code, or gets BAD_USER_INPUT. Anything else becomes INTERNAL with an `errorId`, one for the
    whole result, under which its first cause is in the log.
    """
    unexpected = [error for error in errors if _is_unexpected(error)]
    if not unexpected:
        return [_without_values(with_code(error, "BAD_USER_INPUT").formatted) for error in errors]
    error_id = _report(_first_cause(unexpected[0]), unexpected[0].path, len(unexpected))
    return [
        _masked(error, error_id)
        if _is_unexpected(error)
        else _without_values(with_code(error, "BAD_USER_INPUT").formatted)
        for error in errors
    ]


def _without_values(error: GraphQLFormattedError) -> GraphQLFormattedError:
    """What a variable held is not repeated: it may be a key."""
    error["message"] = _QUOTED_VALUE.sub(".", error["message"])
    return error


def present_exception(cause: Exception) -> GraphQLFormattedError:
    """Log what went wrong outside of any field and format the error that stands for it."""
    return _masked(GraphQLError(UNEXPECTED), _report(cause, None, 1))


def _is_unexpected(error: GraphQLError) -> bool:
    node = error.nodes[0] if error.nodes else None
    if isinstance(node, ValueNode | VariableDefinitionNode):
        # A scalar may say by ValueError, too, that it cannot read a value.
        return not isinstance(_first_cause(error), GraphQLError | ValueError)
    return not isinstance(error.original_error, GraphQLError | None)


def _first_cause(error: GraphQLError) -> Exception:
    cause = error.original_error
    return _first_cause(cause) if isinstance(cause, GraphQLError) else cause or error


def _masked(error: GraphQLError, error_id: str) -> GraphQLFormattedError:
    extensions = {"code": "INTERNAL", "errorId": error_id}
    masked = GraphQLError(
        UNEXPECTED, error.nodes, error.source, error.positions, error.path, None, extensions
    )
    return masked.formatted


def _report(cause: Exception, path: Collection[str | int] | None, occurrences: int) -> str:
    error_id = secrets.token_hex(8)
    log.error(
        "GraphQL error %s at %s (%d in this result)",
        error_id,
        ".".join(map(str, path or ())) or "no field",
        occurrences,
        exc_info=cause,
    )
    return error_id
