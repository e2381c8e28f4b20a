"""Expected failures. A caller caused them and can act on them, so they are data, never a traceback."""

from collections.abc import Sequence
from enum import Enum


class ErrorCode(Enum):
    """The codes a client may branch on. The value is the name in the graph."""

    BAD_USER_INPUT = "BAD_USER_INPUT"
    NOT_FOUND = "NOT_FOUND"
    FORBIDDEN = "FORBIDDEN"
    CONFLICT = "CONFLICT"
    OVERLAP = "OVERLAP"
    LIMIT_EXCEEDED = "LIMIT_EXCEEDED"
    IDEMPOTENCY_CONFLICT = "IDEMPOTENCY_CONFLICT"
    INVALID_STATE = "INVALID_STATE"
    NO_ENDPOINT = "NO_ENDPOINT"
    UNREACHABLE_RESULTS = "UNREACHABLE_RESULTS"
    MISSING_NODES = "MISSING_NODES"
    MISSING_MODELS = "MISSING_MODELS"
    ATTEMPTS_EXHAUSTED = "ATTEMPTS_EXHAUSTED"
    SCRIPT_TOO_LARGE = "SCRIPT_TOO_LARGE"
    SCRIPT_EMPTY = "SCRIPT_EMPTY"
    UNAVAILABLE = "UNAVAILABLE"
    PRICE_UNKNOWN = "PRICE_UNKNOWN"
    MAX_COST_EXCEEDED = "MAX_COST_EXCEEDED"
    BUDGET_EXCEEDED = "BUDGET_EXCEEDED"
    CONFIRMATION_NEEDED = "CONFIRMATION_NEEDED"
    QUOTE_OUTDATED = "QUOTE_OUTDATED"
    QUOTE_USED = "QUOTE_USED"


class UserError(Exception):
    """An expected failure with a code, words for a person, and the input field it is about."""

    code = ErrorCode.BAD_USER_INPUT

    def __init__(
        self,
        message: str,
        *,
        field: Sequence[str] | None = None,
        code: ErrorCode | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.field = tuple(field) if field else None
        if code is not None:
            self.code = code


class NotFound(UserError):
    """The thing does not exist, or the viewer may not see it: the two are never told apart."""

    code = ErrorCode.NOT_FOUND


class Forbidden(UserError):
    """The viewer may see the thing but not do this with it."""

    code = ErrorCode.FORBIDDEN


class Conflict(UserError):
    """Somebody else changed the entity since the caller read it."""

    code = ErrorCode.CONFLICT
