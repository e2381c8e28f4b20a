"""Expected failures in the graph: coded, about a field, in words for a person."""

from typing import Any

import strawberry

from studio.kernel.errors import ErrorCode, UserError


@strawberry.type(name="UserError", description="Something the caller can mend.")
class UserErrorType:
    code: ErrorCode = strawberry.field(description="For a program to branch on.")
    field: list[str] | None = strawberry.field(
        description="The input field it is about, or null where it is about the whole."
    )
    message: str = strawberry.field(description="For a person: what is wrong and what to do.")


def error_values(error: UserError) -> dict[str, Any]:
    return {
        "code": error.code.value,
        "field": list(error.field) if error.field else None,
        "message": error.message,
    }
