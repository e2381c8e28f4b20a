"""What a person sees of a render: a live bar on a terminal, plain lines elsewhere."""

import time
from types import TracebackType
from typing import Protocol, Self

from rich.console import Console, Group
from rich.live import Live
from rich.progress import BarColumn, Progress, TextColumn
from rich.text import Text

_LINES = 4
_LABEL = 46


class Display(Protocol):
    """Where a render tells how it goes. Texts may hold anything a script holds."""

    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...
    def say(self, words: str) -> None: ...
    def expect(self, total: int, ready: int) -> None:
        """So many pictures are wanted, so many are there already."""

    def working(self, shot: str, progress: float, words: str) -> None:
        """A picture is being made; `progress` is 0 … 1."""

    def ready(self, shot: str, done: int, total: int) -> None:
        """A picture is in the folder; `done` of `total` are over, well or badly."""

    def failed(self, shot: str, why: str, done: int, total: int) -> None: ...


def display_for(console: Console) -> "Display":
    return LiveDisplay(console) if console.is_terminal else PlainDisplay(console)


class Pace:
    """Counts what is done and tells from it what is left."""

    def __init__(self) -> None:
        self.total = self.done = self._before = 0
        self._began = time.monotonic()

    def expect(self, total: int, ready: int) -> None:
        self.total, self.done, self._before = total, ready, ready
        self._began = time.monotonic()

    def reached(self, done: int, total: int) -> None:
        self.done, self.total = done, total

    def left(self, under_way: float = 0.0) -> str:
        """How long it will take, in words; empty until that can be told."""
        made = self.done - self._before + under_way
        if made < 1 or self.done >= self.total:
            return ""
        seconds = (time.monotonic() - self._began) / made * (self.total - self.done - under_way)
        return f"{clock(seconds)} left"


class PlainDisplay:
    """One line for each thing that happens."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._pace = Pace()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def say(self, words: str) -> None:
        self._console.print(Text(printable(words)), soft_wrap=True)

    def expect(self, total: int, ready: int) -> None:
        self._pace.expect(total, ready)

    def working(self, shot: str, progress: float, words: str) -> None:
        return None

    def ready(self, shot: str, done: int, total: int) -> None:
        self._pace.reached(done, total)
        left = self._pace.left()
        self._count(shot + (f"  ({left})" if left else ""))

    def failed(self, shot: str, why: str, done: int, total: int) -> None:
        self._pace.reached(done, total)
        self._count(f"{shot}  FAILED {why}")

    def _count(self, words: str) -> None:
        total = str(self._pace.total)
        self.say(f"{self._pace.done:>{len(total)}}/{total}  {words}")


class LiveDisplay:
    """A bar for the whole, and one for each of the pictures that are being made."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._pace = Pace()
        self._whole = Progress(
            BarColumn(bar_width=40), _plain("{task.description}"), console=console
        )
        self._parts = Progress(
            BarColumn(bar_width=16),
            TextColumn("{task.percentage:>3.0f}%", markup=False),
            _plain("{task.description}"),
            console=console,
        )
        self._task = self._whole.add_task("Starting …", total=None)
        self._shots: dict[str, tuple[float, str]] = {}
        self._tasks = [self._parts.add_task("", total=1.0, visible=False) for _ in range(_LINES)]
        self._live = Live(Group(self._whole, self._parts), console=console, refresh_per_second=8)

    def __enter__(self) -> Self:
        self._live.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._shots.clear()
        self._draw()
        self._live.__exit__(kind, error, trace)

    def say(self, words: str) -> None:
        self._console.print(Text(printable(words)))

    def expect(self, total: int, ready: int) -> None:
        self._pace.expect(total, ready)
        self._draw()

    def working(self, shot: str, progress: float, words: str) -> None:
        self._shots[shot] = (progress, words)
        self._draw()

    def ready(self, shot: str, done: int, total: int) -> None:
        self._shots.pop(shot, None)
        self._pace.reached(done, total)
        self._draw()

    def failed(self, shot: str, why: str, done: int, total: int) -> None:
        self._console.print(Text(printable(f"{shot}  FAILED {why}"), style="red"))
        self.ready(shot, done, total)

    def _draw(self) -> None:
        pace = self._pace
        under_way = sum(progress for progress, _ in self._shots.values())
        if pace.total:
            words = "  ".join(filter(None, [f"{pace.done} of {pace.total}", pace.left(under_way)]))
            self._whole.update(
                self._task, total=pace.total, completed=pace.done + under_way, description=words
            )
        busiest = sorted(self._shots.items(), key=lambda shot: -shot[1][0])[:_LINES]
        for place, task in enumerate(self._tasks):
            if place >= len(busiest):
                self._parts.update(task, visible=False)
                continue
            shot, (progress, words) = busiest[place]
            label = printable(f"{_cut(shot)}  {words}")
            self._parts.update(task, visible=True, completed=progress, description=label)


def _plain(template: str) -> TextColumn:
    return TextColumn(template, markup=False)


def _cut(text: str) -> str:
    return text if len(text) <= _LABEL else f"{text[: _LABEL - 1]}…"


def printable(text: str) -> str:
    """`text` without what a terminal would obey."""
    return "".join(char if char.isprintable() else " " for char in text)


def clock(seconds: float) -> str:
    """A length of time for a person: `42 s`, `3 min 05 s`, `2 h 10 min`."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02} min"
