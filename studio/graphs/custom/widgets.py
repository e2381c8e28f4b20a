"""The values a node carries, given their names."""

from collections.abc import Iterator, Mapping
from typing import Any

from studio.graphs.nodes import Definition, Input

_CONTROLS = ("fixed", "increment", "decrement", "randomize")
_SEEDS = ("seed", "noise_seed")


def widget_values(node: Mapping[str, Any], definition: Definition | None) -> dict[str, Any]:
    """By input name. Without a definition, as far as the node itself names its widgets."""
    values = node.get("widgets_values")
    if isinstance(values, dict):
        return {str(name): value for name, value in values.items() if _is_value(name)}
    if not isinstance(values, list):
        return {}
    if definition:
        return dict(_defined(definition.inputs, iter(_Ahead(values)), ""))
    return dict(_named(node, _Ahead(values)))


def _is_value(name: Any) -> bool:
    return name not in ("videopreview", "audioUI")


class _Ahead:
    """Values one by one, with a look at the next."""

    def __init__(self, values: list[Any]) -> None:
        self._values = values
        self._at = 0

    def __iter__(self) -> "_Ahead":
        return self

    def __next__(self) -> Any:
        if self._at >= len(self._values):
            raise StopIteration
        self._at += 1
        return self._values[self._at - 1]

    def skip_control(self) -> None:
        """Pass over what the interface keeps beside a seed."""
        if self._at < len(self._values) and self._values[self._at] in _CONTROLS:
            self._at += 1


def _defined(inputs: tuple[Input, ...], values: _Ahead, prefix: str) -> Iterator[tuple[str, Any]]:
    for one in inputs:
        if not one.widget:
            continue
        try:
            value = next(values)
        except StopIteration:
            return
        yield prefix + one.name, value
        if one.control or one.name in _SEEDS:
            values.skip_control()
        if one.options:
            yield from _defined(one.options.get(str(value), ()), values, f"{prefix}{one.name}.")


def _named(node: Mapping[str, Any], values: _Ahead) -> Iterator[tuple[str, Any]]:
    names = [one["widget"]["name"] for one in node.get("inputs") or () if "widget" in one]
    for name, value in zip(names, values, strict=False):
        yield str(name), value
        if name in _SEEDS:
            values.skip_control()
