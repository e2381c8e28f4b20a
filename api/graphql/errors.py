"""Errors as the client sees them: coded, and without anything of our inside."""

import logging
import re
import secrets
from collections.abc import Mapping, Sequence

from graphql import GraphQLError, GraphQLFormattedError, ValueNode, VariableDefinitionNode

from infra.outages import in_one_line, outage_words

_QUOTED_VALUE = re.compile(r", found: .*", re.DOTALL)
log = logging.getLogger(__name__)

INTERNAL = "INTERNAL"
UNAVAILABLE = "UNAVAILABLE"
_UNEXPECTED = "Unexpected error."


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
    code, or gets BAD_USER_INPUT. What Postgres or Redis was away for becomes UNAVAILABLE, anything
    else INTERNAL with an `errorId`, one for the whole result, under which its first cause is in the
    log.
    """
    error_id = _report([error for error in errors if _is_unexpected(error)])
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
    error = GraphQLError(_UNEXPECTED, original_error=cause)
    return _masked(error, _report([error]))


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
    words = outage_words(_first_cause(error))
    extensions = {"code": UNAVAILABLE} if words else {"code": INTERNAL, "errorId": error_id}
    masked = GraphQLError(
        words or _UNEXPECTED,
        error.nodes,
        error.source,
        error.positions,
        error.path,
        None,
        extensions,
    )
    return masked.formatted


def _report(unexpected: Sequence[GraphQLError]) -> str:
    """Log the first of what broke, under the id returned, and in one line what was away."""
    error_id = secrets.token_hex(8)
    away = [error for error in unexpected if outage_words(_first_cause(error))]
    broken = [error for error in unexpected if not outage_words(_first_cause(error))]
    if away:
        log.warning("GraphQL %s: %s", _place(away), in_one_line(_first_cause(away[0])))
    if broken:
        cause = _first_cause(broken[0])
        log.error("GraphQL error %s %s", error_id, _place(broken), exc_info=cause)
    return error_id


def _place(errors: Sequence[GraphQLError]) -> str:
    where = ".".join(map(str, errors[0].path or ())) or "no field"
    return f"at {where} ({len(errors)} in this result)"
