"""The enums of money, registered: whoever has one in a type takes it from here."""

from schema.enums import described
from studio.spending.admission import BudgetPeriod, BudgetScope, ReasonCode, Verdict
from studio.spending.money import ChargeSource, PriceOrigin, PriceUnit

described(
    PriceUnit,
    "What is paid for.",
    {
        "SECOND": "A second of a worker, from its start to its stop; a begun one counts whole.",
        "TAKE": "A take: a picture, a video or a sound, however long.",
        "VIDEO_SECOND": "A second of video.",
        "TOKEN": "A token, as the provider counts them.",
    },
)
described(
    PriceOrigin,
    "Where a price is from.",
    {
        "TABLE": "The workspace's price table.",
        "ENDPOINT": "The endpoint's own price.",
        "LIST": "What the provider publishes.",
        "ASSUMED": "The dearest that the provider rents, since nothing tells which it is.",
        "OWN_MACHINE": "It runs on a machine of yours, which nobody bills.",
    },
)
described(
    ChargeSource,
    "How a charge is known.",
    {
        "FREE": "It is free there.",
        "UNBILLED": "The provider never worked on it.",
        "COMPUTED": "By its price, from what the provider told that it used.",
        "MAXIMUM": "What it used is not known: all that was reserved.",
        "BILL": "The provider's bill said so; no attempt accounts for it.",
    },
)
described(
    Verdict,
    "Whether something may be spent.",
    {
        "ADMITTED": "It may.",
        "NEEDS_CONFIRMATION": "It may once somebody confirms it: give the quote's id.",
        "BLOCKED": "It may not; the reasons say what to do.",
    },
)
described(
    ReasonCode,
    "What stands against spending something.",
    {
        "PRICE_UNKNOWN": "Nothing tells what it costs.",
        "BUDGET_EXCEEDED": "A budget has not enough left.",
        "MAX_COST_EXCEEDED": "It may cost more than the request allows.",
        "SOFT_LIMIT": "It goes over a limit that only asks for confirmation.",
        "LIMIT_EXCEEDED": "It may cost more than can be counted.",
    },
)
described(
    BudgetScope,
    "Whose spending is limited.",
    {
        "WORKSPACE": "The whole workspace's.",
        "PROJECT": "A project's.",
        "ACCOUNT": "A person's.",
    },
)
described(
    BudgetPeriod,
    "How long a budget lasts; days and months are of UTC.",
    {"TOTAL": "For good.", "MONTH": "Each month anew.", "DAY": "Each day anew."},
)

__all__ = [
    "BudgetPeriod",
    "BudgetScope",
    "ChargeSource",
    "PriceOrigin",
    "PriceUnit",
    "ReasonCode",
    "Verdict",
]
