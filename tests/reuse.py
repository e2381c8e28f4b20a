"""What a process serves many with, and compiles once: a test has a studio of its own, not of these."""

import functools
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.util import LRUCache

from api import runtime
from api.graphql import view
from api.graphql.documents import Documents
from infra import database
from schema.reads.reader import Statements

STATEMENTS = 5_000


def reuse(first: AsyncEngine, patch: pytest.MonkeyPatch) -> None:
    """Later engines find what `first`, which is connected, or another of them has compiled.

    So do later applications with documents and the statements that these are read with.
    """
    dialect, compiled = first.sync_engine.dialect, first.sync_engine._compiled_cache
    assert isinstance(compiled, LRUCache)
    compiled.capacity = STATEMENTS

    def create(*given: Any, **named: Any) -> AsyncEngine:
        engine = create_async_engine(*given, **named)
        made: Any = engine.sync_engine
        made.dialect.initialize = lambda _: None
        made.dialect = made.pool._dialect = dialect
        made._compiled_cache = compiled
        return engine

    patch.setattr(database, "create_async_engine", create)
    patch.setattr(view, "Documents", functools.cache(Documents))
    patch.setattr(runtime, "Statements", functools.cache(Statements))
