"""The one table of constraint names and what a person is told when one is violated."""

from sqlalchemy.exc import DBAPIError

from studio.kernel.errors import ErrorCode, UserError

MESSAGES: dict[str, tuple[ErrorCode, str, tuple[str, ...] | None]] = {
    "ex_scenes_position": (
        ErrorCode.CONFLICT,
        "Somebody else reordered the scenes at the same moment. Read them again and retry.",
        None,
    ),
    "fk_clips_selected_take": (
        ErrorCode.CONFLICT,
        "This take was deleted at the same moment. Choose another one.",
        ("takeId",),
    ),
    "uq_attempts_provider_job": (
        ErrorCode.CONFLICT,
        "Another render goes by this id at the endpoint.",
        None,
    ),
    "uq_characters_living_name": (
        ErrorCode.CONFLICT,
        "Another character of this project has this name. Choose another name.",
        ("name",),
    ),
    "uq_characters_library_name": (
        ErrorCode.CONFLICT,
        "Another character of the library has this name. Choose another name.",
        ("name",),
    ),
    "uq_locations_living_name": (
        ErrorCode.CONFLICT,
        "Another location of this project has this name. Choose another name.",
        ("name",),
    ),
    "uq_styles_living_name": (
        ErrorCode.CONFLICT,
        "Another style of this project has this name. Choose another name.",
        ("name",),
    ),
    "uq_styles_library_name": (
        ErrorCode.CONFLICT,
        "Another style of the library has this name. Choose another name.",
        ("name",),
    ),
    "uq_endpoints_living_name": (
        ErrorCode.CONFLICT,
        "An endpoint of this name exists already. Choose another name.",
        ("name",),
    ),
    "uq_models_living_file": (
        ErrorCode.CONFLICT,
        "The catalogue has an entry for this file already.",
        ("id",),
    ),
    "uq_presets_living_name": (
        ErrorCode.CONFLICT,
        "A preset of this name exists already. Choose another name.",
        ("name",),
    ),
    "uq_export_presets_name": (
        ErrorCode.CONFLICT,
        "An export preset of this name exists already. Choose another name.",
        ("name",),
    ),
    "uq_prompt_templates_living_name": (
        ErrorCode.CONFLICT,
        "A prompt template of this name exists already. Choose another name.",
        ("name",),
    ),
    "uq_workflows_living_name": (
        ErrorCode.CONFLICT,
        "A workflow of this name exists already. Choose another name.",
        ("name",),
    ),
    "uq_prices_living": (
        ErrorCode.CONFLICT,
        "The price table has a line for exactly this already. Change that one.",
        None,
    ),
    "uq_budgets_living": (
        ErrorCode.CONFLICT,
        "Somebody else set this budget at the same moment. Read it again and repeat.",
        None,
    ),
    "uq_presets_default": (
        ErrorCode.CONFLICT,
        "Another preset was made the default at the same moment. Try again.",
        ("isDefault",),
    ),
}

_TEXT_STATES = {"22021", "22P05"}


def user_error(error: DBAPIError) -> UserError | None:
    """The user error for a violated constraint or an impossible text, or None for a real bug."""
    cause = error.orig.__cause__ if error.orig is not None else None
    known = MESSAGES.get(getattr(cause, "constraint_name", None) or "")
    if known:
        code, message, field = known
        return UserError(message, code=code, field=field)
    if getattr(cause, "sqlstate", None) in _TEXT_STATES:
        return UserError("Text may not contain NUL characters.")
    return None
