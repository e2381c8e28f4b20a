"""What can be set at a local endpoint. Durations are milliseconds unless they say otherwise."""

from dataclasses import dataclass
from pathlib import Path

MINUTE = 60_000
DAY = 24 * 60 * MINUTE


@dataclass(frozen=True, slots=True)
class Settings:
    """One endpoint. `worker` is the module to run in a child process, then its arguments."""

    data: Path
    key: str
    endpoint_id: str = "local"
    host: str = "127.0.0.1"
    port: int = 0
    studio: str | None = None
    """The present address of the studio on this machine whose jobs these are."""
    worker: tuple[str, ...] = ("workers.endpoint",)
    workers_min: int = 0
    workers_max: int = 1
    idle_timeout: int | None = None
    """How long a worker may wait for work before it is stopped; None keeps it."""
    fast: bool = False
    """Take `policy` values below RunPod's smallest, for tests."""
    retention: int = 30 * MINUTE
    sync_retention: int = MINUTE
    webhook_pause: float = 10.0
    """Seconds between the tries to deliver a webhook."""
    long_poll: float = 25.0
    """Seconds a worker's request for work is held open; the SDK gives up after 90."""
    ping_interval: int = 2_000
    silent_after: int = 30_000
    """A worker with a job that has said nothing for so long is killed."""
    start_limit: int = 2 * MINUTE
    """A worker that has not asked for work so long after its start is killed."""
    stop_grace: int = 10_000
    """A worker that goes on with a job so long after it was told to stop is killed."""
    give_backs: int = 3
    """How often a job whose worker died goes back to the queue."""
    payload_limit: int = 10 * 1024 * 1024
    rotate_at: int = 64 * 1024 * 1024
