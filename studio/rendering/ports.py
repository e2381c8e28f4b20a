"""What a render provider is, seen from the domain: orders go out, reports come back.

A provider speaks one protocol (RunPod's, ComfyUI's, …) to one endpoint. Values are frozen and
carry no database row, so that a provider can be tested over a socket alone.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any, ClassVar, Protocol
from uuid import UUID

from studio.library.media import MediaKind as MediaKind


@dataclass(frozen=True, slots=True)
class UploadSlot:
    """Where one output is to be PUT. `headers` must be sent with it as they are."""

    url: str
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class InputFile:
    """A picture the order needs. `name` is unique to its content, and what `workflow` calls it.

    `url` is where the endpoint may fetch it; `sha256` where the studio's own store has it.
    """

    name: str
    url: str | None
    sha256: str


@dataclass(frozen=True, slots=True)
class Order:
    """One submission, as it is sent. Durations are milliseconds.

    `brief` is the JSON object of docs/endpoint.md; `uploads` has one slot per expected output.
    `report_url` takes progress ticks and `webhook_url` the provider's own call-back; both carry
    the attempt's secret and are None where nothing outside can reach this studio.
    `workflow` is None or a ComfyUI graph in API format that makes all the outputs: node
    `output_nodes[i]` saves output i, under a name that no other attempt has.
    """

    attempt: str
    kind: MediaKind
    brief: dict[str, Any]
    uploads: tuple[UploadSlot, ...]
    report_url: str | None
    webhook_url: str | None
    execution_timeout: int
    ttl: int
    workflow: dict[str, Any] | None = None
    output_nodes: tuple[str, ...] = ()
    files: tuple[InputFile, ...] = ()


class ReportState(Enum):
    """What a provider can say of a submission."""

    QUEUED = "QUEUED"
    STARTING = "STARTING"
    RUNNING = "RUNNING"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"
    TIMED_OUT = "TIMED_OUT"
    GONE = "GONE"
    """The provider no longer knows the submission: its time to live or its retention ended."""


@dataclass(frozen=True, slots=True)
class Output:
    """One file that was made.

    Without a `source` it is in upload slot `index`, with this size and digest. Else it is still
    with the provider, which finds it by that: see `Provider.fetch`.
    """

    index: int
    kind: MediaKind
    media_type: str
    size: int | None
    sha256: str | None
    seed: int | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Machine:
    """What rendered, as far as it was told: the program with its version (`comfyui/0.8.0`), the image
    of its container, and the GPU."""

    renderer: str | None = None
    image: str | None = None
    gpu: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What a provider says of a submission at one moment. `progress` is 0 to 1, never percent.

    The error of one that is COMPLETED says why outputs are missing. `worker` is the provider's name
    of who works on it, `tokens` how many it is billed. `ask_after` is how many seconds the provider
    wants to be left alone.
    """

    state: ReportState
    seq: int = 0
    progress: float | None = None
    message: str | None = None
    preview: bytes | None = None
    outputs: tuple[Output, ...] = ()
    model: str | None = None
    error_code: str | None = None
    error_message: str | None = None
    worker: str | None = None
    machine: Machine | None = None
    tokens: int | None = None
    delay_ms: int | None = None
    execution_ms: int | None = None
    ask_after: float | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider took the order under this id of its own."""

    provider_job_id: str


@dataclass(frozen=True, slots=True)
class Health:
    """What an endpoint says of itself; counts are None where it does not tell."""

    online: bool
    detail: str
    queued: int | None = None
    running: int | None = None
    workers_ready: int | None = None


@dataclass(frozen=True, slots=True)
class EndpointFacts:
    """What it takes to speak to an endpoint; the fields are those of its row."""

    id: UUID
    name: str
    provider: str
    source: str
    url: str | None
    remote_id: str | None
    sealed_key: bytes | None = field(repr=False)
    options: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def local(self) -> bool:
        return self.source == "LOCAL"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was tried at an endpoint, in words a person can act on."""

    name: str
    ok: bool
    detail: str
    todo: str | None = None


class EndpointHealth(Enum):
    """How an endpoint is: UNHEALTHY answers but cannot work, OFFLINE does not answer."""

    ONLINE = "ONLINE"
    UNHEALTHY = "UNHEALTHY"
    OFFLINE = "OFFLINE"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a look at an endpoint came to, in words, and in values that JSON can hold."""

    health: EndpointHealth
    detail: str
    facts: Mapping[str, Any] = field(default_factory=dict, hash=False)


class Prober(Protocol):
    """Tries an endpoint without rendering anything. Never raises for what is wrong there."""

    async def probe(self, endpoint: EndpointFacts) -> tuple[Check, ...]: ...


class Vetter(Protocol):
    """Says whether an address that somebody gives for an endpoint would be called."""

    async def vet(self, url: str) -> None:
        """Raises UserError (field `url`) for one that would not be."""
        ...


class ProviderError(Exception):
    """The provider did not do what was asked. The subclass says what that means for the order."""

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code


class ProviderBusy(ProviderError):
    """Surely not accepted, and worth trying again after `retry_after` seconds."""

    def __init__(self, message: str, *, retry_after: float = 5.0) -> None:
        super().__init__(message, code="PROVIDER_BUSY")
        self.retry_after = retry_after


class ProviderRefused(ProviderError):
    """Surely not accepted; the same order will be refused again."""


class ProviderLost(ProviderError):
    """No answer: the order may have been accepted. It must not be sent again by itself.

    `provider_job_id` is the name it has at the provider if it was, where that is known.
    """

    def __init__(self, message: str, *, provider_job_id: str | None = None) -> None:
        super().__init__(message)
        self.provider_job_id = provider_job_id


class ProviderMisconfigured(ProviderError):
    """Key, address or endpoint id are wrong: the owner of the endpoint must mend it."""


class ProviderUnsupported(ProviderError):
    """This endpoint can never do what was asked."""


class Provider(Protocol):
    """One endpoint, spoken to over its own protocol. Each method raises ProviderError alone."""

    async def submit(self, order: Order) -> Accepted:
        """Send the order. Any error but ProviderLost says that it was surely not accepted."""
        ...

    async def status(self, provider_job_id: str) -> Report: ...

    async def cancel(self, provider_job_id: str) -> None:
        """Have it stopped; what is over or unknown needs no stopping."""
        ...

    async def fetch(self, provider_job_id: str, output: Output, into: Path, *, limit: int) -> None:
        """Write an output that has a `source` into the file, `limit` bytes at most.

        Raises ProviderBusy while it cannot be had, ProviderRefused where it never can.
        """
        ...

    async def health(self) -> Health: ...


class Listening(Protocol):
    """A provider that tells what happens by itself, over one connection for all its jobs."""

    def listen(self) -> AsyncIterator[tuple[str, Report]]:
        """Provider job ids with their news, for as long as the connection lasts."""
        ...


@dataclass(frozen=True, slots=True)
class Lost:
    """A submission of which nobody knows whether it was accepted.

    `attempt` and `brief` are those of its order, `since` is when it was begun, and `known` are the
    endpoint's jobs that are other attempts'. So many as `alike`, with this one, are lost there that
    have the same prompt.
    """

    attempt: str
    brief: Mapping[str, Any]
    since: datetime
    known: frozenset[str]
    alike: int = 1


class Finder(Protocol):
    """A provider that can tell what became of a lost submission.

    `names`: a job has a name of ours there, so that what is not found was surely not accepted.
    """

    names: ClassVar[bool]

    async def find(self, lost: Lost) -> str | None:
        """The provider's id of the job that it became, or None. Raises ProviderError."""
        ...
