"""Telling a server that is away, which is waited for, from a mistake of ours, which is not."""

from redis.exceptions import RedisError, ResponseError
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

_MISTAKES = (DataError, IntegrityError, ProgrammingError, ResponseError)


def is_away(error: BaseException) -> bool:
    """Whether Postgres or Redis could not be reached, or broke off: the same may work later."""
    if isinstance(error, BaseExceptionGroup):
        return all(is_away(one) for one in error.exceptions)
    if isinstance(error, _MISTAKES):
        return False
    return isinstance(error, DBAPIError | PoolTimeoutError | RedisError | OSError)
