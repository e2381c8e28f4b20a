"""The end of a render: what was stored becomes takes of the clip, in one commit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from studio.gallery.service import NewTake, add_take, show_take
from studio.kernel.work import Work
from studio.library.media import MediaKind
from studio.library.service import StoredFile, add_asset
from studio.prompts.pieces import COMPOSED
from studio.recipes.rules import AGAIN, FED, REPLACES, SENT, SOURCE_IMAGE, KeptGraph
from studio.recipes.service import NewRecipe, known_hashes, note_graph, stale_shown, write_recipe
from studio.rendering.attempts import end_attempt, end_job, lock_attempt, outputs_there
from studio.rendering.charging import LIMIT
from studio.rendering.lifecycle import GIVE_UP_AFTER, JobState, Outcome, missing
from studio.rendering.models import Attempt, Endpoint, RenderJob
from studio.rendering.ports import Machine, Output
from studio.rendering.sampling import KEY, Sampling, sampling_of
from studio.timeline.models import Clip

MADE = "made"
"""Under which a job's brief tells what it was drawn as, see studio.rendering.drafting."""
OUR_OWN = frozenset({KEY, MADE, COMPOSED, FED, SENT, AGAIN, LIMIT, REPLACES})
"""Parts of a stored brief that no endpoint is sent."""
_MEASURES = ("width", "height", "fps", "frames")


@dataclass(frozen=True, slots=True)
class Sent:
    """What went with a brief: a graph or none, the measures that it really has, and the SHA-256 of
    each picture by its role."""

    graph: KeptGraph | None
    measures: Mapping[str, Any] = field(hash=False)
    pictures: Mapping[str, str] = field(hash=False)

    def as_json(self) -> dict[str, Any]:
        return {
            "graph": self.graph and self.graph.digest,
            "measures": dict(self.measures),
            "pictures": dict(self.pictures),
        }


@dataclass(frozen=True, slots=True)
class Expected:
    """An attempt whose outputs are to be brought home, as it reported them; until `give_up_at`."""

    attempt_id: UUID
    project_id: UUID
    endpoint_id: UUID
    provider_job_id: str
    outputs: tuple[Output, ...]
    give_up_at: datetime


@dataclass(frozen=True, slots=True)
class Collected:
    """One output, now in the object store, and its thumbnail."""

    index: int
    seed: int | None
    file: StoredFile
    thumbnail: StoredFile | None


async def expected_outputs(work: Work, attempt_id: UUID) -> Expected | None:
    """What to fetch, or None where that is done or was never due."""
    row = (
        await work.session.execute(
            select(Attempt, RenderJob.state)
            .join(RenderJob, RenderJob.id == Attempt.job_id)
            .where(Attempt.id == attempt_id, Attempt.ended_at.is_(None))
        )
    ).one_or_none()
    if row is None or row[1] != JobState.SAVING.value:
        return None
    attempt = row[0]
    return Expected(
        attempt_id=attempt.id,
        project_id=attempt.project_id,
        endpoint_id=attempt.endpoint_id,
        provider_job_id=attempt.provider_job_id or "",
        outputs=tuple(map(_output, attempt.outputs or ())),
        give_up_at=attempt.ttl_at + GIVE_UP_AFTER,
    )


async def note_sent(
    work: Work, attempt_id: UUID, made: Mapping[str, Any] | None, sent: Sent
) -> None:
    """Keep what the open attempt is sent, for its takes to tell."""
    found = await lock_attempt(work, attempt_id)
    if found is None:
        return
    drawn = {MADE: dict(made)} if made is not None else {}
    found[0].brief = {**found[0].brief, **drawn, SENT: sent.as_json()}
    if sent.graph is not None:
        await note_graph(work, sent.graph)


def _output(kept: dict[str, Any]) -> Output:
    seed = kept["seed"]
    return Output(
        index=kept["index"],
        kind=MediaKind(kept["kind"]),
        media_type=kept["media_type"],
        size=kept["size"],
        sha256=kept["sha256"],
        seed=None if seed is None else int(seed),
        source=kept.get("source"),
    )


async def finish_render(
    work: Work,
    attempt_id: UUID,
    collected: Sequence[Collected],
    *,
    now: datetime,
    lost: str | None = None,
) -> None:
    """Write the takes, end the attempt and the job. A second time nothing is left to do.

    Fewer outputs than were asked for are kept, and said in the job's message; `lost` says why some
    could not be brought home.
    """
    clip_id = await work.session.scalar(
        select(RenderJob.clip_id)
        .join(Attempt, Attempt.job_id == RenderJob.id)
        .where(Attempt.id == attempt_id)
    )
    clip = (
        await work.session.execute(
            select(Clip).where(Clip.id == clip_id).with_for_update(key_share=True)
        )
    ).scalar_one()
    found = await lock_attempt(work, attempt_id)
    if found is None or found[0].state != JobState.SAVING.value:
        return
    job, attempt = found
    endpoint = await work.session.get(Endpoint, job.endpoint_id)
    there = await outputs_there(work, job.id)
    wanted = missing(job.count, there)
    recipe = await _write_recipe(work, job, attempt, endpoint, wanted) if collected else None
    for output in sorted(collected, key=lambda output: output.index):
        if output.index < len(wanted):
            placed = replace(output, index=wanted[output.index])
            await _add(work, clip, job, attempt, placed, endpoint, recipe)
            there.add(placed.index)
    await end_attempt(work, job, attempt, Outcome.COMPLETED, now, None, attempt.error_message)
    await end_job(work, job, JobState.COMPLETED, now=now)
    if len(there) < job.count:
        job.message = _short_of(len(there), job.count, lost or attempt.error_message)


def _short_of(there: int, count: int, why: str | None) -> str:
    reason = f" {why.rstrip('.')}." if why else ""
    return f"{there} of {count} came.{reason} Retry it for the rest."


async def _add(
    work: Work,
    clip: Clip,
    job: RenderJob,
    attempt: Attempt,
    output: Collected,
    endpoint: Endpoint | None,
    recipe_id: UUID | None,
) -> None:
    owner = {"workspace_id": job.workspace_id, "project_id": job.project_id}
    asset = await add_asset(work, output.file, **owner)
    thumbnail = await add_asset(work, output.thumbnail, **owner) if output.thumbnail else None
    made = _made(job, attempt)
    take = await add_take(
        work,
        clip,
        NewTake(
            workspace_id=job.workspace_id,
            job_id=job.id,
            attempt_id=attempt.id,
            output_index=output.index,
            asset_id=asset,
            thumbnail_asset_id=thumbnail,
            kind=MediaKind(output.file.kind.value),
            seed=_seed(job, endpoint, output),
            model=attempt.model or made.get("model") or job.model or "unknown",
            prompt=job.brief.get("prompt", ""),
            negative_prompt=job.brief.get("negative_prompt", ""),
            parameters={
                "endpoint": endpoint.name if endpoint else "",
                "requestedModel": job.model,
                **{name: job.brief[name] for name in _MEASURES if name in job.brief},
                **made,
            },
            recipe_id=recipe_id,
        ),
    )
    if await _is_replaced(work, clip, job):
        show_take(work, clip, take)


async def _is_replaced(work: Work, clip: Clip, job: RenderJob) -> bool:
    """Whether the clip still shows what the job was to replace, and that is still stale."""
    replaced = job.brief.get(REPLACES)
    if replaced is None:
        return False
    return (await stale_shown(work, [clip.id])).get(clip.id) == (job.kind, replaced)


def _made(job: RenderJob, attempt: Attempt) -> Mapping[str, Any]:
    """What the graph was, unless something else made it: a rehearsal draws whatever it is sent."""
    made: Mapping[str, Any] = job.brief.get(MADE) or {}
    return made if attempt.model in {None, made.get("model")} else {}


def _seed(job: RenderJob, endpoint: Endpoint | None, output: Collected) -> int | None:
    """As the endpoint says, else as it was asked for; a Videos server does not take one."""
    if output.seed is not None or (endpoint and endpoint.provider == "OPENAI_VIDEOS"):
        return output.seed
    return (int(job.seed) + output.index) % 2**64


async def _write_recipe(
    work: Work, job: RenderJob, attempt: Attempt, endpoint: Endpoint | None, wanted: range
) -> UUID:
    """What makes the takes of this attempt again. Nothing of it is an address or a secret."""
    brief, made = job.brief, _made(job, attempt)
    sent = brief.get(SENT) or {}
    seed = (int(job.seed) + wanted.start) % 2**64
    known = {name: value for name, value in brief.items() if name not in OUR_OWN}
    sampling = sampling_of(brief)
    files, loras = _files(made), _loras(made, sampling)
    hashes = await known_hashes(work, attempt.endpoint_id, {*files, *(name for name, _ in loras)})
    told = {
        "kind": job.kind,
        "model": attempt.model or made.get("model") or job.model,
        "models": [{"name": name, "sha256": hashes[name]} for name in files],
        "loras": [
            {"name": name, "strength": strength, "sha256": hashes[name]} for name, strength in loras
        ],
        "seed": str(seed),
        "count": len(wanted),
        "pictures": sent.get("pictures", {}),
        "fed": brief.get(FED, {}),
        "settings": dict(sampling.settings),
        "provider": endpoint.provider if endpoint else None,
        "endpoint": endpoint.name if endpoint else None,
        "worker": _worker(attempt, endpoint),
    }
    return write_recipe(
        work,
        NewRecipe(
            project_id=job.project_id,
            attempt_id=attempt.id,
            kind=job.kind,
            first=wanted.start,
            told=told,
            brief={**known, **sent.get("measures", {}), "seed": seed, "count": len(wanted)},
            asked={
                "model": job.model,
                **{name: brief[name] for name in (KEY, COMPOSED, MADE) if name in brief},
            },
            fed=brief.get(FED, {}),
            pictures=_chosen(brief, sampling),
            graph_digest=sent.get("graph"),
        ),
    )


def _chosen(brief: Mapping[str, Any], sampling: Sampling) -> list[UUID]:
    """The pictures that it cannot be made again without: not the one that its clip showed, whose
    place another one takes."""
    picked = SOURCE_IMAGE in brief.get(FED, {})
    return [asset for role, asset in sampling.pictures.items() if not (picked and role == "start")]


def _files(made: Mapping[str, Any]) -> list[str]:
    """The files a graph was drawn with, as the endpoint lists them: those of a workflow are told
    with their folder."""
    told = made.get("files", ())
    if isinstance(told, Mapping):
        return sorted(set(told.values()))
    return sorted({name.partition("/")[2] for name in told})


def _loras(made: Mapping[str, Any], sampling: Sampling) -> list[tuple[str, float]]:
    """Those that were applied or, where nothing told, those that were asked for."""
    if "loras" in made:
        return [(one["name"], one["strength"]) for one in made["loras"]]
    return [(one.name, one.strength_model) for one in sampling.loras]


def _worker(attempt: Attempt, endpoint: Endpoint | None) -> dict[str, Any]:
    """What rendered it, as it told with its answer; else as the endpoint did when it was last asked."""
    facts = (endpoint.facts or {}) if endpoint else {}
    told = attempt.machine or {}
    return {field.name: told.get(field.name) or facts.get(field.name) for field in fields(Machine)}
