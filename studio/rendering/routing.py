"""Which endpoint renders what. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from studio.kernel.errors import ErrorCode, UserError
from studio.library.media import MediaKind

_UNKNOWN_PRICE = 2**62


@dataclass(frozen=True, slots=True)
class Need:
    """What is to be made. `family` and `files` are of the model, where one was asked for."""

    kind: MediaKind
    family: str | None = None
    files: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Candidate:
    """An endpoint as routing sees it.

    `local` runs on this machine and always reaches us; of one that `keeps` its outputs they are
    fetched, so it need not reach us. `rehearses`: it draws a sketch, whatever model is asked for.
    `families` and `files` are None where it does not tell what it has. `ahead` counts the jobs
    under way and waiting there; `price` is micro-units for one take, None where it is unknown.
    """

    id: UUID
    name: str
    provider: str
    enabled: bool
    local: bool
    keeps: bool = False
    rehearses: bool = False
    health: str | None = None
    retired: str | None = None
    kinds: frozenset[MediaKind] = frozenset({MediaKind.IMAGE, MediaKind.VIDEO})
    families: frozenset[str] | None = None
    files: frozenset[str] | None = None
    ahead: int = 0
    concurrency: int = 1
    price: int | None = None
    warm: bool | None = None


@dataclass(frozen=True, slots=True)
class Objection:
    """Why an endpoint cannot be sent this."""

    code: ErrorCode
    words: str


def choose(
    candidates: Sequence[Candidate], need: Need, *, wanted: UUID | None, reachable: bool
) -> Candidate:
    """The wanted endpoint or, without a wish, the best that can make it.

    What is there to render goes before a rehearsal, what is known to have the model before what
    does not tell, what is well before what is not; then the shorter wait in full rounds, the lower
    price, one that is warm, and of equals the last added. `reachable` says whether a worker outside
    this machine can deliver: by a public address of the studio or a bucket.
    Raises NOT_FOUND, NO_ENDPOINT or UNREACHABLE_RESULTS with what to do.
    """
    if wanted is not None:
        return _wanted(candidates, need, wanted, reachable=reachable)
    able, objections = [], []
    for place, candidate in enumerate(candidates):
        objection = object_to(candidate, need, reachable=reachable, asked_for=False)
        if objection is None:
            able.append((_rank(candidate, need, place), candidate))
        else:
            objections.append((candidate, objection))
    if able:
        return min(able, key=lambda ranked: ranked[0])[1]
    raise _nowhere(objections)


def object_to(
    candidate: Candidate, need: Need, *, reachable: bool, asked_for: bool
) -> Objection | None:
    """Why the endpoint cannot be sent this, or None where it can."""
    words = _unfit(candidate, need)
    if words is None and candidate.health == "OFFLINE" and not asked_for:
        words = "does not answer. Test it to see why"
    if words is not None:
        return Objection(ErrorCode.NO_ENDPOINT, f"The endpoint {candidate.name!r} {words}.")
    if not (candidate.local or candidate.keeps or reachable):
        error = unreachable(candidate.name)
        return Objection(error.code, error.message)
    return None


def _unfit(candidate: Candidate, need: Need) -> str | None:
    if not candidate.enabled:
        return "is disabled. Enable it, or choose another one"
    if candidate.retired is not None:
        return f"is retired: {candidate.retired.rstrip('.')}"
    if need.kind not in candidate.kinds:
        kinds = " and ".join(sorted(kind.value for kind in candidate.kinds))
        return f"makes {kinds or 'nothing'}, not {need.kind.value}"
    lacking = _lacking(candidate, need)
    return None if lacking is None else f"does not have {lacking}"


def unreachable(name: str) -> UserError:
    return UserError(
        f"The endpoint {name!r} is outside this machine and could not deliver its results. "
        "Set STORYCANVAS_PUBLIC_URL to where it can reach this studio, or configure an S3 bucket "
        "(STORYCANVAS_S3_BUCKET). Nothing was sent.",
        code=ErrorCode.UNREACHABLE_RESULTS,
    )


def _rank(candidate: Candidate, need: Need, place: int) -> tuple[int | bool, ...]:
    """The smaller is the better."""
    asked = need.family is not None or bool(need.files)
    return (
        candidate.rehearses,
        candidate.rehearses and candidate.keeps,
        asked and candidate.families is None,
        candidate.health == "UNHEALTHY",
        candidate.ahead // candidate.concurrency,
        _UNKNOWN_PRICE if candidate.price is None else candidate.price,
        candidate.warm is not True,
        -place,
    )


def _lacking(candidate: Candidate, need: Need) -> str | None:
    if candidate.rehearses:
        return None
    families = candidate.families
    if need.family is not None and families is not None and need.family not in families:
        return f"a model of the family {need.family}"
    if candidate.files is not None and not need.files <= candidate.files:
        return ", ".join(sorted(need.files - candidate.files))
    return None


def _wanted(
    candidates: Sequence[Candidate], need: Need, wanted: UUID, *, reachable: bool
) -> Candidate:
    found = next((one for one in candidates if one.id == wanted), None)
    if found is None:
        raise UserError(
            "There is no endpoint of this id.", code=ErrorCode.NOT_FOUND, field=["endpointId"]
        )
    objection = object_to(found, need, reachable=reachable, asked_for=True)
    if objection is not None:
        raise UserError(objection.words, code=objection.code, field=["endpointId"])
    return found


def _nowhere(objections: Sequence[tuple[Candidate, Objection]]) -> UserError:
    if not objections:
        return UserError(
            "There is no endpoint to render on. Add one with addEndpoint, or run `make up`, "
            "which brings a local one.",
            code=ErrorCode.NO_ENDPOINT,
        )
    unheard = [one for _, one in objections if one.code is ErrorCode.UNREACHABLE_RESULTS]
    told = unheard[-1:] or [objection for _, objection in objections]
    words = " ".join(objection.words for objection in told[:5])
    more = f" And {len(told) - 5} more." if len(told) > 5 else ""
    return UserError(words + more, code=told[0].code)
