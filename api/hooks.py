"""Where endpoints bring their news and their files. Each address carries an attempt's secret."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from api.auth import read_json, refusal
from api.runtime import Runtime
from infra.bus import Tick
from infra.faults import reach
from infra.providers.answers import read_tick
from infra.storage import StorageFull, StorageUnavailable, UploadTooLarge
from studio.kernel.work import unit_of_work
from studio.library.media import OUTPUT_BYTES
from studio.rendering.lifecycle import JobState
from studio.rendering.news import apply_report
from studio.rendering.ports import Report
from studio.rendering.reporting import Place, is_news, place_of, take_call_back

TICK_BYTES = 256 * 1024
CALL_BACK_BYTES = 11 * 1024 * 1024
_MOST_TICKS = 2**53  # Redis counts in doubles
_STAGES = ("STARTING", "RUNNING", "SAVING")
_JPEG = b"\xff\xd8\xff"


class Hooks:
    """The call-backs of providers and endpoint workers."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def report(self, request: Request) -> Response:
        """POST of a progress tick (docs/endpoint.md)."""
        body = await read_json(request, TICK_BYTES)
        report = _report(body) if body is not None else None
        if body is None or report is None:
            return refusal(400, "BAD_TICK", "This is not a progress tick.")
        place = await self._place(request)
        if place is None:
            return _gone()
        now = datetime.now(UTC)
        await reach("report.in_progress", attempt=str(place.attempt_id))
        if place.state is not JobState.CANCELLING:
            await self._runtime.bus.post_tick(_tick(place, body, report, now), report.preview)
        if is_news(place, report, now):
            job = body.get("job")
            async with unit_of_work(self._runtime.sessions, self._runtime.bus) as work:
                await apply_report(
                    work,
                    place.attempt_id,
                    report,
                    now=now,
                    provider_job_id=job if _is_id(job) else None,
                )
        return Response(status_code=204)

    async def call_back(self, request: Request) -> Response:
        """POST by the provider itself; what it says is then read from the provider."""
        body = await read_json(request, CALL_BACK_BYTES)
        if body is None:
            return refusal(400, "BAD_CALL_BACK", "This is not a JSON object.")
        place = await self._place(request)
        if place is not None:
            job = body.get("id")
            async with unit_of_work(self._runtime.sessions, self._runtime.bus) as work:
                await take_call_back(work, place, job if _is_id(job) else None, datetime.now(UTC))
        return Response(status_code=200)

    async def upload(self, request: Request) -> Response:
        """PUT of output number `index`."""
        place = await self._place(request)
        index = request.path_params["index"]
        if place is None or index >= place.count:
            return _gone()
        try:
            size = await self._runtime.store.stage(
                place.attempt_id, index, request.stream(), limit=OUTPUT_BYTES
            )
        except UploadTooLarge as error:
            return refusal(413, "TOO_LARGE", error.message)
        except StorageFull as error:
            return refusal(507, "STORAGE_FULL", error.message)
        except StorageUnavailable as error:
            return refusal(503, "STORAGE_UNAVAILABLE", error.message)
        except ClientDisconnect:
            return refusal(400, "INCOMPLETE", "The upload broke off.")
        return Response(status_code=201, headers={"X-Size": str(size)})

    async def _place(self, request: Request) -> Place | None:
        async with self._runtime.sessions() as session:
            return await place_of(session, request.path_params["secret"])


def _report(body: dict[str, Any]) -> Report | None:
    """The tick, or None for one that does not say all that docs/endpoint.md asks of it."""
    report = read_tick(body)
    if report is None or report.seq >= _MOST_TICKS or report.progress is None:
        return None
    if body.get("stage") not in _STAGES:
        return None
    jpeg = report.preview is not None and report.preview.startswith(_JPEG)
    return report if jpeg else replace(report, preview=None)


def _tick(place: Place, body: dict[str, Any], report: Report, now: datetime) -> Tick:
    return Tick(
        job_id=place.job_id,
        project_id=place.project_id,
        attempt_id=place.attempt_id,
        attempt_number=place.attempt_number,
        seq=report.seq,
        stage=str(body["stage"]),
        progress=report.progress,
        message=report.message,
        preview_seq=None,
        at=now,
    )


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 200 and value.isprintable()


def _gone() -> Response:
    return refusal(410, "GONE", "Nothing is expected here (any more).")
