"""Which endpoint renders what. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from studio.graphs.names import bare
from studio.kernel.errors import ErrorCode, UserError
from studio.library.media import MediaKind
from studio.spending.pricebook import Place

_UNKNOWN_PRICE = 2**62
_LACKING = frozenset({ErrorCode.MISSING_NODES, ErrorCode.MISSING_MODELS})


@dataclass(frozen=True, slots=True)
class Need:
    """What is to be made. `family` and `files` are of the model, where one was asked for.

    `nodes` and `placed` (folder, file) are what a graph needs that is known by now, the LoRAs of its
    prompt and of who is in it among them.
    """

    kind: MediaKind
    family: str | None = None
    files: frozenset[str] = frozenset()
    nodes: frozenset[str] = frozenset()
    placed: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Candidate:
    """An endpoint as routing sees it.

    `local` runs on this machine and always reaches us; of one that `keeps` its outputs they are
    fetched, so it need not reach us. `rehearses`: it draws a sketch, whatever model is asked for.
    `families`, `files` and `nodes` are None where it does not tell what it has, and so is a folder
    that `shelves` does not hold. `ahead` counts the jobs under way and waiting there; `lanes` is how
    many of them it works on at once, None where that is not known, and `concurrency` how many it is
    sent. `price` is what a quote expects for one take of this there, in micro-units and with the start
    of a worker where it may need one; None where it is unknown. `place` is what prices look at.
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
    nodes: frozenset[str] | None = None
    shelves: Mapping[str, frozenset[str]] = field(default_factory=dict, hash=False)
    ahead: int = 0
    concurrency: int = 1
    lanes: int | None = None
    price: int | None = None
    place: Place | None = None
    warm: bool | None = None

    @property
    def rounds(self) -> int:
        """How often all its places are taken before it is the turn of one more."""
        return self.ahead // max(1, min(self.concurrency, self.lanes or self.concurrency))


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
    price as the quote has it, one that is warm, and of equals the last added. `reachable` says whether a worker outside
    this machine can deliver: by a public address of the studio or a bucket.
    Raises NOT_FOUND, NO_ENDPOINT or UNREACHABLE_RESULTS with what to do.
    """
    if wanted is not None:
        return _wanted(candidates, need, wanted, reachable=reachable)
    able: list[tuple[tuple[int | bool, ...], Candidate]] = []
    objections: list[tuple[Candidate, Objection]] = []
    for place, candidate in enumerate(candidates):
        objection = object_to(candidate, need, reachable=reachable, asked_for=False)
        if objection is None:
            able.append((_rank(candidate, need, place), candidate))
        else:
            objections.append((candidate, objection))
    if able:
        best = min(able, key=lambda ranked: ranked[0])[1]
        lacking = [one for one in objections if one[1].code in _LACKING]
        if not (best.rehearses and lacking):
            return best
        # A sketch is no answer to somebody whose endpoint lacks something for a graph.
        objections = lacking
    raise _nowhere(objections)


def better_than(
    there: Candidate, candidates: Sequence[Candidate], need: Need, *, reachable: bool
) -> Candidate | None:
    """Where to take what waits at an endpoint that cannot take it, or None to let it wait.

    Nothing moves to one that is not well either, from what renders to a rehearsal, or to where it
    may cost more.
    """
    ceiling = _UNKNOWN_PRICE if there.price is None else there.price
    others = [
        one
        for one in candidates
        if one.id != there.id
        and one.health in {None, "ONLINE"}
        and (there.rehearses or not one.rehearses)
        and (_UNKNOWN_PRICE if one.price is None else one.price) <= ceiling
    ]
    try:
        return choose(others, need, wanted=None, reachable=reachable)
    except UserError:
        return None


def object_to(
    candidate: Candidate, need: Need, *, reachable: bool, asked_for: bool
) -> Objection | None:
    """Why the endpoint cannot be sent this, or None where it can."""
    words = _unfit(candidate, need)
    if words is None and candidate.health == "OFFLINE" and not asked_for:
        words = "does not answer. Test it to see why"
    if words is not None:
        return Objection(ErrorCode.NO_ENDPOINT, f"The endpoint {candidate.name!r} {words}.")
    if not candidate.rehearses and (lacking := _lacks(candidate, need)):
        return lacking
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
    return (
        None if lacking is None else f"does not have {lacking}. Put it there{_as_told(candidate)}"
    )


def _lacks(candidate: Candidate, need: Need) -> Objection | None:
    """What the graph needs that is not there."""
    if nodes := nodes_lacking(candidate, need):
        words = f"lacks the nodes {', '.join(nodes[:20])}. Install the custom nodes they come from"
        words += _as_told(candidate)
        return Objection(ErrorCode.MISSING_NODES, f"The endpoint {candidate.name!r} {words}.")
    if files := files_lacking(candidate, need):
        words = f"lacks {', '.join(files[:20])}. Put these into its models folder"
        words += _as_told(candidate)
        return Objection(ErrorCode.MISSING_MODELS, f"The endpoint {candidate.name!r} {words}.")
    return None


def nodes_lacking(candidate: Candidate, need: Need) -> list[str]:
    """Classes of nodes that are not there, as far as the endpoint tells."""
    return [] if candidate.nodes is None else sorted(need.nodes - candidate.nodes)


def files_lacking(candidate: Candidate, need: Need) -> list[str]:
    """Model files (folder/name) that are not there, as far as the endpoint tells."""
    return [
        f"{folder}/{name}"
        for folder, name in sorted(need.placed)
        if folder in candidate.shelves and bare(name) not in candidate.shelves[folder]
    ]


def _as_told(candidate: Candidate) -> str:
    """What is asked only when somebody wants it may be another by now."""
    asked = candidate.provider == "RUNPOD"
    return ", and have it asked again (refreshEndpoint) once it has" if asked else ""


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
        bool(need.nodes) and candidate.nodes is None,
        any(folder not in candidate.shelves for folder, _ in need.placed),
        candidate.health == "UNHEALTHY",
        candidate.rounds,
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
