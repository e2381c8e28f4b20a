"""Which endpoint renders what. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from studio.kernel.errors import ErrorCode, UserError

SPOKEN = frozenset({"RUNPOD"})
"""The protocols this version can send a render over."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An endpoint as routing sees it. `local` runs on this machine and always reaches us."""

    id: UUID
    name: str
    provider: str
    enabled: bool
    local: bool


def choose(candidates: Sequence[Candidate], *, wanted: UUID | None, reachable: bool) -> Candidate:
    """The wanted endpoint or, without a wish, the last added that a result can come back from.

    `reachable` says whether a worker outside this machine can deliver: by a public address of the
    studio or a bucket. Raises NO_ENDPOINT or UNREACHABLE_RESULTS with what to do.
    """
    if wanted is not None:
        return _checked(candidates, wanted, reachable=reachable)
    open_ones = [one for one in candidates if one.enabled and one.provider in SPOKEN]
    delivering = [one for one in open_ones if one.local or reachable]
    cloud = [one for one in delivering if not one.local]
    if cloud or delivering:
        return (cloud or delivering)[-1]
    if open_ones:
        raise unreachable(open_ones[-1].name)
    raise UserError(
        "There is no endpoint to render on. Add one with addEndpoint, or run `make up`, "
        "which brings a local one.",
        code=ErrorCode.NO_ENDPOINT,
    )


def _checked(candidates: Sequence[Candidate], wanted: UUID, *, reachable: bool) -> Candidate:
    found = next((one for one in candidates if one.id == wanted), None)
    if found is None:
        raise UserError(
            "There is no endpoint of this id.", code=ErrorCode.NOT_FOUND, field=["endpointId"]
        )
    if not found.enabled:
        raise UserError(
            f"The endpoint {found.name!r} is disabled. Enable it, or choose another one.",
            code=ErrorCode.NO_ENDPOINT,
            field=["endpointId"],
        )
    if found.provider not in SPOKEN:
        raise UserError(
            f"Renders cannot be sent to {found.provider} endpoints yet. Choose a RunPod endpoint.",
            code=ErrorCode.NO_ENDPOINT,
            field=["endpointId"],
        )
    if not (found.local or reachable):
        raise unreachable(found.name)
    return found


def unreachable(name: str) -> UserError:
    return UserError(
        f"The endpoint {name!r} is outside this machine and could not deliver its results. "
        "Set STORYCANVAS_PUBLIC_URL to where it can reach this studio, or configure an S3 bucket "
        "(STORYCANVAS_S3_BUCKET). Nothing was sent.",
        code=ErrorCode.UNREACHABLE_RESULTS,
    )
