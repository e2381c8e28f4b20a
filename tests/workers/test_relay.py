import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import redis
from dramatiq import Message
from sqlalchemy import update

from studio.kernel.events import OutboxMessage
from tests.workers.stage import Stage
from workers.actors import declare_actors
from workers.broker import Broker, make_broker
from workers.relay import relay


@pytest.fixture
def broker(redis_url: str):  # type: ignore[no-untyped-def]
    broker = make_broker(redis_url)
    declare_actors(broker)
    yield broker
    broker.close()
    broker.client.close()


def queued(broker: Broker) -> list[tuple[str, tuple[str, ...]]]:
    found = broker.client.hgetall("sc:queue:default.msgs").values()
    messages = [Message.decode(data) for data in found]
    return sorted((message.actor_name, tuple(message.args)) for message in messages)


async def leave(stage: Stage, *arguments: str, actor: str = "submit_render") -> None:
    async with stage.context.work() as work:
        for argument in arguments:
            work.dispatch(actor, argument)


async def test_what_is_in_the_outbox_goes_to_the_queue(stage: Stage, broker: Broker) -> None:
    await leave(stage, "a-job")
    assert await relay(stage.context, broker) == 1
    assert queued(broker) == [("submit_render", ("a-job",))]
    assert await stage.outbox() == []
    assert await relay(stage.context, broker) == 0


async def test_what_is_for_later_stays(stage: Stage, broker: Broker) -> None:
    async with stage.context.work() as work:
        work.dispatch("submit_render", "later", delay=60)
    assert await relay(stage.context, broker) == 0
    async with stage.context.work() as work:
        due = datetime.now(UTC) - timedelta(seconds=1)
        await work.session.execute(update(OutboxMessage).values(available_at=due))
    assert await relay(stage.context, broker) == 1


async def test_two_relays_at_once_share_the_work(stage: Stage, broker: Broker) -> None:
    names = [str(uuid4()) for _ in range(250)]
    await leave(stage, *names)
    while await stage.outbox():
        await asyncio.gather(relay(stage.context, broker), relay(stage.context, broker))
    assert sorted(arguments[0] for _, arguments in queued(broker)) == sorted(names)


async def test_while_redis_is_away_nothing_is_lost(stage: Stage) -> None:
    await leave(stage, "a", "b")
    away = make_broker("redis://127.0.0.1:1/0")
    declare_actors(away)
    with pytest.raises(redis.ConnectionError):
        await relay(stage.context, away)
    away.client.close()
    assert await stage.outbox() == [("submit_render", "a"), ("submit_render", "b")]


async def test_an_actor_nobody_knows_is_put_off_and_does_not_stop_the_others(
    stage: Stage, broker: Broker, caplog: pytest.LogCaptureFixture
) -> None:
    await leave(stage, "x", actor="no_such_actor")
    await leave(stage, "y")
    await relay(stage.context, broker)
    assert queued(broker) == [("submit_render", ("y",))]
    assert await stage.outbox() == [("no_such_actor", "x")]
    assert "no_such_actor" in caplog.text
    assert await relay(stage.context, broker) == 0
