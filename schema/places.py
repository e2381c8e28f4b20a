"""Where a render stands in line, and how long it will take: SQL over a row of render_jobs."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Double,
    FromClause,
    Integer,
    and_,
    case,
    func,
    literal_column,
    null,
    or_,
    select,
    tuple_,
)
from sqlalchemy import cast as sql_cast

from studio.rendering.models import Attempt, Endpoint, Pace, RenderJob, Turn

_jobs = RenderJob.__table__
_turns = Turn.__table__
_endpoints = Endpoint.__table__
_attempts = Attempt.__table__
_paces = Pace.__table__
_THERE = ("SUBMITTING", "WAITING")
"""States in which a job waits with its provider."""
_ZERO: ColumnElement[Any] = literal_column("0")
_ONE: ColumnElement[Any] = literal_column("1")


def _is(row: FromClause, *states: str) -> ColumnElement[bool]:
    return row.c.state.in_([literal_column(f"'{state}'") for state in states])


def _queued(row: FromClause) -> ColumnElement[bool]:
    return and_(_is(row, "QUEUED"), row.c.paused_at.is_(None))


def _count(*conditions: ColumnElement[bool], correlate: FromClause) -> ColumnElement[int]:
    return select(func.count()).where(*conditions).correlate(correlate).scalar_subquery()


def _busy(endpoint: ColumnElement[Any], account: ColumnElement[Any]) -> ColumnElement[int]:
    """How many of the account's jobs are under way there: its turns are counted on from that."""
    other = _jobs.alias()
    return (
        select(func.count())
        .where(
            other.c.endpoint_id == endpoint,
            other.c.requested_by == account,
            _is(other, "SUBMITTING", "WAITING", "STARTING", "RUNNING", "CANCELLING"),
        )
        .correlate_except(other)
        .scalar_subquery()
    )


def _called(endpoint: ColumnElement[Any], account: ColumnElement[Any]) -> ColumnElement[Any]:
    turn = _turns.alias()
    when = (
        select(turn.c.called_at)
        .where(turn.c.endpoint_id == endpoint, turn.c.account_id == account)
        .correlate_except(turn)
        .scalar_subquery()
    )
    return func.coalesce(when, literal_column("'-infinity'::timestamptz"))


def _turn(job: FromClause) -> ColumnElement[int]:
    """The number of the job's turn among those of its account, as `studio.rendering.turns` has it."""
    other = _jobs.alias()
    earlier = _count(
        other.c.endpoint_id == job.c.endpoint_id,
        other.c.priority == job.c.priority,
        other.c.requested_by == job.c.requested_by,
        _queued(other),
        tuple_(other.c.rank, other.c.id) < tuple_(job.c.rank, job.c.id),
        correlate=job,
    )
    return _busy(job.c.endpoint_id, job.c.requested_by) + earlier + _ONE


def _before(job: FromClause) -> ColumnElement[int]:
    """How many with us are called before it: counted by account and priority, not one by one."""
    mine = select(
        _turn(job).label("turn"),
        _called(job.c.endpoint_id, job.c.requested_by).label("called"),
    ).correlate(job)
    me = mine.subquery("me").lateral()
    other = _jobs.alias()
    line = (
        select(other.c.requested_by, other.c.priority, func.count().label("jobs"))
        .where(
            other.c.endpoint_id == job.c.endpoint_id,
            other.c.priority >= job.c.priority,
            _queued(other),
        )
        .group_by(other.c.requested_by, other.c.priority)
        .correlate(job)
        .subquery("line")
        .lateral()
    )
    busy = _busy(job.c.endpoint_id, line.c.requested_by)
    called = _called(job.c.endpoint_id, line.c.requested_by)
    earlier_at_same = and_(
        line.c.requested_by != job.c.requested_by,
        tuple_(called, line.c.requested_by) < tuple_(me.c.called, job.c.requested_by),
    )
    turns = me.c.turn - busy - case((earlier_at_same, _ZERO), else_=_ONE)
    ahead = case(
        (line.c.priority > job.c.priority, line.c.jobs),
        else_=func.least(line.c.jobs, func.greatest(_ZERO, turns)),
    )
    return (
        select(func.coalesce(func.sum(ahead), _ZERO))
        .select_from(me.join(line, literal_column("true")))
        .correlate(job)
        .scalar_subquery()
    )


def queue_position(job: FromClause) -> ColumnElement[Any]:
    """1 is next. What the endpoint has taken already comes before what waits with us."""
    other = _jobs.alias()
    there = _is(other, *_THERE)
    taken = _count(
        other.c.endpoint_id == job.c.endpoint_id,
        there,
        or_(
            _is(job, "QUEUED"),
            tuple_(other.c.created_at, other.c.id) <= tuple_(job.c.created_at, job.c.id),
        ),
        correlate=job,
    )
    return case(
        (_is(job, *_THERE), taken),
        (_queued(job), sql_cast(taken + _before(job) + _ONE, Integer)),
        else_=null(),
    )


def eta_seconds(job: FromClause, share: str) -> ColumnElement[Any]:
    """Seconds until it is done, as measured there for its model and size: `share` is p50 or p90.

    Once it runs, its own pace is the better witness. Null where nothing was measured.
    """
    pace, endpoint, attempt = _paces.alias(), _endpoints.alias(), _attempts.alias()
    units = job.c.count * case(
        (
            job.c.kind == literal_column("'VIDEO'"),
            sql_cast(job.c.brief.op("->>")("frames"), Integer),
        ),
        else_=_ONE,
    )
    of_it = and_(
        pace.c.endpoint_id == job.c.endpoint_id,
        pace.c.kind == job.c.kind,
        pace.c.model == func.coalesce(job.c.model, literal_column("''")),
        pace.c.size
        == func.concat(
            job.c.brief.op("->>")("width"), literal_column("'x'"), job.c.brief.op("->>")("height")
        ),
    )
    own = select(pace.c[share] * units).where(of_it).correlate(job).scalar_subquery()
    start = (
        select(func.coalesce(pace.c.cold_p50, _ZERO)).where(of_it).correlate(job).scalar_subquery()
    )
    rounds = (
        select(func.floor(sql_cast(queue_position(job) - _ONE, Double) / endpoint.c.concurrency))
        .where(endpoint.c.id == job.c.endpoint_id)
        .correlate(job)
        .scalar_subquery()
    )
    begun = (
        select(func.max(attempt.c.starting_at))
        .where(attempt.c.job_id == job.c.id, attempt.c.ended_at.is_(None))
        .correlate(job)
        .scalar_subquery()
    )
    starting = func.greatest(_ZERO, start - _since(begun))
    left = case(
        (_is(job, "RUNNING"), _running(job, own)),
        (_is(job, "STARTING"), starting + own),
        (_is(job, "QUEUED", *_THERE), own * (rounds + _ONE)),
        else_=null(),
    )
    known = select(left.label("left")).correlate(job).subquery("known").lateral()
    seconds = case((known.c.left < _ZERO, _ZERO), else_=func.ceil(known.c.left))
    return select(sql_cast(seconds, Integer)).correlate(job).scalar_subquery()


def _running(job: FromClause, own: ColumnElement[Any]) -> ColumnElement[Any]:
    """By its own pace up to the last progress that was written, less the time since then."""
    spent = func.extract("epoch", job.c.updated_at - job.c.started_at)
    by_itself = spent * (_ONE - job.c.progress) / job.c.progress - _since(job.c.updated_at)
    known = (job.c.progress > literal_column("0.02")) & (spent > _ONE)
    return case((known, by_itself), else_=own - _since(job.c.started_at))


def _since(moment: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.extract("epoch", func.clock_timestamp() - moment)
