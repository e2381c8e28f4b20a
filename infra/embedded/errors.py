"""Why the studio could not start, in words for the person who started it."""


class StartRefusedError(Exception):
    """The studio cannot start, or cannot go on; the text says what to do next."""

    code = "START_REFUSED"


class DataInUseError(StartRefusedError):
    """Another launcher holds the lock of this DATA."""

    code = "DATA_IN_USE"


class DataUnusableError(StartRefusedError):
    """DATA cannot be made, entered or written."""

    code = "DATA_UNUSABLE"


class DiskFullError(StartRefusedError):
    """The disk that holds DATA has no room for a database."""

    code = "DISK_FULL"


class PortTakenError(StartRefusedError):
    """Another process listens on the port that was asked for."""

    code = "PORT_TAKEN"


class ServerMissingError(StartRefusedError):
    """There is no Postgres or Redis-protocol server to run."""

    code = "SERVER_MISSING"


class ServiceFailedError(StartRefusedError):
    """A process ended, or stayed silent, before it was ready."""

    code = "SERVICE_FAILED"
