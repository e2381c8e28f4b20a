"""A small graph with everything that the transport has to carry."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NewType

import strawberry
from graphql import GraphQLError
from sqlalchemy.exc import DBAPIError
from starlette.requests import HTTPConnection
from strawberry.schema.config import StrawberryConfig

TOKEN = "owner"
FrameRate = NewType("FrameRate", str)
Fragile = NewType("Fragile", str)
Uncoded = NewType("Uncoded", str)


def read_frame_rate(value: object) -> str:
    try:
        rate = Fraction(str(value))
    except ValueError:
        raise GraphQLError("Not a frame rate.", extensions={"code": "BAD_USER_INPUT"}) from None
    if rate <= 0:
        raise ValueError("A frame rate is positive.")
    return str(rate)


def read_uncoded(value: object) -> str:
    raise GraphQLError("Not readable.")


def read_fragile(value: object) -> str:
    raise LookupError(f"secret while reading {value}")


def outage() -> Exception:
    cause = ConnectionResetError("secret address")
    return DBAPIError("SELECT secret", {}, cause, connection_invalidated=True)


@dataclass
class Viewer:
    name: str = "owner"
    valid: bool = True


@dataclass
class Context:
    viewer: Viewer
    connection: HTTPConnection


@dataclass
class Witness:
    """What the graph saw, for tests to look at."""

    running: int = 0
    delivered: int = 0
    bumps: int = 0
    contexts: list[Context] = field(default_factory=list)
    viewer: Viewer = field(default_factory=Viewer)


witness = Witness()


async def authenticate(connection: HTTPConnection, bearer: str | None) -> Viewer | None:
    if bearer == "broken":
        raise KeyError("the database is gone")
    if bearer == "away":
        raise outage()
    token = bearer or connection.cookies.get("session")
    return witness.viewer if token == TOKEN else None


def make_context(connection: HTTPConnection, viewer: Any) -> Context:
    context = Context(viewer, connection)
    witness.contexts.append(context)
    return context


@strawberry.type
class Query:
    @strawberry.field
    def hello(self) -> str:
        return "world"

    @strawberry.field
    def echo(self, text: str) -> str:
        return text

    @strawberry.field
    def rate(self, fps: FrameRate) -> str:
        return fps

    @strawberry.field
    def fragile(self, value: Fragile) -> str:
        return value

    @strawberry.field
    def uncoded(self, value: Uncoded) -> str:
        return value

    @strawberry.field
    def boom(self) -> str | None:
        raise RuntimeError("secret database password")

    @strawberry.field
    def required_boom(self) -> str:
        raise ValueError("secret database password")

    @strawberry.field
    def away(self) -> str | None:
        raise outage()

    @strawberry.field
    def refuse(self) -> str | None:
        raise GraphQLError("There is no such thing.", extensions={"code": "NOT_FOUND"})

    @strawberry.field
    def refuse_uncoded(self) -> str | None:
        raise GraphQLError("Try another.")

    @strawberry.field
    def unserializable(self) -> str:
        return "\ud800"

    @strawberry.field
    def again(self) -> "Query":
        return Query()


@strawberry.type
class Mutation:
    @strawberry.mutation
    def bump(self) -> int:
        witness.bumps += 1
        return witness.bumps

    @strawberry.mutation
    def bump_and_lose_the_answer(self) -> int:
        witness.bumps += 1
        raise outage()


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def count(self, to: int = 3, every: float = 0.0) -> AsyncGenerator[int, None]:
        witness.running += 1
        try:
            for number in range(to):
                await asyncio.sleep(every)
                witness.delivered += 1
                yield number
        finally:
            witness.running -= 1

    @strawberry.subscription
    async def flood(self) -> AsyncGenerator[str, None]:
        witness.running += 1
        try:
            while True:
                witness.delivered += 1
                yield "x" * 10_000
                await asyncio.sleep(0)
        finally:
            witness.running -= 1

    @strawberry.subscription
    async def stubborn(self) -> AsyncGenerator[int, None]:
        """One that ends as if by itself when it is cancelled."""
        witness.running += 1
        yield 0
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(9)
        witness.running -= 1

    @strawberry.subscription
    async def refused(self, after: int = 0) -> AsyncGenerator[int, None]:
        for number in range(after):
            yield number
        raise GraphQLError("There is no such thing.", extensions={"code": "NOT_FOUND"})

    @strawberry.subscription
    async def away(self, after: int = 0) -> AsyncGenerator[int, None]:
        for number in range(after):
            yield number
        raise outage()

    @strawberry.subscription
    async def broken(self) -> AsyncGenerator[int, None]:
        yield 0
        raise ValueError("secret database password")


def make_schema() -> strawberry.Schema:
    return strawberry.Schema(
        Query,
        Mutation,
        Subscription,
        config=StrawberryConfig(
            scalar_map={
                FrameRate: strawberry.scalar(name="FrameRate", parse_value=read_frame_rate),
                Fragile: strawberry.scalar(name="Fragile", parse_value=read_fragile),
                Uncoded: strawberry.scalar(name="Uncoded", parse_value=read_uncoded),
            }
        ),
    )
