"""What ends a backup, a restore or a check, in words for the person who started it."""

import errno

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class KeepingError(Exception):
    """It cannot begin, or cannot go on; the text says what to do next."""


def no_room(where: object) -> KeepingError:
    return KeepingError(f"There is no room left on the disk of {where}. Free some, then try again.")
