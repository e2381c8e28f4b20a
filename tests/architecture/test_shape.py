"""Files a few screens long, functions that fit in the head."""

import ast

from tests.architecture.tree import ROOT, ours, statements

FILE_LINES = 500
FUNCTION_LINES = 60


def test_no_file_is_longer_than_500_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in ours(".py")
        if "versions" not in path.parts
        and (count := len(path.read_text(encoding="utf-8").splitlines())) > FILE_LINES
    }
    assert long == {}


def test_no_function_is_longer_than_60_lines() -> None:
    long = []
    for path in ours(".py"):
        if "versions" in path.parts:
            continue
        for node in statements(path):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                length = node.end_lineno - node.lineno + 1
                if length > FUNCTION_LINES:
                    long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name} {length}")
    assert long == []


def test_nothing_is_named_for_what_it_is_not() -> None:
    drawers = {
        "utils",
        "util",
        "helpers",
        "helper",
        "manager",
        "managers",
        "core",
        "common",
        "misc",
    }
    assert [str(path) for path in ours(".py") if path.stem in drawers] == []
