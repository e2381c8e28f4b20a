import ast
from pathlib import Path

import studio
from studio.rendering import sweeping
from workers.actors import declare_actors
from workers.broker import make_broker

ROOT = Path(str(studio.__file__)).parent


def dispatched() -> set[str]:
    """The first argument of every `….dispatch("…")` in the domain."""
    names: set[str] = set(sweeping._ACTORS.values())
    for file in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if node.func.attr != "dispatch":
                continue
            first = node.args[0]
            if isinstance(first, ast.Constant):
                names.add(str(first.value))
            else:
                assert ast.unparse(first) == "_ACTORS[state]", f"{file}:{node.lineno}"
    return names


def test_every_name_the_domain_dispatches_by_is_an_actor() -> None:
    broker = make_broker("redis://127.0.0.1:1/0")
    declare_actors(broker)
    assert dispatched()
    assert dispatched() <= set(broker.actors)
    assert set(broker.actors) == {
        "analyse_sound",
        "submit_render",
        "follow_attempt",
        "cancel_render",
        "collect_render",
        "make_export",
    }
    broker.client.close()
