"""A measured figure, how it is printed, and how thoroughly a run measures."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import TypeVar

import orjson

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Measured:
    """One figure; `baseline`, of the same unit, is what it is to be read beside."""

    name: str
    value: float
    unit: str
    baseline: float | None = None

    @property
    def ratio(self) -> float | None:
        return self.value / self.baseline if self.baseline else None

    def line(self) -> str:
        figures = {"value": self.value, "baseline": self.baseline, "ratio": self.ratio}
        rounded = {
            key: None if figure is None else float(f"{figure:.4g}")
            for key, figure in figures.items()
        }
        return orjson.dumps(
            {
                "name": self.name,
                "value": rounded["value"],
                "unit": self.unit,
                "baseline": rounded["baseline"],
                "ratio": rounded["ratio"],
            }
        ).decode()


@dataclass(frozen=True, slots=True)
class Effort:
    """Whether a run is to be thorough or about a minute long."""

    quick: bool = False

    def of(self, full: T, quick: T) -> T:
        return quick if self.quick else full


Benchmark = Callable[[Effort], AsyncIterator[Measured]]
