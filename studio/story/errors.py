"""What can be wrong with a script."""

from studio.kernel.errors import ErrorCode, UserError


class ScriptTooLarge(UserError):
    """More bytes than are parsed, or more shots than are written, at once."""

    code = ErrorCode.SCRIPT_TOO_LARGE


class ScriptEmpty(UserError):
    """Nothing in the script can be filmed."""

    code = ErrorCode.SCRIPT_EMPTY


class UnreadableScript(UserError):
    """The script holds what is not text: a NUL, half a surrogate pair, bytes that are not UTF-8."""

    code = ErrorCode.BAD_USER_INPUT
