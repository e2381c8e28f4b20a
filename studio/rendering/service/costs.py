"""What jobs cost at an endpoint: the one reckoning that quotes and the choice of an endpoint share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import select

from studio.kernel.work import Work
from studio.rendering.charging import Order, price_there
from studio.rendering.models import Endpoint
from studio.rendering.models import Pace as PaceRow
from studio.rendering.routing import Candidate
from studio.spending.money import Expected, Pace, Price, expect
from studio.spending.pricebook import Place, PriceBook
from studio.spending.queries import price_book


@dataclass(frozen=True, slots=True)
class Costs:
    """The prices and the paces of a workspace. A render is stopped after `longest` seconds."""

    book: PriceBook
    paces: Mapping[UUID, Mapping[tuple[str, str, str], PaceRow]]
    longest: int

    def told(self, place: Place, order: Order, *, cold: bool) -> tuple[Price, Expected] | None:
        """The price and what is expected by it; None where it is unknown. `cold`: a worker may have
        to start for it."""
        price = price_there(self.book, place, order)
        if price is None:
            return None
        size = f"{order.brief['width']}x{order.brief['height']}"
        known = self.paces.get(place.id, {}).get((order.kind.value, order.model or "", size))
        pace = _measured(known, order.brief)
        return price, expect(price, order.load, pace, longest=self.longest, cold=cold)

    def lanes(self, endpoint_id: UUID) -> int:
        """How many renders it was seen to work on at once."""
        return max((row.lanes or 1 for row in self.paces.get(endpoint_id, {}).values()), default=1)

    def priced(
        self, candidates: Sequence[Candidate], orders: Sequence[Order], *, cold: bool = False
    ) -> list[Candidate]:
        """The candidates with what all of these together cost there, the first of them started for
        unless the endpoint is warm, or `cold` whatever it is now."""
        return [
            replace(one, price=self._sum(one.place, orders, cold=cold or one.warm is not True))
            for one in candidates
        ]

    def _sum(self, place: Place | None, orders: Sequence[Order], *, cold: bool) -> int | None:
        whole = 0
        for index, order in enumerate(orders):
            told = place and self.told(place, order, cold=cold and index == 0)
            if not told:
                return None
            whole += told[1].amount
        return whole


async def costs_of(work: Work, workspace_id: UUID, *, longest: int) -> Costs:
    """Of all endpoints of the workspace, in two statements."""
    rows = await work.session.scalars(
        select(PaceRow)
        .join(Endpoint, Endpoint.id == PaceRow.endpoint_id)
        .where(Endpoint.workspace_id == workspace_id, Endpoint.deleted_at.is_(None))
    )
    paces: dict[UUID, dict[tuple[str, str, str], PaceRow]] = {}
    for row in rows:
        paces.setdefault(row.endpoint_id, {})[row.kind, row.model, row.size] = row
    return Costs(await price_book(work.session, workspace_id), paces, longest)


def _measured(pace: PaceRow | None, brief: Mapping[str, Any]) -> Pace | None:
    """For one take, where the row has it for a frame."""
    if pace is None:
        return None
    cold = None if pace.cold_p50 is None else Fraction(pace.cold_p50)
    return Pace(Fraction(pace.p50) * brief.get("frames", 1), cold, pace.upper_bound)
