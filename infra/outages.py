"""Telling a server that is away, which is waited for, from a mistake of ours, which is not."""

from redis.exceptions import RedisError, ResponseError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

RETRY_AFTER = {"Retry-After": "5"}
"""The header of an answer that `outage_words` are in."""

# How an SQLSTATE begins that says: the same may work later.
_PASSING = (
    "08",  # the connection broke
    "25006",  # read-only, as while another server takes over
    "40",  # a deadlock
    "53",  # no more memory, connections or room on the disk
    "55P03",  # somebody else holds the lock
    "57",  # stopping, starting, or out of time
    "58",  # trouble with the machine
)


def is_away(error: BaseException) -> bool:
    """Whether Postgres or Redis could not be reached, or broke off: the same may work later."""
    if isinstance(error, BaseExceptionGroup):
        return all(is_away(one) for one in error.exceptions)
    return isinstance(error, OSError) or _server(error) is not None


def outage_words(error: BaseException) -> str | None:
    """What a person is told where Postgres or Redis is away; None for all other errors.

    Who lost the answer to a COMMIT cannot say that nothing was done.
    """
    if isinstance(error, BaseExceptionGroup):
        told = [outage_words(one) for one in error.exceptions]
        return told[0] if all(told) else None
    server = _server(error)
    return server and (
        f"The studio's {server} is away or too busy at the moment. Try again. Nothing is left half "
        "done, though a change may have been made already."
    )


def in_one_line(error: BaseException) -> str:
    """For the log, without the statement."""
    return f"{type(error).__name__}: {error}".partition("\n")[0]


def _server(error: BaseException) -> str | None:
    if isinstance(error, RedisError):
        return None if isinstance(error, ResponseError) else "queue"
    state = getattr(getattr(error, "orig", error), "sqlstate", None)
    away = (
        isinstance(error, PoolTimeoutError)
        or (isinstance(error, DBAPIError) and error.connection_invalidated)
        or (isinstance(state, str) and state.startswith(_PASSING))
    )
    return "database" if away else None
