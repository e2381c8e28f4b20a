import asyncio
from collections.abc import Collection
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from infra.database import sessions_of
from studio.accounts.models import Workspace
from studio.kernel.errors import ErrorCode, UserError
from studio.kernel.events import Event, OutboxMessage, StreamClock
from studio.kernel.idempotency import claim_key
from studio.kernel.ids import uuid7
from studio.kernel.work import RESET_ABOVE, unit_of_work
from studio.projects.models import Project, Scene
from tests.doubles.waiting import PATIENCE


class Wakes:
    """Notes what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[frozenset[UUID], bool]] = []

    async def wake(self, streams: Collection[UUID], *, outbox: bool) -> None:
        self.told.append((frozenset(streams), outbox))


@pytest.fixture
def sessions(engine: AsyncEngine) -> async_sessionmaker[AsyncSession]:
    return sessions_of(engine)


async def events_of(sessions: async_sessionmaker[AsyncSession], stream: UUID) -> list[Event]:
    async with sessions() as session:
        return list(
            await session.scalars(
                select(Event).where(Event.stream_id == stream).order_by(Event.seq)
            )
        )


async def open_stream(sessions: async_sessionmaker[AsyncSession], waker: Wakes) -> UUID:
    stream = uuid7()
    async with unit_of_work(sessions, waker) as work:
        work.open_stream(stream)
    return stream


async def test_commit_order_is_number_order_without_holes(
    sessions: async_sessionmaker[AsyncSession],
) -> None:
    waker = Wakes()
    stream = await open_stream(sessions, waker)
    tails: list[int] = []
    done = asyncio.Event()

    async def write(number: int) -> None:
        for _ in range(10):
            async with unit_of_work(sessions, waker) as work:
                work.changed("clip", uuid7(), stream=stream, version=number)
                await work.session.execute(text("SELECT pg_sleep(random() * 0.01)"))

    async def tail() -> None:
        seen = 0
        while not (done.is_set() and seen == 80):
            for event in await events_of(sessions, stream):
                if event.seq > seen:
                    assert event.seq == seen + 1
                    seen = event.seq
                    tails.append(seen)

    following = asyncio.create_task(tail())
    await asyncio.gather(*(write(number) for number in range(8)))
    done.set()
    await following
    assert tails == list(range(1, 81))
    assert len(waker.told) == 80


async def test_an_entity_has_one_event_however_often_it_changes(
    sessions: async_sessionmaker[AsyncSession],
) -> None:
    waker = Wakes()
    stream, clip = await open_stream(sessions, waker), uuid7()
    async with unit_of_work(sessions, waker, actor_id=UUID(int=7)) as work:
        work.changed("clip", clip, stream=stream, version=1)
        work.changed("clip", clip, stream=stream, version=2)
        work.dispatch("submit_render", "x")
    (event,) = await events_of(sessions, stream)
    assert (event.seq, event.version, event.actor_id) == (1, 2, UUID(int=7))
    assert waker.told[-1] == (frozenset({stream}), True)


@pytest.mark.parametrize(
    ("count", "kinds"), [(RESET_ABOVE, {"CHANGED"}), (RESET_ABOVE + 1, {"RESET"})]
)
async def test_too_many_events_are_one_reset(
    sessions: async_sessionmaker[AsyncSession], count: int, kinds: set[str]
) -> None:
    waker = Wakes()
    stream = await open_stream(sessions, waker)
    async with unit_of_work(sessions, waker) as work:
        for _ in range(count):
            work.changed("clip", uuid7(), stream=stream)
    events = await events_of(sessions, stream)
    assert {event.change for event in events} == kinds
    assert len(events) == (1 if kinds == {"RESET"} else count)


async def test_what_is_rolled_back_leaves_nothing_and_wakes_nobody(
    sessions: async_sessionmaker[AsyncSession],
) -> None:
    waker = Wakes()
    stream = await open_stream(sessions, waker)
    with pytest.raises(RuntimeError):
        async with unit_of_work(sessions, waker) as work:
            work.changed("clip", uuid7(), stream=stream)
            work.dispatch("submit_render", "x")
            raise RuntimeError
    async with sessions() as session:
        assert await session.scalar(select(StreamClock.seq)) == 0
        assert list(await session.scalars(select(OutboxMessage))) == []
    assert waker.told == []


async def test_streams_written_crosswise_do_not_lock_each_other_out(
    sessions: async_sessionmaker[AsyncSession],
) -> None:
    waker = Wakes()
    streams = [await open_stream(sessions, waker) for _ in range(4)]

    async def write(order: list[UUID]) -> None:
        for _ in range(10):
            async with unit_of_work(sessions, waker) as work:
                for stream in order:
                    work.changed("endpoint", uuid7(), stream=stream)

    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(*(write(streams[turn:] + streams[:turn]) for turn in range(4)))
    assert {len(await events_of(sessions, stream)) for stream in streams} == {40}


async def test_a_constraint_that_commit_finds_violated_is_a_user_error(
    sessions: async_sessionmaker[AsyncSession],
) -> None:
    workspace = Workspace(id=uuid7(), name="w")
    project = Project(
        id=uuid7(), workspace_id=workspace.id, name="p", width=64, height=64,
        fps_numerator=24, fps_denominator=1,
    )  # fmt: skip
    with pytest.raises(UserError) as caught:
        async with unit_of_work(sessions, Wakes()) as work:
            work.session.add(workspace)
            await work.session.flush()
            work.session.add(project)
            await work.session.flush()
            for _ in range(2):
                work.session.add(Scene(id=uuid7(), project_id=project.id, position=3, name="s"))
    assert caught.value.code is ErrorCode.CONFLICT
    assert "reordered" in caught.value.message


async def test_a_key_gives_the_first_result_to_all_who_repeat_it(
    sessions: async_sessionmaker[AsyncSession],
) -> None:
    made: list[str] = []

    async def once() -> dict[str, str]:
        async with unit_of_work(sessions, Wakes()) as work:
            claim = await claim_key(
                work, workspace_id=UUID(int=1), account_id=UUID(int=2), mutation="m", key="k",
                given={"a": 1},
            )  # fmt: skip
            if claim.result is None:
                made.append("made")
                await asyncio.sleep(0.05)
                claim.result = {"made": "it"}
            return claim.result

    assert await asyncio.gather(*(once() for _ in range(8))) == [{"made": "it"}] * 8
    assert made == ["made"]
