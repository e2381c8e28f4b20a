"""Selectors of AAF: what plays of several takes, or that none does.

Programs that know nothing of them play what is selected. Media Composer and Resolve switch a clip off
by selecting filler instead, with the clip as the one alternate, and say so by attributes.
"""

from collections.abc import Sequence

from aaf2.auid import AUID

from infra.exporting.aaf_effects import segment
from infra.exporting.aaf_marking import tag
from infra.exporting.aaf_things import Thing


def chosen(takes: Sequence[Thing], of: AUID, length: int, *, off: bool) -> Thing:
    """The first of the takes, with the others as its alternates; where it is `off`, filler with all of
    this as its alternate. Each lasts `length` frames."""
    first, *others = takes
    played = _selector(of, length, first, others) if others else first
    if not off:
        return played
    silent = _selector(of, length, segment("Filler", of, length), [played])
    switched = [tag("_DISABLE_CLIP_FLAG", 1), tag("_AAF_SELECTED", 0)]
    return Thing(silent.kind, {**silent.properties, "ComponentAttributeList": switched})


def _selector(of: AUID, length: int, selected: Thing, alternates: Sequence[Thing]) -> Thing:
    return segment("Selector", of, length, {"Selected": selected, "Alternates": alternates})
