"""The pictures that an order takes along."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from studio.gallery.models import Take
from studio.kernel.work import Work
from studio.library.media import MediaKind
from studio.library.models import Asset
from studio.rendering.attempts import Begun
from studio.rendering.ports import ProviderRefused
from studio.rendering.sampling import sampling_of


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the studio's own store."""

    asset_id: UUID
    sha256: str

    @property
    def name(self) -> str:
        """What a graph calls it: the same for the same bytes."""
        return f"storycanvas-{self.sha256[:32]}.png"


async def pictures_of(work: Work, begun: Begun) -> dict[str, Picture]:
    """By role: those that were asked for, and to start from the first image of the job before."""
    asked = sampling_of(begun.brief).pictures
    rows = await work.session.execute(
        select(Asset.id, Asset.blob_sha256).where(Asset.id.in_(asked.values()))
    )
    there = {asset_id: Picture(asset_id, sha256) for asset_id, sha256 in rows}
    found = {role: there[one] for role, one in asked.items() if one in there}
    start = await _made_before(work, begun.depends_on_id)
    return found if start is None else {**found, "start": start}


def check_there(begun: Begun, pictures: Mapping[str, Picture]) -> None:
    """Raise ProviderRefused (INPUT_MISSING) where one of them is gone by now."""
    asked = set(sampling_of(begun.brief).pictures)
    if begun.depends_on_id is not None:
        asked.add("start")
    if asked - set(pictures):
        raise ProviderRefused(
            "A picture that this render begins from is gone. Generate the clip anew with another.",
            code="INPUT_MISSING",
        )


async def _made_before(work: Work, job_id: UUID | None) -> Picture | None:
    if job_id is None:
        return None
    row = (
        await work.session.execute(
            select(Asset.id, Asset.blob_sha256)
            .join(Take, Take.asset_id == Asset.id)
            .where(
                Take.job_id == job_id,
                Take.kind == MediaKind.IMAGE.value,
                Take.deleted_at.is_(None),
            )
            .order_by(Take.created_at.desc(), Take.output_index)
            .limit(1)
        )
    ).one_or_none()
    return Picture(row[0], row[1]) if row else None
